/*
 * language: the languages that words are stemmed in, by tag or by their
 * commonest words. Pure tables.
 */
#ifndef CURATE_LANGUAGE_H
#define CURATE_LANGUAGE_H

#include "base/error.h"

#include <stddef.h>

enum language {
	LANGUAGE_OTHER, /* not stemmed */
	LANGUAGE_ENGLISH,
	LANGUAGE_ARABIC,
	LANGUAGE_CATALAN,
	LANGUAGE_DANISH,
	LANGUAGE_DUTCH,
	LANGUAGE_FINNISH,
	LANGUAGE_FRENCH,
	LANGUAGE_GERMAN,
	LANGUAGE_GREEK,
	LANGUAGE_HUNGARIAN,
	LANGUAGE_INDONESIAN,
	LANGUAGE_IRISH,
	LANGUAGE_ITALIAN,
	LANGUAGE_NORWEGIAN,
	LANGUAGE_PORTUGUESE,
	LANGUAGE_ROMANIAN,
	LANGUAGE_RUSSIAN,
	LANGUAGE_SPANISH,
	LANGUAGE_SWEDISH,
	LANGUAGE_TURKISH,
	LANGUAGES
};

/* Snowball's name of it; NULL for LANGUAGE_OTHER. */
const char *language_algorithm(enum language language);
/* "de-AT", "deu", "pt_BR": by the first part. LANGUAGE_OTHER when the tag names one without a stemmer. */
enum language language_of_tag(const char *tag);
/* Of a lower-case word of `len` bytes. LANGUAGE_OTHER has none. */
CHECKED bool language_is_stop_word(enum language language, const char *word, size_t len);
/* A guess from the beginning of a text; LANGUAGE_ENGLISH unless another's stop words are clearly more. */
enum language language_of_text(const char *text, size_t len);

#endif
