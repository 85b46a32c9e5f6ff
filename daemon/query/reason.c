#include "query/reason.h"

#include "base/text.h"
#include "curate/vector.h"
#include "query/models.h"

#include <strings.h>

enum { REASON_PARTS = 2, ALIKE_BYTES = 6 };

/* "organisation design" and "organisational design" are one reason. */
static bool
begin_alike(const char *a, const char *b)
{
	return strncasecmp(a, b, ALIKE_BYTES) == 0;
}

static bool
is_told(const struct part *part, const struct part *const *told, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (begin_alike(part->brief, told[i]->brief))
			return true;
	return false;
}

/* The strongest reasons in a few words: the curator's own terms first, then what was learnt. */
static const char *
brief_of(const struct explanation *why, struct arena *arena)
{
	static const char *const kinds[] = { "term", "learnt" };
	const struct part *told[REASON_PARTS];
	size_t count = 0;
	BUFFER brief = { 0 };

	for (size_t k = 0; k < COUNT_OF(kinds); k++) {
		for (size_t i = 0; i < why->part_count && count < REASON_PARTS; i++) {
			const struct part *part = &why->parts[i];

			if (part->points <= 0 || !text_equal(part->kind, kinds[k]) || is_told(part, told, count))
				continue;
			buffer_addf(&brief, "%s%s", count > 0 ? ", " : "", part->brief);
			told[count++] = part;
		}
	}
	return count > 0 ? arena_strdup(arena, brief.data) : NULL;
}

const char *
reason_of(
    struct reader *reader, const struct store_topic *topic, const struct store_item_text *text, struct arena *arena)
{
	const struct model *model;
	const struct lexicon *lexicon;
	struct words *words;

	if (topic == NULL || !models_of_topic(reader->models, reader->store, topic, &model, &lexicon))
		return NULL;
	words = words_of(models_stemmers(reader->models), text->title, text->text, text->language, arena);
	return brief_of(model_explain(model, vector_of(words, lexicon, arena), arena), arena);
}
