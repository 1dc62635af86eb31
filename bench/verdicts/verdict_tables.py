"""The tables of bench/verdict, in Markdown, and where they go in docs/statistics.md. Part of bench/verdict."""
import collections
import math
import os
import platform
import statistics
import textwrap

from verdicts import seep_run
from verdicts import verdict_cases
from verdicts.verdict_records import LIMITS_MIB, SECOND_READING_REQUESTS

WIDTH = 120  # that documents are wrapped at (scripts/check-docs)
HEAD = ("| | runs | LEAK | CLEAN | INCONCLUSIVE | failed | verdict stood after, s: median, 95 % | whole run, s: median, 95 % "
        "| requests: median, 95 % | the line is named first | two readings say leak: "
        + ", ".join(f"{limit} MiB" for limit in LIMITS_MIB) + " |\n"
        "|---|---|---|---|---|---|---|---|---|---|---|")


def most(values, share=0.95):
    """The least value that so large a share of the values does not exceed."""
    return sorted(values)[math.ceil(share * len(values)) - 1]


def middle_and_most(values, form):
    return f"{statistics.median(values):{form}}, {most(values):{form}}" if values else ""


def count_cell(records):
    """How many, and under which traffic where it is not all of it: "3 (2 close, 1 post)"."""
    shapes = collections.Counter(record.case.shape for record in records)
    detail = ", ".join(f"{count} {shape}" for shape, count in shapes.most_common())
    return f"{len(records)} ({detail})" if records else "0"


def line_cell(records):
    """How often the first site's line is the one that was planted, of the leaks that were found."""
    lines = [record.line == record.case.line for record in records if record.verdict == "LEAK" and record.case.line]
    return f"{sum(lines)} of {len(lines)}" if lines else ""


def cells(records):
    """What stands in one row, behind its name."""
    by_verdict = {verdict: [record for record in records if record.verdict == verdict]
                  for verdict in seep_run.VERDICTS.values()}
    ended = [record for record in records if not record.failed]
    said = [sum(record.readings.says_leak(limit) for record in ended if record.readings) for limit in LIMITS_MIB]
    wrong = {"LEAK": any(record.false_leak for record in records), "CLEAN": any(record.false_clean for record in records)}
    counts = [f"**{len(by_verdict[verdict])}**" if wrong[verdict] else str(len(by_verdict[verdict]))
              for verdict in ("LEAK", "CLEAN")]
    return [str(len(records)), *counts, count_cell(by_verdict["INCONCLUSIVE"]), str(len(records) - len(ended)),
            middle_and_most([record.verdict_seconds for record in ended], ".1f"),
            middle_and_most([record.seconds for record in ended], ".1f"),
            middle_and_most([record.requests for record in ended], ",.0f"), line_cell(records), ", ".join(map(str, said))]


def below(count):
    """The rate that `count` runs without one false answer leave possible, at 95 %: 1 - 0.05^(1/n)."""
    return f"below {100 * (1 - 0.05 ** (1 / count)):.1f} % at 95 % confidence"


def of_seep(records):
    clean = [record for record in records if not record.case.leaks and not record.failed]
    leaking = [record for record in records if record.case.leaks and record.case.sure and not record.failed]
    for name, kind, runs, false in (("LEAK", "clean", clean, sum(record.false_leak for record in clean)),
                                    ("CLEAN", "leaking", leaking, sum(record.false_clean for record in leaking))):
        if runs:
            yield (f"False {name}: {false} of {len(runs)} {kind} runs"
                   + (f" ({below(len(runs))})." if not false else "."))


def of_two_readings(records):
    """The errors of the old method, on the same runs; of leaks of memory alone."""
    read = [record for record in records if record.readings and record.case.sure and record.case.memory]
    if not read:
        return
    counts = []
    for limit in LIMITS_MIB:
        alarms = [record.readings.says_leak(limit) for record in read if not record.case.leaks]
        misses = [not record.readings.says_leak(limit) for record in read if record.case.leaks]
        words = [f"{sum(alarms)} false alarms of {len(alarms)}"] if alarms else []
        words += [f"{sum(misses)} leaks missed of {len(misses)}"] if misses else []
        counts.append(f"{limit} MiB: {', '.join(words)}")
    requests = [record.readings.requests for record in read]
    yield (f"Two readings, {'; '.join(counts)}. The second reading is the one nearest to {SECOND_READING_REQUESTS:,} requests: "
           f"{statistics.median(requests):,.0f} in the median, from {min(requests):,} to {max(requests):,}.")


