#include "tests/unit/store/fixture.h"

#include "base/text.h"

#include <unistd.h>

/* What the store is asked is also asked of this plain copy, by looking at every item. */
enum { ITEMS = 120, FEEDS = 3 };

struct plain_item {
	int64_t id, feed_id, sorted_at;
	int feed;
	bool is_read, is_starred, is_duplicate, is_scored, has_word, has_rare;
	enum verdict verdict;
	double margin;
};

static struct plain {
	int64_t feeds[FEEDS];
	int64_t topic;
	struct plain_item items[ITEMS];
} * fill(struct fixture *f)
{
	static const char *work[] = { "work" };
	struct plain *p = arena_alloc(f->arena, sizeof(*p));

	begin(f);
	p->topic = put_topic(f, "work");
	put_topic(f, "other");
	for (int i = 0; i < FEEDS; i++)
		p->feeds[i] = add_feed(f, arena_printf(f->arena, "https://%d.example/", i));
	struct store_feed tagged = *get_feed(f, p->feeds[1]);
	tagged.tags = work;
	tagged.tag_count = 1;
	MUST(store_feed_put(f->store, &tagged, err));
	for (int i = 0; i < ITEMS; i++) {
		struct plain_item *it = &p->items[i];

		it->feed = i * 7 % FEEDS;
		it->feed_id = p->feeds[it->feed];
		it->sorted_at = NOON - i * 37 % 50; /* many at the same second */
		it->has_word = i % 4 != 0;
		it->has_rare = i % 40 == 3;
		it->id = put_item(f, it->feed_id, arena_printf(f->arena, "item %d", i),
		    it->has_rare   ? "some seldom words"
		    : it->has_word ? "some wörds here"
				   : "-",
		    it->sorted_at);
	}
	commit(f);
	return p;
}

static void
mark_one(struct fixture *f, const struct plain *p, struct plain_item *it, int i)
{
	it->is_read = i % 3 == 0;
	it->is_starred = i % 5 == 0;
	it->verdict = i % 7 == 0 ? VERDICT_KEEP : i % 7 == 1 ? VERDICT_SKIP : VERDICT_NONE;
	it->is_scored = i % 6 != 0;
	it->margin = (i * 13 % 20) / 2.0 - 5; /* many alike */
	MUST(store_item_mark(
	    f->store, it->id, &(struct store_mark) { .is_read = &it->is_read, .is_starred = &it->is_starred }, err));
	if (it->verdict != VERDICT_NONE)
		MUST(store_verdict_put(f->store, it->id, 0, it->verdict, NOON, err));
	if (it->is_scored)
		put_score(f, p->topic, it->id, it->margin);
}

/* Every tenth is folded under one that has no marks, and gets none itself. */
static struct plain *
fill_and_mark(struct fixture *f)
{
	struct plain *p = fill(f);

	begin(f);
	for (int i = 0; i < ITEMS; i++) {
		struct plain_item *it = &p->items[i];

		it->is_duplicate = i % 10 == 9;
		if (it->is_duplicate)
			MUST(store_item_fold(f->store, it->id, p->items[2].id, "same text", err));
		else if (i != 2)
			mark_one(f, p, it, i);
	}
	commit(f);
	return p;
}

static bool
is_in_state(const struct plain_item *it, enum store_item_state state)
{
	switch (state) {
	case STORE_UNREAD:
		return !it->is_read;
	case STORE_READ:
		return it->is_read;
	case STORE_STARRED:
		return it->is_starred;
	case STORE_KEPT:
		return it->verdict == VERDICT_KEEP;
	case STORE_SKIPPED:
		return it->verdict == VERDICT_SKIP;
	default:
		return true;
	}
}

/* What is searched for, and as what the query language gives it to the store. */
static const struct search {
	const char *match, *at_least;
	bool is_rare, is_without_rare;
} searches[] = {
	{ .match = "words" },
	{ .match = "seldom", .is_rare = true },
	{ .match = "\"wo\"*" },
	{ .match = "\"some\" AND \"wo\"*", .at_least = "\"some\"" },
	{ .match = "\"sel\"*", .is_rare = true },
	{ .match = "\"wor\"*" },
	{ .match = "(\"words\") NOT (\"sel\"*)", .at_least = "\"words\"", .is_without_rare = true },
	{ .match = "\"absent\" OR title : \"item\" AND \"words\"" },
};

static void
search_for(struct store_item_query *q, const struct search *search)
{
	q->match = search->match;
	q->at_least = search->at_least;
}

