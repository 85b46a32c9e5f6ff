/*
 * language: the languages that words are stemmed in, and their commonest
 * words, which say nothing by themselves but tell the language. Tables alone.
 */
#ifndef CURATE_LANGUAGE_H
#define CURATE_LANGUAGE_H

#include <stddef.h>
#include <stdint.h>

enum language {
	LANGUAGE_OTHER, /* not stemmed */
	LANGUAGE_ENGLISH,
	LANGUAGE_ARABIC,
	LANGUAGE_ARMENIAN,
	LANGUAGE_BASQUE,
	LANGUAGE_CATALAN,
	LANGUAGE_DANISH,
	LANGUAGE_DUTCH,
	LANGUAGE_FINNISH,
	LANGUAGE_FRENCH,
	LANGUAGE_GERMAN,
	LANGUAGE_GREEK,
	LANGUAGE_HINDI,
	LANGUAGE_HUNGARIAN,
	LANGUAGE_INDONESIAN,
	LANGUAGE_IRISH,
	LANGUAGE_ITALIAN,
	LANGUAGE_LITHUANIAN,
	LANGUAGE_NEPALI,
	LANGUAGE_NORWEGIAN,
	LANGUAGE_PORTUGUESE,
	LANGUAGE_ROMANIAN,
	LANGUAGE_RUSSIAN,
	LANGUAGE_SERBIAN,
	LANGUAGE_SPANISH,
	LANGUAGE_SWEDISH,
	LANGUAGE_TAMIL,
	LANGUAGE_TURKISH,
	LANGUAGE_YIDDISH,
	LANGUAGES
};

/* Snowball's name of it; NULL for LANGUAGE_OTHER. */
const char *language_algorithm(enum language language);
/* Its stop words in lower case, a space between two; "" for LANGUAGE_OTHER. */
const char *language_stop_words(enum language language);
/* "de-AT", "deu", "pt_BR": by the first part. LANGUAGE_OTHER when the tag names one without a stemmer. */
enum language language_of_tag(const char *tag);
/* What a text in this letter's script most likely is; LANGUAGE_ENGLISH for Latin letters. */
enum language language_of_letter(uint32_t codepoint);

#endif
