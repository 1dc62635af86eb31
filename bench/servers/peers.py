"""The servers that bench/field, bench/verdict and bench/host-check run: Debian's (scripts/bootstrap --peers), with the configuration
written here, in the foreground, on one port of 127.0.0.1. bench/peers starts each.
"""
import dataclasses
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

from servers import peer_programs

PAGE = "<!doctype html><title>page</title>" + "0123456789" * 10 + "\n"
PACKAGES = ("nginx haproxy lighttpd lighttpd-mod-openssl openssl apache2 varnish squid h2o trafficserver caddy webfs mini-httpd "
            "civetweb busybox "
            "python3 nodejs gunicorn uwsgi-core uwsgi-plugin-python3 puma ruby-webrick php-cli libmojolicious-perl "
            "openjdk-17-jdk-headless uvicorn python3-fastapi "
            "python3-aiohttp python3-tornado python3-waitress python3-twisted python3-cheroot python3-flask python3-django ruby-sinatra "
            "libtomcat10-embed-java libjakarta-annotation-api-java golang-go apache2-utils wrk heaptrack "
            "redis-server postgresql libpython3.11-testsuite libjemalloc2 git xz-utils")
READY_SECONDS = 20
STOP_SECONDS = 10

NGINX_HTTP = """daemon off; pid {dir}/nginx.pid; error_log stderr; worker_processes 2;
events {{ worker_connections 512; }}
http {{ access_log off; client_body_temp_path {dir}/t1; proxy_temp_path {dir}/t2; fastcgi_temp_path {dir}/t3;
  uwsgi_temp_path {dir}/t4; scgi_temp_path {dir}/t5; keepalive_requests 100000;
"""
NGINX = NGINX_HTTP + "server {{ listen 127.0.0.1:{port}; root {dir}/www; error_page 405 =200 $uri; }} }}\n"
NGINX_PROXY = NGINX_HTTP + """  upstream pages {{ server 127.0.0.1:{upstream}; keepalive 16; }}
  server {{ listen 127.0.0.1:{port}; location / {{ proxy_pass http://pages; proxy_http_version 1.1;
    proxy_set_header Connection ""; }} }} }}
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
  bind 127.0.0.1:{port}
  default_backend pages
backend pages
  server one 127.0.0.1:{upstream}
"""
# A table of those who asked, by a key of the query, as rate limits have one: 100,000 of them at most.
HAPROXY_TABLE = HAPROXY.replace("  default_backend pages\n", """  stick-table type string len 64 size 100k expire 10m store http_req_cnt
  http-request track-sc0 url_param(key)
  default_backend pages
""")
LIGHTTPD = """server.bind = "127.0.0.1"
server.port = {port}
server.document-root = "{dir}/www"
index-file.names = ( "index.html" )
"""
APACHE = """ServerRoot {dir}
ServerName localhost
Listen 127.0.0.1:{port}
PidFile {dir}/apache.pid
ErrorLog {dir}/error.log
Mutex file:{dir}
User www-data
Group www-data
LoadModule mpm_event_module /usr/lib/apache2/modules/mod_mpm_event.so
LoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so
LoadModule dir_module /usr/lib/apache2/modules/mod_dir.so
LoadModule mime_module /usr/lib/apache2/modules/mod_mime.so
TypesConfig /etc/mime.types
DocumentRoot {dir}/www
MaxKeepAliveRequests 0
<Directory {dir}/www>
  Require all granted
</Directory>
"""
SQUID = """http_port 127.0.0.1:{port} accel defaultsite=localhost no-vhost
cache_peer 127.0.0.1 parent {upstream} 0 no-query originserver name=pages
acl local src 127.0.0.1
http_access allow local
cache_mem 8 MB
pid_filename {dir}/squid.pid
access_log none
cache_log {dir}/cache.log
coredump_dir {dir}
shutdown_lifetime 0 seconds
pinger_enable off
"""
VARNISH = """vcl 4.1;
backend pages {{ .host = "127.0.0.1"; .port = "{upstream}"; }}
"""
H2O = """listen:
  host: 127.0.0.1
  port: {port}
num-threads: 2
hosts:
  default:
    paths:
      /:
        file.dir: {dir}/www
"""
CADDY = """{{
  admin off
  auto_https off
  storage file_system {dir}/caddy
}}
http://127.0.0.1:{port} {{
  bind 127.0.0.1
  root * {dir}/www
  file_server
}}
"""
CADDY_PROXY = CADDY.replace("  root * {dir}/www\n  file_server\n", "  reverse_proxy 127.0.0.1:{upstream}\n")


