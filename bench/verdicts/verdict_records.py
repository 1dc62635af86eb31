"""What bench/verdict keeps of a run, and what it reads from there: a file of JSON a run, which is that of `seep run --json`
with an object "bench" added. Part of bench/verdict.
"""
import dataclasses
import hashlib
import json
import os

from verdicts import seep_run

# The method that Seep replaces (docs/statistics.md): resident memory before the first request and at 30,000.
SECOND_READING_REQUESTS = 30_000
LIMITS_MIB = (16, 4)
MIB = 1024 * 1024


def build_of(bin_dir):
    """Which build it is: of the program and what it loads into servers."""
    digest = hashlib.sha256((bin_dir / "seep").read_bytes())
    for path in sorted((bin_dir.parent / "lib/seep").rglob("*")):
        if path.is_file() and path.suffix != ".pyc":
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def keep(path, ended, build):
    """Writes the run, whole or not at all: a file that is there is a run that was done."""
    about = {"verdict": ended.verdict, "seconds": ended.seconds, "build": build,
             "load_average": round(os.getloadavg()[0], 1)}
    if ended.verdict not in seep_run.VERDICTS.values():
        about["output"] = ended.text
    whole = path.with_suffix(".part")
    whole.write_text(json.dumps({**(ended.result or {}), "bench": about}))
    whole.rename(path)


@dataclasses.dataclass
class TwoReadings:
    """Growth of resident memory (RSS of the process tree), and the requests between the readings."""
    growth_bytes: int
    requests: int

    def says_leak(self, limit_mib):
        return self.growth_bytes > limit_mib * MIB


def two_readings(result):
    """None where the run has no readings. The second is the one nearest to 30,000 requests: runs may end earlier."""
    samples = [one["sample"] for one in result.get("rounds", []) if not one["idle"]]
    if not samples:
        return None
    second = min(samples, key=lambda sample: abs(sample["requests"] - SECOND_READING_REQUESTS))
    return TwoReadings(second["memory"]["rss"] - result["first"]["memory"]["rss"], second["requests"])


def first_line(result):
    """FILE:LINE of the first site's first frame of the user's own code; "" if there is none."""
    site = next(iter(result.get("sites", {}).get("sites", [])), {})
    if "first_own" not in site:
        return ""
    frame = site["stack"][site["first_own"]]
    return f"{os.path.basename(frame.get('file', ''))}:{frame.get('line', 0)}"


@dataclasses.dataclass
class Record:
    """One run that was done."""
    case: object
    verdict: str
    seconds: float  # of the whole program
    build: str
    load_average: float
    verdict_seconds: float = None  # None where the run failed
    requests: int = None
    started_at: str = ""
    readings: TwoReadings = None
    held_bytes_a_request: float = None  # the slope of anonymous memory
    reason: str = ""
    line: str = ""  # that the first site names

    @property
    def failed(self):
        return self.verdict not in seep_run.VERDICTS.values()

    @property
    def false_leak(self):
        return self.verdict == "LEAK" and not self.case.leaks

    @property
    def false_clean(self):
        return self.verdict == "CLEAN" and self.case.leaks and self.case.sure


def read(path, case):
    result = json.loads(path.read_text())
    about = result["bench"]
    record = Record(case, about["verdict"], about["seconds"], about["build"], about["load_average"],
                    started_at=result.get("started_at", ""), reason=result.get("reason", about.get("output", "")))
    if not record.failed:
        record.line = first_line(result)
        record.verdict_seconds = result["verdict_seconds"]
        record.requests = result["load"]["requests"]
        record.readings = two_readings(result)
        record.held_bytes_a_request = next(meter["slope"]["estimate"] for meter in result["meters"]
                                           if meter["name"] == "held_bytes")
    return record
