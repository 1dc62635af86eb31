"""What a proxy may refuse though a suite's parser takes it, and by which rule. Part of bench/conformance."""
import re

BODY_MAX = 1 << 20  # nginx's default
TARGET = re.compile(rb"[!$%&'()*+,\-./0-9:;=?@A-Z\[\]_a-z~]+")  # RFC 3986, without a fragment


def of_request(payload):
    line, _, rest = payload.lstrip(b"\r\n").partition(b"\r\n")
    head = rest.partition(b"\r\n\r\n")[0].lower()
    match = re.fullmatch(rb"(\S+) (.*) HTTP/1\.\d", line)
    if not match:
        return "not HTTP/1: RFC 9112, 2.3"
    method, target = match.groups()
    length = re.search(rb"content-length:[\t ]*(\d+)", head)
    if method in (b"CONNECT", b"PRI"):
        return "no tunnels are offered: RFC 9110, 9.3.6"
    if target == b"*" and method != b"OPTIONS":
        return "only OPTIONS has *: RFC 9112, 3.2.4"
    if re.search(rb"(?:^|\n)upgrade:", head):
        return "what follows is the other protocol's: RFC 9110, 7.8"
    if re.search(rb"transfer-encoding:[\t ]*(?!chunked[\t ]*(\r|$))", head):
        return "a coding it does not know: RFC 9112, 6.1"
    if not TARGET.fullmatch(target) or re.match(rb"http://[^/?]*@", target):
        return "not a target of RFC 9112, 3.2"
    if length and int(length[1]) > BODY_MAX:
        return "a body over its limit: RFC 9110, 15.5.14"
    return ""


def of_answer(played):
    if re.match(rb"(HTTP/1.1 1\d\d [^\r\n]*(\r\n[^\r\n]+)*\r\n\r\n)?\r\n", played):
        return "an empty line before a status line: RFC 9112, 2.2 has it for requests"
    if not played.startswith(b"HTTP/1."):
        return "not HTTP/1: RFC 9112, 2.3"
    if played.startswith(b"HTTP/1.1 101"):
        return "it takes part in no such protocol: RFC 9110, 7.8"
    if re.search(rb"transfer-encoding:[\t ]*(?!chunked[\t ]*\r)", played.lower()):
        return "a coding it does not know: RFC 9112, 6.1"
    return ""
