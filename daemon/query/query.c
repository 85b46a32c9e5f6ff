#include "query/query.h"

#include "base/log.h"
#include "base/memory.h"
#include "curate/story_words.h"
#include "query/backup.h"
#include "query/models.h"
#include "query/reader.h"
#include "query/recall.h"
#include "query/volumes.h"
#include "query/warming.h"
#include "store/changes.h"

#include <pthread.h>
#include <stdlib.h>

enum { THREADS_MAX = 16 };

struct query {
	pthread_mutex_t lock; /* settings */
	struct query_settings settings;
	char *dir, *config_path;
	struct backups *backups;
	struct recall *recall;
	int thread_count;
	struct {
		pthread_t thread;
		struct reader reader;
	} threads[THREADS_MAX];
};

static const answer_fn answers[REQUEST_KINDS] = {
	[REQUEST_STATUS] = answer_status,
	[REQUEST_METRICS] = answer_metrics,
	[REQUEST_FEED_LIST] = answer_feed_list,
	[REQUEST_FEED_GET] = answer_feed,
	[REQUEST_YIELD] = answer_yield,
	[REQUEST_OPML_EXPORT] = answer_opml,
	[REQUEST_TOPIC_LIST] = answer_topic_list,
	[REQUEST_TOPIC_GET] = answer_topic,
	[REQUEST_TOPIC_TEST] = answer_topic_test,
	[REQUEST_TOPIC_LESSONS] = answer_topic_lessons,
	[REQUEST_TOPIC_SUGGESTIONS] = answer_topic_suggestions,
	[REQUEST_SUGGESTIONS] = answer_suggestions,
	[REQUEST_ITEM_LIST] = answer_item_list,
	[REQUEST_ITEM_GET] = answer_item,
	[REQUEST_ITEM_WHY] = answer_why,
	[REQUEST_ITEM_REVISIONS] = answer_revisions,
	[REQUEST_MARKED] = answer_marked,
	[REQUEST_DIGEST] = answer_digest,
	[REQUEST_EVENTS] = answer_events,
	[REQUEST_RECIPE_LIST] = answer_recipe_list,
	[REQUEST_RECIPE_GET] = answer_recipe,
	[REQUEST_ISSUE_LIST] = answer_issue_list,
	[REQUEST_ISSUE_GET] = answer_issue,
	[REQUEST_ISSUE_STATE] = answer_issue_state,
	[REQUEST_ISSUE_FREEZE] = answer_issue_freeze,
};

void
reader_reply(struct reader *reader, struct request *r)
{
	if (!mailbox_post(reader->doors->serve, &r->letter))
		request_free(r);
}

/* What was composed is ingest's to store. */
static void
send_on(struct reader *reader, struct request *r)
{
	r->letter.bytes = sizeof(*r) + r->draft->document.len;
	if (mailbox_post_urgent(reader->doors->ingest, &r->letter))
		return;
	reply_problem(r, 503, "there is more to do than fits; try again");
	reader_reply(reader, r);
}

static void
answer(struct reader *reader, struct request *r)
{
	ARENA arena = arena_new();
	struct err err = { 0 };
	bool is_good;

	if (r->kind >= REQUEST_KINDS || answers[r->kind] == NULL) {
		reply_problem(r, 500, "winnowd routed a request to the wrong room");
		reader_reply(reader, r);
		return;
	}
	is_good = store_snapshot_begin(reader->store, &err);
	if (is_good) {
		is_good = answers[r->kind](reader, r, arena, &err);
		store_snapshot_end(reader->store);
	}
	models_rest(reader->models);
	if (!is_good) {
		reply_error(r, &err);
		if (r->reply.status >= 500)
			log_error("request failed", LOG_INT("kind", r->kind), LOG_TEXT("error", err.text));
	}
	if (is_good && r->draft != NULL)
		send_on(reader, r);
	else
		reader_reply(reader, r);
}

/* What has nobody who waits for it. */
static void
look_again(struct reader *reader, struct letter *letter)
{
	if (letter->kind == LETTER_RESCORED)
		warming_begin(reader->warming);
	else if (letter->kind == LETTER_CHANGED)
		warming_follow(reader);
	letter_free(letter);
}

static void
handle(struct reader *reader, struct letter *letter)
{
	if (letter->kind == LETTER_DOCUMENT)
		preview_fetched(reader, (struct document *)letter);
	else if (letter->kind == LETTER_NEWS)
		events_render(reader, (struct news *)letter);
	else if (letter->kind != LETTER_REQUEST)
		look_again(reader, letter);
	else if (((struct request *)letter)->kind == REQUEST_PREVIEW)
		preview_begin(reader, (struct request *)letter);
	else if (((struct request *)letter)->kind == REQUEST_BACKUP)
		backup_begin(reader->backups, (struct request *)letter);
	else
		answer(reader, (struct request *)letter);
}

