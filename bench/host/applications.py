"""Applications on frameworks of each runtime, which bench/host-check runs plain and while Seep reads their heaps. Each has
the same pages: / (text), /json (of a POST: what was sent, sorted), /count (a session in a cookie), /stream (chunks),
/large (300 KB), /fail (the framework's own 500), and what it says of a page that there is not.
"""
import subprocess
import sys

from servers import peers

NODE_PAGES = """const large = 'x'.repeat(300000);
"""
EXPRESS = NODE_PAGES + """const express = require('express');
const session = require('express-session');
const app = express();
app.disable('x-powered-by');
app.use(session({ secret: 'seep', resave: false, saveUninitialized: false, genid: () => 'one' }));
app.get('/', (request, response) => response.send('hello\\n'));
app.post('/json', express.json(), (request, response) => response.json(Object.entries(request.body).sort()));
app.get('/count', (request, response) => {
  request.session.count = request.session.count ? 2 : 1;
  response.send('counted\\n');
});
app.get('/stream', (request, response) => { for (let i = 0; i < 20; i += 1) response.write(`${i}\\n`); response.end(); });
app.get('/large', (request, response) => response.type('text').send(large));
app.get('/fail', () => { throw new Error('failed'); });
app.use((error, request, response, next) => response.status(500).send('failed\\n'));
app.listen(Number(process.argv[2]), '127.0.0.1');
"""
FASTIFY = NODE_PAGES + """const { Readable } = require('stream');
const app = require('fastify')();
app.register(require('@fastify/cookie'));
app.get('/', async () => 'hello\\n');
app.post('/json', async (request) => Object.entries(request.body).sort());
app.get('/count', async (request, reply) => {
  reply.setCookie('count', request.cookies.count ? '2' : '1');
  return 'counted\\n';
});
app.get('/stream', (request, reply) => reply.send(Readable.from(Array.from({ length: 20 }, (_, i) => `${i}\\n`))));
app.get('/large', async () => large);
app.get('/fail', async () => { throw new Error('failed'); });
app.listen({ port: Number(process.argv[2]), host: '127.0.0.1' });
"""
REACT = NODE_PAGES + """const http = require('http');
const React = require('react');
const { renderToPipeableStream } = require('react-dom/server');
const Item = ({ i }) => React.createElement('li', null, `item ${i}`);
const Page = ({ items }) => React.createElement('html', null, React.createElement('body', null,
  React.createElement('ul', null, Array.from({ length: items }, (_, i) => React.createElement(Item, { i, key: i })))));
http.createServer((request, response) => {
  if (request.url === '/fail' || request.url === '/missing') {
    response.statusCode = request.url === '/fail' ? 500 : 404;
    response.end(`${request.url}\\n`);
    return;
  }
  const items = { '/large': 10000, '/stream': 300 }[request.url] || 5;
  request.resume();
  const { pipe } = renderToPipeableStream(React.createElement(Page, { items }), { onAllReady: () => pipe(response) });
}).listen(Number(process.argv[2]), '127.0.0.1');
"""
FLASK = """import flask

app = flask.Flask(__name__)
app.secret_key = "seep"
LARGE = "x" * 300000

@app.get("/")
def page():
    return "hello\\n"

@app.post("/json")
def echo():
    return flask.jsonify(sorted(flask.request.json.items()))

@app.get("/count")
def count():
    flask.session["count"] = 2 if flask.session.get("count") else 1
    return "counted\\n"

@app.get("/stream")
def stream():
    return flask.Response((f"{i}\\n" for i in range(20)), mimetype="text/plain")

@app.get("/large")
def large():
    return LARGE

@app.get("/fail")
def fail():
    raise ValueError("failed")
"""
DJANGO = """import json

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse, JsonResponse, StreamingHttpResponse
from django.urls import path

settings.configure(SECRET_KEY="seep", ROOT_URLCONF=__name__, ALLOWED_HOSTS=["*"], LOGGING_CONFIG=None,
                   MIDDLEWARE=["django.middleware.common.CommonMiddleware"])
LARGE = "x" * 300000

def count(request):
    answer = HttpResponse("counted\\n")
    answer.set_cookie("count", "2" if request.COOKIES.get("count") else "1")
    return answer

def fail(request):
    raise ValueError("failed")

urlpatterns = [
    path("", lambda request: HttpResponse("hello\\n")),
    path("json", lambda request: JsonResponse(sorted(json.loads(request.body).items()), safe=False)),
    path("count", count), path("fail", fail),
    path("stream", lambda request: StreamingHttpResponse(f"{i}\\n" for i in range(20))),
    path("large", lambda request: HttpResponse(LARGE)),
]
app = get_wsgi_application()
"""
FASTAPI = """from fastapi import FastAPI, Request, Response
from fastapi.responses import PlainTextResponse, StreamingResponse

app = FastAPI()
LARGE = "x" * 300000

@app.get("/", response_class=PlainTextResponse)
async def page():
    return "hello\\n"

@app.post("/json")
async def echo(request: Request):
    return sorted((await request.json()).items())

@app.get("/count", response_class=PlainTextResponse)
async def count(request: Request, response: Response):
    response.set_cookie("count", "2" if request.cookies.get("count") else "1")
    return "counted\\n"

@app.get("/stream")
async def stream():
    return StreamingResponse((f"{i}\\n" for i in range(20)), media_type="text/plain")

@app.get("/large", response_class=PlainTextResponse)
def large():
    return LARGE

@app.get("/fail")
async def fail():
    raise ValueError("failed")
"""
SINATRA = """require "sinatra/base"
require "json"

class Pages < Sinatra::Base
  set :environment, :production
  set :logging, false
  LARGE = "x" * 300_000
  get("/") { "hello\\n" }
  post("/json") { content_type :json; JSON.generate(JSON.parse(request.body.read).sort) }
  get("/count") { response.set_cookie("count", request.cookies["count"] ? "2" : "1"); "counted\\n" }
  get("/stream") { stream { |out| 20.times { |i| out << "#{i}\\n" } } }
  get("/large") { LARGE }
  get("/fail") { halt 500, "failed\\n" }
end
run Pages
"""
CADDY = """{{
	admin off
	auto_https off
}}
http://127.0.0.1:{port} {{
	log {{
		output discard
	}}
	handle / {{
		respond "hello"
	}}
	handle /json {{
		respond "{{http.request.method}}"
	}}
	handle /count {{
		header Set-Cookie "count=1"
		respond "counted"
	}}
	handle /fail {{
		respond "failed" 500
	}}
	handle {{
		root * {dir}/www
		encode gzip
		file_server
	}}
}}
"""
TOMCAT = """import jakarta.servlet.http.*;
import java.io.*;
import java.nio.charset.StandardCharsets;
import org.apache.catalina.Context;
import org.apache.catalina.startup.Tomcat;

public final class Pages extends HttpServlet {
  private static final String LARGE = "x".repeat(300000);

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
    response.setContentType("text/plain");
    PrintWriter out = response.getWriter();
    switch (request.getRequestURI()) {
      case "/": out.print("hello\\n"); return;
      case "/json": out.print(new String(request.getInputStream().readAllBytes(), StandardCharsets.UTF_8)); return;
      case "/count": request.getSession(); out.print("counted\\n"); return;
      case "/stream": for (int i = 0; i < 20; i++) { out.println(i); out.flush(); } return;
      case "/large": out.print(LARGE); return;
      case "/fail": throw new IllegalStateException("failed");
      default: response.sendError(404);
    }
  }

  public static void main(String[] words) throws Exception {
    java.util.logging.LogManager.getLogManager().reset();
    Tomcat tomcat = new Tomcat();
    tomcat.setBaseDir(words[1]);
    tomcat.setPort(Integer.parseInt(words[0]));
    tomcat.getConnector().setProperty("address", "127.0.0.1");
    Context context = tomcat.addContext("", words[1]);
    context.setSessionTimeout(1);
    Tomcat.addServlet(context, "pages", new Pages());
    context.addServletMappingDecoded("/*", "pages");
    tomcat.start();
    tomcat.getServer().await();
  }
}
"""
JARS = ":".join(f"/usr/share/java/{name}.jar" for name in ("tomcat10-embed-core", "tomcat10-embed-el", "jakarta-annotation-api"))


