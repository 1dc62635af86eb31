"""A page by asyncio over TLS: tls.py PORT FOLDER. FOLDER has certificate.pem and key.pem."""
import asyncio
import ssl
import sys

PAGE = b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nhello\n"


async def answer(reader, writer):
    try:
        while await reader.readuntil(b"\r\n\r\n"):
            writer.write(PAGE)
            await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError):
        pass
    finally:
        writer.close()


async def main(port, folder):
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(f"{folder}/certificate.pem", f"{folder}/key.pem")
    server = await asyncio.start_server(answer, "127.0.0.1", port, ssl=context, backlog=1024)
    asyncio.get_running_loop().set_exception_handler(lambda *_: None)
    await server.serve_forever()


asyncio.run(main(int(sys.argv[1]), sys.argv[2]))
