#include "tests/unit/store/fixture.h"

#include "base/text.h"

/* Puts what a test wrote down of an item. */
static enum store_change
put(struct fixture *f, int64_t feed_id, const char *identity, const struct feed_item *item, int64_t seen_at,
    int64_t *out_id)
{
	struct store_item_new new = {
		.feed_id = feed_id, .identity = identity, .item = item, .seen_at = seen_at, .sorted_at = seen_at - 10
	};
	enum store_change change;

	MUST(store_item_put(f->store, &new, out_id, &change, err));
	return change;
}

static struct feed_person people[] = { { "Ann Ode", "ann@a.example", NULL }, { NULL, NULL, "https://b.example/bo" } };
static const char *tags[] = { "future of work", "\"quoted\"" };
static struct feed_attachment attachments[] = {
	{ "https://a.example/1.mp3", "audio/mpeg", "Talk", 12345, 678 },
	{ "https://a.example/2.mp3", NULL, NULL, -1, -1 },
};
static const struct feed_item rich = {
	.guid = "g",
	.url = "https://a.example/1",
	.external_url = "https://x.example/",
	.title = "A title",
	.content_html = "<p>Some text</p>",
	.content_text = "Some text",
	.summary = "A summary",
	.summary_html = "<p>A summary</p>",
	.image = "https://a.example/1.png",
	.published_at = 100,
	.modified_at = 200,
	.authors = { people, 2 },
	.tags = { tags, 2 },
	.language = "en",
	.attachments = attachments,
	.attachment_count = 2,
	.comments_url = "https://a.example/1#c",
	.rights = "CC0",
	.source_title = "S",
	.source_url = "https://s.example/",
	.source_id = "s",
};

static void
assert_texts_are(const struct feed_item *got, const struct feed_item *want)
{
	assert_string_equal(got->guid, want->guid);
	assert_string_equal(got->url, want->url);
	assert_string_equal(got->external_url, want->external_url);
	assert_string_equal(got->title, want->title);
	assert_string_equal(got->summary, want->summary);
	assert_string_equal(got->image, want->image);
	assert_string_equal(got->language, want->language);
	assert_string_equal(got->comments_url, want->comments_url);
	assert_string_equal(got->rights, want->rights);
	assert_string_equal(got->source_title, want->source_title);
	assert_string_equal(got->source_url, want->source_url);
	assert_string_equal(got->source_id, want->source_id);
}

static void
assert_lists_are(const struct feed_item *got)
{
	assert_int_equal(got->authors.count, 2);
	assert_string_equal(got->authors.list[0].name, "Ann Ode");
	assert_string_equal(got->authors.list[0].email, "ann@a.example");
	assert_null(got->authors.list[0].url);
	assert_null(got->authors.list[1].name);
	assert_string_equal(got->authors.list[1].url, "https://b.example/bo");
	assert_int_equal(got->tags.count, 2);
	assert_string_equal(got->tags.list[1], "\"quoted\"");
	assert_int_equal(got->attachment_count, 2);
	assert_string_equal(got->attachments[0].mime_type, "audio/mpeg");
	assert_int_equal(got->attachments[0].size_bytes, 12345);
	assert_int_equal(got->attachments[0].duration_s, 678);
	assert_null(got->attachments[1].title);
	assert_int_equal(got->attachments[1].size_bytes, -1);
}

static void
keeps_all_that_an_item_says(void **state)
{
	struct fixture *f = *state;
	struct store_item *got;
	int64_t id;

	begin(f);
	assert_int_equal(put(f, add_feed(f, "https://a.example/feed"), "guid:g", &rich, NOON, &id), STORE_NEW);
	commit(f);
	got = get_item(f, id);
	assert_texts_are(&got->item, &rich);
	assert_lists_are(&got->item);
	assert_string_equal(got->item.content_html, rich.content_html);
	assert_string_equal(got->item.content_text, rich.content_text);
	assert_string_equal(got->item.summary_html, rich.summary_html);
	assert_true(got->item.published_at == 100 && got->item.modified_at == 200);
	assert_string_equal(got->identity, "guid:g");
	assert_string_equal(got->feed_title, "https://a.example/feed");
	assert_true(got->seen_at == NOON && got->sorted_at == NOON - 10);
	assert_int_equal(got->revision, 1);
	assert_true(got->duplicate_of == 0 && got->story_id == 0 && !got->is_read && !got->is_starred);
	assert_null(got->note);
}

