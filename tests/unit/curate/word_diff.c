#include "curate/word_diff.h"

#include "base/buffer.h"
#include "base/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

/* As people write changes down: "the [-old-] {+new+} word". */
static void
tell(const char *before, const char *after, struct buffer *out)
{
	static const char *const opens[] = { "", "[-", "{+", "" }, *const closes[] = { "", "-]", "+}", "" };
	ARENA arena = arena_new();
	struct word_diff_piece *pieces;
	size_t count = word_diff(before, after, arena, &pieces);

	for (size_t i = 0; i < count; i++) {
		buffer_add_text(out, i > 0 ? " " : "");
		if (pieces[i].kind == WORD_DIFF_LEFT_OUT)
			buffer_addf(out, "(%zu)", pieces[i].paragraphs);
		else
			buffer_addf(out, "%s%s%s", opens[pieces[i].kind], pieces[i].text, closes[pieces[i].kind]);
	}
}

static void
tells_what_changed_by_words(void **state)
{
	static const struct {
		const char *before, *after, *told;
	} cases[] = {
		{ "one two three", "one two three", "" },
		{ "one two three", "one  two\tthree", "one two three" },
		{ "one two three", "one 2 three", "one [-two-] {+2+} three" },
		{ "one two three", "two three", "[-one-] two three" },
		{ "two three", "one two three four", "{+one+} two three {+four+}" },
		{ "", "new", "{+new+}" },
		{ "gone", NULL, "[-gone-]" },
		{ NULL, NULL, "" },
		{ "a b c a b b a", "c b a b a c", "[-a b-] c {+b+} a b [-b-] a {+c+}" },
		{ "first\nsecond one\nthird\nfourth", "first\nsecond 1\nthird\nfourth",
		    "(1) second [-one-] {+1+} (2)" },
		{ "first\nthird", "first\n\nsecond\n\nthird", "(1) {+second+} (1)" },
		{ "one\ntwo", "one two", "one [-\n-] two" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		BUFFER told = { 0 };

		tell(cases[i].before, cases[i].after, &told);
		assert_string_equal(buffer_text(&told), cases[i].told);
	}
}

/* Both texts come out of the pieces again, whatever they are. */
static void
loses_no_word(void **state)
{
	unsigned seed = 1;

	(void)state;
	for (int round = 0; round < 300; round++) {
		struct buffer texts[2] = { 0 }, again[2] = { 0 };
		ARENA arena = arena_new();
		struct word_diff_piece *pieces;
		size_t count;

		for (int t = 0; t < 2; t++)
			for (int i = rand_r(&seed) % 40; i > 0; i--)
				buffer_addf(&texts[t], "%s%c", texts[t].len > 0 ? " " : "", 'a' + rand_r(&seed) % 5);
		count = word_diff(buffer_text(&texts[0]), buffer_text(&texts[1]), arena, &pieces);
		for (size_t i = 0; i < count; i++)
			for (int t = 0; t < 2; t++)
				if (pieces[i].kind == WORD_DIFF_SAME ||
				    pieces[i].kind == (t == 0 ? WORD_DIFF_REMOVED : WORD_DIFF_ADDED))
					buffer_addf(&again[t], "%s%s", again[t].len > 0 ? " " : "", pieces[i].text);
		for (int t = 0; t < 2 && count > 0; t++)
			assert_string_equal(buffer_text(&again[t]), buffer_text(&texts[t]));
		if (count == 0)
			assert_string_equal(buffer_text(&texts[0]), buffer_text(&texts[1]));
		for (int t = 0; t < 2; t++) {
			buffer_fini(&texts[t]);
			buffer_fini(&again[t]);
		}
	}
}

static void
is_bounded_when_nothing_is_the_same(void **state)
{
	BUFFER before = { 0 };
	BUFFER after = { 0 };
	ARENA arena = arena_new();
	struct word_diff_piece *pieces;
	size_t count;

	(void)state;
	for (int i = 0; i < 100000; i++) {
		buffer_addf(&before, "b%d ", i);
		buffer_addf(&after, "a%d ", i);
	}
	count = word_diff(buffer_text(&before), buffer_text(&after), arena, &pieces);
	assert_int_equal(count, 2);
	assert_true(strlen(pieces[0].text) <= WORD_DIFF_BYTES_MAX);
	assert_true(arena_bytes(arena) < 40000000);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tells_what_changed_by_words),
		cmocka_unit_test(loses_no_word),
		cmocka_unit_test(is_bounded_when_nothing_is_the_same),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