def of_time(records):
    for runtime, seconds_max in verdict_cases.RUNTIMES.items():
        ended = [record for record in records if record.case.runtime == runtime and not record.failed]
        if ended:
            middle = statistics.median(record.verdict_seconds for record in ended)
            whole = statistics.median(record.seconds for record in ended)
            aim = f" (aim: {seconds_max} s or less{'' if middle <= seconds_max else ', **missed**'})" if seconds_max else ""
            yield f"Median time to the verdict, {runtime}: {middle:.1f} s{aim}; of the whole run {whole:.1f} s."


def grown(records):
    """Anonymous memory a request beside the payload that was planted at each: medians over all paths."""
    growth = collections.defaultdict(list)
    for record in records:
        if record.case.planted and not record.failed:
            growth[record.case.planted].append(record.held_bytes_a_request)
    if not growth:
        return
    yield "\n| payload kept a request | " + " | ".join(f"{size} B" for size in verdict_cases.SIZES) + " |"
    yield "|---|" + "---|" * len(verdict_cases.SIZES)
    for language in dict.fromkeys(language for language, _ in growth):
        found = [growth.get((language, size)) for size in verdict_cases.SIZES]
        yield (f"| memory grew by, {language} | "
               + " | ".join(f"{statistics.median(values):,.0f} B" if values else "" for values in found) + " |")


def machine():
    names = platform.freedesktop_os_release() if hasattr(platform, "freedesktop_os_release") else {}
    kernel = ".".join(platform.release().split(".")[:2])
    return f"{names.get('PRETTY_NAME', platform.system())}, {os.cpu_count()} cores, kernel {kernel}"


def made_by(part, records, options):
    """The line above a table: command, date, machine."""
    days = sorted({record.started_at[:10] for record in records if record.started_at})
    runs = max(int(record.case.key.rsplit(".", 1)[1]) for record in records)
    when = " to ".join(dict.fromkeys([days[0], days[-1]])) if days else "no run came to its end"
    load = statistics.median(record.load_average for record in records)
    only = f' --only "{",".join(options.only)}"' if options.only else ""
    jobs = f" --jobs {options.jobs}" if options.jobs > 1 else ""
    return (f"`bench/verdict --part {part} --runs {runs}{only}{jobs}`, {when}, {machine()}, load average {load:.1f}, "
            f"{options.preset} build.")


def table(part, records, options):
    """Everything between a part's markers."""
    lines = [made_by(part, records, options), "", HEAD]
    for name in verdict_cases.rows(part):
        of_row = [record for record in records if record.case.row == name]
        if of_row:
            lines.append(f"| {name} | " + " | ".join(cells(of_row)) + " |")
    sentences = [*of_seep(records), *of_two_readings(records), *of_time(records)]
    return "\n".join([*lines, "", *sentences, *grown(records)]) + "\n"


def wrapped(text):
    """The text with its prose wrapped as all documents are; lines of tables stay."""
    return "".join(line if line.startswith("|") or len(line) <= WIDTH else
                   textwrap.fill(line, WIDTH, break_long_words=False, break_on_hyphens=False) + "\n"
                   for line in text.splitlines(keepends=True))


def put(document, part, text):
    """The document with `text` between the part's markers. ValueError if they are not there."""
    begin, end = f"<!-- {part} -->\n", f"<!-- /{part} -->\n"
    if document.count(begin) != 1 or document.count(end) != 1 or document.index(begin) > document.index(end):
        raise ValueError(f"no lines {begin.strip()} and {end.strip()}, in that order and once each")
    return document[:document.index(begin) + len(begin)] + wrapped(text) + document[document.index(end):]
