/* What goes with time, what stays, and what is remembered of it. */
#include "tests/unit/store/fixture.h"

#include "base/buffer.h"

#include <string.h>

/* Seen so many days before NOON, and published then. */
static int64_t
put_seen(struct fixture *f, int64_t feed_id, const char *identity, int days)
{
	struct feed_item item = {
		.title = identity, .content_text = "words", .published_at = TIME_NONE, .modified_at = TIME_NONE
	};
	struct store_item_new new = { .feed_id = feed_id,
		.identity = identity,
		.item = &item,
		.seen_at = NOON - days * DAY,
		.sorted_at = NOON - days * DAY };
	enum store_change change;
	int64_t id = 0;

	MUST(store_item_put(f->store, &new, &id, &change, err));
	return change == STORE_REMOVED ? 0 : id;
}

static uint64_t
key_of_link(const char *url)
{
	return strlen(url);
}

static const struct store_own_keep no_own = { 0 };

/* A whole sweep `later` days after NOON; answers how many items it removed. */
static int64_t
sweep_later(struct fixture *f, struct store_keep keep, int later)
{
	struct store_expiry expiry = { 0 };
	int64_t removed = 0;

	do {
		begin(f);
		MUST(store_expire(f->store, &keep, NOON + later * DAY, key_of_link, &expiry, err));
		commit(f);
		removed += expiry.removed;
	} while (!expiry.is_over);
	return removed;
}

static int64_t
sweep(struct fixture *f, struct store_keep keep)
{
	return sweep_later(f, keep, 0);
}

static void
removes_what_was_seen_too_long_ago(void **state)
{
	struct fixture *f = *state;
	int64_t feed;

	begin(f);
	feed = add_feed(f, "https://a.example/");
	put_seen(f, feed, "old", 31);
	put_seen(f, feed, "young", 29);
	commit(f);
	assert_int_equal(sweep(f, (struct store_keep) { .keep_s = 30 * DAY }), 1);
	assert_int_equal(counts_of(f).items, 1);
	assert_int_equal(sweep(f, (struct store_keep) { .keep_s = 30 * DAY }), 0);
}

static void
keeps_all_when_nothing_is_said(void **state)
{
	struct fixture *f = *state;

	begin(f);
	put_seen(f, add_feed(f, "https://a.example/"), "old", 5000);
	commit(f);
	assert_int_equal(sweep(f, (struct store_keep) { 0 }), 0);
}

static void
an_archive_that_came_yesterday_is_young(void **state)
{
	struct fixture *f = *state;

	begin(f);
	put_item(f, add_feed(f, "https://a.example/"), "of long ago", "words", NOON - 3000 * DAY);
	commit(f);
	assert_int_equal(sweep(f, (struct store_keep) { .keep_s = 30 * DAY }), 0);
}

static void
what_a_person_cared_for_stays_with_its_copies(void **state)
{
	struct fixture *f = *state;
	int64_t feed, starred, kept, noted, copy;
	bool yes = true;

	begin(f);
	feed = add_feed(f, "https://a.example/");
	starred = put_seen(f, feed, "starred", 100);
	kept = put_seen(f, feed, "kept", 100);
	noted = put_seen(f, feed, "noted", 100);
	copy = put_seen(f, feed, "copy of noted", 100);
	put_seen(f, feed, "nobody's", 100);
	MUST(store_item_mark(f->store, starred, &(struct store_mark) { .is_starred = &yes }, err));
	MUST(store_verdict_put(f->store, kept, 0, VERDICT_KEEP, NOON, err));
	MUST(store_item_fold(f->store, copy, noted, "the same", err));
	MUST(store_item_mark(f->store, noted, &(struct store_mark) { .note = "for May" }, err));
	commit(f);
	assert_int_equal(sweep(f, (struct store_keep) { .keep_s = DAY, .keep_items = 1 }), 1);
	assert_int_equal(counts_of(f).items, 4);
	assert_string_equal(get_item(f, noted)->note, "for May");
}

