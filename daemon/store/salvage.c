#include "store/salvage.h"

#include "base/memory.h"
#include "base/text.h"
#include "store/handle.h"
#include "store/place.h"
#include "store/prose_column.h"
#include "store/salvage_part.h"
#include "store/salvage_source.h"
#include "store/statement.h"

#include <assert.h>
#include <string.h>
#include <unistd.h>

enum { ROWS_A_COMMIT = 500, PARAMETERS_MAX = 48, BYTES_A_ROW = 4 };

/* One table on its way. */
struct passage {
	struct store *from, *to;
	const struct salvage_part *part;
	struct salvage_count *count;
	int columns[PARAMETERS_MAX]; /* which goes to each parameter of `write`; -1: none */
	int64_t next;                /* the key to go on from */
	bool is_lacking;             /* a table that is not there is lost */
	int64_t rows_left;           /* more than that the file can't hold: pages name each other in a ring */
};

/* ---- one row ---- */

static int
column_called(sqlite3_stmt *read, const char *name)
{
	for (int i = 0; i < sqlite3_column_count(read); i++)
		if (text_equal(sqlite3_column_name(read, i), name))
			return i;
	return -1;
}

static void
map_columns(struct passage *p, sqlite3_stmt *read, sqlite3_stmt *write)
{
	assert(sqlite3_bind_parameter_count(write) < PARAMETERS_MAX);
	for (int i = 1; i <= sqlite3_bind_parameter_count(write); i++)
		p->columns[i] = column_called(read, sqlite3_bind_parameter_name(write, i) + 1);
}

/* What was overwritten may look like a row and be none. */
static bool
is_sane(sqlite3_stmt *read, int column)
{
	ARENA arena = arena_new();
	const char *text;

	switch (sqlite3_column_type(read, column)) {
	case SQLITE_TEXT:
		text = column_borrowed(read, column);
		return utf8_is_valid(text, (size_t)sqlite3_column_bytes(read, column));
	case SQLITE_BLOB:
		if (!text_starts(sqlite3_column_name(read, column), "packed_"))
			return true;
		text = prose_column(read, column, arena);
		return text != NULL && utf8_is_valid(text, strlen(text));
	default:
		return true;
	}
}

static bool
bind_row(const struct passage *p, sqlite3_stmt *read, sqlite3_stmt *write)
{
	for (int i = 1; i <= sqlite3_bind_parameter_count(write); i++) {
		if (p->columns[i] < 0)
			continue;
		if (!is_sane(read, p->columns[i]))
			return false;
		sqlite3_bind_value(write, i, sqlite3_column_value(read, p->columns[i]));
	}
	return true;
}

/* Whether the new store is at fault, not the row. */
static bool
is_grave(const struct store *to)
{
	int code = sqlite3_errcode(to->db) & 0xff;

	return code == SQLITE_FULL || code == SQLITE_IOERR || code == SQLITE_NOMEM || code == SQLITE_CORRUPT;
}

static bool
save_row(struct passage *p, sqlite3_stmt *read, struct err *err)
{
	BORROWED_STMT write = NULL;
	bool is_saved = false;

	if (!stmt_borrow(p->to, p->part->write, &write, err))
		return false;
	if (bind_row(p, read, write)) {
		if (stmt_run(p->to, write, err))
			is_saved = stmt_changes(p->to) > 0;
		else if (is_grave(p->to))
			return false;
	}
	if (p->part->what != NULL) {
		p->count->saved += is_saved;
		p->count->refused += !is_saved;
	}
	if (p->rows_left % ROWS_A_COMMIT != 0)
		return true;
	return store_commit(p->to, err) && store_begin(p->to, STORE_FETCHED, err);
}

/* ---- one table, around what is torn ---- */

static bool
can_seek(sqlite3_stmt *read)
{
	return sqlite3_bind_parameter_index(read, ":from") > 0;
}

static void
seek(sqlite3_stmt *read, int64_t key)
{
	sqlite3_reset(read);
	if (can_seek(read))
		bind_int(read, ":from", key);
}

/* Saves rows until their end, *out_ended, or until one can't be read. */
static bool
read_on(struct passage *p, sqlite3_stmt *read, bool *out_ended, struct err *err)
{
	int code;

	seek(read, p->next);
	while ((code = sqlite3_step(read)) == SQLITE_ROW) {
		int64_t key = column_int(read, 0);

		/* Keys that go back: a page stands where another belongs. */
		if ((can_seek(read) && key < p->next - 1) || key == INT64_MAX || p->rows_left-- == 0)
			break;
		p->next = key + 1;
		if (!save_row(p, read, err))
			return false;
	}
	*out_ended = code == SQLITE_DONE || p->rows_left <= 0;
	return true;
}

static bool
can_read_from(sqlite3_stmt *read, int64_t key)
{
	int code;

	seek(read, key);
	code = sqlite3_step(read);
	return code == SQLITE_DONE || (code == SQLITE_ROW && column_int(read, 0) >= key);
}

