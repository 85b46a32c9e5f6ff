#include "feed/html_writer.h"

#include "base/text.h"
#include "feed/html_entity.h"
#include "feed/html_link.h"

#include <stdio.h>
#include <string.h>

void
html_writer_init(
    struct html_writer *w, struct buffer *html, struct buffer *text, size_t max, const char *base, struct arena *arena)
{
	*w = (struct html_writer) {
		.base = base, .html = html, .start = html != NULL ? html->len : 0, .max = max, .arena = arena
	};
	html_text_init(&w->text, text, max);
}

static bool
write_html(struct html_writer *w, const char *bytes, size_t len)
{
	if (w->html == NULL)
		return true;
	if (w->is_full || w->html->len - w->start + len > w->max)
		return false;
	buffer_add(w->html, bytes, len);
	return true;
}

static void
write_text(struct html_writer *w, const char *bytes, size_t len)
{
	if (!write_html(w, bytes, len))
		w->is_full = true;
	html_text_add(&w->text, bytes, len);
}

/* Decoded text that may hold what must be escaped. */
void
html_write_escaped(struct html_writer *w, const char *text, size_t len)
{
	buffer_cut(&w->scratch, 0);
	html_escape(text, len, false, &w->scratch);
	if (!write_html(w, buffer_text(&w->scratch), w->scratch.len))
		w->is_full = true;
	html_text_add(&w->text, text, len);
}

void
html_write_text(struct html_writer *w, const char *text, size_t len)
{
	char piece[HTML_REFERENCE_SIZE];

	for (size_t i = 0, n; i < len; i += n) {
		n = html_plain_length(text + i, len - i);
		if (n > 0) {
			write_text(w, text + i, n);
			continue;
		}
		n = html_odd_piece(text + i, len - i, false, piece);
		if (*piece != '\0')
			html_write_escaped(w, piece, strlen(piece));
	}
}

/* "[3]" behind the words of a link. */
static void
write_note_mark(struct html_writer *w, unsigned note)
{
	char mark[16];

	if (note == 0)
		return;
	snprintf(mark, sizeof(mark), "[%u]", note);
	html_text_add(&w->text, mark, strlen(mark));
}

/* 0 when it leads nowhere, or there are no footnotes. */
static unsigned
take_address(struct html_writer *w, struct html_span address)
{
	const char *url;

	if (w->notes == NULL || w->notes->len > w->max)
		return 0;
	url = html_link_judge(address, LINK_PAGE, w->base, w->arena);
	if (url == NULL)
		return 0;
	buffer_addf(w->notes, "[%u] %s\n", ++w->note_count, url);
	return w->note_count;
}

/* Notes where a link leads; 0: it is none. */
static unsigned
take_note(struct html_writer *w, enum html_tag tag, const struct html_attributes *attributes)
{
	return tag == TAG_A ? take_address(w, attributes->values[ATTRIBUTE_HREF]) : 0;
}

/* "(picture: two dogs)[4]" */
static void
note_picture(struct html_writer *w, const struct html_attributes *attributes)
{
	struct html_span alt = attributes->values[ATTRIBUTE_ALT], src = attributes->values[ATTRIBUTE_SRC];
	unsigned note = take_address(w, src.at != NULL ? src : attributes->values[ATTRIBUTE_LAZY_SRC]);
	BUFFER words = { 0 };

	if (note == 0)
		return;
	buffer_add_text(&words, alt.len > 0 ? "(picture: " : "(picture");
	if (alt.len > 0)
		html_decode(alt.at, alt.len, true, &words);
	buffer_add_char(&words, ')');
	html_text_add(&w->text, words.data, words.len);
	write_note_mark(w, note);
}

static void
pop(struct html_writer *w)
{
	struct html_opened top = w->stack[--w->depth];

	w->open[top.tag]--;
	write_note_mark(w, top.note);
	html_text_close(&w->text, top.role);
	if (w->html == NULL)
		return;
	/* not counted: what was opened is closed */
	buffer_add(w->html, "</", 2);
	buffer_add_text(w->html, html_tag_name(top.tag));
	buffer_add_char(w->html, '>');
}

static void
pop_to(struct html_writer *w, size_t depth)
{
	while (w->depth > depth)
		pop(w);
}

static bool
is_any_open(const struct html_writer *w, uint64_t tags)
{
	for (; tags != 0; tags &= tags - 1)
		if (w->open[__builtin_ctzll(tags)] > 0)
			return true;
	return false;
}

/* Ends what can't go on where a tag with this nesting begins. */
static void
end_before(struct html_writer *w, const struct html_nesting *nesting)
{
	size_t to = w->depth;

	if (!is_any_open(w, nesting->closes))
		return;
	for (size_t i = w->depth; i-- > 0;) {
		uint64_t bit = TAG_BIT(w->stack[i].tag);

		if ((bit & nesting->closes) != 0)
			to = i;
		if ((bit & nesting->stops) != 0)
			break;
	}
	pop_to(w, to);
}

static bool
is_within(const struct html_writer *w, const struct html_nesting *nesting)
{
	if (nesting->within == 0)
		return true;
	for (size_t i = w->depth; i-- > 0;) {
		uint64_t bit = TAG_BIT(w->stack[i].tag);

		if ((bit & nesting->within) != 0)
			return true;
		if ((bit & nesting->stops) != 0)
			return false;
	}
	return false;
}

