#include "curate/facts.h"

#include "base/text.h"

#include <string.h>

enum { NUMBER_MAX_BYTES = 64 };

struct fact_word {
	const char *word;
	const char *same_as; /* "two" is 2, "february" is feb */
};

static const struct fact_word fact_words[] = {
	{ "one", "1" },
	{ "two", "2" },
	{ "three", "3" },
	{ "four", "4" },
	{ "five", "5" },
	{ "six", "6" },
	{ "seven", "7" },
	{ "eight", "8" },
	{ "nine", "9" },
	{ "ten", "10" },
	{ "eleven", "11" },
	{ "twelve", "12" },
	{ "january", "jan" },
	{ "february", "feb" },
	{ "march", "mar" },
	{ "april", "apr" },
	{ "may", "may" },
	{ "june", "jun" },
	{ "july", "jul" },
	{ "august", "aug" },
	{ "september", "sep" },
	{ "october", "oct" },
	{ "november", "nov" },
	{ "december", "dec" },
	{ "monday", "mon" },
	{ "tuesday", "tue" },
	{ "wednesday", "wed" },
	{ "thursday", "thu" },
	{ "friday", "fri" },
	{ "saturday", "sat" },
	{ "sunday", "sun" },
	{ "jan", "jan" },
	{ "feb", "feb" },
	{ "mar", "mar" },
	{ "apr", "apr" },
	{ "jun", "jun" },
	{ "jul", "jul" },
	{ "aug", "aug" },
	{ "sep", "sep" },
	{ "sept", "sep" },
	{ "oct", "oct" },
	{ "nov", "nov" },
	{ "dec", "dec" },
	{ "mon", "mon" },
	{ "tue", "tue" },
	{ "tues", "tue" },
	{ "wed", "wed" },
	{ "thu", "thu" },
	{ "thur", "thu" },
	{ "thurs", "thu" },
	{ "fri", "fri" },
	{ "sat", "sat" },
	{ "sun", "sun" },
};

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
joins_digits(char c)
{
	return c == '.' || c == ',' || c == '/' || c == ':' || c == '-';
}

/* The number that begins at `p`: digits, joined by single marks. */
static size_t
number_len(const char *p)
{
	size_t len = 0;

	for (;;) {
		while (is_digit(p[len]))
			len++;
		if (!joins_digits(p[len]) || !is_digit(p[len + 1]))
			return len;
		len++;
	}
}

void
facts_add_numbers(const char *folded, struct hash_list *out)
{
	const char *p = folded;

	while ((p = strpbrk(p, "0123456789")) != NULL) {
		size_t len = number_len(p);
		const char *end = p + len;

		while (len > 1 && *p == '0' && is_digit(p[1])) {
			p++;
			len--;
		}
		hash_list_add(
		    out, normal_word_hash((struct word_span) { p, len < NUMBER_MAX_BYTES ? len : NUMBER_MAX_BYTES }));
		p = end;
	}
}

bool
facts_of_word(struct word_span word, uint32_t *out)
{
	if (word.len < 3 || word.len > 9 || strchr("otfsenjmadwj", word.start[0]) == NULL)
		return false;
	for (size_t i = 0; i < COUNT_OF(fact_words); i++) {
		const struct fact_word *fact = &fact_words[i];

		if (strncmp(fact->word, word.start, word.len) != 0 || fact->word[word.len] != '\0')
			continue;
		*out = normal_word_hash((struct word_span) { fact->same_as, strlen(fact->same_as) });
		return true;
	}
	return false;
}
