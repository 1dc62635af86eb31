"""The upstream of bench/conformance: it keeps what each connection sends, and answers 200 or plays given bytes."""
import asyncio
import contextlib

from conformance_suites import readers

PROBE = b"/conformance-probe"
ECHO_MAX = 65536


def answer_to(message):
    body = message.body if 0 < len(message.body) <= ECHO_MAX else b"ok\n"
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: %d\r\n\r\n" % len(body)
    return head if message.start[0] == b"HEAD" else head + body


class Recorder:
    """Of one proxy. `forget` starts a new case: every connection of the last one ends."""

    def __init__(self):
        self.streams = []  # of this case: the bytes of each connection
        self.play = None   # (bytes, close behind them) in place of the first answer
        self.open, self.ended = set(), set()  # writers
        self.server = None

    async def listen(self, port):
        self.server = await asyncio.start_server(self.serve, "127.0.0.1", port)

    async def close(self):
        await self.forget()
        self.server.close()

    async def forget(self):
        """Ends with FIN, and waits until the proxy has let go, so that no case meets a stale connection."""
        for writer in self.open - self.ended:
            self.end(writer)
        for _ in range(100):
            if not self.open:
                break
            await asyncio.sleep(0.01)
        for writer in list(self.open):
            writer.transport.abort()
        self.streams, self.play = [], None

    def end(self, writer):
        self.ended.add(writer)
        with contextlib.suppress(OSError):
            writer.write_eof()

    async def serve(self, reader, writer):
        self.open.add(writer)
        data = bytearray()
        self.streams.append(data)
        answered = 0
        with contextlib.suppress(OSError, asyncio.CancelledError):
            while piece := await reader.read(1 << 20):
                data += piece
                if writer not in self.ended:
                    answered = await self.answer(bytes(data), answered, writer)
        self.open.discard(writer)
        self.ended.discard(writer)
        writer.close()

    async def answer(self, data, answered, writer):
        """Whatever of the two readings has a request more."""
        reading = readers.read_requests(data, "strict")
        if reading.refused:
            reading = readers.read_requests(data, "lenient")
        complete = reading.complete()
        for message in complete[answered:]:
            if writer in self.ended:
                break
            if self.play and message.start[1] != PROBE:
                played, self.play = self.play, None
                await self.play_out(played, writer)
            else:
                writer.write(answer_to(message))
        await writer.drain()
        return max(answered, len(complete))

    async def play_out(self, played, writer):
        data, close = played
        writer.write(data)
        await writer.drain()
        if close:
            self.end(writer)

    def requests(self):
        """Of this case, as a strict reader has them (the lenient one where that refuses), without probes."""
        found = []
        for data in self.streams:
            reading = readers.read_requests(bytes(data), "strict")
            if reading.refused:
                reading = readers.read_requests(bytes(data), "lenient")
            found += [message for message in reading.messages if message.start[1] != PROBE]
        return found

    def ambiguity(self):
        return next(filter(None, (readers.ambiguity(bytes(data)) for data in self.streams)), "")
