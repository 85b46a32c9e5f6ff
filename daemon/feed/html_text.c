#include "feed/html_text.h"

#include "base/text.h"

#include <stdio.h>
#include <string.h>

/* Deeper ones are laid out like these: a prefix is a cost that each line pays. */
enum { QUOTES_SHOWN = 4, LISTS_SHOWN = 4 };

static const char said_begin[] = "“", said_end[] = "”";

void
html_text_init(struct html_text *text, struct buffer *out, size_t max)
{
	*text = (struct html_text) { .out = out, .start = out != NULL ? out->len : 0, .max = max };
}

bool
html_text_is_empty(const struct html_text *text)
{
	return text->out != NULL && text->out->len == text->start;
}

static void
put(struct html_text *t, const char *bytes, size_t len)
{
	size_t used = t->out->len - t->start;

	if (used + len <= t->max)
		buffer_add(t->out, bytes, len);
	else
		buffer_add(t->out, bytes, used < t->max ? utf8_cut(bytes, len, t->max - used) : 0);
}

static unsigned
shown(unsigned depth, unsigned most)
{
	return depth < most ? depth : most;
}

static uint32_t
list_bit(const struct html_text *t)
{
	return UINT32_C(1) << shown(t->lists, HTML_LISTS_KNOWN);
}

/* "- ", or "12. ". */
static void
put_mark(struct html_text *t)
{
	char mark[16] = "- ";
	size_t len = 2;

	if ((t->numbered & list_bit(t)) != 0)
		len = (size_t)snprintf(mark, sizeof(mark), "%d. ", t->numbers[shown(t->lists, HTML_LISTS_KNOWN)]);
	put(t, mark, len);
	t->hanging[shown(t->lists, LISTS_SHOWN)] = (unsigned char)len;
	t->item_due = false;
}

static void
put_prefix(struct html_text *t)
{
	unsigned quotes = shown(t->quotes, QUOTES_SHOWN), lists = shown(t->lists, LISTS_SHOWN);

	for (unsigned i = 0; i < quotes; i++)
		put(t, "> ", 2);
	for (unsigned i = 1; i + t->item_due <= lists; i++)
		for (unsigned k = 0; k < t->hanging[i]; k++)
			put(t, " ", 1);
	if (t->item_due)
		put_mark(t);
	t->quotes_before = t->quotes;
}

/* The empty line between two paragraphs; it is quoted when both are. */
static void
put_blank_line(struct html_text *t)
{
	unsigned quotes = shown(t->quotes < t->quotes_before ? t->quotes : t->quotes_before, QUOTES_SHOWN);

	for (unsigned i = 0; i < quotes; i++)
		put(t, i > 0 ? " >" : ">", i > 0 ? 2 : 1);
	put(t, "\n", 1);
}

/* Writes what is due before text. */
static void
put_gap(struct html_text *t)
{
	bool is_first = t->out->len == t->start;

	if (is_first || t->gap >= GAP_LINE || t->lines > 0) {
		if (!is_first)
			put(t, "\n", 1);
		if (!is_first && t->gap == GAP_BLANK)
			put_blank_line(t);
		for (size_t i = 1; !is_first && i < t->lines; i++)
			put_blank_line(t);
		put_prefix(t);
	} else if (t->gap == GAP_SPACE) {
		put(t, " ", 1);
	}
	t->gap = GAP_NONE;
	t->lines = 0;
}

static void
raise_gap(struct html_text *t, enum html_gap gap)
{
	/* nothing parts an item's dash from its first words */
	if (t->gap < gap && !(t->item_due && gap > GAP_SPACE))
		t->gap = gap;
}

