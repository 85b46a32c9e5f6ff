#include "feed/link.h"

#include "base/buffer.h"
#include "base/text.h"

#include <ctype.h>
#include <string.h>

enum { LINK_LONGEST = 8192, SCHEME_LONGEST = 24 };

struct piece {
	const char *text; /* NULL: absent, which is not the same as empty */
	size_t len;
};

/* RFC 3986, appendix B. */
struct address {
	struct piece scheme;
	struct piece authority;
	struct piece path;
	struct piece query;
	struct piece fragment;
};

static size_t
scheme_length(const char *text)
{
	size_t len = 0;

	if (!isalpha((unsigned char)*text))
		return 0;
	while (isalnum((unsigned char)text[len]) || (text[len] != '\0' && strchr("+-.", text[len]) != NULL))
		len++;
	if (text[len] != ':' || len > SCHEME_LONGEST || isdigit((unsigned char)text[len + 1]))
		return 0; /* a digit: "example.org:8080" */
	return len;
}

static bool
is_scheme(const struct piece *scheme, const char *name)
{
	return scheme->text != NULL && scheme->len == strlen(name) && strncasecmp(scheme->text, name, scheme->len) == 0;
}

static bool
is_web_scheme(const struct piece *scheme)
{
	return is_scheme(scheme, "http") || is_scheme(scheme, "https");
}

static const char *
cut_piece(const char *text, const char *ends, struct piece *out)
{
	out->text = text;
	out->len = strcspn(text, ends);
	return text + out->len;
}

static struct address
split(const char *text)
{
	struct address a = { 0 };
	size_t scheme = scheme_length(text);

	if (scheme > 0) {
		a.scheme = (struct piece) { text, scheme };
		text += scheme + 1;
	}
	if (is_web_scheme(&a.scheme) && *text == '/') /* WHATWG URL: any number of slashes is two */
		text = cut_piece(text + strspn(text, "/"), "/?#", &a.authority);
	else if (text_starts(text, "//"))
		text = cut_piece(text + 2, "/?#", &a.authority);
	text = cut_piece(text, "?#", &a.path);
	if (*text == '?')
		text = cut_piece(text + 1, "#", &a.query);
	if (*text == '#')
		cut_piece(text + 1, "", &a.fragment);
	return a;
}

/* "feed://example.org/rss" and "feed:https://example.org/rss" were once how browsers handed feeds on. */
static size_t
feed_scheme_length(const char *text)
{
	static const char *const dresses[] = { "feed:", "itpc:", "pcast:", "podcast:" };

	for (size_t i = 0; i < COUNT_OF(dresses); i++)
		if (text_starts_nocase(text, dresses[i]))
			return strlen(dresses[i]);
	return 0;
}

static void
undress_feed_scheme(struct buffer *text)
{
	size_t dress = feed_scheme_length(buffer_text(text));
	BUFFER bare = { 0 };

	if (dress == 0)
		return;
	buffer_add_text(&bare, text_starts(text->data + dress, "//") ? "http:" : "");
	buffer_add_text(&bare, text->data + dress);
	buffer_cut(text, 0);
	buffer_add(text, buffer_text(&bare), bare.len);
}

/* Of what stands at an end and belongs to no address: white space, and what nobody sees (U+200B, U+2060, U+FEFF). */
static size_t
blank_length(const char *text, size_t len)
{
	static const char *const unseen[] = { "\u200b", "\u2060", "\ufeff" };

	if (len > 0 && (unsigned char)*text <= ' ')
		return 1;
	for (size_t i = 0; len >= 3 && i < COUNT_OF(unseen); i++)
		if (memcmp(text, unseen[i], 3) == 0)
			return 3;
	return 0;
}

static void
trim(const char **text, size_t *len)
{
	size_t n;

	while ((n = blank_length(*text, *len)) > 0)
		*text += n, *len -= n;
	for (; *len > 0; *len -= n) {
		n = (unsigned char)(*text)[*len - 1] <= ' ' ? 1 : 3;
		if (*len < n || blank_length(*text + *len - n, n) != n)
			return;
	}
}

/* Once more after cleaning: what was taken out may have stood between the bytes of what is unseen. */
static void
trim_buffer(struct buffer *b)
{
	const char *text = buffer_text(b);
	size_t len = b->len;

	trim(&text, &len);
	if (len == b->len)
		return;
	memmove(b->data, text, len);
	buffer_cut(b, len);
}

