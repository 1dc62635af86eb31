"""The servers of bench/servers/peers.py that speak TLS, with a certificate of their own, and HTTP/2 over it. Part of bench/servers/peers.py;
bench/hunt runs them; bench/found and bench/load take the certificate.
"""
import subprocess

from servers import peer_programs
from servers import peers

CERTIFICATE = "  ssl_certificate {dir}/certificate.pem; ssl_certificate_key {dir}/key.pem;\n"


def changed(text, old, new):
    assert text.count(old) == 1, old
    return text.replace(old, new)


NGINX = changed(peers.NGINX, "server {{ listen 127.0.0.1:{port};", CERTIFICATE + "server {{ listen 127.0.0.1:{port} ssl http2;")
HAPROXY = changed(peers.HAPROXY, "bind 127.0.0.1:{port}", "bind 127.0.0.1:{port} ssl crt {dir}/both.pem alpn h2,http/1.1")
LIGHTTPD = peers.LIGHTTPD + """server.modules += ( "mod_openssl" )
ssl.engine = "enable"
ssl.pemfile = "{dir}/both.pem"
"""
GO = changed(peer_programs.GO, 'http.ListenAndServe("127.0.0.1:{port}", nil)',
             'http.ListenAndServeTLS("127.0.0.1:{port}", "{dir}/certificate.pem", "{dir}/key.pem", nil)')
NODE = """const fs = require('fs');
require('http2').createSecureServer({{
  allowHTTP1: true, key: fs.readFileSync('{dir}/key.pem'), cert: fs.readFileSync('{dir}/certificate.pem'),
}}, (request, response) => {{
  request.resume().on('end', () => {{
    response.statusCode = request.url === '/' ? 200 : 404;
    response.end('hello, '.repeat(20));
  }});
}}).listen({port}, '127.0.0.1');
process.on('SIGTERM', () => process.exit(0));
"""


def make_certificate(directory, _values=None):
    key, certificate = directory / "key.pem", directory / "certificate.pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
                    "-subj", "/CN=seep", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", certificate],
                   check=True, capture_output=True)
    key.chmod(0o644)  # workers are other users
    (directory / "both.pem").write_text(key.read_text() + certificate.read_text())


def build_go(directory, values):
    make_certificate(directory, values)
    peer_programs.build_go(directory, values)


def servers():
    return [
        peers.Server("nginx TLS", peers.nginx("{dir}/nginx.conf"), {"nginx.conf": NGINX}, ["nginx", "-v"],
                     prepare=make_certificate),
        peers.Server("haproxy TLS", ["haproxy", "-db", "-f", "{dir}/haproxy.cfg"], {"haproxy.cfg": HAPROXY}, ["haproxy", "-v"],
                     upstream=True, prepare=make_certificate),
        peers.Server("lighttpd TLS", ["lighttpd", "-D", "-f", "{dir}/lighttpd.conf"], {"lighttpd.conf": LIGHTTPD},
                     ["lighttpd", "-v"], prepare=make_certificate),
        peers.Server("node TLS", ["node", "{dir}/page.js"], {"page.js": NODE}, prepare=make_certificate),
        peers.Server("go net/http TLS", ["{dir}/page"], {"page.go": GO}, ["go", "version"], prepare=build_go),
    ]
