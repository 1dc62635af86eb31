// Greets: GET /hello/NAME. It keeps the greetings of the 1,000 names that were asked for last.
package main

import (
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
	"strings"
	"sync"
	"time"
)

var (
	mutex  sync.Mutex
	visits []string
)

func remember(path string) {
	mutex.Lock()
	defer mutex.Unlock()
	visits = append(visits, fmt.Sprint(time.Now().UnixNano(), " ", path)) // LEAK=1: nothing ever takes a visit out.
}

func main() {
	kept := newGreetings()
	leak := os.Getenv("LEAK") != ""
	http.HandleFunc("/hello/", func(w http.ResponseWriter, r *http.Request) {
		if leak {
			remember(r.URL.Path)
		}
		io.WriteString(w, kept.of(strings.TrimPrefix(r.URL.Path, "/hello/")))
	})
	port := os.Getenv("PORT")
	if port == "" {
		port = "8080"
	}
	log.Fatal(http.ListenAndServe("127.0.0.1:"+port, nil))
}
