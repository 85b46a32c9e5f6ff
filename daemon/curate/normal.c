#include "curate/normal.h"

#include "base/ascii.h"
#include "base/text.h"

#define XXH_INLINE_ALL
#include <string.h>
#include <utf8proc.h>
#include <xxhash.h>

#define ONES UINT64_C(0x0101010101010101)

/* windows-1252 at 0x80 to 0x9f; 0 where it has no character. */
static const uint16_t windows_1252[32] = { 0x20ac, 0, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030,
	0x0160, 0x2039, 0x0152, 0, 0x017d, 0, 0, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x02dc, 0x2122,
	0x0161, 0x203a, 0x0153, 0, 0x017e, 0x0178 };

/* The byte that windows-1252 has for a character over ASCII; -1: none. The five holes are read as C1, as browsers do. */
static int
byte_of(uint32_t cp)
{
	if (cp >= 0x80 && cp <= 0xff)
		return (int)cp;
	for (int i = 0; i < 32; i++)
		if (windows_1252[i] != 0 && windows_1252[i] == cp)
			return 0x80 + i;
	return -1;
}

/*
 * "â€™" and "Ã©" for what was a quote and an e acute: their leading characters
 * are rare otherwise. All of them begin with one byte, which most texts don't have.
 */
static bool
seems_misread(const char *text)
{
	static const char *const signs[] = { "\u00e2\u20ac", "\u00c3", "\u00c2" };

	while ((text = strchr(text, signs[0][0])) != NULL) {
		for (size_t i = 0; i < COUNT_OF(signs); i++)
			if (text_starts(text, signs[i]))
				return true;
		text++;
	}
	return false;
}

/* Adds the run of characters over ASCII that begins at `text`, as bytes when these are UTF-8 again; answers its length. */
static size_t
mend_run(const char *text, size_t len, struct buffer *out)
{
	size_t at = out->len, i = 0;
	bool is_bytes = true;

	while (i < len && (unsigned char)text[i] >= 0x80) {
		uint32_t cp = 0;
		size_t n = utf8_decode(text + i, len - i, &cp);
		int byte = n > 0 ? byte_of(cp) : -1;

		is_bytes = is_bytes && byte >= 0;
		buffer_add_char(out, (char)byte);
		i += n > 0 ? n : 1;
	}
	if (!is_bytes || !utf8_is_valid(out->data + at, out->len - at)) {
		buffer_cut(out, at);
		buffer_add(out, text, i);
	}
	return i;
}

static void
mend(const char *text, size_t len, struct buffer *out)
{
	for (size_t i = 0; i < len;) {
		if ((unsigned char)text[i] >= 0x80)
			i += mend_run(text + i, len - i, out);
		else
			buffer_add_char(out, text[i++]);
	}
}

/* Scripts written without spaces: a character is a word. */
static bool
is_ideograph(uint32_t cp)
{
	return (cp >= 0x0e00 && cp <= 0x0eff) || (cp >= 0x1000 && cp <= 0x109f) || (cp >= 0x1780 && cp <= 0x17ff) ||
	       (cp >= 0x3040 && cp <= 0x30ff) || (cp >= 0x3400 && cp <= 0x9fff) || (cp >= 0xf900 && cp <= 0xfaff) ||
	       (cp >= 0x20000 && cp <= 0x3ffff);
}

static bool
is_quote(uint32_t cp)
{
	return (cp >= 0x201c && cp <= 0x201f) || cp == 0xab || cp == 0xbb || cp == 0x300c || cp == 0x300d;
}

static void
add_folded(uint32_t cp, struct buffer *out)
{
	utf8proc_category_t category;

	if (cp < 0x80) {
		buffer_add_char(out, (char)cp);
		return;
	}
	if (is_quote(cp)) {
		buffer_add_char(out, '"');
		return;
	}
	category = utf8proc_category((utf8proc_int32_t)cp);
	if (category < UTF8PROC_CATEGORY_LU || category > UTF8PROC_CATEGORY_NO) {
		buffer_add_char(out, ' ');
		return;
	}
	if (is_ideograph(cp))
		buffer_add_char(out, ' ');
	buffer_add_codepoint(out, cp);
	if (is_ideograph(cp))
		buffer_add_char(out, ' ');
}

/* What most characters over ASCII are in English. */
static bool
is_dash_or_apostrophe(uint32_t cp)
{
	return cp == 0x2013 || cp == 0x2014 || cp == 0x2018 || cp == 0x2019;
}

