#!/usr/bin/env python3
"""An upstream that answers with a page, or with 101 and then each message of a WebSocket: websocket_upstream.py PORT

Part of bench/sluice-hunts.
"""
import asyncio
import contextlib
import pathlib
import re
import struct
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from proxies import proxy_memory  # noqa: E402

CLOSE = 8  # opcodes of RFC 6455, section 5.2
PING, PONG = 9, 10


async def message(reader):
    """Opcode and payload of a client's frame (RFC 6455, section 5.2), which is no longer than 64 KiB."""
    first, second = await reader.readexactly(2)
    length = second & 0x7f
    if length == 126:
        length, = struct.unpack("!H", await reader.readexactly(2))
    mask = await reader.readexactly(4)
    payload = await reader.readexactly(length)
    return first & 0x0f, bytes(byte ^ mask[i % 4] for i, byte in enumerate(payload))


async def echo(reader, writer):
    opcode = 0
    while opcode != CLOSE:
        opcode, payload = await message(reader)
        writer.write(bytes([0x80 | (PONG if opcode == PING else opcode), len(payload)]) + payload)


async def answer(reader, writer):
    head = await reader.readuntil(b"\r\n\r\n")
    writer.write(proxy_memory.answer_to(head))
    if b"upgrade: websocket" in head.lower():
        return await echo(reader, writer)
    length = re.search(rb"content-length: *(\d+)", head, re.I)
    await reader.readexactly(int(length[1]) if length else 0)


async def serve(reader, writer):
    with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, asyncio.CancelledError):
        while not writer.is_closing():
            await answer(reader, writer)
            await writer.drain()
    writer.close()


async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", int(sys.argv[1]), backlog=1024)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
