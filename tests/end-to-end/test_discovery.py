"""From an address that a person knows to the feed that is followed."""
import pytest

from feedserver import HOUR, NOW, rss
from winnowd import CONF

ONE = [{"title": "One", "text": "Some words about it.", "link": "https://x.example/1", "guid": "1", "when": NOW - HOUR}]
HTML = {"Content-Type": "text/html; charset=utf-8"}
PLACES = ["/feed", "/rss", "/atom.xml", "/feed.xml", "/rss.xml", "/index.xml", "/feed.json"]


def page(*links, title="A site"):
    return f"<!doctype html><html><head><title>{title}</title>{''.join(links)}</head><body><p>Hello.</body></html>"


def link(href, title=None, kind="application/rss+xml"):
    return f'<link rel="alternate" type="{kind}" href="{href}"' + (f' title="{title}">' if title else ">")


def say_page(server, path, *links, **headers):
    server.say(path, page(*links), headers={**HTML, **headers}, validators=False)


def paths(server):
    return [path for path, _ in server.requests]


def test_the_feed_that_a_page_names_is_followed(daemon, server):
    say_page(server, "/blog/", link("news.xml", "News"))
    server.say("/blog/news.xml", rss("News", ONE))
    feed = daemon.follow(server.url("/blog/"))
    assert (feed["url"], feed["title"], feed["items"]) == (server.url("/blog/news.xml"), "News", 1)
    assert daemon.post("/v1/feeds", {"url": server.url("/blog/")}).status == 200
    assert len(daemon.get("/v1/feeds").json["feeds"]) == 1


def test_the_feed_that_a_header_names_is_followed(daemon, server):
    say_page(server, "/", Link='</in-header>; rel="alternate"; type="application/atom+xml"')
    server.say("/in-header", rss("Header", ONE))
    assert daemon.follow(server.url("/"))["url"] == server.url("/in-header")


def test_several_feeds_are_offered_and_none_is_guessed(daemon, server):
    say_page(server, "/", link("/news.xml", "News"), link("/jobs.xml", "Jobs"), link("/all/comments", "Comments"))
    answer = daemon.post("/v1/feeds", {"url": server.url("/")})
    assert answer.status == 422
    assert [c["url"] for c in answer.json["candidates"]] == [server.url("/news.xml"), server.url("/jobs.xml")]
    assert paths(server) == ["/"]
    told = daemon.winnow("feed", "add", server.url("/"))
    assert told.returncode == 1
    assert told.stderr.splitlines() == [f"winnow: {server.url('/')} names several feeds; add one of them:",
                                        f"  {server.url('/news.xml')}  News", f"  {server.url('/jobs.xml')}  Jobs"]
    told = daemon.winnow("feed", "add", server.url("/none.xml"))
    assert told.returncode == 0 and "answered 404 Not Found; it is asked again in" in told.stderr


def test_only_what_has_another_format_is_the_same_feed(daemon, server):
    say_page(server, "/two", link("/news.xml"), link("/jobs.xml"))
    answer = daemon.post("/v1/feeds", {"url": server.url("/two")})
    assert [c["url"] for c in answer.json["candidates"]] == [server.url("/news.xml"), server.url("/jobs.xml")]
    say_page(server, "/alike", link("/news.xml", "RSS"), link("/jobs.xml", "RSS"))
    assert len(daemon.post("/v1/feeds", {"url": server.url("/alike")}).json["candidates"]) == 2
    say_page(server, "/one", link("/news.xml", "News"), link("/news.atom", kind="application/atom+xml"))
    server.say("/news.xml", rss("News", ONE))
    assert daemon.follow(server.url("/one"))["url"] == server.url("/news.xml")


@pytest.mark.parametrize("place", PLACES)
def test_a_page_that_names_none_is_asked_for_it_in_the_usual_places(daemon, server, place):
    say_page(server, "/about/us")
    server.say(place, rss("Found", ONE))
    feed = daemon.follow(server.url("/about/us"))
    assert feed["url"] == server.url(place)
    assert paths(server) == ["/about/us", *PLACES[: PLACES.index(place) + 1]]


def test_a_site_that_answers_everything_with_a_page_has_no_feed(daemon, server):
    for path in ["/", *PLACES]:
        say_page(server, path)
    answer = daemon.post("/v1/feeds", {"url": server.url("/")})
    assert answer.status == 422
    assert "an HTML page: 'A site'" in answer.json["detail"]
    assert daemon.get("/v1/feeds").json["feeds"] == []
    assert len(paths(server)) == 8


def test_a_site_that_has_enough_is_not_asked_for_more(daemon, server):
    say_page(server, "/")
    server.say("/rss", "slow down", status=429)
    answer = daemon.post("/v1/feeds", {"url": server.url("/")})
    assert answer.status == 422
    assert "429" in answer.json["detail"]
    assert paths(server) == ["/", "/feed", "/rss"]


def test_what_is_no_page_is_not_asked_for_a_feed(daemon, server):
    server.say("/paper.pdf", b"%PDF-1.5 and so on", headers={"Content-Type": "application/pdf"})
    assert daemon.post("/v1/feeds", {"url": server.url("/paper.pdf")}).status == 422
    assert paths(server) == ["/paper.pdf"]


def test_a_profile_has_its_feed_beside_it(daemon, server):
    say_page(server, "/@someone")
    server.say("/@someone.rss", rss("Someone", ONE))
    assert daemon.follow(server.url("/@someone"))["url"] == server.url("/@someone.rss")


@pytest.fixture
def behind_proxy(make_daemon, server):
    """The platforms' names, answered by the test: it is the proxy."""
    return make_daemon(conf=CONF + f"proxy = {server.base}\n").start()


@pytest.mark.parametrize(
    "address, feed",
    [
        ("http://www.youtube.com/channel/UC123/videos", "http://www.youtube.com/feeds/videos.xml?channel_id=UC123"),
        ("http://www.reddit.com/r/remotework", "http://www.reddit.com/r/remotework/.rss"),
        ("http://github.com/owner/name/releases", "http://github.com/owner/name/releases.atom"),
        ("http://medium.com/@someone", "http://medium.com/feed/@someone"),
        ("http://someone.substack.com", "http://someone.substack.com/feed"),
        ("http://someone.wordpress.com/", "http://someone.wordpress.com/feed/"),
        ("http://someone.blogspot.com/", "http://someone.blogspot.com/feeds/posts/default"),
        ("http://someone.tumblr.com/", "http://someone.tumblr.com/rss"),
    ],
)
def test_a_platform_is_asked_where_it_keeps_its_feeds(behind_proxy, server, address, feed):
    server.say(feed, rss("Of a platform", ONE))
    assert behind_proxy.follow(address)["url"] == feed
    assert paths(server) == [feed]
    assert behind_proxy.follow(address)["items"] == 1
    assert paths(server) == [feed]


def test_a_host_may_have_a_name_in_any_script(behind_proxy, server):
    server.say("http://xn--bcher-kva.example/feed", rss("Books", ONE))
    assert behind_proxy.follow("http://b\u00fccher.example/feed")["items"] == 1


def test_a_rule_that_has_grown_old_does_no_harm(behind_proxy, server):
    say_page(server, "http://someone.substack.com/", link("/elsewhere.xml"))
    server.say("http://someone.substack.com/elsewhere.xml", rss("Elsewhere", ONE))
    feed = behind_proxy.follow("http://someone.substack.com/")
    assert feed["url"] == "http://someone.substack.com/elsewhere.xml"
    assert paths(server)[0] == "http://someone.substack.com/feed"
