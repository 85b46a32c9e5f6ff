#include "ingest/folding.h"

#include "base/log.h"
#include "base/memory.h"
#include "curate/duplicate.h"
#include "curate/story.h"

#include <stdlib.h>

/* Stories fade with a half-life of a day: older items tie nothing any more. */
enum { STORY_WINDOW_S = 10 * 86400, STEP_ITEMS = 100 };

struct folding {
	struct writer *w;
	struct duplicate_index *duplicates;
	struct story_index *stories;
	int64_t built_up_to; /* stored items with a larger id are not in the indexes yet ... */
	int64_t build_to;    /* ... up to this one; what came since is */
	struct arena *texts; /* of the candidates that are being judged */
};

static bool
reset(struct folding *f, struct err *err)
{
	struct duplicate_settings duplicates = { .window_s = f->w->settings.duplicate_window_s };
	struct story_settings stories = { 0 };

	duplicate_index_free(f->duplicates);
	story_index_free(f->stories);
	f->duplicates = duplicate_index_new(&duplicates);
	f->stories = story_index_new(&stories);
	f->built_up_to = f->build_to = 0;
	return store_item_last_id(f->w->store, &f->build_to, err);
}

bool
folding_new(struct writer *w, struct folding **out, struct err *err)
{
	struct folding *f = mem_alloc(sizeof(*f));

	f->w = w;
	f->texts = arena_new();
	if (!reset(f, err)) {
		folding_free(f);
		return false;
	}
	*out = f;
	return true;
}

void
folding_free(struct folding *f)
{
	if (f == NULL)
		return;
	duplicate_index_free(f->duplicates);
	story_index_free(f->stories);
	arena_free(f->texts);
	free(f);
}

void
folding_forget(struct folding *f)
{
	struct err err = { 0 };

	if (!reset(f, &err))
		log_error("duplicates not indexed", LOG_TEXT("error", err.text));
}

bool
folding_is_pending(const struct folding *f)
{
	return f->built_up_to < f->build_to;
}

static struct duplicate_item
duplicate_item_of(const struct store_item_text *text)
{
	return (struct duplicate_item) {
		.id = text->id,
		.duplicate_of = text->duplicate_of,
		.feed_id = text->feed_id,
		.sorted_at = text->sorted_at,
		.title = text->title,
		.text = text->whole,
		.url = text->url,
	};
}

/* What was published long before it was seen, as in a feed's first document, is no news to anybody. */
static bool
is_news(const struct folding *f, int64_t sorted_at)
{
	return sorted_at >= clock_now_s(f->w->clock) - STORY_WINDOW_S;
}

static void
remember_stored(struct folding *f, const struct store_item_text *text)
{
	struct duplicate_item copy = duplicate_item_of(text);
	struct story_item story = { text->id, text->sorted_at, text->title, text->whole };

	duplicate_index_add(f->duplicates, &copy);
	if (is_news(f, text->sorted_at))
		story_index_add(f->stories, &story, text->story_id != 0 ? text->story_id : text->id);
}

void
folding_step(struct folding *f)
{
	ARENA arena = arena_new();
	int64_t now = clock_now_s(f->w->clock);
	struct store_item_text *items;
	struct err err = { 0 };
	size_t count;

	if (!store_item_texts(f->w->store, f->built_up_to, now - f->w->settings.duplicate_window_s, STEP_ITEMS, arena,
		&items, &count, &err)) {
		log_error("duplicates not indexed", LOG_TEXT("error", err.text));
		count = 0;
	}
	for (size_t i = 0; i < count && items[i].id <= f->build_to; i++)
		remember_stored(f, &items[i]);
	f->built_up_to = count > 0 ? items[count - 1].id : f->build_to;
}

/* Brings a candidate's text for curate/duplicate. */
static bool
fetch_candidate(void *context, int64_t id, struct duplicate_item *out)
{
	struct folding *f = context;
	struct store_item_text text;

	if (!store_item_text(f->w->store, id, f->texts, &text, NULL))
		return false;
	*out = duplicate_item_of(&text);
	return true;
}

/* What can't be asked is left apart: a missed fold can be made by hand, a wrong one shows nobody what it hides. */
static bool
is_parted(void *context, int64_t original, int64_t other)
{
	struct folding *f = context;
	bool parted = true;

	return !store_items_are_parted(f->w->store, original, other, &parted, NULL) || parted;
}

static bool
tie(struct folding *f, const struct fold_item *item, struct err *err)
{
	struct story_item story = { item->id, item->sorted_at, item->title, item->text };
	struct story_verdict verdict;

	if (!is_news(f, item->sorted_at))
		return true;
	story_assign(f->stories, &story, &verdict);
	if (verdict.story_id == item->id)
		return true;
	for (size_t i = 0; i < verdict.moved_count; i++)
		if (!store_item_story(f->w->store, verdict.moved[i], verdict.story_id, verdict.words, err) &&
		    err->code != ERR_NOT_FOUND)
			return false;
	return store_item_story(f->w->store, item->id, verdict.story_id, verdict.words, err);
}

static bool
fold_or_tie(struct folding *f, const struct fold_item *item, const struct duplicate_item *fresh, struct err *err)
{
	const struct duplicate_source source = { fetch_candidate, is_parted, f };
	struct duplicate_verdict verdict;

	if (!duplicate_find(f->duplicates, fresh, &source, &verdict))
		return tie(f, item, err);
	atomic_fetch_add(&f->w->vitals->duplicates_folded, 1);
	for (size_t i = 0; i < verdict.also_count; i++)
		if (!store_item_fold(f->w->store, verdict.also[i], verdict.original_id, verdict.reason, err))
			return false;
	return store_item_fold(f->w->store, item->id, verdict.original_id, verdict.reason, err) && tie(f, item, err);
}

bool
folding_item(struct folding *f, const struct fold_item *item, struct err *err)
{
	struct duplicate_item fresh = {
		.id = item->id,
		.feed_id = item->feed_id,
		.sorted_at = item->sorted_at,
		.title = item->title,
		.text = item->text,
		.url = item->url,
	};

	arena_clear(f->texts);
	if (item->is_new && !fold_or_tie(f, item, &fresh, err))
		return false;
	duplicate_index_add(f->duplicates, &fresh);
	return true;
}
