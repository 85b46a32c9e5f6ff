#include "curate/vector.h"

#include <math.h>

enum { TITLE_COUNTS = 2 };

struct vector *
vector_of(const struct words *words, const struct lexicon *lexicon, struct arena *arena)
{
	struct vector *vector = arena_alloc(arena, sizeof(*vector));
	double squares = 0;

	vector->words = words;
	vector->values = arena_alloc(arena, (words->count + 1) * sizeof(*vector->values));
	for (size_t i = 0; i < words->count; i++) {
		const struct word *word = &words->list[i];
		uint32_t times = TITLE_COUNTS * word->in_title + word->in_body;
		double value = (times == 1 ? 1 : 1 + log(times)) * lexicon_rarity(lexicon, word->stem);

		vector->values[i] = (float)value;
		squares += value * value;
	}
	for (size_t i = 0; i < words->count && squares > 0; i++)
		vector->values[i] = (float)(vector->values[i] / sqrt(squares));
	return vector;
}
