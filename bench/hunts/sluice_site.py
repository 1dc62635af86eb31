"""Sluice's configurations of bench/sluice-hunts, two of which take turns, and the process that reads them."""
import contextlib
import os
import pathlib

from servers import sluice_process

NAMES = ("first", "second")  # which take turns

HEAD = """listen = "127.0.0.1:{port}"
"""
TLS = """listen-tls = "127.0.0.1:{tls_port}"
[tls]
certificates = [{{ certificate = "{dir}/certificate.pem", key = "{dir}/key.pem" }}]
"""
# Three servers, of which the last one flaps.
FLAPPING = HEAD + """[upstream.pages]
servers = ["127.0.0.1:{upstream}", "127.0.0.1:{upstream2}", "127.0.0.1:{flapping}"]
down-for = "200ms"
[upstream.pages.check]
every = "100ms"
"""
# All that a configuration makes anew: pools, checks, names, clients of TLS, routes, rates.
FIRST = HEAD + TLS + """[upstream.pages]
servers = ["127.0.0.1:{upstream}", "127.0.0.1:{upstream2}"]
[upstream.pages.check]
every = "1s"
[upstream.site]
servers = ["localhost:{upstream}"]
tls = {{ ca = "{dir}/certificate.pem" }}
[[route]]
upstream = "pages"
[[route]]
path = "/api"
upstream = "site"
rate = "10/s"
request-headers = {{ set = {{ X-Turn = "first" }}, remove = ["X-Other"] }}
"""
SECOND = HEAD + TLS + """[upstream.others]
servers = [{{ address = "127.0.0.1:{upstream2}", weight = 3 }}, "localhost:{upstream}"]
balance = "hash"
hash-by = "cookie:sid"
[[route]]
upstream = "others"
[[route]]
host = "*.example.com"
redirect = "https://{{host}}{{path}}"
"""


class Site:
    """A folder with the configurations."""

    def __init__(self, folder, turn=0, **texts):
        self.folder = pathlib.Path(folder)
        self.turn = turn
        self.config = self.folder / "sluice.toml"
        for name, text in texts.items():
            (self.folder / f"{name}.toml").write_text(text)

    def alternate(self):
        """The other one of the two is what is read next."""
        text = (self.folder / f"{NAMES[self.turn % 2]}.toml").read_text()
        (self.folder / "next.toml").write_text(text)
        (self.folder / "next.toml").rename(self.config)  # it may be reading
        self.turn += 1

    def processes(self, among=None):
        """Those of these that were started with this configuration and wait for signals; None: of all there are."""
        for pid in among or [int(process.name) for process in pathlib.Path("/proc").glob("[0-9]*")]:
            with contextlib.suppress(OSError):  # it has ended
                words = pathlib.Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
                is_sluice = pathlib.Path(os.readlink(f"/proc/{pid}/exe")).name == "sluice"
                if is_sluice and str(self.config).encode() in words and sluice_process.waits_for_signals(pid):
                    yield pid
