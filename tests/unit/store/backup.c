#include "fixture.h"

#include "store/backup.h"

#include <fcntl.h>
#include <sys/stat.h>

static atomic_bool never = false;

static void
path_of(const struct fixture *f, const char *name, char *out, size_t size)
{
	snprintf(out, size, "%s/%s", f->dir, name);
}

/* Puts the copy where a store is looked for. */
static void
restore(const struct store_backup *backup, const char *dir)
{
	char path[200], bytes[4096];
	int64_t written = 0;
	ssize_t got;
	int fd;

	assert_int_equal(mkdir(dir, 0700), 0);
	snprintf(path, sizeof(path), "%s/winnow.db", dir);
	fd = open(path, O_WRONLY | O_CREAT, 0600);
	assert_true(fd >= 0);
	while ((got = read(backup->fd, bytes, sizeof(bytes))) > 0) {
		assert_int_equal(write(fd, bytes, (size_t)got), got);
		written += got;
	}
	assert_int_equal(written, backup->bytes);
	close(fd);
	close(backup->fd);
}

static void
copies_a_store_as_it_is_at_one_moment(void **state)
{
	struct fixture *f = *state;
	struct store_backup backup;
	struct store *copy;
	struct store_feed *feeds;
	size_t count;
	char dir[100], left[100];

	MUST(store_begin(f->store, STORE_PERSON, err));
	add_feed(f, "https://a.example/feed");
	MUST(store_commit(f->store, err));
	/* What is not committed is in no copy. */
	MUST(store_begin(f->store, STORE_PERSON, err));
	add_feed(f, "https://b.example/feed");
	MUST(store_backup_make(f->dir, &never, &backup, err));
	MUST(store_commit(f->store, err));

	path_of(f, "copy", dir, sizeof(dir));
	restore(&backup, dir);
	MUST(store_open_writer(dir, &copy, err));
	MUST(store_check(copy, err));
	MUST(store_feed_list(copy, f->arena, &feeds, &count, err));
	assert_int_equal(count, 1);
	assert_string_equal(feeds[0].url, "https://a.example/feed");
	store_close(copy);
	path_of(f, "winnow.db.backup", left, sizeof(left));
	assert_int_equal(access(left, F_OK), -1);
}

static void
gives_up_when_told_to_and_leaves_nothing(void **state)
{
	struct fixture *f = *state;
	atomic_bool at_once = true;
	struct store_backup backup;
	char left[100];

	MUST_FAIL(ERR_BUSY, store_backup_make(f->dir, &at_once, &backup, err));
	path_of(f, "winnow.db.backup", left, sizeof(left));
	assert_int_equal(access(left, F_OK), -1);
}

static void
removes_what_a_crash_left_of_one(void **state)
{
	struct fixture *f = *state;
	char left[100];
	int fd;

	store_close(f->store);
	path_of(f, "winnow.db.backup", left, sizeof(left));
	fd = open(left, O_WRONLY | O_CREAT, 0600);
	assert_true(fd >= 0);
	close(fd);
	MUST(store_open_writer(f->dir, &f->store, err));
	assert_int_equal(access(left, F_OK), -1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		STORE_TEST(copies_a_store_as_it_is_at_one_moment),
		STORE_TEST(gives_up_when_told_to_and_leaves_nothing),
		STORE_TEST(removes_what_a_crash_left_of_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
