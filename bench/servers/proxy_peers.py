"""The reverse proxies that bench/proxy and bench/proxy-cpu compare, and the nginx behind them.

All have one worker or thread where they can be told so, keep connections to the upstream, log nothing, cache nothing,
add X-Forwarded-For, and let clients be idle for 75 s. All but varnish speak TLS on a second port. Varnish and apache2
have a thread for each request that is under way, in one process; apache2 needs {threads} for as many as there are
connections, since it closes idle ones when all threads are busy, and a tunnel has one to itself. Varnish's log is a
ring in shared memory that cannot be turned off, and has 1 MiB here. As bench/servers/peers.py has it, files and
commands are templates; beside its own there are {tls_port}, {keys} (a folder with the certificate), {connections} and
{threads}.
"""
import dataclasses
import pathlib
import tempfile

from servers import peers
from servers.tls_peers import changed

WITHOUT_TLS = {"varnish"}
NGINX_HTTP = changed(changed(changed(
    peers.NGINX_HTTP, "worker_processes 2", "worker_processes 1"),
    "worker_connections 512", "worker_connections 16384"),
    "keepalive_requests 100000;", "keepalive_requests 1000000000;")
# The upstream never ends a connection during a run. What is below /check/ says which connection it came on.
UPSTREAM = NGINX_HTTP + """  keepalive_timeout 600s; sendfile on;
  server {{ listen 127.0.0.1:{port} backlog=4096; root {dir}/www;
    location /check/ {{ alias {dir}/www/; add_header X-Upstream "$connection $connection_requests $request_id"; }}
    location = /status {{ stub_status; }} }} }}
"""
NGINX = NGINX_HTTP + """  keepalive_timeout 75s; proxy_http_version 1.1; proxy_max_temp_file_size 0;
  ssl_certificate {keys}/certificate.pem; ssl_certificate_key {keys}/key.pem; ssl_protocols TLSv1.2 TLSv1.3;
  upstream pages {{ server 127.0.0.1:{upstream}; keepalive 1024; keepalive_requests 1000000000; }}
  proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for; proxy_set_header X-Forwarded-Port $server_port;
  proxy_set_header Host $host; proxy_set_header Connection "";
  server {{ listen 127.0.0.1:{port} backlog=4096; listen 127.0.0.1:{tls_port} ssl backlog=4096;
    location / {{ proxy_pass http://pages; }}
    location /tunnel {{ proxy_pass http://pages; proxy_set_header Host $host; proxy_set_header Upgrade $http_upgrade;
      proxy_set_header Connection upgrade; }} }} }}
"""
HAPROXY = changed(changed(changed(
    peers.HAPROXY, "  maxconn 1000", "  nbthread 1\n  no strict-limits\n  maxconn {connections}"),
    "  timeout client 30s", "  option forwardfor\n  timeout tunnel 1h\n  timeout client 75s"),
    "  bind 127.0.0.1:{port}",
    "  bind 127.0.0.1:{port}\n  bind 127.0.0.1:{tls_port} ssl crt {keys}/both.pem alpn http/1.1")