static void
keeps_nothing_as_nothing(void **state)
{
	struct fixture *f = *state;
	struct feed_item empty = { .published_at = TIME_NONE, .modified_at = TIME_NONE };
	struct store_item_text text;
	struct store_item *got;
	int64_t id;

	begin(f);
	put(f, add_feed(f, "https://a.example/feed"), "x", &empty, NOON, &id);
	commit(f);
	got = get_item(f, id);
	assert_null(got->item.title);
	assert_null(got->item.content_html);
	assert_true(got->item.published_at == TIME_NONE && got->item.modified_at == TIME_NONE);
	assert_int_equal(got->item.authors.count + got->item.tags.count + got->item.attachment_count, 0);
	MUST(store_item_text(f->store, id, f->arena, &text, err));
	assert_string_equal(text.title, "");
	assert_string_equal(text.text, "");
	assert_null(text.language);
}

static void
knows_an_item_again_by_feed_and_identity(void **state)
{
	struct fixture *f = *state;
	int64_t a, b, first, again, other;

	begin(f);
	a = add_feed(f, "https://a.example/feed");
	b = add_feed(f, "https://b.example/feed");
	assert_int_equal(put(f, a, "guid:g", &rich, NOON, &first), STORE_NEW);
	assert_int_equal(put(f, a, "guid:g", &rich, NOON + 5, &again), STORE_SAME);
	assert_int_equal(put(f, b, "guid:g", &rich, NOON, &other), STORE_NEW);
	commit(f);
	assert_int_equal(first, again);
	assert_int_not_equal(first, other);
	assert_int_equal(get_item(f, first)->seen_at, NOON);
	assert_int_equal(get_feed(f, a)->item_count, 1);
}

static void
keeps_the_former_text_as_a_revision(void **state)
{
	struct fixture *f = *state;
	struct feed_item changed = rich;
	struct store_revision *list;
	int64_t feed, id;
	size_t count;

	begin(f);
	feed = add_feed(f, "https://a.example/feed");
	put(f, feed, "g", &rich, NOON, &id);
	changed.content_text = "Other text";
	assert_int_equal(put(f, feed, "g", &changed, NOON + 100, &id), STORE_REVISED);
	commit(f);
	begin(f);
	changed.title = "Another title";
	assert_int_equal(put(f, feed, "g", &changed, NOON + 200, &id), STORE_REVISED);
	commit(f);
	MUST(store_item_revisions(f->store, id, f->arena, &list, &count, err));
	assert_int_equal(count, 2);
	assert_int_equal(list[0].revision, 1);
	assert_int_equal(list[0].seen_at, NOON);
	assert_string_equal(list[0].text, "Some text");
	assert_int_equal(list[1].seen_at, NOON + 100);
	assert_string_equal(list[1].title, "A title");
	assert_string_equal(list[1].text, "Other text");
	assert_int_equal(get_item(f, id)->revision, 3);
	assert_string_equal(get_item(f, id)->item.title, "Another title");
	assert_int_equal(get_item(f, id)->sorted_at, NOON - 10);
}

static void
brings_other_fields_up_to_date_without_a_revision(void **state)
{
	struct fixture *f = *state;
	struct feed_item changed = rich;
	struct store_revision *list;
	int64_t feed, id;
	size_t count;

	begin(f);
	feed = add_feed(f, "https://a.example/feed");
	put(f, feed, "g", &rich, NOON, &id);
	commit(f);
	changed.url = "https://a.example/moved";
	changed.tags.count = 1;
	begin(f);
	assert_int_equal(put(f, feed, "g", &changed, NOON + 100, &id), STORE_SAME);
	commit(f);
	assert_string_equal(get_item(f, id)->item.url, "https://a.example/moved");
	assert_int_equal(get_item(f, id)->item.tags.count, 1);
	assert_int_equal(get_item(f, id)->revision, 1);
	MUST(store_item_revisions(f->store, id, f->arena, &list, &count, err));
	assert_int_equal(count, 0);
}

