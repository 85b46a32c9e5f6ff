/* What an item says is stored otherwise than it is given: what comes back must be the same, whatever it is. */
#include "tests/unit/store/fixture.h"

#include "base/text.h"
#include "store/handle.h"

static int64_t
put_content(struct fixture *f, int64_t feed, const char *identity, struct feed_item item)
{
	struct store_item_new new = {
		.feed_id = feed, .identity = identity, .item = &item, .seen_at = NOON, .sorted_at = NOON
	};
	enum store_change change;
	int64_t id;

	item.published_at = item.modified_at = TIME_NONE;
	MUST(store_item_put(f->store, &new, &id, &change, err));
	return id;
}

static void
assert_same(const char *got, const char *given)
{
	if (given == NULL)
		assert_null(got);
	else
		assert_string_equal(got, given);
}

/* No two pages of it alike, so that it can't come to nothing. */
static const char *
long_text(struct fixture *f, size_t len, uint32_t seed)
{
	char *text = arena_alloc(f->arena, len + 1);

	for (size_t i = 0; i < len; i++) {
		seed = seed * 1664525 + 1013904223;
		text[i] = (char)(' ' + (seed >> 16) % 95);
	}
	return text;
}

/* Prose, of words of their own. */
static const char *
prose(struct fixture *f, const char *word, int words)
{
	BUFFER out = { 0 };

	for (int i = 0; i < words; i++)
		buffer_addf(&out, "%s the %s of day %d", i > 0 ? "; then" : "And", word, i);
	return arena_strdup(f->arena, buffer_text(&out));
}

static void
gives_back_what_it_was_given(void **state)
{
	struct fixture *f = *state;
	const char *large = long_text(f, 200000, 1);
	const struct feed_item items[] = {
		{ .content_text = NULL },
		{ .content_html = "", .summary_html = "" },
		{ .content_text = "", .content_html = "<p></p>" },
		{ .content_html = "<p>no text</p>", .summary_html = "<i>nor here</i>" },
		{ .content_text = "a text alone" },
		{ .content_text = "Zoë & others", .content_html = "<p>Zoë &amp; others</p>" },
		{ .content_text = "short", .content_html = large, .summary_html = large },
		{ .content_text = large, .content_html = arena_printf(f->arena, "<p>%s</p><p>%s", large, large) },
		{ .content_text = large, .content_html = "<p>of another text</p>" },
		{ .content_text = "x", .content_html = arena_printf(f->arena, "%0100000d", 0) },
		{ .content_text = prose(f, "ferry", 40), .content_html = prose(f, "<b>ferry</b>", 40) },
		{ .content_text = prose(f, "harbour", 3000), .summary = prose(f, "quay", 30) },
		{ .summary = prose(f, "lantern", 50) },
		{ .summary = "a few words" },
	};
	int64_t feed, ids[COUNT_OF(items)];

	begin(f);
	feed = add_feed(f, "https://a.example/");
	for (size_t i = 0; i < COUNT_OF(items); i++)
		ids[i] = put_content(f, feed, arena_printf(f->arena, "%zu", i), items[i]);
	commit(f);
	for (size_t i = 0; i < COUNT_OF(items); i++) {
		struct feed_item *got = &get_item(f, ids[i])->item;

		assert_same(got->content_text, items[i].content_text);
		assert_same(got->summary, items[i].summary);
		assert_same(got->content_html, items[i].content_html);
		assert_same(got->summary_html, items[i].summary_html);
	}
}

static void
gives_back_the_revision_of_both(void **state)
{
	struct fixture *f = *state;
	struct feed_item first = { .content_text = "former words", .content_html = "<p>former words</p>" };
	struct feed_item second = { .content_text = "present words", .content_html = "<p>present words</p>" };
	int64_t feed, id;

	begin(f);
	feed = add_feed(f, "https://a.example/");
	id = put_content(f, feed, "x", first);
	assert_int_equal(put_content(f, feed, "x", second), id);
	commit(f);
	assert_string_equal(get_item(f, id)->item.content_html, "<p>present words</p>");
	second.content_html = "<b>present words</b>";
	begin(f);
	put_content(f, feed, "x", second);
	commit(f);
	assert_string_equal(get_item(f, id)->item.content_html, "<b>present words</b>");
}

