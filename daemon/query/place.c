#include "query/place.h"

#include "base/timestamp.h"
#include "curate/judge.h"

#include <math.h>

static void
add_part(json_t *parts, const char *kind, const char *what, double points)
{
	if (points == 0)
		return;
	json_array_append_new(parts, json_pack("{s:s, s:s, s:f}", "kind", kind, "what", what, "points", points));
}

static const char *
volume_words(double per_day, struct arena *arena)
{
	if (per_day < 1)
		return arena_printf(arena, "its source publishes %.0f a week", ceil(per_day * 7));
	return arena_printf(arena, "its source publishes %.0f a day", per_day);
}

static const char *
score_words(const struct section *section, double margin, struct arena *arena)
{
	return section->topic != NULL ? arena_printf(arena, "its score of %d", score_of(margin))
				      : "what every item has";
}

static const char *
likeness_words(const struct digest_choice *choice, struct arena *arena)
{
	return arena_printf(arena, "resembles item %lld, which stands before it", (long long)choice->like_item_id);
}

static json_t *
explain(const struct section *section, const struct compose_settings *settings, const struct digest_choice *choice,
    struct arena *arena)
{
	const struct store_candidate *candidate = &section->candidates[choice->candidate];
	json_t *parts = json_array();
	char age[TIMESTAMP_SIZE];

	duration_format(settings->until - candidate->sorted_at, age);
	add_part(parts, "relevance", score_words(section, candidate->margin, arena), choice->relevance_points);
	add_part(parts, "age", arena_printf(arena, "it is %s old", age), choice->age_points);
	add_part(parts, "likeness", likeness_words(choice, arena), choice->likeness_points);
	add_part(parts, "source", "its source stands before it already", choice->source_points);
	add_part(parts, "volume", volume_words(choice->per_day, arena), choice->volume_points);
	return json_pack("{s:f, s:o}", "total", choice->total, "parts", parts);
}

json_t *
place_explain(
    const struct section *section, const struct compose_settings *settings, int64_t item_id, struct arena *arena)
{
	for (size_t i = 0; i < section->chosen; i++)
		if (section->candidates[section->choices[i].candidate].item_id == item_id)
			return explain(section, settings, &section->choices[i], arena);
	return NULL;
}
