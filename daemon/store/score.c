#include "store/score.h"

#include "store/changes.h"
#include "store/handle.h"
#include "store/margins.h"
#include "store/statement.h"

#include <assert.h>
#include <inttypes.h>
#include <stdlib.h>

/* More are written by turns. */
enum { SCORES_AT_ONCE = 64 };

/*
 * Two tables that change together: item_score holds all margins of an item in
 * one row, and score, which topics are listed from, only those that reach the
 * floor. Most items hardly belong to most topics; for those a score costs
 * twelve bytes in a row that is there anyway, and no place in an index.
 */

/* ---- all margins of an item ---- */

STATEMENT(sql_score_read, "SELECT margins FROM item_score WHERE item_id = :id");

bool
score_read(struct store *s, int64_t item_id, struct buffer *out, bool *out_has, struct err *err)
{
	BORROWED_STMT stmt = NULL;
	const void *bytes;
	size_t len;

	if (!stmt_borrow(s, &sql_score_read, &stmt, err))
		return false;
	bind_int(stmt, ":id", item_id);
	if (!stmt_next(s, stmt, out_has, err))
		return false;
	if (!*out_has)
		return true;
	bytes = column_blob_borrowed(stmt, 0, &len);
	if (len % MARGIN_BYTES != 0)
		return err_set(err, ERR_DAMAGED, "store %s: the scores of item %" PRId64, s->path, item_id);
	if (len > 0)
		buffer_add(out, bytes, len);
	return true;
}

STATEMENT(sql_score_add, "INSERT INTO item_score (item_id, margins) VALUES (:id, :margins)");
STATEMENT(sql_score_change, "UPDATE item_score SET margins = :margins WHERE item_id = :id");

bool
score_write(struct store *s, int64_t item_id, const struct buffer *margins, bool is_new, struct err *err)
{
	BORROWED_STMT stmt = NULL;

	if (!stmt_borrow(s, is_new ? &sql_score_add : &sql_score_change, &stmt, err))
		return false;
	bind_int(stmt, ":id", item_id);
	bind_blob(stmt, ":margins", margins->data, margins->len);
	if (stmt_run(s, stmt, err))
		return true;
	if (sqlite3_extended_errcode(s->db) == SQLITE_CONSTRAINT_FOREIGNKEY)
		err_set(err, ERR_NOT_FOUND, "no item %" PRId64, item_id);
	return false;
}

/* ---- a topic's items ---- */

STATEMENT(sql_score_date, "SELECT sorted_at FROM item WHERE id = :id");

/* A score under another date than the item's would list it twice. */
static bool
date_of(struct store *s, int64_t item_id, int64_t *out, struct err *err)
{
	BORROWED_STMT stmt = NULL;

	if (!stmt_borrow(s, &sql_score_date, &stmt, err) || !stmt_find(s, stmt, "item", item_id, err))
		return false;
	*out = column_int(stmt, 0);
	return true;
}

#define SCORE_PLACE "topic_id = :topic AND sorted_at = :at AND item_id = :id"

STATEMENT(
    sql_score_rise, "INSERT INTO score (topic_id, sorted_at, item_id, margin) VALUES (:topic, :at, :id, :margin)");
STATEMENT(sql_score_move, "UPDATE score SET margin = :margin WHERE " SCORE_PLACE);
STATEMENT(sql_score_fall, "DELETE FROM score WHERE " SCORE_PLACE);

struct move {
	int64_t topic_id;
	double was, is; /* -INFINITY: none */
};

static const struct statement *
statement_for(const struct move *m)
{
	bool was_in = m->was >= STORE_MARGIN_FLOOR, is_in = m->is >= STORE_MARGIN_FLOOR;

	if (is_in)
		return was_in ? &sql_score_move : &sql_score_rise;
	return was_in ? &sql_score_fall : NULL;
}

static bool
settle(struct store *s, int64_t item_id, const struct move *m, int64_t sorted_at, struct err *err)
{
	const struct statement *which = statement_for(m);
	BORROWED_STMT stmt = NULL;

	if (which == NULL)
		return true;
	if (!stmt_borrow(s, which, &stmt, err))
		return false;
	bind_int(stmt, ":topic", m->topic_id);
	bind_int(stmt, ":at", sorted_at);
	bind_int(stmt, ":id", item_id);
	if (which != &sql_score_fall)
		bind_real(stmt, ":margin", m->is);
	return stmt_run(s, stmt, err);
}

