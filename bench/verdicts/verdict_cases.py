"""What bench/verdict runs: real servers that are clean, and fixtures with planted leaks and their clean twins. Part of
bench/verdict; docs/statistics.md gives the reasons for the choice.
"""
import dataclasses
import functools
import pathlib

from servers import peer_programs
from servers import peers
from verdicts import seep_run

ROOT = pathlib.Path(__file__).resolve().parents[2]
FIXTURES = ROOT / "tests/fixtures"
BUN = str(ROOT / "build/peers/node_modules/.bin/bun")  # where scripts/bootstrap --peers puts it
REAL = ["nginx", "haproxy", "haproxy, stick table", "varnish", "squid", "apache2 event", "lighttpd", "h2o", "sluice", "node",
        "node, LRU", "go net/http", "java HttpServer", "puma", "webrick", "gunicorn", "python3 http.server",
        "uvicorn, FastAPI"]
REAL_SHAPES = ["mix", "keys"]  # by default, and with a new key in the path at each request
# Of 5, 2 and 3 the n-th run takes the (n mod 5)-th, (n mod 2)-th and (n mod 3)-th: 30 runs are every combination once.
SIZES = [16, 64, 512, 2048, 8192]
EVERY = [1, 100]
PATHS = {"plain": [], "abort": ["--abort"], "error": ["--path", "/error", "--expect-status", "500"]}
RUNTIMES = {"native": 3, "managed": 6}  # the median of seconds that is aimed at
MANAGED = {"node", "bun", "go", "java", "puma", "webrick", "ruby", "gunicorn", "python", "python3", "uvicorn"}
SURE_BYTES = 16  # a request: from here on a leak may not be called CLEAN
TWIN_EACH = 5  # a clean twin behind each 5th run
KINDS_EACH = 10  # and each other kind of leak with each 10th
KINDS = {  # in C++
    "a map's entry": ["--leak", "map", "--bytes", "64"],
    "a connection": ["--leak", "connection", "--bytes", "256"],
    "a descriptor every 100th": ["--leak", "fd", "--every", "100"],
    "a thread every 200th": ["--leak", "thread", "--every", "200"],
}


# Where fixtures of runtimes keep, and what they hold and let go.
PLACES = {"node": ["handler", "background", "listener", "task"], "bun": ["handler", "background", "listener", "task"],
          "go": ["handler", "background", "listener", "goroutine"], "java": ["handler", "background", "listener", "thread"],
          "ruby": ["handler", "background", "listener", "thread"],
          "python": ["handler", "background", "listener", "task", "thread"]}
THREAD_EACH = 100  # a thread at each request would take all that there are within a run
STORES = {"plain": [], "cache": ["--store", "cache"], "sessions": ["--store", "sessions"], "churn": []}
CHURN = ["--close"]
SOURCES = {"node": "leaky.js", "bun": "leaky.js", "go": "leaky.go", "java": "Leaky.java", "ruby": "leaky.rb", "python": "leaky.py"}


@dataclasses.dataclass
class Case:
    """One run to be done. `key` names its files, `row` its row in the table."""
    key: str
    row: str
    server: peers.Server
    options: list  # of `seep run`
    shape: str  # of the traffic
    leaks: bool
    sure: bool = True  # CLEAN would be false: it leaks SURE_BYTES a request or more, or what is no memory
    memory: bool = True  # what leaks is memory
    planted: tuple = ()  # language and bytes, where each request leaks that much
    line: str = ""  # FILE:LINE of the fixture's code that allocates what is kept

    @property
    def runtime(self):
        """Which limit of time is its: one of RUNTIMES."""
        return "managed" if self.server.name.split()[0].rstrip(",") in MANAGED else "native"


def slug(text):
    return "".join(letter if letter.isalnum() or letter == "+" else "-" for letter in text)


def real_row(name, shape):
    return name if shape == "mix" else f"{name}, {shape}"


def real(runs, wanted):
    """Round by round through all servers, so that what else the machine does falls on all of them."""
    by_name = {server.name: server for server in peers.all_servers()}
    servers = [by_name[name] for name in REAL if name in by_name and wanted(name)]
    for number in range(runs):
        for shape in REAL_SHAPES:
            for server in servers:
                yield Case(f"{slug(server.name)}.{shape}.{number + 1}", real_row(server.name, shape), server,
                           seep_run.SHAPES[shape], shape, leaks=False)


