#include "curate/facts.h"

#include "base/text.h"

#include <string.h>

enum { NUMBER_MAX_BYTES = 64, FACT_WORD_MAX_BYTES = 9 };

#define PREFIX(a, b, c) ((uint32_t)(a) << 16 | (uint32_t)(b) << 8 | (uint32_t)(c))

/* Every word of a text is looked up here: their first three letters are all different, and sorted. */
struct fact_word {
	uint32_t prefix;
	const char *fact; /* what it counts as: "two" is 2, "february" is feb */
	const char *spellings;
};

static const struct fact_word fact_words[] = {
	{ PREFIX('a', 'p', 'r'), "apr", "apr april" },
	{ PREFIX('a', 'u', 'g'), "aug", "aug august" },
	{ PREFIX('d', 'e', 'c'), "dec", "dec december" },
	{ PREFIX('e', 'i', 'g'), "8", "eight" },
	{ PREFIX('e', 'l', 'e'), "11", "eleven" },
	{ PREFIX('f', 'e', 'b'), "feb", "feb february" },
	{ PREFIX('f', 'i', 'v'), "5", "five" },
	{ PREFIX('f', 'o', 'u'), "4", "four" },
	{ PREFIX('f', 'r', 'i'), "fri", "fri friday" },
	{ PREFIX('j', 'a', 'n'), "jan", "jan january" },
	{ PREFIX('j', 'u', 'l'), "jul", "jul july" },
	{ PREFIX('j', 'u', 'n'), "jun", "jun june" },
	{ PREFIX('m', 'a', 'r'), "mar", "mar march" },
	{ PREFIX('m', 'a', 'y'), "may", "may" },
	{ PREFIX('m', 'o', 'n'), "mon", "mon monday" },
	{ PREFIX('n', 'i', 'n'), "9", "nine" },
	{ PREFIX('n', 'o', 'v'), "nov", "nov november" },
	{ PREFIX('o', 'c', 't'), "oct", "oct october" },
	{ PREFIX('o', 'n', 'e'), "1", "one" },
	{ PREFIX('s', 'a', 't'), "sat", "sat saturday" },
	{ PREFIX('s', 'e', 'p'), "sep", "sep sept september" },
	{ PREFIX('s', 'e', 'v'), "7", "seven" },
	{ PREFIX('s', 'i', 'x'), "6", "six" },
	{ PREFIX('s', 'u', 'n'), "sun", "sun sunday" },
	{ PREFIX('t', 'e', 'n'), "10", "ten" },
	{ PREFIX('t', 'h', 'r'), "3", "three" },
	{ PREFIX('t', 'h', 'u'), "thu", "thu thur thurs thursday" },
	{ PREFIX('t', 'u', 'e'), "tue", "tue tues tuesday" },
	{ PREFIX('t', 'w', 'e'), "12", "twelve" },
	{ PREFIX('t', 'w', 'o'), "2", "two" },
	{ PREFIX('w', 'e', 'd'), "wed", "wed wednesday" },
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

static const struct fact_word *
fact_with_prefix(uint32_t prefix)
{
	size_t low = 0, high = COUNT_OF(fact_words);

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (fact_words[middle].prefix == prefix)
			return &fact_words[middle];
		if (fact_words[middle].prefix < prefix)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

#define AT(c) ((c)&0x1f)
#define LETTER(c) (UINT32_C(1) << AT(c))

const uint32_t facts_third_letters[32][32] = {
	[AT('a')] = { [AT('p')] = LETTER('r'), [AT('u')] = LETTER('g') },
	[AT('d')] = { [AT('e')] = LETTER('c') },
	[AT('e')] = { [AT('i')] = LETTER('g'), [AT('l')] = LETTER('e') },
	[AT('f')] = { [AT('e')] = LETTER('b'),
	    [AT('i')] = LETTER('v'),
	    [AT('o')] = LETTER('u'),
	    [AT('r')] = LETTER('i') },
	[AT('j')] = { [AT('a')] = LETTER('n'), [AT('u')] = LETTER('l') | LETTER('n') },
	[AT('m')] = { [AT('a')] = LETTER('r') | LETTER('y'), [AT('o')] = LETTER('n') },
	[AT('n')] = { [AT('i')] = LETTER('n'), [AT('o')] = LETTER('v') },
	[AT('o')] = { [AT('c')] = LETTER('t'), [AT('n')] = LETTER('e') },
	[AT('s')] = { [AT('a')] = LETTER('t'),
	    [AT('e')] = LETTER('p') | LETTER('v'),
	    [AT('i')] = LETTER('x'),
	    [AT('u')] = LETTER('n') },
	[AT('t')] = { [AT('e')] = LETTER('n'),
	    [AT('h')] = LETTER('r') | LETTER('u'),
	    [AT('u')] = LETTER('e'),
	    [AT('w')] = LETTER('e') | LETTER('o') },
	[AT('w')] = { [AT('e')] = LETTER('d') },
};

static bool
is_spelling(const char *spellings, struct word_span word)
{
	while (*spellings != '\0') {
		size_t len = strcspn(spellings, " ");

		if (len == word.len && memcmp(spellings, word.start, len) == 0)
			return true;
		spellings += len + (spellings[len] == ' ');
	}
	return false;
}

bool
facts_look_up(struct word_span word, uint32_t *out)
{
	const struct fact_word *found;

	if (word.len > FACT_WORD_MAX_BYTES)
		return false;
	found = fact_with_prefix(
	    PREFIX((unsigned char)word.start[0], (unsigned char)word.start[1], (unsigned char)word.start[2]));
	if (found == NULL || !is_spelling(found->spellings, word))
		return false;
	*out = normal_word_hash((struct word_span) { found->fact, strlen(found->fact) });
	return true;
}