static void
texts_for_judging_and_lists_are_the_same(void **state)
{
	struct fixture *f = *state;
	struct feed_item items[] = {
		{ .content_text = prose(f, "ferry", 40), .summary = prose(f, "quay", 40) },
		{ .summary = prose(f, "lantern", 50) },
		{ .content_text = "a few words", .summary = prose(f, "quay", 40) },
	};
	int64_t feed;

	begin(f);
	feed = add_feed(f, "https://a.example/");
	for (size_t i = 0; i < COUNT_OF(items); i++) {
		const char *expected = items[i].content_text != NULL ? items[i].content_text : items[i].summary;
		int64_t id = put_content(f, feed, arena_printf(f->arena, "%zu", i), items[i]);
		struct store_item *listed;
		struct store_item_text text;
		size_t count;

		MUST(store_item_text(f->store, id, f->arena, &text, err));
		assert_string_equal(text.whole, expected);
		MUST(store_items_by_id(f->store, &id, 1, f->arena, &listed, &count, err));
		assert_string_equal(listed->excerpt,
		    arena_strndup(f->arena, expected, strlen(expected) < 500 ? strlen(expected) : 500));
	}
	commit(f);
	MUST(store_check(f->store, err));
}

/* Texts that are the same are stored once. */
static void
calls_an_item_what_it_was_called(void **state)
{
	static const struct {
		const char *identity, *guid, *url;
	} cases[] = {
		{ "https://a.example/1", "https://a.example/1", "https://a.example/1" },
		{ "https://a.example/2", NULL, "https://a.example/2" },
		{ "tag:3", "tag:3", "https://a.example/3" },
		{ "https://a.example/4", "tag:4", "https://a.example/4" },
		{ "hash:5", NULL, NULL },
		{ "tag:6", "tag:6", NULL },
		{ "hash:7", "https://a.example/7", "https://a.example/7" },
	};
	struct fixture *f = *state;
	int64_t feed, ids[COUNT_OF(cases)];
	struct store_item_name *names;
	size_t count;

	begin(f);
	feed = add_feed(f, "https://a.example/");
	for (size_t i = 0; i < COUNT_OF(cases); i++)
		ids[i] = put_content(
		    f, feed, cases[i].identity, (struct feed_item) { .guid = cases[i].guid, .url = cases[i].url });
	commit(f);
	MUST(store_item_names(f->store, feed, COUNT_OF(cases), f->arena, &names, &count, err));
	assert_int_equal(count, COUNT_OF(cases));
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		const struct store_item *got = get_item(f, ids[i]);

		assert_string_equal(got->identity, cases[i].identity);
		assert_string_equal(names[count - 1 - i].identity, cases[i].identity);
		assert_same(got->item.guid, cases[i].guid);
		assert_same(got->item.url, cases[i].url);
	}
}

static void
knows_authors_again(void **state)
{
	static const struct feed_person people[] = { { .name = "Ada" }, { .name = "Ben", .email = "ben@a.example" },
		{ .url = "https://c.example" }, { .name = "" }, { .name = "[\"Dora\"]" } };
	struct fixture *f = *state;
	int64_t feed;

	begin(f);
	feed = add_feed(f, "https://a.example/");
	for (size_t from = 0; from < COUNT_OF(people); from++)
		for (size_t count = 0; from + count <= COUNT_OF(people); count++) {
			struct feed_person some[COUNT_OF(people)];
			struct feed_people *got;
			int64_t id;

			memcpy(some, people + from, count * sizeof(*some));
			id = put_content(f, feed, arena_printf(f->arena, "%zu+%zu", from, count),
			    (struct feed_item) { .authors = { some, count } });
			got = &get_item(f, id)->item.authors;
			assert_int_equal(got->count, count);
			for (size_t i = 0; i < count; i++) {
				assert_same(got->list[i].name, some[i].name);
				assert_same(got->list[i].email, some[i].email);
				assert_same(got->list[i].url, some[i].url);
			}
		}
	commit(f);
}

static void
keeps_former_texts_of_any_length(void **state)
{
	struct fixture *f = *state;
	const struct feed_item revisions[] = { { .content_text = prose(f, "ferry", 40) }, { .summary = "a few words" },
		{ .summary = prose(f, "lantern", 50) },
		{ .content_text = "some more", .summary = prose(f, "quay", 40) }, { .content_text = "the last" } };
	struct store_revision *former;
	int64_t feed, id = 0;
	size_t count;

	begin(f);
	feed = add_feed(f, "https://a.example/");
	for (size_t i = 0; i < COUNT_OF(revisions); i++)
		id = put_content(f, feed, "x", revisions[i]);
	commit(f);
	MUST(store_item_revisions(f->store, id, f->arena, &former, &count, err));
	assert_int_equal(count, COUNT_OF(revisions) - 1);
	for (size_t i = 0; i < count; i++)
		assert_string_equal(former[i].text,
		    revisions[i].content_text != NULL ? revisions[i].content_text : revisions[i].summary);
	MUST(store_check(f->store, err));
}