def lay_out_trafficserver(directory, values):
    """A sandbox of its own ("run root"): the program has no other way to name its folders."""
    root = directory / "ts"
    shutil.copytree("/etc/trafficserver", root / "etc")
    for folder in ("run", "log", "cache", "share"):
        (root / folder).mkdir()
    (root / "runroot.yaml").write_text(
        "prefix: /usr\nexec_prefix: /usr\nbindir: /usr/bin\nsbindir: /usr/bin\nincludedir: /usr/include\n"
        "libdir: /usr/lib/trafficserver\nlibexecdir: /usr/lib/trafficserver/modules\nlocalstatedir: ./run\n"
        "sysconfdir: ./etc\ndatadir: ./share\nruntimedir: ./run\nlogdir: ./log\ncachedir: ./cache\n")
    (root / "etc" / "records.config").write_text(
        f"CONFIG proxy.config.http.server_ports STRING {values['port']}:ip-in=127.0.0.1\n"
        "CONFIG proxy.config.admin.user_id STRING #-1\n"
        "CONFIG proxy.config.log.logging_enabled INT 0\n")
    (root / "etc" / "storage.config").write_text(f"{root}/cache 16M\n")
    (root / "etc" / "remap.config").write_text(f"map / http://127.0.0.1:{values['upstream']}/\n")


@dataclasses.dataclass
class Server:
    name: str
    command: list                # {dir}, {port}, {upstream}, {bin} are filled in
    files: dict = dataclasses.field(default_factory=dict)  # written to {dir}, filled in alike
    version: list = None         # prints what it is; None: command[0] --version
    upstream: bool = False       # a proxy: needs nginx, serving the same pages, behind it
    environment: dict = dataclasses.field(default_factory=dict)
    prepare: object = None       # called with the folder and the values, after `files`


def nginx(directory_file):
    return ["nginx", "-p", "{dir}", "-e", "stderr", "-c", directory_file]


def natives():
    return [
        Server("nginx", nginx("{dir}/nginx.conf"), {"nginx.conf": NGINX}, ["nginx", "-v"]),
        Server("nginx, proxy", nginx("{dir}/nginx.conf"), {"nginx.conf": NGINX_PROXY}, ["nginx", "-v"], upstream=True),
        Server("haproxy", ["haproxy", "-db", "-f", "{dir}/haproxy.cfg"], {"haproxy.cfg": HAPROXY}, ["haproxy", "-v"],
               upstream=True),
        Server("haproxy, stick table", ["haproxy", "-db", "-f", "{dir}/haproxy.cfg"], {"haproxy.cfg": HAPROXY_TABLE},
               ["haproxy", "-v"], upstream=True),
        Server("lighttpd", ["lighttpd", "-D", "-f", "{dir}/lighttpd.conf"], {"lighttpd.conf": LIGHTTPD},
               ["lighttpd", "-v"]),
        Server("apache2 event", ["apache2", "-DFOREGROUND", "-f", "{dir}/apache.conf"], {"apache.conf": APACHE},
               ["apache2", "-v"]),
        Server("varnish", ["varnishd", "-F", "-j", "none", "-n", "{dir}/varnish", "-a", "127.0.0.1:{port}", "-T", "none",
                           "-s", "malloc,4m", "-f", "{dir}/pages.vcl"], {"pages.vcl": VARNISH}, ["varnishd", "-V"],
               upstream=True),
        *(Server(name, ["squid", "-N", "-f", "{dir}/squid.conf"], {"squid.conf": SQUID + more}, ["squid", "-v"], upstream=True)
          for name, more in (("squid", ""), ("squid, no cache", "cache deny all\n"))),
        Server("h2o", ["h2o", "-c", "{dir}/h2o.conf"], {"h2o.conf": H2O}, ["h2o", "-v"]),
        Server("trafficserver", ["traffic_server", "--run-root={dir}/ts"], version=["traffic_server", "-V"],
               upstream=True, prepare=lay_out_trafficserver),
        Server("sluice", ["{bin}/sluice", "--listen", "127.0.0.1:{port}", "--upstream", "127.0.0.1:{upstream}"],
               upstream=True),
        Server("caddy", ["caddy", "run", "--config", "{dir}/Caddyfile", "--adapter", "caddyfile"], {"Caddyfile": CADDY},
               ["caddy", "version"], environment={"HOME": "{dir}"}),
        Server("caddy, proxy", ["caddy", "run", "--config", "{dir}/Caddyfile", "--adapter", "caddyfile"],
               {"Caddyfile": CADDY_PROXY}, ["caddy", "version"], environment={"HOME": "{dir}"}, upstream=True),
        Server("webfs", ["webfsd", "-F", "-4", "-i", "127.0.0.1", "-p", "{port}", "-r", "{dir}/www", "-f", "index.html"],
               version=["dpkg-query", "-W", "webfs"]),
        Server("mini-httpd", ["mini_httpd", "-D", "-h", "127.0.0.1", "-p", "{port}", "-d", "{dir}/www"],
               version=["mini_httpd", "-V"]),
        Server("civetweb", ["civetweb", "-listening_ports", "127.0.0.1:{port}", "-document_root", "{dir}/www",
                            "-enable_keep_alive", "yes", "-num_threads", "32", "-tcp_nodelay", "1"],
               version=["dpkg-query", "-W", "civetweb"]),
        Server("busybox httpd", ["busybox", "httpd", "-f", "-p", "127.0.0.1:{port}", "-h", "{dir}/www"],
               version=["dpkg-query", "-W", "busybox"]),
    ]


