"""What `seep` said, as a value. The fields of its JSON are those of seep.run/1 (docs/formats.md)."""
from typing import Any, Dict, List, NamedTuple, Optional


class Interval(NamedTuple):
    """An estimate with its confidence interval."""

    estimate: float
    low: float
    high: float


class Site(NamedTuple):
    """A call stack that holds more with every request. Its line is None where it is not known."""

    file: Optional[str]
    line: Optional[int]
    function: Optional[str]
    bytes_per_request: Interval
    blocks_per_request: Interval
    share: float  # of the growth, from 0 to 1
    stack: List[Dict[str, Any]]  # the frames as in seep.run/1, innermost first


class Result(NamedTuple):
    """What a run found. `exit_code` is 0, 1 or 3; with --baseline it is that of the comparison."""

    verdict: str  # "LEAK", "CLEAN" or "INCONCLUSIVE"
    reason: str
    bytes_per_request: Optional[Interval]  # None where it is not known in bytes, as of a leak of descriptors
    sites: List[Site]  # only of a leak, the largest first
    report: str  # what `seep run` prints for people
    run: Dict[str, Any]  # everything that was measured
    exit_code: int

    def assert_clean(self, inconclusive="fail"):
        """Raises AssertionError with the report on a leak; on INCONCLUSIVE too, unless that is to "pass".

        The exit code decides and not the verdict: with --baseline a leak that is no worse than before passes.
        """
        __tracebackhide__ = True
        if inconclusive not in ("fail", "pass"):
            raise ValueError(f'seep: inconclusive is {inconclusive!r}; it has to be "fail" or "pass"')
        if self.exit_code != 0 and not (self.exit_code == 3 and inconclusive == "pass"):
            raise AssertionError(self.report)


def result_of(run, report, exit_code):
    """The result of a run that came to a verdict."""
    sites = run.get("sites", {}).get("sites", [])
    return Result(
        verdict=run["verdict"],
        reason=run["reason"],
        bytes_per_request=_bytes_per_request(run),
        sites=[_site(site) for site in sites if site["grows"] or site["in_steps"]],
        report=report,
        run=run,
        exit_code=exit_code,
    )


def _bytes_per_request(run):
    """Of a leak, the growth that the report begins with; otherwise that of the first meter that came out as the run."""
    for meter in run["meters"]:
        decides = meter["name"] == run["leading"] if "leading" in run else meter["verdict"] == run["verdict"]
        if decides and meter["unit"] == "B":
            return _interval(meter["slope"]) if meter["slope"]["confidence"] > 0 else None
    return None


def _interval(slope):
    return Interval(slope["estimate"], slope["low"], slope["high"])


def _site(site):
    """Its line is the innermost of the server's own code, or else the innermost that is no allocator."""
    index = site.get("first_own", site["top"])
    frame = site["stack"][index] if index < len(site["stack"]) else {}
    return Site(
        file=frame.get("file"),
        line=frame.get("line") or None,
        function=frame.get("function"),
        bytes_per_request=_interval(site["bytes_per_request"]),
        blocks_per_request=_interval(site["blocks_per_request"]),
        share=site["share"],
        stack=site["stack"],
    )
