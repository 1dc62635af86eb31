// A page that waits for its work or a time-out: timers PORT [stop]
// Without "stop" as time.After has it: until Go 1.23 the timer lives until it fires, an hour later (golang/go issue 8898).
package main

import (
	"io"
	"net/http"
	"os"
	"time"
)

const timeOut = time.Hour

func waitAfter(work chan string) string {
	select {
	case text := <-work:
		return text
	case <-time.After(timeOut):
		return "late\n"
	}
}

func waitAndStop(work chan string) string {
	timer := time.NewTimer(timeOut)
	defer timer.Stop()
	select {
	case text := <-work:
		return text
	case <-timer.C:
		return "late\n"
	}
}

func main() {
	wait := waitAfter
	if len(os.Args) > 2 {
		wait = waitAndStop
	}
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		work := make(chan string)
		go func() { work <- "hello\n" }()
		io.WriteString(w, wait(work))
	})
	http.ListenAndServe("127.0.0.1:"+os.Args[1], nil)
}