/* Ends trimmed; tabs and newlines inside taken out, as WHATWG URL does; in web addresses backslashes are slashes. */
static void
clean(const char *text, struct buffer *out)
{
	size_t len = strlen(text);
	bool is_web, in_path = true;

	trim(&text, &len);
	is_web = text_starts_nocase(text, "http") || scheme_length(text) == 0 || feed_scheme_length(text) > 0;
	for (size_t from = 0; from < len; from++) {
		char c = text[from];

		if (c == '?' || c == '#')
			in_path = false;
		if (c == '\n' || c == '\r') { /* a line that was folded, with its indentation */
			while (out->len > 0 && out->data[out->len - 1] == ' ')
				buffer_cut(out, out->len - 1);
			while (from + 1 < len && (unsigned char)text[from + 1] <= ' ')
				from++;
			continue;
		}
		if ((unsigned char)c < ' ' || c == 0x7f)
			continue;
		buffer_add_char(out, c == '\\' && is_web && in_path ? '/' : c);
	}
	trim_buffer(out);
}

/* "www.example.org/x" is an address without its scheme, not a file of that name. */
static bool
is_bare_domain(const char *text, bool has_base)
{
	size_t len = 0, dots = 0;

	if (has_base)
		return text_starts_nocase(text, "www.") && strchr(text + 4, '.') != NULL;
	while (isalnum((unsigned char)text[len]) || text[len] == '-' || text[len] == '.' ||
	       (unsigned char)text[len] >= 0x80)
		dots += text[len++] == '.';
	return dots > 0 && text[0] != '.' && text[len - 1] != '.' &&
	       (text[len] == '\0' || strchr("/?#:", text[len]) != NULL);
}

static bool
must_escape(unsigned char c)
{
	return c <= ' ' || c >= 0x7f || c == '<' || c == '>' || c == '"' || c == '{' || c == '}' || c == '|' ||
	       c == '^' || c == '`' || c == '\\';
}

static void
add_escaped(struct buffer *out, const struct piece *p)
{
	for (size_t i = 0, n; i < p->len; i += n) {
		for (n = 0; i + n < p->len && !must_escape((unsigned char)p->text[i + n]); n++)
			;
		buffer_add(out, p->text + i, n);
		if (i + n < p->len)
			buffer_addf(out, "%%%02X", (unsigned char)p->text[i + n++]);
	}
}

/* RFC 3986 5.2.4, over the path that begins at `from`. */
static void
remove_dot_segments(struct buffer *out, size_t from)
{
	char *path = out->data + from, *to = path;
	const char *in = path, *end = out->data + out->len;

	while (in < end) {
		size_t len = strcspn(in + 1, "/") + 1;
		bool is_last = in + len == end;

		if (len == 2 && in[1] == '.') {
			if (is_last)
				*to++ = '/';
		} else if (len == 3 && in[1] == '.' && in[2] == '.') {
			while (to > path && *--to != '/')
				;
			if (is_last)
				*to++ = '/';
		} else {
			memmove(to, in, len);
			to += len;
		}
		in += len;
	}
	buffer_cut(out, (size_t)(to - out->data));
}

static void
add_merged_path(struct buffer *out, const struct address *base, const struct piece *path)
{
	size_t from = out->len;

	if (path->len == 0 || path->text[0] != '/') {
		struct piece folder = { base->path.text, 0 };

		for (size_t i = 0; i < base->path.len; i++)
			if (base->path.text[i] == '/')
				folder.len = i + 1;
		if (folder.len == 0)
			buffer_add_char(out, '/');
		add_escaped(out, &folder);
	}
	add_escaped(out, path);
	if (out->len > from)
		remove_dot_segments(out, from);
}

static void
add_tail(struct buffer *out, const struct piece *query, const struct piece *fragment)
{
	if (query->text != NULL) {
		buffer_add_char(out, '?');
		add_escaped(out, query);
	}
	if (fragment->text != NULL) {
		buffer_add_char(out, '#');
		add_escaped(out, fragment);
	}
}

/* A host is lower case, keeps its own letters (IDNA is the resolver's business) and has no spaces. False: it is empty. */
static bool
add_authority(struct buffer *out, const struct piece *authority)
{
	size_t before = out->len;

	for (size_t i = 0; i < authority->len; i++)
		if ((unsigned char)authority->text[i] > ' ' && authority->text[i] != 0x7f)
			buffer_add_char(out, authority->text[i]);
	return out->len > before;
}

static void
add_scheme(struct buffer *out, const struct piece *scheme)
{
	for (size_t i = 0; i < scheme->len; i++)
		buffer_add_char(out, (char)tolower((unsigned char)scheme->text[i]));
	buffer_add_char(out, ':');
}

