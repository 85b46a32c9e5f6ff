/*
 * What is behind store.h: what new items say is written into the search index as FTS5 itself would have it, which is
 * asked for all its words and where they stand, before and after it has made its index anew from the texts.
 */
#include "tests/unit/store/fixture.h"

#include "base/text.h"
#include "store/handle.h"
#include "store/word_index.h"

enum { ROUNDS = 12, LONG_WORD = 40000, LEVEL = 64 };

static uint64_t
below(uint64_t *state, uint64_t limit)
{
	*state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (*state >> 33) % limit;
}

/* Often the same ones, some that begin alike for longer than eight bytes, in several scripts. */
static void
add_word(struct buffer *out, uint64_t *state)
{
	static const char *const words[] = { "the", "Of", "naïve", "NAÏVE", "Übermut", "international",
		"internationally", "internationalise", "東京都", "x", "İstanbul", "ﬁne", "don't", "42", "…" };

	if (below(state, 3) == 0)
		buffer_addf(out, "w%llu ", (unsigned long long)below(state, 2000));
	else
		buffer_addf(out, "%s ", words[below(state, COUNT_OF(words))]);
}

static const char *
any_text(struct fixture *f, uint64_t *state)
{
	static const uint64_t lengths[] = { 0, 1, 5, 40, 40, 900 };
	BUFFER text = { 0 };

	for (uint64_t i = lengths[below(state, COUNT_OF(lengths))]; i > 0; i--)
		add_word(&text, state);
	return arena_strdup(f->arena, buffer_text(&text));
}

/* All words, and where each stands. */
static const char *
what_the_index_says(struct fixture *f)
{
	static const char sql[] =
	    "SELECT term, doc, col, \"offset\" FROM said"
	    " UNION ALL SELECT hex(sz), id, 0, 0 FROM item_words_docsize"
	    " UNION ALL SELECT hex(block), 0, 0, 0 FROM item_words_data WHERE id = 1";
	BUFFER said = { 0 };
	sqlite3_stmt *stmt;

	assert_int_equal(sqlite3_prepare_v2(f->store->db, sql, -1, &stmt, NULL), SQLITE_OK);
	while (sqlite3_step(stmt) == SQLITE_ROW)
		buffer_addf(&said, "%s %s %s %s\n", sqlite3_column_text(stmt, 0), sqlite3_column_text(stmt, 1),
		    sqlite3_column_text(stmt, 2), sqlite3_column_text(stmt, 3));
	assert_int_equal(sqlite3_finalize(stmt), SQLITE_OK);
	return arena_strdup(f->arena, buffer_text(&said));
}

static void
assert_as_fts5_has_it(struct fixture *f)
{
	const char *ours, *its;

	MUST(store_exec(f->store,
	    "CREATE VIRTUAL TABLE IF NOT EXISTS temp.said USING fts5vocab (main, item_words, instance)", err));
	ours = what_the_index_says(f);
	MUST(store_exec(f->store, "INSERT INTO item_words (item_words) VALUES ('rebuild')", err));
	its = what_the_index_says(f);
	assert_true(strlen(ours) > 100);
	assert_string_equal(ours, its);
}

static void
use_pages_of(struct fixture *f, int bytes)
{
	MUST(store_exec(f->store,
	    arena_printf(f->arena, "INSERT INTO item_words (item_words, rank) VALUES ('pgsz', %d)", bytes), err));
}

static void
says_of_new_items_what_fts5_says(void **state)
{
	static const int page_bytes[] = { 32, 128, 1000, 4050 };
	struct fixture *f = *state;
	uint64_t random = 7;
	int64_t feed;

	begin(f);
	feed = add_feed(f, "https://a.example/");
	commit(f);
	for (int round = 0; round < ROUNDS; round++) {
		use_pages_of(f, page_bytes[round % (int)COUNT_OF(page_bytes)]);
		begin(f);
		for (uint64_t i = below(&random, 20); i > 0; i--)
			put_item(f, feed, arena_printf(f->arena, "%d-%d", round, (int)i), any_text(f, &random), NOON);
		commit(f);
		if (round % 5 == 4)
			assert_as_fts5_has_it(f);
	}
	assert_as_fts5_has_it(f);
}

static void
cuts_a_word_where_fts5_does(void **state)
{
	struct fixture *f = *state;
	char *word = arena_alloc(f->arena, LONG_WORD + 1);

	memset(word, 'a', LONG_WORD);
	begin(f);
	put_item(f, add_feed(f, "https://a.example/"), "one", word, NOON);
	commit(f);
	assert_as_fts5_has_it(f);
}

static void
forgets_what_was_undone_and_says_what_an_item_says_last(void **state)
{
	struct fixture *f = *state;
	int64_t feed;

	begin(f);
	feed = add_feed(f, "https://a.example/");
	MUST(store_part_begin(f->store, err));
	put_item(f, feed, "kept", "one text of many words, which stays as it is until the end, and is not short", NOON);
	put_item(f, feed, "revised", "its first words", NOON);
	put_item(f, feed, "revised", "its last words, which are others", NOON);
	MUST(store_part_end(f->store, err));
	MUST(store_part_begin(f->store, err));
	put_item(f, feed, "undone", "never said", NOON);
	store_part_undo(f->store);
	put_item(f, feed, "after", "what came after that", NOON);
	commit(f);
	assert_as_fts5_has_it(f);
}

/* What FTS5 holds then is older than what is added beside it. */
static void
adds_to_what_was_taken_out_in_the_same_transaction(void **state)
{
	struct fixture *f = *state;
	int64_t feed;

	begin(f);
	feed = add_feed(f, "https://a.example/");
	for (int i = 0; i < 5; i++)
		put_item(f, feed, arena_printf(f->arena, "%d", i), "what it said at first, in some words", NOON);
	commit(f);
	begin(f);
	put_item(f, feed, "new", "a new one between two that are revised", NOON);
	put_item(f, feed, "2", "what it says now", NOON);
	put_item(f, feed, "newer", "another new one, and then one more revised", NOON);
	put_item(f, feed, "4", "other words", NOON);
	commit(f);
	assert_as_fts5_has_it(f);
}

static size_t
pieces_of(struct fixture *f)
{
	struct word_index x;
	size_t count;

	MUST(word_index_init(&x, f->store, err));
	count = x.count;
	word_index_fini(&x);
	return count;
}

static void
leaves_it_to_fts5_to_merge_when_there_are_too_many_pieces(void **state)
{
	struct fixture *f = *state;
	int64_t feed;

	begin(f);
	feed = add_feed(f, "https://a.example/");
	commit(f);
	for (int i = 0; i < LEVEL; i++) {
		begin(f);
		put_item(f, feed, arena_printf(f->arena, "%d", i), "some words of an item", NOON);
		commit(f);
	}
	assert_int_equal(pieces_of(f), LEVEL);
	begin(f);
	put_item(f, feed, "one more", "some words of an item", NOON);
	commit(f);
	assert_int_equal(pieces_of(f), 1);
	assert_as_fts5_has_it(f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		STORE_TEST(says_of_new_items_what_fts5_says),
		STORE_TEST(cuts_a_word_where_fts5_does),
		STORE_TEST(forgets_what_was_undone_and_says_what_an_item_says_last),
		STORE_TEST(adds_to_what_was_taken_out_in_the_same_transaction),
		STORE_TEST(leaves_it_to_fts5_to_merge_when_there_are_too_many_pieces),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
