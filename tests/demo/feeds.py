"""Makes the demo's feeds out of its texts: several formats and encodings, cross-posts, noise, and a broken one. Always the same, but for the dates."""
import email.utils
import html
import json
import random
import time

from sites import HOUR, read_all

DAILY = "daily.xml"
CROSS_POSTS = 10  # of the feeds on work, again in the daily one, with other addresses and a note below
GONE = "moved-away.xml"


def cross_post(item, n, now):
    return {
        **item,
        "link": item["link"].replace("https://", "http://www.") + f"/?utm_source=digest&utm_medium=rss&utm_campaign=week{n}",
        "guid": f"wdd-{n}",
        "when": min(now - HOUR, item["when"] + 5 * HOUR),
        "paragraphs": item["paragraphs"] + ["This article first appeared elsewhere. Sign up for Work Digest Daily to get it in your inbox."],
    }


def body(item):
    return "".join(f"<p>{html.escape(p, quote=False)}</p>" for p in item["paragraphs"])


def text(value):
    return html.escape(value, quote=False)


def rss(feed):
    out = [f'<?xml version="1.0" encoding="{feed["encoding"]}"?>\n'
           '<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>'
           f'<title>{text(feed["title"])}</title><link>https://{feed["site"]}.example/</link><ttl>120</ttl>\n']
    for i in feed["items"]:
        out.append(f'<item><title>{text(i["title"])}</title><link>{html.escape(i["link"])}</link>'
                   f'<guid isPermaLink="false">{i["guid"]}</guid><pubDate>{email.utils.formatdate(i["when"], usegmt=True)}</pubDate>'
                   f'<dc:creator>{text(i["author"])}</dc:creator><description>{text(body(i))}</description></item>\n')
    return "".join(out) + "</channel></rss>\n"


def iso(when):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(when))


def atom(feed):
    out = [f'<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom"><title>{text(feed["title"])}</title>'
           f'<id>https://{feed["site"]}.example/</id><link href="https://{feed["site"]}.example/"/>'
           f'<updated>{iso(feed["items"][0]["when"])}</updated>\n']
    for i in feed["items"]:
        out.append(f'<entry><title>{text(i["title"])}</title><id>{i["guid"]}</id><link href="{html.escape(i["link"])}"/>'
                   f'<author><name>{text(i["author"])}</name></author><updated>{iso(i["when"])}</updated>'
                   f'<content type="html">{text(body(i))}</content></entry>\n')
    return "".join(out) + "</feed>\n"


def rdf(feed):
    head = "".join(f'<rdf:li resource="{i["link"]}"/>' for i in feed["items"])
    out = ['<?xml version="1.0" encoding="utf-8"?>\n<rdf:RDF xmlns="http://purl.org/rss/1.0/" '
           'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dc="http://purl.org/dc/elements/1.1/">'
           f'<channel rdf:about="https://{feed["site"]}.example/"><title>{text(feed["title"])}</title>'
           f'<link>https://{feed["site"]}.example/</link><items><rdf:Seq>{head}</rdf:Seq></items></channel>\n']
    for i in feed["items"]:
        out.append(f'<item rdf:about="{i["link"]}"><title>{text(i["title"])}</title><link>{i["link"]}</link>'
                   f'<dc:date>{iso(i["when"])}</dc:date><description>{text(body(i))}</description></item>\n')
    return "".join(out) + "</rdf:RDF>\n"


def jsonfeed(feed):
    items = [{"id": i["guid"], "url": i["link"], "title": i["title"], "content_html": body(i), "date_published": iso(i["when"]),
              "authors": [{"name": i["author"]}]} for i in feed["items"]]
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": feed["title"],
                       "home_page_url": f'https://{feed["site"]}.example/', "items": items})


def broken(feed):
    """As the web has them: junk first, bare ampersands, HTML entities, a control character, and cut off in the middle."""
    made = "<!-- cache miss -->\n\n" + rss(feed)
    made = made.replace("&amp;amp;", "&").replace("&amp;", "&").replace("—", "&mdash;").replace("é", "&eacute;").replace("ô", "&ocirc;")
    made = made.replace("isPermaLink", "\x02isPermaLink")
    return made[: made.rindex("</item>") - 40]


FORMATS = {"rss": rss, "atom": atom, "rdf": rdf, "json": jsonfeed, "broken": broken}


def make(now):
    """path -> bytes"""
    feeds = read_all(now)
    daily = next(f for f in feeds if f["path"] == DAILY)
    originals = [i for f in feeds[: feeds.index(daily)] for i in f["items"] if not i["hours"]]
    chosen = random.Random(1969).sample(originals, CROSS_POSTS)
    daily["items"] = sorted(daily["items"] + [cross_post(i, n, now) for n, i in enumerate(chosen)], key=lambda i: -i["when"])
    return {f["path"]: FORMATS[f["format"]](f).encode(f["encoding"], "xmlcharrefreplace") for f in feeds}


def opml(base):
    """All but the daily one, which is found by its page."""
    lines = [f'<outline type="rss" text="{html.escape(f["title"])}" xmlUrl="{base}/{f["path"]}"/>' for f in read_all(0) if f["path"] != DAILY]
    lines.append(f'<outline type="rss" text="A feed that is not there" xmlUrl="{base}/{GONE}"/>')
    return '<?xml version="1.0"?>\n<opml version="2.0"><head><title>Demo</title></head><body>\n' + "\n".join(lines) + "\n</body></opml>\n"


def page():
    """The daily one's front page."""
    return ('<!doctype html><html><head><title>Work Digest Daily</title>'
            f'<link rel="alternate" type="application/rss+xml" href="/{DAILY}"></head><body><p>News of work, daily.</p></body></html>').encode()
