/*
 * invention: items that nobody wrote, each a function of its number alone.
 *
 * Texts of about 2 KB follow Zipf's law over 200,000 words, with a theme's own
 * words among them, and stand in paragraphs with links. One item in twelve is a
 * copy of an earlier one, one in ten belongs to a story. Not for several
 * threads at once.
 */
#ifndef BENCH_INVENTION_H
#define BENCH_INVENTION_H

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	INVENTION_THEMES = 20,
	INVENTION_THEME_WORDS = 6,
	INVENTION_NEAR = 2000, /* items back, at most, to an original or another item of the story */
};

struct invention;

struct invented {
	int64_t n, site;
	int64_t back; /* to the original, or the other item */
	bool is_copy, has_story;
	uint64_t state; /* for what else is to be drawn of it */
	const char *title, *text, *html, *url, *author, *tag;
};

/* With words_each each text is one paragraph of about so many: as from feeds that give a summary only. 0: as said above. */
struct invention *invention_new(int64_t words_each);
void invention_free(struct invention *v);

/* The rarer, the larger the rank. Both borrowed. */
const char *invention_word(const struct invention *v, size_t rank);
const char *invention_theme_word(const struct invention *v, int64_t theme, int64_t which);

/* Which of so many sites item n is from: a few publish much and most little; some items that come together are from one. */
int64_t invention_site(int64_t n, int64_t sites);
/* What it says lives in the arena. */
void invention_item(struct invention *v, int64_t n, int64_t site, struct arena *arena, struct invented *out);

#endif
