/* A store opened: to write, to read, or as a file that nobody may touch. */
#include "base/buffer.h"
#include "base/memory.h"
#include "base/text.h"
#include "store/backup.h"
#include "store/handle.h"
#include "store/migration.h"
#include "store/place.h"
#include "store/prose_column.h"
#include "store/statement.h"
#include "store/tops.h"
#include "store/wal.h"
#include "store/wal_length.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

bool
store_exec(struct store *s, const char *sql, struct err *err)
{
	return sqlite3_exec(s->db, sql, NULL, NULL, NULL) == SQLITE_OK || store_failed(s, err);
}

struct store *
handle_at(char *path)
{
	struct store *s = mem_alloc(sizeof(*s));

	s->path = path;
	s->lock_fd = -1;
	return s;
}

struct store *
handle_new(const char *dir)
{
	return handle_at(mem_printf("%s/winnow.db", dir));
}

enum { LAST_CHECKPOINT_MS = 2000 }; /* readers are waited for afterwards, anyway */

/*
 * SQLite does this only when the last connection closes, and not when that is a
 * reader. A file without a log is all there is, whoever copies it.
 */
static void
empty_log(struct store *s)
{
	int is_kept = 1;

	if (s->lock_fd < 0 || s->db == NULL)
		return;
	store_rollback(s);
	sqlite3_db_config(s->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, -1, &is_kept);
	sqlite3_busy_timeout(s->db, LAST_CHECKPOINT_MS);
	if (is_kept == 0)
		sqlite3_wal_checkpoint_v2(s->db, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
}

void
store_close(struct store *s)
{
	if (s == NULL)
		return;
	stmt_forget_all(s);
	tokenizer_free(s->tokenizer);
	checkpoint_free(s->checkpoint);
	empty_log(s);
	sqlite3_close(s->db); /* rolls back what is open */
	pending_fini(&s->pending);
	markup_free(s->markup);
	tops_free(s->tops);
	if (s->lock_fd >= 0)
		close(s->lock_fd);
	free(s->path);
	free(s);
}

void
handle_release(struct store **s)
{
	store_close(*s);
}

static bool
give(struct store **s, struct store **out)
{
	*out = *s;
	*s = NULL;
	return true;
}

bool
handle_connect(struct store *s, const char *name, int flags, struct err *err)
{
	if (sqlite3_open_v2(name, &s->db, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL) != SQLITE_OK ||
	    !prose_offer_functions(s->db))
		return store_failed(s, err);
	sqlite3_busy_timeout(s->db, BUSY_TIMEOUT_MS);
	return true;
}

/* ---- looking before touching ---- */

/* A name that SQLite reads as a URI, so that it makes no file beside a database that is only looked at. */
static void
add_untouched_name(const char *path, struct buffer *out)
{
	buffer_add_text(out, "file:");
	for (const char *c = path; *c != '\0'; c++)
		if (*c == '%' || *c == '?' || *c == '#')
			buffer_addf(out, "%%%02x", (unsigned)*c);
		else
			buffer_add_char(out, *c);
	buffer_add_text(out, "?immutable=1");
}

static bool
connect_untouched(struct store *s, struct err *err)
{
	BUFFER name = { 0 };

	add_untouched_name(s->path, &name);
	return handle_connect(s, name.data, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, err);
}

bool
store_open_untouched(const char *path, struct store **out, struct err *err)
{
	OWNED_STORE s = handle_at(mem_strdup(path));

	return connect_untouched(s, err) && give(&s, out);
}

/* Reads the whole schema. */
static const char sql_see_schema[] = "SELECT count(*) FROM sqlite_schema";
/* And the roots of the trees that matter most; for the newest schema only. */
static const char sql_see_tables[] =
    "SELECT (SELECT id FROM feed LIMIT 1), (SELECT id FROM item LIMIT 1), (SELECT item_id FROM body LIMIT 1),"
    " (SELECT id FROM topic LIMIT 1), (SELECT item_id FROM item_score LIMIT 1), (SELECT margin FROM score LIMIT 1),"
    " (SELECT id FROM verdict LIMIT 1), (SELECT items FROM tally), (SELECT rowid FROM item_words LIMIT 1)";

static bool
see(struct store *s, const struct place_file *file, struct err *err)
{
	if (!store_exec(s, sql_see_schema, err) ||
	    (file->schema_version == migration_newest() && !store_exec(s, sql_see_tables, err))) {
		if (err != NULL)
			err->code = ERR_DAMAGED; /* whatever it says of itself: a sound file has these */
		return false;
	}
	return true;
}

/* With a log the file alone says nothing: then the connection that reads both is what looks. */
static bool
see_untouched(const char *dir, const struct place_file *file, struct err *err)
{
	OWNED_STORE s = handle_new(dir);

	if (file->is_empty || file->has_log)
		return true;
	return connect_untouched(s, err) && see(s, file, err);
}

static bool
refuse_newer(const struct store *s, const struct place_file *file, struct err *err)
{
	if (file->schema_version <= migration_newest())
		return true;
	return err_set(err, ERR_NEWER, "%s was written by a newer winnow (schema %lld, this one knows up to %lld)",
	    s->path, (long long)file->schema_version, (long long)migration_newest());
}

/* ---- the writer ---- */

/*
 * The application id comes before the log is switched on: it is then in the
 * file itself, where the next start looks for it whatever else happens.
 */
static const char sql_make[] = "PRAGMA auto_vacuum = INCREMENTAL; PRAGMA application_id = 0x77696e77";

/*
 * Debian's SQLite overwrites what is deleted with zeros unless told otherwise.
 */
static const char sql_writer_settings[] =
    "PRAGMA journal_mode = WAL; PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF; PRAGMA temp_store = MEMORY;"
    " PRAGMA secure_delete = OFF; PRAGMA mmap_size = 0";

/*
 * What items are listed by grows with the store, and an item touches a page of
 * its own in each list: a transaction of a large one goes through many. As its
 * size is at the start: 6 MB up to 800 MB, 30 of 4 GB, 96 at most.
 */
enum { CACHE_SHARE = 128, CACHE_KB_LEAST = 6144, CACHE_KB_MOST = 98304 };

static bool
size_cache(struct store *s, struct err *err)
{
	int64_t kb = place_bytes(s->path) / 1024 / CACHE_SHARE;
	char sql[64];

	kb = kb < CACHE_KB_LEAST ? CACHE_KB_LEAST : kb > CACHE_KB_MOST ? CACHE_KB_MOST : kb;
	snprintf(sql, sizeof(sql), "PRAGMA cache_size = -%" PRId64, kb);
	return store_exec(s, sql, err);
}

/* Until all is well, closing must not move the log into the file. */
static void
keep_log_on_close(struct store *s, int keep)
{
	sqlite3_db_config(s->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, keep, NULL);
}

static bool
prepare_writer(struct store *s, const struct place_file *file, struct err *err)
{
	if (!handle_connect(s, s->path, SQLITE_OPEN_READWRITE, err))
		return false;
	keep_log_on_close(s, 1);
	if (!migration_offer_functions(s, err))
		return false;
	if (file->is_empty ? !store_exec(s, sql_make, err) : !wal_see(s, file, err) || !see(s, file, err))
		return false;
	if (!store_exec(s, sql_writer_settings, err) || !size_cache(s, err) || !migration_apply(s, err) ||
	    !wal_note(s, err))
		return false;
	keep_log_on_close(s, 0);
	return wal_length_watch(s, err);
}

bool
store_open_writer(const char *dir, struct store **out, struct err *err)
{
	OWNED_STORE s = handle_new(dir);
	struct place_file file;

	/* Counting what is allocated takes a lock that all threads share. Refused once SQLite is in use: it is set by then. */
	sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
	if (!place_make(dir, err) || !place_lock(dir, &s->lock_fd, err) || !place_look(s->path, &file, err))
		return false;
	store_backup_sweep(dir);
	if (!wal_look(s, &file, err) || !refuse_newer(s, &file, err) || !see_untouched(dir, &file, err))
		return false;
	return prepare_writer(s, &file, err) && give(&s, out);
}

int64_t
store_former_bytes(const char *dir)
{
	OWNED_STORE s = handle_new(dir);
	struct place_file file;

	if (access(s->path, F_OK) != 0 || !place_look(s->path, &file, NULL) || file.is_empty || file.has_log ||
	    file.schema_version >= migration_newest())
		return 0;
	return place_bytes(s->path);
}

/* ---- readers ---- */

/*
 * A digest over ten topics looks at a thousand pages, and the next one at nearly the same: with half as much it would
 * find none of them again.
 */
static const char sql_reader_settings[] =
    "PRAGMA query_only = ON; PRAGMA trusted_schema = OFF; PRAGMA temp_store = MEMORY;"
    " PRAGMA mmap_size = 0; PRAGMA cache_size = -4096";

bool
store_open_reader(const char *dir, struct store **out, struct err *err)
{
	OWNED_STORE s = handle_new(dir);

	if (!handle_connect(s, s->path, SQLITE_OPEN_READONLY, err) || !store_exec(s, sql_reader_settings, err))
		return false;
	return give(&s, out);
}
