"""aws/http-desync-guardian: tests/*.yaml. Part of bench/conformance.

Its cases are heads without a body. A compliant one gets the body that it announces. Any other gets, in turn, bodies
that hide a request where a reader of another mind would begin the next: at once, and behind a last chunk.
"""
import re

try:
    import yaml
except ImportError:  # python3-yaml
    yaml = None

from conformance_suites import cases

REPOSITORY, FOLDER, SHOWS = "aws/http-desync-guardian", "http-desync-guardian", "tests"
EXPECTS = {"Compliant": "accepted", "Acceptable": "unambiguous", "Ambiguous": "unambiguous", "Severe": "unambiguous"}
HIDDEN = b"GET /hidden HTTP/1.1\r\nHost: hidden\r\n\r\n"
LENGTH_MAX = 10000  # of a body that need not be whole


def load(folder):
    if not yaml:
        raise RuntimeError("python3-yaml is not installed")
    return [case_of(path.stem, entry) for path in sorted((folder / SHOWS).glob("*.yaml"))
            for entry in yaml.safe_load(path.read_text(encoding="utf-8"))]


def encoded(text):
    """YAML's \\x88 is a byte here."""
    text = str(text)
    return text.encode("latin-1" if all(ord(letter) < 256 for letter in text) else "utf-8")


def letters(name):
    return re.sub(rb"[^a-z]", b"", name.lower())


def case_of(file, entry):
    tier = entry["expected"]["tier"]
    fields = [(encoded(field["name"]), encoded(field["value"])) for field in entry["headers"] or []]
    version = encoded(entry["version"])
    lines = [b" ".join(filter(None, [encoded(entry["method"]) + b" " + encoded(entry["uri"]), version]))]
    if version.startswith(b"HTTP/1.") and not any(name.lower() == b"host" for name, _ in fields):
        lines.append(b"Host: guardian")
    head = b"\r\n".join(lines + [name + b": " + value for name, value in fields]) + b"\r\n\r\n"
    lengths = [int(match[1]) for name, value in fields if b"contentlength" in letters(name)
               for match in [re.search(rb"(\d+)", value)] if match]
    chunked = any(b"ansferencod" in letters(name) for name, _ in fields)
    bodies = [announced_body(lengths, chunked)] if tier == "Compliant" else hiding_bodies(lengths, chunked)
    return cases.Case(FOLDER, f"{file}: {entry['name']} ({tier})", [head + body for body in bodies], EXPECTS[tier])


def announced_body(lengths, chunked):
    return b"5\r\nhello\r\n0\r\n\r\n" if chunked else b"x" * (lengths[0] if lengths else 0)


def hiding_bodies(lengths, chunked):
    length = min(max(lengths, default=0), LENGTH_MAX)
    bodies = [HIDDEN.ljust(length, b"x")] if lengths else []
    if chunked:
        bodies.append((b"0\r\n\r\n" + HIDDEN).ljust(length, b"x"))
    return bodies or [b""]