static bool
settle_all(struct store *s, int64_t item_id, const struct move *moves, size_t count, struct err *err)
{
	int64_t sorted_at = 0;
	bool is_listed = false;

	for (size_t i = 0; i < count; i++)
		is_listed |= statement_for(&moves[i]) != NULL;
	if (is_listed && !date_of(s, item_id, &sorted_at, err))
		return false;
	for (size_t i = 0; i < count; i++)
		if (!settle(s, item_id, &moves[i], sorted_at, err))
			return false;
	return true;
}

/* ---- who is told of it ---- */

void
store_topics_rescored(struct store *s, const int64_t *topic_ids, size_t count)
{
	assert(s->is_begun && count <= STORE_RESCORED_MAX);
	for (size_t i = 0; i < count; i++)
		s->rescored[i] = topic_ids[i];
	s->rescored_count = count;
}

void
score_tell_rescored(struct store *s)
{
	for (size_t i = 0; i < s->rescored_count && s->changes != NULL; i++)
		changes_note(s->changes, CHANGED_TOPIC, s->rescored[i]);
	s->rescored_count = 0;
}

static bool
is_rescored(const struct store *s, int64_t topic_id)
{
	for (size_t i = 0; i < s->rescored_count; i++)
		if (s->rescored[i] == topic_id)
			return true;
	return false;
}

static void
tell(struct store *s, int64_t item_id, const struct move *moves, size_t count)
{
	bool is_told = s->changes == NULL;

	for (size_t i = 0; i < count && !is_told; i++) {
		if (statement_for(&moves[i]) == NULL || is_rescored(s, moves[i].topic_id))
			continue;
		changes_note(s->changes, CHANGED_SCORES, item_id);
		is_told = true;
	}
}

/* ---- both ---- */

bool
store_item_scores_put(
    struct store *s, int64_t item_id, const struct store_margin *margins, size_t count, struct err *err)
{
	BUFFER all = { 0 };
	struct move moves[SCORES_AT_ONCE];
	size_t moved = 0;
	bool has;

	if (count > SCORES_AT_ONCE)
		return store_item_scores_put(s, item_id, margins, SCORES_AT_ONCE, err) &&
		       store_item_scores_put(s, item_id, margins + SCORES_AT_ONCE, count - SCORES_AT_ONCE, err);
	if (!score_read(s, item_id, &all, &has, err))
		return false;
	for (size_t i = 0; i < count; i++) {
		double was = margins_set(&all, &margins[i]);

		if (was != margins[i].margin)
			moves[moved++] = (struct move) { margins[i].topic_id, was, margins[i].margin };
	}
	if (moved == 0)
		return true;
	tell(s, item_id, moves, moved);
	return score_write(s, item_id, &all, !has, err) && settle_all(s, item_id, moves, moved, err);
}

STATEMENT(sql_score_unlist,
    "DELETE FROM score WHERE (topic_id, sorted_at, item_id) IN"
    " (SELECT t.id, i.sorted_at, i.id FROM item i CROSS JOIN topic t WHERE i.id = :id)");

/* Its row in item_score goes with it. */
bool
score_remove(struct store *s, int64_t item_id, struct err *err)
{
	if (s->changes != NULL)
		changes_note(s->changes, CHANGED_SCORES, item_id);
	return stmt_run_for_id(s, &sql_score_unlist, item_id, err);
}

/* ---- reading ---- */

static int
compare_scores(const void *a, const void *b)
{
	const struct store_score *x = a, *y = b;

	if (x->margin != y->margin)
		return x->margin < y->margin ? 1 : -1;
	return (x->topic_id > y->topic_id) - (x->topic_id < y->topic_id);
}

/* Those of `margins` whose topic there is. */
static size_t
name_scores(const struct store_score *topics, size_t count, const struct buffer *margins, struct arena *arena,
    struct store_score *list)
{
	size_t found = 0, at;

	for (size_t i = 0; i < count; i++) {
		if (!margins_find(margins, topics[i].topic_id, &at))
			continue;
		list[found] = topics[i];
		list[found].name = arena_strdup(arena, topics[i].name);
		list[found].title = arena_strdup(arena, topics[i].title);
		list[found++].margin = margins_at(margins, at).margin;
	}
	return found;
}

bool
store_item_scores(
    struct store *s, int64_t item_id, struct arena *arena, struct store_score **out, size_t *out_count, struct err *err)
{
	BUFFER margins = { 0 };
	const struct store_score *topics;
	struct store_score *list;
	size_t count;
	bool has;

	if (!score_read(s, item_id, &margins, &has, err) || !score_topics_get(s, arena, &topics, &count, err))
		return false;
	list = arena_alloc(arena, count * sizeof(*list));
	count = name_scores(topics, count, &margins, arena, list);
	qsort(list, count, sizeof(*list), compare_scores);
	*out = list;
	*out_count = count;
	return true;
}