static bool
is_found(const struct plain_item *it, const char *match)
{
	for (size_t i = 0; i < COUNT_OF(searches); i++)
		if (match == searches[i].match)
			return searches[i].is_rare ? it->has_rare
						   : it->has_word && !(searches[i].is_without_rare && it->has_rare);
	return match == NULL;
}

static bool
is_wanted(const struct plain_item *it, const struct store_item_query *q)
{
	return is_in_state(it, q->state) && (q->show_duplicates || !it->is_duplicate) &&
	       (q->feed_id == 0 || it->feed_id == q->feed_id) && (q->tag == NULL || it->feed == 1) &&
	       is_found(it, q->match) && it->sorted_at >= q->since && it->sorted_at < q->until &&
	       (q->topic_id == 0 || (it->is_scored && it->margin >= q->min_margin && it->margin >= STORE_MARGIN_FLOOR));
}

static bool is_by_score;

static int
compare(const void *a, const void *b)
{
	const struct plain_item *x = a;
	const struct plain_item *y = b;

	if (is_by_score && x->margin != y->margin)
		return x->margin < y->margin ? 1 : -1;
	if (x->sorted_at != y->sorted_at)
		return x->sorted_at < y->sorted_at ? 1 : -1;
	return x->id < y->id ? 1 : -1;
}

static const char *
expected(struct fixture *f, const struct plain *p, const struct store_item_query *q)
{
	struct plain_item items[ITEMS];
	const char *ids = "";

	memcpy(items, p->items, sizeof(items));
	is_by_score = q->sort == STORE_BY_SCORE;
	qsort(items, ITEMS, sizeof(items[0]), compare);
	for (size_t i = 0; i < ITEMS; i++)
		if (is_wanted(&items[i], q))
			ids = arena_printf(f->arena, "%s%s%lld", ids, *ids != '\0' ? " " : "", (long long)items[i].id);
	return ids;
}

static void
assert_lists_alike(struct fixture *f, const struct plain *p, const struct store_item_query *q)
{
	assert_string_equal(list_ids(f, f->store, *q), expected(f, p, q));
}

/* Every combination of filters, paged to the end: each item once, in order. */
static void
gives_each_item_once_in_order_whatever_is_asked(void **state)
{
	struct fixture *f = *state;
	const struct plain *p = fill_and_mark(f);
	struct store_item_query q = everything();

	for (int way = 0; way < 6 * 2 * 2 * 2 * 2 * 2 * 3; way++) {
		int rest = way;

		q.limit = way % 7 == 0 ? 2 : 7;
		q.state = (enum store_item_state)(rest % 6);
		rest /= 6;
		q.feed_id = rest % 2 == 1 ? p->feeds[1] : 0;
		rest /= 2;
		q.tag = rest % 2 == 1 ? "work" : NULL;
		rest /= 2;
		search_for(&q,
		    rest % 2 == 1 ? &searches[(size_t)way % COUNT_OF(searches)] : &(struct search) { .match = NULL });
		rest /= 2;
		q.show_duplicates = rest % 2 == 1;
		rest /= 2;
		q.since = rest % 2 == 1 ? NOON - 40 : TIME_NONE;
		q.until = rest % 2 == 1 ? NOON - 3 : INT64_MAX;
		rest /= 2;
		q.topic_id = rest > 0 ? p->topic : 0;
		q.sort = rest == 2 ? STORE_BY_SCORE : STORE_BY_DATE;
		q.min_margin = rest > 0 && way % 2 == 0 ? -2.5 : -INFINITY;
		assert_lists_alike(f, p, &q);
	}
}

static void
says_the_margin_in_the_topic_and_none_otherwise(void **state)
{
	struct fixture *f = *state;
	const struct plain *p = fill_and_mark(f);
	struct store_item_query q = everything();
	struct store_item *items;
	const char *cursor;
	size_t count;

	MUST(store_item_list(f->store, &q, f->arena, &items, &count, &cursor, err));
	assert_true(items[0].margin == 0);
	q.topic_id = p->topic;
	q.sort = STORE_BY_SCORE;
	MUST(store_item_list(f->store, &q, f->arena, &items, &count, &cursor, err));
	assert_true(items[0].margin == 4.5);
}

static void
says_on_the_last_page_that_it_is_the_last(void **state)
{
	struct fixture *f = *state;
	struct store_item_query q = everything();
	struct store_item *items;
	const char *cursor = "x";
	size_t count;

	MUST(store_item_list(f->store, &q, f->arena, &items, &count, &cursor, err));
	assert_int_equal(count, 0);
	assert_null(cursor);
	fill(f);
	q.limit = ITEMS;
	MUST(store_item_list(f->store, &q, f->arena, &items, &count, &cursor, err));
	assert_int_equal(count, ITEMS);
	assert_null(cursor);
	q.limit = ITEMS - 1;
	MUST(store_item_list(f->store, &q, f->arena, &items, &count, &cursor, err));
	assert_non_null(cursor);
}

