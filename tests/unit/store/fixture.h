/*
 * fixture: a store in a directory of its own, and short ways to fill it. The
 * tests here use store.h only: they are the conformance suite of any store.
 */
#ifndef TESTS_UNIT_STORE_FIXTURE_H
#define TESTS_UNIT_STORE_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/memory.h"
#include "store/store.h"

#include <ftw.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define DAY INT64_C(86400)
#define NOON INT64_C(1700000000)

struct fixture {
	char dir[64];
	struct store *store; /* the writer */
	struct arena *arena;
};

#define MUST(call)                                                                                                     \
	do {                                                                                                           \
		struct err must_err = { 0 };                                                                           \
		struct err *err = &must_err;                                                                           \
		if (!(call))                                                                                           \
			fail_msg("%s: %s", #call, must_err.text);                                                      \
	} while (0)

/* `err` names the error inside the call. */
#define MUST_FAIL(expected, call)                                                                                      \
	do {                                                                                                           \
		struct err must_err = { 0 };                                                                           \
		struct err *err = &must_err;                                                                           \
		assert_false(call);                                                                                    \
		assert_int_equal(must_err.code, expected);                                                             \
		assert_true(strlen(must_err.text) > 0);                                                                \
	} while (0)

static inline int
fixture_remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

static inline int
fixture_make_dir(void **state)
{
	struct fixture *f = mem_alloc(sizeof(*f));

	snprintf(f->dir, sizeof(f->dir), "/tmp/winnow-store-XXXXXX");
	assert_non_null(mkdtemp(f->dir));
	f->arena = arena_new();
	*state = f;
	return 0;
}

static inline int
fixture_setup(void **state)
{
	struct fixture *f;

	fixture_make_dir(state);
	f = *state;
	MUST(store_open_writer(f->dir, &f->store, err));
	return 0;
}

static inline int
fixture_teardown(void **state)
{
	struct fixture *f = *state;

	store_close(f->store);
	nftw(f->dir, fixture_remove_one, 8, FTW_DEPTH | FTW_PHYS);
	arena_free(f->arena);
	free(f);
	return 0;
}

/* Whatever a test did, the store must be sound in the end. */
static inline int
fixture_teardown_checked(void **state)
{
	struct fixture *f = *state;

	MUST(store_check(f->store, err));
	return fixture_teardown(state);
}

#define STORE_TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown_checked)

static inline void
begin(struct fixture *f)
{
	MUST(store_begin(f->store, STORE_FETCHED, err));
}

static inline void
commit(struct fixture *f)
{
	MUST(store_commit(f->store, err));
}

static inline int64_t
add_feed(struct fixture *f, const char *url)
{
	struct store_feed feed = { .url = url, .added_at = NOON, .due_at = NOON };
	int64_t id;

	MUST(store_feed_add(f->store, &feed, &id, err));
	return id;
}

static inline struct store_feed *
get_feed(struct fixture *f, int64_t id)
{
	struct store_feed *feed;

	MUST(store_feed_get(f->store, id, f->arena, &feed, err));
	return feed;
}

/* What store_item_duplicates tells of an item: "2 3 ". */
static inline const char *
set_of(struct fixture *f, int64_t id)
{
	struct store_duplicate *list;
	const char *ids = "";
	size_t count;

	MUST(store_item_duplicates(f->store, id, f->arena, &list, &count, err));
	for (size_t i = 0; i < count; i++)
		ids = arena_printf(f->arena, "%s%lld ", ids, (long long)list[i].id);
	return ids;
}

/* An item that says little: its title is its identity. */
static inline int64_t
put_item(struct fixture *f, int64_t feed_id, const char *identity, const char *text, int64_t sorted_at)
{
	struct feed_item item = {
		.title = identity, .content_text = text, .published_at = TIME_NONE, .modified_at = TIME_NONE
	};
	struct store_item_new new = {
		.feed_id = feed_id, .identity = identity, .item = &item, .seen_at = NOON, .sorted_at = sorted_at
	};
	enum store_change change;
	int64_t id;

	MUST(store_item_put(f->store, &new, &id, &change, err));
	return id;
}

static inline struct store_item *
get_item(struct fixture *f, int64_t id)
{
	struct store_item *item;

	MUST(store_item_get(f->store, id, f->arena, &item, err));
	return item;
}

static inline struct store_counts
counts_of(struct fixture *f)
{
	struct store_counts counts;

	MUST(store_counts(f->store, f->arena, &counts, err));
	return counts;
}

static inline int64_t
put_topic(struct fixture *f, const char *name)
{
	struct topic topic = { .name = name, .title = name, .threshold = 50 };
	int64_t id;
	bool is_new;

	MUST(store_topic_put(f->store, &topic, NOON, &id, &is_new, err));
	return id;
}

static inline void
put_score(struct fixture *f, int64_t topic_id, int64_t item_id, double margin)
{
	MUST(store_item_scores_put(f->store, item_id, &(struct store_margin) { topic_id, margin }, 1, err));
}

/* All items, by date, fifty a page. */
static inline struct store_item_query
everything(void)
{
	return (struct store_item_query) {
		.min_margin = -INFINITY, .since = TIME_NONE, .until = INT64_MAX, .show_duplicates = true, .limit = 50
	};
}

/* The ids of all pages, a space between, in the arena. */
static inline const char *
list_ids(struct fixture *f, struct store *s, struct store_item_query query)
{
	const char *ids = "";

	do {
		struct store_item *items;
		size_t count;

		MUST(store_item_list(s, &query, f->arena, &items, &count, &query.cursor, err));
		for (size_t i = 0; i < count; i++)
			ids = arena_printf(f->arena, "%s%s%lld", ids, *ids != '\0' ? " " : "", (long long)items[i].id);
	} while (query.cursor != NULL);
	return ids;
}

#endif