def npm(*packages):
    def install(directory, _values):
        subprocess.run(["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", directory, *packages], check=True,
                       stdin=subprocess.DEVNULL, stdout=sys.stderr)
    return install


def compile_tomcat(directory, _values):
    subprocess.run(["javac", "-cp", JARS, "-d", directory, f"{directory}/Pages.java"], check=True,
                   stdin=subprocess.DEVNULL, capture_output=True)


def literal(text):
    return text.replace("{", "{{").replace("}", "}}")


def node_server(name, program, *packages):
    return peers.Server(name, ["node", "{dir}/app.js", "{port}"], {"app.js": literal(program)}, prepare=npm(*packages))


def debian_python(name, command, program):
    return peers.Server(name, command, {"app.py": literal(program)})


GUNICORN = ["gunicorn", "-w", "2", "-b", "127.0.0.1:{port}", "--chdir", "{dir}", "app:app"]
UWSGI = ["uwsgi", "--plugin", "python3", "--http-socket", "127.0.0.1:{port}", "--chdir", "{dir}", "--wsgi-file", "app.py",
         "--callable", "app", "--master", "--processes", "2", "--disable-logging", "--die-on-term"]
UVICORN = ["uvicorn", "--port", "{port}", "--log-level", "critical", "--app-dir", "{dir}", "app:app"]
APPLICATIONS = [
    node_server("express 4", EXPRESS, "express@4.21.2", "express-session@1.18.1"),
    node_server("fastify 5", FASTIFY, "fastify@5.2.1", "@fastify/cookie@11.0.2"),
    node_server("react-dom 19, rendered on the server", REACT, "react@19.0.0", "react-dom@19.0.0"),
    debian_python("flask, gunicorn", GUNICORN, FLASK),
    debian_python("django, uwsgi", UWSGI, DJANGO),
    debian_python("fastapi, uvicorn", UVICORN, FASTAPI),
    peers.Server("sinatra, puma", ["puma", "-b", "tcp://127.0.0.1:{port}", "-t", "4:4", "-e", "production", "{dir}/config.ru"],
                 {"config.ru": literal(SINATRA)}),
    peers.Server("caddy, pages", ["caddy", "run", "--config", "{dir}/Caddyfile", "--adapter", "caddyfile"], {"Caddyfile": CADDY},
                 environment={"HOME": "{dir}"}),
    peers.Server("tomcat 10, embedded", ["java", "-cp", f"{JARS}:{{dir}}", "Pages", "{port}", "{dir}"],
                 {"Pages.java": literal(TOMCAT)}, prepare=compile_tomcat),
]
NEEDS = {"flask, gunicorn": "python3-flask", "django, uwsgi": "python3-django", "fastapi, uvicorn": "python3-fastapi",
         "sinatra, puma": "ruby-sinatra", "tomcat 10, embedded": "libjakarta-annotation-api-java"}


def is_there(server, bin_dir):
    package = NEEDS.get(server.name)
    if package and subprocess.run(["dpkg-query", "-W", package], capture_output=True).returncode:
        return False
    return peers.is_there(server, bin_dir)
