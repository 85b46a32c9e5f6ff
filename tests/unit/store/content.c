/* HTML is stored otherwise than it is given: what comes back must be the same, whatever it is. */
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

int
main(void)
{
	const struct CMUnitTest tests[] = {
		STORE_TEST(gives_back_what_it_was_given),
		STORE_TEST(gives_back_the_revision_of_both),
		STORE_TEST(says_when_content_is_damaged),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
