#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/text.h"
#include "curate/lexicon.h"
#include "curate/packing.h"
#include "curate/vector.h"

#include <math.h>
#include <string.h>

/* Words known by a number each, without any text. */
static struct words
numbered(struct word *list, uint64_t first, size_t count)
{
	for (size_t i = 0; i < count; i++)
		list[i] = (struct word) { .stem = (first + i) * 0x9E3779B97F4A7C15u, .spelling = "", .in_body = 1 };
	return (struct words) { .list = list, .count = count };
}

static void
add_numbered(struct lexicon *lexicon, uint64_t first, size_t count)
{
	struct word list[1000];
	struct words words;

	for (; count > 0; first += words.count, count -= words.count) {
		words = numbered(list, first, count < 1000 ? count : 1000);
		lexicon_add(lexicon, &words);
	}
}

static uint64_t
stem_of_number(uint64_t number)
{
	return number * 0x9E3779B97F4A7C15u;
}

static void
counts_the_items_that_hold_a_word(void **state)
{
	struct lexicon *lexicon = lexicon_new();

	(void)state;
	add_numbered(lexicon, 1, 10);
	add_numbered(lexicon, 6, 10);
	assert_int_equal(lexicon_item_count(lexicon), 2);
	assert_int_equal(lexicon_word_count(lexicon), 15);
	assert_int_equal(lexicon_holders(lexicon, stem_of_number(1)), 1);
	assert_int_equal(lexicon_holders(lexicon, stem_of_number(6)), 2);
	assert_int_equal(lexicon_holders(lexicon, stem_of_number(99)), 0);
	lexicon_free(lexicon);
}

static void
reads_back_what_it_wrote(void **state)
{
	struct lexicon *lexicon = lexicon_new(), *back = NULL;
	BUFFER bytes = { 0 };
	BUFFER again = { 0 };
	struct err err = { 0 };

	(void)state;
	add_numbered(lexicon, 1, 5000);
	add_numbered(lexicon, 2000, 5000);
	assert_int_equal(lexicon_stamp(lexicon), 0);
	lexicon_write(lexicon, &bytes);
	assert_true(lexicon_read(bytes.data, bytes.len, &back, &err));
	assert_true(lexicon_stamp(lexicon) != 0 && lexicon_stamp(lexicon) == lexicon_stamp(back));
	assert_int_equal(lexicon_item_count(back), 10);
	assert_int_equal(lexicon_word_count(back), 6999);
	for (uint64_t i = 0; i < 8000; i++) {
		uint64_t stem = stem_of_number(i);

		assert_int_equal(lexicon_holders(back, stem), lexicon_holders(lexicon, stem));
		assert_int_equal(lexicon_place(back, stem), lexicon_place(lexicon, stem));
	}
	lexicon_write(back, &again);
	assert_int_equal(again.len, bytes.len);
	assert_true(memcmp(again.data, bytes.data, bytes.len) == 0);
	lexicon_free(back);
	lexicon_free(lexicon);
}

static void
places_the_commonest_words_first(void **state)
{
	struct lexicon *lexicon = lexicon_new();
	BUFFER bytes = { 0 };

	(void)state;
	add_numbered(lexicon, 1, 20);
	add_numbered(lexicon, 11, 20);
	add_numbered(lexicon, 15, 1);
	lexicon_write(lexicon, &bytes);
	assert_int_equal(lexicon_place(lexicon, stem_of_number(15)), 0);
	assert_int_equal(lexicon_holders_at(lexicon, 0), 3);
	assert_in_range(lexicon_place(lexicon, stem_of_number(11)), 1, 9);
	assert_in_range(lexicon_place(lexicon, stem_of_number(1)), 10, 29);
	assert_int_equal(lexicon_place(lexicon, stem_of_number(99)), LEXICON_NO_PLACE);
	assert_true(fabs(lexicon_rarity_at(lexicon, 0) - 1) < 1e-12);
	assert_true(fabs(lexicon_rarity_at(lexicon, 29) - (log(2) + 1)) < 1e-12);
	lexicon_free(lexicon);
}

static void
loses_its_stamp_when_it_grows(void **state)
{
	struct lexicon *lexicon = lexicon_new();
	BUFFER bytes = { 0 };

	(void)state;
	add_numbered(lexicon, 1, 3);
	lexicon_write(lexicon, &bytes);
	add_numbered(lexicon, 3, 3);
	assert_int_equal(lexicon_stamp(lexicon), 0);
	lexicon_free(lexicon);
}