static void
unread_items_may_go_earlier(void **state)
{
	struct fixture *f = *state;
	int64_t feed, read;
	bool yes = true;

	begin(f);
	feed = add_feed(f, "https://a.example/");
	read = put_seen(f, feed, "read", 20);
	put_seen(f, feed, "unread", 20);
	MUST(store_item_mark(f->store, read, &(struct store_mark) { .is_read = &yes }, err));
	commit(f);
	assert_int_equal(sweep(f, (struct store_keep) { .keep_s = 30 * DAY, .keep_unread_s = 10 * DAY }), 1);
	assert_string_equal(get_item(f, read)->item.title, "read");
}

static void
of_too_many_the_oldest_go(void **state)
{
	struct fixture *f = *state;
	int64_t feed;

	begin(f);
	feed = add_feed(f, "https://a.example/");
	for (int i = 0; i < 200; i++)
		put_seen(f, feed, arena_printf(f->arena, "%d", i), 200 - i);
	commit(f);
	assert_int_equal(sweep(f, (struct store_keep) { .keep_items = 3 }), 197);
	assert_string_equal(list_ids(f, f->store, everything()), "200 199 198");
}

static void
a_feed_s_own_word_counts_more_than_the_usual(void **state)
{
	struct fixture *f = *state;
	int64_t brief, eternal;

	begin(f);
	brief = add_feed(f, "https://a.example/");
	eternal = add_feed(f, "https://b.example/");
	put_seen(f, brief, "a", 8);
	put_seen(f, eternal, "b", 5000);
	MUST(store_feed_keep(f->store, brief, 7 * DAY, -1, err));
	MUST(store_feed_keep(f->store, eternal, 0, -1, err));
	commit(f);
	assert_int_equal(get_feed(f, brief)->keep_s, 7 * DAY);
	assert_int_equal(get_feed(f, brief)->keep_items, -1);
	assert_int_equal(sweep(f, (struct store_keep) { .keep_s = 30 * DAY }), 1);
	assert_int_equal(get_feed(f, eternal)->item_count, 1);
	MUST_FAIL(ERR_NOT_FOUND, store_feed_keep(f->store, 99, 0, 0, err));
}

static void
what_was_removed_does_not_come_back_as_new(void **state)
{
	struct fixture *f = *state;
	int64_t feed, other;
	bool is_known;

	begin(f);
	feed = add_feed(f, "https://a.example/");
	other = add_feed(f, "https://b.example/");
	put_seen(f, feed, "old", 31);
	commit(f);
	sweep(f, (struct store_keep) { .keep_s = 30 * DAY });
	begin(f);
	assert_int_equal(put_seen(f, feed, "old", 0), 0);
	MUST(store_item_is_known(f->store, feed, "old", &is_known, err));
	assert_true(is_known);
	assert_true(put_seen(f, other, "old", 0) > 0);
	commit(f);
	assert_int_equal(counts_of(f).items, 1);
}

static int64_t
remembered(struct fixture *f)
{
	struct store_outlook outlook;

	MUST(store_outlook(f->store, &(struct store_keep) { 0 }, &no_own, NOON, &outlook, err));
	return outlook.removed;
}

/* A document that shows these, `later` days after NOON. */
static void
show(struct fixture *f, int64_t feed, int later, const char *first, const char *second)
{
	const char *identities[] = { first, second };

	begin(f);
	put_seen(f, feed, first, -later);
	put_seen(f, feed, second, -later);
	MUST(store_removed_miss(f->store, feed, identities, 2, NOON + later * DAY, err));
	commit(f);
}

