"""Servers that are a program in some language: the smallest that each language's usual library makes. Part of
bench/servers/peers.py. Each answers / with a short page, whatever the method, and anything else with 404.
"""
import os
import shutil
import subprocess

WSGI = '''def app(environ, start_response):
    environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    found = environ["PATH_INFO"] == "/"
    body = b"hello, " * 20 if found else b"not found"
    start_response("200 OK" if found else "404 Not Found", [("Content-Type", "text/plain"),
                                                            ("Content-Length", str(len(body)))])
    return [b"" if environ["REQUEST_METHOD"] == "HEAD" else body]

application = app
'''
AIOHTTP = '''from aiohttp import web

async def page(request):
    await request.read()
    return web.Response(text="hello, " * 20)

app = web.Application()
app.router.add_route("*", "/", page)
web.run_app(app, host="127.0.0.1", port={port}, print=None, access_log=None)
'''
TORNADO = '''import logging
import tornado.ioloop
import tornado.web

class Page(tornado.web.RequestHandler):
    def get(self):
        self.write("hello, " * 20)
    head = get
    post = get

logging.getLogger("tornado.access").disabled = True
tornado.web.Application([("/", Page)]).listen({port}, "127.0.0.1")
tornado.ioloop.IOLoop.current().start()
'''
WAITRESS = '''import waitress
from app import app
waitress.serve(app, host="127.0.0.1", port={port})
'''
TWISTED = '''from twisted.internet import reactor
from twisted.web.resource import Resource
from twisted.web.server import Site

class Page(Resource):
    isLeaf = False
    def getChild(self, name, request):
        return self if name == b"" else Resource.getChild(self, name, request)
    def render_GET(self, request):
        return b"hello, " * 20
    render_POST = render_GET

reactor.listenTCP({port}, Site(Page()), interface="127.0.0.1")
reactor.run()
'''
NODE = '''require('http').createServer((request, response) => {{
  request.resume().on('end', () => {{
    response.statusCode = request.url.split('?')[0] === '/' ? 200 : 404;
    response.end('hello, '.repeat(20));
  }});
}}).listen({port}, '127.0.0.1');
process.on('SIGTERM', () => process.exit(0));
'''
# A cache of the last 20,000 pages by their key, as many sites have one.
NODE_LRU = '''const pages = new Map();
require('http').createServer((request, response) => {{
  const key = request.url;
  const page = pages.get(key) || `${{key}} `.padEnd(400, 'hello, ');
  pages.delete(key);
  pages.set(key, page);
  if (pages.size > 20000) pages.delete(pages.keys().next().value);
  request.resume().on('end', () => response.end(page));
}}).listen({port}, '127.0.0.1');
process.on('SIGTERM', () => process.exit(0));
'''
RACKUP = '''run lambda {{ |env|
  env['rack.input'].read
  env['PATH_INFO'] == '/' ? [200, {{ 'content-type' => 'text/plain' }}, ['hello, ' * 20]] : [404, {{}}, ['not found']]
}}
'''
WEBRICK = '''require 'webrick'
server = WEBrick::HTTPServer.new(BindAddress: '127.0.0.1', Port: {port}, AccessLog: [],
                                 Logger: WEBrick::Log.new(File::NULL))
server.mount_proc('/') do |request, response|
  request.body
  response.status = request.path == '/' ? 200 : 404
  response.body = 'hello, ' * 20
end
trap('TERM') {{ server.shutdown }}
server.start
'''
PHP = '''<?php
http_response_code(strtok($_SERVER["REQUEST_URI"], "?") === "/" ? 200 : 404);
echo str_repeat("hello, ", 20);
'''
MOJO = '''use Mojolicious::Lite -signatures;
app->log->level('fatal');
any '/' => sub ($c) {{ $c->render(text => 'hello, ' x 20) }};
app->start;
'''
GO = '''package main

import (
	"io"
	"net/http"
	"strings"
)

func main() {{
	page := strings.Repeat("hello, ", 20)
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {{
		io.Copy(io.Discard, r.Body)
		if r.URL.Path != "/" {{
			http.NotFound(w, r)
			return
		}}
		io.WriteString(w, page)
	}})
	panic(http.ListenAndServe("127.0.0.1:{port}", nil))
}}
'''
JAVA = '''import com.sun.net.httpserver.HttpServer;
import java.net.InetSocketAddress;
import java.util.concurrent.Executors;

class Page {{
  public static void main(String[] words) throws Exception {{
    byte[] page = "hello, ".repeat(20).getBytes();
    HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", {port}), 0);
    server.setExecutor(Executors.newFixedThreadPool(4));
    server.createContext("/", exchange -> {{
      exchange.getRequestBody().readAllBytes();
      boolean found = exchange.getRequestURI().getPath().equals("/");
      exchange.sendResponseHeaders(found ? 200 : 404, page.length);
      exchange.getResponseBody().write(page);
      exchange.close();
    }});
    server.start();
  }}
}}
'''
FASTAPI = '''from fastapi import FastAPI

app = FastAPI()

@app.get("/")
async def page():
    return {"page": "hello, " * 20}
'''
DEBIAN_PYTHON = "/usr/bin/python3"  # whatever else is called python3 in PATH: the modules are this one's


