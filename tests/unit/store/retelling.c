/* Looks behind store.h: HTML that retells its text comes back from any inflate, whatever is between its words. */
#include "tests/unit/store/fixture.h"

#include "base/text.h"
#include "store/markup.h"
#include "store/retelling.h"

/* The same numbers each time. */
static unsigned
draw(uint32_t *seed, unsigned range)
{
	*seed = *seed * 1664525 + 1013904223;
	return (*seed >> 8) % range;
}

static bool
is_retold(const char *html, const char *text)
{
	BUFFER packed = { 0 };
	bool is_packed = retelling_pack(html, strlen(html), text, strlen(text), &packed);

	assert_true(is_packed || packed.len == 0);
	return is_packed;
}

static size_t
comes_back(struct fixture *f, const char *html, const char *text)
{
	struct markup *m = NULL;
	BUFFER packed = { 0 };
	const char *unpacked;

	markup_pack(&m, html, text, &packed);
	unpacked = markup_unpack(packed.data, packed.len, text, f->arena);
	markup_free(m);
	assert_non_null(unpacked);
	assert_string_equal(unpacked, html);
	return packed.len;
}

static void
tells_the_tags_and_copies_the_rest(void **state)
{
	struct fixture *f = *state;
	static const struct {
		const char *html, *text;
	} pairs[] = {
		{ "<p>The ferry waits for nobody.</p>", "The ferry waits for nobody." },
		{ "<p>The ferry <b>waits</b> for</p>\n<p>nobody at all.</p>", "The ferry waits for\n\nnobody at all." },
		{ "<p>Salt &amp; pepper, caf&eacute; &#8212; all of it</p>", "Salt & pepper, café — all of it" },
		{ "<p>Паром никого не ждёт.</p><p>Никого.</p>", "Паром никого не ждёт.\n\nНикого." },
		{ "the same", "the same" },
		{ "", "" },
		{ "<p>", "p" },
		{ "a < b & c", "a < b & c" },
		{ "<", "&" },
		{ "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "a" },
	};

	for (size_t i = 0; i < COUNT_OF(pairs); i++) {
		assert_true(is_retold(pairs[i].html, pairs[i].text));
		comes_back(f, pairs[i].html, pairs[i].text);
	}
}

static void
leaves_what_says_more_than_its_text_to_zlib(void **state)
{
	struct fixture *f = *state;
	BUFFER html = { 0 };
	BUFFER numbered = { 0 };

	for (int i = 0; i < 40; i++)
		buffer_addf(&html, "<a href=\"https://ferry.example/%d/%d\">%d</a>", i * 7919, i * 104729, i);
	assert_false(is_retold(buffer_text(&html), "nothing of it"));
	comes_back(f, buffer_text(&html), "nothing of it");
	comes_back(f, buffer_text(&html), NULL);
	for (int i = 0; i < 2000; i++)
		buffer_addf(&numbered, "word%d ", i);
	assert_false(
	    is_retold(buffer_text(&numbered), buffer_text(&numbered))); /* together more than inflate looks back */
	comes_back(f, buffer_text(&numbered), buffer_text(&numbered));
}

/* Copies are of 3 to 258 bytes, at distances of 1 to 32768: each length and each class of distances. */
static void
copies_of_any_length_from_any_distance_come_back(void **state)
{
	struct fixture *f = *state;
	BUFFER text = { 0 };
	uint32_t seed = 7;

	for (size_t i = 0; i < 16000; i++)
		buffer_add_char(&text, (char)('a' + draw(&seed, 26)));
	for (size_t length = 1; length < 800; length++) {
		const char *html = arena_strndup(f->arena, buffer_text(&text), length);

		assert_true(is_retold(html, html));
		comes_back(f, html, html);
	}
	for (size_t length = 1000; length <= 16000; length += 1000) {
		const char *html = arena_strndup(f->arena, buffer_text(&text), length);

		assert_true(is_retold(html, buffer_text(&text)));
		assert_true(comes_back(f, html, buffer_text(&text)) < length / 50 + 16);
	}
}

static void
whatever_is_between_the_words_comes_back(void **state)
{
	static const char *const between[] = { " ", "\n", "</p>\n<p>", "<br>", " <b>", "</b> ", "&amp;", "&nbsp;", "ж",
		"<img src=\"/a.png\" alt=\"\">", "<a href=\"https://a.example/\">", "</a>", "<", "&", ";", "  " };
	struct fixture *f = *state;
	uint32_t seed = 11;
	size_t retold = 0;

	for (int round = 0; round < 500; round++) {
		BUFFER html = { 0 };
		BUFFER text = { 0 };

		for (unsigned words = draw(&seed, 200); words > 0; words--) {
			const char *word = arena_printf(f->arena, "word%u", draw(&seed, 5000));

			buffer_add_text(&text, word);
			buffer_add_text(&html, word);
			if (draw(&seed, 4) == 0)
				buffer_add_text(&html, between[draw(&seed, COUNT_OF(between))]);
			if (draw(&seed, 3) == 0)
				buffer_add_text(&text, between[draw(&seed, 3)]);
		}
		retold += is_retold(buffer_text(&html), buffer_text(&text));
		comes_back(f, buffer_text(&html), buffer_text(&text));
		arena_clear(f->arena);
	}
	assert_true(retold > 20);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		STORE_TEST(tells_the_tags_and_copies_the_rest),
		STORE_TEST(leaves_what_says_more_than_its_text_to_zlib),
		STORE_TEST(copies_of_any_length_from_any_distance_come_back),
		STORE_TEST(whatever_is_between_the_words_comes_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
