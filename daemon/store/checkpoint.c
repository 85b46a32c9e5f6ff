#include "store/checkpoint.h"

#include "base/list.h"
#include "base/memory.h"
#include "base/stride.h"
#include "store/handle.h"

#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <time.h>

/* Pages lie all over the file: one costs the disk as much as a few that lie together. */
enum { MOMENT_MS = 5, SECOND_NS = 1000000000, SCATTERED = 4 };

struct checkpoint {
	sqlite3_io_methods strided; /* the first: how the database file is written to */
	const sqlite3_io_methods *plain;
	struct stride stride;
	const char *path;
	bool has_thread;
	pthread_t thread;
	pthread_mutex_t lock; /* what follows */
	pthread_cond_t changed;
	uint64_t asked, done; /* how often; done reaches what was asked before it began */
	bool is_over;
};

struct checkpoint *
checkpoint_new(const char *path)
{
	struct checkpoint *c = mem_alloc(sizeof(*c));

	c->path = path;
	pthread_mutex_init(&c->lock, NULL);
	pthread_cond_init(&c->changed, NULL);
	return c;
}

static bool
is_over(struct checkpoint *c)
{
	bool is_over;

	pthread_mutex_lock(&c->lock);
	is_over = c->is_over;
	pthread_mutex_unlock(&c->lock);
	return is_over;
}

/* ---- the way to the disk ---- */

static int
sync_file(sqlite3_file *file, const sqlite3_io_methods *methods)
{
	return methods->xSync(file, SQLITE_SYNC_NORMAL | SQLITE_SYNC_DATAONLY);
}

/*
 * A log that could not be moved for minutes holds hundreds of megabytes. Were
 * they on their way to the disk at once, whoever commits would wait behind them.
 */
static int
write_strided(sqlite3_file *file, const void *bytes, int len, sqlite3_int64 at)
{
	struct checkpoint *c = LIST_ENTRY(file->pMethods, struct checkpoint, strided);
	int code = c->plain->xWrite(file, bytes, len, at);

	if (code != SQLITE_OK || !stride_is_whole(&c->stride, SCATTERED * (size_t)len) || is_over(c))
		return code;
	code = sync_file(file, c->plain);
	stride_rest(&c->stride);
	return code;
}

static bool
stride_writes(struct checkpoint *c, struct store *s)
{
	sqlite3_file *file = NULL;

	if (sqlite3_file_control(s->db, "main", SQLITE_FCNTL_FILE_POINTER, &file) != SQLITE_OK || file == NULL)
		return false;
	c->plain = file->pMethods;
	c->strided = *c->plain;
	c->strided.xWrite = write_strided;
	file->pMethods = &c->strided;
	return true;
}

/* Before it has read anything a connection does not know that there is a log. */
static const char sql_look[] = "SELECT 1 FROM sqlite_schema LIMIT 1";

static bool
connect(struct checkpoint *c, struct store *s)
{
	return handle_connect(s, s->path, SQLITE_OPEN_READWRITE, NULL) && store_exec(s, sql_look, NULL) &&
	       stride_writes(c, s);
}

/* A commit that is to last would wait for all that was written since. */
static void
sync_log(struct store *s)
{
	sqlite3_file *log = NULL;

	sqlite3_file_control(s->db, "main", SQLITE_FCNTL_JOURNAL_POINTER, &log);
	if (log != NULL && log->pMethods != NULL)
		sync_file(log, log->pMethods);
}

/* What can't be moved now (a broken disk, no room) is as safe in the log; the next time tries again. */
static void
move(struct checkpoint *c, struct store *s)
{
	int in_log = 0, moved = 0;

	c->stride = (struct stride) { 0 };
	sqlite3_wal_checkpoint_v2(s->db, NULL, SQLITE_CHECKPOINT_PASSIVE, &in_log, &moved);
	if (moved < in_log) /* somebody reads what was before */
		sync_log(s);
}

/* Until it is over; `lock` is held. */
static void
serve(struct checkpoint *c, struct store *s)
{
	while (!c->is_over) {
		uint64_t asked = c->asked;

		if (c->done == asked) {
			pthread_cond_wait(&c->changed, &c->lock);
			continue;
		}
		pthread_mutex_unlock(&c->lock);
		move(c, s);
		pthread_mutex_lock(&c->lock);
		c->done = asked;
		pthread_cond_broadcast(&c->changed);
	}
}

static void *
checkpoint_main(void *context)
{
	struct checkpoint *c = context;
	OWNED_STORE s = handle_at(mem_strdup(c->path));
	bool is_open = connect(c, s);

	pthread_mutex_lock(&c->lock);
	if (is_open)
		serve(c, s);
	c->is_over = true; /* nobody is to wait for it */
	pthread_cond_broadcast(&c->changed);
	pthread_mutex_unlock(&c->lock);
	return NULL;
}

void
checkpoint_free(struct checkpoint *c)
{
	if (c == NULL)
		return;
	pthread_mutex_lock(&c->lock);
	c->is_over = true;
	pthread_cond_broadcast(&c->changed);
	pthread_mutex_unlock(&c->lock);
	if (c->has_thread)
		pthread_join(c->thread, NULL);
	pthread_cond_destroy(&c->changed);
	pthread_mutex_destroy(&c->lock);
	free(c);
}

void
checkpoint_ask(struct checkpoint *c)
{
	if (!c->has_thread)
		c->has_thread = pthread_create(&c->thread, NULL, checkpoint_main, c) == 0;
	pthread_mutex_lock(&c->lock);
	c->asked++;
	pthread_cond_broadcast(&c->changed);
	pthread_mutex_unlock(&c->lock);
}

static struct timespec
a_moment_from_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	t.tv_nsec += MOMENT_MS * 1000000L;
	t.tv_sec += t.tv_nsec / SECOND_NS;
	t.tv_nsec %= SECOND_NS;
	return t;
}

bool
checkpoint_rest(struct checkpoint *c)
{
	const struct timespec until = a_moment_from_now();
	bool is_waiting;

	pthread_mutex_lock(&c->lock);
	is_waiting = c->has_thread && !c->is_over && c->done < c->asked;
	if (is_waiting)
		pthread_cond_clockwait(&c->changed, &c->lock, CLOCK_MONOTONIC, &until);
	pthread_mutex_unlock(&c->lock);
	return is_waiting;
}
