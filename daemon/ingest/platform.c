#include "ingest/platform.h"

#include "base/text.h"

#include <string.h>

/*
 * `host`: the end of the host's name, "=" before it when it is the whole (but for
 * "www." and "m."). `path`: what the page's path looks like; "*" is one
 * segment that is not empty, "..." whatever follows. In `feed`, "{host}" is the host, "{1}" and
 * "{2}" are the segments and "{name}" is a value of the query; a rule that can't be
 * filled in does not fit.
 */
static const struct rule {
	const char *host;
	const char *path;
	const char *feed; /* without the scheme */
} rules[] = {
	{ "=youtube.com", "/channel/*...", "www.youtube.com/feeds/videos.xml?channel_id={1}" },
	{ "=youtube.com", "/playlist", "www.youtube.com/feeds/videos.xml?playlist_id={list}" },
	{ "=youtube.com", "/user/*...", "www.youtube.com/feeds/videos.xml?user={1}" },
	{ "=reddit.com", "/r/*", "www.reddit.com/r/{1}/.rss" },
	{ "=reddit.com", "/r/*/new", "www.reddit.com/r/{1}/new/.rss" },
	{ "=reddit.com", "/r/*/top", "www.reddit.com/r/{1}/top/.rss" },
	{ "=reddit.com", "/user/*", "www.reddit.com/user/{1}/.rss" },
	{ "=reddit.com", "/u/*", "www.reddit.com/user/{1}/.rss" },
	{ "=old.reddit.com", "/r/*", "old.reddit.com/r/{1}/.rss" },
	{ "=github.com", "/*/*/releases", "github.com/{1}/{2}/releases.atom" },
	{ "=github.com", "/*/*/tags", "github.com/{1}/{2}/tags.atom" },
	{ "=github.com", "/*/*/commits", "github.com/{1}/{2}/commits.atom" },
	{ "=github.com", "/*/*/commits/*", "github.com/{1}/{2}/commits/{3}.atom" },
	{ "=gitlab.com", "/*/*/-/releases", "gitlab.com/{1}/{2}/-/releases.atom" },
	{ "=gitlab.com", "/*/*/-/tags", "gitlab.com/{1}/{2}/-/tags?format=atom" },
	{ "=medium.com", "/*", "medium.com/feed/{1}" },
	{ ".medium.com", "/", "{host}/feed" },
	{ ".substack.com", "/", "{host}/feed" },
	{ ".substack.com", "/archive", "{host}/feed" },
	{ ".substack.com", "/about", "{host}/feed" },
	{ ".wordpress.com", "/", "{host}/feed/" },
	{ ".blogspot.com", "/", "{host}/feeds/posts/default" },
	{ "=tumblr.com", "/*", "{1}.tumblr.com/rss" },
	{ ".tumblr.com", "/", "{host}/rss" },
	{ "=bsky.app", "/profile/*", "bsky.app/profile/{1}/rss" },
	{ "=vimeo.com", "/channels/*", "vimeo.com/channels/{1}/videos/rss" },
	{ "=dev.to", "/*", "dev.to/feed/{1}" },
	{ ".bearblog.dev", "/", "{host}/feed/" },
	{ ".ghost.io", "/", "{host}/rss/" },
	{ ".hashnode.dev", "/", "{host}/rss.xml" },
};

/* First names in a path that are the platform's own and no page of somebody's. */
static const char *const reserved[] = { "feed", "feeds", "search", "about", "login", "explore", "topics", "settings",
	"tag", "tags", "tagged", "new", "top", "latest", "dashboard", "p", "t", "m", "marketplace", "orgs",
	"notifications" };

enum { SEGMENTS_MAX = 6 };

struct span {
	const char *at;
	size_t len;
};

/* Pieces of an address that rules speak of. */
struct page {
	struct span scheme; /* with "://" */
	struct span host;   /* with its port; without credentials */
	struct span segments[SEGMENTS_MAX];
	size_t count; /* of the segments; more than SEGMENTS_MAX: no rule fits */
	struct span query;
};

static void
read_path(struct page *page, const char *at, size_t len)
{
	for (size_t i = 0, n; i < len; i += n) {
		i += at[i] == '/';
		for (n = 0; i + n < len && at[i + n] != '/'; n++)
			;
		if (n > 0 && page->count < SEGMENTS_MAX)
			page->segments[page->count] = (struct span) { at + i, n };
		page->count += n > 0;
	}
}

static bool
read_page(const char *url, struct page *out)
{
	struct page page = { 0 };
	const char *host = strstr(url, "://"), *at;
	size_t len;

	if (host == NULL)
		return false;
	host += 3;
	page.scheme = (struct span) { url, (size_t)(host - url) };
	len = strcspn(host, "/?#");
	at = memrchr(host, '@', len);
	page.host = at != NULL ? (struct span) { at + 1, len - (size_t)(at + 1 - host) } : (struct span) { host, len };
	at = host + len;
	len = strcspn(at, "?#");
	read_path(&page, at, len);
	at += len;
	if (*at == '?')
		page.query = (struct span) { at + 1, strcspn(at + 1, "#") };
	*out = page;
	return page.host.len > 0;
}