/* A first poll brings years at once, in the order of the feeds: as many items as nobody would look at one by one. */
static void
finds_the_newest_of_many_that_were_seen_at_once(void **state)
{
	enum { MANY = 1009 };
	struct fixture *f = *state;
	struct store_item_query q = everything();
	struct store_item *items;
	const char *cursor;
	size_t count;

	begin(f);
	int64_t feed = add_feed(f, "https://example.org/"), ids[MANY];
	for (int i = 0; i < MANY; i++) {
		int age = i * 500 % MANY; /* each once: MANY is a prime */

		ids[age] =
		    put_item(f, feed, arena_printf(f->arena, "item %d", i), i % 3 > 0 ? "a word" : "-", NOON - age);
		if (i % 3 == 0)
			ids[age] = 0;
	}
	commit(f);
	q.match = "word";
	MUST(store_item_list(f->store, &q, f->arena, &items, &count, &cursor, err));
	assert_int_equal(count, q.limit);
	for (size_t n = 0, age = 0; n < count; age++)
		if (ids[age] > 0)
			assert_int_equal(items[n++].id, ids[age]);
}

static void
goes_on_where_it_was_when_new_items_come(void **state)
{
	struct fixture *f = *state;
	const struct plain *p = fill(f);
	struct store_item_query q = everything();
	struct store_item *items;
	const char *all = list_ids(f, f->store, q);
	size_t count;

	q.limit = 40;
	MUST(store_item_list(f->store, &q, f->arena, &items, &count, &q.cursor, err));
	begin(f);
	put_item(f, p->feeds[0], "late", "text", NOON);
	commit(f);
	assert_true(text_ends(all, list_ids(f, f->store, q)));
}

static void
refuses_a_cursor_that_is_not_of_this_list(void **state)
{
	static const char *const foreign[] = { "", "x", "0", "1.2.3.00000000", "0.0.0.0000000g",
		"zzzzzzzzzzzzzzzzzzzzzzz" };
	struct fixture *f = *state;
	const struct plain *p = fill_and_mark(f);
	struct store_item_query q = everything();
	struct store_item *items = NULL;
	const char *cursor = NULL;
	size_t count = 42;

	for (size_t i = 0; i < COUNT_OF(foreign); i++) {
		q.cursor = foreign[i];
		MUST_FAIL(ERR_SYNTAX, store_item_list(f->store, &q, f->arena, &items, &count, &cursor, err));
	}
	assert_null(items);
	assert_int_equal(count, 42);
	q.cursor = NULL;
	q.limit = 5;
	MUST(store_item_list(f->store, &q, f->arena, &items, &count, &q.cursor, err));
	q.topic_id = p->topic;
	q.sort = STORE_BY_SCORE;
	MUST_FAIL(ERR_SYNTAX, store_item_list(f->store, &q, f->arena, &items, &count, &cursor, err));
}

/* ---- search ---- */

static const char *
search(struct fixture *f, const char *match)
{
	struct store_item_query q = everything();

	q.match = match;
	return list_ids(f, f->store, q);
}

static void
finds_words_phrases_and_beginnings_without_marks_or_case(void **state)
{
	static struct feed_person author = { "Zoë Müller", NULL, "https://person.example/" };
	static const char *tags[] = { "Lernen" };
	struct fixture *f = *state;
	struct feed_item item = { .title = "Über die Zukunft",
		.content_text = "The future of work isn't far away",
		.authors = { &author, 1 },
		.tags = { tags, 1 },
		.published_at = TIME_NONE,
		.modified_at = TIME_NONE };
	struct store_item_new new = { .identity = "x", .item = &item, .seen_at = NOON, .sorted_at = NOON };
	enum store_change change;
	int64_t id;

	begin(f);
	new.feed_id = add_feed(f, "https://a.example/");
	MUST(store_item_put(f->store, &new, &id, &change, err));
	put_item(f, new.feed_id, "second", "work of the future", NOON - 1);
	commit(f);
	assert_string_equal(search(f, "future"), "1 2");
	assert_string_equal(search(f, "\"future of work\""), "1");
	assert_string_equal(search(f, "fut*"), "1 2");
	assert_string_equal(search(f, "uber"), "1");
	assert_string_equal(search(f, "\"isn't\""), "1");
	assert_string_equal(search(f, "title : future"), "");
	assert_string_equal(search(f, "authors : muller"), "1");
	assert_string_equal(search(f, "person"), "");
	assert_string_equal(search(f, "tags : lernen"), "1");
	assert_string_equal(search(f, "future NOT far"), "2");
}

