#include "curate/word_diff.h"

#include "base/buffer.h"
#include "base/text.h"

#include <string.h>
#include <xxhash.h>

enum { STEPS_MAX = 700 }; /* edits looked for; a step keeps what the one before it reached */

/* A run of units: of the text before when same or removed, of the one after when added. */
struct run {
	enum word_diff_kind kind;
	size_t at, count;
};

/* Words or paragraphs, each by its place in the text and its hash. */
struct units {
	struct unit {
		uint64_t hash;
		const char *text;
		size_t bytes;
	} * list;
	size_t count;
};

static void
unit_add(struct units *units, const char *text, size_t bytes)
{
	units->list[units->count++] = (struct unit) { XXH3_64bits(text, bytes), text, bytes };
}

/* The length of a text, and room for as many units as it could hold. */
static size_t
units_begin(struct units *units, const char *text, size_t bytes, struct arena *arena)
{
	size_t len = utf8_cut(text, bytes, WORD_DIFF_BYTES_MAX);

	*units = (struct units) { .list = arena_alloc(arena, (len / 2 + 2) * 2 * sizeof(*units->list)) };
	return len;
}

static bool
is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* Words; with `breaks` each run of newlines is a unit of its own. */
static void
read_words(const char *text, size_t len, struct units *out)
{
	for (size_t i = 0, end; i < len; i = end) {
		for (end = i; end < len && !is_space(text[end]);)
			end++;
		if (end > i) {
			unit_add(out, text + i, end - i);
			continue;
		}
		for (; end < len && is_space(text[end]);)
			end++;
		if (memchr(text + i, '\n', end - i) != NULL && out->count > 0 && end < len)
			unit_add(out, "\n", 1);
	}
}

static void
read_paragraphs(const char *text, size_t len, struct units *out)
{
	for (size_t i = 0; i < len;) {
		size_t end = i;

		while (end < len && text[end] != '\n')
			end++;
		if (end > i)
			unit_add(out, text + i, end - i);
		i = end + 1;
	}
}

/* ---- the shortest script ---- */

struct script {
	struct run *runs;
	size_t count;
};

static void
run_add(struct script *s, enum word_diff_kind kind, size_t at, size_t count)
{
	struct run *last = s->count > 0 ? &s->runs[s->count - 1] : NULL;

	if (count == 0)
		return;
	if (last != NULL && last->kind == kind && last->at + last->count == at)
		last->count += count;
	else
		s->runs[s->count++] = (struct run) { kind, at, count };
}

/* reached[d] holds, for each diagonal k = -d, -d + 2 ... d, how far in `a` d edits lead; at k + d. */
static size_t
forward(const struct unit *a, size_t n, const struct unit *b, size_t m, size_t **reached, struct arena *arena)
{
	for (size_t d = 0; d <= STEPS_MAX && d <= n + m; d++) {
		reached[d] = arena_alloc(arena, (2 * d + 1) * sizeof(**reached));
		for (size_t i = 0; i <= 2 * d; i += 2) {
			const size_t *before = d > 0 ? reached[d - 1] : NULL;
			/* Diagonal k = i - d; before it, k - 1 is at i - 2 and k + 1 at i. */
			bool is_down = d > 0 && (i == 0 || (i < 2 * d && before[i - 2] < before[i]));
			size_t x = d == 0 ? 0 : is_down ? before[i] : before[i - 2] + 1;
			size_t y = x + d - i;

			while (x < n && y < m && a[x].hash == b[y].hash) {
				x++;
				y++;
			}
			reached[d][i] = x;
			if (x >= n && y >= m)
				return d;
		}
	}
	return SIZE_MAX;
}

/* Edits, from the last to the first. */
struct edit {
	size_t x, y; /* where it begins */
	bool is_added;
};

static void
backward(size_t n, size_t m, size_t steps, size_t **reached, struct edit *edits)
{
	size_t x = n, y = m;

	for (size_t d = steps; d > 0; d--) {
		const size_t *before = reached[d - 1];
		size_t i = x + d - y;
		bool is_down = i == 0 || (i < 2 * d && before[i - 2] < before[i]);

		x = is_down ? before[i] : before[i - 2];
		y = x + (d - 1) - (is_down ? i : i - 2);
		edits[d - 1] = (struct edit) { x, y, is_down };
	}
}

static void
put_edits(const struct edit *edits, size_t count, size_t n, size_t from_a, size_t from_b, struct script *s)
{
	size_t x = 0;

	for (size_t i = 0; i < count; i++) {
		run_add(s, WORD_DIFF_SAME, from_a + x, edits[i].x - x);
		x = edits[i].x + !edits[i].is_added;
		if (edits[i].is_added)
			run_add(s, WORD_DIFF_ADDED, from_b + edits[i].y, 1);
		else
			run_add(s, WORD_DIFF_REMOVED, from_a + edits[i].x, 1);
	}
	run_add(s, WORD_DIFF_SAME, from_a + x, n - x);
}

