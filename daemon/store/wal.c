#include "store/wal.h"

#include "base/memory.h"
#include "store/statement.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* ---- what the lock file says ---- */

enum { NOTE_BYTES = 64 };

static struct wal_mark
read_note(int fd)
{
	char text[NOTE_BYTES + 1] = { 0 };
	struct wal_mark note = { 0 };

	if (pread(fd, text, NOTE_BYTES, 0) <= 0 ||
	    sscanf(text, "store %" SCNd64 " acts %" SCNd64 "\n", &note.id, &note.acts) != 2)
		note = (struct wal_mark) { 0 };
	return note;
}

static bool
write_note(const struct store *s, struct err *err)
{
	char text[NOTE_BYTES + 1];
	int len = snprintf(text, sizeof(text), "store %" PRId64 " acts %" PRId64 "\n", s->mark.id, s->mark.acts);

	if (pwrite(s->lock_fd, text, (size_t)len, 0) == len && ftruncate(s->lock_fd, len) == 0)
		return true;
	return err_set(err, ERR_SYSTEM, "winnow.lock beside %s: %s", s->path, strerror(errno));
}

/* ---- what the store says ---- */

STATEMENT(sql_store_mark, "SELECT store_id, acts FROM tally");

/* All 0 when it can't be read, or was made by an older winnowd. */
static struct wal_mark
mark_on(struct store *s)
{
	BORROWED_STMT stmt = NULL;
	bool has;

	if (!stmt_borrow(s, &sql_store_mark, &stmt, NULL) || !stmt_next(s, stmt, &has, NULL) || !has)
		return (struct wal_mark) { 0 };
	return (struct wal_mark) { column_int(stmt, 0), column_int(stmt, 1) };
}

/* By the file alone, which may lack it as long as all is in the log. */
static struct wal_mark
mark_in_file(const struct store *s)
{
	struct wal_mark mark;
	struct store *alone;

	if (!store_open_untouched(s->path, &alone, NULL))
		return (struct wal_mark) { 0 };
	mark = mark_on(alone);
	store_close(alone);
	return mark;
}

static bool
are_others(int64_t id, int64_t other)
{
	return id != 0 && other != 0 && id != other;
}

bool
wal_are_others(struct store *view, struct store *other)
{
	return are_others(mark_on(view).id, mark_on(other).id);
}

/*
 * Whether some program has the database open, as somebody may who looks at it
 * with sqlite3: it holds a lock on this byte of the index of the log
 * (UNIX_SHM_DMS in SQLite's os_unix.c).
 */
enum { BYTE_HELD = 128 };

static bool
is_in_use(const char *path)
{
	struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = BYTE_HELD, .l_len = 1 };
	OWNED_TEXT name = mem_printf("%s-shm", path);
	OWNED_FD fd = open(name, O_RDWR | O_CLOEXEC);

	return fd >= 0 && fcntl(fd, F_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
}

/* ---- whether they go together ---- */

#define REFUSE(...) err_set(err, ERR_DAMAGED, __VA_ARGS__)

/* With nothing in it, SQLite would throw the log away. */
static bool
look_at_empty(const struct store *s, const struct place_file *file, const struct wal_mark *note, struct err *err)
{
	if (file->has_log)
		return REFUSE(
		    "%s is empty, but there is a log to it: put the database back, or a backup without the log"
		    " ('winnowd --salvage' finds nothing in it)",
		    s->path);
	return file->is_new || note->id == 0 ||
	       REFUSE(
		   "%s is empty, though there was a store: put a backup in its place, or remove it to begin anew"
		   " ('winnowd --salvage' finds nothing in it)",
		   s->path);
}

bool
wal_look(const struct store *s, const struct place_file *file, struct err *err)
{
	struct wal_mark note = read_note(s->lock_fd);

	if (file->is_empty)
		return look_at_empty(s, file, &note, err);
	if (!file->has_log || !are_others(mark_in_file(s).id, note.id) || is_in_use(s->path))
		return true;
	return REFUSE("%s-wal is the log of another database, which stood here before" SALVAGE_ADVICE
		      "; to go on with this one, move the log away",
	    s->path);
}

bool
wal_see(struct store *s, const struct place_file *file, struct err *err)
{
	struct wal_mark note = read_note(s->lock_fd), mark = mark_on(s);

	stmt_forget_all(s); /* the schema may be about to change */
	if (file->has_log && are_others(mark_in_file(s).id, mark.id))
		return REFUSE("%s-wal is the log of another database" SALVAGE_ADVICE
			      "; to go on without it, move it away",
		    s->path);
	if (mark.id != 0 && mark.id == note.id && mark.acts < note.acts)
		return REFUSE("%s lacks the last %" PRId64
			      " things that were done: its log, winnow.db-wal, was lost or"
			      " damaged" SALVAGE_ADVICE "; to go on as it is, remove winnow.lock beside it",
		    s->path, note.acts - mark.acts);
	return true;
}

/* ---- counting ---- */

bool
wal_note(struct store *s, struct err *err)
{
	s->mark = mark_on(s);
	return write_note(s, err);
}

/* A row that stays as it is would not get into the log. */
STATEMENT(sql_store_act, "UPDATE tally SET acts = acts + :count, turn = 1 - turn");

bool
wal_count(struct store *s, int count, struct err *err)
{
	BORROWED_STMT stmt = NULL;

	if (!stmt_borrow(s, &sql_store_act, &stmt, err))
		return false;
	bind_int(stmt, ":count", count);
	return stmt_run(s, stmt, err);
}

/* A note that is behind does no harm: what it knows of is there. */
void
wal_counted(struct store *s)
{
	s->mark.acts++;
	(void)write_note(s, NULL);
}