/* From `next` on nothing can be read: goes on at the least key from which something can. False: there is none. */
static bool
leap(struct passage *p, sqlite3_stmt *read)
{
	int64_t torn = p->next, step = 1, sound;

	for (; !can_read_from(read, p->next + step); step *= 2) {
		torn = p->next + step;
		if (!can_seek(read) || step > INT64_MAX / 4 || p->next > INT64_MAX / 4)
			return false;
	}
	sound = p->next + step;
	while (sound - torn > 1) {
		int64_t middle = torn + (sound - torn) / 2;

		if (can_read_from(read, middle))
			sound = middle;
		else
			torn = middle;
	}
	p->next = sound;
	return true;
}

static bool
pass_rows(struct passage *p, sqlite3_stmt *read, struct err *err)
{
	bool has_ended = false;

	for (;;) {
		if (!read_on(p, read, &has_ended, err))
			return false;
		if (has_ended)
			return true;
		p->count->torn++;
		if (!leap(p, read))
			return true;
	}
}

static bool
pass(struct passage *p, struct err *err)
{
	BORROWED_STMT read = NULL;

	/* A store of an older version does not have all tables. */
	if (!stmt_borrow(p->from, p->part->read, &read, NULL)) {
		p->count->torn += p->is_lacking;
		return true;
	}
	{
		BORROWED_STMT write = NULL;

		if (!stmt_borrow(p->to, p->part->write, &write, err))
			return false;
		map_columns(p, read, write);
	}
	return store_begin(p->to, STORE_FETCHED, err) && pass_rows(p, read, err) && store_commit(p->to, err);
}

static struct salvage_count *
count_for(struct salvage *salvage, const struct salvage_part *part)
{
	assert(part->what != NULL ? salvage->count < SALVAGE_COUNTS_MAX : salvage->count > 0);
	if (part->what != NULL)
		salvage->counts[salvage->count++] = (struct salvage_count) { .what = part->what };
	return &salvage->counts[salvage->count - 1];
}

static bool
pass_all(const struct source *source, struct store *to, struct salvage *salvage, struct err *err)
{
	size_t count;
	const struct salvage_part *parts = salvage_parts(&count);

	for (size_t i = 0; i < count; i++) {
		struct passage p = { .from = source->view,
			.to = to,
			.part = &parts[i],
			.count = count_for(salvage, &parts[i]),
			.is_lacking = source->is_lacking,
			.rows_left = source->bytes / BYTES_A_ROW };

		if (parts[i].is_second_try && p.count->torn == 0)
			continue;
		if (!pass(&p, err)) {
			store_rollback(to);
			return err_wrap(err, "saving %s", p.count->what);
		}
	}
	return true;
}

/* ---- what hangs together ---- */

STATEMENT(sql_drop_bare,
    "DELETE FROM item WHERE is_starred = 0 AND verdict = 0 AND note IS NULL"
    " AND NOT EXISTS (SELECT 1 FROM body WHERE item_id = item.id)"
    " AND NOT EXISTS (SELECT 1 FROM verdict WHERE item_id = item.id)"
    " AND NOT EXISTS (SELECT 1 FROM issue_item WHERE item_id = item.id)");
/* Another text than any: when the feed brings it again, it is put there. */
STATEMENT(sql_mark_bare,
    "UPDATE item SET text_hash = 0, rest_hash = 0 WHERE NOT EXISTS (SELECT 1 FROM body WHERE item_id = item.id)");
STATEMENT(sql_dress_bare,
    "INSERT INTO body (item_id, identity, title) SELECT id, '', '(its text was lost)' FROM item"
    " WHERE NOT EXISTS (SELECT 1 FROM body WHERE item_id = item.id)");
STATEMENT(sql_part_orphans,
    "UPDATE item SET duplicate_of = NULL, duplicate_reason = NULL WHERE duplicate_of IS NOT NULL"
    " AND NOT EXISTS (SELECT 1 FROM item o WHERE o.id = item.duplicate_of AND o.duplicate_of IS NULL)");
STATEMENT(sql_count_again,
    "UPDATE tally SET (items, duplicates, unread, starred, kept) = (SELECT count(*), count(duplicate_of),"
    " count(*) FILTER (WHERE is_read = 0 AND duplicate_of IS NULL),"
    " count(*) FILTER (WHERE is_starred = 1 AND duplicate_of IS NULL),"
    " count(*) FILTER (WHERE verdict = 1 AND duplicate_of IS NULL) FROM item)");
STATEMENT(sql_count_feeds_again, "UPDATE feed SET item_count = (SELECT count(*) FROM item WHERE feed_id = feed.id)");
/* It may have been an older winnow's. */
STATEMENT(sql_pack_again, "INSERT INTO packing (one, swept_to) VALUES (1, 0)");
STATEMENT(sql_index_again, "INSERT INTO item_words (item_words) VALUES ('rebuild')");