static bool
add_absolute(struct buffer *out, const struct address *a)
{
	if (is_scheme(&a->scheme, "javascript") || is_scheme(&a->scheme, "vbscript"))
		return false;
	if (is_web_scheme(&a->scheme) && (a->authority.len == 0 || a->authority.text == NULL))
		return false;
	add_scheme(out, &a->scheme);
	if (a->authority.text != NULL) {
		buffer_add_text(out, "//");
		if (!add_authority(out, &a->authority) && is_web_scheme(&a->scheme))
			return false;
	}
	add_escaped(out, &a->path);
	add_tail(out, &a->query, &a->fragment);
	return true;
}

/* RFC 3986 5.2.2, for a reference without a scheme. */
static bool
add_relative(struct buffer *out, const struct address *base, const struct address *r)
{
	if (base->scheme.text == NULL || base->authority.text == NULL)
		return false;
	add_scheme(out, &base->scheme);
	buffer_add_text(out, "//");
	if (r->authority.text != NULL) {
		if (!add_authority(out, &r->authority))
			return false;
		add_escaped(out, &r->path);
		add_tail(out, &r->query, &r->fragment);
		return true;
	}
	if (!add_authority(out, &base->authority))
		return false;
	if (r->path.len > 0) {
		add_merged_path(out, base, &r->path);
		add_tail(out, &r->query, &r->fragment);
	} else {
		add_escaped(out, &base->path);
		add_tail(out, r->query.text != NULL ? &r->query : &base->query, &r->fragment);
	}
	return true;
}

/* "https:path" with the base's own scheme is a relative reference (RFC 3986 5.2.2, the loophole for old documents). */
static void
close_scheme_loophole(struct address *r, const struct address *base)
{
	if (is_web_scheme(&r->scheme) && r->authority.text == NULL && base->scheme.text != NULL &&
	    base->scheme.len == r->scheme.len && strncasecmp(base->scheme.text, r->scheme.text, r->scheme.len) == 0)
		r->scheme = (struct piece) { 0 };
}

static bool
resolve(const char *base, struct buffer *reference, struct buffer *out)
{
	struct address r, b = { 0 };
	BUFFER with_scheme = { 0 };

	undress_feed_scheme(reference);
	if (scheme_length(reference->data) == 0 && is_bare_domain(reference->data, base != NULL)) {
		buffer_addf(&with_scheme, "http://%s", reference->data);
		r = split(buffer_text(&with_scheme));
	} else {
		r = split(reference->data);
	}
	if (base != NULL)
		b = split(base);
	close_scheme_loophole(&r, &b);
	return r.scheme.text != NULL ? add_absolute(out, &r) : add_relative(out, &b, &r);
}

/* Most addresses are as they should be: absolute, with nothing in them to mend. */
static bool
is_in_order(const char *reference)
{
	size_t len = 0;

	if (strncmp(reference, "http://", 7) != 0 && strncmp(reference, "https://", 8) != 0)
		return false;
	while (reference[len] != '\0' && !must_escape((unsigned char)reference[len]))
		len++;
	return reference[len] == '\0' && isalnum((unsigned char)reference[reference[4] == 's' ? 8 : 7]);
}

const char *
link_resolve(const char *base, const char *reference, struct arena *arena)
{
	BUFFER cleaned_base = { 0 };
	BUFFER cleaned = { 0 };
	BUFFER out = { 0 };

	if (reference == NULL || strlen(reference) > LINK_LONGEST)
		return NULL;
	if (is_in_order(reference))
		return arena_strdup(arena, reference);
	clean(reference, &cleaned);
	if (base != NULL && !is_in_order(base)) {
		clean(base, &cleaned_base);
		base = buffer_text(&cleaned_base);
	}
	if (cleaned.len == 0 || !resolve(base, &cleaned, &out) || out.len > LINK_LONGEST)
		return NULL;
	return arena_strndup(arena, buffer_text(&out), out.len);
}

const char *
link_document(const char *url, struct arena *arena)
{
	const char *resolved = link_resolve(NULL, url, arena);
	char *text, *host, *at;
	size_t len;

	if (resolved == NULL)
		return NULL;
	text = arena_strndup(arena, resolved, strcspn(resolved, "#"));
	host = strstr(text, "://");
	if (host == NULL)
		return text;
	host += strlen("://");
	len = strcspn(host, "/?");
	at = memrchr(host, '@', len); /* a name and a password are as they are */
	for (char *c = at != NULL ? at : host; c < host + len; c++)
		if (*c >= 'A' && *c <= 'Z')
			*c += 'a' - 'A';
	return text;
}

bool
link_is_web(const char *url)
{
	struct address a;
	const char *at, *host;

	if (url == NULL)
		return false;
	a = split(url);
	if (!is_web_scheme(&a.scheme) || a.authority.len == 0)
		return false;
	at = memrchr(a.authority.text, '@', a.authority.len);
	host = at != NULL ? at + 1 : a.authority.text;
	return host < a.authority.text + a.authority.len && *host != ':';
}