static void
what_a_feed_has_not_shown_for_long_is_forgotten(void **state)
{
	struct fixture *f = *state;
	struct store_keep never = { 0 };
	int64_t feed;

	begin(f);
	feed = add_feed(f, "https://a.example/");
	put_seen(f, feed, "shown", 31);
	put_seen(f, feed, "gone", 31);
	put_seen(f, feed, "back", 31);
	commit(f);
	sweep(f, (struct store_keep) { .keep_s = 30 * DAY });
	sweep_later(f, never, 1000);
	assert_int_equal(remembered(f), 3); /* no document was seen since */
	show(f, feed, 0, "shown", "new");
	sweep_later(f, never, 179);
	assert_int_equal(remembered(f), 3);
	show(f, feed, 179, "shown", "back");
	sweep_later(f, never, 181);
	assert_int_equal(remembered(f), 2);
	show(f, feed, 190, "shown", "new");
	sweep_later(f, never, 190 + 181);
	assert_int_equal(remembered(f), 1);
	begin(f);
	assert_int_equal(put_seen(f, feed, "shown", 0), 0);
	assert_true(put_seen(f, feed, "gone", 0) > 0);
	commit(f);
}

static void
what_was_removed_may_get_another_name(void **state)
{
	struct fixture *f = *state;
	struct store_removed *shown;
	struct feed_item item = {
		.title = "x", .url = "https://a.example/1", .published_at = 5, .modified_at = TIME_NONE
	};
	struct store_item_new new = { .identity = "x", .item = &item, .seen_at = NOON - 31 * DAY };
	enum store_change change;
	int64_t id;
	size_t count;

	begin(f);
	new.feed_id = add_feed(f, "https://a.example/");
	MUST(store_item_put(f->store, &new, &id, &change, err));
	commit(f);
	sweep(f, (struct store_keep) { .keep_s = 30 * DAY });
	begin(f);
	MUST(store_removed_shown(f->store, new.feed_id, 10, f->arena, &shown, &count, err));
	assert_int_equal(count, 1);
	assert_int_equal(shown[0].link_key, strlen("https://a.example/1"));
	assert_int_equal(shown[0].published_at, 5);
	MUST(store_removed_rename(f->store, new.feed_id, shown[0].identity_key, "y", err));
	assert_int_equal(put_seen(f, new.feed_id, "x", 0), 0);
	assert_int_equal(put_seen(f, new.feed_id, "y", 0), 0);
	commit(f);
}

/* The examples of a topic: opinion and title of each, in the arena. */
static const char *
lessons_of(struct fixture *f, int64_t topic)
{
	struct store_example *list;
	BUFFER out = { 0 };
	size_t count;

	MUST(store_example_list(f->store, topic, f->arena, &list, &count, err));
	for (size_t i = 0; i < count; i++)
		buffer_addf(&out, "%s%d %s", i > 0 ? ", " : "", (int)list[i].opinion, list[i].title);
	return arena_strdup(f->arena, buffer_text(&out));
}

static void
what_an_item_taught_stays_when_it_goes(void **state)
{
	struct fixture *f = *state;
	int64_t feed, skipped, both, plain, given, a, b;

	begin(f);
	feed = add_feed(f, "https://a.example/");
	a = put_topic(f, "a");
	b = put_topic(f, "b");
	skipped = put_seen(f, feed, "skipped", 34);
	both = put_seen(f, feed, "both", 33);
	plain = put_seen(f, feed, "plain", 32);
	given = put_seen(f, feed, "given", 31);
	MUST(store_verdict_put(f->store, skipped, a, VERDICT_SKIP, NOON, err));
	MUST(store_verdict_put(f->store, both, a, VERDICT_KEEP, NOON, err));
	MUST(store_verdict_put(f->store, both, b, VERDICT_SKIP, NOON, err));
	MUST(store_verdict_put(f->store, plain, 0, VERDICT_SKIP, NOON, err));
	MUST(store_example_put(
	    f->store, b, &(struct store_example) { .item_id = given, .title = "given", .text = "" }, err));
	MUST(store_verdict_put(f->store, given, b, VERDICT_SKIP, NOON, err));
	commit(f);
	assert_int_equal(sweep(f, (struct store_keep) { .keep_s = 30 * DAY }), 4);
	assert_string_equal(lessons_of(f, a), "2 skipped, 1 both");
	assert_string_equal(lessons_of(f, b), "0 given, 2 both");
	begin(f);
	MUST(store_topic_unteach(f->store, a, err));
	commit(f);
	assert_string_equal(lessons_of(f, a), "");
}

