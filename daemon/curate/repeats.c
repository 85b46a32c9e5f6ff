#include "curate/repeats.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

/*
 * A line longer than LINE_BYTES is known by its bytes; only its ends are read
 * as words, which is what keeps long articles cheap. Ends are sought in the
 * first HEAD_LINES and the last TAIL_LINES, and are at most FRAME_WORDS long.
 */
enum {
	LINE_BYTES = 400,
	LINE_WORDS = LINE_BYTES / 2 + 1,
	END_BYTES = 200,
	HEAD_LINES = 2,
	TAIL_LINES = 6,
	FRAME_WORDS = 24,
	FRAME_WORDS_MIN = 2,
	PREFIX_WORDS_MIN = 4, /* many texts begin with the same two words */
	FRAME_WORDS_SURE = 6, /* nobody ends sentence after sentence with these by chance */
	TITLE_WORDS = 40,
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

struct word {
	uint64_t hash;
	const char *start, *end;
};

struct word_list {
	struct word list[LINE_WORDS];
	size_t count;
};

struct line {
	const char *start, *end; /* without white space around it */
	bool is_long;
	bool is_end;                 /* among the first or the last of its text */
	uint64_t key;                /* 0: it has no words */
	struct word_list head, tail; /* of a long line its ends, else `head` is all of it */
};

struct repeats {
	struct seen *table;
	size_t used, size; /* a power of two */
	uint32_t items;
	uint64_t title[TITLE_WORDS];
	size_t title_count; /* 0: none, or too long to be found again */
	struct line line;
	struct text_span lines[REPEATS_LINES_MAX];
	size_t line_count;
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

/* ---- words ---- */

static bool
is_digit(unsigned char c)
{
	return c >= '0' && c <= '9';
}

static bool
is_letter(unsigned char c)
{
	return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

/* General punctuation, arrows, symbols and the no-break space part words as a space does. Bytes of the mark; 0: none. */
static size_t
mark_length(const char *p)
{
	const unsigned char *u = (const unsigned char *)p;

	if (u[0] < 0x80)
		return is_letter(u[0]) || is_digit(u[0]) ? 0 : 1;
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

/* Case folded, each run of digits one. */
static const char *
read_word(const char *p, const char *end, uint64_t *out_hash)
{
	uint64_t hash = UINT64_C(0xcbf29ce484222325);
	unsigned char before = 0;

	for (; p < end && mark_length(p) == 0; p++) {
		unsigned char c = (unsigned char)*p;

		c = is_digit(c) ? '0' : is_letter(c) ? c | 0x20 : c;
		if (c == '0' && before == '0')
			continue;
		hash = (hash ^ c) * UINT64_C(0x100000001b3);
		before = c;
	}
	*out_hash = hash;
	return p;
}

static void
read_words(const char *p, const char *end, struct word_list *out)
{
	for (out->count = 0; out->count < LINE_WORDS; out->count++) {
		struct word *word = &out->list[out->count];

		p = skip_marks(p, end);
		if (p == end)
			return;
		word->start = p;
		p = word->end = read_word(p, end, &word->hash);
	}
}

static void
read_title(struct repeats *r, const char *title)
{
	const char *end;

	r->title_count = 0;
	if (title == NULL)
		return;
	end = title + strlen(title);
	while ((title = skip_marks(title, end)) < end) {
		if (r->title_count == TITLE_WORDS) {
			r->title_count = 0;
			return;
		}
		title = read_word(title, end, &r->title[r->title_count++]);
	}
}

static bool
is_title_at(const struct repeats *r, const struct word_list *words, size_t at)
{
	if (words->count - at < r->title_count)
		return false;
	for (size_t i = 0; i < r->title_count; i++)
		if (words->list[at + i].hash != r->title[i])
			return false;
	return true;
}

/* The item's own title is one word, the same in all items. */
static void
fold_title(const struct repeats *r, struct word_list *words)
{
	size_t kept = 0;

	for (size_t at = 0; r->title_count > 0 && at < words->count; kept++) {
		size_t n = 1;

		words->list[kept] = words->list[at];
		if (words->list[at].hash == r->title[0] && is_title_at(r, words, at)) {
			n = r->title_count;
			words->list[kept].hash = 0;
			words->list[kept].end = words->list[at + n - 1].end;
		}
		at += n;
	}
	if (r->title_count > 0)
		words->count = kept;
}

static uint64_t
chain(uint64_t hash, const struct word *word)
{
	return (hash ^ word->hash) * UINT64_C(0xff51afd7ed558ccd) + 1;
}

/* ---- lines ---- */

/* A beginning of the last END_BYTES that cuts no word. */
static const char *
tail_start(const char *start, const char *end)
{
	const char *p = end - END_BYTES;

	while (p > start && p[-1] != ' ')
		p--;
	return p;
}

static void
read_line(struct repeats *r, size_t at, const char *text)
{
	struct line *line = &r->line;

	line->start = text + r->lines[at].start;
	line->end = line->start + r->lines[at].len;
	line->is_long = r->lines[at].len > LINE_BYTES;
	line->is_end = at < HEAD_LINES || at + TAIL_LINES >= r->line_count;
	line->key = 0;
	if (line->is_long) {
		line->key = XXH3_64bits(line->start, r->lines[at].len) | 1;
		if (!line->is_end)
			return;
		read_words(line->start, line->start + END_BYTES, &line->head);
		read_words(tail_start(line->start, line->end), line->end, &line->tail);
		line->head.count -= line->head.count > 0; /* the last one may be cut */
		fold_title(r, &line->tail);
	} else {
		read_words(line->start, line->end, &line->head);
	}
	fold_title(r, &line->head);
	for (size_t i = 0; i < line->head.count && !line->is_long; i++)
		line->key = chain(line->key, &line->head.list[i]) | 1;
}

static const struct word_list *
tail_of(const struct line *line)
{
	return line->is_long ? &line->tail : &line->head;
}

/* Non-blank lines, trimmed. False: too many. */
static bool
split(struct repeats *r, const char *text)
{
	const char *p = text;

	for (r->line_count = 0; *p != '\0';) {
		const char *line = p + strspn(p, " \n"), *end = strchrnul(line, '\n');

		p = end;
		while (end > line && end[-1] == ' ')
			end--;
		if (end == line)
			continue;
		if (r->line_count == REPEATS_LINES_MAX)
			return false;
		r->lines[r->line_count++] = (struct text_span) { (size_t)(line - text), (size_t)(end - line) };
	}
	return true;
}

/* ---- counting ---- */

static void
count_ends(struct repeats *r)
{
	const struct word_list *head = &r->line.head, *tail = tail_of(&r->line);
	uint64_t hash = 0;

	for (size_t n = 0; n < head->count && n < FRAME_WORDS; n++) {
		hash = chain(hash, &head->list[n]);
		if (n + 1 >= FRAME_WORDS_MIN)
			count(r, KIND_PREFIX, hash);
	}
	hash = 0;
	for (size_t n = 0; n < tail->count && n < FRAME_WORDS; n++) {
		hash = chain(hash, &tail->list[tail->count - 1 - n]);
		if (n + 1 >= FRAME_WORDS_MIN)
			count(r, KIND_SUFFIX, hash);
	}
}

static void
count_text(struct repeats *r, const char *text)
{
	if (text == NULL || !split(r, text))
		return;
	for (size_t i = 0; i < r->line_count; i++) {
		read_line(r, i, text);
		if (r->line.key == 0)
			continue;
		count(r, KIND_LINE, r->line.key);
		if (r->line.is_end)
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
	read_title(r, title);
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
	const struct word_list *tail = tail_of(&r->line);
	size_t found = 0;
	uint64_t hash = 0;

	*out_joined = 0;
	for (size_t n = 1; n <= tail->count && n <= FRAME_WORDS; n++) {
		const struct word *first = &tail->list[tail->count - n];

		hash = chain(hash, first);
		if (n < FRAME_WORDS_MIN || !is_repeat(r, KIND_SUFFIX, hash, n))
			continue;
		if (n < tail->count ? is_joined(first[-1].end, first->start) : r->line.is_long)
			*out_joined = n;
		else
			found = n;
	}
	return *out_joined >= FRAME_WORDS_SURE && *out_joined > found ? *out_joined : found;
}

static size_t
prefix_words(const struct repeats *r, size_t *out_joined)
{
	const struct word_list *head = &r->line.head;
	size_t found = 0;
	uint64_t hash = 0;

	*out_joined = 0;
	for (size_t n = 1; n < head->count && n <= FRAME_WORDS; n++) {
		const struct word *last = &head->list[n - 1];

		hash = chain(hash, last);
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
	const struct line *line = &r->line;
	const struct word_list *tail = tail_of(line);
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

	if (text == NULL || !split(r, text))
		return 0;
	read_title(r, title);
	for (size_t i = 0; i < r->line_count; i++) {
		read_line(r, i, text);
		c.bytes_before += r->lines[i].len;
		if (r->line.key == 0)
			continue;
		if (is_pingback(&r->line) || is_repeat(r, KIND_LINE, r->line.key, 0))
			cut(&c, r->line.start, r->line.end);
		else if (r->line.is_end && r->items >= REPEATS_ITEMS_MIN)
			cut_ends(r, &c);
	}
	left = c.bytes_before - c.bytes;
	return left < LEFT_BYTES_MIN && left * 5 < c.bytes_before ? 0 : c.count;
}