# Nothing is looked up, and so nothing is cached.
VARNISH = peers.VARNISH + """sub vcl_recv {{
  if (req.http.upgrade ~ "(?i)websocket") {{ return (pipe); }}
  return (pass);
}}
sub vcl_pipe {{ set bereq.http.upgrade = req.http.upgrade; set bereq.http.connection = req.http.connection; }}
"""
# The key stays in the process, as it does with the others: "neverbleed" would put it into one of its own.
H2O = """num-threads: 1
max-connections: {connections}
http1-request-timeout: 75
listen:
  host: 127.0.0.1
  port: {port}
listen:
  host: 127.0.0.1
  port: {tls_port}
  ssl:
    certificate-file: {keys}/certificate.pem
    key-file: {keys}/key.pem
    neverbleed: OFF
hosts:
  default:
    paths:
      /:
        proxy.reverse.url: http://127.0.0.1:{upstream}/
        proxy.preserve-host: ON
        proxy.timeout.keepalive: 75000
        proxy.websocket: ON
"""
APACHE = changed(peers.APACHE, "DocumentRoot {dir}/www", "DocumentRoot {dir}") + """
LoadModule proxy_module /usr/lib/apache2/modules/mod_proxy.so
LoadModule proxy_http_module /usr/lib/apache2/modules/mod_proxy_http.so
LoadModule ssl_module /usr/lib/apache2/modules/mod_ssl.so
Listen 127.0.0.1:{tls_port}
ListenBackLog 4096
KeepAliveTimeout 75
ServerLimit 1
StartServers 1
ThreadLimit {threads}
ThreadsPerChild {threads}
MaxRequestWorkers {threads}
MaxSpareThreads {threads}
AsyncRequestWorkerFactor 100
ProxyPreserveHost On
ProxyPass / http://127.0.0.1:{upstream}/ upgrade=websocket max={threads} ttl=300
<VirtualHost 127.0.0.1:{tls_port}>
  SSLEngine on
  SSLCertificateFile {keys}/certificate.pem
  SSLCertificateKeyFile {keys}/key.pem
  ProxyPreserveHost On
  ProxyPass / http://127.0.0.1:{upstream}/ upgrade=websocket max={threads} ttl=300
</VirtualHost>
"""
CADDY_PASS = """  reverse_proxy 127.0.0.1:{upstream} {{
    transport http {{
      keepalive_idle_conns 1024
      keepalive_idle_conns_per_host 1024
      compression off
    }}
  }}
"""
CADDY = changed(changed(
    peers.CADDY_PROXY, "  admin off\n",
    "  admin off\n  servers {{\n    protocols h1\n    timeouts {{\n      idle 75s\n    }}\n  }}\n"),
    "  reverse_proxy 127.0.0.1:{upstream}\n", CADDY_PASS) + """https://127.0.0.1:{tls_port} {{
  bind 127.0.0.1
  tls {keys}/certificate.pem {keys}/key.pem
""" + CADDY_PASS + "}}\n"
ENVOY_FILTERS = """    - filters:
      - name: envoy.filters.network.http_connection_manager
        typed_config:
          "@type": type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager
          stat_prefix: pages
          codec_type: HTTP1
          use_remote_address: true
          generate_request_id: false
          common_http_protocol_options: {{ idle_timeout: 75s }}
          upgrade_configs: [{{ upgrade_type: websocket }}]
          route_config:
            virtual_hosts:
            - name: all
              domains: ["*"]
              routes: [{{ match: {{ prefix: "/" }}, route: {{ cluster: pages, timeout: 0s }} }}]
          http_filters:
          - name: envoy.filters.http.router
            typed_config: {{ "@type": type.googleapis.com/envoy.extensions.filters.http.router.v3.Router }}
"""
ENVOY_TLS = """      transport_socket:
        name: envoy.transport_sockets.tls
        typed_config:
          "@type": type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext
          common_tls_context:
            tls_certificates:
            - certificate_chain: {{ filename: {keys}/certificate.pem }}
              private_key: {{ filename: {keys}/key.pem }}
"""
ENVOY = ("static_resources:\n  listeners:\n"
         "  - address: {{ socket_address: {{ address: 127.0.0.1, port_value: {port} }} }}\n    filter_chains:\n"
         + ENVOY_FILTERS +
         "  - address: {{ socket_address: {{ address: 127.0.0.1, port_value: {tls_port} }} }}\n    filter_chains:\n"
         + ENVOY_FILTERS + ENVOY_TLS + """  clusters:
  - name: pages
    type: STATIC
    circuit_breakers:
      thresholds: [{{ max_connections: 16384, max_pending_requests: 16384, max_requests: 16384 }}]
    load_assignment:
      cluster_name: pages
      endpoints:
      - lb_endpoints:
        - endpoint: {{ address: {{ socket_address: {{ address: 127.0.0.1, port_value: {upstream} }} }} }}
""")


SLUICE_OPTIONS = ["--listen-tls", "127.0.0.1:{tls_port}", "--certificate", "{keys}/certificate.pem",
                  "--key", "{keys}/key.pem", "--max-connections", "{connections}", "--timeout-idle", "75s"]


def sluice(name, program, *options):
    return peers.Server(name, [program, "--listen", "127.0.0.1:{port}", "--upstream", "127.0.0.1:{upstream}", *options])


