/* Transactions and snapshots, and the room there is for them. */
#include "base/clock.h"
#include "store/changes.h"
#include "store/handle.h"
#include "store/place.h"
#include "store/score.h"
#include "store/statement.h"
#include "store/wal.h"

#include <assert.h>

bool
store_is_in_transaction(const struct store *s)
{
	return sqlite3_get_autocommit(s->db) == 0;
}

/* Can't be changed inside a transaction, and costs a statement: so only when it is another. */
static bool
set_durability(struct store *s, enum store_durability durability, struct err *err)
{
	static const char *const pragmas[] = {
		[STORE_FETCHED] = "PRAGMA synchronous = NORMAL",
		[STORE_PERSON] = "PRAGMA synchronous = FULL",
	};

	if (s->is_durability_set && s->durability == durability)
		return true;
	if (!store_exec(s, pragmas[durability], err))
		return false;
	s->durability = durability;
	s->is_durability_set = true;
	return true;
}

static bool
run(struct store *s, const struct statement *which, struct err *err)
{
	BORROWED_STMT stmt = NULL;

	return stmt_borrow(s, which, &stmt, err) && stmt_run(s, stmt, err);
}

STATEMENT(sql_begin, "BEGIN IMMEDIATE");

bool
store_begin(struct store *s, enum store_durability durability, struct err *err)
{
	assert(s->lock_fd >= 0 && !store_is_in_transaction(s));
	pending_cut(&s->pending, 0);
	if (!set_durability(s, durability, err) || !run(s, &sql_begin, err))
		return false;
	s->is_begun = true;
	s->changes_before = sqlite3_total_changes(s->db);
	return true;
}

STATEMENT(sql_commit, "COMMIT");

static bool
has_changed(const struct store *s)
{
	return sqlite3_total_changes(s->db) != s->changes_before;
}

bool
store_commit(struct store *s, struct err *err)
{
	bool is_act = s->durability == STORE_PERSON;

	assert(s->is_begun);
	score_tell_rescored(s);
	if (!pending_flush(s, err) || (has_changed(s) && !wal_count(s, is_act, err)) || !run(s, &sql_commit, err))
		return false;
	s->is_begun = false;
	if (s->changes != NULL)
		changes_settle(s->changes);
	if (is_act && has_changed(s))
		wal_counted(s);
	return true;
}

/* A full disk or a broken page may have rolled back already. */
void
store_rollback(struct store *s)
{
	s->is_begun = false;
	s->rescored_count = 0;
	pending_cut(&s->pending, 0);
	if (store_is_in_transaction(s))
		sqlite3_exec(s->db, "ROLLBACK", NULL, NULL, NULL);
	if (s->changes != NULL)
		changes_settle(s->changes);
}

/* ---- how long to wait ---- */

enum { STEPS_A_LOOK = 2000 }; /* at the clock: under a millisecond */

static int
is_patience_over(void *context)
{
	const struct store *s = context;

	return clock_steady_ms(clock_system()) >= s->patient_until_ms;
}

void
store_be_patient(struct store *s, int ms)
{
	s->patience_ms = ms;
	s->patient_until_ms = clock_steady_ms(clock_system()) + ms;
	sqlite3_progress_handler(s->db, STEPS_A_LOOK, ms > 0 ? is_patience_over : NULL, s);
}

/* ---- is there room? ---- */

enum { RESERVE_SHARE = 50, RESERVE_MIN_BYTES = 4 << 20, RESERVE_MAX_BYTES = 64 << 20 };

bool
store_room(struct store *s, struct store_room *out, struct err *err)
{
	int64_t total, reserve;

	if (!place_room(s->path, &out->free_bytes, &total, err))
		return false;
	reserve = total / RESERVE_SHARE;
	if (reserve < RESERVE_MIN_BYTES)
		reserve = RESERVE_MIN_BYTES;
	out->reserve_bytes = reserve < RESERVE_MAX_BYTES ? reserve : RESERVE_MAX_BYTES;
	return true;
}

bool
store_has_moved(struct store *s)
{
	int has_moved = 0;

	return sqlite3_file_control(s->db, "main", SQLITE_FCNTL_HAS_MOVED, &has_moved) == SQLITE_OK && has_moved != 0;
}

STATEMENT(sql_same_again, "UPDATE tally SET feeds = feeds WHERE one = 1");

bool
store_try_write(struct store *s, struct err *err)
{
	if (store_begin(s, STORE_PERSON, err) && run(s, &sql_same_again, err) && store_commit(s, err))
		return true;
	store_rollback(s);
	return false;
}

STATEMENT(sql_part_begin, "SAVEPOINT part");

bool
store_part_begin(struct store *s, struct err *err)
{
	assert(s->is_begun);
	s->pending.part_from = s->pending.count;
	return pending_settle(s, err) && run(s, &sql_part_begin, err);
}

STATEMENT(sql_part_end, "RELEASE part");

bool
store_part_end(struct store *s, struct err *err)
{
	return pending_settle(s, err) && run(s, &sql_part_end, err);
}

void
store_part_undo(struct store *s)
{
	pending_cut(&s->pending, s->pending.part_from);
	if (store_is_in_transaction(s))
		sqlite3_exec(s->db, "ROLLBACK TO part; RELEASE part", NULL, NULL, NULL);
}

STATEMENT(sql_snapshot_begin, "BEGIN");
/* A transaction sees nothing yet until its first read. */
STATEMENT(sql_snapshot_see, "SELECT items FROM tally");

bool
store_snapshot_begin(struct store *s, struct err *err)
{
	s->settled = s->changes != NULL ? changes_settled(s->changes) : 0;
	s->are_tops_current = false;
	if (!run(s, &sql_snapshot_begin, err))
		return false;
	s->is_snapshot = true;
	if (run(s, &sql_snapshot_see, err))
		return true;
	store_snapshot_end(s);
	return false;
}

void
store_snapshot_end(struct store *s)
{
	s->is_snapshot = false;
	score_topics_forget(&s->topics);
	if (store_is_in_transaction(s))
		sqlite3_exec(s->db, "COMMIT", NULL, NULL, NULL);
}

int64_t
store_snapshot_version(const struct store *s)
{
	uint32_t version = 0;

	sqlite3_file_control(s->db, "main", SQLITE_FCNTL_DATA_VERSION, &version);
	return version;
}