static void
of_many_lessons_the_last_stay(void **state)
{
	struct fixture *f = *state;
	struct store_example *list;
	int64_t feed, topic;
	size_t count;

	begin(f);
	feed = add_feed(f, "https://a.example/");
	topic = put_topic(f, "a");
	MUST(store_example_put(f->store, topic,
	    &(struct store_example) { .opinion = VERDICT_KEEP, .title = "elsewhere", .text = "" }, err));
	for (int i = 0; i < LESSONS_MAX + 5; i++)
		MUST(store_verdict_put(
		    f->store, put_seen(f, feed, arena_printf(f->arena, "%d", i), 31), topic, VERDICT_SKIP, NOON, err));
	commit(f);
	sweep(f, (struct store_keep) { .keep_s = 30 * DAY });
	MUST(store_example_list(f->store, topic, f->arena, &list, &count, err));
	assert_int_equal(count, LESSONS_MAX + 1);
	assert_string_equal(list[0].title, "elsewhere");
	assert_string_equal(list[1].title, "5");
}

static void
a_feed_that_was_merged_remembers_what_both_removed(void **state)
{
	struct fixture *f = *state;
	int64_t from, to;

	begin(f);
	from = add_feed(f, "https://a.example/");
	to = add_feed(f, "https://b.example/");
	put_seen(f, from, "old", 31);
	commit(f);
	sweep(f, (struct store_keep) { .keep_s = 30 * DAY });
	begin(f);
	MUST(store_feed_merge(f->store, from, to, err));
	assert_int_equal(put_seen(f, to, "old", 0), 0);
	commit(f);
}

static void
tells_what_will_go_and_when(void **state)
{
	struct fixture *f = *state;
	struct store_keep keep = { .keep_s = 30 * DAY };
	struct store_outlook outlook;
	int64_t feed, starred;
	bool yes = true;

	MUST(store_outlook(f->store, &keep, &no_own, NOON, &outlook, err));
	assert_int_equal(outlook.next_at, TIME_NONE);
	begin(f);
	feed = add_feed(f, "https://a.example/");
	put_seen(f, feed, "gone", 40);
	commit(f);
	sweep(f, keep);
	begin(f);
	starred = put_seen(f, feed, "starred", 29);
	put_seen(f, feed, "in four days", 26);
	put_seen(f, feed, "in six days", 24);
	put_seen(f, feed, "in thirty days", 0);
	MUST(store_item_mark(f->store, starred, &(struct store_mark) { .is_starred = &yes }, err));
	commit(f);
	MUST(store_outlook(f->store, &keep, &no_own, NOON, &outlook, err));
	assert_int_equal(outlook.removed, 1);
	assert_int_equal(outlook.soon, 2);
	assert_int_equal(outlook.next_at, NOON + 4 * DAY);
}

static void
tells_what_will_go_since_nobody_read_it(void **state)
{
	struct fixture *f = *state;
	struct store_keep keep = { .keep_s = 40 * DAY, .keep_unread_s = 20 * DAY };
	struct store_outlook outlook;
	int64_t feed, read;
	bool yes = true;

	begin(f);
	feed = add_feed(f, "https://a.example/");
	put_seen(f, feed, "in five days, read or not", 35);
	read = put_seen(f, feed, "read", 18);
	put_seen(f, feed, "in three days", 17);
	put_seen(f, feed, "in six days", 14);
	put_seen(f, feed, "in twenty days", 0);
	MUST(store_item_mark(f->store, read, &(struct store_mark) { .is_read = &yes }, err));
	commit(f);
	MUST(store_outlook(f->store, &keep, &no_own, NOON, &outlook, err));
	assert_int_equal(outlook.next_at, NOON + 3 * DAY);
	assert_int_equal(outlook.soon, 3);
	keep.keep_s = 0;
	MUST(store_outlook(f->store, &keep, &no_own, NOON, &outlook, err));
	assert_int_equal(outlook.next_at, NOON + 3 * DAY);
}