static void
copy_settings(struct query *q, struct reader *reader)
{
	pthread_mutex_lock(&q->lock);
	reader->settings = q->settings;
	pthread_mutex_unlock(&q->lock);
	reader->settings.dir = q->dir;
	reader->settings.config_path = q->config_path;
}

struct reader_start {
	struct query *query;
	struct reader *reader;
	struct letter *(*take)(struct mailbox *box);
};

/* What can be done beforehand is done while there is none. */
static struct letter *
next_letter(const struct reader_start *self)
{
	struct reader *reader = self->reader;

	while (warming_is_due(reader->warming)) {
		struct letter *letter = mailbox_collect(reader->doors->query);

		if (letter != NULL || mailbox_is_closed(reader->doors->query))
			return letter;
		copy_settings(self->query, reader);
		warming_step(reader);
	}
	return self->take(reader->doors->query);
}

static void *
reader_main(void *context)
{
	struct reader_start self = *(struct reader_start *)context;
	struct query *q = self.query;
	struct reader *reader = self.reader;
	struct letter *letter;

	free(context);
	while ((letter = next_letter(&self)) != NULL) {
		copy_settings(q, reader);
		handle(reader, letter);
	}
	return NULL;
}

static void
reader_fini(struct reader *reader)
{
	models_free(reader->models);
	volumes_free(reader->volumes);
	warming_free(reader->warming);
	repeat_fini(&reader->digest);
	if (reader->words != NULL)
		story_words_fini(reader->words);
	free(reader->words);
	store_close(reader->store);
}

/* Handles are opened before their thread starts, and from then on are that thread's alone. */
static bool
start_reader(struct query *q, int i, const struct sharing *sharing, struct err *err)
{
	struct reader_start *start;

	if (!store_open_reader(q->dir, &q->threads[i].reader.store, err))
		return false;
	store_share_changes(q->threads[i].reader.store, sharing->changes);
	q->threads[i].reader.models = models_new(sharing->lexicons);
	q->threads[i].reader.volumes = volumes_new();
	start = mem_alloc(sizeof(*start));
	/* One is kept free for what is answered at once, unless there is no other. */
	*start = (struct reader_start) { q, &q->threads[i].reader, i == 1 ? mailbox_take_urgent : mailbox_take };
	if (i != 1)
		q->threads[i].reader.warming = warming_new(q->threads[i].reader.clock);
	if (pthread_create(&q->threads[i].thread, NULL, reader_main, start) == 0)
		return true;
	free(start);
	reader_fini(&q->threads[i].reader);
	return err_set(err, ERR_SYSTEM, "can't start a reader thread");
}

bool
query_start(const struct query_settings *settings, const struct doors *doors, const struct clock *clock,
    struct vitals *vitals, const struct sharing *sharing, struct query **out, struct err *err)
{
	struct query *q = mem_alloc(sizeof(*q));
	int wanted = settings->threads < THREADS_MAX ? settings->threads : THREADS_MAX;

	pthread_mutex_init(&q->lock, NULL);
	q->settings = *settings;
	q->dir = mem_strdup(settings->dir);
	q->backups = backups_new(q->dir, doors);
	q->config_path = mem_strdup(settings->config_path);
	q->recall = recall_new();
	for (; q->thread_count < wanted; q->thread_count++) {
		q->threads[q->thread_count].reader = (struct reader) {
			.doors = doors, .clock = clock, .vitals = vitals, .backups = q->backups, .recall = q->recall
		};
		if (!start_reader(q, q->thread_count, sharing, err)) {
			mailbox_close(doors->query);
			query_stop(q);
			return false;
		}
	}
	*out = q;
	return true;
}

void
query_reload(struct query *q, const struct query_settings *settings)
{
	pthread_mutex_lock(&q->lock);
	q->settings = *settings;
	pthread_mutex_unlock(&q->lock);
}

void
query_stop(struct query *q)
{
	if (q == NULL)
		return;
	for (int i = 0; i < q->thread_count; i++) {
		pthread_join(q->threads[i].thread, NULL);
		reader_fini(&q->threads[i].reader);
	}
	backups_free(q->backups);
	recall_free(q->recall);
	pthread_mutex_destroy(&q->lock);
	free(q->dir);
	free(q->config_path);
	free(q);
}
