"""Makes the demo's feeds: several formats and encodings, cross-posts, noise, and a broken one. Always the same, but for the dates."""
import email.utils
import html
import json
import random
import time

from words import THEMES

SENTENCES, HOUR = 6, 3600

# name, path, format, encoding, items by theme; every title is used once
FEEDS = [
    ("Margins of Learning", "learning.xml", "rss", "utf-8", {"learning": 8}),
    ("The Steady Manager", "steady.xml", "rss", "utf-8", {"leadership": 9}),
    ("Café Compétences", "competences.xml", "rss", "iso-8859-1", {"careers": 8, "learning": 6}),
    ("Quiet Desk", "desk.atom", "atom", "utf-8", {"knowledge-work": 9}),
    ("Guild Letters", "guild.atom", "atom", "utf-8", {"communities": 14}),
    ("Organise Otherwise", "otherwise.rdf", "rdf", "utf-8", {"organisation": 9}),
    ("Far and Near", "remote.json", "json", "utf-8", {"remote": 9}),
    ("Machine & Colleague", "machine.xml", "rss", "windows-1252", {"automation": 14}),
    ("Work Digest Daily", "daily.xml", "rss", "utf-8", {"leadership": 5, "remote": 5, "careers": 6}),
    ("Second Helpings", "kitchen.xml", "rss", "utf-8", {"cooking": 12}),
    ("Touchline", "sport.xml", "rss", "utf-16", {"sport": 10}),
    ("Over the Hedge", "garden.atom", "atom", "utf-8", {"garden": 9}),
    ("The Leaky Pipe", "broken.xml", "broken", "utf-8", {"organisation": 5, "knowledge-work": 5}),
]
CROSS_POSTS = 10  # of the first feeds, again in Work Digest Daily, with other addresses and a note below
GONE = "moved-away.xml"


def pool(theme):
    titles, sentences = THEMES[theme]
    return titles.split("\n"), sentences.split("\n")


def make_item(rng, site, theme, title, n, now):
    text = rng.sample(pool(theme)[1], SENTENCES)
    slug = "-".join("".join(c if c.isalnum() else " " for c in title.lower()).split())
    return {
        "title": title,
        "paragraphs": [" ".join(text[:3]), " ".join(text[3:])],
        "link": f"https://{site}.example/{slug}",
        "guid": f"{site}:{slug}",
        "when": now - (n * 11 + rng.randrange(8)) * HOUR,
        "author": rng.choice(["Ada Brook", "Jonas Weide", "Mireille Favre", "Tomás Ibarra", "Noor Haddad"]),
        "tag": theme,
    }


def make_items(rng, name, counts, now, titles):
    """Takes its titles from `titles`, theme by theme, and mixes them."""
    site = "".join(c for c in name.lower() if "a" <= c <= "z")
    chosen = [(theme, titles[theme].pop(0)) for theme, count in counts.items() for _ in range(count)]
    rng.shuffle(chosen)
    return [make_item(rng, site, theme, title, n + 1, now) for n, (theme, title) in enumerate(chosen)]


def cross_post(item, n, now):
    return {
        **item,
        "link": item["link"].replace("https://", "http://www.") + f"/?utm_source=digest&utm_medium=rss&utm_campaign=week{n}",
        "guid": f"wdd-{n}",
        "when": min(now - HOUR, item["when"] + 5 * HOUR),
        "paragraphs": item["paragraphs"] + ["This article first appeared elsewhere. Sign up for Work Digest Daily to get it in your inbox."],
    }


def body(item):
    return "".join(f"<p>{html.escape(p)}</p>" for p in item["paragraphs"])


def rss(name, site, items, encoding):
    out = [f'<?xml version="1.0" encoding="{encoding}"?>\n<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>'
           f"<title>{html.escape(name)}</title><link>https://{site}.example/</link><ttl>120</ttl>\n"]
    for i in items:
        out.append(f'<item><title>{html.escape(i["title"])}</title><link>{html.escape(i["link"])}</link>'
                   f'<guid isPermaLink="false">{i["guid"]}</guid><pubDate>{email.utils.formatdate(i["when"], usegmt=True)}</pubDate>'
                   f'<dc:creator>{i["author"]}</dc:creator><category>{i["tag"]}</category>'
                   f"<description>{html.escape(body(i))}</description></item>\n")
    return "".join(out) + "</channel></rss>\n"


