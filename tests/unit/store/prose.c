/* Looks behind store.h: a text comes back as it was, whatever it is, and what is damaged does no harm. */
#include "tests/unit/store/fixture.h"

#include "base/text.h"
#include "store/prose.h"

static const char *
repeated(struct arena *arena, const char *text, size_t times)
{
	BUFFER out = { 0 };

	for (size_t i = 0; i < times; i++)
		buffer_add_text(&out, text);
	return arena_strdup(arena, buffer_text(&out));
}

/* Bytes that occur as often as Fibonacci's numbers say have codes as long as there are bytes. */
static const char *
skewed(struct arena *arena, int bytes)
{
	BUFFER out = { 0 };
	size_t last = 1, times = 1;

	for (int byte = 0; byte < bytes; byte++) {
		size_t next = last + times;

		for (size_t i = 0; i < times; i++)
			buffer_add_char(&out, (char)('A' + byte));
		last = times;
		times = next;
	}
	return arena_strdup(arena, buffer_text(&out));
}

/* `range` bytes, as often as each other. */
static const char *
noise(struct arena *arena, size_t len, int first, int range)
{
	char *text = arena_alloc(arena, len + 1);
	uint32_t seed = 7;

	for (size_t i = 0; i < len; i++) {
		seed = seed * 1664525 + 1013904223;
		text[i] = (char)(first + (int)(seed >> 8) % range);
	}
	text[len] = '\0';
	return text;
}

static void
gives_back_what_it_packed(void **state)
{
	struct fixture *f = *state;
	const char *const texts[] = {
		repeated(f->arena, "a", 200),
		repeated(f->arena, "ab", 100),
		repeated(f->arena, "abc", 67),
		repeated(f->arena, "The ferry waits for nobody. ", 9),
		repeated(f->arena, "The ferry waits for nobody, and so do we.\n\n", 5000),
		repeated(f->arena, "Паром никого не ждёт. ", 20),
		repeated(f->arena, "渡し船は誰も待たない。", 20),
		repeated(f->arena, "Zoë \x01\x7f\xc2\xa0 \xf0\x9f\x9b\xb3 ", 20),
		skewed(f->arena, 12),
		skewed(f->arena, 24),
		noise(f->arena, 5000, 'A', 32),
	};

	for (size_t i = 0; i < COUNT_OF(texts); i++)
		for (size_t cut = 0; cut < 3 && strlen(texts[i]) > 200 + cut; cut++) {
			BUFFER packed = { 0 };
			const char *given = texts[i] + cut, *got;

			assert_true(prose_pack(given, &packed));
			assert_true(packed.len < strlen(given));
			got = prose_unpack(packed.data, packed.len, f->arena);
			assert_non_null(got);
			assert_string_equal(got, given);
		}
}

static void
leaves_alone_what_gains_nothing(void **state)
{
	struct fixture *f = *state;
	const char *const texts[] = { "", "a few words", repeated(f->arena, "x", 199), noise(f->arena, 3000, 1, 255),
		noise(f->arena, 240, ' ', 90) };

	for (size_t i = 0; i < COUNT_OF(texts); i++) {
		BUFFER packed = { 0 };

		buffer_add_text(&packed, "before");
		assert_false(prose_pack(texts[i], &packed));
		assert_string_equal(buffer_text(&packed), "before");
	}
}

static void
prose_of_200_words_takes_six_tenths(void **state)
{
	static const char text[] =
	    "An apprentice learns beside the master, and the workshop remembers what no school writes down. When the "
	    "guilds were closed, their books went to the town, their tools to whoever paid, and what the hands knew went "
	    "nowhere: it was taught again, slowly, by people who did not know that it had ever been taught. Today a firm "
	    "that sends its people home keeps the books and the tools, and wonders a year later why the young ask so "
	    "little and repeat so much. Nobody sat beside them. There is no lack of documents; there is a lack of "
	    "looking over a shoulder, of the remark in passing that saves a week, of mistakes made where somebody sees "
	    "them early. Some teams have begun to put this back on purpose: an hour a day in which two work on one "
	    "thing, a weekly walk through what went wrong, a rule that nobody fixes alone what they have not seen "
	    "before. It costs a tenth of the time and is the first thing to be cut when a quarter goes badly.";
	struct fixture *f = *state;
	BUFFER packed = { 0 };

	assert_true(prose_pack(text, &packed));
	assert_true(packed.len < strlen(text) * 62 / 100);
	assert_string_equal(prose_unpack(packed.data, packed.len, f->arena), text);
}

/* In memory of its own, so that a sanitizer sees any byte that is read beyond it. */
static const char *
unpack_copy(const void *bytes, size_t len, struct arena *arena)
{
	char *copy = mem_alloc(len);
	const char *text;

	memcpy(copy, bytes, len);
	text = prose_unpack(copy, len, arena);
	free(copy);
	return text;
}

