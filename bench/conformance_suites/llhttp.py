"""nodejs/llhttp: test/request/*.md and test/response/*.md. Part of bench/conformance.

Each fixture is a heading with a block `http` (the bytes, with escapes) and a block `log` (what the parser calls). Left
out are those of a lenient mode and those that pause the parser: they are about its interface. HTTP/1.1 has to have a
Host, which few fixtures have, so it is put behind each head that lacks it.
"""
import json
import re

from conformance_suites import answers, cases

REPOSITORY, FOLDER, SHOWS = "nodejs/llhttp", "llhttp", "test/request"
PART = re.compile(r"^#+ (?P<heading>[^\n]*)$|<!--\s*meta=(?P<meta>.*?)\s*-->"
                  r"|^```(?P<kind>http|log)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
PAUSES = re.compile(r"reason=\"Pause on ")
KINDS = ("request", "request-finish", "response", "response-finish")


def load(folder):
    return request_cases(folder) + answer_cases(folder)


def request_cases(folder):
    found = (request_case(*fixture) for fixture in fixtures(folder / "test/request"))
    return [case for case in found if case]


def answer_cases(folder):
    found = (answer_case(*fixture) for fixture in fixtures(folder / "test/response"))
    return [case for case in found if case]


def fixtures(folder):
    """(name, meta, bytes, lines of the log) of each that is in a strict mode."""
    for path in sorted(folder.glob("*.md")):
        heading, meta, data = "", {}, b""
        for part in PART.finditer(path.read_text(encoding="utf-8")):
            if part["heading"] is not None:
                heading = part["heading"]
            elif part["meta"]:
                meta = json.loads(part["meta"])
            elif part["kind"] == "http":
                data = unescaped(part["text"])
            elif meta.get("type") in KINDS and "pause" not in meta:
                yield f"{path.stem}: {heading}", meta, data, part["text"].splitlines()


def unescaped(text):
    """As llhttp's test/md-test.ts does it, in its order; it goes out as UTF-8."""
    text = re.sub(r"\\\n", "", text.removesuffix("\n")).replace("\n", "\r\n")
    for escape, letter in (("\\r", "\r"), ("\\n", "\n"), ("\\t", "\t"), ("\\f", "\f")):
        text = text.replace(escape, letter)
    text = re.sub(r"\\x([0-9a-fA-F]+)", lambda match: chr(int(match[1], 16) & 0xFFFF), text)
    return re.sub(r"\\([0-7]{1,3})", lambda match: chr(int(match[1], 8)), text).encode()


def fails(log):
    return any("error code=" in line and not PAUSES.search(line) for line in log)


def count(log, what):
    return sum(what in line for line in log)


def heads(data, log):
    """(from, to) of each head."""
    begins = [int(re.match(r"off=(\d+)", line)[1]) for line in log if "message begin" in line]
    ends = [int(re.match(r"off=(\d+)", line)[1]) for line in log if "headers complete" in line]
    for number, begin in enumerate(begins):
        end = ends[number] if number < len(ends) else data.find(b"\r\n\r\n", begin) + 4
        if end > begin:
            yield begin, end


def finished(data, log):
    """An error's head has its end, so that a proxy can't pass by waiting for more."""
    if fails(log) and b"\r\n\r\n" not in data:
        return data.removesuffix(b"\r\n") + b"\r\n\r\n"
    return data


def with_host(data, log):
    for begin, end in reversed(list(heads(data, log))):
        head = data[begin:end].lower()
        if b" http/1.1\r" in head and b"\nhost:" not in head and head.endswith(b"\r\n\r\n"):
            data = data[:end - 2] + b"Host: llhttp\r\n" + data[end - 2:]
    return data


def request_case(name, meta, data, log):
    if meta.get("skipBody"):
        return None
    complete = count(log, "message complete")
    ends = meta["type"] == "request-finish"
    expects = "accepted" if complete else "unfinished"
    if fails(log) or (ends and not complete):
        expects = "refused or rewritten"
    payload = with_host(finished(data, log), log)
    return cases.Case("llhttp, requests", name, [payload], expects, complete, half_close=ends)


def answer_case(name, meta, data, log):
    """The upstream closes behind one whose end is not told."""
    close = fails(log) or count(log, "message begin") != count(log, "message complete")
    method = b"HEAD" if meta.get("skipBody") else b"GET"
    upgrade = re.search(rb"\nupgrade: *([^\r\n]*)", data, re.IGNORECASE)
    asked = b"Connection: Upgrade\r\nUpgrade: " + upgrade[1] + b"\r\n" if data.startswith(b"HTTP/1.1 101") else b""
    payload = method + b" / HTTP/1.1\r\nHost: llhttp\r\n" + asked + b"\r\n"
    expects, status, body = what_comes(data, method, close)
    if fails(log):
        expects = "refused or rewritten"
    return cases.Case("llhttp, responses", name, [payload], expects, status=status, body=body, played=(data, close),
                      methods=(method,))


def what_comes(data, method, close):
    """(what the case expects, the status, the body) of the first final answer."""
    data = re.sub(rb"(^|\r\n\r\n)(\r\n)+(?=HTTP/)", rb"\1", data)
    reading = answers.read_responses(data, [method], close)
    if not reading.messages:
        reading = answers.read_responses(data, [method], close, "lenient")
    first = next((message for message in reading.messages if answers.is_final(message)), None)
    if not first:
        return "relayed", 0, b""
    return ("relayed" if first.complete else "cut"), first.start[0], first.body
