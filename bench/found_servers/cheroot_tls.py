"""A page by cheroot over TLS: cheroot_tls.py PORT FOLDER [plain]. FOLDER has certificate.pem and key.pem."""
import sys

from cheroot import wsgi
from cheroot.ssl import builtin


def page(_environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "6")])
    return [b"hello\n"]


port, folder = int(sys.argv[1]), sys.argv[2]
server = wsgi.Server(("127.0.0.1", port), page, request_queue_size=1024)
if len(sys.argv) < 4:
    server.ssl_adapter = builtin.BuiltinSSLAdapter(f"{folder}/certificate.pem", f"{folder}/key.pem")
server.error_log = lambda *_words, **_more: None
server.start()
