#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/text.h"
#include "curate/words.h"

struct room {
	struct stemmers *stemmers;
	struct arena *arena;
};

static int
setup(void **state)
{
	static struct room room;

	room = (struct room) { stemmers_new(), arena_new() };
	*state = &room;
	return 0;
}

static int
teardown(void **state)
{
	struct room *room = *state;

	stemmers_free(room->stemmers);
	arena_free(room->arena);
	return 0;
}

static struct words *
read_text(struct room *room, const char *title, const char *text, const char *language)
{
	return words_of(room->stemmers, title, text, language, room->arena);
}

/* The spellings of the body's stems in reading order, "a b c": each as it stood first. */
static void
assert_body(const struct words *words, const char *expected)
{
	BUFFER got = { 0 };

	for (size_t i = 0; i < words->body_count; i++) {
		buffer_add_text(&got, i > 0 ? " " : "");
		buffer_add_text(&got, words->list[words->body[i]].spelling);
	}
	assert_string_equal(buffer_text(&got), expected);
}

static void
stems_words_by_language(void **state)
{
	static const struct {
		const char *language, *text, *inflected;
	} same[] = {
		{ "en", "learning", "learned" },
		{ "en-GB", "organise", "organising" },
		{ "de-AT", "Häuser", "Häusern" },
		{ "fr", "réseaux", "réseau" },
		{ "es", "trabajando", "trabajar" },
		{ "ru", "работа", "работы" },
		{ "pt_BR", "cidades", "cidade" },
		{ "swe", "flickorna", "flickor" },
		{ "tr", "kitaplar", "kitap" },
		{ "el", "άνθρωποι", "άνθρωπος" },
		{ "hi", "लड़कों", "लड़के" },
	};

	for (size_t i = 0; i < COUNT_OF(same); i++) {
		struct words *a = read_text(*state, NULL, same[i].text, same[i].language);
		struct words *b = read_text(*state, NULL, same[i].inflected, same[i].language);

		assert_int_equal(a->body_count, 1);
		assert_int_equal(b->body_count, 1);
		assert_true(a->list[a->body[0]].stem == b->list[b->body[0]].stem);
	}
}

static void
leaves_words_alone_in_a_language_without_a_stemmer(void **state)
{
	struct words *words = read_text(*state, NULL, "praca pracy", "pl");

	assert_int_equal(words->language, LANGUAGE_OTHER);
	assert_body(words, "praca pracy");
}

static void
tells_the_language_by_the_commonest_words(void **state)
{
	static const struct {
		const char *text;
		enum language language;
	} texts[] = {
		{ "The work that is done in the open is seen by others.", LANGUAGE_ENGLISH },
		{ "Die Arbeit, die wir mit anderen teilen, ist nicht verloren.", LANGUAGE_GERMAN },
		{ "Nous travaillons dans des équipes qui sont sur le terrain.", LANGUAGE_FRENCH },
		{ "Мы работаем вместе и учимся", LANGUAGE_RUSSIAN },
		{ "Сеть", LANGUAGE_RUSSIAN },
		{ "Δίκτυα", LANGUAGE_GREEK },
		{ "Networks", LANGUAGE_ENGLISH },
		{ "", LANGUAGE_ENGLISH },
	};

	for (size_t i = 0; i < COUNT_OF(texts); i++) {
		assert_int_equal(read_text(*state, NULL, texts[i].text, NULL)->language, texts[i].language);
		/* Many programs write "en" whatever follows. */
		assert_int_equal(read_text(*state, NULL, texts[i].text, "en-us")->language, texts[i].language);
	}
}

static void
trusts_a_tag_that_names_another_language(void **state)
{
	assert_int_equal(read_text(*state, NULL, "the work that is done", "nl")->language, LANGUAGE_DUTCH);
}

static void
pairs_the_characters_of_texts_without_spaces(void **state)
{
	assert_body(read_text(*state, NULL, "学习网络", "zh"), "学习 习网 网络");
	assert_body(read_text(*state, NULL, "ネット社会", "ja"), "ネッ ット ト社 社会");
	assert_body(read_text(*state, NULL, "เรียนรู้", "th"), "เรี รีย ยน นรู้");
	assert_body(read_text(*state, NULL, "AI学习, 人", "zh"), "AI 学习 人");
}

