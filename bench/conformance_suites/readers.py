"""Three readers of a stream of HTTP/1.1 requests. Part of bench/conformance; answers.py has two of answers.

`strict` takes what RFC 9112 lets a sender send, `permitted` adds what it lets a recipient repair (bare LF as a line's
end, obs-fold as blanks, equal lengths as one, chunked over Content-Length and then the end), and `lenient` what a
careless server takes. What `strict` and `lenient` do not read alike is ambiguous. In one thing strict is lenient: a
target may have any visible byte, bytes over 0x7F included, but for "#".
"""
import dataclasses
import re

LINE_END = {"strict": re.compile(rb"\r\n"), "permitted": re.compile(rb"\r?\n"),
            "lenient": re.compile(rb"\r\n|\n|\r(?=[^\n])")}
TOKEN = rb"[!#$%&'*+\-.^_`|~0-9A-Za-z]+"
REQUEST_LINE = re.compile(rb"(" + TOKEN + rb") ([!\"$-~\x80-\xff]+) (HTTP/1\.\d)")
FIELD = re.compile(rb"(" + TOKEN + rb"):[ \t]*((?:[!-~\x80-\xff](?:[\t -~\x80-\xff]*[!-~\x80-\xff])?)?)[ \t]*")
CHUNK_LINE = re.compile(rb"([0-9A-Fa-f]{1,15})((?:[ \t]*;[\t -~\x80-\xff]*)?)")
LENIENT_CHUNK = re.compile(rb"\s*([0-9A-Fa-f]{1,15})")
LENGTH_MAX = 1 << 62
BODILESS = (b"GET", b"HEAD", b"OPTIONS", b"TRACE")  # a body of these is what some servers do not read


class Refused(Exception):
    """What is wrong with the bytes."""


class Incomplete(Exception):
    """They end too early."""


@dataclasses.dataclass
class Message:
    start: tuple  # (method, target), or (status,)
    fields: list = dataclasses.field(default_factory=list)
    body: bytes = b""
    complete: bool = False
    last: bool = False  # nothing may follow on this connection

    def seen(self):
        """What two readers have to agree on."""
        return (self.start, self.complete, self.body if self.complete else b"")


@dataclasses.dataclass
class Reading:
    messages: list
    refused: str = ""  # why the rest was not read

    def complete(self):
        return [message for message in self.messages if message.complete]

    def seen(self):
        return [message.seen() for message in self.messages]


class Bytes:
    """A place in a stream, for a reader of the given manner."""

    def __init__(self, data, manner):
        self.data, self.manner, self.at = data, manner, 0

    def line(self):
        end = LINE_END[self.manner].search(self.data, self.at)
        if not end:
            raise Incomplete
        line, self.at = self.data[self.at:end.start()], end.end()
        return line

    def take(self, count):
        if len(self.data) - self.at < count:
            raise Incomplete
        self.at += count
        return self.data[self.at - count:self.at]

    def skip_empty_lines(self):
        empty = rb"(?:\r\n)*" if self.manner == "strict" else rb"[\r\n]*"
        self.at = re.compile(empty).match(self.data, self.at).end()
        return self.at < len(self.data)


def values(fields, name):
    return [value for field, value in fields if field == name]


def strict_field(line):
    match = FIELD.fullmatch(line)
    if not match:
        raise Refused(f"field line {shown(line)}")
    return match[1].lower(), match[2]


def lenient_field(line):
    """Controls and blanks around it are dropped, and _ is -, as CGI has it."""
    name, _, value = line.partition(b":")
    return re.sub(rb"[^!-~]", b"", name).replace(b"_", b"-").lower(), value.strip()


def read_fields(stream):
    """Until the empty line."""
    fields = []
    while line := stream.line():
        if stream.manner == "lenient":
            fields.append(lenient_field(line))
        elif line[:1] in b" \t" and fields and stream.manner == "permitted":
            fields[-1] = strict_field(fields[-1][0] + b": " + fields[-1][1] + b" " + line.strip())
        else:
            fields.append(strict_field(line))
    return fields