static void
gives_back_a_beginning(void **state)
{
	struct fixture *f = *state;
	const char *const texts[] = { repeated(f->arena, "The ferry waits for nobody. ", 40), skewed(f->arena, 12),
		noise(f->arena, 5001, 'A', 32), repeated(f->arena, "渡し船は誰も待たない。", 20) };
	static const size_t wanted[] = { 0, 1, 4, 5, 6, 77, 99, 501, 560, 561, 2500, 2501, 5001, 90000 };

	for (size_t i = 0; i < COUNT_OF(texts); i++) {
		size_t len = strlen(texts[i]), whole = 0;
		BUFFER packed = { 0 };

		assert_true(prose_pack(texts[i], &packed));
		for (size_t n = 0; n < COUNT_OF(wanted); n++) {
			size_t least = wanted[n] < len ? wanted[n] : len;
			const char *got = prose_unpack_beginning(packed.data, packed.len, wanted[n], f->arena, &whole);

			assert_non_null(got);
			assert_int_equal(whole, len);
			assert_true(strlen(got) >= least);
			assert_memory_equal(got, texts[i], strlen(got));
		}
	}
}

/* What is behind the beginning is not looked at; nothing is read that is not there. */
static void
the_beginning_of_what_is_cut_short_is_right_or_damaged(void **state)
{
	struct fixture *f = *state;
	const char *text = repeated(f->arena, "The ferry waits for nobody. ", 20);
	BUFFER packed = { 0 };
	size_t whole;

	assert_true(prose_pack(text, &packed));
	for (size_t len = 1; len < packed.len; len++) {
		char *copy = mem_alloc(len);
		const char *got;

		memcpy(copy, packed.data, len);
		got = prose_unpack_beginning(copy, len, 50, f->arena, &whole);
		assert_true(got == NULL || memcmp(got, text, 50) == 0);
		free(copy);
	}
}

static void
what_is_cut_short_is_damaged(void **state)
{
	struct fixture *f = *state;
	BUFFER packed = { 0 };

	assert_true(prose_pack(repeated(f->arena, "The ferry waits for nobody. ", 20), &packed));
	for (size_t len = 1; len < packed.len; len++)
		assert_null(unpack_copy(packed.data, len, f->arena));
	buffer_add_char(&packed, 'x');
	assert_null(unpack_copy(packed.data, packed.len, f->arena));
}

static void
no_changed_byte_does_harm(void **state)
{
	struct fixture *f = *state;
	const char *text = repeated(f->arena, "The ferry waits for nobody. ", 12);
	BUFFER packed = { 0 };

	assert_true(prose_pack(text, &packed));
	for (size_t at = 0; at < packed.len; at++)
		for (int change = 1; change < 256; change++) {
			ARENA arena = arena_new();
			const char *got;

			packed.data[at] = (char)(packed.data[at] ^ change);
			got = unpack_copy(packed.data, packed.len, arena);
			packed.data[at] = (char)(packed.data[at] ^ change);
			assert_true(got == NULL || strlen(got) <= packed.len * 8);
		}
}

static void
bytes_of_no_meaning_are_damaged(void **state)
{
	static const struct {
		const char *bytes;
		size_t len;
	} cases[] = {
		{ "", 0 }, { "\xff\xff\xff\xff\xff\xff\xff\xff", 8 },   /* a length without end */
		{ "\xff\xff\xff\x7f\x01\x01\x00\x01\x00\x01\x00", 11 }, /* of 256 MB */
		{ "\x08\x7f\x01\x00\x02\x00\x01\x00\x00", 9 },          /* a first half that is longer than the whole */
		{ "\x08\x01\x01\x00\x02\x00\x00\x00\x00", 9 },          /* a code of no bits */
		{ "\x08\x01\x01\x00\x02\x00\x0c\x00\x00", 9 },          /* one that is too long */
		{ "\x08\x01\x01\x00\x0e\x00\x11\x01\x00\x00", 10 },     /* three of one bit */
		{ "\x08\x01\x01\x00\x02\x00\x01\xff\xff", 9 },          /* bits that are no code */
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < COUNT_OF(cases); i++)
		assert_null(unpack_copy(cases[i].bytes, cases[i].len, f->arena));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		STORE_TEST(gives_back_what_it_packed),
		STORE_TEST(leaves_alone_what_gains_nothing),
		STORE_TEST(prose_of_200_words_takes_six_tenths),
		STORE_TEST(gives_back_a_beginning),
		STORE_TEST(the_beginning_of_what_is_cut_short_is_right_or_damaged),
		STORE_TEST(what_is_cut_short_is_damaged),
		STORE_TEST(no_changed_byte_does_harm),
		STORE_TEST(bytes_of_no_meaning_are_damaged),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
