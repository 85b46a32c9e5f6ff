/*
 * phrase: a topic's term, as it is looked for in items: consecutive stems.
 *
 * Terms are typed in no known language, so each is stemmed in all of them and
 * compared in the item's. A topic that names its language has its terms looked
 * for as that stems them too, whatever language an item was taken to be in.
 */
#ifndef CURATE_PHRASE_H
#define CURATE_PHRASE_H

#include "base/buffer.h"
#include "curate/packing.h"
#include "curate/words.h"

#include <stddef.h>
#include <stdint.h>

enum { PHRASE_STEMS_MAX = 16 };

/* A phrase as the languages in `languages` (a bit each) stem it. */
struct phrase_form {
	uint32_t languages;
	size_t length;
	uint64_t stems[PHRASE_STEMS_MAX];
	uint32_t places[PHRASE_STEMS_MAX]; /* of them in a lexicon, once prior_place was called */
};

struct phrase {
	char *text; /* as typed */
	bool is_title_only;
	double weight; /* of the curator */
	double rarity; /* in the backlog */
	struct phrase_form *forms;
	size_t form_count;
};

/* How often a phrase is in an item. */
struct hits {
	unsigned in_title, in_body;
};

/* With "title:" before it, it counts in titles only. `tag`: the topic's language, NULL when it names none. */
struct phrase phrase_of(const char *text, double weight, const char *tag, struct stemmers *stemmers);
/* With the array, which is on the heap. */
void phrases_free(struct phrase *phrases, size_t count);

struct hits phrase_hits(const struct phrase *phrase, const struct words *words);

/* The same by whoever finds one form in a text of that language. Here, because judging spends its time in it. */
static inline struct hits
phrase_hits_by(const struct phrase *phrase, enum language language,
    struct hits (*form_hits)(const struct phrase_form *form, const void *text), const void *text)
{
	struct hits hits = { 0 };

	for (size_t i = 0; i < phrase->form_count; i++) {
		struct hits found;

		if ((phrase->forms[i].languages >> language & 1) == 0)
			continue;
		found = form_hits(&phrase->forms[i], text);
		if (found.in_title + found.in_body > hits.in_title + hits.in_body)
			hits = found;
	}
	if (phrase->is_title_only)
		hits.in_body = 0;
	return hits;
}

void phrases_pack(const struct phrase *phrases, size_t count, struct buffer *out);
/* Never NULL; nonsense is marked in `u`. */
struct phrase *phrases_unpack(struct unpacking *u, size_t *out_count);

#endif
