"""Servers that stall, drip, lead in circles, reset, lie about their length, or send without end: what winnowd must not be held up by.

They live on addresses of their own, in a process of their own, which goes with them.
"""
import asyncio
import contextlib
import multiprocessing
import re
import signal
import socket

ADDRESSES = [f"127.0.17.{1 + n}" for n in range(50)]
PATIENCE_S = 3600
DRIP_S = 0.2
BLOCK = b" " * 65536


async def stall(_writer, _path):
    await asyncio.sleep(PATIENCE_S)


async def drip(writer, _path):
    writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
    while True:
        writer.write(b" ")
        await writer.drain()
        await asyncio.sleep(DRIP_S)


async def loop(writer, path):
    writer.write(b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: %s/again\r\n\r\n" % path)
    await writer.drain()


async def reset(writer, _path):
    writer.transport.abort()


async def lie(writer, _path):
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n<rss")
    await writer.drain()


async def flood(writer, _path):
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n\r\n")
    while True:
        writer.write(BLOCK)
        await writer.drain()


KINDS = {kind.__name__: kind for kind in (stall, drip, loop, reset, lie, flood)}


async def answer(reader, writer):
    with contextlib.suppress(OSError, asyncio.IncompleteReadError):
        request = await reader.readuntil(b"\r\n\r\n")
        path = re.match(rb"GET (/(\w+)\S*)", request)
        await KINDS[path[2].decode()](writer, path[1])
    writer.close()


def serve(port):
    """In the child."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)

    async def forever():
        async with await asyncio.start_server(answer, ADDRESSES, port, backlog=1024) as server:
            await server.serve_forever()

    asyncio.run(forever())


def free_port():
    with socket.socket() as s:
        s.bind((ADDRESSES[0], 0))
        return s.getsockname()[1]


class Misfits:
    def __enter__(self):
        self.port = free_port()
        self.process = multiprocessing.Process(target=serve, args=(self.port,), daemon=True)
        self.process.start()
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.join()

    def urls(self, count):
        kinds = list(KINDS)
        return [f"http://{ADDRESSES[n % len(ADDRESSES)]}:{self.port}/{kinds[n % len(kinds)]}/{n}" for n in range(count)]