static void
counts_roots_beside_stems(void **state)
{
	struct words *words = read_text(*state, "Entrepreneurs", "entrepreneurial ideas of the entr", NULL);
	const struct word *first = &words->list[words->title[0]];

	assert_int_not_equal(first->root, WORD_ROOTLESS);
	assert_true(words->list[first->root].is_root);
	assert_int_equal(words->list[first->root].in_title, 1);
	assert_int_equal(words->list[first->root].in_body, 2);
	words = read_text(*state, NULL, "sea", NULL);
	assert_int_equal(words->list[words->body[0]].root, WORD_ROOTLESS);
}

static void
skips_stop_words_single_letters_and_possessives(void **state)
{
	assert_body(read_text(*state, NULL, "The curator's work: it's a b c of x-rays, don't you think?", NULL),
	    "curator work rays think");
	assert_body(read_text(*state, NULL, "Mary’s 7 lambs", NULL), "Mary lambs");
	assert_body(read_text(*state, NULL, "L’école qu'elle aime", "fr"), "école aime");
}

static void
folds_case_forms_and_accents_written_apart(void **state)
{
	struct words *words = read_text(*state, NULL, "CAFÉ cafe\u0301 ｃａｆé ca\u00ADfé", "en");

	assert_int_equal(words->body_count, 4);
	assert_int_equal(words->list[words->body[0]].in_body, 4);
}

static void
counts_title_and_body_apart(void **state)
{
	struct words *words = read_text(*state, "Learning networks", "networks learn; networks grow", NULL);
	const struct word *network = words_find(words, words->list[words->title[1]].stem);

	assert_int_equal(words->title_count, 2);
	assert_int_equal(words->body_count, 4);
	assert_int_equal(network->in_title, 1);
	assert_int_equal(network->in_body, 2);
	assert_string_equal(network->spelling, "networks");
	assert_null(words_find(words, 12345));
}

static void
reads_no_more_than_its_caps(void **state)
{
	BUFFER text = { 0 };
	struct words *words;

	for (unsigned i = 0; i < 3 * WORDS_BODY_MAX; i++)
		buffer_addf(&text, "word%u ", i);
	words = read_text(*state, buffer_text(&text), buffer_text(&text), "pl");
	assert_int_equal(words->title_count, WORDS_TITLE_MAX);
	assert_int_equal(words->body_count, WORDS_BODY_MAX);
	buffer_cut(&text, 0);
	for (unsigned i = 0; i < 3 * WORDS_BODY_MAX; i++)
		buffer_add_codepoint(&text, 0x4E00 + i);
	assert_int_equal(read_text(*state, NULL, buffer_text(&text), "zh")->body_count, WORDS_BODY_MAX);
	buffer_cut(&text, 0);
	for (unsigned i = 0; i < 100000; i++)
		buffer_add_char(&text, 'a');
	assert_int_equal(read_text(*state, NULL, buffer_text(&text), NULL)->body_count, 0);
}

static void
reads_nothing_from_nothing(void **state)
{
	struct words *words = read_text(*state, NULL, NULL, NULL);

	assert_int_equal(words->count, 0);
	assert_int_equal(words->title_count + words->body_count, 0);
	assert_null(words_find(words, 1));
}

static void
survives_bytes_that_are_no_text(void **state)
{
	struct words *words = read_text(*state, "\xff\xfe", "\xe4\xb8 word \xf0\x9f \xc3", NULL);

	assert_body(words, "word");
}

static void
gives_the_same_words_whatever_was_read_before(void **state)
{
	struct room *room = *state;
	struct stemmers *fresh = stemmers_new();
	struct words *before = read_text(room, "Gifts", "gift die Gift", "de");
	struct words *after = words_of(fresh, "Gifts", "gift die Gift", "de", room->arena);

	assert_int_equal(before->count, after->count);
	for (size_t i = 0; i < before->count; i++)
		assert_true(before->list[i].stem == after->list[i].stem);
	stemmers_free(fresh);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(stems_words_by_language),
		cmocka_unit_test(leaves_words_alone_in_a_language_without_a_stemmer),
		cmocka_unit_test(tells_the_language_by_the_commonest_words),
		cmocka_unit_test(trusts_a_tag_that_names_another_language),
		cmocka_unit_test(pairs_the_characters_of_texts_without_spaces),
		cmocka_unit_test(counts_roots_beside_stems),
		cmocka_unit_test(skips_stop_words_single_letters_and_possessives),
		cmocka_unit_test(folds_case_forms_and_accents_written_apart),
		cmocka_unit_test(counts_title_and_body_apart),
		cmocka_unit_test(reads_no_more_than_its_caps),
		cmocka_unit_test(reads_nothing_from_nothing),
		cmocka_unit_test(survives_bytes_that_are_no_text),
		cmocka_unit_test(gives_the_same_words_whatever_was_read_before),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
