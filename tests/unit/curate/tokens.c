#include "curate/tokens.h"

#include "base/text.h"
#include "curate/words.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <ctype.h>
#include <xxhash.h>

enum { TEXTS = 2000, TEXT_MAX = 200 };

static void
assert_token(const struct tokens *t, size_t at, const char *spelling, size_t len)
{
	const struct token *token = &t->list[at];
	char folded[WORD_BYTES_MAX];

	assert_true(at < t->count);
	assert_ptr_equal(token->spelling, spelling);
	assert_int_equal(token->spelling_bytes, len);
	assert_int_equal(token->folded_bytes, len);
	for (size_t i = 0; i < len; i++)
		folded[i] = (char)tolower(spelling[i]);
	assert_memory_equal(t->folded.data + token->folded, folded, len);
	assert_true(token->hash == XXH3_64bits(folded, len));
	assert_int_equal(token->letter, spelling[0]);
	assert_false(token->is_pair);
}

/* Reads a text letter by letter, and sees that the same words were read. */
static void
assert_read_plainly(const struct tokens *t, const char *text)
{
	size_t count = 0;

	for (const char *p = text; *p != '\0';) {
		const char *from = p;

		if (!isalnum(*p)) {
			p++;
			continue;
		}
		while (isalnum(*p))
			p++;
		if (p - from >= 2 && p - from <= WORD_BYTES_MAX)
			assert_token(t, count++, from, (size_t)(p - from));
		if (p[0] == '\'' && tolower(p[1]) == 's' && !isalnum(p[2]))
			p += 2;
	}
	assert_int_equal(t->count, count);
}

static void
reads_ascii_as_a_plain_reading_does(void **state)
{
	static const char signs[] = "aabcdemnorsstzABSZ0179''  \n.,-@[`{/:~";
	struct tokens t = { 0 };
	char text[TEXT_MAX + 1];
	uint32_t random = 1;

	(void)state;
	for (size_t n = 0; n < TEXTS; n++) {
		size_t len = n % TEXT_MAX;

		for (size_t i = 0; i < len; i++) {
			random = random * 1664525 + 1013904223;
			text[i] = signs[(random >> 16) % (sizeof(signs) - 1)];
		}
		text[len] = '\0';
		tokens_clear(&t);
		tokens_read(&t, text, SIZE_MAX / 2);
		assert_read_plainly(&t, text);
	}
	tokens_fini(&t);
}

static void
folds_words_of_every_length(void **state)
{
	struct tokens t = { 0 };
	char word[WORD_BYTES_MAX + 8];

	(void)state;
	for (size_t len = 1; len < sizeof(word); len++) {
		for (size_t i = 0; i < len; i++)
			word[i] = (char)((i % 3 == 0 ? 'A' : i % 3 == 1 ? 'a' : '0') + (int)(i % 10));
		word[len] = '\0';
		tokens_clear(&t);
		tokens_read(&t, word, 1);
		assert_int_equal(t.count, len >= 2 && len <= WORD_BYTES_MAX);
		assert_read_plainly(&t, word);
	}
	tokens_fini(&t);
}

static void
ends_a_word_where_other_letters_do(void **state)
{
	static const struct {
		const char *text, *folded;
	} rows[] = {
		{ "Caf\u00e9's caf\u00e9", "caf\u00e9 caf\u00e9" },
		{ "Stra\u00dfe", "strasse" },
		{ "work\u2019s end", "work end" },
		{ "co\u00adworker", "coworker" },
		{ "of\uff11\uff12", "of12" },
		{ "left\xff"
		  "right",
		    "left right" },
		{ "ab\u4eba\u529b", "ab \u4eba\u529b" },
		{ "x \u00e9 yz", "yz" },
	};
	struct tokens t = { 0 };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		BUFFER got = { 0 };

		tokens_clear(&t);
		tokens_read(&t, rows[i].text, 100);
		for (size_t k = 0; k < t.count; k++) {
			buffer_add_text(&got, k > 0 ? " " : "");
			buffer_add(&got, t.folded.data + t.list[k].folded, t.list[k].folded_bytes);
		}
		assert_string_equal(buffer_text(&got), rows[i].folded);
	}
	tokens_fini(&t);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_ascii_as_a_plain_reading_does),
		cmocka_unit_test(folds_words_of_every_length),
		cmocka_unit_test(ends_a_word_where_other_letters_do),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