static bool
run(struct store *s, const struct statement *which, int64_t *out_changes, struct err *err)
{
	BORROWED_STMT stmt = NULL;

	if (!stmt_borrow(s, which, &stmt, err) || !stmt_run(s, stmt, err))
		return false;
	if (out_changes != NULL)
		*out_changes = stmt_changes(s);
	return true;
}

static bool
mend(struct store *to, struct salvage *salvage, struct err *err)
{
	return store_begin(to, STORE_PERSON, err) && run(to, &sql_drop_bare, &salvage->items_dropped, err) &&
	       run(to, &sql_mark_bare, NULL, err) && run(to, &sql_dress_bare, &salvage->texts_lost, err) &&
	       run(to, &sql_part_orphans, NULL, err) && run(to, &sql_count_again, NULL, err) &&
	       run(to, &sql_count_feeds_again, NULL, err) && run(to, &sql_pack_again, NULL, err) &&
	       run(to, &sql_index_again, NULL, err) && store_commit(to, err);
}

/* ---- ids are never given twice ---- */

STATEMENT(sql_read_ids, "SELECT name, seq FROM sqlite_sequence WHERE rowid >= 0");
STATEMENT(sql_raise_id, "UPDATE sqlite_sequence SET seq = max(seq, :seq) WHERE name = :name");
STATEMENT(sql_first_id,
    "INSERT INTO sqlite_sequence (name, seq) SELECT :name, :seq"
    " WHERE :name NOT IN (SELECT name FROM sqlite_sequence)");

static bool
raise_id(struct store *to, const struct statement *which, sqlite3_stmt *read, struct err *err)
{
	BORROWED_STMT stmt = NULL;

	if (!stmt_borrow(to, which, &stmt, err))
		return false;
	bind_text(stmt, ":name", column_borrowed(read, 0));
	bind_int(stmt, ":seq", column_int(read, 1));
	return stmt_run(to, stmt, err);
}

/* What can't be read of it is no loss while the items themselves are there. */
static bool
raise_ids(struct store *from, struct store *to, struct err *err)
{
	BORROWED_STMT read = NULL;
	bool has;

	if (!stmt_borrow(from, &sql_read_ids, &read, NULL))
		return true;
	while (stmt_next(from, read, &has, NULL) && has)
		if (is_sane(read, 0) && column_borrowed(read, 0) != NULL &&
		    (!raise_id(to, &sql_raise_id, read, err) || !raise_id(to, &sql_first_id, read, err)))
			return false;
	return true;
}

STATEMENT(sql_expected, "SELECT items FROM tally WHERE one = 1");

static int64_t
expected(struct store *from)
{
	BORROWED_STMT stmt = NULL;
	bool has;

	if (!stmt_borrow(from, &sql_expected, &stmt, NULL) || !stmt_next(from, stmt, &has, NULL) || !has)
		return -1;
	return column_int(stmt, 0);
}

/* An empty store is no loss; one of which nothing can be read is no store. */
static bool
has_anything(const char *dir, const struct salvage *salvage, struct err *err)
{
	int64_t saved = 0, lost = 0;

	for (size_t i = 0; i < salvage->count; i++) {
		saved += salvage->counts[i].saved;
		lost += salvage->counts[i].torn + salvage->counts[i].refused;
	}
	return saved > 0 || lost == 0 || err_set(err, ERR_DAMAGED, "nothing can be read of %s/winnow.db", dir);
}

static bool
refill(const char *dir, const char *into, struct store *to, struct salvage *salvage, struct err *err)
{
	__attribute__((cleanup(source_close))) struct source source = { 0 };
	OWNED_TEXT work = mem_printf("%s/reading", into);

	if (!source_open(dir, work, &source, salvage, err))
		return false;
	salvage->items_expected = expected(source.view);
	return pass_all(&source, to, salvage, err) && has_anything(dir, salvage, err) && mend(to, salvage, err) &&
	       raise_ids(source.view, to, err) && store_check(to, err);
}

static bool
refuse_overwriting(const char *into, struct err *err)
{
	OWNED_TEXT path = mem_printf("%s/winnow.db", into);

	return access(path, F_OK) != 0 || err_set(err, ERR_EXISTS, "%s is there already: move it away first", path);
}

/* What was half filled would be in the way of the next try. */
static void
take_back(struct store *to)
{
	sqlite3_db_config(to->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
	place_remove(to->path);
}

bool
store_salvage(const char *dir, const char *into, struct salvage *out, struct err *err)
{
	OWNED_FD lock_fd = -1;
	OWNED_STORE to = NULL;
	struct salvage salvage = { .items_expected = -1 };

	if (access(dir, F_OK) != 0)
		return err_set(err, ERR_NOT_FOUND, "there is no directory %s", dir);
	if (!source_look(dir, err) || !place_lock_to_read(dir, &lock_fd, err) || !refuse_overwriting(into, err) ||
	    !store_open_writer(into, &to, err))
		return false;
	if (!refill(dir, into, to, &salvage, err)) {
		take_back(to);
		return false;
	}
	*out = salvage;
	return true;
}