/* Between the same beginning and the same end. */
static void
compare_middle(const struct units *a, const struct units *b, size_t head, size_t tail, struct script *s)
{
	ARENA arena = arena_new();
	size_t n = a->count - head - tail, m = b->count - head - tail;
	size_t **reached = arena_alloc(arena, (STEPS_MAX + 1) * sizeof(*reached));
	size_t steps = forward(a->list + head, n, b->list + head, m, reached, arena);
	struct edit *edits;

	if (steps == SIZE_MAX) {
		run_add(s, WORD_DIFF_REMOVED, head, n);
		run_add(s, WORD_DIFF_ADDED, head, m);
		return;
	}
	edits = arena_alloc(arena, (steps + 1) * sizeof(*edits));
	backward(n, m, steps, reached, edits);
	put_edits(edits, steps, n, head, head, s);
}

static struct script
compare(const struct units *a, const struct units *b, struct arena *arena)
{
	struct script s = { .runs = arena_alloc(arena, (2 * STEPS_MAX + 8) * sizeof(*s.runs)) };
	size_t least = a->count < b->count ? a->count : b->count, head = 0, tail = 0;

	while (head < least && a->list[head].hash == b->list[head].hash)
		head++;
	while (tail < least - head && a->list[a->count - 1 - tail].hash == b->list[b->count - 1 - tail].hash)
		tail++;
	run_add(&s, WORD_DIFF_SAME, 0, head);
	compare_middle(a, b, head, tail, &s);
	run_add(&s, WORD_DIFF_SAME, a->count - tail, tail);
	return s;
}

/* ---- pieces ---- */

struct pieces {
	struct word_diff_piece *list;
	size_t count, cap;
	struct arena *arena;
};

static void
piece_add(struct pieces *p, struct word_diff_piece piece)
{
	if (p->count == p->cap) {
		struct word_diff_piece *wider = arena_alloc(p->arena, (p->cap * 2 + 16) * sizeof(*wider));

		if (p->count > 0)
			memcpy(wider, p->list, p->count * sizeof(*wider));
		p->list = wider;
		p->cap = p->cap * 2 + 16;
	}
	p->list[p->count++] = piece;
}

static void
add_words(struct pieces *p, enum word_diff_kind kind, const struct unit *words, size_t count)
{
	BUFFER text = { 0 };

	for (size_t i = 0; i < count; i++) {
		if (i > 0 && *words[i].text != '\n' && *words[i - 1].text != '\n')
			buffer_add_char(&text, ' ');
		buffer_add(&text, words[i].text, words[i].bytes);
	}
	if (count > 0)
		piece_add(p, (struct word_diff_piece) { kind, arena_strdup(p->arena, buffer_text(&text)), 0 });
}

/* Where some paragraphs stand in their text, as words. */
static struct units
words_of_run(const struct units *paragraphs, size_t at, size_t count, struct arena *arena)
{
	struct units words = { 0 };

	if (count > 0) {
		const struct unit *first = &paragraphs->list[at], *last = &paragraphs->list[at + count - 1];
		size_t len = units_begin(&words, first->text, (size_t)(last->text + last->bytes - first->text), arena);

		read_words(first->text, len, &words);
	}
	return words;
}

/* Paragraphs that gave way to others, word by word. */
static void
compare_block(struct pieces *p, const struct units *before, size_t a_at, size_t a_count, const struct units *after,
    size_t b_at, size_t b_count)
{
	struct units a = words_of_run(before, a_at, a_count, p->arena);
	struct units b = words_of_run(after, b_at, b_count, p->arena);
	struct script s = compare(&a, &b, p->arena);

	for (size_t i = 0; i < s.count; i++)
		add_words(p, s.runs[i].kind, (s.runs[i].kind == WORD_DIFF_ADDED ? b.list : a.list) + s.runs[i].at,
		    s.runs[i].count);
}

/* All that is removed and added until the next paragraph that stayed is one block. */
static void
put_blocks(struct pieces *p, const struct script *s, const struct units *before, const struct units *after)
{
	for (size_t i = 0; i < s->count;) {
		size_t at[2] = { 0, 0 }, count[2] = { 0, 0 };

		if (s->runs[i].kind == WORD_DIFF_SAME) {
			piece_add(p, (struct word_diff_piece) { WORD_DIFF_LEFT_OUT, NULL, s->runs[i++].count });
			continue;
		}
		for (; i < s->count && s->runs[i].kind != WORD_DIFF_SAME; i++) {
			int side = s->runs[i].kind == WORD_DIFF_ADDED;

			if (count[side] == 0)
				at[side] = s->runs[i].at;
			count[side] += s->runs[i].count;
		}
		compare_block(p, before, at[0], count[0], after, at[1], count[1]);
	}
}

size_t
word_diff(const char *before, const char *after, struct arena *arena, struct word_diff_piece **out)
{
	struct pieces pieces = { .arena = arena };
	struct units a, b;
	struct script s;

	before = before != NULL ? before : "";
	after = after != NULL ? after : "";
	read_paragraphs(before, units_begin(&a, before, strlen(before), arena), &a);
	read_paragraphs(after, units_begin(&b, after, strlen(after), arena), &b);
	s = compare(&a, &b, arena);
	if (s.count > 1 || (s.count == 1 && s.runs[0].kind != WORD_DIFF_SAME))
		put_blocks(&pieces, &s, &a, &b);
	*out = pieces.list;
	return pieces.count;
}
