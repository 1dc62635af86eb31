"""A shop over TLS: POST /login gives a cookie, and GET /cart wants it."""
import http.cookies
import http.server
import os
import secrets
import ssl

sessions = {}
log = []


class Shop(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"  # connections are kept
    wbufsize = -1  # head and body leave together

    def do_POST(self):
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        visitor = self.visitor() or secrets.token_urlsafe(16)
        sessions[visitor] = {"cart": []}
        if len(sessions) > 1000:
            del sessions[next(iter(sessions))]
        self.answer(200, b"Welcome.\n", ("Set-Cookie", f"visitor={visitor}; Path=/; HttpOnly"))

    def do_GET(self):
        if os.environ.get("LEAK"):
            log.append(f"{self.path} by {self.headers.get('Cookie')}")  # LEAK=1: nothing ever empties this list.
        session = sessions.get(self.visitor())
        if session is None:
            self.answer(401, b"Log in first.\n")
        else:
            self.answer(200, f"{len(session['cart'])} things\n".encode())

    def visitor(self):
        cookie = http.cookies.SimpleCookie(self.headers.get("Cookie", "")).get("visitor")
        return cookie.value if cookie else None

    def answer(self, status, body, *headers):
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        for header in headers:
            self.send_header(*header)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_words):
        """No line for each request."""


if __name__ == "__main__":
    server = http.server.ThreadingHTTPServer(("127.0.0.1", int(os.environ.get("PORT", "8443"))), Shop)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain("cert.pem", "key.pem")
    server.socket = tls.wrap_socket(server.socket, server_side=True)
    server.serve_forever()
