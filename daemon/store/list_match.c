#include "store/list_match.h"

#include "base/memory.h"
#include "store/handle.h"

#include <stdlib.h>

/*
 * To read an id costs 0.05 us, to begin anew somewhere in the index some 50. So much is read from the end before it is
 * a matter of stretches, and so many ids, or there about, one stretch brings.
 */
enum { MOST_FROM_END = 2048, MATCHES_A_STRETCH = 256, BITS = 64 };

/* What FTS5 can't read is the asker's mistake, not the store's. */
static bool
tell_mistake(struct store *s, struct err *err)
{
	if (sqlite3_errcode(s->db) == SQLITE_ERROR)
		return err_set(err, ERR_SYNTAX, "not a search: %s", sqlite3_errmsg(s->db));
	return false;
}

STATEMENT(sql_match_scan, "SELECT rowid FROM item_words WHERE item_words MATCH :match ORDER BY rowid DESC");

bool
list_match_init(struct list_match *m, struct store *s, const char *words, bool is_dear, struct err *err)
{
	*m = (struct list_match) { .store = s, .words = words, .is_dear = is_dear, .low = INT64_MAX };
	m->most = is_dear ? SIZE_MAX : MOST_FROM_END;
	m->a_stretch = MATCHES_A_STRETCH;
	if (!stmt_borrow(s, &sql_match_scan, &m->scan, err))
		return false;
	bind_text(m->scan, ":match", words);
	return true;
}

void
list_match_fini(struct list_match *m)
{
	stmt_give_back(&m->scan);
	for (int64_t i = 0; m->stretches != NULL && i <= m->ids[0] / m->stretch; i++)
		free(m->stretches[i]);
	free(m->stretches);
	free(m->ids);
}

/* ---- from the end ---- */

static void
add(struct list_match *m, int64_t id)
{
	if (m->count == m->cap) {
		m->cap = m->cap > 0 ? 2 * m->cap : MOST_FROM_END / 4;
		m->ids = mem_resize(m->ids, m->cap * sizeof(*m->ids));
	}
	m->ids[m->count++] = id;
	m->low = id;
}

static bool
read_one(struct list_match *m, struct err *err)
{
	bool has;

	if (!stmt_next(m->store, m->scan, &has, err))
		return tell_mistake(m->store, err);
	m->is_complete = !has;
	if (has)
		add(m, column_int(m->scan, 0));
	return true;
}

bool
list_match_read(struct list_match *m, size_t count, struct err *err)
{
	while (!m->is_complete && m->count < count)
		if (!read_one(m, err))
			return false;
	return true;
}

static bool
is_among(const struct list_match *m, int64_t id)
{
	size_t low = 0, high = m->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (m->ids[middle] == id)
			return true;
		if (m->ids[middle] > id)
			low = middle + 1;
		else
			high = middle;
	}
	return false;
}

/* ---- a stretch ---- */

/* The rarer the words, the longer. */
static void
choose_stretch(struct list_match *m)
{
	double density = (double)m->count / (double)(m->ids[0] - m->low + 1);

	m->stretch = 1 + (int64_t)((double)m->a_stretch / density);
	m->stretches = mem_array((size_t)(m->ids[0] / m->stretch) + 1, sizeof(*m->stretches));
}

STATEMENT(
    sql_match_stretch, "SELECT rowid FROM item_words WHERE item_words MATCH :match AND rowid >= :from AND rowid < :to");

static bool
read_stretch(struct list_match *m, int64_t number, uint64_t *bits, struct err *err)
{
	int64_t from = number * m->stretch;
	BORROWED_STMT stmt = NULL;
	bool has;

	if (!stmt_borrow(m->store, &sql_match_stretch, &stmt, err))
		return false;
	bind_text(stmt, ":match", m->words);
	bind_int(stmt, ":from", from);
	bind_int(stmt, ":to", from + m->stretch);
	for (;;) {
		int64_t at;

		if (!stmt_next(m->store, stmt, &has, err))
			return tell_mistake(m->store, err);
		if (!has)
			return true;
		at = column_int(stmt, 0) - from;
		bits[at / BITS] |= UINT64_C(1) << (at % BITS);
	}
}

static bool
is_in_stretch(struct list_match *m, int64_t id, bool *out, struct err *err)
{
	int64_t number, at;

	if (m->stretch == 0)
		choose_stretch(m);
	number = id / m->stretch;
	at = id % m->stretch;
	if (m->stretches[number] == NULL) {
		m->stretches[number] = mem_array((size_t)(m->stretch / BITS) + 1, sizeof(uint64_t));
		if (!read_stretch(m, number, m->stretches[number], err))
			return false;
	}
	*out = (m->stretches[number][at / BITS] >> (at % BITS) & 1) != 0;
	return true;
}

bool
list_match_holds(struct list_match *m, int64_t id, bool *out, struct err *err)
{
	while (!m->is_complete && id < m->low && m->count < m->most)
		if (!read_one(m, err))
			return false;
	if (m->is_complete || id >= m->low) {
		*out = is_among(m, id);
		return true;
	}
	return is_in_stretch(m, id, out, err);
}
