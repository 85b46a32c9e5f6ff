#include "curate/source.h"

#include "base/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const struct {
	const char *title, *url;
	bool is_comments;
} facts[] = {
	{ "Comments on: Learning out loud", "https://a.example/2020/learning/feed/", true },
	{ "Comments for The Quiet Desk", "https://a.example/feed2", true },
	{ "Kommentare zu: Lernen", "https://a.example/x", true },
	{ NULL, "https://a.example/comments/feed/", true },
	{ "", "https://b.example/feeds/comments/default", true },
	{ "A blog", "https://a.example/?feed=comments-rss2", true },
	{ "The Commentary", "https://a.example/commentary/feed", false },
	{ "Comments", "https://a.example/feed", false },
	{ "Ten comments on work", "https://a.example/feed", false },
	{ NULL, NULL, false },
};

static void
a_feed_of_comments_weighs_less(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(facts); i++)
		assert_true((source_usual_weight(facts[i].title, facts[i].url) < 0) == facts[i].is_comments);
}

static void
says_whose_judgement_it_is(void **state)
{
	(void)state;
	assert_string_equal(source_words(0.5, true), "source preferred");
	assert_string_equal(source_words(-2, true), "source disliked");
	assert_string_equal(source_words(-1, false), "a feed of comments");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_feed_of_comments_weighs_less),
		cmocka_unit_test(says_whose_judgement_it_is),
	};

	return cmocka_run_group_tests_name("curate/source", tests, NULL, NULL);
}