/* ---- does a rule fit? ---- */

static bool
is_text(struct span span, const char *text)
{
	return strlen(text) == span.len && strncasecmp(span.at, text, span.len) == 0;
}

static struct span
without_prefix(struct span host, const char *prefix)
{
	size_t len = strlen(prefix);

	if (host.len <= len || strncasecmp(host.at, prefix, len) != 0)
		return host;
	return (struct span) { host.at + len, host.len - len };
}

static bool
is_host(struct span host, const char *rule)
{
	size_t len = strlen(rule);

	if (*rule == '=')
		return is_text(without_prefix(without_prefix(host, "www."), "m."), rule + 1);
	return host.len > len && !is_text(without_prefix(host, "www"), rule) &&
	       strncasecmp(host.at + host.len - len, rule, len) == 0;
}

static bool
is_reserved(struct span segment)
{
	for (size_t i = 0; i < COUNT_OF(reserved); i++)
		if (is_text(segment, reserved[i]))
			return true;
	return false;
}

/* Takes the segments that stand for "*". */
static bool
is_path(const struct page *page, const char *rule, struct span *stars, size_t *star_count)
{
	size_t segment = 0;

	*star_count = 0;
	while (*rule == '/' && rule[1] != '\0') {
		size_t len = strcspn(++rule, "/.");

		if (segment == page->count || segment == SEGMENTS_MAX)
			return false;
		if (len == 1 && *rule == '*' && (segment > 0 || !is_reserved(page->segments[0])))
			stars[(*star_count)++] = page->segments[segment];
		else if (len != page->segments[segment].len || strncasecmp(page->segments[segment].at, rule, len) != 0)
			return false;
		segment++;
		rule += len;
	}
	return text_equal(rule, "...") || segment == page->count;
}

/* ---- filling it in ---- */

static struct span
value_of(struct span query, struct span name)
{
	for (size_t i = 0, n; i < query.len; i += n + 1) {
		for (n = 0; i + n < query.len && query.at[i + n] != '&'; n++)
			;
		if (n > name.len && memcmp(query.at + i, name.at, name.len) == 0 && query.at[i + name.len] == '=')
			return (struct span) { query.at + i + name.len + 1, n - name.len - 1 };
	}
	return (struct span) { 0 };
}

static struct span
gap_value(const struct page *page, struct span name, const struct span *stars, size_t star_count)
{
	if (is_text(name, "host"))
		return page->host;
	if (name.len == 1 && name.at[0] >= '1' && name.at[0] <= '9') {
		size_t number = (size_t)(name.at[0] - '1');

		return number < star_count ? stars[number] : (struct span) { 0 };
	}
	return value_of(page->query, name);
}

static const char *
fill_in(const struct page *page, const char *feed, const struct span *stars, size_t star_count, struct arena *arena)
{
	BUFFER out = { 0 };

	buffer_add(&out, page->scheme.at, page->scheme.len);
	while (*feed != '\0') {
		size_t len = strcspn(feed, "{");

		buffer_add(&out, feed, len);
		feed += len;
		if (*feed == '{') {
			struct span name = { feed + 1, strcspn(feed + 1, "}") };
			struct span value = gap_value(page, name, stars, star_count);

			if (value.len == 0)
				return NULL;
			buffer_add(&out, value.at, value.len);
			feed = name.at + name.len + 1;
		}
	}
	return arena_strndup(arena, buffer_text(&out), out.len);
}

const char *
platform_feed(const char *url, struct arena *arena)
{
	struct span stars[SEGMENTS_MAX];
	struct page page;
	size_t count;

	if (!read_page(url, &page))
		return NULL;
	for (size_t i = 0; i < COUNT_OF(rules); i++)
		if (is_host(page.host, rules[i].host) && is_path(&page, rules[i].path, stars, &count))
			return fill_in(&page, rules[i].feed, stars, count, arena);
	return NULL;
}

/* ---- where a feed mostly is ---- */

/* WordPress and most services; Ghost; Jekyll and Hexo; Eleventy; Astro and Gatsby; Hugo; JSON Feed. */
static const char *const usual_places[] = { "/feed", "/rss", "/atom.xml", "/feed.xml", "/rss.xml", "/index.xml",
	"/feed.json" };

const char *
platform_usual_place(const char *page_url, int number, struct arena *arena)
{
	struct page page;

	if (!read_page(page_url, &page))
		return NULL;
	if (page.count == 1 && page.segments[0].at[0] == '@') {
		if (number == 0)
			return arena_printf(arena, "%.*s%.*s/%.*s.rss", (int)page.scheme.len, page.scheme.at,
			    (int)page.host.len, page.host.at, (int)page.segments[0].len, page.segments[0].at);
		number--;
	}
	if (number < 0 || (size_t)number >= COUNT_OF(usual_places))
		return NULL;
	return arena_printf(arena, "%.*s%.*s%s", (int)page.scheme.len, page.scheme.at, (int)page.host.len, page.host.at,
	    usual_places[number]);
}