static void
keeps_only_the_last_twenty_revisions(void **state)
{
	struct fixture *f = *state;
	struct feed_item changed = rich;
	struct store_revision *list;
	int64_t feed, id;
	size_t count;

	begin(f);
	feed = add_feed(f, "https://a.example/feed");
	for (int i = 0; i < 30; i++) {
		changed.title = arena_printf(f->arena, "%d visitors", i);
		put(f, feed, "g", &changed, NOON + i, &id);
	}
	commit(f);
	MUST(store_item_revisions(f->store, id, f->arena, &list, &count, err));
	assert_int_equal(count, 20);
	assert_string_equal(list[19].title, "28 visitors");
	assert_string_equal(list[0].title, "9 visitors");
}

static void
refuses_an_item_of_no_feed_and_leaves_the_results_alone(void **state)
{
	struct fixture *f = *state;
	struct store_item_new new = {
		.feed_id = 99, .identity = "x", .item = &rich, .seen_at = NOON, .sorted_at = NOON
	};
	enum store_change change = STORE_REVISED;
	int64_t id = 42;

	begin(f);
	MUST_FAIL(ERR_NOT_FOUND, store_item_put(f->store, &new, &id, &change, err));
	commit(f);
	assert_int_equal(id, 42);
	assert_int_equal(change, STORE_REVISED);
	assert_int_equal(counts_of(f).items, 0);
}

static void
says_when_there_is_no_such_item(void **state)
{
	struct fixture *f = *state;
	struct store_item *item = NULL;
	struct store_item_text text = { .id = 42 };
	struct store_mark mark = { 0 };
	struct store_revision *revisions = NULL;
	struct store_duplicate *duplicates = NULL;
	size_t count = 42;

	begin(f);
	MUST_FAIL(ERR_NOT_FOUND, store_item_get(f->store, 7, f->arena, &item, err));
	MUST_FAIL(ERR_NOT_FOUND, store_item_text(f->store, 7, f->arena, &text, err));
	MUST_FAIL(ERR_NOT_FOUND, store_item_mark(f->store, 7, &mark, err));
	MUST_FAIL(ERR_NOT_FOUND, store_item_fold(f->store, 7, 8, "why", err));
	MUST_FAIL(ERR_NOT_FOUND, store_item_split(f->store, 7, NOON, err));
	MUST_FAIL(ERR_NOT_FOUND, store_item_story(f->store, 7, 1, "words", err));
	MUST_FAIL(ERR_NOT_FOUND, store_item_revisions(f->store, 7, f->arena, &revisions, &count, err));
	MUST_FAIL(ERR_NOT_FOUND, store_item_duplicates(f->store, 7, f->arena, &duplicates, &count, err));
	MUST_FAIL(ERR_NOT_FOUND, store_verdict_put(f->store, 7, 0, VERDICT_KEEP, NOON, err));
	commit(f);
	assert_null(item);
	assert_int_equal(text.id, 42);
	assert_int_equal(count, 42);
}

static void
gives_texts_by_id_and_newest_first(void **state)
{
	struct fixture *f = *state;
	struct store_place place = { INT64_MAX, INT64_MAX };
	struct store_item_text *texts;
	int64_t feed, last;
	size_t count, total = 0;

	MUST(store_item_last_id(f->store, &last, err));
	assert_int_equal(last, 0);
	begin(f);
	feed = add_feed(f, "https://a.example/feed");
	for (int i = 0; i < 10; i++)
		put_item(f, feed, arena_printf(f->arena, "item %d", i), "text", NOON - (i * 7 % 10) / 2);
	commit(f);
	MUST(store_item_last_id(f->store, &last, err));
	MUST(store_item_texts(f->store, last - 4, NOON - 3, 3, f->arena, &texts, &count, err));
	for (size_t i = 0; i < count; i++)
		assert_true(texts[i].id > last - 4 && texts[i].sorted_at >= NOON - 3 &&
			    (i == 0 || texts[i].id > texts[i - 1].id));
	do {
		struct store_place before = place;

		MUST(store_item_texts_newest(f->store, &place, 3, f->arena, &texts, &count, err));
		for (size_t i = 0; i < count; i++) {
			assert_true(texts[i].sorted_at < before.sorted_at ||
				    (texts[i].sorted_at == before.sorted_at && texts[i].id < before.id));
			before = (struct store_place) { texts[i].sorted_at, texts[i].id };
		}
		total += count;
	} while (count > 0);
	assert_int_equal(total, 10);
}