def iso(when):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(when))


def atom(name, site, items, _):
    out = [f'<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom"><title>{html.escape(name)}</title>'
           f'<id>https://{site}.example/</id><link href="https://{site}.example/"/><updated>{iso(items[0]["when"])}</updated>\n']
    for i in items:
        out.append(f'<entry><title>{html.escape(i["title"])}</title><id>{i["guid"]}</id><link href="{html.escape(i["link"])}"/>'
                   f'<author><name>{i["author"]}</name></author><updated>{iso(i["when"])}</updated>'
                   f'<content type="html">{html.escape(body(i))}</content></entry>\n')
    return "".join(out) + "</feed>\n"


def rdf(name, site, items, _):
    head = "".join(f'<rdf:li resource="{i["link"]}"/>' for i in items)
    out = ['<?xml version="1.0" encoding="utf-8"?>\n<rdf:RDF xmlns="http://purl.org/rss/1.0/" '
           'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dc="http://purl.org/dc/elements/1.1/">'
           f'<channel rdf:about="https://{site}.example/"><title>{html.escape(name)}</title><link>https://{site}.example/</link>'
           f"<items><rdf:Seq>{head}</rdf:Seq></items></channel>\n"]
    for i in items:
        out.append(f'<item rdf:about="{i["link"]}"><title>{html.escape(i["title"])}</title><link>{i["link"]}</link>'
                   f'<dc:date>{iso(i["when"])}</dc:date><description>{html.escape(body(i))}</description></item>\n')
    return "".join(out) + "</rdf:RDF>\n"


def jsonfeed(name, site, items, _):
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": name, "home_page_url": f"https://{site}.example/",
                       "items": [{"id": i["guid"], "url": i["link"], "title": i["title"], "content_html": body(i),
                                  "date_published": iso(i["when"]), "authors": [{"name": i["author"]}]} for i in items]})


def broken(name, site, items, encoding):
    """As the web has them: junk first, bare ampersands, HTML entities, a control character, and cut off in the middle."""
    text = "<!-- cache miss -->\n\n" + rss(name, site, items, encoding)
    text = text.replace("</title><link>", " &nbsp;&mdash; tips & tricks</title><link>").replace("isPermaLink", "\x02isPermaLink")
    return text[: text.rindex("</item>") - 40]


FORMATS = {"rss": rss, "atom": atom, "rdf": rdf, "json": jsonfeed, "broken": broken}


def make(now):
    """path -> bytes"""
    rng, made = random.Random(1969), {}
    titles = {theme: pool(theme)[0] for theme in THEMES}
    for name, path, form, encoding, counts in FEEDS:
        made[path] = (name, form, encoding, make_items(rng, name, counts, now, titles))
    originals = [item for path in list(made)[:8] for item in made[path][3]]
    daily = made["daily.xml"][3]
    daily += [cross_post(item, n, now) for n, item in enumerate(rng.sample(originals, CROSS_POSTS))]
    daily.sort(key=lambda i: -i["when"])
    site = lambda name: "".join(c for c in name.lower() if "a" <= c <= "z")
    return {path: FORMATS[form](name, site(name), items, encoding).encode(encoding, "xmlcharrefreplace")
            for path, (name, form, encoding, items) in made.items()}


def opml(base):
    lines = [f'<outline type="rss" text="{html.escape(name)}" xmlUrl="{base}/{path}"/>' for name, path, *_ in FEEDS]
    lines.append(f'<outline type="rss" text="A feed that is not there" xmlUrl="{base}/{GONE}"/>')
    return '<?xml version="1.0"?>\n<opml version="2.0"><head><title>Demo</title></head><body>\n' + "\n".join(lines) + "\n</body></opml>\n"
