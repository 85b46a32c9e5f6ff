#include "curate/story_words.h"

#include "curate/language.h"
#include "curate/normal.h"

enum { TITLE_TIMES = 2 };

void
story_words_init(struct story_words *words)
{
	const char *cursor = language_stop_words(LANGUAGE_ENGLISH);
	struct word_span word;

	*words = (struct story_words) { 0 };
	while (normal_word_next(&cursor, &word))
		hash_list_add(&words->stop, normal_word_hash(word));
	hash_list_make_set(&words->stop);
}

void
story_words_fini(struct story_words *words)
{
	buffer_fini(&words->folded);
	hash_list_fini(&words->stop);
}

/* Plurals: more would bring little, as stories are told in the same words. */
static struct word_span
without_ending(struct word_span word)
{
	if (word.len > 3 && word.start[word.len - 1] == 's' && word.start[word.len - 2] != 's')
		word.len--;
	return word;
}

static void
add_word(struct story_words *words, struct word_span word, uint32_t times)
{
	uint32_t hash = normal_word_hash(without_ending(word)) | 1; /* 0 is no word */

	for (size_t i = 0; i < words->count; i++) {
		if (words->list[i].hash == hash) {
			words->list[i].times += times;
			return;
		}
	}
	if (words->count == STORY_WORDS_MAX)
		return;
	words->list[words->count++] = (struct story_word) {
		.hash = hash,
		.times = times,
		.spelling = (uint32_t)(word.start - words->folded.data),
		.spelling_bytes = (uint32_t)word.len,
	};
}

static void
add_text(struct story_words *words, const char *text, size_t max, uint32_t times)
{
	size_t from = words->folded.len;
	const char *cursor;
	struct word_span word;
	uint32_t hash;

	normal_fold(text, &words->folded);
	cursor = buffer_text(&words->folded) + from;
	while (max > 0 && normal_word_read(&cursor, &word, &hash)) {
		if (word.len < 2 || hash_set_has(&words->stop, hash))
			continue;
		add_word(words, word, times);
		max--;
	}
}

void
story_words_read(struct story_words *words, const char *title, const char *text)
{
	words->count = 0;
	buffer_cut(&words->folded, 0);
	add_text(words, title, STORY_WORDS_MAX, TITLE_TIMES);
	add_text(words, text, STORY_TEXT_WORDS, 1);
}