def fixtures():
    """Language → what starts its fixture."""
    return {
        "C++": ["{bin}/leaky"],
        "node": ["node", str(FIXTURES / "leaky.js")],
        "bun": [BUN, str(FIXTURES / "leaky.js")],
        "go": ["{bin}/leaky_go"],
        "java": ["java", "-cp", "{bin}/leaky_java", "Leaky"],
        "ruby": ["ruby", str(FIXTURES / "leaky.rb")],
        "python": [peer_programs.DEBIAN_PYTHON, str(FIXTURES / "leaky.py")],
    }


def arguments(language, path, size, every):
    """Of the fixture; with size 0 it is the clean twin."""
    if language == "C++":
        kind = "request" if path == "plain" else path
        return ["--leak", kind, "--bytes", str(size or 64), "--every", str(every), *([] if size else ["--twin"])]
    return ["--on", path, "--bytes", str(size), "--every", str(every)]


def planted_case(language, path, size, every, number):
    server = peers.Server(language, [*fixtures()[language], "--port", "{port}", *arguments(language, path, size, every)])
    sure = size == 0 or size >= SURE_BYTES * every
    part = ("clean twin" if not size else path if sure else f"below {SURE_BYTES} B a request")
    return Case(f"{slug(language)}.{path}.{size}x{every}.{number + 1}", f"{language}, {part}", server, PATHS[path], path,
                leaks=size > 0, sure=sure, planted=(language, size) if size and every == 1 else ())


def kind_case(kind, number):
    server = peers.Server("C++", ["{bin}/leaky", "--port", "{port}", *KINDS[kind]])
    memory = KINDS[kind][1] in ("map", "connection")
    return Case(f"kind.{slug(kind)}.{number + 1}", f"C++, {kind}", server, [], "mix", leaks=True, memory=memory)


def planted(runs, wanted):
    paths = list(PATHS)
    for number in range(runs):
        for language in filter(wanted, fixtures()):
            yield planted_case(language, paths[number % 3], SIZES[number % 5], EVERY[number % 2], number)
            if (number + 1) % TWIN_EACH == 0:
                yield planted_case(language, paths[number // TWIN_EACH % 3], 0, 1, number)
        if number % KINDS_EACH == 0 and wanted("kinds"):
            for kind in KINDS:
                yield kind_case(kind, number)


@functools.cache
def marked_line(language, place):
    """FILE:LINE of the line of its fixture that ends with `keeps: PLACE`."""
    name = SOURCES[language]
    lines = (FIXTURES / name).read_text().splitlines()
    return f"{name}:{next(number for number, line in enumerate(lines, 1) if line.endswith(f' keeps: {place}'))}"


def runtime_server(language, *words):
    return peers.Server(language, [*fixtures()[language], "--port", "{port}", *words])


def runtime_leak(language, place, size, every, number):
    if place == "thread":
        size, every = 64, THREAD_EACH
    server = runtime_server(language, "--in", place, "--bytes", str(size), "--every", str(every))
    sure = place in ("goroutine", "thread") or size >= SURE_BYTES * every
    row = f"{language}, {place}" if sure else f"{language}, {place}, below {SURE_BYTES} B a request"
    line = "" if language == "bun" else marked_line(language, place)  # Bun says which class grew, and no line
    return Case(f"{language}.{place}.{number + 1}", row, server, [], "mix", leaks=True, sure=sure, memory=place != "thread",
                planted=(language, size) if place == "handler" and every == 1 else (), line=line)


def runtimes(runs, wanted):
    """Clean servers that hold something, and leaks in each place, of each size and at each request or each 100th."""
    for number in range(runs):
        for language in filter(wanted, PLACES):
            for store, words in STORES.items():
                yield Case(f"{language}.{store}.{number + 1}", f"{language}, clean: {store}", runtime_server(language, *words),
                           CHURN if store == "churn" else [], "mix", leaks=False)
            for place in PLACES[language]:
                yield runtime_leak(language, place, SIZES[number % 5], EVERY[number % 2], number)


def rows(part):
    """All rows of a part's table, in order."""
    if part == "runtimes":
        return [row for language, places in PLACES.items()
                for row in [*(f"{language}, clean: {store}" for store in STORES), *(f"{language}, {place}" for place in places),
                            *(f"{language}, {place}, below {SURE_BYTES} B a request" for place in places)]]
    if part == "real":
        return [real_row(name, shape) for name in REAL for shape in REAL_SHAPES]
    parts = [*PATHS, f"below {SURE_BYTES} B a request", "clean twin"]
    return [f"{language}, {part}" for language in fixtures() for part in parts] + [f"C++, {kind}" for kind in KINDS]


PARTS = {"real": real, "planted": planted, "runtimes": runtimes}
