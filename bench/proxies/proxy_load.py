"""The load of bench/proxy, and what came of it. Part of bench/proxy and bench/no-request-lost.

wrk sends plain keep-alive requests, `seep load` all others: wrk neither resumes TLS sessions nor counts those that are.
"""
import dataclasses
import json
import os
import re
import shutil
import subprocess


@dataclasses.dataclass(frozen=True)
class Kind:
    tls: bool
    keep_alive: bool
    options: tuple  # of seep load


KINDS = {
    "keep-alive": Kind(False, True, ("-k",)),
    "close": Kind(False, False, ()),
    "tls": Kind(True, True, ("-k",)),
    "tls-handshake": Kind(True, False, ("--no-resume",)),
    "tls-resumed": Kind(True, False, ()),
}
# The client offers nothing else, so that all have the same work whatever they would prefer.
CLIENT_TLS = """openssl_conf = all
[all]
ssl_conf = ssl
[ssl]
system_default = client
[client]
MinProtocol = TLSv1.3
Ciphersuites = TLS_AES_128_GCM_SHA256
Groups = X25519
"""
PROTOCOL = "TLSv1.3, TLS_AES_128_GCM_SHA256"
WRK_MS = {"us": 1e-3, "ms": 1, "s": 1e3, "m": 6e4}


@dataclasses.dataclass
class Load:
    """What a generator says of one run."""
    requests: int = 0      # that were answered with 200
    rate: float = 0.0      # of these, a second
    p99_ms: float = 0.0
    failed: dict = dataclasses.field(default_factory=dict)  # what went wrong: how often
    connections: int = 0   # that were opened; 0: it does not say
    reached: int = 0       # that were open at once; 0: it does not say
    resumed: int = 0
    protocol: str = ""
    sent_again: int = 0    # requests, as their connection had ended before an answer
    examples: list = dataclasses.field(default_factory=list)  # of what went wrong, one of each kind


def write_client_tls(keys):
    (keys / "client.cnf").write_text(CLIENT_TLS)


def uses_wrk(kind, options):
    """It counts in whole seconds."""
    return kind == "keep-alive" and options.seconds == int(options.seconds) and shutil.which("wrk") is not None


def generator(kind, options):
    return "wrk" if uses_wrk(kind, options) else "seep load"


def address(kind, proxy, size):
    return f"https://127.0.0.1:{proxy.tls_port}/{size}" if KINDS[kind].tls else f"http://127.0.0.1:{proxy.port}/{size}"


def send(kind, proxy, size, connections, seconds, options):
    """A run of this load, with the generator that the options ask for."""
    url = address(kind, proxy, size)
    if uses_wrk(kind, options) and seconds >= 1:
        return wrk(url, connections, int(seconds))
    return seep(["-t", f"{round(seconds * 1000)}ms", "-c", str(connections), *KINDS[kind].options, url], options)


def seep(words, options):
    env = {**os.environ, "OPENSSL_CONF": str(options.keys / "client.cnf")}
    run = subprocess.run([options.bin_dir / "seep", "load", "-q", "--json", "-", *words], env=env, text=True,
                         capture_output=True, stdin=subprocess.DEVNULL)
    if not run.stdout.startswith("{"):
        return Load(failed={run.stderr.strip() or f"seep load ended with {run.returncode}": 1})
    return of_seep(json.loads(run.stdout))


def of_seep(record):
    load, tls = record["load"], record.get("tls", {})
    good = load["statuses"].get("200", 0)
    failed = dict(load["errors"])
    failed |= {f"status {status}": count for status, count in load["statuses"].items() if status != "200"}
    return Load(good, good / load["seconds"], load["latency_ns"]["p99"] / 1e6, failed, load["connections"],
                record["connections_reached"], tls.get("resumed", 0), tls.get("protocol", ""), load["reconnects"],
                list(load.get("error_examples", {}).values()))


def wrk(url, connections, seconds):
    run = subprocess.run(["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency", "--timeout", "30s", url],
                         capture_output=True, text=True, stdin=subprocess.DEVNULL)
    if run.returncode:
        return Load(failed={run.stderr.strip() or f"wrk ended with {run.returncode}": 1})
    return of_wrk(run.stdout)


def of_wrk(text):
    errors = re.search(r"Socket errors: (.*)", text)
    failed = {what: int(count) for what, count in re.findall(r"(\w+) (\d+)", errors[1] if errors else "") if int(count)}
    bad = re.search(r"Non-2xx or 3xx responses: (\d+)", text)
    if bad:
        failed["another status"] = int(bad[1])
    p99 = re.search(r"99%\s+([\d.]+)(us|ms|s|m)\b", text)
    answers = int(re.search(r"(\d+) requests in", text)[1])
    good = answers - failed.get("another status", 0)
    rate = float(re.search(r"Requests/sec:\s*([\d.]+)", text)[1])
    return Load(good, rate * good / max(answers, 1), float(p99[1]) * WRK_MS[p99[2]], failed)