static void
reads_again_what_it_forgot_of_the_file(void **state)
{
	struct fixture *f = *state;
	struct store_item_text text;
	int64_t id;

	begin(f);
	id = put_item(f, add_feed(f, "https://a.example/feed"), "item", "text", NOON);
	commit(f);
	store_forget_pages(f->store);
	MUST(store_item_text(f->store, id, f->arena, &text, err));
	assert_string_equal(text.whole, "text");
}

static void
gives_fewer_texts_at_a_time_when_they_are_long(void **state)
{
	enum { LONG_BYTES = 1 << 20, LONG_ITEMS = 6 };
	struct fixture *f = *state;
	char *text = arena_alloc(f->arena, LONG_BYTES + 1);
	struct store_item_text *texts;
	int64_t feed, after = 0;
	size_t count, total = 0;

	memset(text, 'a', LONG_BYTES);
	begin(f);
	feed = add_feed(f, "https://a.example/feed");
	for (int i = 0; i < LONG_ITEMS; i++)
		put_item(f, feed, arena_printf(f->arena, "item %d", i), text, NOON);
	commit(f);
	do {
		ARENA arena = arena_new();

		MUST(store_item_texts(f->store, after, TIME_NONE, 100, arena, &texts, &count, err));
		assert_true(count < LONG_ITEMS);
		total += count;
		if (count > 0)
			after = texts[count - 1].id;
	} while (count > 0);
	assert_int_equal(total, LONG_ITEMS);
}

static void
gives_items_in_the_order_asked_with_an_excerpt_and_without_the_whole(void **state)
{
	struct fixture *f = *state;
	struct feed_item item = rich;
	struct store_item *items;
	int64_t feed, ids[3];
	char text[800];
	size_t count;

	for (size_t i = 0; i + 2 < sizeof(text); i += 2)
		memcpy(&text[i], "\xc3\xa9", 2);
	text[sizeof(text) - 2] = '\0';
	memmove(text + 1, text, sizeof(text) - 2); /* so that byte 500 is within a character */
	text[0] = 'x';
	text[sizeof(text) - 1] = '\0';
	item.content_text = text;
	begin(f);
	feed = add_feed(f, "https://a.example/feed");
	put(f, feed, "1", &rich, NOON, &ids[1]);
	put(f, feed, "2", &item, NOON, &ids[0]);
	commit(f);
	ids[2] = 999;
	MUST(store_items_by_id(f->store, ids, 3, f->arena, &items, &count, err));
	assert_int_equal(count, 2);
	assert_true(items[0].id == ids[0] && items[1].id == ids[1]);
	assert_int_equal(strlen(items[0].excerpt), 499);
	assert_true(utf8_is_valid(items[0].excerpt, 499));
	assert_string_equal(items[1].excerpt, "Some text");
	assert_null(items[1].item.content_html);
	assert_null(items[1].item.content_text);
	assert_null(items[1].item.summary_html);
}

