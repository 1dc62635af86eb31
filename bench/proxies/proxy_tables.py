"""The tables of bench/proxy, in Markdown. Part of bench/proxy."""
import datetime
import os
import statistics

from proxies import proxy_load
from verdicts import verdict_tables

BASE = "nginx"
HEAD = ("| bytes | connections | | requests/s (least to most) | to nginx | CPU µs a request (least to most) "
        "| to nginx | p99 ms | machine idle, % | failed | unequal |\n|---|---|---|---|---|---|---|---|---|---|---|")
MEMORY_HEAD = ("| connections | | at rest, MiB | an idle one, KiB | to nginx | peak of the burst, MiB | to nginx "
               "| {after:g} s after, MiB | to nginx | failed |\n|---|---|---|---|---|---|---|---|---|---|")
RESUMED_MIN = 0.9  # of the sessions; the first on each connection cannot be
UPSTREAM_NEW_MAX = 0.01  # upstream connections a request


def spread(values, form):
    if not values:
        return ""
    return f"{statistics.median(values):{form}} ({min(values):{form}} to {max(values):{form}})"


def ratio(value, base):
    return f"{value / base:.2f}" if value and base else ""


def middle(cell, of):
    """The median; None if nothing was answered, or there is no such cell."""
    values = cell.values(of) if cell else []
    return statistics.median(values) if values else None


def shown(value, form):
    return "" if value is None else f"{value:{form}}"


def rate(sample):
    return sample.load.rate


def cpu(sample):
    return sample.cpu_us


def p99(sample):
    return sample.load.p99_ms


def idle_percent(sample):
    return 100 * sample.idle


def failures(failed):
    """"3 (read 2, status 502 1)", which is bold; "0"."""
    if not failed:
        return "0"
    detail = ", ".join(f"{what} {count}" for what, count in failed.items()).replace("|", "/").replace("\n", " ")
    return f"**{sum(failed.values())}** ({detail})"


def remarks(cell):
    """What makes the work of a cell another than that of its neighbours."""
    loads = [sample.load for sample in cell.samples]
    requests = sum(load.requests for load in loads)
    if not requests:
        return
    seen = sum(sample.upstream_requests for sample in cell.samples) / requests
    if seen < 1:
        yield f"{100 * (1 - seen):.1f} % of the requests did not reach the upstream"
    # Each run may fill the pool once.
    new = sum(sample.upstream_connections for sample in cell.samples) - cell.connections * len(loads)
    if new > UPSTREAM_NEW_MAX * requests:
        yield f"a new upstream connection for {100 * new / requests:.0f} % of the requests"
    opened = sum(load.connections for load in loads)
    if proxy_load.KINDS[cell.kind].keep_alive and opened > cell.connections * len(loads):
        yield f"clients had to connect again {opened - cell.connections * len(loads):,} times"
    if proxy_load.KINDS[cell.kind].keep_alive and any(0 < load.reached < cell.connections for load in loads):
        yield f"{min(load.reached for load in loads):,} connections at once"
    resumed = sum(load.resumed for load in loads)
    if cell.kind == "tls-resumed" and resumed < RESUMED_MIN * opened:
        yield f"{100 * resumed / opened:.0f} % of the sessions resumed"
    elif cell.kind == "tls-handshake" and resumed:
        yield f"{resumed:,} sessions resumed"


def row(cell, base):
    return (f"| {cell.size:,} | {cell.connections:,} | {cell.name} | {spread(cell.values(rate), ',.0f')} "
            f"| {ratio(middle(cell, rate), middle(base, rate))} | {spread(cell.values(cpu), '.1f')} "
            f"| {ratio(middle(cell, cpu), middle(base, cpu))} | {shown(middle(cell, p99), '.2f')} "
            f"| {shown(middle(cell, idle_percent), '.0f')} | {failures(cell.failed())} | {'; '.join(remarks(cell))} |")


def made_by(words, options):
    """The line above a table: command, date, machine."""
    return (f"`bench/proxy {words}`, {datetime.date.today()}, {verdict_tables.machine()}, "
            f"load average {os.getloadavg()[0]:.1f} at its end. {', '.join(options.versions)}.")


def only(options):
    return f"--only {','.join(options.only)} " if options.only else ""


def rates(kind, cells, left_out, options):
    """Everything about one kind of load."""
    words = (f"{only(options)}--kinds {kind} --connections {','.join(map(str, options.connections))} "
             f"--bytes {','.join(map(str, options.bytes))} --rounds {options.rounds} --seconds {options.seconds:g}")
    lines = [made_by(words, options), "", f"Load by {proxy_load.generator(kind, options)}."]
    if proxy_load.KINDS[kind].tls:
        lines[-1] += f" {proxy_load.PROTOCOL}, X25519, and a P-256 certificate for all."
    if kind == "tls":
        lines[-1] += " A run begins with the handshakes of its connections."
    if left_out:
        lines.append(f"Left out, without TLS: {', '.join(left_out)}.")
    lines += ["", HEAD]
    bases = {(cell.size, cell.connections): cell for cell in cells if cell.name == BASE}
    lines += [row(cell, bases.get((cell.size, cell.connections))) for cell in cells]
    return "\n".join(lines) + "\n"


def memory_row(found, base):
    def mib(of):
        return f"{of / 2**20:.1f}"
    def to_base(name):
        return ratio(getattr(found, name), base and getattr(base, name))
    return (f"| {found.what} | {found.name} | {mib(found.rest)} | {found.idle_each / 1024:.1f} "
            f"| {to_base('idle_each')} | {mib(found.peak)} | {to_base('peak')} | {mib(found.after)} "
            f"| {to_base('after')} | {failures(found.failed)} |")


def memory(found, left_out, options):
    """Everything about memory."""
    words = f"{only(options)}--memory --idle {options.idle} --after {options.after:g}"
    lines = [made_by(words, options), "", f"Pss of all processes, with {options.idle:,} connections, in one run each."]
    if left_out:
        lines.append(f"Left out, without TLS: {', '.join(left_out)}.")
    lines += ["", MEMORY_HEAD.format(after=options.after)]
    bases = {one.what: one for one in found if one.name == BASE}
    return "\n".join([*lines, *(memory_row(one, bases.get(one.what)) for one in found)]) + "\n"
