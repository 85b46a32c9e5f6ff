#include "base/memory.h"
#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"

#include <stdlib.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void
an_arena_gives_zeroed_aligned_memory_of_any_size(void **state)
{
	ARENA arena = arena_new();

	(void)state;
	for (size_t size = 0; size < 100000; size = size * 3 + 1) {
		char *p = arena_alloc(arena, size);

		assert_int_equal((uintptr_t)p % _Alignof(max_align_t), 0);
		for (size_t i = 0; i < size; i++)
			assert_int_equal(p[i], 0);
		memset(p, 0xaa, size);
	}
}

static void
a_cleared_arena_keeps_little_and_gives_zeroed_memory_again(void **state)
{
	ARENA arena = arena_new();
	char *p;

	(void)state;
	memset(arena_alloc(arena, 1000), 0xaa, 1000);
	arena_alloc(arena, 1 << 20);
	arena_clear(arena);
	assert_true(arena_bytes(arena) < 10000);
	p = arena_alloc(arena, 1000);
	for (size_t i = 0; i < 1000; i++)
		assert_int_equal(p[i], 0);
}

static void
an_arena_copies_and_prints(void **state)
{
	ARENA arena = arena_new();

	(void)state;
	assert_null(arena_strdup(arena, NULL));
	assert_string_equal(arena_strdup(arena, "words"), "words");
	assert_string_equal(arena_strndup(arena, "words", 3), "wor");
	assert_string_equal(arena_printf(arena, "%d %s", 3, "words"), "3 words");
}

static void
a_buffer_grows_and_is_always_ended(void **state)
{
	BUFFER b = { 0 };

	(void)state;
	assert_string_equal(buffer_text(&b), "");
	for (int i = 0; i < 10000; i++)
		buffer_add_char(&b, 'x');
	assert_int_equal(b.len, 10000);
	assert_int_equal(strlen(b.data), 10000);
	buffer_cut(&b, 3);
	buffer_addf(&b, "-%d-", 42);
	buffer_add_codepoint(&b, 0x1f331);
	buffer_add_text(&b, NULL);
	assert_string_equal(b.data, "xxx-42-\xf0\x9f\x8c\xb1");
}

static void
a_buffer_that_was_taken_is_empty_again(void **state)
{
	BUFFER b = { 0 };
	char *taken;

	(void)state;
	buffer_add_text(&b, "words");
	taken = buffer_take(&b);
	assert_string_equal(taken, "words");
	assert_int_equal(b.len, 0);
	free(taken);
	taken = buffer_take(&b);
	assert_string_equal(taken, "");
	free(taken);
}

static void
an_error_is_told_from_the_outside_in(void **state)
{
	struct err err = { 0 };

	(void)state;
	assert_false(err_set(&err, ERR_STORE, "no such module: %s", "fts5"));
	assert_false(err_wrap(&err, "migration %04d", 2));
	assert_string_equal(err.text, "migration 0002: no such module: fts5");
	assert_int_equal(err.code, ERR_STORE);
	assert_false(err_set(NULL, ERR_STORE, "nobody listens"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_arena_gives_zeroed_aligned_memory_of_any_size),
		cmocka_unit_test(a_cleared_arena_keeps_little_and_gives_zeroed_memory_again),
		cmocka_unit_test(an_arena_copies_and_prints),
		cmocka_unit_test(a_buffer_grows_and_is_always_ended),
		cmocka_unit_test(a_buffer_that_was_taken_is_empty_again),
		cmocka_unit_test(an_error_is_told_from_the_outside_in),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
