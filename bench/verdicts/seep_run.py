"""One `seep run` on a server of bench/servers/peers.py or like it, and the shapes of traffic. Part of bench/field and bench/verdict."""
import dataclasses
import json
import os
import pathlib
import subprocess
import tempfile
import time

from servers import peers

HANG_SECONDS = 90
VERDICTS = {0: "CLEAN", 1: "LEAK", 3: "INCONCLUSIVE"}
BODY_BYTES = 4096
# Servers of files refuse a body rightly, with 405 (nginx) or 501 (Python), and some a HEAD.
REFUSING = ["--expect-status", "2xx,405,501"]
SHAPES = {
    "mix": [],
    "keys": ["--path", "/?key={{i}}"],
    "keep-alive": ["--keep-alive"],
    "close": ["--close"],
    "abort": ["--abort"],
    "http10": ["--http10"],
    "head": ["-m", "HEAD", *REFUSING],
    "post": ["-p", "{dir}/body", *REFUSING],
    "missing": ["--path", "/no/such/page", "--expect-status", "2xx,404"],
    "headers": ["-H", "Cookie: a=b; c=d", "-H", "Accept-Encoding: gzip, br", "-H", "X-Long: " + "y" * 2000],
}


@dataclasses.dataclass
class Ended:
    """How it came out. `result` is the JSON, or None if there is none."""
    verdict: str  # one of VERDICTS, "exit N" or "HANGS"
    seconds: float  # of the whole program
    result: dict
    text: str = ""


def run(server, options, bin_dir, report):
    """Starts the server in a folder of its own; {dir} in the options is that folder. The JSON goes to `report`."""
    report.unlink(missing_ok=True)
    with tempfile.TemporaryDirectory(prefix="seep-run-") as directory:
        laid = peers.lay_out(server, directory, bin_dir)
        (pathlib.Path(directory) / "body").write_bytes(b"a=b&" * (BODY_BYTES // 4))
        command = [bin_dir / "seep", "run", "--port", str(laid.port), "--json", report,
                   *(word.format(dir=directory) for word in options)]
        if laid.upstream:
            command += ["--with", " ".join(laid.upstream)]
        begin = time.monotonic()
        try:
            end = subprocess.run([*command, "--", *laid.command], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                 stderr=subprocess.STDOUT, text=True, errors="replace", timeout=HANG_SECONDS,
                                 env={**os.environ, **laid.environment})
        except subprocess.TimeoutExpired as hang:
            return Ended("HANGS", time.monotonic() - begin, None, str(hang.stdout))
        seconds = time.monotonic() - begin
    verdict = VERDICTS.get(end.returncode, f"exit {end.returncode}")
    return Ended(verdict, seconds, json.loads(report.read_text()) if report.exists() and report.stat().st_size else None, end.stdout)
