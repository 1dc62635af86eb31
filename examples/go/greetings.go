package main

import (
	"container/list"
	"sync"
)

const greetingsMax = 1000

// greetings keeps those of the names that were asked for last.
type greetings struct {
	mutex  sync.Mutex
	byName map[string]*list.Element
	order  list.List // of greeting; the one that was asked for last comes first
}

type greeting struct{ name, text string }

func newGreetings() *greetings {
	return &greetings{byName: map[string]*list.Element{}}
}

func (g *greetings) of(name string) string {
	g.mutex.Lock()
	defer g.mutex.Unlock()
	if kept, ok := g.byName[name]; ok {
		g.order.MoveToFront(kept)
		return kept.Value.(greeting).text
	}
	if g.order.Len() == greetingsMax {
		delete(g.byName, g.order.Remove(g.order.Back()).(greeting).name)
	}
	made := greeting{name, "Hello, " + name + "!\n"}
	g.byName[name] = g.order.PushFront(made)
	return made.text
}
