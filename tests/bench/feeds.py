#!/usr/bin/python3
"""Feeds for measuring: any number of them, each a function of the seed, its number and the time given.

Two thirds are RSS 2.0, the rest Atom; 10 to 50 items each; words by Zipf's law, a feed's theme more often than others;
dates over four months, a sixth of them in the last days; one item in twelve is a cross-post of an item of one of the
first feeds, with an address and a boilerplate of its own. Feed i doesn't depend on how many there are.

usage: feeds.py FOLDER COUNT [SEED]      writes FOLDER/000000.xml and so on
"""
import email.utils
import functools
import itertools
import multiprocessing
import os
import pathlib
import random
import signal
import sys
import time

DAY = 86400
SOURCES = 64  # feeds that others copy from
CROSS_POST = 1 / 12
THEMES = {
    "learning": "learning course mentor apprentice workshop curriculum practice feedback skill reflection",
    "meetings": "meeting agenda minutes calendar facilitator decision chair attendance retrospective invitation",
    "remote-work": "remote timezone commute headset homeoffice hybrid coworking distance laptop handover",
    "careers": "career promotion interview salary recruiter resume vacancy negotiation portfolio sabbatical",
    "leadership": "leader manager delegation vision trust accountability coaching authority strategy conflict",
    "writing": "draft editor paragraph notebook outline essay reader margin sentence publish",
    "tools": "spreadsheet plugin shortcut backup template dashboard terminal workflow automation search",
    "wellbeing": "rest sleep burnout walk holiday stress boundary energy therapy silence",
    "communities": "community member forum volunteer gathering moderator newcomer charter ritual steward",
    "design": "prototype usability sketch layout typography contrast wireframe persona accessibility palette",
}
GLUE = """the of and to a in is it that for on was with as be at by this have from or not are but what all were when
we there can an your which their if will each about how up out them then she many some so these would other into has
more her two like him see time could no make than first been its who now people my made over did down only way find
use may little very after just where most know get through back much before go good new write our me day same right
look think also around another came come three must because does part even place well such here take why help put""".split()
PARTS = "ar be ca do el fi ga ho in ju ka lo ma ne or pa qui ro sa te un va we xi yo za tra ble sto cri plu gen mor".split()
LETTERS_BEYOND_ASCII = "é ü ø ñ ç å".split()
NAMES = "Amara Benedikt Chiara Dariusz Élodie Farid Gudrun Hélène Ilse Joaquín Katarzyna Lars Małgorzata Nils Odile".split()
FURTHER = ("More notes like this one appear on our front page every week.",
           "Subscribe to the letter so that you hear of the next part.",
           "This text stood first in the letter that our members get.")


class Vocabulary:
    """Words by rank: the common ones, then made-up ones, 20,000 in all; themes stand in the middle of it."""

    def __init__(self, seed):
        rng = random.Random(f"{seed}/words")
        made, words = set(), list(GLUE)
        while len(made) < 20000:
            word = "".join(rng.choices(PARTS, k=rng.choice((2, 3, 3, 4))))
            if rng.random() < 0.03:
                word += rng.choice(LETTERS_BEYOND_ASCII)
            if word not in made:
                made.add(word)
                words.append(word)
        self.words = words
        self.weights = list(itertools.accumulate(1 / (rank + 2.7) for rank in range(len(words))))

    def draw(self, rng, count, theme):
        words = rng.choices(self.words, cum_weights=self.weights, k=count)
        for at in range(rng.randrange(12), count, 12):
            words[at] = rng.choice(theme)
        return words


@functools.lru_cache(maxsize=1)
def vocabulary(seed):
    return Vocabulary(seed)


class Shape:
    """What a feed is like."""

    def __init__(self, seed, number):
        rng = random.Random(f"{seed}/{number}")
        self.number = number
        self.is_atom = rng.random() < 1 / 3
        self.count = rng.randint(10, 50)
        self.theme = rng.choice(list(THEMES))
        self.host = f"site{number}.example"
        self.boilerplate = rng.choice(FURTHER) if rng.random() < 0.3 else None
        self.has_permalink_guid = rng.random() < 0.5

    def url(self, n):
        return f"https://{self.host}/{self.theme}/{n}"

    def guid(self, n):
        return self.url(n) if self.has_permalink_guid else f"tag:{self.host},2024:{n}"


class Item:
    def __init__(self, seed, shape, n, now):
        rng = random.Random(f"{seed}/{shape.number}/{n}")
        recent = rng.random() < 1 / 6
        self.guid = shape.guid(n)
        self.url = shape.url(n)
        self.published_at = now - int(rng.uniform(0, 4 * DAY if recent else 120 * DAY))
        self.author = rng.choice(NAMES)
        self.tags = rng.sample(THEMES[shape.theme].split(), 2)
        text = (shape, n)
        if shape.number >= SOURCES and rng.random() < CROSS_POST:
            source = Shape(seed, rng.randrange(SOURCES))
            text = (source, rng.randrange(source.count))
            self.url = text[0].url(text[1]) + "?utm_source=" + shape.host
        self.title, self.html = write(seed, *text)
        if shape.boilerplate:
            self.html += f"<p><em>{shape.boilerplate}</em></p>"


