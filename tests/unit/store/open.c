#include "tests/unit/store/fixture.h"

#include "base/buffer.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>

/* Offsets of https://www.sqlite.org/fileformat.html, 1.3. */
enum { AT_USER_VERSION = 60, AT_APPLICATION_ID = 68 };

static const char *
path_in(struct fixture *f, const char *name)
{
	return arena_printf(f->arena, "%s/%s", f->dir, name);
}

static void
write_file(const char *path, const void *bytes, size_t len, off_t at)
{
	int fd = open(path, O_RDWR | O_CREAT, 0600);

	assert_true(fd >= 0);
	assert_int_equal(pwrite(fd, bytes, len, at), (ssize_t)len);
	close(fd);
}

static struct buffer
read_file(const char *path)
{
	struct buffer b = { 0 };
	char chunk[4096];
	int fd = open(path, O_RDONLY);
	ssize_t got;

	assert_true(fd >= 0);
	while ((got = read(fd, chunk, sizeof(chunk))) > 0)
		buffer_add(&b, chunk, (size_t)got);
	close(fd);
	return b;
}

/* A sound store with something in it, closed. */
static void
make_store(struct fixture *f)
{
	MUST(store_open_writer(f->dir, &f->store, err));
	begin(f);
	put_item(f, add_feed(f, "https://a.example/feed"), "one", "text", NOON);
	commit(f);
	store_close(f->store);
	f->store = NULL;
}

static void
refuses_untouched(struct fixture *f, enum err_code code)
{
	BUFFER before = read_file(path_in(f, "winnow.db"));
	BUFFER after = { 0 };
	struct store *s = NULL;

	MUST_FAIL(code, store_open_writer(f->dir, &s, err));
	assert_null(s);
	after = read_file(path_in(f, "winnow.db"));
	assert_int_equal(after.len, before.len);
	assert_true(memcmp(after.data, before.data, before.len) == 0);
	assert_int_not_equal(access(path_in(f, "winnow.db-wal"), F_OK), 0);
	assert_int_not_equal(access(path_in(f, "winnow.db-shm"), F_OK), 0);
}