static void
what_outlived_its_feed_goes_when_nobody_cares_for_it_any_more(void **state)
{
	struct fixture *f = *state;
	struct store_keep keep = { .keep_s = 30 * DAY };
	int64_t feed, item;
	bool yes = true, no = false;

	begin(f);
	feed = add_feed(f, "https://a.example/");
	item = put_seen(f, feed, "starred", 31);
	MUST(store_item_mark(f->store, item, &(struct store_mark) { .is_starred = &yes }, err));
	MUST(store_feed_remove(f->store, feed, err));
	commit(f);
	assert_int_equal(sweep(f, keep), 0);
	begin(f);
	MUST(store_item_mark(f->store, item, &(struct store_mark) { .is_starred = &no }, err));
	commit(f);
	assert_int_equal(sweep(f, keep), 1);
	assert_int_equal(counts_of(f).items, 0);
}

static struct store_own_keep
swept_own(struct fixture *f, struct store_keep keep)
{
	struct store_expiry expiry = { 0 };

	do {
		begin(f);
		MUST(store_expire(f->store, &keep, NOON, key_of_link, &expiry, err));
		commit(f);
	} while (!expiry.is_over);
	return expiry.own;
}

static void
tells_what_will_go_of_feeds_with_a_time_of_their_own(void **state)
{
	struct fixture *f = *state;
	struct store_keep keep = { .keep_s = 30 * DAY };
	struct store_own_keep own;
	struct store_outlook outlook;
	int64_t usual, shorter, forever;

	begin(f);
	usual = add_feed(f, "https://a.example/");
	shorter = add_feed(f, "https://b.example/");
	forever = add_feed(f, "https://c.example/");
	MUST(store_feed_keep(f->store, shorter, 10 * DAY, -1, err));
	MUST(store_feed_keep(f->store, forever, 0, -1, err));
	put_seen(f, usual, "gone", 40);
	put_seen(f, shorter, "gone as well", 11);
	put_seen(f, forever, "never", 29);
	put_seen(f, usual, "in three days", 27);
	put_seen(f, shorter, "in two days", 8);
	put_seen(f, shorter, "in six days", 4);
	put_seen(f, shorter, "in ten days", 0);
	commit(f);
	own = swept_own(f, keep);
	assert_int_equal(own.feeds, 2);
	assert_int_equal(own.soon, 2);
	assert_int_equal(own.next_at, NOON + 2 * DAY);
	MUST(store_outlook(f->store, &keep, &own, NOON, &outlook, err));
	assert_int_equal(outlook.removed, 2);
	assert_int_equal(outlook.soon, 3);
	assert_int_equal(outlook.next_at, NOON + 2 * DAY);
	MUST(store_outlook(f->store, &(struct store_keep) { 0 }, &own, NOON, &outlook, err));
	assert_int_equal(outlook.soon, 2);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		STORE_TEST(removes_what_was_seen_too_long_ago),
		STORE_TEST(keeps_all_when_nothing_is_said),
		STORE_TEST(an_archive_that_came_yesterday_is_young),
		STORE_TEST(what_a_person_cared_for_stays_with_its_copies),
		STORE_TEST(unread_items_may_go_earlier),
		STORE_TEST(of_too_many_the_oldest_go),
		STORE_TEST(a_feed_s_own_word_counts_more_than_the_usual),
		STORE_TEST(what_was_removed_does_not_come_back_as_new),
		STORE_TEST(what_a_feed_has_not_shown_for_long_is_forgotten),
		STORE_TEST(what_was_removed_may_get_another_name),
		STORE_TEST(what_an_item_taught_stays_when_it_goes),
		STORE_TEST(of_many_lessons_the_last_stay),
		STORE_TEST(a_feed_that_was_merged_remembers_what_both_removed),
		STORE_TEST(what_outlived_its_feed_goes_when_nobody_cares_for_it_any_more),
		STORE_TEST(tells_what_will_go_and_when),
		STORE_TEST(tells_what_will_go_since_nobody_read_it),
		STORE_TEST(tells_what_will_go_of_feeds_with_a_time_of_their_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
