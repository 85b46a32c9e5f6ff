#include "curate/repeats.h"

#include "base/memory.h"
#include "curate/lines.h"

#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

/* Beginnings and ends are at most FRAME_WORDS long. */
enum {
	FRAME_WORDS = 16,
	FRAME_WORDS_MIN = 2,
	PREFIX_WORDS_MIN = 4, /* many texts begin with the same two words */
	FRAME_WORDS_SURE = 6, /* nobody ends sentence after sentence with these by chance */
	TABLE_FIRST = 1 << 10,
	TABLE_MAX = 1 << 16,
	LEFT_BYTES_MIN = 50, /* with less left, and less than a fifth, an item stays whole */
};

enum kind { KIND_ITEM = 1, KIND_LINE, KIND_PREFIX, KIND_SUFFIX };

struct seen {
	uint64_t key;   /* 0: free */
	uint32_t items; /* that have it */
	uint32_t last;  /* the item that had it last */
};

struct repeats {
	struct seen *table;
	size_t used, size; /* a power of two */
	uint32_t items;
	struct lines lines;
};

struct repeats *
repeats_new(void)
{
	struct repeats *r = mem_alloc(sizeof(*r));

	r->size = TABLE_FIRST;
	r->table = mem_array(r->size, sizeof(*r->table));
	return r;
}

void
repeats_free(struct repeats *r)
{
	if (r == NULL)
		return;
	free(r->table);
	free(r);
}

/* ---- what was seen how often ---- */

static uint64_t
key_of(enum kind kind, uint64_t hash)
{
	uint64_t key = (hash ^ (uint64_t)kind) * UINT64_C(0x9e3779b97f4a7c15);

	return key != 0 ? key : 1;
}

static struct seen *
slot_of(const struct repeats *r, uint64_t key)
{
	size_t at = (size_t)(key >> 32) & (r->size - 1);

	while (r->table[at].key != 0 && r->table[at].key != key)
		at = (at + 1) & (r->size - 1);
	return &r->table[at];
}

static void
grow(struct repeats *r)
{
	struct seen *former = r->table;
	size_t size = r->size;

	r->size *= 2;
	r->table = mem_array(r->size, sizeof(*r->table));
	for (size_t i = 0; i < size; i++)
		if (former[i].key != 0)
			*slot_of(r, former[i].key) = former[i];
	free(former);
}

/* Once an item. A full table counts what it knows and learns no more. */
static void
count(struct repeats *r, enum kind kind, uint64_t hash)
{
	uint64_t key = key_of(kind, hash);
	struct seen *seen = slot_of(r, key);

	if (seen->key == 0) {
		if (r->used >= r->size / 4 * 3) {
			if (r->size == TABLE_MAX)
				return;
			grow(r);
			seen = slot_of(r, key);
		}
		seen->key = key;
		r->used++;
	}
	if (seen->last == r->items)
		return;
	seen->last = r->items;
	seen->items++;
}

static uint32_t
items_with(const struct repeats *r, enum kind kind, uint64_t hash)
{
	return slot_of(r, key_of(kind, hash))->items;
}

/* A third of the items; half of them for a few words, which may be chance. */
static bool
is_repeat(const struct repeats *r, enum kind kind, uint64_t hash, size_t words)
{
	uint32_t items = items_with(r, kind, hash), share = kind != KIND_LINE && words < PREFIX_WORDS_MIN ? 2 : 3;

	return items >= REPEATS_ITEMS_MIN && items * share >= r->items;
}

/* ---- counting ---- */

static void
count_ends(struct repeats *r)
{
	const struct line_words *head = &r->lines.line.head, *tail = line_tail(&r->lines.line);
	uint64_t hash = 0;

	for (size_t n = 0; n < head->count && n < FRAME_WORDS; n++) {
		hash = line_chain(hash, &head->list[n]);
		if (n + 1 >= FRAME_WORDS_MIN)
			count(r, KIND_PREFIX, hash);
	}
	hash = 0;
	for (size_t n = 0; n < tail->count && n < FRAME_WORDS; n++) {
		hash = line_chain(hash, &tail->list[tail->count - 1 - n]);
		if (n + 1 >= FRAME_WORDS_MIN)
			count(r, KIND_SUFFIX, hash);
	}
}

static void
count_text(struct repeats *r, const char *text)
{
	if (text == NULL || !lines_split(&r->lines, text))
		return;
	for (size_t i = 0; i < r->lines.count; i++) {
		lines_read(&r->lines, i, text);
		if (r->lines.line.key == 0)
			continue;
		count(r, KIND_LINE, r->lines.line.key);
		if (r->lines.line.is_end)
			count_ends(r);
	}
}

static uint64_t
hash_item(const char *title, const char *text, const char *summary)
{
	const char *texts[] = { title, text, summary };
	uint64_t hash = 0;

	for (size_t i = 0; i < COUNT_OF(texts); i++)
		if (texts[i] != NULL)
			hash = XXH3_64bits_withSeed(texts[i], strlen(texts[i]), hash + i);
	return hash;
}

void
repeats_add(struct repeats *r, const char *title, const char *text, const char *summary)
{
	uint64_t item = hash_item(title, text, summary);

	if (items_with(r, KIND_ITEM, item) > 0)
		return;
	r->items++;
	count(r, KIND_ITEM, item);
	lines_title(&r->lines, title);
	count_text(r, text);
	count_text(r, summary);
}

/* ---- cutting ---- */

