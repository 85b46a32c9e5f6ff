#include "feed/prepass.h"

#include "base/text.h"
#include "feed/html_entity.h"
#include "feed/nesting.h"
#include "feed/scan.h"
#include "feed/tag.h"

#include <ctype.h>
#include <string.h>

enum { SUBSET_LONGEST = 64 * 1024 };

/* A search whose answer stays good until the reader has passed it, so that looking often costs once. */
struct finder {
	const char *what;
	const char *found; /* NULL: not looked yet; `end`: there is none */
};

struct reader {
	const char *start;
	const char *at;
	const char *end;
	struct skeleton *out;
	struct warnings *warnings;
	struct finder comment_end;
	struct finder cdata_end;
	struct finder instruction_end;
	bool has_subset; /* a DOCTYPE's internal subset was seen: there is but one */
	struct nesting nesting;
	struct tag tag; /* the one last read */
};

static size_t
offset_of(const struct reader *r, const char *at)
{
	return (size_t)(at - r->start);
}

static void
warn(struct reader *r, const char *code, const char *detail)
{
	warnings_add(r->warnings, code, offset_of(r, r->at), detail);
}

static inline bool
is_ahead(const struct reader *r, const char *what)
{
	size_t len = strlen(what);

	return (size_t)(r->end - r->at) >= len && memcmp(r->at, what, len) == 0;
}

/* memmem, for what begins with a byte that is rare in texts. */
static const char *
find_rare(const char *from, const char *to, const char *what)
{
	size_t len = strlen(what);

	for (const char *at = from; (at = memchr(at, what[0], (size_t)(to - at))) != NULL; at++)
		if ((size_t)(to - at) >= len && memcmp(at, what, len) == 0)
			return at;
	return NULL;
}

/* Where `f->what` next begins, or `end`. */
static const char *
find_next(const struct reader *r, struct finder *f, const char *from)
{
	if (f->found == NULL || (f->found < from && f->found != r->end)) {
		f->found = find_rare(from, r->end, f->what);
		if (f->found == NULL)
			f->found = r->end;
	}
	return f->found;
}

/* After the next '>', or the end. */
static const char *
after_angle(const struct reader *r, const char *from)
{
	const char *angle = memchr(from, '>', (size_t)(r->end - from));

	return angle != NULL ? angle + 1 : r->end;
}

static void
skip_comment(struct reader *r)
{
	const char *close = find_next(r, &r->comment_end, r->at + 4);

	if (close == r->end) {
		warn(r, "unclosed-comment", NULL);
		r->at = after_angle(r, r->at);
		return;
	}
	r->at = close + 3;
}

static void
skip_instruction(struct reader *r)
{
	const char *close = find_next(r, &r->instruction_end, r->at + 2), *angle = after_angle(r, r->at);

	r->at = close < angle ? close + 2 : angle;
}

/* After the "]>" of a DOCTYPE's internal subset, or NULL. */
static const char *
after_subset(const struct reader *r, const char *bracket)
{
	const char *end = r->end - bracket > SUBSET_LONGEST ? bracket + SUBSET_LONGEST : r->end;

	for (const char *at = bracket; (at = memchr(at, ']', (size_t)(end - at))) != NULL; at++) {
		const char *next = at + 1;

		while (next < end && strchr(" \t\r\n", *next) != NULL)
			next++;
		if (next < end && *next == '>')
			return next + 1;
	}
	return NULL;
}

/* <!DOCTYPE …> */
static void
skip_declaration(struct reader *r)
{
	const char *angle = after_angle(r, r->at), *after = NULL;
	const char *bracket = memchr(r->at, '[', (size_t)(angle - r->at));

	if (bracket != NULL && !r->has_subset) {
		after = after_subset(r, bracket);
		r->has_subset = true;
	}
	r->at = after != NULL ? after : angle;
}

/* What holds no text and is no tag. */
static bool
skip_aside(struct reader *r)
{
	if (is_ahead(r, "<!--"))
		skip_comment(r);
	else if (is_ahead(r, "<?"))
		skip_instruction(r);
	else if (is_ahead(r, "<!") && !is_ahead(r, "<![CDATA["))
		skip_declaration(r);
	else
		return false;
	return true;
}

static void
add_text(struct reader *r, const char *from, const char *to)
{
	buffer_add(&r->out->text, from, (size_t)(to - from));
}

/* A lone carriage return is a line end, so is a pair; C1 controls in UTF-8 come from windows-1252 read as Latin-1. */
static void
take_odd_byte(struct reader *r)
{
	static const uint16_t meant[32] = { 0x20ac, 0, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030,
		0x0160, 0x2039, 0x0152, 0, 0x017d, 0, 0, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x02dc,
		0x2122, 0x0161, 0x203a, 0x0153, 0, 0x017e, 0x0178 };
	uint32_t cp = 0;
	size_t n = utf8_decode(r->at, (size_t)(r->end - r->at), &cp);

	if (cp == '\r') {
		if (!is_ahead(r, "\r\n"))
			buffer_add_char(&r->out->text, '\n');
	} else if (cp < 0x20 || cp == 0x7f) {
		warn(r, "control-character", NULL);
	} else if (cp >= 0x80 && cp < 0xa0) {
		warn(r, "control-character", NULL);
		if (meant[cp - 0x80] != 0)
			buffer_add_codepoint(&r->out->text, meant[cp - 0x80]);
	} else if (cp != 0xfeff && cp != 0xfffe && cp != 0xffff) {
		add_text(r, r->at, r->at + n);
	}
	r->at += n > 0 ? n : 1;
}

