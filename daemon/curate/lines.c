#include "curate/lines.h"

#include "base/ascii.h"

#include <string.h>
#include <xxhash.h>

/* General punctuation, arrows, symbols and the no-break space part words as a space does. Bytes of the mark; 0: none. */
static size_t
mark_length(const char *p)
{
	const unsigned char *u = (const unsigned char *)p;

	if (u[0] < 0x80)
		return (ascii_kind(*p) & ASCII_WORD) == 0;
	if (u[0] == 0xc2)
		return 2;
	return u[0] == 0xe2 && u[1] >= 0x80 && u[1] < 0xa0 ? 3 : 0;
}

static const char *
skip_marks(const char *p, const char *end)
{
	for (size_t n; p < end && (n = mark_length(p)) > 0;)
		p += n;
	return p < end ? p : end;
}

static uint64_t
mix(uint64_t hash, unsigned char c)
{
	return (hash ^ c) * UINT64_C(0x100000001b3);
}

static const char *
skip_digits(const char *p, const char *end)
{
	while (p < end && ascii_kind(*p) == ASCII_DIGIT)
		p++;
	return p;
}

/* Case folded, each run of digits one. */
static const char *
read_word(const char *p, const char *end, uint64_t *out_hash)
{
	uint64_t hash = UINT64_C(0xcbf29ce484222325);

	while (p < end) {
		unsigned char c = (unsigned char)*p;
		unsigned kind = ascii_kind(*p);

		if ((kind & ASCII_LETTER) != 0) {
			hash = mix(hash, c | 0x20);
			p++;
		} else if (kind == ASCII_DIGIT) {
			hash = mix(hash, '0');
			p = skip_digits(p, end);
		} else if (kind != ASCII_NOT || mark_length(p) > 0) {
			break;
		} else {
			hash = mix(hash, c);
			p++;
		}
	}
	*out_hash = hash;
	return p;
}

static void
read_words(const char *p, const char *end, struct line_words *out)
{
	for (out->count = 0; out->count < LINE_WORDS; out->count++) {
		struct line_word *word = &out->list[out->count];

		p = skip_marks(p, end);
		if (p == end)
			return;
		word->start = p;
		p = word->end = read_word(p, end, &word->hash);
	}
}

void
lines_title(struct lines *l, const char *title)
{
	const char *end;

	l->title_count = 0;
	if (title == NULL)
		return;
	end = title + strlen(title);
	while ((title = skip_marks(title, end)) < end) {
		if (l->title_count == LINE_TITLE_WORDS) {
			l->title_count = 0;
			return;
		}
		title = read_word(title, end, &l->title[l->title_count++]);
	}
}

static bool
is_title_at(const struct lines *l, const struct line_words *words, size_t at)
{
	if (words->count - at < l->title_count)
		return false;
	for (size_t i = 0; i < l->title_count; i++)
		if (words->list[at + i].hash != l->title[i])
			return false;
	return true;
}

/* The item's own title is one word, the same in all items. */
static void
fold_title(const struct lines *l, struct line_words *words)
{
	size_t kept = 0;

	for (size_t at = 0; l->title_count > 0 && at < words->count; kept++) {
		size_t n = 1;

		words->list[kept] = words->list[at];
		if (words->list[at].hash == l->title[0] && is_title_at(l, words, at)) {
			n = l->title_count;
			words->list[kept].hash = 0;
			words->list[kept].end = words->list[at + n - 1].end;
		}
		at += n;
	}
	if (l->title_count > 0)
		words->count = kept;
}

uint64_t
line_chain(uint64_t hash, const struct line_word *word)
{
	return (hash ^ word->hash) * UINT64_C(0xff51afd7ed558ccd) + 1;
}

/* ---- lines ---- */

/* A beginning of the last LINE_END_BYTES that cuts no word. */
static const char *
tail_start(const char *start, const char *end)
{
	const char *p = end - LINE_END_BYTES;

	while (p > start && p[-1] != ' ')
		p--;
	return p;
}

static void
read_ends(const struct lines *l, struct line *line)
{
	read_words(line->start, line->start + LINE_END_BYTES, &line->head);
	line->head.count -= line->head.count > 0; /* the last one may be cut */
	read_words(tail_start(line->start, line->end), line->end, &line->tail);
	fold_title(l, &line->head);
	fold_title(l, &line->tail);
}

void
lines_read(struct lines *l, size_t at, const char *text)
{
	struct line *line = &l->line;
	size_t len = l->spans[at].len;

	line->start = text + l->spans[at].start;
	line->end = line->start + len;
	line->is_long = len > LINE_BYTES;
	line->is_end = at < LINES_HEAD || at + LINES_TAIL >= l->count;
	line->key = 0;
	if (line->is_end && line->is_long) {
		read_ends(l, line);
	} else if (line->is_end || len <= LINE_SHORT_BYTES) {
		read_words(line->start, line->end, &line->head);
		fold_title(l, &line->head);
	}
	if (len > LINE_SHORT_BYTES)
		line->key = XXH3_64bits(line->start, len) | 1;
	for (size_t i = 0; len <= LINE_SHORT_BYTES && i < line->head.count; i++)
		line->key = line_chain(line->key, &line->head.list[i]) | 1;
}

const struct line_words *
line_tail(const struct line *line)
{
	return line->is_long ? &line->tail : &line->head;
}

/* Non-blank lines, trimmed. False: too many. */
bool
lines_split(struct lines *l, const char *text)
{
	const char *p = text;

	for (l->count = 0; *p != '\0';) {
		const char *line = p + strspn(p, " \n"), *end = strchrnul(line, '\n');

		p = end;
		while (end > line && end[-1] == ' ')
			end--;
		if (end == line)
			continue;
		if (l->count == LINES_MAX)
			return false;
		l->spans[l->count++] = (struct text_span) { (size_t)(line - text), (size_t)(end - line) };
	}
	return true;
}
