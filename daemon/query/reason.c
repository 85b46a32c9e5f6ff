#include "query/reason.h"

#include "base/text.h"
#include "curate/vector.h"
#include "query/models.h"
#include "query/recall.h"

#include <string.h>
#include <strings.h>
#include <xxhash.h>

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

static bool
has_word(const struct buffer *brief, const char *word)
{
	for (const char *at = buffer_text(brief); at != NULL; at = strchr(at, ','))
		if (begin_alike(at += strspn(at, ", "), word))
			return true;
	return false;
}

/* Of what was learnt: "leading, leadership", of which one may be told as a term. */
static void
add_words(struct buffer *brief, const char *list, struct arena *arena)
{
	char *rest = arena_strdup(arena, list), *word;

	while ((word = strsep(&rest, ",")) != NULL) {
		word = text_trim(word);
		if (!has_word(brief, word))
			buffer_addf(brief, "%s%s", brief->len > 0 ? ", " : "", word);
	}
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
			add_words(&brief, part->brief, arena);
			told[count++] = part;
		}
	}
	return count > 0 ? arena_strdup(arena, brief.data) : NULL;
}

struct reasons
reasons_of(struct reader *reader, const struct store_topic *topic)
{
	struct reasons reasons = { .reader = reader };

	if (topic == NULL || !models_of_topic(reader->models, reader->store, topic, &reasons.model, &reasons.lexicon)) {
		reasons.model = NULL;
		return reasons;
	}
	/* The model knows its lexicon. */
	reasons.model_hash = XXH3_64bits(topic->model, topic->model_bytes);
	return reasons;
}

static bool
work_out(const struct reasons *reasons, int64_t item_id, struct arena *arena, const char **out, struct err *err)
{
	struct reader *reader = reasons->reader;
	struct store_item_text text;
	const struct words *words;

	if (!store_item_text(reader->store, item_id, arena, &text, err))
		return false;
	words = words_read(models_stemmers(reader->models), text.title, text.text, text.language);
	*out = brief_of(model_explain_briefly(reasons->model, vector_of(words, reasons->lexicon, arena), arena), arena);
	return true;
}

/* Reading and weighing all words of a text costs more than all else about an item of a digest. */
bool
reason_of(const struct reasons *reasons, const struct store_candidate *candidate, struct arena *arena, const char **out,
    struct err *err)
{
	struct recall *recall = reasons->reader->recall;
	struct recall_key key = recall_key_of(reasons->model_hash, candidate);
	const char *brief;
	size_t len;

	*out = NULL;
	if (reasons->model == NULL)
		return true;
	brief = recall_find(recall, key, arena, &len);
	if (brief == NULL) {
		if (!work_out(reasons, candidate->item_id, arena, &brief, err))
			return false;
		brief = brief != NULL ? brief : "";
		recall_keep(recall, key, brief, strlen(brief) + 1);
	}
	*out = *brief != '\0' ? brief : NULL;
	return true;
}
