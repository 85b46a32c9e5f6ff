#include "curate/facts.h"

#include "base/text.h"

#include <string.h>

enum { NUMBER_MAX_BYTES = 64 };

struct fact_word {
	const char *word;
	unsigned same_as; /* letters that name it: "feb" is as good as "february" */
};

static const struct fact_word fact_words[] = {
	{ "one", 3 },
	{ "two", 3 },
	{ "three", 5 },
	{ "four", 4 },
	{ "five", 4 },
	{ "six", 3 },
	{ "seven", 5 },
	{ "eight", 5 },
	{ "nine", 4 },
	{ "ten", 3 },
	{ "eleven", 6 },
	{ "twelve", 6 },
	{ "january", 3 },
	{ "february", 3 },
	{ "march", 3 },
	{ "april", 3 },
	{ "may", 3 },
	{ "june", 3 },
	{ "july", 3 },
	{ "august", 3 },
	{ "september", 3 },
	{ "october", 3 },
	{ "november", 3 },
	{ "december", 3 },
	{ "monday", 3 },
	{ "tuesday", 3 },
	{ "wednesday", 3 },
	{ "thursday", 3 },
	{ "friday", 3 },
	{ "saturday", 3 },
	{ "sunday", 3 },
	{ "jan", 3 },
	{ "feb", 3 },
	{ "mar", 3 },
	{ "apr", 3 },
	{ "jun", 3 },
	{ "jul", 3 },
	{ "aug", 3 },
	{ "sep", 3 },
	{ "sept", 3 },
	{ "oct", 3 },
	{ "nov", 3 },
	{ "dec", 3 },
	{ "mon", 3 },
	{ "tue", 3 },
	{ "tues", 3 },
	{ "wed", 3 },
	{ "thu", 3 },
	{ "thur", 3 },
	{ "thurs", 3 },
	{ "fri", 3 },
	{ "sat", 3 },
	{ "sun", 3 },
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
		*out = normal_word_hash((struct word_span) { word.start, fact->same_as });
		return true;
	}
	return false;
}
