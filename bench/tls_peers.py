"""The servers of bench/peers.py that speak TLS, with a certificate of their own, and HTTP/2 over it. Part of bench/peers.py;
bench/hunt runs them.
"""
import subprocess

import peer_programs

NGINX = """daemon off; pid {dir}/nginx.pid; error_log stderr; worker_processes 2;
events {{ worker_connections 512; }}
http {{ access_log off; client_body_temp_path {dir}/t1; proxy_temp_path {dir}/t2; fastcgi_temp_path {dir}/t3;
  uwsgi_temp_path {dir}/t4; scgi_temp_path {dir}/t5; keepalive_requests 100000;
  ssl_certificate {dir}/certificate.pem; ssl_certificate_key {dir}/key.pem;
  server {{ listen 127.0.0.1:{port} ssl http2; root {dir}/www; error_page 405 =200 $uri; }} }}
"""
HAPROXY = """global
  maxconn 1000
defaults
  mode http
  timeout client 30s
  timeout server 30s
  timeout connect 5s
  http-reuse always
frontend page
  bind 127.0.0.1:{port} ssl crt {dir}/both.pem alpn h2,http/1.1
  default_backend pages
backend pages
  server one 127.0.0.1:{upstream}
"""
LIGHTTPD = """server.modules = ( "mod_openssl" )
server.bind = "127.0.0.1"
server.port = {port}
server.document-root = "{dir}/www"
index-file.names = ( "index.html" )
ssl.engine = "enable"
ssl.pemfile = "{dir}/both.pem"
"""
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


def make_certificate(directory, _values):
    key, certificate = directory / "key.pem", directory / "certificate.pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
                    "-subj", "/CN=seep", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", certificate],
                   check=True, capture_output=True)
    key.chmod(0o644)  # workers are other users
    (directory / "both.pem").write_text(key.read_text() + certificate.read_text())


def build_go(directory, values):
    make_certificate(directory, values)
    peer_programs.build_go(directory, values)


def servers(server_type):
    go = peer_programs.GO.replace('http.ListenAndServe("127.0.0.1:{port}", nil)',
                                  'http.ListenAndServeTLS("127.0.0.1:{port}", "{dir}/certificate.pem", "{dir}/key.pem", nil)')
    assert "ListenAndServeTLS" in go
    return [
        server_type("nginx TLS", ["nginx", "-p", "{dir}", "-e", "stderr", "-c", "{dir}/nginx.conf"], {"nginx.conf": NGINX},
                    ["nginx", "-v"], prepare=make_certificate),
        server_type("haproxy TLS", ["haproxy", "-db", "-f", "{dir}/haproxy.cfg"], {"haproxy.cfg": HAPROXY}, ["haproxy", "-v"],
                    upstream=True, prepare=make_certificate),
        server_type("lighttpd TLS", ["lighttpd", "-D", "-f", "{dir}/lighttpd.conf"], {"lighttpd.conf": LIGHTTPD},
                    ["lighttpd", "-v"], prepare=make_certificate),
        server_type("node TLS", ["node", "{dir}/page.js"], {"page.js": NODE}, prepare=make_certificate),
        server_type("go net/http TLS", ["{dir}/page"], {"page.go": go}, ["go", "version"], prepare=build_go),
    ]
