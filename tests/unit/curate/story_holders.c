#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "curate/story_holders.h"

#include <math.h>

enum { FERRY = 7, STRIKE = 9, MANY = 2 * HOLDERS_LISTED };

static int
set_up(void **state)
{
	*state = holders_new();
	return 0;
}

static int
tear_down(void **state)
{
	holders_free(*state);
	return 0;
}

static double
weight_of(struct holders *h, uint32_t hash, size_t story)
{
	size_t count;
	const struct holder *held = holders_of(h, hash, &count);

	for (size_t i = 0; i < count; i++)
		if (held[i].story == story)
			return story_weight_read(held[i].weight);
	return 0;
}

static void
keeps_a_weight_to_a_thousandth(void **state)
{
	(void)state;
	for (double weight = .0001; weight < 10000; weight *= 1.013)
		assert_true(fabs(story_weight_read(story_weight_of(weight)) / weight - 1) < .0003);
	assert_true(story_weight_of(0) > 0);
	assert_int_equal(story_weight_of(1e9), UINT16_MAX);
}

static void
knows_who_holds_a_word_and_how_much(void **state)
{
	struct holders *h = *state;

	for (size_t story = 0; story < 100; story++) {
		assert_int_equal(holders_count(h, FERRY), story);
		holders_add(h, FERRY, story, story_weight_of((double)story + 1));
		if (story % 2 == 0)
			holders_add(h, STRIKE, story, story_weight_of(.5));
	}
	holders_change(h, FERRY, 30, story_weight_of(.25));
	assert_int_equal(holders_count(h, STRIKE), 50);
	assert_true(weight_of(h, FERRY, 30) == .25);
	assert_true(weight_of(h, FERRY, 99) == 100);
	for (size_t story = 0; story < 99; story++)
		assert_false(holders_remove(h, FERRY, story));
	assert_int_equal(holders_count(h, FERRY), 1);
	assert_true(weight_of(h, FERRY, 99) == 100);
	assert_int_equal(holders_count(h, 8), 0);
}

static void
counts_a_common_word_and_lists_it_again_once_it_is_rare(void **state)
{
	struct holders *h = *state;
	size_t left = MANY, listed;

	for (size_t story = 0; story < MANY; story++)
		holders_add(h, FERRY, story, story_weight_of(1));
	assert_int_equal(holders_count(h, FERRY), MANY);
	holders_of(h, FERRY, &listed);
	assert_int_equal(listed, 0);
	holders_change(h, FERRY, 3, story_weight_of(2));
	while (!holders_remove(h, FERRY, --left))
		assert_int_equal(holders_count(h, FERRY), left);
	assert_int_equal(left, HOLDERS_LISTED);
	for (size_t story = 0; story < left; story++)
		holders_relist(h, FERRY, story, story_weight_of((double)story + 1));
	assert_int_equal(holders_count(h, FERRY), HOLDERS_LISTED);
	assert_true(weight_of(h, FERRY, 44) == 45);
}

static void
gives_back_what_is_held_no_more(void **state)
{
	struct holders *h = *state;
	size_t early = 0;

	for (uint32_t round = 0; round < 50; round++) {
		for (uint32_t word = 1; word <= 2000; word++)
			for (size_t story = 0; story < 5; story++)
				holders_add(h, round * 2000 + word, story, story_weight_of(1));
		if (round == 1)
			early = holders_bytes(h);
		for (uint32_t word = 1; word <= 2000; word++)
			for (size_t story = 0; story < 5; story++)
				assert_false(holders_remove(h, round * 2000 + word, story));
	}
	assert_true(holders_bytes(h) <= early);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keeps_a_weight_to_a_thousandth),
		TEST(knows_who_holds_a_word_and_how_much),
		TEST(counts_a_common_word_and_lists_it_again_once_it_is_rare),
		TEST(gives_back_what_is_held_no_more),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