/* Whether a sentence runs on between two words: nothing but a space, and quotes around a title. */
static bool
is_joined(const char *from, const char *to)
{
	static const char *const quotes[] = { " ", "\"", "'", "\xe2\x80\x98", "\xe2\x80\x99", "\xe2\x80\x9c",
		"\xe2\x80\x9d", "\xe2\x80\x9e", "\xc2\xa0", "\xc2\xab", "\xc2\xbb" };

	while (from < to) {
		size_t n = 0;

		for (size_t i = 0; i < COUNT_OF(quotes) && n == 0; i++)
			if (text_starts(from, quotes[i]))
				n = strlen(quotes[i]);
		if (n == 0)
			return false;
		from += n;
	}
	return true;
}

/* The words of the longest end that is repeated; it must stand for itself, or be long enough to be no chance. */
static size_t
suffix_words(const struct repeats *r, size_t *out_joined)
{
	const struct line_words *tail = line_tail(&r->lines.line);
	size_t found = 0;
	uint64_t hash = 0;

	*out_joined = 0;
	for (size_t n = 1; n <= tail->count && n <= FRAME_WORDS; n++) {
		const struct line_word *first = &tail->list[tail->count - n];

		hash = line_chain(hash, first);
		if (n < FRAME_WORDS_MIN || !is_repeat(r, KIND_SUFFIX, hash, n))
			continue;
		if (n < tail->count ? is_joined(first[-1].end, first->start) : r->lines.line.is_long)
			*out_joined = n;
		else
			found = n;
	}
	return *out_joined >= FRAME_WORDS_SURE && *out_joined > found ? *out_joined : found;
}

static size_t
prefix_words(const struct repeats *r, size_t *out_joined)
{
	const struct line_words *head = &r->lines.line.head;
	size_t found = 0;
	uint64_t hash = 0;

	*out_joined = 0;
	for (size_t n = 1; n < head->count && n <= FRAME_WORDS; n++) {
		const struct line_word *last = &head->list[n - 1];

		hash = line_chain(hash, last);
		if (n < FRAME_WORDS_MIN || !is_repeat(r, KIND_PREFIX, hash, n))
			continue;
		if (is_joined(last->end, last[1].start))
			*out_joined = n;
		else if (n >= PREFIX_WORDS_MIN)
			found = n;
	}
	return found;
}

struct cuts {
	const char *text;
	struct text_span *list;
	size_t count;
	size_t bytes, bytes_before; /* that are cut, and that there are: of lines alone */
};

/* What follows with nothing but white space between is one cut. */
static void
cut(struct cuts *c, const char *start, const char *end)
{
	size_t from = (size_t)(start - c->text), to = (size_t)(end - c->text);
	struct text_span *last = c->count > 0 ? &c->list[c->count - 1] : NULL;

	if (last != NULL && last->start + last->len + strspn(c->text + last->start + last->len, " \n") >= from)
		last->len = to - last->start;
	else if (c->count < REPEATS_CUTS_MAX)
		c->list[c->count++] = (struct text_span) { from, to - from };
	else
		return;
	c->bytes += to - from;
}

/* "The post ... appeared first on": a frame that has more words than what is in it, and runs on into it. */
static bool
is_framed(const struct line *line, size_t prefix, size_t suffix)
{
	size_t fixed = prefix + suffix;

	if (line->is_long || suffix < FRAME_WORDS_MIN || (prefix == 0 && suffix < FRAME_WORDS_SURE))
		return false;
	return fixed >= line->head.count || fixed >= line->head.count - fixed;
}

static void
cut_ends(struct repeats *r, struct cuts *c)
{
	const struct line *line = &r->lines.line;
	const struct line_words *tail = line_tail(line);
	size_t joined_prefix, joined_suffix;
	size_t suffix = suffix_words(r, &joined_suffix), prefix = prefix_words(r, &joined_prefix);

	if (is_framed(line, joined_prefix, joined_suffix)) {
		cut(c, line->start, line->end);
		return;
	}
	if (prefix > 0 && (line->is_long || prefix + suffix < line->head.count))
		cut(c, line->start, line->head.list[prefix].start);
	if (suffix > 0)
		cut(c, tail->list[tail->count - suffix].start, line->end);
}

/* A list of who linked here is nobody's text, however few items have one. */
static bool
is_pingback(const struct line *line)
{
	return text_starts_nocase(line->start, "Pingback:") || text_starts_nocase(line->start, "Trackback:") ||
	       text_starts_nocase(line->start, "- Pingback:") || text_starts_nocase(line->start, "- Trackback:");
}

size_t
repeats_find(struct repeats *r, const char *title, const char *text, struct text_span *out)
{
	struct cuts c = { .text = text, .list = out };
	size_t left;

	if (text == NULL || !lines_split(&r->lines, text))
		return 0;
	lines_title(&r->lines, title);
	for (size_t i = 0; i < r->lines.count; i++) {
		lines_read(&r->lines, i, text);
		c.bytes_before += r->lines.spans[i].len;
		if (r->lines.line.key == 0)
			continue;
		if (is_pingback(&r->lines.line) || is_repeat(r, KIND_LINE, r->lines.line.key, 0))
			cut(&c, r->lines.line.start, r->lines.line.end);
		else if (r->lines.line.is_end && r->items >= REPEATS_ITEMS_MIN)
			cut_ends(r, &c);
	}
	left = c.bytes_before - c.bytes;
	return left < LEFT_BYTES_MIN && left * 5 < c.bytes_before ? 0 : c.count;
}
