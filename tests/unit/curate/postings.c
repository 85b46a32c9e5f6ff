#include "curate/postings.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>

static size_t
places_of(const struct postings *p, uint32_t hash, uint32_t *out, size_t max)
{
	struct postings_walk walk;
	size_t n = 0;

	postings_fetch_ahead(p, hash);
	postings_walk_begin(p, hash, &walk);
	while (n < max && postings_walk_on(p, &walk, &out[n]))
		n++;
	return n;
}

static void
tells_who_has_a_key_newest_first(void **state)
{
	struct postings *p = postings_new();
	uint32_t places[8];

	(void)state;
	assert_int_equal(places_of(p, 7, places, 8), 0);
	postings_add(p, 1, &(struct duplicate_keys) { { 7, UINT32_MAX }, 2 });
	postings_add(p, 2, &(struct duplicate_keys) { { 0 }, 0 });
	postings_add(p, 3, &(struct duplicate_keys) { { UINT32_MAX, 0, 8 }, 3 });
	assert_int_equal(places_of(p, 7, places, 8), 1);
	assert_int_equal(places_of(p, UINT32_MAX, places, 8), 2);
	assert_int_equal(places[0], 3);
	assert_int_equal(places[1], 1);
	assert_int_equal(places_of(p, 0, places, 8), 0);
	postings_drop_before(p, 2);
	assert_int_equal(places_of(p, UINT32_MAX, places, 8), 1);
	postings_clear(p);
	assert_int_equal(places_of(p, UINT32_MAX, places, 8), 0);
	postings_add(p, 1, &(struct duplicate_keys) { { 7 }, 1 });
	assert_int_equal(places_of(p, 7, places, 8), 1);
	postings_free(p);
	postings_free(NULL);
}

enum { MANY = 60000, OWN = 5 };

/* Some keys of its own, one that few share, and one that begins like many others. */
static struct duplicate_keys
keys_of(uint32_t place)
{
	struct duplicate_keys keys = { { 0 }, 0 };

	for (uint32_t i = 0; i < place % OWN; i++)
		keys.list[keys.count++] = (place * OWN + i) * 2654435761u;
	keys.list[keys.count++] = place / 7 * 40503u | 1;
	keys.list[keys.count++] = 0xabcd0000u + place % 20000 + 1;
	return keys;
}

/* Through many merges; every item that is not dropped is found by each of its keys, and no other is. */
static void
check(const struct postings *p, uint32_t first, uint32_t last)
{
	uint32_t places[64];

	for (uint32_t place = first > 50 ? first - 50 : 1; place <= last; place += 41) {
		struct duplicate_keys keys = keys_of(place);

		for (size_t i = 0; i < keys.count; i++) {
			size_t count = places_of(p, keys.list[i], places, 64), found = 0;

			for (size_t k = 0; k < count; k++) {
				struct duplicate_keys others = keys_of(places[k]);
				bool has = false;

				assert_true(places[k] >= first && (k == 0 || places[k] < places[k - 1]));
				for (size_t n = 0; n < others.count; n++)
					has |= others.list[n] == keys.list[i];
				assert_true(has);
				found += places[k] == place;
			}
			assert_int_equal(found, place >= first);
		}
	}
}

static void
finds_all_that_was_not_dropped(void **state)
{
	struct postings *p = postings_new();
	uint32_t first = 1;

	(void)state;
	for (uint32_t place = 1; place <= MANY; place++) {
		struct duplicate_keys keys = keys_of(place);

		postings_add(p, place, &keys);
		if (place > MANY / 3 && place % 1000 == 0)
			postings_drop_before(p, first = place - MANY / 4);
		if (place % 7919 == 0)
			check(p, first, place);
	}
	check(p, first, MANY);
	postings_free(p);
}

/* Who knows how hashes are made can send items that all have the same, or nearly. */
static void
bears_keys_that_are_made_to_meet(void **state)
{
	struct postings *p = postings_new();
	uint32_t places[8];

	(void)state;
	for (uint32_t place = 1; place <= 20000; place++)
		postings_add(p, place, &(struct duplicate_keys) { { 77, 0x10000000 + place, 0x10000000 - place }, 3 });
	assert_int_equal(places_of(p, 77, places, 8), 8);
	assert_int_equal(places[0], 20000);
	assert_int_equal(places[7], 19993);
	assert_int_equal(places_of(p, 0x10000000 + 5, places, 8), 1);
	assert_int_equal(places[0], 5);
	postings_free(p);
}

static void
takes_little_memory(void **state)
{
	struct postings *p = postings_new();
	uint32_t random = 1;

	(void)state;
	for (uint32_t place = 1; place <= 100000; place++) {
		struct duplicate_keys keys = { .count = DUPLICATE_KEYS_MAX };

		for (size_t i = 0; i < DUPLICATE_KEYS_MAX; i++)
			keys.list[i] = random = random * 1664525u + 1013904223u;
		postings_add(p, place, &keys);
	}
	assert_true(postings_bytes(p) < 100000 * 84);
	postings_drop_before(p, 100000);
	for (uint32_t place = 100001; place <= 110000; place++)
		postings_add(p, place, &(struct duplicate_keys) { { place }, 1 });
	assert_true(postings_bytes(p) < 1000000);
	postings_free(p);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tells_who_has_a_key_newest_first),
		cmocka_unit_test(finds_all_that_was_not_dropped),
		cmocka_unit_test(bears_keys_that_are_made_to_meet),
		cmocka_unit_test(takes_little_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