/* The five of XML are nearly all there are: HTML in feeds is made of them. */
static bool
take_own_reference(struct reader *r)
{
	static const struct {
		const char *name;
		char meant;
	} own[] = { { "&lt;", '<' }, { "&gt;", '>' }, { "&amp;", '&' }, { "&quot;", '"' }, { "&apos;", '\'' } };

	for (size_t i = 0; i < COUNT_OF(own); i++)
		if (is_ahead(r, own[i].name)) {
			buffer_add_char(&r->out->text, own[i].meant);
			r->at += strlen(own[i].name);
			return true;
		}
	return false;
}

static void
take_reference(struct reader *r)
{
	char text[HTML_REFERENCE_SIZE];
	size_t n;

	if (take_own_reference(r))
		return;
	n = html_reference(r->at, (size_t)(r->end - r->at), true, text);

	if (n == 0) {
		warn(r, "bare-ampersand", NULL);
		buffer_add_char(&r->out->text, '&');
		r->at++;
		return;
	}
	buffer_add_text(&r->out->text, text);
	r->at += n;
}

static const char *
find_close_of(const char *from, const char *to, const char *name)
{
	size_t len = strlen(name);

	for (const char *at = from; (at = memchr(at, '<', (size_t)(to - at))) != NULL; at++)
		if ((size_t)(to - at) > len + 2 && at[1] == '/' && strncasecmp(at + 2, name, len) == 0)
			return at;
	return NULL;
}

/* Control characters go, line ends are made one, all else stays as it is. */
static void
add_raw(struct reader *r, const char *to)
{
	while (r->at < to) {
		const char *from = r->at;

		r->at = scan_raw(r->at, to);
		add_text(r, from, r->at);
		if (r->at < to)
			take_odd_byte(r);
	}
}

/*
 * A section that is never closed ends with the element it stands in. So does
 * one in which another begins after that element's end tag: its own end was
 * forgotten.
 */
static void
take_cdata(struct reader *r)
{
	const char *from = r->at + strlen("<![CDATA[");
	const char *close = find_next(r, &r->cdata_end, from), *limit = close;
	const char *inner = find_rare(from, close, "![CDATA[");
	const char *end_tag = NULL;

	if (close == r->end || inner != NULL) {
		if (inner != NULL)
			limit = inner - 1;
		end_tag = find_close_of(from, limit, nesting_top(&r->nesting));
	}
	if (close == r->end || end_tag != NULL)
		warn(r, "unclosed-cdata", NULL);
	r->at = from;
	add_raw(r, end_tag != NULL ? end_tag : close);
	if (end_tag == NULL && close < r->end)
		r->at = close + 3;
}

/*
 * A tag is left for the caller, read; any other '<' is text. Before a letter it
 * stays escaped, since the text may be HTML, where it would begin a tag again.
 */
static bool
is_tag_ahead(struct reader *r)
{
	if (tag_read(r->at, r->end, &r->tag))
		return true;
	warn(r, "bare-less-than", NULL);
	r->at++;
	buffer_add_text(&r->out->text, r->at < r->end && isalpha((unsigned char)*r->at) ? "&lt;" : "<");
	return false;
}

/* True when it stopped at a tag, which is read. */
static bool
take_text(struct reader *r)
{
	while (r->at < r->end) {
		const char *from = r->at;

		r->at = scan_text(r->at, r->end);
		add_text(r, from, r->at);
		if (r->at == r->end)
			break;
		if (*r->at == '&')
			take_reference(r);
		else if (*r->at != '<')
			take_odd_byte(r);
		else if (is_ahead(r, "<![CDATA["))
			take_cdata(r);
		else if (!skip_aside(r) && is_tag_ahead(r))
			return true;
	}
	return false;
}

static bool
take_tag(struct reader *r)
{
	const struct tag *t = &r->tag;
	size_t offset = offset_of(r, r->at);

	if (t->is_long)
		warn(r, "long-tag", NULL);
	if (t->is_broken && !t->is_long)
		warn(r, "broken-tag", NULL);
	r->at = t->end;
	if (t->is_cut)
		return true;
	if (!t->is_closing)
		return nesting_start(&r->nesting, t, offset);
	nesting_end(&r->nesting, t, offset);
	return true;
}

static void
read_all(struct reader *r)
{
	for (bool is_tag = true; is_tag;) {
		skeleton_begin_run(r->out, warnings_line(r->warnings, offset_of(r, r->at)));
		is_tag = take_text(r);
		skeleton_end_run(r->out);
		if (is_tag && !take_tag(r)) {
			r->out->is_cut = true;
			return;
		}
	}
}

void
prepass_read(const char *text, size_t len, size_t root, struct warnings *warnings, struct skeleton *out)
{
	struct reader r = { .start = text, .at = text + root, .end = text + len, .out = out, .warnings = warnings };

	r.comment_end.what = "-->";
	r.cdata_end.what = "]]>";
	r.instruction_end.what = "?>";
	r.nesting.xml = &out->xml;
	r.nesting.warnings = warnings;
	buffer_reserve(&out->text, len - root + 16);
	read_all(&r);
	if (!nesting_finish(&r.nesting) && !out->is_cut) {
		out->is_truncated = true;
		warnings_add(warnings, "truncated", len, NULL);
	}
}