static void
refuses_damage_anywhere_and_leaves_the_result_alone(void **state)
{
	struct lexicon *lexicon = lexicon_new(), *back = NULL;
	BUFFER bytes = { 0 };
	struct err err = { 0 };

	(void)state;
	add_numbered(lexicon, 1, 40);
	lexicon_write(lexicon, &bytes);
	for (size_t i = 0; i < bytes.len; i++) {
		bytes.data[i] ^= 0x10;
		assert_false(lexicon_read(bytes.data, bytes.len, &back, &err));
		assert_int_equal(err.code, ERR_DAMAGED);
		bytes.data[i] ^= 0x10;
		assert_false(lexicon_read(bytes.data, i, &back, &err));
	}
	assert_null(back);
	lexicon_free(lexicon);
}

static void
refuses_what_is_sealed_but_makes_no_sense(void **state)
{
	static const uint64_t nonsense[][6] = {
		{ 5, 2, 7, 1, 0, 1 },                 /* the same word twice */
		{ 5, 2, 7, 0, 9, 1 },                 /* a word that nothing holds */
		{ 5, 1, 7, 1, 9, 1 },                 /* more than it says */
		{ 5, 3, 7, 1, 9, 1 },                 /* less than it says */
		{ 5, 2, 7, 1, UINT64_C(1) << 40, 1 }, /* words beyond the last */
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(nonsense); i++) {
		struct lexicon *back = NULL;
		BUFFER bytes = { 0 };
		struct err err = { 0 };

		pack_begin(&bytes, "WLX2");
		for (size_t n = 0; n < 6; n++)
			pack_count(&bytes, nonsense[i][n]);
		pack_end(&bytes);
		assert_false(lexicon_read(bytes.data, bytes.len, &back, &err));
		assert_int_equal(err.code, ERR_DAMAGED);
	}
}

/* Stems were written whole once; they come in rising order. */
static void
write_as_formerly(const uint64_t *stems, size_t count, struct buffer *out)
{
	pack_begin(out, "WLX1");
	pack_count(out, 7);
	pack_count(out, count);
	for (size_t i = 0; i < count; i++) {
		pack_count(out, stems[i] - (i > 0 ? stems[i - 1] : 0));
		pack_count(out, i + 1);
	}
	pack_end(out);
}

static void
reads_what_was_written_formerly(void **state)
{
	static const uint64_t stems[] = { 1ull << 30, 5ull << 50, UINT64_MAX };
	struct lexicon *back = NULL;
	BUFFER bytes = { 0 };
	struct err err = { 0 };

	(void)state;
	write_as_formerly(stems, 3, &bytes);
	assert_true(lexicon_read(bytes.data, bytes.len, &back, &err));
	assert_int_equal(lexicon_item_count(back), 7);
	assert_true(lexicon_stamp(back) != 0);
	for (uint32_t i = 0; i < 3; i++) {
		assert_int_equal(lexicon_holders(back, stems[i]), i + 1);
		assert_int_equal(lexicon_place(back, stems[i]), 2 - i);
	}
	lexicon_free(back);
}

/* A model made with both knows them by two places. */
static void
refuses_former_words_that_it_could_not_tell_apart(void **state)
{
	static const uint64_t stems[] = { 5ull << 50, (5ull << 50) + 1 };
	struct lexicon *back = NULL;
	BUFFER bytes = { 0 };
	struct err err = { 0 };

	(void)state;
	write_as_formerly(stems, 2, &bytes);
	assert_false(lexicon_read(bytes.data, bytes.len, &back, &err));
	assert_int_equal(err.code, ERR_DAMAGED);
}