def codings(fields):
    return [coding.strip().lower() for value in values(fields, b"transfer-encoding") for coding in value.split(b",")]


def length_of(fields, manner):
    """Of a body that is not chunked; None without a Content-Length."""
    lengths = values(fields, b"content-length")
    if manner == "lenient":
        found = [re.match(rb"\D*(\d+)", length) for length in lengths]
        return next((min(int(match[1]), LENGTH_MAX) for match in found if match), None)
    if manner == "permitted" and len(set(lengths)) == 1:
        lengths = lengths[:1]
    if len(lengths) > 1 or any(not re.fullmatch(rb"\d+", length) or int(length) > LENGTH_MAX for length in lengths):
        raise Refused(f"Content-Length {shown(b' / '.join(lengths))}")
    return int(lengths[0]) if lengths else None


def is_chunked(fields, version, manner):
    if not values(fields, b"transfer-encoding"):
        return False
    listed = codings(fields)
    if manner == "lenient":
        return any(b"chunked" in coding for coding in listed)
    if listed[-1] != b"chunked" or listed.count(b"chunked") > 1 or version == b"HTTP/1.0":
        raise Refused(f"Transfer-Encoding {shown(b', '.join(listed))} in {version.decode('latin-1')}")
    if values(fields, b"content-length") and manner == "strict":
        raise Refused("Transfer-Encoding and Content-Length")
    return True


def read_chunks(stream):
    body = b""
    while True:
        line = stream.line()
        match = LENIENT_CHUNK.match(line) if stream.manner == "lenient" else CHUNK_LINE.fullmatch(line)
        if not match:
            raise Refused(f"chunk size {shown(line)}")
        size = int(match[1], 16)
        if size == 0:
            read_fields(stream)
            return body
        body += stream.take(size)
        if stream.line():
            raise Refused("a chunk longer than its size")


def request_head(stream):
    line = stream.line()
    if stream.manner == "lenient":
        words = line.split()
        method, target, version = words[0] if words else b"", words[1] if len(words) > 1 else b"", b"HTTP/1.1"
    else:
        match = REQUEST_LINE.fullmatch(line)
        if not match:
            raise Refused(f"request line {shown(line)}")
        method, target, version = match.groups()
    return (method, target), version, read_fields(stream)


def read_request(stream, message):
    message.start, version, message.fields = request_head(stream)
    if stream.manner != "lenient" and version != b"HTTP/1.0" and len(values(message.fields, b"host")) != 1:
        raise Refused("not one Host")
    chunked = is_chunked(message.fields, version, stream.manner)
    length = length_of(message.fields, stream.manner)
    connection = b",".join(values(message.fields, b"connection")).lower()
    message.last = (chunked and length is not None or b"close" in connection
                    or version == b"HTTP/1.0" and b"keep-alive" not in connection)
    message.body = read_chunks(stream) if chunked else stream.take(length or 0)
    message.complete = True


def read_requests(data, manner):
    """All requests of `data`; an unfinished one is the last. A permitted reading ends where the connection has to."""
    stream, reading = Bytes(data, manner), Reading([])
    while stream.skip_empty_lines():
        message = Message(())
        try:
            read_request(stream, message)
        except Refused as refusal:
            reading.refused = str(refusal)
        except Incomplete:
            pass
        if message.start:
            reading.messages.append(message)
        if not message.complete or (message.last and manner == "permitted"):
            break
    return reading


def shown(data):
    text = data[:60].decode("latin-1").encode("unicode_escape").decode()
    return f"`{text}`".replace("|", "\\|")


def ambiguity(data):
    """Why two servers could read these requests differently, or ""."""
    strict, lenient = read_requests(data, "strict"), read_requests(data, "lenient")
    if strict.refused:
        return strict.refused
    if strict.seen() != lenient.seen():
        return f"{len(strict.complete())} requests, or {len(lenient.complete())}"
    for first in strict.messages[:-1]:
        framed = first.body or values(first.fields, b"transfer-encoding")
        if framed and first.start[0] in BODILESS:
            return f"a connection used again after a body of {first.start[0].decode()}"
    return ""
