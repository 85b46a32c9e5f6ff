"""Reads sites/*.txt, what the demo's feeds say: `key: value` lines, then items, each of them `# title` and its sentences, one a line.

A blank line begins a paragraph. `hours: N` below a title says how old the item is; the others are spread over the week.
"""
import pathlib
import random

FOLDER = pathlib.Path(__file__).parent / "sites"
# Work Digest Daily is last of those on work: it repeats items of those before it.
ORDER = ("margins-of-learning", "the-steady-manager", "cafe-competences", "quiet-desk", "guild-letters", "organise-otherwise",
         "far-and-near", "machine-and-colleague", "work-digest-daily", "second-helpings", "touchline", "over-the-hedge", "the-leaky-pipe")
HOUR, WEEK_HOURS = 3600, 150


def slug_of(title):
    return "-".join("".join(c if c.isalnum() and c.isascii() else " " for c in title.lower()).split())


def keys_of(lines):
    """Takes the `key: value` lines off the beginning of `lines`."""
    keys = {}
    while lines and ": " in lines[0] and lines[0].split(": ")[0].islower() and " " not in lines[0].split(": ")[0]:
        key, value = lines.pop(0).split(": ", 1)
        keys[key] = value
    return keys


def paragraphs_of(lines):
    return [" ".join(p.split("\n")) for p in "\n".join(lines).strip().split("\n\n")]


def read_item(text):
    title, *lines = text.strip().split("\n")
    keys = keys_of(lines)
    return {"title": title, "hours": int(keys["hours"]) if "hours" in keys else None, "paragraphs": paragraphs_of(lines)}


def date_items(items, site, authors, now):
    rng = random.Random(site)
    for n, item in enumerate(items):
        slug = slug_of(item["title"])
        spread = (n + rng.random()) * WEEK_HOURS / len(items) + 3
        item["when"] = now - int((item["hours"] or spread) * HOUR)
        item["author"] = authors[n % len(authors)]
        item["link"] = f"https://{site}.example/{slug}"
        item["guid"] = f"{site}:{slug}"
    return sorted(items, key=lambda i: -i["when"])


def read_site(name, now):
    head, *texts = ("\n" + (FOLDER / f"{name}.txt").read_text(encoding="utf-8")).split("\n# ")
    keys = keys_of(head.strip().split("\n"))
    site = name.replace("-", "")
    items = date_items([read_item(t) for t in texts], site, keys["authors"].split(", "), now)
    return {**keys, "site": site, "items": items}


def read_all(now):
    return [read_site(name, now) for name in ORDER]
