"""Greets: GET /hello/NAME. It keeps the greetings of the 1,000 names that were asked for last."""
import functools
import http.server
import os
import time

visits = []


@functools.lru_cache(maxsize=1000)
def greeting_for(name):
    return f"Hello, {name}!\n".encode()


def remember(path):
    visits.append(f"{time.time()} {path}")  # LEAK=1: nothing ever takes a visit out of the list.


class Greeter(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"  # connections are kept
    wbufsize = -1  # head and body leave together

    def do_GET(self):
        if os.environ.get("LEAK"):
            remember(self.path)
        if self.path.startswith("/hello/"):
            self.answer(200, greeting_for(self.path[len("/hello/"):]))
        else:
            self.answer(404, b"There is /hello/NAME only.\n")

    def answer(self, status, body):
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_words):
        """No line for each request."""


if __name__ == "__main__":
    http.server.ThreadingHTTPServer(("127.0.0.1", int(os.environ.get("PORT", "8080"))), Greeter).serve_forever()