/* Looks behind store.h, to make rows as an older winnow wrote them. */
static void
packs_former_rows_when_there_is_nothing_else_to_do(void **state)
{
	static const char make_former[] =
	    "UPDATE body SET text = text_of(packed_text), packed_text = NULL WHERE packed_text IS NOT NULL;"
	    "UPDATE body SET summary = text_of(packed_summary), packed_summary = NULL WHERE packed_summary IS NOT NULL;"
	    "UPDATE body SET guid = url, identity = url, authors = '[{\"name\":\"Ada\"}]';"
	    "INSERT INTO packing (one, swept_to) VALUES (1, 0)";
	static const char assert_packed[] =
	    "CREATE TEMP TABLE as_it_should_be (one CHECK (one = 1));"
	    "INSERT INTO as_it_should_be SELECT count(*) = 0 FROM packing;"
	    "INSERT INTO as_it_should_be SELECT count(*) = 120 FROM body"
	    " WHERE (packed_text IS NULL) = (text IS NOT NULL) AND (length(text) < 200) IS NOT 0"
	    " AND packed_summary IS NOT NULL AND summary IS NULL AND (identity, guid, authors) IS ('', '', NULL)";
	struct fixture *f = *state;
	struct feed_person ada = { .name = "Ada" };
	int64_t feed, ids[120];

	begin(f);
	feed = add_feed(f, "https://a.example/");
	for (int i = 0; i < 120; i++) {
		const char *url = arena_printf(f->arena, "https://a.example/%d", i);

		ids[i] = put_content(f, feed, url,
		    (struct feed_item) { .guid = url,
			.url = url,
			.content_text = prose(f, "ferry", i),
			.content_html = prose(f, "<b>ferry</b>", i),
			.summary = prose(f, "quay", 40),
			.authors = { &ada, 1 } });
	}
	commit(f);
	MUST(store_exec(f->store, make_former, err));
	while (store_tidy(f->store))
		;
	MUST(store_exec(f->store, assert_packed, err));
	for (int i = 0; i < 120; i++) {
		const struct store_item *got = get_item(f, ids[i]);

		assert_string_equal(got->item.content_text, prose(f, "ferry", i));
		assert_string_equal(got->item.content_html, prose(f, "<b>ferry</b>", i));
		assert_string_equal(got->item.summary, prose(f, "quay", 40));
		assert_string_equal(got->identity, arena_printf(f->arena, "https://a.example/%d", i));
		assert_string_equal(got->item.authors.list[0].name, "Ada");
	}
	MUST(store_check(f->store, err));
}

/* Looks behind store.h, as what is left over is told to nobody. */
static void
forgets_the_words_of_texts_that_are_no_more(void **state)
{
	enum { ITEMS = 20, TIMES = 60 };
	static const char assert_small[] =
	    "CREATE TEMP TABLE as_it_should_be (one CHECK (one = 1));"
	    "INSERT INTO as_it_should_be SELECT sum(length(block)) < 9000 FROM item_words_data";
	struct fixture *f = *state;
	int64_t feed;

	begin(f);
	feed = add_feed(f, "https://a.example/");
	commit(f);
	for (int i = 0; i < ITEMS * TIMES; i++) {
		const char *url = arena_printf(f->arena, "https://a.example/%d", i % ITEMS);

		begin(f);
		put_content(f, feed, url,
		    (struct feed_item) {
			.guid = url, .url = url, .content_text = prose(f, arena_printf(f->arena, "ferry%d", i), 30) });
		commit(f);
	}
	while (store_tidy(f->store))
		;
	MUST(store_exec(f->store, assert_small, err));
	MUST(store_check(f->store, err));
}

/* Looks behind store.h, to break what must be found broken. */
static void
says_when_content_is_damaged(void **state)
{
	static const char *const damages[] = { "x''", "x'00'", "x'ffffffff00'", "x'05000000'", "x'0500000000ffff'",
		"substr(html, 1, length(html) - 1)", "html || x'00'" };
	struct fixture *f = *state;
	struct feed_item item = { .content_text = "some words", .content_html = "<p>some words</p>" };
	int64_t id;

	begin(f);
	id = put_content(f, add_feed(f, "https://a.example/"), "x", item);
	commit(f);
	for (size_t i = 0; i < COUNT_OF(damages); i++) {
		struct store_item *got = NULL;

		MUST(store_exec(f->store, "SAVEPOINT whole", err));
		MUST(store_exec(
		    f->store, arena_printf(f->arena, "UPDATE body SET html = CAST(%s AS BLOB)", damages[i]), err));
		MUST_FAIL(ERR_DAMAGED, store_item_get(f->store, id, f->arena, &got, err));
		assert_null(got);
		MUST(store_exec(f->store, "ROLLBACK TO whole; RELEASE whole", err));
	}
	assert_string_equal(get_item(f, id)->item.content_html, "<p>some words</p>");
}

