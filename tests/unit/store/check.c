/* Looks behind store.h, to break what the great check must find broken. */
#include "tests/unit/store/fixture.h"

#include "base/text.h"
#include "store/handle.h"

static const struct {
	const char *damage;
	const char *found;
} damages[] = {
	{ "UPDATE tally SET unread = 9", "the counts are wrong" },
	{ "UPDATE feed SET item_count = 9", "the count of a feed's items is wrong" },
	{ "DELETE FROM score WHERE item_id = 2", "item 2 is listed wrongly in topic 1" },
	{ "UPDATE score SET margin = 0.25 WHERE item_id = 2", "item 2 is listed wrongly in topic 1" },
	{ "UPDATE item SET sorted_at = 1 WHERE id = 2", "item 2 is listed wrongly in topic 1" },
	{ "INSERT INTO score VALUES (1, 1, 3, 0.5)", "topics list what was not scored" },
	{ "UPDATE item_score SET margins = x'00' WHERE item_id = 2", "the scores of item 2" },
	{ "UPDATE body SET text = 'other' WHERE item_id = 1", "" },
};

static void
finds_what_does_not_agree(void **state)
{
	struct fixture *f = *state;
	int64_t topic, feed;

	begin(f);
	topic = put_topic(f, "a");
	feed = add_feed(f, "https://a.example/");
	for (int i = 1; i <= 3; i++)
		put_score(f, topic, put_item(f, feed, arena_printf(f->arena, "%d", i), "text", NOON), i - 2.0);
	commit(f);
	MUST(store_check(f->store, err));
	for (size_t i = 0; i < COUNT_OF(damages); i++) {
		struct err found = { 0 };

		MUST(store_exec(f->store, "BEGIN", err));
		MUST(store_exec(f->store, damages[i].damage, err));
		assert_false(store_check(f->store, &found));
		assert_int_equal(found.code, ERR_DAMAGED);
		assert_non_null(strstr(found.text, damages[i].found));
		MUST(store_exec(f->store, "ROLLBACK", err));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		STORE_TEST(finds_what_does_not_agree),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
