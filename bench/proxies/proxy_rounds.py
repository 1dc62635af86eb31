"""The rounds of bench/proxy: every proxy by turns under the same load. Part of bench/proxy."""
import dataclasses
import http.client
import re
import time

from proxies import proxy_load
from servers import process_tree

WARM_SECONDS_MAX = 0.5
REST_SECONDS = 0.05  # between two runs, for what is still being closed


@dataclasses.dataclass
class Sample:
    """One run of one proxy."""
    load: proxy_load.Load
    cpu_us: float = 0.0            # a request, of the proxy
    idle: float = 0.0              # share of the machine's time
    upstream_requests: int = 0     # that came to the upstream
    upstream_connections: int = 0  # that were opened to it


@dataclasses.dataclass
class Cell:
    """All runs of one proxy under one load."""
    kind: str
    size: int
    connections: int
    name: str
    samples: list = dataclasses.field(default_factory=list)

    def values(self, of):
        return [of(sample) for sample in self.samples if sample.load.requests]

    def failed(self):
        """What went wrong in its runs, and how often."""
        total = {}
        for sample in self.samples:
            for what, count in sample.load.failed.items():
                total[what] = total.get(what, 0) + count
        return total


class Upstream:
    """nginx's own count of what has come to it (ngx_http_stub_status_module), asked for on one connection."""

    def __init__(self, port):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)

    def counts(self):
        """Connections that were accepted, and requests."""
        self.connection.request("GET", "/status")
        accepted, _, requests = re.search(r"(\d+) (\d+) (\d+)", self.connection.getresponse().read().decode()).groups()
        return int(accepted), int(requests)


def machine_times():
    """Idle and all CPU time of the machine so far, in ticks (/proc/stat, proc(5))."""
    with open("/proc/stat", encoding="utf-8") as stat:
        ticks = [int(word) for word in stat.readline().split()[1:9]]
    return ticks[3] + ticks[4], sum(ticks)


def measure(proxy, cell, upstream, options):
    accepted, asked = upstream.counts()
    idle, ticks = machine_times()
    try:
        cpu = process_tree.whole_cpu_seconds(proxy.process.pid)
        load = proxy_load.send(cell.kind, proxy, cell.size, cell.connections, options.seconds, options)
        cpu = process_tree.whole_cpu_seconds(proxy.process.pid) - cpu
    except OSError:
        return Sample(proxy_load.Load(failed={f"it ended with {proxy.process.poll()}": 1}))
    idle_after, ticks_after = machine_times()
    accepted_after, asked_after = upstream.counts()
    return Sample(load, cpu / max(load.requests, 1) * 1e6, (idle_after - idle) / max(ticks_after - ticks, 1),
                  asked_after - asked - 1, accepted_after - accepted)


def warm_up(proxies, kind, size, connections, options):
    """Opens the connections to the upstream."""
    for proxy in proxies:
        proxy_load.send(kind, proxy, size, connections, min(options.seconds, WARM_SECONDS_MAX), options)


def compare(proxies, kind, size, connections, upstream, options):
    """A cell for each proxy. Who is first changes from round to round."""
    cells = {proxy.name: Cell(kind, size, connections, proxy.name) for proxy in proxies}
    warm_up(proxies, kind, size, connections, options)
    for number in range(options.rounds):
        first = number % len(proxies)
        for proxy in proxies[first:] + proxies[:first]:
            time.sleep(REST_SECONDS)
            cells[proxy.name].samples.append(measure(proxy, cells[proxy.name], upstream, options))
    return list(cells.values())