static void
a_damaged_text_is_told_of_one_item_and_left_out_of_lists(void **state)
{
	struct fixture *f = *state;
	struct feed_item item = { .title = "The ferry", .content_text = prose(f, "ferry", 40) };
	struct store_item *got = NULL;
	struct store_item_text text;
	size_t count;
	int64_t id;

	begin(f);
	id = put_content(f, add_feed(f, "https://a.example/"), "x", item);
	commit(f);
	MUST(store_exec(f->store, "BEGIN", err));
	MUST(store_exec(f->store, "UPDATE body SET packed_text = substr(packed_text, 1, 99)", err));
	MUST_FAIL(ERR_DAMAGED, store_item_get(f->store, id, f->arena, &got, err));
	assert_null(got);
	MUST(store_items_by_id(f->store, &id, 1, f->arena, &got, &count, err));
	assert_string_equal(got->item.title, "The ferry");
	assert_null(got->excerpt);
	MUST(store_item_text(f->store, id, f->arena, &text, err));
	assert_string_equal(text.whole, "");
	MUST(store_item_beginning(f->store, id, SIZE_MAX, f->arena, &text, err));
	assert_string_equal(text.text, "");
	MUST_FAIL(ERR_DAMAGED, store_check(f->store, err));
	MUST(store_exec(f->store, "ROLLBACK", err));
}

static void
assert_begins(struct fixture *f, int64_t id, size_t max)
{
	struct store_item_text whole, beginning;
	size_t len;

	MUST(store_item_text(f->store, id, f->arena, &whole, err));
	MUST(store_item_beginning(f->store, id, max, f->arena, &beginning, err));
	assert_string_equal(beginning.title, whole.title);
	assert_int_equal(beginning.feed_id, whole.feed_id);
	assert_null(beginning.whole);
	len = strlen(beginning.text);
	assert_true(len >= max || len == strlen(whole.text));
	assert_memory_equal(beginning.text, whole.text, len);
}

static void
gives_the_beginning_of_a_text_without_what_its_feed_repeats(void **state)
{
	static const size_t lengths[] = { 1, 100, 601, 1200, 100000 };
	struct text_span cut = { .start = 4, .len = 30 };
	struct store_cuts cuts = { .text = &cut, .text_count = 1 };
	struct fixture *f = *state;
	struct store_item_text text;
	int64_t feed, ids[3];

	begin(f);
	feed = add_feed(f, "https://a.example/");
	ids[0] =
	    put_content(f, feed, "x", (struct feed_item) { .title = "Long", .content_text = prose(f, "ferry", 400) });
	ids[1] = put_content(f, feed, "y", (struct feed_item) { .title = "Short", .content_text = "A ferry." });
	ids[2] =
	    put_content(f, feed, "z", (struct feed_item) { .title = "Cut", .content_text = prose(f, "ferry", 400) });
	MUST(store_item_cuts_put(f->store, ids[2], &cuts, err));
	commit(f);
	for (size_t i = 0; i < COUNT_OF(ids); i++)
		for (size_t l = 0; l < COUNT_OF(lengths); l++)
			assert_begins(f, ids[i], lengths[l]);
	MUST_FAIL(ERR_NOT_FOUND, store_item_beginning(f->store, 7, 10, f->arena, &text, err));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		STORE_TEST(gives_back_what_it_was_given),
		STORE_TEST(gives_back_the_revision_of_both),
		STORE_TEST(texts_for_judging_and_lists_are_the_same),
		STORE_TEST(calls_an_item_what_it_was_called),
		STORE_TEST(gives_the_beginning_of_a_text_without_what_its_feed_repeats),
		STORE_TEST(knows_authors_again),
		STORE_TEST(keeps_former_texts_of_any_length),
		STORE_TEST(packs_former_rows_when_there_is_nothing_else_to_do),
		STORE_TEST(forgets_the_words_of_texts_that_are_no_more),
		STORE_TEST(says_when_content_is_damaged),
		STORE_TEST(a_damaged_text_is_told_of_one_item_and_left_out_of_lists),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
