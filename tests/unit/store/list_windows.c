/* What is behind store.h: a page is the same whether it is found among texts or by the search index. */
#include "tests/unit/store/fixture.h"

#include "base/text.h"
#include "store/list_windows.h"
#include "store/list_words.h"

enum { ITEMS = 700, LIMIT = 20 };

static const char *const words[] = { "work", "worker", "world", "wording", "learn", "learned", "l\u00e9arning",
	"circle" };

static void
fill(struct fixture *f)
{
	int64_t feed;

	begin(f);
	feed = add_feed(f, "https://a.example/");
	for (int i = 0; i < ITEMS; i++) {
		BUFFER text = { 0 };

		for (int n = 0; n < 3; n++)
			buffer_addf(&text, "%s \u201c", words[(i * 31 + n * n * 17 + i / 7) % (int)COUNT_OF(words)]);
		put_item(
		    f, feed, arena_printf(f->arena, "%s %d", words[i * 13 % 7], i), buffer_text(&text), NOON - i / 3);
	}
	commit(f);
}

static const struct sought {
	const char *match, *at_least, *without;
} searches[] = {
	{ .match = "\"wo\"*" },
	{ .match = "\"worki\"* OR \"learn\"*" },
	{ .match = "\"le\"* AND \"work\"", .at_least = "\"work\"" },
	{ .match = "(\"le\"*) NOT (\"circle\" OR \"worl\"*)" },
	{ .match = "(\"le\"*) NOT (\"circle\" OR \"worker\")", .without = "\"circle\" OR \"worker\"" },
	{ .match = "title : \"wor\"*" },
	{ .match = "\"absent\"*" },
	{ .match = "\"circle lea\"*" },
	{ .match = "\"work\" AND \"circle\"" },
	{ .match = "\"learned world\" OR (\"circle\") NOT (title : \"work\")" },
};

/* Page after page; *out_windows counts those that were found among texts. */
static void
compare_pages(struct fixture *f, const struct sought *sought, size_t *out_windows)
{
	struct store_item_query q = everything();
	struct cursor by_texts[LIMIT + 1], by_words[LIMIT + 1], from = { INT64_MAX, 0, INFINITY };
	size_t texts, count;

	q.match = sought->match;
	q.at_least = sought->at_least;
	q.without = sought->without;
	q.limit = LIMIT;
	do {
		LIST_MATCH match;
		bool is_done;

		MUST(list_match_init(&match, f->store, q.match, err));
		/* So that texts are always sooner. */
		match.holders.beginnings_pages = match.holders.root->pages = INT64_C(1) << 40;
		MUST(list_windows(f->store, &q, &match, &from, by_texts, &texts, &is_done, err));
		assert_true(is_done);
		MUST(list_words(f->store, &q, &match, &from, by_words, &count, err));
		assert_int_equal(texts, count);
		for (size_t i = 0; i < count; i++)
			assert_int_equal(by_texts[i].id, by_words[i].id);
		*out_windows += count > 0;
		if (count > 0)
			from = by_words[count > LIMIT ? LIMIT - 1 : count - 1];
	} while (count > LIMIT);
}

static void
finds_the_same_among_texts_as_in_the_index(void **state)
{
	struct fixture *f = *state;
	size_t windows = 0;

	fill(f);
	for (size_t i = 0; i < COUNT_OF(searches); i++)
		compare_pages(f, &searches[i], &windows);
	assert_true(windows > 50);
}

static void
leaves_to_the_index_what_few_items_hold(void **state)
{
	struct cursor out[LIMIT + 1], from = { INT64_MAX, 0, INFINITY };
	struct fixture *f = *state;
	struct store_item_query q = everything();
	LIST_MATCH match;
	size_t count;
	bool is_done = true;

	fill(f);
	q.match = "\"absent\"*";
	q.limit = LIMIT;
	MUST(list_match_init(&match, f->store, q.match, err));
	MUST(list_windows(f->store, &q, &match, &from, out, &count, &is_done, err));
	assert_false(is_done);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		STORE_TEST(finds_the_same_among_texts_as_in_the_index),
		STORE_TEST(leaves_to_the_index_what_few_items_hold),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
