#include "message/news.h"

#include "base/memory.h"
#include "base/text.h"

#include <stdlib.h>

const char *
news_kind_name(enum news_kind kind)
{
	static const char *const names[] = { [NEWS_ITEM] = "item", [NEWS_FEED] = "feed", [NEWS_ISSUE] = "issue" };

	return names[kind];
}

struct news *
news_new(size_t most)
{
	struct news *news = mem_alloc(sizeof(*news));

	news->letter.kind = LETTER_NEWS;
	news->letter.bytes = sizeof(*news);
	news->arena = arena_new();
	news->list = arena_alloc(news->arena, (most + 1) * sizeof(*news->list));
	return news;
}

void
news_free(struct news *news)
{
	if (news == NULL)
		return;
	arena_free(news->arena);
	free(news);
}

struct happening *
news_add(struct news *news, enum news_kind kind, int64_t id)
{
	struct happening *happening = &news->list[news->count++];

	happening->kind = kind;
	happening->id = id;
	return happening;
}

static bool
scores_pass(const struct news_filter *filter, const struct happening *item)
{
	/* 0 is every score there can be: also that of an item nothing has scored yet. */
	bool has_bound = filter->min_score > 0 || filter->is_over_threshold;

	if (filter->topic == NULL && !has_bound)
		return true;
	for (size_t i = 0; i < item->score_count; i++) {
		const struct news_score *s = &item->scores[i];
		bool needs_threshold = filter->is_over_threshold || (filter->topic != NULL && filter->min_score < 0);

		if ((filter->topic == NULL || text_equal(filter->topic, s->topic)) &&
		    (!needs_threshold || s->is_over) && s->score >= filter->min_score)
			return true;
	}
	return false;
}

bool
news_passes(const struct news_filter *filter, const struct happening *happening)
{
	if (happening->json == NULL || (filter->only >= 0 && filter->only != (int)happening->kind))
		return false;
	if (happening->kind == NEWS_FEED)
		return filter->feed_id == 0 || filter->feed_id == happening->id;
	if (happening->kind != NEWS_ITEM)
		return true;
	return (filter->feed_id == 0 || filter->feed_id == happening->feed_id) &&
	       (filter->shows_duplicates || !happening->is_duplicate) && scores_pass(filter, happening);
}

struct watching *
watching_new(void)
{
	struct watching *watching = mem_alloc(sizeof(*watching));

	watching->since = -1;
	watching->filter = (struct news_filter) { .only = -1, .min_score = -1 };
	return watching;
}

void
watching_free(struct watching *watching)
{
	if (watching == NULL)
		return;
	free(watching->filter.topic);
	news_free(watching->missed);
	free(watching);
}