def write(seed, shape, n):
    """Title and HTML of an item: paragraphs with links, emphasis, a list or a picture."""
    rng = random.Random(f"{seed}/{shape.number}/{n}/text")
    theme = THEMES[shape.theme].split()
    title = " ".join(vocabulary(seed).draw(rng, rng.randint(4, 10), theme)).capitalize()
    return title, "\n".join(paragraph(seed, rng, theme, shape) for _ in range(rng.choice((1, 2, 3, 3, 4, 5, 8))))


def paragraph(seed, rng, theme, shape):
    words = vocabulary(seed).draw(rng, rng.randint(30, 140), theme)
    for at in range(9, len(words), rng.randint(9, 19)):
        words[at] += rng.choice((".", ",", ",", " –", "?"))
    kind = rng.randrange(8)
    if kind < 4:
        at = rng.randrange(len(words))
        words[at] = f'<a href="https://{shape.host}/about/{words[at][:4]}?a=1&amp;b={at}">{words[at]}</a>'
    elif kind == 4:
        return "<ul>" + "".join(f"<li>{' '.join(words[i:i + 12])}</li>" for i in range(0, len(words), 12)) + "</ul>"
    elif kind == 5:
        words[0] = f'<img src="/pictures/{rng.randrange(9999)}.jpg" alt="{words[0]}" width="640" height="360"> {words[0]}'
    elif kind == 6:
        words[-1] = f"<strong>{words[-1]}</strong>"
    return "<p>" + " ".join(words) + ".</p>"


def escaped(text):
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def rss_item(shape, item):
    content = (f"<description>{escaped(item.html)}</description>" if shape.number % 2
               else f"<content:encoded><![CDATA[{item.html}]]></content:encoded>")
    permalink = "" if shape.has_permalink_guid else ' isPermaLink="false"'
    return (f"<item><title>{escaped(item.title)}</title><link>{escaped(item.url)}</link>"
            f"<guid{permalink}>{item.guid}</guid><pubDate>{email.utils.formatdate(item.published_at, usegmt=True)}</pubDate>"
            f"<dc:creator>{item.author}</dc:creator>{''.join(f'<category>{t}</category>' for t in item.tags)}{content}</item>")


def atom_time(unix_s):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(unix_s))


def atom_entry(_shape, item):
    categories = "".join('<category term="%s"/>' % tag for tag in item.tags)
    return (f"<entry><title>{escaped(item.title)}</title><link href=\"{escaped(item.url)}\"/><id>{item.guid}</id>"
            f"<published>{atom_time(item.published_at)}</published><updated>{atom_time(item.published_at)}</updated>"
            f"<author><name>{item.author}</name></author>{categories}"
            f'<content type="html">{escaped(item.html)}</content></entry>')


def document(seed, number, now):
    shape = Shape(seed, number)
    items = sorted((Item(seed, shape, n, now) for n in range(shape.count)), key=lambda i: -i.published_at)
    if shape.is_atom:
        return (f'<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom"><title>Site {number}</title>'
                f'<id>https://{shape.host}/</id><link href="https://{shape.host}/"/><updated>{atom_time(now)}</updated>\n'
                + "\n".join(atom_entry(shape, i) for i in items) + "\n</feed>\n")
    return ('<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"'
            ' xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>'
            f"<title>Site {number}</title><link>https://{shape.host}/</link><description>On {shape.theme}</description>\n"
            + "\n".join(rss_item(shape, i) for i in items) + "\n</channel></rss>\n")


def guids(seed, count):
    """The guid of every item of the first `count` feeds."""
    return {shape.guid(n) for shape in (Shape(seed, i) for i in range(count)) for n in range(shape.count)}


def name(number):
    return f"{number:06d}.xml"


def write_one(task):
    folder, seed, number, now = task
    path = pathlib.Path(folder, name(number))
    path.write_text(document(seed, number, now), encoding="utf-8")
    os.utime(path, (now, now))


def write_all(folder, count, seed=1, now=None):
    now = now or int(time.time())
    pathlib.Path(folder).mkdir(parents=True, exist_ok=True)
    vocabulary(seed)
    with multiprocessing.Pool(initializer=signal.signal, initargs=(signal.SIGINT, signal.SIG_IGN)) as pool:
        pool.map(write_one, [(str(folder), seed, i, now) for i in range(count)], chunksize=16)
    return sum(Shape(seed, i).count for i in range(count))


if __name__ == "__main__":
    if not 3 <= len(sys.argv) <= 4:
        sys.exit(__doc__)
    print(write_all(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else 1), "items")
