#include "ingest/happened.h"

#include "base/memory.h"
#include "base/text.h"
#include "ingest/writer.h"
#include "message/news.h"

#include <stdlib.h>

/* So long may an item wait for its scores to settle. */
enum { UNSETTLED_MS = 5000 };

struct mark {
	int64_t last_id;
	int64_t lost;
	size_t count; /* of news */
};

struct happened {
	struct news *news; /* NULL: nothing but items happened */
	struct mark noted;
	struct mark part;      /* as it was when the part began */
	struct mark committed; /* as it was at the last commit */
	int64_t told_id;
	int64_t since_ms; /* of the oldest that is committed and not told; 0: none */
};

struct happened *
happened_new(int64_t last_id)
{
	struct happened *h = mem_alloc(sizeof(*h));

	h->noted.last_id = h->part.last_id = h->committed.last_id = h->told_id = last_id;
	return h;
}

void
happened_free(struct happened *h)
{
	if (h == NULL)
		return;
	news_free(h->news);
	free(h);
}

void
happened_item(struct happened *h, int64_t id)
{
	if (id > h->noted.last_id)
		h->noted.last_id = id;
}

/* NULL: there is no room, and that is counted. */
static struct happening *
note(struct happened *h, enum news_kind kind, int64_t id)
{
	if (h->noted.count == NEWS_HAPPENINGS_MAX) {
		h->noted.lost++;
		return NULL;
	}
	if (h->news == NULL)
		h->news = news_new(NEWS_HAPPENINGS_MAX + NEWS_ITEMS_MAX);
	h->noted.count++;
	return news_add(h->news, kind, id);
}

void
happened_feed(struct happened *h, int64_t id, const char *change)
{
	struct happening *happening = note(h, NEWS_FEED, id);

	if (happening != NULL)
		happening->change = change;
}

void
happened_feed_between(struct happened *h, const struct store_feed *before, const struct store_feed *after)
{
	enum feed_state state = store_feed_state(after);

	if (!text_equal(before->url, after->url))
		happened_feed(h, after->id, "moved");
	if (store_feed_state(before) != state)
		happened_feed(h, after->id, feed_state_name(state));
}

void
happened_issue(struct happened *h, const char *digest, int64_t number)
{
	struct happening *happening = note(h, NEWS_ISSUE, number);

	if (happening != NULL)
		happening->name = arena_strdup(h->news->arena, digest);
}

static void
go_back(struct happened *h, const struct mark *mark)
{
	h->noted = *mark;
	if (h->news == NULL)
		return;
	for (size_t i = mark->count; i < h->news->count; i++)
		h->news->list[i] = (struct happening) { 0 };
	h->news->count = mark->count;
}

void
happened_part_begin(struct happened *h)
{
	h->part = h->noted;
}

void
happened_part_undo(struct happened *h)
{
	go_back(h, &h->part);
}

void
happened_rollback(struct happened *h)
{
	go_back(h, &h->committed);
}

void
happened_commit(struct writer *w)
{
	struct happened *h = w->happened;

	h->committed = h->noted;
	if (h->since_ms == 0 && (h->committed.last_id > h->told_id || h->committed.count > 0))
		h->since_ms = clock_steady_ms(w->clock);
}

/* What is unheard when nobody watches is of no use later: who comes begins with what comes then. */
static void
send(struct writer *w, struct news *news)
{
	if (atomic_load(&w->vitals->watchers) == 0 || !mailbox_post(w->doors->serve, &news->letter))
		news_free(news);
}

void
happened_tell(struct writer *w, bool is_settled)
{
	struct happened *h = w->happened;
	struct news *news = h->news;

	if (h->since_ms == 0 || (!is_settled && clock_steady_ms(w->clock) - h->since_ms < UNSETTLED_MS))
		return;
	/* In this order: who begins to watch says so first, and then looks how far items are told. */
	atomic_store(&w->vitals->items_told, h->committed.last_id);
	if (news == NULL && atomic_load(&w->vitals->watchers) > 0)
		news = news_new(NEWS_ITEMS_MAX);
	if (news != NULL) {
		news->lost = h->committed.lost;
		send(w, news);
	}
	h->news = NULL;
	h->since_ms = 0;
	h->told_id = h->committed.last_id;
	h->noted = h->part = h->committed = (struct mark) { .last_id = h->told_id };
}
