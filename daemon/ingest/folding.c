#include "ingest/folding.h"

#include "base/log.h"
#include "base/memory.h"
#include "curate/duplicate.h"
#include "curate/story.h"
#include "ingest/hold.h"

#include <stdlib.h>
#include <string.h>

/* Stories fade with a half-life of a day: older items tie nothing any more. */
enum { STORY_WINDOW_S = 10 * 86400 };
/* Nor do items before so many others: there are no more stories than that. */
enum { STORY_ITEMS = 20000 };
/* Short enough for a person who waits. */
enum { STEP_KEYS = 1000, STEP_TEXTS = 100, STEP_FORGOTTEN = 1000 };

/* What is to be read of the store before the indexes know what they knew; what came since is in them. */
struct building {
	int64_t to; /* the last item that there was */
	bool is_begun;
	/* items with a larger id are still to come ... */
	int64_t keys_up_to;  /* ... into the index of duplicates */
	int64_t words_up_to; /* ... to have their words counted there */
	int64_t texts_up_to; /* ... into the index of stories, and again to have their words counted */
};

struct folding {
	struct writer *w;
	struct duplicate_index *duplicates;
	struct story_index *stories;
	struct building building;
	int64_t forgotten_to; /* the store has no fingerprints of items before this one */
	struct arena *texts;  /* of the candidates that are being judged */
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
	f->building = (struct building) { 0 };
	f->forgotten_to = 0;
	return store_item_last_id(f->w->store, &f->building.to, err);
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

/* ---- building the indexes anew ---- */

static bool
has_keys(const struct building *b)
{
	return b->is_begun && b->keys_up_to >= b->to;
}

bool
folding_is_pending(const struct folding *f)
{
	return !has_keys(&f->building) || f->building.texts_up_to < f->building.to;
}

static int64_t
later(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

static bool
begin(struct folding *f, struct err *err)
{
	struct building *b = &f->building;
	int64_t since = clock_now_s(f->w->clock) - f->w->settings.duplicate_window_s, first;

	if (!store_fingerprints_first(f->w->store, since, &first, err))
		return false;
	/* Of more the index would forget the first, and with them what the store knows of them. */
	b->keys_up_to = first > 0 ? later(first - 1, b->to - DUPLICATE_ITEMS_MAX) : b->to;
	b->texts_up_to = later(b->to - STORY_ITEMS, 0); /* further back than words count */
	b->is_begun = true;
	return true;
}

/* A step towards having counted the words of all items up to `to` that are still known by then. */
static bool
count_words(struct folding *f, int64_t to, struct err *err)
{
	ARENA arena = arena_new();
	struct building *b = &f->building;
	struct store_item_text *items;
	size_t count;

	b->words_up_to = later(b->words_up_to, duplicate_counts_from(to + 1) - 1);
	if (!store_item_texts(f->w->store, b->words_up_to, TIME_NONE, STEP_TEXTS, arena, &items, &count, err))
		return false;
	for (size_t i = 0; i < count && items[i].id <= to; i++) {
		struct duplicate_item item = duplicate_item_of(&items[i]);

		duplicate_index_count(f->duplicates, &item);
		b->words_up_to = item.id;
	}
	if (count == 0 || items[count - 1].id >= to)
		b->words_up_to = to;
	return true;
}

static bool
put_keys(struct folding *f, int64_t id, const struct duplicate_keys *keys, struct err *err)
{
	return store_fingerprint_put(f->w->store, id, keys->list, keys->count, err);
}

/* What fails here costs nothing but time, at the next start. */
static void
keep_made(struct folding *f, const struct store_item_text *items, const struct duplicate_keys *keys, size_t count)
{
	struct store *store = f->w->store;
	struct err err = { 0 };
	bool is_good = store_begin(store, STORE_FETCHED, &err);

	for (size_t i = 0; i < count && is_good; i++)
		is_good = put_keys(f, items[i].id, &keys[i], &err);
	if (is_good && store_commit(store, &err))
		return;
	store_rollback(store);
	hold_hear(f->w, &err);
	log_warning("fingerprints not stored", LOG_TEXT("error", err.text));
}

/* Once for an item: of a store from before there were fingerprints, or that was looked at with a shorter window. */
static bool
make_missing(struct folding *f, int64_t first_id, size_t count, struct err *err)
{
	ARENA arena = arena_new();
	struct duplicate_keys keys[STEP_TEXTS];
	struct store_item_text *items;

	if (f->building.words_up_to < first_id - 1)
		return count_words(f, first_id - 1, err);
	if (!store_item_texts(f->w->store, first_id - 1, TIME_NONE, count, arena, &items, &count, err))
		return false;
	for (size_t i = 0; i < count; i++) {
		struct duplicate_item item = duplicate_item_of(&items[i]);

		duplicate_index_add(f->duplicates, &item, &keys[i]);
		f->building.keys_up_to = f->building.words_up_to = item.id;
	}
	if (!hold_is_on(f->w))
		keep_made(f, items, keys, count);
	return true;
}

static void
restore(struct folding *f, const struct store_fingerprint *known)
{
	struct duplicate_item item = { .id = known->id, .sorted_at = known->sorted_at };
	struct duplicate_keys keys = { .count = known->key_count };

	if (keys.count > DUPLICATE_KEYS_MAX)
		keys.count = DUPLICATE_KEYS_MAX;
	memcpy(keys.list, known->keys, keys.count * sizeof(*keys.list));
	duplicate_index_restore(f->duplicates, &item, &keys);
	f->building.keys_up_to = known->id;
}

static bool
read_keys(struct folding *f, struct err *err)
{
	ARENA arena = arena_new();
	struct building *b = &f->building;
	struct store_fingerprint *list;
	size_t count, at = 0, end;

	if (!store_fingerprints(f->w->store, b->keys_up_to, STEP_KEYS, arena, &list, &count, err))
		return false;
	while (at < count && list[at].keys != NULL && list[at].id <= b->to)
		restore(f, &list[at++]);
	for (end = at; end < count && end - at < STEP_TEXTS && list[end].keys == NULL && list[end].id <= b->to;)
		end++;
	if (end > at)
		return make_missing(f, list[at].id, end - at, err);
	if (at == 0)
		b->keys_up_to = b->to;
	return true;
}

static void
read_text(struct folding *f, const struct store_item_text *text)
{
	struct duplicate_item copy = duplicate_item_of(text);
	struct story_item story = { text->id, text->sorted_at, text->title, text->whole };

	if (text->id > f->building.words_up_to && text->id >= duplicate_counts_from(f->building.to))
		duplicate_index_count(f->duplicates, &copy);
	if (is_news(f, text->sorted_at))
		story_index_add(f->stories, &story, text->story_id != 0 ? text->story_id : text->id);
	f->building.texts_up_to = text->id;
}

/* Of the newest items all are read, as their words count; of those before only what is news. */
static bool
read_texts(struct folding *f, struct err *err)
{
	ARENA arena = arena_new();
	struct building *b = &f->building;
	int64_t counts_from = duplicate_counts_from(b->to);
	bool is_counting = b->texts_up_to + 1 >= counts_from;
	int64_t since = is_counting ? TIME_NONE : clock_now_s(f->w->clock) - STORY_WINDOW_S;
	int64_t last = is_counting ? b->to : counts_from - 1;
	struct store_item_text *items;
	size_t count;

	if (!store_item_texts(f->w->store, b->texts_up_to, since, STEP_TEXTS, arena, &items, &count, err))
		return false;
	for (size_t i = 0; i < count && items[i].id <= last; i++)
		read_text(f, &items[i]);
	if (count == 0 || items[count - 1].id >= last)
		b->texts_up_to = last;
	return true;
}

void
folding_step(struct folding *f)
{
	struct building *b = &f->building;
	struct err err = { 0 };

	if (!b->is_begun ? begin(f, &err) : !has_keys(b) ? read_keys(f, &err) : read_texts(f, &err))
		return;
	log_error("duplicates not indexed", LOG_TEXT("error", err.text));
	*b = (struct building) { b->to, true, b->to, b->to, b->to };
}

/* ---- an item ---- */

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

static size_t
newest_of_feed(void *context, int64_t feed_id, int64_t but_id, int64_t *out_ids, size_t max)
{
	struct folding *f = context;
	size_t count;

	return store_feed_newest(f->w->store, feed_id, but_id, max, out_ids, &count, NULL) ? count : 0;
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
	const struct duplicate_source source = { fetch_candidate, newest_of_feed, is_parted, f };
	struct duplicate_verdict verdict;

	if (!duplicate_find(f->duplicates, fresh, &source, &verdict))
		return tie(f, item, err);
	atomic_fetch_add(&f->w->vitals->duplicates_folded, 1);
	for (size_t i = 0; i < verdict.also_count; i++)
		if (!store_item_fold(f->w->store, verdict.also[i], verdict.original_id, verdict.reason, err))
			return false;
	return store_item_fold(f->w->store, item->id, verdict.original_id, verdict.reason, err) && tie(f, item, err);
}

/* What is out of the window has no copies any more. */
static bool
forget_old(struct folding *f, struct err *err)
{
	int64_t first = duplicate_index_first_id(f->duplicates);
	bool is_over;

	if (first <= f->forgotten_to)
		return true;
	if (!store_fingerprints_drop(f->w->store, first, STEP_FORGOTTEN, &is_over, err))
		return false;
	if (is_over)
		f->forgotten_to = first;
	return true;
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
	struct duplicate_keys keys;

	arena_clear(f->texts);
	if (item->is_new && !fold_or_tie(f, item, &fresh, err))
		return false;
	duplicate_index_add(f->duplicates, &fresh, &keys);
	return put_keys(f, item->id, &keys, err) && forget_old(f, err);
}
