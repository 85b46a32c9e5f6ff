#include "store/list_match.h"

#include "base/memory.h"
#include "store/handle.h"

#include <stdlib.h>

enum {
	BITS = 64,
	BLOCK = 1024,       /* ids */
	FIRST = 4,          /* blocks */
	MOST = 64,          /* blocks at a time, so that who asks can stop */
	PAGES_AT_ONCE = 300 /* so few that all is read, in under a millisecond */
};

bool
list_match_init(struct list_match *m, struct store *s, const char *words, struct err *err)
{
	size_t blocks;

	*m = (struct list_match) { .down = FIRST };
	if (!holders_init(&m->holders, s, words, err))
		return false;
	blocks = (size_t)(m->holders.top / BLOCK) + 1;
	m->bits = mem_array(blocks, BLOCK / 8);
	m->is_known = mem_array(blocks, sizeof(*m->is_known));
	m->top = m->low = (int64_t)blocks * BLOCK;
	if (m->holders.pages <= PAGES_AT_ONCE)
		m->down = blocks;
	return true;
}

bool
list_match_init_reversed(struct list_match *m, struct store *s, const char *words, struct err *err)
{
	bool is_good = list_match_init(m, s, words, err);

	m->is_reversed = true;
	return is_good;
}

void
list_match_fini(struct list_match *m)
{
	holders_fini(&m->holders);
	free(m->bits);
	free(m->is_known);
}

/* But for ids that were not given yet. */
static void
reverse(const struct list_match *m, uint64_t *bits, int64_t from, int64_t to)
{
	for (int64_t i = 0; i < (to - from) / BITS; i++)
		bits[i] = ~bits[i];
	if (to == m->holders.top)
		bits[(to - from) / BITS - 1] &= UINT64_MAX >> (BITS - 1 - m->holders.last % BITS);
}

/* Blocks of which none is known. */
static bool
read_blocks(struct list_match *m, size_t first, size_t count, struct err *err)
{
	int64_t from = (int64_t)first * BLOCK, to = from + (int64_t)count * BLOCK;
	uint64_t *bits = m->bits + from / BITS;

	if (to > m->holders.top)
		to = m->holders.top;
	for (size_t i = first; i < first + count; i++)
		m->is_known[i] = true;
	if (to <= from)
		return true;
	if (!holders_read(&m->holders, from, to, bits, err))
		return false;
	if (m->is_reversed)
		reverse(m, bits, from, to);
	return true;
}

/* ---- from the end ---- */

/* Up to `most` blocks below this one that are not known. */
static size_t
unknown_below(const struct list_match *m, size_t block, size_t most)
{
	size_t count = 0;

	while (count < most && count < block && !m->is_known[block - 1 - count])
		count++;
	return count;
}

static void
count_block(struct list_match *m)
{
	m->low -= BLOCK;
	for (size_t i = 0; i < BLOCK / BITS; i++) {
		uint64_t bits = m->bits[(size_t)m->low / BITS + i];

		if (bits != 0)
			m->count += (size_t)__builtin_popcountll(bits);
	}
}

bool
list_match_read(struct list_match *m, struct err *err)
{
	size_t block = (size_t)(m->low / BLOCK), count = unknown_below(m, block, m->down);

	if (count > 0 && !read_blocks(m, block - count, count, err))
		return false;
	if (m->down < MOST)
		m->down *= 2;
	while (m->low > 0 && m->is_known[m->low / BLOCK - 1])
		count_block(m);
	m->is_complete = m->low == 0;
	return true;
}

int64_t
list_match_before(const struct list_match *m, int64_t id)
{
	for (int64_t at = (id < m->top ? id : m->top) - 1; at >= m->low && at > 0;) {
		uint64_t bits = m->bits[at / BITS] << (BITS - 1 - at % BITS);

		if (bits != 0)
			return at - __builtin_clzll(bits);
		at -= at % BITS + 1;
	}
	return 0;
}

/* ---- around an id ---- */

/* Who has come from right above it is likely to go on below it. */
static bool
read_around(struct list_match *m, int64_t id, struct err *err)
{
	size_t block = (size_t)(id / BLOCK), count;

	m->leap = block + 1 != m->leapt_to ? 1 : m->leap < MOST ? 2 * m->leap : MOST;
	count = unknown_below(m, block, m->leap - 1) + 1;
	m->leapt_to = block + 1 - count;
	return read_blocks(m, m->leapt_to, count, err);
}

bool
list_match_holds(struct list_match *m, int64_t id, bool *out, struct err *err)
{
	*out = false;
	if (id < 0 || id >= m->top)
		return true;
	if (!m->is_known[id / BLOCK] && !read_around(m, id, err))
		return false;
	*out = (m->bits[id / BITS] >> (id % BITS) & 1) != 0;
	return true;
}
