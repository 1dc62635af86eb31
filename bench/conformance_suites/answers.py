"""Two readers of a stream of answers, in the manners of readers.py. Part of bench/conformance."""
import re

from conformance_suites import readers

STATUS_LINE = re.compile(rb"(HTTP/1\.\d) (\d{3})(?: [\t -~\x80-\xff]*)?")


def read_response(stream, message, method, ended):
    line = stream.line()
    match = STATUS_LINE.fullmatch(line) if stream.manner == "strict" else re.match(rb"(\S+/\S+)\s+(\d+)", line)
    if not match:
        raise readers.Refused(f"status line {readers.shown(line)}")
    message.start = (int(match[2]),)
    message.fields = readers.read_fields(stream)
    status = message.start[0]
    if status < 200 or status in (204, 304) or method == b"HEAD":
        message.complete = True
        return
    chunked = readers.codings(message.fields)[-1:] == [b"chunked"]
    length = None if chunked else readers.length_of(message.fields, stream.manner)
    if chunked:
        if readers.values(message.fields, b"content-length") and stream.manner == "strict":
            raise readers.Refused("Transfer-Encoding and Content-Length")
        message.body = readers.read_chunks(stream)
    elif length is not None:
        message.body = stream.take(length)
    else:
        message.body, stream.at = stream.data[stream.at:], len(stream.data)
    message.complete = chunked or length is not None or ended


def read_responses(data, methods, ended, manner="strict"):
    """Answers to requests with these methods (the last one's stands for more); `ended`: the sender closed."""
    stream, reading, final = readers.Bytes(data, manner), readers.Reading([]), 0
    while stream.at < len(data):
        message = readers.Message(())
        try:
            read_response(stream, message, methods[min(final, len(methods) - 1)], ended)
        except readers.Refused as refusal:
            reading.refused = str(refusal)
        except readers.Incomplete:
            pass
        if message.start:
            reading.messages.append(message)
        if not message.complete:
            break
        final += message.start[0] >= 200
        if message.start[0] == 101:
            break
    return reading


def is_final(message):
    return message.start[0] >= 200 or message.start[0] == 101