def all_servers():
    return natives() + peer_programs.servers(Server)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def is_there(server, bin_dir):
    program = server.command[0].replace("{bin}", str(bin_dir))
    return program.startswith("{dir}") or shutil.which(program) is not None


def version_of(server, bin_dir):
    """The first line that has a number in it."""
    words = server.version or [server.command[0].replace("{bin}", str(bin_dir)), "--version"]
    run = subprocess.run(words, capture_output=True, text=True, timeout=30, stdin=subprocess.DEVNULL)
    return next((line.strip() for line in (run.stdout + run.stderr).splitlines()
                 if any(letter.isdigit() for letter in line)), "")


@dataclasses.dataclass
class Laid:
    """A server with its files written: what to start."""
    command: list
    environment: dict
    port: int
    upstream: list  # nginx's command; empty if it is no proxy
    upstream_address: str  # of it


def fill(server, directory, values):
    """Writes its files into the folder; its command and environment."""
    for name, text in server.files.items():
        (directory / name).write_text(text.format(**values))
    if server.prepare:
        server.prepare(directory, values)
    environment = {name: value.format(**values) for name, value in server.environment.items()}
    return [word.format(**values) for word in server.command], environment


def lay_out(server, directory, bin_dir):
    directory = pathlib.Path(directory)
    directory.chmod(0o777)  # workers are other users when this one is root
    (directory / "www").mkdir(exist_ok=True)
    (directory / "www" / "index.html").write_text(PAGE)
    (directory / "www" / "large.bin").write_bytes(bytes(range(256)) * 1024)
    values = {"dir": str(directory), "bin": str(bin_dir), "port": free_port(), "upstream": free_port()}
    command, environment = fill(server, directory, values)
    upstream = []
    if server.upstream:
        up = {"dir": str(directory / "up"), "port": values["upstream"]}
        (directory / "up").mkdir(exist_ok=True)
        (directory / "up" / "www").symlink_to(directory / "www")
        (directory / "up.conf").write_text(NGINX.format(**up))
        upstream = [word.format(**up) for word in nginx("{dir}.conf")]
    return Laid(command, environment, values["port"], upstream, f"127.0.0.1:{values['upstream']}")


def wait_for(port, process):
    end = time.monotonic() + READY_SECONDS
    while time.monotonic() < end and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return True
        except OSError:
            time.sleep(0.02)
    return False


def stop(process):
    """SIGTERM, and SIGKILL to its group if that is not enough; its exit status."""
    process.send_signal(signal.SIGTERM)
    try:
        return process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        return process.wait()


def start(command, environment, log):
    """In a session of its own, so that its group can be ended."""
    return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
                            env={**os.environ, **environment})


def main():
    if sys.argv[1:] == ["--packages"]:
        print(PACKAGES)
        return 0
    os.environ["PATH"] += ":/usr/sbin"
    bin_dir = pathlib.Path(__file__).resolve().parents[2] / "build/release/bin"
    right = True
    for server in all_servers():
        if (sys.argv[1:] and server.name not in sys.argv[1:]) or not is_there(server, bin_dir):
            continue
        with tempfile.TemporaryDirectory(prefix="seep-peers-") as directory, open(f"{directory}/log", "w+") as log:
            laid = lay_out(server, directory, bin_dir)
            running = [start(laid.upstream, {}, log)] if laid.upstream else []
            running.append(start(laid.command, laid.environment, log))
            answer = "does not listen"
            if wait_for(laid.port, running[-1]):
                try:
                    with urllib.request.urlopen(f"http://127.0.0.1:{laid.port}/", timeout=10) as page:
                        answer = f"{page.status}, {len(page.read())} bytes"
                except OSError as error:
                    answer = str(error)
            ends = [stop(process) for process in reversed(running)]
            good = answer.startswith("200")
            right &= good
            log.seek(0)
            print(f"{server.name} ({version_of(server, bin_dir)}): {answer}; ends with {ends[0]}"
                  + ("" if good else "\n" + log.read()), flush=True)
    return 0 if right else 1