NGINX_SERVER = peers.Server("nginx", peers.nginx("{dir}/nginx.conf"), {"nginx.conf": NGINX}, ["nginx", "-v"])
HAPROXY_SERVER = peers.Server("haproxy", ["haproxy", "-db", "-f", "{dir}/haproxy.cfg"], {"haproxy.cfg": HAPROXY},
                              ["haproxy", "-v"])


def servers():
    return [
        sluice("sluice", "{bin}/sluice", *SLUICE_OPTIONS),
        NGINX_SERVER,
        HAPROXY_SERVER,
        peers.Server("varnish", ["varnishd", "-F", "-j", "none", "-n", "{dir}/varnish", "-a", "127.0.0.1:{port}",
                                 "-T", "none", "-s", "malloc,4m", "-p", "thread_pools=1", "-p", "timeout_idle=75",
                                 "-p", "listen_depth=4096", "-p", "vsl_space=1m", "-f", "{dir}/pages.vcl"],
                     {"pages.vcl": VARNISH}, ["varnishd", "-V"]),
        peers.Server("h2o", ["h2o", "-c", "{dir}/h2o.conf"], {"h2o.conf": H2O}, ["h2o", "-v"]),
        peers.Server("apache2", ["apache2", "-DFOREGROUND", "-f", "{dir}/apache.conf"], {"apache.conf": APACHE},
                     ["apache2", "-v"]),
        peers.Server("caddy", ["caddy", "run", "--config", "{dir}/Caddyfile", "--adapter", "caddyfile"],
                     {"Caddyfile": CADDY}, ["caddy", "version"], environment={"HOME": "{dir}", "GOMAXPROCS": "1"}),
        peers.Server("envoy", ["envoy", "--concurrency", "1", "--disable-hot-restart", "-l", "error", "-c",
                               "{dir}/envoy.yaml"], {"envoy.yaml": ENVOY}, ["envoy", "--version"]),
    ]


class DidNotStart(Exception):
    """Its text: which, and what it said."""


@dataclasses.dataclass
class Running:
    name: str
    process: object
    port: int
    tls_port: int  # None: it does not speak TLS


def started(name, command, environment, directory, port):
    """Its process, once it accepts connections."""
    with open(f"{directory}/log", "w+", encoding="utf-8", errors="replace") as log:
        process = peers.start(command, environment, log)
        if peers.wait_for(port, process):
            return process
        peers.stop(process)
        log.seek(0)
        raise DidNotStart(f"{name} did not start: {log.read().strip() or 'it said nothing'}")


def folder_in(parent, name):
    """A new one, with a name that begins like this."""
    directory = pathlib.Path(tempfile.mkdtemp(dir=parent, prefix=f"{name}-"))
    for folder in (directory.parent, directory):
        folder.chmod(0o777)  # workers are other users when this one is root
    return directory


def start_upstream(parent, sizes):
    """nginx with a file of each size, which is its name: its process and port."""
    directory = folder_in(parent, "upstream")
    (directory / "www").mkdir()
    for size in sizes:
        (directory / "www" / str(size)).write_bytes(b"x" * size)
    server = peers.Server("the upstream", peers.nginx("{dir}/nginx.conf"), {"nginx.conf": UPSTREAM})
    port = peers.free_port()
    command, environment = peers.fill(server, directory, {"dir": str(directory), "port": port})
    return started(server.name, command, environment, directory, port), port


def start(server, parent, bin_dir, keys, upstream_port, connections=4096, threads=64):
    """The proxy in a folder of its own below `parent`, in front of that port. Raises DidNotStart."""
    directory = folder_in(parent, pathlib.Path(server.name).name)
    values = {"dir": str(directory), "bin": str(bin_dir), "keys": str(keys), "upstream": upstream_port,
              "port": peers.free_port(), "tls_port": peers.free_port(), "connections": connections, "threads": threads}
    command, environment = peers.fill(server, directory, values)
    process = started(server.name, command, environment, directory, values["port"])
    return Running(server.name, process, values["port"], None if server.name in WITHOUT_TLS else values["tls_port"])
