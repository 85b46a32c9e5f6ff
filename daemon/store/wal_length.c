#include "store/wal_length.h"

#include "store/handle.h"
#include "store/wal.h"

#include <inttypes.h>
#include <stdio.h>

/*
 * A log of 4 MB lets the pages of the indexes, which every transaction
 * changes, be moved into the file once for many times; and so for each 4 MB
 * more. It begins anew only when nothing was written since all of it had been
 * moved: from 32 MB on the writer gives that a chance.
 */
enum { LOG_PAGES = 1000, LOG_PAGES_MANY = 8000, LOG_BYTES_KEPT = 32 << 20, CUT_BYTES = 2 << 20 };

static int64_t
file_bytes(struct store *s)
{
	sqlite3_file *log = NULL;
	sqlite3_int64 bytes = 0;

	sqlite3_file_control(s->db, "main", SQLITE_FCNTL_JOURNAL_POINTER, &log);
	if (log == NULL || log->pMethods == NULL || log->pMethods->xFileSize(log, &bytes) != SQLITE_OK)
		return 0;
	return bytes;
}

/* What SQLite cuts the file to when the log begins anew the next time. */
static bool
set_length(struct store *s, struct err *err)
{
	int64_t bytes = file_bytes(s) - CUT_BYTES;
	char sql[64];

	if (bytes < LOG_BYTES_KEPT)
		bytes = LOG_BYTES_KEPT;
	if (bytes == s->log_bytes)
		return true;
	s->log_bytes = bytes;
	snprintf(sql, sizeof(sql), "PRAGMA journal_size_limit = %" PRId64, bytes);
	return store_exec(s, sql, err);
}

void
wal_length_move(struct store *s)
{
	(void)set_length(s, NULL);
	checkpoint_ask(s->checkpoint);
}

static int
on_commit(void *context, sqlite3 *, const char *, int pages_in_log)
{
	struct store *s = context;

	s->pages_in_log = pages_in_log;
	if (pages_in_log < s->log_asked) /* it has begun anew */
		s->log_asked = 0;
	if (pages_in_log - s->log_asked < LOG_PAGES)
		return SQLITE_OK;
	s->log_asked = pages_in_log;
	wal_length_move(s);
	return SQLITE_OK;
}

bool
wal_length_watch(struct store *s, struct err *err)
{
	s->checkpoint = checkpoint_new(s->path);
	sqlite3_wal_hook(s->db, on_commit, s);
	return set_length(s, err);
}

bool
store_rest(struct store *s)
{
	return s->pages_in_log >= LOG_PAGES_MANY && checkpoint_rest(s->checkpoint);
}

/* It begins anew with the next commit, once all of it has been moved. */
static bool
commit_something(struct store *s)
{
	if (store_begin(s, STORE_FETCHED, NULL) && wal_count(s, 0, NULL) && store_commit(s, NULL))
		return true;
	store_rollback(s);
	return false;
}

bool
wal_length_cut(struct store *s)
{
	int64_t bytes = file_bytes(s);

	if (bytes <= LOG_BYTES_KEPT)
		return false;
	if (checkpoint_rest(s->checkpoint))
		return true;
	if (!commit_something(s))
		return false;
	wal_length_move(s);
	return file_bytes(s) < bytes;
}
