#include "curate/tokens.h"

#include "base/ascii.h"
#include "base/memory.h"
#include "base/text.h"
#include "curate/words.h"

#define XXH_INLINE_ALL
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>
#include <xxhash.h>

enum character {
	BREAK,  /* ends a word */
	WORD,   /* letter or digit */
	MARK,   /* belongs to the character before it */
	JOINER, /* invisible: soft hyphen, zero-width joiner */
	DENSE,  /* of a script without spaces */
	APOSTROPHE,
};

/* One character of the text, as it lies there. */
struct glyph {
	enum character kind;
	uint32_t codepoint;
	size_t bytes; /* 0 at the end */
};

static const struct {
	uint32_t first, last;
} dense[] = {
	{ 0x0E00, 0x0EFF },   /* Thai, Lao */
	{ 0x1000, 0x109F },   /* Burmese */
	{ 0x1100, 0x11FF },   /* Hangul in parts: spaced, but particles cling to every word */
	{ 0x1780, 0x17FF },   /* Khmer */
	{ 0x3005, 0x3007 },   /* ideographic iteration, closing and zero */
	{ 0x3040, 0x30FF },   /* kana */
	{ 0x3130, 0x318F },   /* Hangul for compatibility */
	{ 0x31F0, 0x31FF },   /* small katakana */
	{ 0x3400, 0x9FFF },   /* ideographs */
	{ 0xAC00, 0xD7FF },   /* Hangul */
	{ 0xF900, 0xFAFF },   /* compatibility ideographs */
	{ 0xFF66, 0xFFDC },   /* half-width kana and Hangul */
	{ 0x20000, 0x3FFFF }, /* further ideographs */
};

static bool
is_dense(uint32_t codepoint)
{
	for (size_t i = 0; i < COUNT_OF(dense) && codepoint >= dense[i].first; i++)
		if (codepoint <= dense[i].last)
			return true;
	return false;
}

static enum character
character_of(uint32_t codepoint)
{
	switch (utf8proc_category((utf8proc_int32_t)codepoint)) {
	case UTF8PROC_CATEGORY_LU:
	case UTF8PROC_CATEGORY_LL:
	case UTF8PROC_CATEGORY_LT:
	case UTF8PROC_CATEGORY_LM:
	case UTF8PROC_CATEGORY_LO:
	case UTF8PROC_CATEGORY_ND:
	case UTF8PROC_CATEGORY_NL:
		return is_dense(codepoint) ? DENSE : WORD;
	case UTF8PROC_CATEGORY_MN:
	case UTF8PROC_CATEGORY_MC:
		return MARK;
	case UTF8PROC_CATEGORY_CF:
		return codepoint == 0x00AD || codepoint == 0x200C || codepoint == 0x200D ? JOINER : BREAK;
	default:
		return codepoint == 0x2019 ? APOSTROPHE : BREAK;
	}
}

static enum character
character_of_ascii(char c)
{
	if ((ascii_kind(c) & ASCII_WORD) != 0)
		return WORD;
	return c == '\'' ? APOSTROPHE : BREAK;
}

static struct glyph
glyph_at(const char *at, const char *end)
{
	struct glyph g = { 0 };

	if (at == end)
		return g;
	if ((unsigned char)*at < 0x80)
		return (struct glyph) { character_of_ascii(*at), (unsigned char)*at, 1 };
	g.bytes = utf8_decode(at, (size_t)(end - at), &g.codepoint);
	if (g.bytes == 0)
		return (struct glyph) { BREAK, 0xFFFD, 1 };
	g.kind = character_of(g.codepoint);
	return g;
}

void
tokens_fini(struct tokens *t)
{
	buffer_fini(&t->folded);
	free(t->list);
	*t = (struct tokens) { 0 };
}

void
tokens_clear(struct tokens *t)
{
	buffer_cut(&t->folded, 0);
	t->count = 0;
}

/* Adds the folded form to the buffer; answers its characters, 0 when it can't be folded. */
static size_t
fold(struct buffer *out, const char *word, size_t len)
{
	const utf8proc_option_t options =
	    (utf8proc_option_t)(UTF8PROC_COMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD | UTF8PROC_IGNORE);
	utf8proc_int32_t room[(WORD_BYTES_MAX + 1) * 18]; /* what NFKC makes of a character at most */
	utf8proc_ssize_t n = utf8proc_decompose(
	    (const utf8proc_uint8_t *)word, (utf8proc_ssize_t)len, room, (utf8proc_ssize_t)COUNT_OF(room) - 1, options);

	if (n <= 0 || n >= (utf8proc_ssize_t)COUNT_OF(room))
		return 0;
	n = utf8proc_normalize_utf32(room, n, options);
	for (utf8proc_ssize_t i = 0; i < n; i++)
		buffer_add_codepoint(out, (unsigned int)room[i]);
	return n < 0 ? 0 : (size_t)n;
}

/* Letters and digits: of a digit the bit is set already. */
static void
lower_eight(char *to, const char *from)
{
	uint64_t bytes;

	memcpy(&bytes, from, sizeof(bytes));
	bytes |= UINT64_C(0x2020202020202020);
	memcpy(to, &bytes, sizeof(bytes));
}