static void
places_words_held_by_thousands_before_rarer_ones(void **state)
{
	struct lexicon *lexicon = lexicon_new();
	BUFFER bytes = { 0 };

	(void)state;
	for (int i = 0; i < 3000; i++)
		add_numbered(lexicon, i < 1500 ? 4 : 3, i < 1023 ? 6 : 3);
	lexicon_write(lexicon, &bytes);
	assert_int_equal(lexicon_word_count(lexicon), 7);
	assert_int_equal(lexicon_holders_at(lexicon, 0), 3000);
	assert_int_equal(lexicon_holders_at(lexicon, 1), 3000);
	assert_int_equal(lexicon_holders_at(lexicon, 2), 1500);
	assert_int_equal(lexicon_holders_at(lexicon, 4), 1023);
	assert_true(fabs(lexicon_rarity_at(lexicon, 2) - (log(3001. / 1501) + 1)) < 1e-12);
	assert_true(fabs(lexicon_rarity_at(lexicon, 6) - (log(3001. / 1024) + 1)) < 1e-12);
	assert_int_equal(lexicon_holders(lexicon, stem_of_number(9)), 1023);
	add_numbered(lexicon, 9, 1);
	assert_int_equal(lexicon_holders(lexicon, stem_of_number(9)), 1024);
	assert_int_equal(lexicon_holders(lexicon, stem_of_number(4)), 3000);
	lexicon_free(lexicon);
}

static void
forgets_rare_words_past_its_cap(void **state)
{
	struct lexicon *lexicon = lexicon_new();

	(void)state;
	add_numbered(lexicon, 1, 1000);
	add_numbered(lexicon, 1, 1000);
	add_numbered(lexicon, 10000, LEXICON_WORDS_MAX + 5000);
	assert_true(lexicon_word_count(lexicon) <= LEXICON_WORDS_MAX);
	assert_int_equal(lexicon_holders(lexicon, stem_of_number(1)), 2);
	assert_int_equal(lexicon_holders(lexicon, stem_of_number(10000)), 0);
	lexicon_free(lexicon);
}

/* Full of words that are known well, it must not be gone through again for each new one. */
static void
makes_room_for_many_words_at_once(void **state)
{
	struct lexicon *lexicon = lexicon_new();

	(void)state;
	add_numbered(lexicon, 1, LEXICON_WORDS_MAX - 10);
	add_numbered(lexicon, 1, LEXICON_WORDS_MAX - 10);
	add_numbered(lexicon, 10 * LEXICON_WORDS_MAX, 20);
	assert_true(lexicon_word_count(lexicon) <= LEXICON_WORDS_MAX / 4 * 3 + 20);
	assert_int_equal(lexicon_holders(lexicon, stem_of_number(10 * LEXICON_WORDS_MAX + 19)), 1);
	lexicon_free(lexicon);
}

static void
weighs_rare_words_more_and_unknown_ones_nothing(void **state)
{
	ARENA arena = arena_new();
	struct lexicon *lexicon = lexicon_new();
	struct word list[4];
	struct words words = numbered(list, 1, 4);
	struct vector *vector;
	BUFFER bytes = { 0 };
	double squares = 0;

	(void)state;
	add_numbered(lexicon, 1, 3);
	add_numbered(lexicon, 1, 2);
	add_numbered(lexicon, 1, 2);
	list[1].in_title = 1;
	lexicon_write(lexicon, &bytes);
	vector = vector_of(&words, lexicon, arena);
	assert_int_equal(vector->count, 3);
	assert_true(vector->features[2].value > vector->features[0].value);
	assert_true(vector->features[1].value > vector->features[0].value);
	for (size_t i = 0; i < vector->count; i++)
		squares += (double)vector->features[i].value * (double)vector->features[i].value;
	/* The share of roots, of which there are none, stays empty. */
	assert_true(squares > 0.6 && squares < 1);
	lexicon_free(lexicon);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(counts_the_items_that_hold_a_word),
		cmocka_unit_test(reads_back_what_it_wrote),
		cmocka_unit_test(places_the_commonest_words_first),
		cmocka_unit_test(loses_its_stamp_when_it_grows),
		cmocka_unit_test(refuses_damage_anywhere_and_leaves_the_result_alone),
		cmocka_unit_test(refuses_what_is_sealed_but_makes_no_sense),
		cmocka_unit_test(reads_what_was_written_formerly),
		cmocka_unit_test(refuses_former_words_that_it_could_not_tell_apart),
		cmocka_unit_test(places_words_held_by_thousands_before_rarer_ones),
		cmocka_unit_test(forgets_rare_words_past_its_cap),
		cmocka_unit_test(makes_room_for_many_words_at_once),
		cmocka_unit_test(weighs_rare_words_more_and_unknown_ones_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
