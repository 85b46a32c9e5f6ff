#include "curate/story.h"

#include "base/clock.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

enum { HOUR = 3600, DAY = 24 * HOUR, START = 1700000000 };

static int
set_up(void **state)
{
	struct story_settings settings = { 0 };

	*state = story_index_new(&settings);
	return 0;
}

static int
tear_down(void **state)
{
	story_index_free(*state);
	return 0;
}

static struct story_verdict
assigned(struct story_index *index, int64_t id, int64_t at, const char *title)
{
	struct story_item item = { .id = id, .sorted_at = at, .title = title };
	struct story_verdict verdict = { .story_id = -1 };

	story_assign(index, &item, &verdict);
	return verdict;
}

static const char *const strike[] = {
	"Ferry crews begin strike in Northport harbour",
	"Northport harbour strike: ferry crews stop work at noon",
	"Why the ferry crews of Northport strike",
};
static const char *const festival[] = {
	"Film festival opens with a silent comedy about bakers",
	"Bakers on screen: silent comedy opens film festival",
};

static void
ties_what_is_about_one_event_and_names_the_words(void **state)
{
	struct story_verdict v = assigned(*state, 1, START, strike[0]);

	assert_int_equal(v.story_id, 1);
	assert_int_equal(v.size, 1);
	assert_string_equal(v.words, "");
	assert_int_equal(assigned(*state, 2, START + 60, festival[0]).story_id, 2);
	v = assigned(*state, 3, START + HOUR, strike[1]);
	assert_int_equal(v.story_id, 1);
	assert_int_equal(v.size, 2);
	assert_int_equal(v.moved_count, 1);
	assert_int_equal(v.moved[0], 1);
	assert_true(v.similarity > .3);
	assert_non_null(strstr(v.words, "ferry"));
	assert_non_null(strstr(v.words, ", "));
	assert_int_equal(assigned(*state, 4, START + 2 * HOUR, festival[1]).story_id, 2);
	assert_int_equal(assigned(*state, 5, START + 3 * HOUR, strike[2]).size, 3);
}

static void
lets_a_story_fade(void **state)
{
	assert_int_equal(assigned(*state, 1, START, strike[0]).story_id, 1);
	assert_int_equal(assigned(*state, 2, START + 30 * DAY, strike[1]).story_id, 2);
	/* an old item that comes late doesn't join the new story either */
	assert_int_equal(assigned(*state, 3, START + 3 * HOUR, strike[2]).story_id, 3);
}

static void
moves_a_small_story_into_the_one_it_turns_out_to_be(void **state)
{
	struct story_verdict v;

	assert_int_equal(assigned(*state, 1, START, "Northport ferry crews strike").story_id, 1);
	assert_int_equal(
	    assigned(*state, 2, START, "Deckhand Okafor elected speaker, demands shorter week").story_id, 2);
	assert_int_equal(assigned(*state, 3, START, "Okafor the deckhand: shorter week demands").story_id, 2);
	v = assigned(*state, 4, START, "Northport ferry strike: crews and deckhand Okafor demand shorter week");
	assert_int_equal(v.story_id, 2);
	assert_int_equal(v.moved_count, 1);
	assert_int_equal(v.moved[0], 1);
	assert_int_equal(v.size, 4);
	assert_int_equal(assigned(*state, 5, START, "Ferry crews strike in Northport").story_id, 2);
}

static void
takes_items_without_words_or_date(void **state)
{
	struct story_item item = { .id = 1, .sorted_at = TIME_NONE };
	struct story_verdict v;

	for (; item.id < 4; item.id++) {
		story_assign(*state, &item, &v);
		assert_int_equal(v.story_id, item.id);
		assert_int_equal(v.size, 1);
	}
}

static void
made_up_title(int64_t id, char *out, size_t size)
{
	uint64_t x = (uint64_t)(id / 3) * 2654435761u + 11;
	size_t len = 0;

	for (int i = 0; i < 6; i++) {
		x = x * 6364136223846793005u + 1442695040888963407u;
		len += (size_t)snprintf(out + len, size - len, "word%u ", (unsigned)(x >> 40));
	}
	snprintf(out + len, size - len, "again%d", (int)id);
}

static void
goes_on_the_same_after_it_was_built_anew(void **state)
{
	struct story_settings settings = { 0 };
	struct story_index *again = story_index_new(&settings);
	char title[160];
	size_t tied = 0;

	for (int64_t id = 1; id <= 2000; id++) {
		struct story_item item = { .id = id, .sorted_at = START + id * 50, .title = title };
		struct story_verdict a, b;

		made_up_title(id, title, sizeof(title));
		story_assign(*state, &item, &a);
		if (id <= 1000) {
			assert_true(a.moved_count <= 1);
			story_index_add(again, &item, a.story_id != id ? a.story_id : 0);
			continue;
		}
		story_assign(again, &item, &b);
		assert_int_equal(a.story_id, b.story_id);
		assert_int_equal(a.size, b.size);
		assert_string_equal(a.words, b.words);
		tied += a.story_id != id;
	}
	assert_true(tied > 500);
	story_index_free(again);
}

static void
stays_within_its_memory(void **state)
{
	struct story_settings settings = { .stories_max = 500 };
	struct story_index *index = story_index_new(&settings);
	size_t early = 0;
	char title[160];

	(void)state;
	for (int64_t id = 1; id <= 30000; id++) {
		struct story_item item = { .id = id, .sorted_at = START + id, .title = title };
		struct story_verdict v;

		made_up_title(id * 3, title, sizeof(title));
		story_assign(index, &item, &v);
		if (id == 3000)
			early = story_index_bytes(index);
	}
	assert_true(story_index_bytes(index) < early * 2);
	story_index_free(index);
}

static void
frees_nothing(void **state)
{
	(void)state;
	story_index_free(NULL);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(ties_what_is_about_one_event_and_names_the_words),
		TEST(lets_a_story_fade),
		TEST(moves_a_small_story_into_the_one_it_turns_out_to_be),
		TEST(takes_items_without_words_or_date),
		TEST(goes_on_the_same_after_it_was_built_anew),
		TEST(stays_within_its_memory),
		cmocka_unit_test(frees_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