static void
lower_four(char *to, const char *from)
{
	uint32_t bytes;

	memcpy(&bytes, from, sizeof(bytes));
	bytes |= 0x20202020;
	memcpy(to, &bytes, sizeof(bytes));
}

/* No byte by itself but of the shortest words: the last ones of a word overlap with those before. */
static void
lower_word(char *to, const char *from, size_t len)
{
	size_t i = 0;

	if (len < 4) {
		for (; i < len; i++)
			to[i] = (char)(from[i] | 0x20);
	} else if (len < 8) {
		lower_four(to, from);
		lower_four(to + len - 4, from + len - 4);
	} else {
		for (; i + 8 < len; i += 8)
			lower_eight(to + i, from + i);
		lower_eight(to + len - 8, from + len - 8);
	}
}

/* Of what was folded to the end of the buffer. */
static struct token *
token_push(struct tokens *t, const char *from, size_t len, size_t folded)
{
	struct token *token;

	if (t->count == t->cap) {
		t->cap = t->cap == 0 ? 256 : t->cap * 2;
		t->list = mem_resize(t->list, t->cap * sizeof(*t->list));
	}
	token = &t->list[t->count++];
	token->hash = XXH3_64bits(t->folded.data + folded, t->folded.len - folded);
	token->spelling = from;
	token->spelling_bytes = (uint32_t)len;
	token->folded = (uint32_t)folded;
	token->folded_bytes = (uint32_t)(t->folded.len - folded);
	return token;
}

static void
token_add_ascii(struct tokens *t, const char *from, size_t len)
{
	size_t folded = t->folded.len;
	struct token *token;

	if (len < 2 || len > WORD_BYTES_MAX)
		return;
	if (t->folded.cap - folded <= len)
		buffer_reserve(&t->folded, len);
	lower_word(t->folded.data + folded, from, len);
	t->folded.len += len;
	t->folded.data[t->folded.len] = '\0';
	token = token_push(t, from, len, folded);
	token->letter = (unsigned char)*from;
	token->is_pair = false;
}

static void
token_add(struct tokens *t, const char *from, size_t len, bool is_pair)
{
	size_t folded = t->folded.len, characters;
	struct token *token;

	if (len > WORD_BYTES_MAX)
		return;
	characters = fold(&t->folded, from, len);
	if (characters < 2 && !is_pair) {
		buffer_cut(&t->folded, folded);
		return;
	}
	token = token_push(t, from, len, folded);
	token->letter = glyph_at(from, from + len).codepoint;
	token->is_pair = is_pair;
}

/* A run of letters and digits, without the 's behind it; answers where it ends. */
static const char *
read_word(struct tokens *t, const char *at, const char *end)
{
	const char *from = at;
	struct glyph g;
	bool is_ascii = true;

	while ((ascii_kind(*at) & ASCII_WORD) != 0)
		at++;
	if (ascii_kind(*at) == 0 || at == end) { /* as most words end */
		token_add_ascii(t, from, (size_t)(at - from));
		return at;
	}
	g = glyph_at(at, end);
	while (g.bytes > 0 && (g.kind == WORD || g.kind == MARK || g.kind == JOINER)) {
		is_ascii = is_ascii && g.bytes == 1;
		at += g.bytes;
		g = glyph_at(at, end);
	}
	if (is_ascii)
		token_add_ascii(t, from, (size_t)(at - from));
	else
		token_add(t, from, (size_t)(at - from), false);
	if (g.kind == APOSTROPHE && at + g.bytes < end && (at[g.bytes] | 0x20) == 's' &&
	    glyph_at(at + g.bytes + 1, end).kind != WORD)
		at += g.bytes + 1;
	return at;
}

/* The end of one character of a dense script, marks included. */
static const char *
dense_end(const char *at, const char *end)
{
	struct glyph g = glyph_at(at, end);

	do {
		at += g.bytes;
		g = glyph_at(at, end);
	} while (g.bytes > 0 && (g.kind == MARK || g.kind == JOINER));
	return at;
}

/* A run of a dense script: every two neighbours make a word, and a lone one does. */
static const char *
read_dense(struct tokens *t, const char *at, const char *end, size_t max)
{
	const char *first = at, *second = dense_end(at, end);

	if (glyph_at(second, end).kind != DENSE)
		token_add(t, first, (size_t)(second - first), true);
	while (t->count < max && glyph_at(second, end).kind == DENSE) {
		const char *next = dense_end(second, end);

		token_add(t, first, (size_t)(next - first), true);
		first = second;
		second = next;
	}
	return second;
}

void
tokens_read(struct tokens *t, const char *text, size_t max)
{
	const char *end = text == NULL ? NULL : text + strlen(text);

	max += t->count;
	while (text != end && t->count < max) {
		struct glyph g;

		if (ascii_kind(*text) == 0) {
			text++;
			continue;
		}
		if ((ascii_kind(*text) & ASCII_WORD) != 0) {
			text = read_word(t, text, end);
			continue;
		}
		g = glyph_at(text, end);
		if (g.kind == WORD)
			text = read_word(t, text, end);
		else if (g.kind == DENSE)
			text = read_dense(t, text, end, max);
		else
			text += g.bytes;
	}
}