static void
makes_a_private_directory_with_its_parents(void **state)
{
	struct fixture *f = *state;
	const char *dir = path_in(f, "state/winnow");
	struct stat st;

	MUST(store_open_writer(dir, &f->store, err));
	assert_int_equal(stat(dir, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0700);
	assert_int_equal(stat(arena_printf(f->arena, "%s/winnow.db", dir), &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_int_equal(counts_of(f).items, 0);
}

static void
finds_again_what_it_kept(void **state)
{
	struct fixture *f = *state;

	make_store(f);
	MUST(store_open_writer(f->dir, &f->store, err));
	assert_int_equal(counts_of(f).items, 1);
	assert_int_equal(counts_of(f).feeds, 1);
	MUST(store_check(f->store, err));
}

static void
refuses_a_second_writer_and_names_the_directory(void **state)
{
	struct fixture *f = *state;
	struct store *second = NULL;
	struct err refusal = { 0 };

	MUST(store_open_writer(f->dir, &f->store, err));
	assert_false(store_open_writer(f->dir, &second, &refusal));
	assert_int_equal(refusal.code, ERR_LOCKED);
	assert_non_null(strstr(refusal.text, f->dir));
	assert_null(second);
	store_close(f->store);
	f->store = NULL;
	MUST(store_open_writer(f->dir, &f->store, err));
}

static void
refuses_a_newer_store_untouched(void **state)
{
	struct fixture *f = *state;

	make_store(f);
	write_file(path_in(f, "winnow.db"), "\0\0\x03\xe7", 4, AT_USER_VERSION);
	refuses_untouched(f, ERR_NEWER);
}

static void
refuses_another_programs_database_untouched(void **state)
{
	struct fixture *f = *state;

	make_store(f);
	write_file(path_in(f, "winnow.db"), "mine", 4, AT_APPLICATION_ID);
	refuses_untouched(f, ERR_DAMAGED);
}

static void
refuses_what_is_no_database_untouched(void **state)
{
	struct fixture *f = *state;

	write_file(path_in(f, "winnow.db"), "Dear diary,\n", 12, 0);
	refuses_untouched(f, ERR_DAMAGED);
}

static void
refuses_a_database_that_is_cut_short_untouched(void **state)
{
	struct fixture *f = *state;
	struct stat st;

	make_store(f);
	assert_int_equal(stat(path_in(f, "winnow.db"), &st), 0);
	assert_int_equal(truncate(path_in(f, "winnow.db"), st.st_size / 2), 0);
	refuses_untouched(f, ERR_DAMAGED);
}

static void
refuses_a_database_with_a_broken_schema_untouched(void **state)
{
	struct fixture *f = *state;
	char rubbish[3900];

	make_store(f);
	memset(rubbish, 0xa5, sizeof(rubbish));
	write_file(path_in(f, "winnow.db"), rubbish, sizeof(rubbish), 100);
	refuses_untouched(f, ERR_DAMAGED);
}

static void
says_the_path_when_the_directory_is_none(void **state)
{
	struct fixture *f = *state;
	struct err refusal = { 0 };
	const char *dir = path_in(f, "file/winnow");

	write_file(path_in(f, "file"), "x", 1, 0);
	assert_false(store_open_writer(dir, &f->store, &refusal));
	assert_int_equal(refusal.code, ERR_SYSTEM);
	assert_non_null(strstr(refusal.text, path_in(f, "file")));
	assert_null(f->store);
}

static void
opens_a_directory_with_odd_characters_in_its_name(void **state)
{
	struct fixture *f = *state;
	const char *dir = path_in(f, "a ?b#c%20d");

	MUST(store_open_writer(dir, &f->store, err));
	store_close(f->store);
	MUST(store_open_writer(dir, &f->store, err));
	assert_int_equal(counts_of(f).items, 0);
}

/* A child dies in the middle of a transaction, over and over, as by SIGKILL. */
static void
loses_a_transaction_whole_when_the_writer_dies_in_it(void **state)
{
	struct fixture *f = *state;

	make_store(f);
	for (int round = 1; round <= 5; round++) {
		pid_t child = fork();
		int status;

		if (child == 0) {
			MUST(store_open_writer(f->dir, &f->store, err));
			begin(f);
			put_item(f, 1, arena_printf(f->arena, "kept %d", round), "text", NOON);
			commit(f);
			begin(f);
			for (int i = 0; i < 300; i++)
				put_item(f, 1, arena_printf(f->arena, "lost %d", i), "text", NOON);
			_exit(0);
		}
		assert_int_equal(waitpid(child, &status, 0), child);
		MUST(store_open_writer(f->dir, &f->store, err));
		assert_int_equal(counts_of(f).items, 1 + round);
		MUST(store_check(f->store, err));
		store_close(f->store);
		f->store = NULL;
	}
}

static void
closes_nothing_when_given_nothing(void **state)
{
	(void)state;
	store_close(NULL);
}

#define DIR_TEST(name) cmocka_unit_test_setup_teardown(name, fixture_make_dir, fixture_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		DIR_TEST(makes_a_private_directory_with_its_parents),
		DIR_TEST(finds_again_what_it_kept),
		DIR_TEST(refuses_a_second_writer_and_names_the_directory),
		DIR_TEST(refuses_a_newer_store_untouched),
		DIR_TEST(refuses_another_programs_database_untouched),
		DIR_TEST(refuses_what_is_no_database_untouched),
		DIR_TEST(refuses_a_database_that_is_cut_short_untouched),
		DIR_TEST(refuses_a_database_with_a_broken_schema_untouched),
		DIR_TEST(says_the_path_when_the_directory_is_none),
		DIR_TEST(opens_a_directory_with_odd_characters_in_its_name),
		DIR_TEST(loses_a_transaction_whole_when_the_writer_dies_in_it),
		cmocka_unit_test(closes_nothing_when_given_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
