#include "invention.h"
#include "random.h"

#include "base/buffer.h"
#include "base/memory.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

enum {
	WORDS = 200000,
	WORD_SIZE = 24,
	THEME_RANK = 3000, /* where the words of themes begin: none is common */
	THEME_STEP = 37,
	COPY_OF = 12,
	STORY_OF = 10,
	TOGETHER = 5, /* come in one document */
};

struct invention {
	char (*words)[WORD_SIZE];
	int64_t words_each;
	struct buffer title, text, html, url;
};

/* ---- words ---- */

/* The more common, the shorter. */
static void
make_words(struct invention *v)
{
	static const char *const onsets[] = { "b", "c", "d", "f", "g", "h", "j", "l", "m", "n", "p", "r", "s", "t", "v",
		"w", "st", "tr", "pl", "gr", "ch", "qu" };
	static const char *const rests[] = { "a", "e", "i", "o", "u", "an", "er", "in", "or", "ea" };
	uint64_t state = 1;

	v->words = mem_array(WORDS, sizeof(*v->words));
	for (size_t i = 0; i < WORDS; i++) {
		int syllables = 1 + (i >= 150) + (i >= 4000) + (i >= 60000 && i % 3 == 0);

		for (int n = 0; n < syllables; n++) {
			strcat(v->words[i], onsets[random_below(&state, COUNT_OF(onsets))]);
			strcat(v->words[i], rests[random_below(&state, COUNT_OF(rests))]);
		}
		strcat(v->words[i], i % 7 == 0 ? "s" : i % 7 == 3 ? "ing" : "");
	}
}

const char *
invention_word(const struct invention *v, size_t rank)
{
	return v->words[rank];
}

const char *
invention_theme_word(const struct invention *v, int64_t theme, int64_t which)
{
	return v->words[THEME_RANK + THEME_STEP * (theme * INVENTION_THEME_WORDS + which)];
}

static const char *
theme_word(const struct invention *v, int64_t theme, uint64_t *state)
{
	return invention_theme_word(v, theme, random_below(state, INVENTION_THEME_WORDS));
}

static void
write_words(const struct invention *v, int64_t theme, int64_t count, uint64_t *state, struct buffer *out)
{
	for (int64_t i = 0; i < count; i++) {
		if (i > 0)
			buffer_add_text(out, i % 13 == 12 ? ". " : " ");
		buffer_add_text(out, i % 12 == 5 ? theme_word(v, theme, state) : v->words[random_rank(state, WORDS)]);
	}
}

/* ---- an item ---- */

static void
write_paragraph(struct invention *v, int64_t theme, int64_t site, int64_t words, uint64_t *state)
{
	size_t from = v->text.len;

	if (from > 0)
		buffer_add_text(&v->text, "\n\n");
	from = v->text.len;
	write_words(v, theme, words, state, &v->text);
	buffer_addf(&v->html, "<p>%s <a href=\"https://site%lld.example/%s?a=1&amp;b=%lld\">%s</a>.</p>\n",
	    buffer_text(&v->text) + from, (long long)site, theme_word(v, theme, state),
	    (long long)random_below(state, 999), theme_word(v, theme, state));
}

static void
write_paragraphs(struct invention *v, int64_t theme, int64_t site, uint64_t *state)
{
	int64_t paragraphs = 1 + random_below(state, 4) + random_below(state, 4);

	if (v->words_each > 0) {
		write_paragraph(v, theme, site, v->words_each / 2 + random_below(state, v->words_each), state);
		return;
	}
	for (int64_t i = 0; i < paragraphs; i++)
		write_paragraph(v, theme, site, 30 + random_below(state, 90), state);
}

/* The words of item n, which are those of the item that it is a copy of. */
static void
write_item(struct invention *v, int64_t n, int64_t site)
{
	uint64_t state = (uint64_t)n << 32;
	int64_t theme = random_below(&state, 2 * INVENTION_THEMES) % INVENTION_THEMES;

	buffer_cut(&v->title, 0);
	buffer_cut(&v->text, 0);
	buffer_cut(&v->html, 0);
	buffer_cut(&v->url, 0);
	write_words(v, theme, 5 + random_below(&state, 6), &state, &v->title);
	write_paragraphs(v, theme, site, &state);
	buffer_addf(&v->url, "https://site%lld.example/%s/%lld-%s", (long long)site, theme_word(v, theme, &state),
	    (long long)n, v->words[random_rank(&state, WORDS)]);
}

int64_t
invention_site(int64_t n, int64_t sites)
{
	uint64_t document = (uint64_t)(n / TOGETHER) * 2654435761;
	double u = random_fraction(&document);

	return 1 + (int64_t)(u * u * u * (double)sites);
}

void
invention_item(struct invention *v, int64_t n, int64_t site, struct arena *arena, struct invented *out)
{
	uint64_t own = (uint64_t)n * 2654435761;
	struct invented i = { .n = n, .site = site };

	i.back = 1 + random_below(&own, n < INVENTION_NEAR ? n : INVENTION_NEAR);
	i.is_copy = n > INVENTION_NEAR && random_below(&own, COPY_OF) == 0;
	i.has_story = n > INVENTION_NEAR && random_below(&own, STORY_OF) == 0;
	i.author = v->words[500 + random_below(&own, 400)];
	i.tag = v->words[1000 + random_below(&own, 3000)];
	i.state = own;
	write_item(v, i.is_copy ? n - i.back : n, site);
	i.title = arena_strdup(arena, buffer_text(&v->title));
	i.text = arena_strdup(arena, buffer_text(&v->text));
	i.html = arena_strdup(arena, buffer_text(&v->html));
	i.url = arena_strdup(arena, buffer_text(&v->url));
	*out = i;
}

struct invention *
invention_new(int64_t words_each)
{
	struct invention *v = mem_alloc(sizeof(*v));

	v->words_each = words_each;
	make_words(v);
	return v;
}

void
invention_free(struct invention *v)
{
	if (v == NULL)
		return;
	buffer_fini(&v->title);
	buffer_fini(&v->text);
	buffer_fini(&v->html);
	buffer_fini(&v->url);
	free(v->words);
	free(v);
}
