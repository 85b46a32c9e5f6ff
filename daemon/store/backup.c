#include "store/backup.h"

#include "base/memory.h"
#include "base/stride.h"
#include "base/text.h"
#include "store/handle.h"
#include "store/place.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <xxhash.h>

enum {
	STEP_PAGES = 64, /* looked up for a cancellation after each */
	STEP_BYTES = STEP_PAGES * 4096,
	SPARE_BYTES = 64 << 20, /* stay free for what comes in meanwhile */
	OPS_BETWEEN_LOOKS = 100000,
	READ_BYTES = 256 << 10,
};

/* Not a store's name, so that nothing takes half a copy for one. */
static char *
copy_path(const char *dir)
{
	return mem_printf("%s/winnow.db.backup", dir);
}

void
store_backup_sweep(const char *dir)
{
	OWNED_TEXT path = copy_path(dir);

	place_remove(path);
}

struct backup {
	const char *dir;
	const char *path; /* of the copy */
	int fd;           /* of the copy; -1: not there yet */
	const atomic_bool *is_cancelled;
};

static bool
fail_system(const struct backup *b, struct err *err)
{
	return err_set(
	    err, errno == ENOSPC || errno == EDQUOT ? ERR_FULL : ERR_SYSTEM, "%s: %s", b->path, strerror(errno));
}

static bool
is_cancelled(const struct backup *b, struct err *err)
{
	return atomic_load(b->is_cancelled) && !err_set(err, ERR_BUSY, "winnowd is stopping");
}

/* ---- room ---- */

/* The log counts as well: more than the copy will have. */
static bool
check_room(const struct backup *b, const struct store *source, struct err *err)
{
	int64_t bytes = place_bytes(source->path), room, total;

	if (!place_room(b->dir, &room, &total, err))
		return false;
	return room >= bytes + SPARE_BYTES ||
	       err_set(err, ERR_FULL,
		   "a backup needs %" PRId64 " MB for a moment in %s, where %" PRId64 " MB are free: make room there",
		   (bytes + SPARE_BYTES) / 1000000, b->dir, room / 1000000);
}

/* ---- copying ---- */

static void
close_database(sqlite3 **db)
{
	sqlite3_close(*db);
}

#define OWNED_DATABASE __attribute__((cleanup(close_database))) sqlite3 *

static bool
fail_copy(const struct backup *b, sqlite3 *to, struct err *err)
{
	int code = sqlite3_errcode(to) & 0xff;

	return err_set(err,
	    code == SQLITE_FULL      ? ERR_FULL
	    : code == SQLITE_CORRUPT ? ERR_DAMAGED
				     : ERR_STORE,
	    "%s: %s", b->path, sqlite3_errmsg(to));
}

/* Read and written. */
static bool
make_file(struct backup *b, struct err *err)
{
	unlink(b->path);
	b->fd = open(b->path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	return b->fd >= 0 || fail_system(b, err);
}

/* The copy needs to outlast nothing: whoever keeps it makes it last. */
static bool
open_copy(const struct backup *b, sqlite3 **out, struct err *err)
{
	if (sqlite3_open_v2(b->path, out, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) == SQLITE_OK &&
	    sqlite3_exec(*out, "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF", NULL, NULL, NULL) == SQLITE_OK)
		return true;
	return fail_copy(b, *out, err);
}

/*
 * Page by page from the snapshot that `source` has open: what is written
 * meanwhile stays in the log, so nothing is begun anew and nobody waits.
 */
static bool
copy_pages(const struct backup *b, struct store *source, sqlite3 *to, struct err *err)
{
	sqlite3_backup *copying = sqlite3_backup_init(to, "main", source->db, "main");
	struct stride stride = { 0 };
	bool is_given_up = false;
	int code = SQLITE_OK;

	if (copying == NULL)
		return fail_copy(b, to, err);
	while (code == SQLITE_OK && !is_given_up) {
		code = sqlite3_backup_step(copying, STEP_PAGES);
		is_given_up =
		    is_cancelled(b, err) || (!stride_wrote(&stride, b->fd, STEP_BYTES) && !fail_system(b, err));
	}
	code = sqlite3_backup_finish(copying);
	return !is_given_up && (code == SQLITE_OK || fail_copy(b, to, err));
}

/* Another store from now on: the log of the one it was copied from is not its own. */
static bool
rename_copy(const struct backup *b, sqlite3 *to, struct err *err)
{
	return sqlite3_exec(to, "UPDATE tally SET store_id = random()", NULL, NULL, NULL) == SQLITE_OK ||
	       fail_copy(b, to, err);
}

static bool
copy_store(struct backup *b, struct store *source, struct err *err)
{
	OWNED_DATABASE to = NULL;

	return check_room(b, source, err) && make_file(b, err) && open_copy(b, &to, err) &&
	       copy_pages(b, source, to, err) && rename_copy(b, to, err);
}

static bool
copy_snapshot(struct backup *b, struct err *err)
{
	struct store *source;
	bool is_good;

	if (!store_open_reader(b->dir, &source, err))
		return false;
	is_good = store_snapshot_begin(source, err);
	if (is_good) {
		is_good = copy_store(b, source, err);
		store_snapshot_end(source);
	}
	store_close(source);
	return is_good;
}

/* ---- looking through it ---- */

static int
on_look(void *context)
{
	return atomic_load((const atomic_bool *)context);
}

static bool
check_copy(const struct backup *b, struct err *err)
{
	struct store *copy;
	bool is_good;

	if (!store_open_untouched(b->path, &copy, err))
		return false;
	sqlite3_progress_handler(copy->db, OPS_BETWEEN_LOOKS, on_look, (void *)b->is_cancelled);
	is_good = store_check_rows(copy, err);
	store_close(copy);
	if (!is_good)
		(void)is_cancelled(b, err);
	return is_good;
}

static bool
hash_file(const struct backup *b, struct store_backup *out, struct err *err)
{
	XXH3_state_t *state = XXH3_createState();
	unsigned char *bytes = mem_alloc(READ_BYTES);
	struct stride stride = { 0 };
	ssize_t got;

	XXH3_64bits_reset(state);
	while ((got = pread(out->fd, bytes, READ_BYTES, out->bytes)) > 0) {
		XXH3_64bits_update(state, bytes, (size_t)got);
		out->bytes += got;
		stride_read(&stride, (size_t)got);
	}
	out->hash = XXH3_64bits_digest(state);
	free(bytes);
	XXH3_freeState(state);
	return got == 0 || fail_system(b, err);
}

static bool
hand_over(struct backup *b, struct store_backup *out, struct err *err)
{
	struct store_backup backup = { .fd = b->fd };

	if (!hash_file(b, &backup, err))
		return false;
	*out = backup;
	b->fd = -1;
	return true;
}

bool
store_backup_make(const char *dir, const atomic_bool *cancelled, struct store_backup *out, struct err *err)
{
	OWNED_TEXT path = copy_path(dir);
	struct backup b = { .dir = dir, .path = path, .fd = -1, .is_cancelled = cancelled };
	bool is_good = copy_snapshot(&b, err) && check_copy(&b, err) && hand_over(&b, out, err);

	store_backup_sweep(dir);
	if (b.fd >= 0 && atomic_load(cancelled)) /* somebody waits for the end */
		close(b.fd);
	else if (b.fd >= 0)
		stride_close(b.fd);
	return is_good;
}
