#include "ingest/repeating.h"

#include "base/text.h"
#include "curate/repeats.h"

#include <assert.h>

/* With fewer items in the document the stored ones are asked as well. */
enum { DOCUMENT_TELLS = 10 };

static_assert((int)REPEATS_CUTS_MAX <= (int)STORE_CUTS_MAX, "all that is found can be stored");

void
repeating_fini(struct repeating *r)
{
	repeats_free(r->repeats);
}

static bool
add_stored(struct repeating *r, struct err *err)
{
	ARENA arena = arena_new();
	struct store_item_sample *samples;
	size_t count;

	if (!store_item_samples(r->w->store, r->feed->id, REPEATS_SAMPLE, arena, &samples, &count, err))
		return false;
	for (size_t i = 0; i < count; i++)
		repeats_add(r->repeats, samples[i].title, samples[i].text, samples[i].summary);
	return true;
}

/* Feeds begin with the newest items: those tell how the feed looks now. */
static bool
read_document(struct repeating *r, struct err *err)
{
	const struct feed *parsed = r->parsed;

	r->repeats = repeats_new();
	for (size_t i = 0; i < parsed->item_count && i < REPEATS_SAMPLE; i++)
		repeats_add(
		    r->repeats, parsed->items[i].title, parsed->items[i].content_text, parsed->items[i].summary);
	return parsed->item_count >= DOCUMENT_TELLS || r->feed->item_count == 0 || add_stored(r, err);
}

bool
repeating_cut(struct repeating *r, int64_t id, const struct feed_item *said, bool is_new, struct buffer *own,
    const char **out_text, struct err *err)
{
	const char *text = said->content_text != NULL ? said->content_text : said->summary;
	struct text_span of_text[REPEATS_CUTS_MAX], of_summary[REPEATS_CUTS_MAX];
	struct store_cuts cuts = { .text = of_text, .summary = of_summary };

	*out_text = text;
	if (r->repeats == NULL && !read_document(r, err))
		return false;
	cuts.text_count = repeats_find(r->repeats, said->title, text, of_text);
	cuts.summary_count = repeats_find(r->repeats, said->title, said->summary, of_summary);
	if (cuts.text_count > 0) {
		text_without(text, of_text, cuts.text_count, own);
		*out_text = buffer_text(own);
	}
	if (is_new && cuts.text_count + cuts.summary_count == 0)
		return true;
	return store_item_cuts_put(r->w->store, id, &cuts, err);
}
