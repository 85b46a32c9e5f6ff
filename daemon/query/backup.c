#include "query/backup.h"

#include "base/log.h"
#include "base/memory.h"
#include "base/stride.h"
#include "store/backup.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdlib.h>

struct backups {
	const char *dir;
	const struct doors *doors;
	atomic_bool is_cancelled;
	pthread_mutex_t lock;    /* what follows */
	struct request *request; /* not NULL: one is under way */
	bool has_thread;         /* to be joined */
	pthread_t thread;
};

struct backups *
backups_new(const char *dir, const struct doors *doors)
{
	struct backups *b = mem_alloc(sizeof(*b));

	b->dir = dir;
	b->doors = doors;
	pthread_mutex_init(&b->lock, NULL);
	return b;
}

static void
send_home(struct backups *b, struct request *r)
{
	if (!mailbox_post(b->doors->serve, &r->letter))
		request_free(r);
}

static void
fill_reply(struct request *r, const struct store_backup *backup)
{
	struct reply *reply = &r->reply;

	reply->status = 200;
	reply->content_type = mem_strdup("application/vnd.sqlite3");
	reply->file = (struct reply_file) { backup->fd, backup->bytes };
	reply->etag = mem_printf("\"xxh3-%016" PRIx64 "\"", backup->hash);
	log_info("backup made", LOG_INT("bytes", backup->bytes));
}

static void *
backup_main(void *context)
{
	struct backups *b = context;
	struct store_backup backup;
	struct request *r = b->request;
	struct err err = { 0 };

	stride_give_way();
	if (store_backup_make(b->dir, &b->is_cancelled, &backup, &err)) {
		fill_reply(r, &backup);
	} else {
		reply_error(r, &err);
		log_error("backup failed", LOG_TEXT("error", err.text));
	}
	pthread_mutex_lock(&b->lock);
	b->request = NULL;
	pthread_mutex_unlock(&b->lock);
	send_home(b, r);
	return NULL;
}

/* Whoever was before has sent its letter home, or is about to. */
static void
join_last(struct backups *b)
{
	if (b->has_thread)
		pthread_join(b->thread, NULL);
	b->has_thread = false;
}

static bool
start(struct backups *b, struct request *r)
{
	if (b->request != NULL) {
		reply_problem(r, 503, "a backup is being made already; try again when it is done");
		return false;
	}
	join_last(b);
	b->request = r;
	b->has_thread = pthread_create(&b->thread, NULL, backup_main, b) == 0;
	if (b->has_thread)
		return true;
	b->request = NULL;
	reply_problem(r, 500, "can't start a thread for it");
	return false;
}

void
backup_begin(struct backups *b, struct request *r)
{
	bool is_started;

	pthread_mutex_lock(&b->lock);
	is_started = start(b, r);
	pthread_mutex_unlock(&b->lock);
	if (!is_started)
		send_home(b, r);
}

void
backups_free(struct backups *b)
{
	if (b == NULL)
		return;
	atomic_store(&b->is_cancelled, true);
	join_last(b);
	pthread_mutex_destroy(&b->lock);
	free(b);
}