static void
fold_character(uint32_t cp, struct buffer *out)
{
	utf8proc_int32_t parts[32];
	int last = 0;
	utf8proc_ssize_t n;

	if (is_quote(cp) || is_dash_or_apostrophe(cp)) { /* none of them has parts */
		buffer_add_char(out, is_quote(cp) ? '"' : ' ');
		return;
	}
	n = utf8proc_decompose_char((utf8proc_int32_t)cp, parts, COUNT_OF(parts),
	    UTF8PROC_COMPAT | UTF8PROC_DECOMPOSE | UTF8PROC_CASEFOLD | UTF8PROC_STRIPMARK | UTF8PROC_IGNORE, &last);

	for (utf8proc_ssize_t i = 0; i < n && i < (utf8proc_ssize_t)COUNT_OF(parts); i++)
		add_folded((uint32_t)parts[i], out);
}

/* Eight bytes at a time: ASCII letters in lower case, all else as it is. */
static uint64_t
lower_eight(uint64_t bytes)
{
	uint64_t from_a = bytes + (0x80 - 'A') * ONES, over_z = bytes + (0x7f - 'Z') * ONES;

	return bytes | (from_a & ~over_z & 0x80 * ONES) >> 2;
}

/* Writes the ASCII that `text` begins with in lower case; answers its length. */
static size_t
fold_ascii(const char *text, size_t len, char *to)
{
	size_t i = 0;
	uint64_t bytes;

	for (; i + sizeof(bytes) <= len; i += sizeof(bytes)) {
		memcpy(&bytes, text + i, sizeof(bytes));
		if ((bytes & 0x80 * ONES) != 0)
			break;
		bytes = lower_eight(bytes);
		memcpy(to + i, &bytes, sizeof(bytes));
	}
	for (; i < len && (unsigned char)text[i] < 0x80; i++)
		to[i] = (char)(text[i] | ((unsigned char)(text[i] - 'A') < 26) << 5);
	return i;
}

static void
fold(const char *text, size_t len, struct buffer *out)
{
	buffer_reserve(out, len + 1);
	for (size_t i = 0; i < len;) {
		uint32_t cp = 0;
		size_t n;

		buffer_reserve(out, len - i);
		n = fold_ascii(text + i, len - i, out->data + out->len);
		out->len += n;
		i += n;
		if (i == len)
			break;
		n = utf8_decode(text + i, len - i, &cp);
		if (n > 0)
			fold_character(cp, out);
		i += n > 0 ? n : 1;
	}
	out->data[out->len] = '\0';
}

void
normal_fold(const char *text, struct buffer *out)
{
	BUFFER mended = { 0 };
	size_t len;

	if (text == NULL)
		return;
	len = utf8_cut(text, strlen(text), NORMAL_TEXT_MAX_BYTES);
	if (seems_misread(text)) {
		mend(text, len, &mended);
		fold(buffer_text(&mended), mended.len, out);
		return;
	}
	fold(text, len, out);
}

/* In a folded text; what is no ASCII is a letter, or it would have been folded away. */
enum { WORD = ASCII_LOWER | ASCII_DIGIT | ASCII_NOT };

static inline bool
word_next(const char **cursor, struct word_span *out)
{
	const char *p = *cursor, *start;

	while ((ascii_kind(*p) & (WORD | ASCII_END)) == 0)
		p++;
	start = p;
	while ((ascii_kind(*p) & WORD) != 0)
		p++;
	*cursor = p;
	*out = (struct word_span) { start, (size_t)(p - start) };
	return p != start;
}

static inline uint32_t
word_hash(struct word_span word)
{
	return (uint32_t)XXH3_64bits(word.start, word.len);
}

bool
normal_word_next(const char **cursor, struct word_span *out)
{
	return word_next(cursor, out);
}

uint32_t
normal_word_hash(struct word_span word)
{
	return word_hash(word);
}

bool
normal_word_read(const char **cursor, struct word_span *out, uint32_t *out_hash)
{
	if (!word_next(cursor, out))
		return false;
	*out_hash = word_hash(*out);
	return true;
}

uint64_t
text_key_of_words(const uint32_t *words, size_t count)
{
	return count >= TEXT_KEY_WORDS_MIN ? XXH3_64bits(words, count * sizeof(*words)) : 0;
}

uint64_t
text_key(const char *text)
{
	BUFFER folded = { 0 };
	BUFFER hashes = { 0 };
	const char *cursor;
	struct word_span word;
	uint32_t hash;

	normal_fold(text, &folded);
	cursor = buffer_text(&folded);
	while (normal_word_read(&cursor, &word, &hash))
		buffer_add(&hashes, &hash, sizeof(hash));
	return text_key_of_words((const uint32_t *)(const void *)hashes.data, hashes.len / sizeof(uint32_t));
}
