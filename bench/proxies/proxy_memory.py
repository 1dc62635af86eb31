"""How much memory a proxy takes for idle connections, and for a burst of requests on them. Part of bench/proxy.

The proxy is started anew for each kind of connection, in front of an upstream of this program's own. Each client opens
a connection, has one request answered (or a WebSocket, and some bytes sent back), and is idle. Then all ask at once
for what the upstream answers after half a second, and go. What is measured is in the process: buffers of sockets,
which the kernel has, are not.
"""
import asyncio
import base64
import collections
import contextlib
import dataclasses
import hashlib
import re
import ssl
import threading
import time

from servers import peers
from servers import process_tree
from servers import proxy_peers

WHATS = ("plain", "TLS", "tunnel")
BURST_BYTES = 16384  # of an answer, and through a tunnel
BURST_ANSWERED_AFTER = 0.5
BATCH = 100  # that connect at once
SETTLE_SECONDS = 1
SAMPLE_SECONDS = 0.02
ANSWER_SECONDS_MAX = 60
PAGE_BYTES = 12
PAGE = b"GET /page HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
BURST = b"GET /burst HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
UPGRADE = (b"GET /tunnel HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
           b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: c2VlcCBhbmQgc2x1aWNlIQ==\r\n\r\n")
WEBSOCKET_GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"  # RFC 6455, section 1.3


@dataclasses.dataclass
class Memory:
    """Bytes, of all processes of a proxy."""
    name: str
    what: str
    rest: int = 0
    idle_each: float = 0.0  # beyond what it took at rest, a connection
    peak: int = 0
    after: int = 0
    failed: dict = dataclasses.field(default_factory=dict)


class Peak:
    """The most that a process and its workers have while this is entered, and at its end."""

    def __init__(self, pid):
        self.pid, self.bytes = pid, 0
        self.ended = threading.Event()
        self.thread = threading.Thread(target=self.watch)

    def watch(self):
        while not self.ended.wait(SAMPLE_SECONDS):
            self.look()

    def look(self):
        self.bytes = max(self.bytes, process_tree.tree_pss_bytes(self.pid))

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.ended.set()
        self.thread.join()
        self.look()


def answer_to(head):
    if b"upgrade: websocket" in head.lower():
        key = re.search(rb"sec-websocket-key: *(\S+)", head, re.I)[1]
        accept = base64.b64encode(hashlib.sha1(key + WEBSOCKET_GUID).digest())
        return (b"HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                b"Sec-WebSocket-Accept: " + accept + b"\r\n\r\n")
    size = BURST_BYTES if head.startswith(b"GET /burst") else PAGE_BYTES
    return b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % size + b"x" * size


async def serve(reader, writer):
    """The upstream's side of a connection."""
    with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
        while True:
            head = await reader.readuntil(b"\r\n\r\n")
            if head.startswith(b"GET /burst"):
                await asyncio.sleep(BURST_ANSWERED_AFTER)
            writer.write(answer_to(head))
            while head.startswith(b"GET /tunnel") and (block := await reader.read(BURST_BYTES)):
                await asyncio.sleep(BURST_ANSWERED_AFTER)
                writer.write(block)
    writer.close()


async def page(reader, writer, request, size):
    """Asks for a page of this size on the connection; "" or what went wrong."""
    writer.write(request)
    head = await reader.readuntil(b"\r\n\r\n")
    length = re.search(rb"content-length: *(\d+)", head, re.I)
    if head.split()[1] != b"200" or not length or int(length[1]) != size:
        return head.split(b"\r\n")[0].decode(errors="replace")
    await reader.readexactly(size)
    return ""


async def upgraded(reader, writer):
    writer.write(UPGRADE)
    head = await reader.readuntil(b"\r\n\r\n")
    if head.split()[1] != b"101":
        return head.split(b"\r\n")[0].decode(errors="replace")
    return await echoed(reader, writer, PAGE_BYTES)


async def echoed(reader, writer, size):
    writer.write(b"x" * size)
    await reader.readexactly(size)
    return ""


async def outcome(action):
    """What went wrong; "" if nothing did."""
    try:
        return await asyncio.wait_for(action, ANSWER_SECONDS_MAX)
    except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, asyncio.TimeoutError) as error:
        return type(error).__name__


async def connected(proxy, what, clients, context):
    port = proxy.tls_port if what == "TLS" else proxy.port
    reader, writer = await asyncio.open_connection("127.0.0.1", port, ssl=context if what == "TLS" else None)
    clients.append((reader, writer))
    return await (upgraded(reader, writer) if what == "tunnel" else page(reader, writer, PAGE, PAGE_BYTES))


def abort(clients):
    while clients:
        clients.pop()[1].transport.abort()


async def observe(proxy, what, failed, options):
    """Its memory in each of the states, with what went wrong counted in `failed`."""
    def count(words):
        failed.update(word for word in words if word)

    pid = proxy.process.pid
    context = ssl.create_default_context(cafile=options.keys / "certificate.pem")
    clients = []
    try:
        count([await outcome(connected(proxy, "plain", clients, context))])
        abort(clients)
        await asyncio.sleep(SETTLE_SECONDS)
        found = Memory(proxy.name, what, rest=process_tree.tree_pss_bytes(pid))
        for first in range(0, options.idle, BATCH):
            number = min(BATCH, options.idle - first)
            count(await asyncio.gather(*(outcome(connected(proxy, what, clients, context)) for _ in range(number))))
        await asyncio.sleep(SETTLE_SECONDS)
        found.idle_each = (process_tree.tree_pss_bytes(pid) - found.rest) / options.idle
        with Peak(pid) as peak:
            count(await asyncio.gather(*(outcome(
                echoed(*client, BURST_BYTES) if what == "tunnel" else page(*client, BURST, BURST_BYTES))
                for client in clients)))
        found.peak = peak.bytes
    finally:
        abort(clients)
    await asyncio.sleep(options.after)
    found.after = process_tree.tree_pss_bytes(pid)
    return found


async def behind_upstream(server, what, folder, options):
    upstream = await asyncio.start_server(serve, "127.0.0.1", 0, backlog=4096)
    failed = collections.Counter()
    proxy = None
    try:
        proxy = await asyncio.to_thread(
            proxy_peers.start, server, folder, options.bin_dir, options.keys, upstream.sockets[0].getsockname()[1],
            connections=max(4096, 2 * options.idle), threads=options.idle + 64)
        found = await observe(proxy, what, failed, options)
    finally:
        if proxy:
            peers.stop(proxy.process)
        upstream.close()
    found.failed = dict(failed)
    return found


def trial(server, what, folder, options):
    """Raises DidNotStart."""
    return asyncio.run(behind_upstream(server, what, folder, options))
