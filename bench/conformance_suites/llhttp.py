"""nodejs/llhttp: test/request/*.md and test/response/*.md. Part of bench/conformance.

Each fixture is a heading with a block `http` (the bytes, with escapes) and a block `log` (what the parser calls). Left
out are those of a lenient mode and those that pause the parser: they are about its interface. HTTP/1.1 has to have a
Host, which few fixtures have, so it is put behind each head that lacks it.
"""
import json
import re

from conformance_suites import cases, readers

REPOSITORY, FOLDER, SHOWS = "nodejs/llhttp", "llhttp", "test/request"
PART = re.compile(r"^#+ (?P<heading>[^\n]*)$|<!--\s*meta=(?P<meta>.*?)\s*-->|^```(?P<kind>http|log)\n(?P<text>.*?)^```$",
                  re.MULTILINE | re.DOTALL)
PAUSES = re.compile(r"reason=\"Pause on ")
KINDS = ("request", "request-finish", "response", "response-finish")


def load(folder):
    return requests(folder) + answers(folder)


def requests(folder):
    found = (request_case(*fixture) for fixture in fixtures(folder / "test/request"))
    return [case for case in found if case]


def answers(folder):
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
    """As llhttp's test/md-test.ts does it, in its order; letters over 0xFF only come from the file, as UTF-8."""
    text = re.sub(r"\\\n", "", text.removesuffix("\n")).replace("\n", "\r\n")
    for escape, letter in (("\\r", "\r"), ("\\n", "\n"), ("\\t", "\t"), ("\\f", "\f")):
        text = text.replace(escape, letter)
    pieces = re.split(r"\\x([0-9a-fA-F]+)|\\([0-7]{1,3})", text)
    data = pieces[0].encode()
    for hexadecimal, octal, rest in zip(pieces[1::3], pieces[2::3], pieces[3::3]):
        data += bytes([int(hexadecimal, 16) if hexadecimal else int(octal, 8) & 0xFF]) + rest.encode()
    return data


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
    expects = "refused or rewritten" if fails(log) else "accepted" if complete else "unfinished"
    return cases.Case("llhttp, requests", name, [with_host(data, log)], expects, complete,
                      half_close=meta["type"] == "request-finish")


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
    messages = readers.read_responses(data.lstrip(b"\r\n"), [method], close).messages
    first = next((message for message in messages if message.start[0] >= 200 or message.start[0] == 101), None)
    if not first:
        return "relayed", 0, b""
    return ("relayed" if first.complete else "cut"), first.start[0], first.body