static void
searches_the_summary_where_there_is_no_text(void **state)
{
	struct fixture *f = *state;
	struct feed_item item = {
		.title = "t", .summary = "in short", .published_at = TIME_NONE, .modified_at = TIME_NONE
	};
	struct store_item_new new = { .identity = "x", .item = &item, .seen_at = NOON, .sorted_at = NOON };
	enum store_change change;
	int64_t id;

	begin(f);
	new.feed_id = add_feed(f, "https://a.example/");
	MUST(store_item_put(f->store, &new, &id, &change, err));
	commit(f);
	assert_string_equal(search(f, "short"), "1");
}

static void
finds_a_revised_item_by_its_present_words_alone(void **state)
{
	struct fixture *f = *state;
	int64_t feed;

	begin(f);
	feed = add_feed(f, "https://a.example/");
	put_item(f, feed, "x", "former words", NOON);
	commit(f);
	begin(f);
	put_item(f, feed, "x", "present words", NOON);
	put_item(f, feed, "y", "first thoughts", NOON);
	put_item(f, feed, "y", "second thoughts", NOON);
	commit(f);
	assert_string_equal(search(f, "former"), "");
	assert_string_equal(search(f, "present"), "1");
	assert_string_equal(search(f, "first"), "");
	assert_string_equal(search(f, "second"), "2");
	begin(f);
	MUST(store_feed_remove(f->store, feed, err));
	commit(f);
	assert_string_equal(search(f, "present"), "");
}

static void
refuses_what_is_no_search(void **state)
{
	static const char *const wrong[] = { "\"open", "AND", "nosuchcolumn : x", "(" };
	struct fixture *f = *state;
	struct store_item_query q = everything();
	struct store_item *items = NULL;
	const char *cursor = NULL;
	size_t count = 42;

	fill(f);
	for (size_t i = 0; i < COUNT_OF(wrong); i++) {
		q.match = wrong[i];
		MUST_FAIL(ERR_SYNTAX, store_item_list(f->store, &q, f->arena, &items, &count, &cursor, err));
	}
	assert_int_equal(count, 42);
}

/* Letters with accents count as without. */
static void
finds_beginnings_with_accents_among_marks(void **state)
{
	static const char *const texts[] = { "\u201c\u00c9cole\u201d", "l\u2019\u00e9cole", "(ECOLE)", "e\u0301cole",
		"d\u00e9cole", "the-ecole", "decole", "e colt" };
	struct fixture *f = *state;
	struct store_item_query q = everything();
	int64_t feed;

	begin(f);
	feed = add_feed(f, "https://a.example/");
	for (size_t i = 0; i < COUNT_OF(texts); i++)
		put_item(f, feed, arena_printf(f->arena, "%zu", i), texts[i], NOON - (int64_t)i);
	commit(f);
	q.match = "\"ecol\"*";
	assert_string_equal(list_ids(f, f->store, q), "1 2 3 4 6");
}

static void
gives_up_what_takes_too_long_and_goes_on_with_the_next(void **state)
{
	struct fixture *f = *state;
	struct store_item_query q = everything();
	struct store_item *items = NULL;
	const char *cursor = NULL;
	size_t count = 42;

	fill(f);
	q.limit = ITEMS;
	q.match = "words";
	store_be_patient(f->store, 1);
	usleep(2000);
	MUST_FAIL(ERR_INVALID, store_item_list(f->store, &q, f->arena, &items, &count, &cursor, err));
	assert_int_equal(count, 42);
	store_be_patient(f->store, 0);
	MUST(store_item_list(f->store, &q, f->arena, &items, &count, &cursor, err));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		STORE_TEST(gives_each_item_once_in_order_whatever_is_asked),
		STORE_TEST(says_the_margin_in_the_topic_and_none_otherwise),
		STORE_TEST(says_on_the_last_page_that_it_is_the_last),
		STORE_TEST(finds_the_newest_of_many_that_were_seen_at_once),
		STORE_TEST(goes_on_where_it_was_when_new_items_come),
		STORE_TEST(refuses_a_cursor_that_is_not_of_this_list),
		STORE_TEST(finds_words_phrases_and_beginnings_without_marks_or_case),
		STORE_TEST(searches_the_summary_where_there_is_no_text),
		STORE_TEST(finds_a_revised_item_by_its_present_words_alone),
		STORE_TEST(refuses_what_is_no_search),
		STORE_TEST(finds_beginnings_with_accents_among_marks),
		STORE_TEST(gives_up_what_takes_too_long_and_goes_on_with_the_next),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