/* Writes "<tag attributes>" as a whole or not at all. */
static bool
write_tag(struct html_writer *w, enum html_tag tag, const struct html_attributes *attributes)
{
	if (w->html == NULL)
		return tag != TAG_A || attributes->values[ATTRIBUTE_HREF].at != NULL;
	if (w->no_links && (tag == TAG_A || tag == TAG_IMG))
		return false;
	buffer_cut(&w->scratch, 0);
	buffer_add_char(&w->scratch, '<');
	buffer_add_text(&w->scratch, html_tag_name(tag));
	if (!html_attributes_write(attributes, tag, w->base, w->arena, &w->scratch))
		return false;
	buffer_add_char(&w->scratch, '>');
	if (write_html(w, w->scratch.data, w->scratch.len))
		return true;
	w->no_links = true;
	return false;
}

/* <ol start=5>, <li value=5>. */
static void
number_from(struct html_writer *w, enum html_tag tag, const struct html_attributes *attributes)
{
	struct html_span given = attributes->values[tag == TAG_OL ? ATTRIBUTE_START : ATTRIBUTE_VALUE];
	char digits[8];
	int64_t number;
	struct err err;

	if ((tag != TAG_OL && tag != TAG_LI) || given.at == NULL || given.len >= sizeof(digits))
		return;
	memcpy(digits, given.at, given.len);
	digits[given.len] = '\0';
	if (text_int(digits, -999999, 999999, &number, &err))
		html_text_number(&w->text, (int)number);
}

static bool
push(struct html_writer *w, enum html_tag tag, enum html_role role, const struct html_attributes *attributes)
{
	if (w->depth == HTML_DEPTH_MOST) {
		w->too_deep++;
		return false;
	}
	if (!write_tag(w, tag, attributes))
		return false;
	html_text_open(&w->text, role);
	number_from(w, tag, attributes);
	w->stack[w->depth++] = (struct html_opened) { tag, role, take_note(w, tag, attributes) };
	w->open[tag]++;
	return true;
}

static enum html_role
role_of_missing(enum html_tag tag)
{
	return tag == TAG_UL ? ROLE_LIST : tag == TAG_DL ? ROLE_BLOCK : ROLE_LINE;
}

/* Makes sure that what must be around a tag is; false when it can't be. */
static bool
open_missing(struct html_writer *w, const struct html_nesting *nesting)
{
	static const struct html_attributes none;
	const struct html_nesting *outer;

	if (is_within(w, nesting))
		return true;
	if (nesting->missing == TAG_COUNT)
		return false;
	outer = html_nesting_of(nesting->missing);
	end_before(w, outer);
	return is_within(w, outer) && push(w, nesting->missing, role_of_missing(nesting->missing), &none);
}

void
html_open(struct html_writer *w, const struct html_element *element, const struct html_attributes *attributes)
{
	const struct html_nesting *nesting = html_nesting_of(element->tag);

	end_before(w, nesting);
	if (!open_missing(w, nesting) || !push(w, element->tag, element->role, attributes))
		html_text_open(&w->text, element->role == ROLE_SPACE ? ROLE_SPACE : ROLE_NONE);
}

static uint64_t
closed_by(enum html_tag tag)
{
	const uint64_t headings =
	    TAG_BIT(TAG_H1) | TAG_BIT(TAG_H2) | TAG_BIT(TAG_H3) | TAG_BIT(TAG_H4) | TAG_BIT(TAG_H5) | TAG_BIT(TAG_H6);

	return (headings & TAG_BIT(tag)) != 0 ? headings : TAG_BIT(tag);
}

void
html_close(struct html_writer *w, const struct html_element *element)
{
	uint64_t tags = closed_by(element->tag), holds = html_nesting_of(element->tag)->holds;

	if (w->too_deep > 0) {
		w->too_deep--;
		return;
	}
	if (!is_any_open(w, tags)) {
		html_text_open(&w->text, element->role == ROLE_BLOCK ? ROLE_BLOCK : ROLE_NONE);
		return;
	}
	for (size_t i = w->depth; i-- > 0;) {
		uint64_t bit = TAG_BIT(w->stack[i].tag);

		if ((bit & tags) != 0) {
			pop_to(w, i);
			return;
		}
		if ((bit & holds) != 0)
			return;
	}
}

bool
html_write_void(struct html_writer *w, enum html_tag tag, const struct html_attributes *attributes)
{
	end_before(w, html_nesting_of(tag));
	if (!write_tag(w, tag, attributes))
		return false;
	if (tag == TAG_IMG)
		note_picture(w, attributes);
	return true;
}

bool
html_open_link(struct html_writer *w, const struct html_attributes *attributes)
{
	end_before(w, html_nesting_of(TAG_A));
	return w->depth < HTML_DEPTH_MOST && push(w, TAG_A, ROLE_NONE, attributes);
}

void
html_close_link(struct html_writer *w)
{
	pop(w);
}

void
html_writer_finish(struct html_writer *w)
{
	pop_to(w, 0);
	buffer_fini(&w->scratch);
}
