"""A row of a table of hunts. Part of bench/hunt and bench/sluice-hunts."""

HEAD = ("| server | shapes | operations | CLEAN | INCONCLUSIVE | LEAK | FAILED | not CLEAN |\n"
        "|---|---|---|---|---|---|---|---|")


def row(name, result):
    """`result`: the JSON of `seep hunt`."""
    outcomes = [run["outcome"] for run in result["runs"]]
    counts = [str(outcomes.count(outcome)) for outcome in ("CLEAN", "INCONCLUSIVE", "LEAK", "FAILED")]
    named = [f"`{run['shape']}` {run['outcome']}" for run in result["runs"] if run["outcome"] != "CLEAN"]
    operations = sum(run["run"]["load"]["requests"] for run in result["runs"])
    return f"| {name} | {len(outcomes)} | {operations:,} | {' | '.join(counts)} | {', '.join(named)} |"