/* Bytes of the white space at `at`, 0 when there is none. The no-break space folds as well. */
static size_t
space_length(const char *at, size_t len)
{
	unsigned char c = (unsigned char)*at;

	if (c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f')
		return 1;
	if (c == 0xc2 && len > 1 && (unsigned char)at[1] == 0xa0)
		return 2;
	return c == 0xe2 && len > 2 && (unsigned char)at[1] == 0x80 &&
		       ((unsigned char)at[2] == 0xa8 || (unsigned char)at[2] == 0xa9)
		   ? 3
		   : 0;
}

static size_t
spaces_length(const char *at, size_t len)
{
	size_t i = 0;

	for (size_t n; i < len && (n = space_length(at + i, len - i)) > 0; i += n)
		;
	return i;
}

static bool
is_word_byte(const char *at, size_t len)
{
	return (unsigned char)*at > ' ' && ((*at != '\xc2' && *at != '\xe2') || space_length(at, len) == 0);
}

/* What a word is made of, but for two bytes that white space may begin with as well. */
static bool
is_sure(char c)
{
	return (unsigned char)c > ' ' && c != '\xc2' && c != '\xe2';
}

/* Words with one space between each, which is how most text comes. */
static size_t
words_length(const char *at, size_t len)
{
	size_t i = 0;

	for (;;) {
		while (i < len && is_sure(at[i]))
			i++;
		if (i < len && at[i] == ' ' && i + 1 < len && is_word_byte(at + i + 1, len - i - 1))
			i += 2;
		else if (i < len && is_word_byte(at + i, len - i))
			i++;
		else
			return i;
	}
}

static void
add_folded(struct html_text *t, const char *bytes, size_t len)
{
	for (size_t i = 0, n; i < len; i += n) {
		n = spaces_length(bytes + i, len - i);
		if (n > 0) {
			raise_gap(t, GAP_SPACE);
			continue;
		}
		n = words_length(bytes + i, len - i);
		put_gap(t);
		put(t, bytes + i, n);
		n += n == 0; /* a control character: the caller takes them out, but no loop depends on it */
	}
}

static void
add_line(struct html_text *t, const char *bytes, size_t len)
{
	put_gap(t);
	for (size_t i = 0, n; i < len; i += n) {
		const char *tab = memchr(bytes + i, '\t', len - i);

		n = tab != NULL ? (size_t)(tab - bytes) - i : len - i;
		put(t, bytes + i, n);
		if (tab != NULL) {
			put(t, "    ", 4);
			n++;
		}
	}
}

static void
add_kept(struct html_text *t, const char *bytes, size_t len)
{
	for (size_t i = 0, n; i < len; i += n) {
		const char *end = memchr(bytes + i, '\n', len - i);

		n = end != NULL ? (size_t)(end - bytes) - i : len - i;
		if (n > 0) {
			add_line(t, bytes + i, n);
			t->pre_at_start = false;
		}
		if (end == NULL)
			continue;
		n++;
		if (!t->pre_at_start)
			t->lines++;
		t->pre_at_start = false;
	}
}

void
html_text_add(struct html_text *text, const char *bytes, size_t len)
{
	if (text->out == NULL || text->out->len - text->start >= text->max)
		return;
	if (text->pre > 0)
		add_kept(text, bytes, len);
	else
		add_folded(text, bytes, len);
}

void
html_text_number(struct html_text *text, int number)
{
	text->numbers[shown(text->lists, HTML_LISTS_KNOWN)] = text->item_due ? number : number - 1;
}

static void
begin_item(struct html_text *t)
{
	bool is_first = (t->begun & list_bit(t)) == 0;

	t->item_due = false;
	raise_gap(t, GAP_LINE);
	if (!is_first && t->gap == GAP_BLANK)
		t->gap = GAP_LINE;
	t->begun |= list_bit(t);
	t->numbers[shown(t->lists, HTML_LISTS_KNOWN)]++;
	t->item_due = true;
}

static void
begin_list(struct html_text *t, bool is_numbered)
{
	raise_gap(t, t->lists > 0 ? GAP_LINE : GAP_BLANK);
	t->lists++;
	t->begun &= ~list_bit(t);
	t->numbered = is_numbered ? t->numbered | list_bit(t) : t->numbered & ~list_bit(t);
	t->numbers[shown(t->lists, HTML_LISTS_KNOWN)] = 0;
	t->hanging[shown(t->lists, HTML_LISTS_KNOWN)] = 2;
}

static void
end_list(struct html_text *t)
{
	t->item_due = false;
	t->lists -= t->lists > 0;
	raise_gap(t, t->lists > 0 ? GAP_LINE : GAP_BLANK);
}

static void
begin_pre(struct html_text *t)
{
	raise_gap(t, GAP_BLANK);
	t->pre++;
	t->pre_at_start = true;
}

static void
end_pre(struct html_text *t)
{
	t->pre -= t->pre > 0;
	t->lines = 0;
	raise_gap(t, GAP_BLANK);
}

/* A space before the mark comes after it. */
static void
end_said(struct html_text *t)
{
	enum html_gap gap = t->gap;

	if (gap == GAP_SPACE)
		t->gap = GAP_NONE;
	html_text_add(t, said_end, sizeof(said_end) - 1);
	if (gap == GAP_SPACE)
		raise_gap(t, gap);
}

void
html_text_open(struct html_text *text, enum html_role role)
{
	switch (role) {
	case ROLE_NONE:
		break;
	case ROLE_SPACE:
		raise_gap(text, GAP_SPACE);
		break;
	case ROLE_LINE:
		raise_gap(text, GAP_LINE);
		break;
	case ROLE_BLOCK:
		raise_gap(text, GAP_BLANK);
		break;
	case ROLE_BREAK:
		if (text->pre > 0)
			text->lines++;
		else
			raise_gap(text, text->gap >= GAP_LINE ? GAP_BLANK : GAP_LINE);
		break;
	case ROLE_LIST:
	case ROLE_NUMBERED:
		begin_list(text, role == ROLE_NUMBERED);
		break;
	case ROLE_ITEM:
		begin_item(text);
		break;
	case ROLE_SAID:
		html_text_add(text, said_begin, sizeof(said_begin) - 1);
		break;
	case ROLE_QUOTE:
		raise_gap(text, GAP_BLANK);
		text->quotes++;
		break;
	case ROLE_PRE:
		begin_pre(text);
		break;
	}
}

void
html_text_close(struct html_text *text, enum html_role role)
{
	switch (role) {
	case ROLE_LIST:
	case ROLE_NUMBERED:
		end_list(text);
		break;
	case ROLE_ITEM:
		text->item_due = false;
		raise_gap(text, GAP_LINE);
		break;
	case ROLE_QUOTE:
		text->quotes -= text->quotes > 0;
		raise_gap(text, GAP_BLANK);
		break;
	case ROLE_PRE:
		end_pre(text);
		break;
	case ROLE_BREAK:
		break;
	case ROLE_SAID:
		end_said(text);
		break;
	default:
		html_text_open(text, role);
	}
}