static void
counts_the_items_of_a_story_without_copies(void **state)
{
	struct fixture *f = *state;
	int64_t feed, ids[3];

	begin(f);
	feed = add_feed(f, "https://a.example/feed");
	for (int i = 0; i < 3; i++) {
		ids[i] = put_item(f, feed, arena_printf(f->arena, "%d", i), "text", NOON);
		MUST(store_item_story(f->store, ids[i], ids[0], "words", err));
	}
	commit(f);
	assert_int_equal(get_item(f, ids[2])->story_id, ids[0]);
	assert_int_equal(get_item(f, ids[2])->story_size, 3);
	begin(f);
	MUST(store_item_story(f->store, ids[2], 0, "words", err));
	MUST(store_item_story(f->store, ids[1], ids[1], "words", err));
	commit(f);
	assert_int_equal(get_item(f, ids[2])->story_id, 0);
	assert_int_equal(get_item(f, ids[2])->story_size, 0);
	assert_int_equal(get_item(f, ids[1])->story_size, 1);
	assert_int_equal(get_item(f, ids[0])->story_size, 1);
	assert_string_equal(get_item(f, ids[0])->story_words, "words");
	assert_null(get_item(f, ids[2])->story_words);
	begin(f);
	MUST(store_item_story(f->store, ids[0], ids[0], "others", err));
	MUST(store_item_story(f->store, ids[1], ids[0], "words", err));
	MUST(store_item_fold(f->store, ids[1], ids[0], "same text", err));
	commit(f);
	assert_string_equal(get_item(f, ids[0])->story_words, "words");
	assert_int_equal(get_item(f, ids[0])->story_size, 1);
}

static void
judges_and_lists_an_item_without_what_its_feed_repeats(void **state)
{
	static const struct feed_item said = {
		.title = "T", .content_text = "Own words.\n\nShare this", .summary = "Own. More"
	};
	static const struct text_span of_text[] = { { 12, 10 } }, of_summary[] = { { 5, 4 } };
	struct fixture *f = *state;
	int64_t feed_id = add_feed(f, "https://a.example/"), id, untouched;
	struct store_cuts cuts = { of_text, 1, of_summary, 1 };
	struct store_item_text text;
	struct store_item_sample *samples;
	struct store_item *items;
	size_t count;

	begin(f);
	put(f, feed_id, "one", &said, NOON, &id);
	put(f, feed_id, "two", &said, NOON, &untouched);
	MUST(store_item_cuts_put(f->store, id, &cuts, err));
	commit(f);
	MUST(store_item_text(f->store, id, f->arena, &text, err));
	assert_string_equal(text.text, "Own words.");
	assert_string_equal(text.whole, said.content_text);
	MUST(store_items_by_id(f->store, &id, 1, f->arena, &items, &count, err));
	assert_string_equal(items[0].excerpt, "Own words.");
	assert_string_equal(items[0].item.summary, "Own.");
	assert_string_equal(get_item(f, id)->item.content_text, said.content_text);
	assert_string_equal(get_item(f, id)->item.summary, said.summary);
	MUST(store_item_text(f->store, untouched, f->arena, &text, err));
	assert_string_equal(text.text, said.content_text);
	MUST(store_item_samples(f->store, feed_id, 5, f->arena, &samples, &count, err));
	assert_int_equal(count, 2);
	assert_string_equal(samples[0].text, said.content_text);

	begin(f);
	MUST(store_item_cuts_put(f->store, id, &(struct store_cuts) { 0 }, err));
	commit(f);
	MUST(store_item_text(f->store, id, f->arena, &text, err));
	assert_string_equal(text.text, said.content_text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		STORE_TEST(keeps_all_that_an_item_says),
		STORE_TEST(keeps_nothing_as_nothing),
		STORE_TEST(knows_an_item_again_by_feed_and_identity),
		STORE_TEST(keeps_the_former_text_as_a_revision),
		STORE_TEST(brings_other_fields_up_to_date_without_a_revision),
		STORE_TEST(keeps_only_the_last_twenty_revisions),
		STORE_TEST(refuses_an_item_of_no_feed_and_leaves_the_results_alone),
		STORE_TEST(says_when_there_is_no_such_item),
		STORE_TEST(gives_texts_by_id_and_newest_first),
		STORE_TEST(gives_fewer_texts_at_a_time_when_they_are_long),
		STORE_TEST(reads_again_what_it_forgot_of_the_file),
		STORE_TEST(gives_items_in_the_order_asked_with_an_excerpt_and_without_the_whole),
		STORE_TEST(judges_and_lists_an_item_without_what_its_feed_repeats),
		STORE_TEST(counts_the_items_of_a_story_without_copies),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
