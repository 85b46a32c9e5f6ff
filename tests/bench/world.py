#!/usr/bin/python3
"""The feeds of a year: what each shows is a function of its number and the hour, and a server shows it over HTTP.

Some publish twice a day and some every third week, and show their last 10 to 50 items; a few edit what they published.
From a day of its own on, one feed in ten has a fate: it dies, is gone (410), moves (301), gives all its items other guids,
or fails for forty days and comes back. One in twelve tells what another tells.

usage: world.py FEEDS BEGIN CLOCK     writes its port, then answers until its input ends
"""
import asyncio
import email.utils
import functools
import json
import mmap
import pathlib
import random
import struct
import sys
import time

import feeds

HOUR, DAY = 3600, 86400
ADDRESSES = 50
GAPS_S = (DAY // 2, 20 * DAY)
SICK_S = 40 * DAY
COPIED_S = 3 * HOUR
FATES = ("dies", "gone", "moves", "renames", "returns")


class Clock:
    """The hour it is to be, as winnowd and the server read it."""

    def __init__(self, path, is_new=False):
        path = pathlib.Path(path)
        if is_new:
            path.write_bytes(bytes(16))
        with open(path, "r+b") as file:
            self.map = mmap.mmap(file.fileno(), 16)

    def ahead_s(self):
        return struct.unpack_from("=q", self.map)[0]

    def move(self, seconds):
        struct.pack_into("=q", self.map, 0, self.ahead_s() + seconds)

    def sleep(self, seconds):
        """The steady clock stands meanwhile."""
        struct.pack_into("=q", self.map, 8, struct.unpack_from("=q", self.map, 8)[0] + seconds)
        self.move(seconds)

    def now(self):
        return int(time.time()) + self.ahead_s()


class Feed:
    def __init__(self, number, begin, span_s):
        rng = random.Random(f"year/{number}")
        self.number = number
        # A copy comes in step with what it copies, three hours later.
        self.copied = number - 1 if number % 12 == 5 else None
        if self.copied is not None:
            rng = random.Random(f"year/{self.copied}")
        low, high = GAPS_S
        self.gap_s = int(low * (high / low) ** rng.random())
        self.window = rng.randint(10, 50)
        # All of its window is there at the beginning.
        self.born_at = begin - self.gap_s * self.window + rng.randrange(self.gap_s) + (self.copied is not None) * COPIED_S
        self.fate = FATES[number // 10 % len(FATES)] if number % 10 == 7 else None
        self.fated_at = begin + int(rng.uniform(0.1, 0.6) * span_s)
        self.edits = number % 5 == 2
        self.has_validators = number % 5 != 4

    def published_at(self, n):
        return self.born_at + n * self.gap_s

    def newest(self, now):
        return (now - self.born_at) // self.gap_s

    def oldest(self, now):
        return max(0, self.newest(now) - self.window + 1)

    def is_fated(self, now):
        return self.fate is not None and now >= self.fated_at

    def is_edited(self, n, now):
        return self.edits and n % 4 == 1 and now >= self.published_at(n) + DAY

    def state(self, now):
        """Whatever changes the document."""
        newest, oldest = self.newest(now), self.oldest(now)
        edited = max((n for n in range(oldest, newest + 1) if self.is_edited(n, now)), default=None) if self.edits else None
        return newest, edited, self.fate == "renames" and self.is_fated(now)


@functools.lru_cache(maxsize=200_000)
def words_of(number, n):
    rng = random.Random(f"year/{number}/{n}")
    theme = feeds.THEMES[list(feeds.THEMES)[number % len(feeds.THEMES)]].split()
    vocabulary = feeds.vocabulary(1)
    title = " ".join(vocabulary.draw(rng, rng.randint(5, 9), theme)).capitalize()
    # Said nowhere else: what was told is known by it.
    return f"{title} {number}-{n}", " ".join(vocabulary.draw(rng, rng.randint(60, 150), theme))


def item(feed, n, now):
    title, text = words_of(feed.number, n)
    if feed.copied is not None:
        title, text = words_of(feed.copied, n)
    if feed.is_edited(n, now):
        text += " This was put right a day later: the figures above are those of the revised report."
    prefix = "renamed" if feed.fate == "renames" and feed.is_fated(now) else "tag"
    return (f"<item><title>{feeds.escaped(title)}</title><link>https://site{feed.number}.example/{n}</link>"
            f'<guid isPermaLink="false">{prefix}:site{feed.number}.example,{n}</guid>'
            f"<pubDate>{email.utils.formatdate(feed.published_at(n), usegmt=True)}</pubDate>"
            f"<description>{feeds.escaped(text)}</description></item>")


def document(feed, now):
    items = "".join(item(feed, n, now) for n in range(feed.newest(now), feed.oldest(now) - 1, -1))
    return ('<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0"><channel>'
            f"<title>Site {feed.number}</title><link>https://site{feed.number}.example/</link>{items}</channel></rss>\n").encode()


class World:
    def __init__(self, count, begin, span_s, clock):
        self.feeds = [Feed(number, begin, span_s) for number in range(count)]
        self.clock = clock
        self.made = {}  # feed: its state, the bytes
        self.shown = [set() for _ in range(count)]
        self.edited = [set() for _ in range(count)]
        self.requests = 0

    def bytes_of(self, feed, now):
        state = feed.state(now)
        if self.made.get(feed.number, (None,))[0] != state:
            self.made[feed.number] = state, document(feed, now)
        self.shown[feed.number].update(range(feed.oldest(now), feed.newest(now) + 1))
        return state, self.made[feed.number][1]

    def answer(self, path, etag):
        """Status, headers, body."""
        self.requests += 1
        if path == "/shown":
            return 200, {}, json.dumps({"items": sum(map(len, self.shown)), "requests": self.requests}).encode()
        folder, _, number = path[1:].partition("/")
        feed, now = self.feeds[int(number)], self.clock.now()
        if feed.is_fated(now):
            if feed.fate == "gone":
                return 410, {}, b"gone"
            if feed.fate == "dies":
                return 404, {}, b"nothing here"
            if feed.fate == "moves" and folder == "old":
                return 301, {"Location": f"/new/{feed.number}"}, b""
            if feed.fate == "returns" and now < feed.fated_at + SICK_S:
                return 500, {}, b"out of order"
        state, body = self.bytes_of(feed, now)
        if not feed.has_validators:
            return 200, {}, body
        tag = '"' + "-".join(map(str, state)) + '"'
        return (304, {"ETag": tag}, b"") if etag == tag else (200, {"ETag": tag}, body)


class Talk(asyncio.Protocol):
    def __init__(self, world):
        self.world, self.transport, self.read = world, None, b""

    def connection_made(self, transport):
        self.transport = transport

    def data_received(self, data):
        self.read += data
        while b"\r\n\r\n" in self.read:
            head, self.read = self.read.split(b"\r\n\r\n", 1)
            lines = head.decode().split("\r\n")
            etag = next((line[15:] for line in lines if line[:15].lower() == "if-none-match: "), None)
            status, headers, body = self.world.answer(lines[0].split(" ")[1], etag)
            said = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
            length = "" if status == 304 else f"Content-Type: application/rss+xml\r\nContent-Length: {len(body)}\r\n"
            self.transport.write(f"HTTP/1.1 {status} x\r\n{said}{length}\r\n".encode() + body)


async def serve(count, begin, span_s, clock):
    world, loop = World(count, begin, span_s, clock), asyncio.get_running_loop()
    first = await loop.create_server(lambda: Talk(world), "127.0.17.1", 0)
    port = first.sockets[0].getsockname()[1]
    for k in range(2, ADDRESSES + 1):
        await loop.create_server(lambda: Talk(world), f"127.0.17.{k}", port)
    print(port, flush=True)
    await loop.run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), Clock(sys.argv[4])))