def build_go(directory, _values):
    subprocess.run(["go", "build", "-o", f"{directory}/page", f"{directory}/page.go"], check=True, capture_output=True,
                   env={**os.environ, "GO111MODULE": "off", "GOFLAGS": ""})


def build_java(directory, _values):
    subprocess.run(["javac", "-d", directory, f"{directory}/Page.java"], check=True, capture_output=True)


def servers(server_type):
    app = {"app.py": WSGI.replace("{", "{{").replace("}", "}}")}
    found = [
        server_type("python3 http.server", [DEBIAN_PYTHON, "-m", "http.server", "{port}", "--bind", "127.0.0.1",
                                            "--directory", "{dir}/www"]),
        server_type("node", ["node", "{dir}/page.js"], {"page.js": NODE}),
        server_type("node, LRU", ["node", "{dir}/page.js"], {"page.js": NODE_LRU}),
        server_type("gunicorn", ["gunicorn", "-w", "2", "-b", "127.0.0.1:{port}", "--chdir", "{dir}", "app:app"], app),
        server_type("gunicorn, threads", ["gunicorn", "-w", "1", "--threads", "4", "-b", "127.0.0.1:{port}", "--chdir",
                                          "{dir}", "app:app"], app),
        server_type("uwsgi", ["uwsgi", "--plugin", "python3", "--http-socket", "127.0.0.1:{port}", "--chdir", "{dir}",
                              "--wsgi-file", "app.py", "--master", "--processes", "2", "--disable-logging",
                              "--die-on-term"], app),
        server_type("puma", ["puma", "-b", "tcp://127.0.0.1:{port}", "-t", "4:4", "-e", "production", "{dir}/config.ru"],
                    {"config.ru": RACKUP}),
        server_type("webrick", ["ruby", "{dir}/page.rb"], {"page.rb": WEBRICK}),
        server_type("php -S", ["php", "-q", "-S", "127.0.0.1:{port}", "{dir}/page.php"],
                    {"page.php": PHP.replace("{", "{{").replace("}", "}}")}),
        server_type("mojolicious", ["perl", "{dir}/page.pl", "daemon", "-m", "production", "-r", "1000000",
                                    "-l", "http://127.0.0.1:{port}"], {"page.pl": MOJO},
                    ["dpkg-query", "-W", "libmojolicious-perl"]),
    ]
    for name, program, package in (("aiohttp", AIOHTTP, "python3-aiohttp"), ("tornado", TORNADO, "python3-tornado"),
                                   ("waitress", WAITRESS, "python3-waitress"), ("twisted", TWISTED, "python3-twisted")):
        if subprocess.run(["dpkg-query", "-W", package], capture_output=True).returncode == 0:
            found.append(server_type(name, [DEBIAN_PYTHON, "{dir}/server.py"], {"server.py": program, **app},
                                     ["dpkg-query", "-W", package]))
    if subprocess.run(["dpkg-query", "-W", "python3-fastapi", "uvicorn"], capture_output=True).returncode == 0:
        found.append(server_type("uvicorn, FastAPI",
                                 ["uvicorn", "--port", "{port}", "--log-level", "warning", "--app-dir", "{dir}", "page:app"],
                                 {"page.py": FASTAPI.replace("{", "{{").replace("}", "}}")},
                                 ["dpkg-query", "-W", "python3-fastapi"]))
    if shutil.which("javac"):
        found.append(server_type("java HttpServer", ["java", "-cp", "{dir}", "Page"], {"Page.java": JAVA}, prepare=build_java))
    if shutil.which("go"):
        found.append(server_type("go net/http", ["{dir}/page"], {"page.go": GO}, ["go", "version"], prepare=build_go))
    return found
