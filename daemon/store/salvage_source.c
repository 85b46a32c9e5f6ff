#include "store/salvage_source.h"

#include "base/memory.h"
#include "base/text.h"
#include "store/handle.h"
#include "store/migration.h"
#include "store/place.h"
#include "store/salvage_part.h"
#include "store/statement.h"
#include "store/wal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char *
below(const char *dir, const char *name)
{
	return mem_printf("%s/%s", dir, name);
}

static int64_t
file_bytes(const char *dir, const char *name)
{
	OWNED_TEXT path = below(dir, name);
	struct stat st;

	return stat(path, &st) == 0 ? st.st_size : -1;
}

/* ---- copies ---- */

static bool
copy(const char *from, const char *to, struct err *err)
{
	OWNED_FD in = open(from, O_RDONLY | O_CLOEXEC);
	OWNED_FD out = open(to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	char chunk[65536];
	ssize_t got = -1;

	if (in >= 0 && out >= 0)
		while ((got = read(in, chunk, sizeof(chunk))) > 0)
			if (write(out, chunk, (size_t)got) != got)
				return err_set(err, ERR_FULL, "a copy of %s: %s", from, strerror(errno));
	return got == 0 || err_set(err, ERR_SYSTEM, "a copy of %s: %s", from, strerror(errno));
}

/* Each is alone in a directory of its own, as SQLite names what lies beside a database after it. */
static bool
copy_into(const char *dir, const char *name, const char *to, struct err *err)
{
	OWNED_TEXT from = below(dir, name);
	OWNED_TEXT into = below(to, name);

	return place_make(to, err) && copy(from, into, err);
}

static void
remove_dir(const char *dir)
{
	OWNED_TEXT path = below(dir, "winnow.db");
	OWNED_TEXT lock = below(dir, "winnow.lock");

	place_remove(path);
	unlink(lock);
	rmdir(dir);
}

/* ---- views ---- */

static const char sql_view_settings[] =
    "PRAGMA cell_size_check = ON; PRAGMA writable_schema = ON; PRAGMA trusted_schema = OFF; PRAGMA mmap_size = 0";

STATEMENT(sql_view_schema, "PRAGMA table_info(feed)");
STATEMENT(sql_view_faults, "PRAGMA quick_check(1000)");

static bool
has_schema(struct store *view)
{
	BORROWED_STMT stmt = NULL;
	bool has;

	return view != NULL && stmt_borrow(view, &sql_view_schema, &stmt, NULL) && stmt_next(view, stmt, &has, NULL) &&
	       has;
}

static int
count_faults(struct store *view)
{
	BORROWED_STMT stmt = NULL;
	int count = 0;
	bool has = true;

	if (!has_schema(view) || !stmt_borrow(view, &sql_view_faults, &stmt, NULL))
		return INT32_MAX;
	while (stmt_next(view, stmt, &has, NULL)) {
		if (!has)
			return count;
		count += !text_equal(column_borrowed(stmt, 0), "ok");
	}
	return INT32_MAX;
}

/* A page that lies about its cells is to be found out; a file shorter than it says is to be opened all the same. */
static struct store *
view_with_settings(struct store *view)
{
	if (store_exec(view, sql_view_settings, NULL))
		return view;
	store_close(view);
	return NULL;
}

static struct store *
view_of_file(const char *dir)
{
	OWNED_TEXT path = below(dir, "winnow.db");
	struct store *view;

	return store_open_untouched(path, &view, NULL) ? view_with_settings(view) : NULL;
}

/* The log is read through a copy of both: reading it in place would make files, and finish what was begun. */
static struct store *
view_with_log(const char *dir, const char *work, struct err *err)
{
	struct store *view;

	if (!copy_into(dir, "winnow.db", work, err) || !copy_into(dir, "winnow.db-wal", work, err))
		return NULL;
	view = handle_new(work);
	if (handle_connect(view, view->path, SQLITE_OPEN_READONLY, err))
		return view_with_settings(view);
	store_close(view);
	return NULL;
}

/* ---- when the schema can't be read ---- */

enum { PAGE_BYTES = 4096, HEADER_BYTES = 100, AT_VERSIONS = 18, AT_PAGES = 28, AT_UNUSED = 32 };

static void
put_big_endian(unsigned char *bytes, uint32_t value)
{
	for (int i = 3; i >= 0; i--, value >>= 8)
		bytes[i] = (unsigned char)value;
}

/*
 * A first page that says: so many pages, no log, none unused, and a schema with
 * nothing in it (https://www.sqlite.org/fileformat.html, 1.3 and 1.6).
 */
static void
write_first_page(unsigned char *page, int64_t file_pages)
{
	memset(page + HEADER_BYTES, 0, PAGE_BYTES - HEADER_BYTES);
	page[AT_VERSIONS] = page[AT_VERSIONS + 1] = 1;
	put_big_endian(page + AT_PAGES, (uint32_t)file_pages);
	memset(page + AT_UNUSED, 0, 8);
	page[HEADER_BYTES] = 0x0d; /* a leaf of a table */
	page[HEADER_BYTES + 5] = PAGE_BYTES >> 8;
}

/* Out of a new, empty store the page that says what kind of file it is. */
static bool
graft_first_page(const char *pattern, const char *path, int64_t file_pages, struct err *err)
{
	OWNED_FD from = open(pattern, O_RDONLY | O_CLOEXEC);
	OWNED_FD to = open(path, O_WRONLY | O_CLOEXEC);
	unsigned char page[PAGE_BYTES] = { 0 };

	if (from < 0 || to < 0 || pread(from, page, sizeof(page), 0) != PAGE_BYTES)
		return err_set(err, ERR_SYSTEM, "%s: %s", pattern, strerror(errno));
	write_first_page(page, file_pages);
	return pwrite(to, page, sizeof(page), 0) == PAGE_BYTES ||
	       err_set(err, ERR_SYSTEM, "%s: %s", path, strerror(errno));
}

static const char sql_graft_schema[] = "INSERT INTO main.sqlite_schema SELECT * FROM pattern.sqlite_schema";

static bool
attach(struct store *s, const char *pattern, struct err *err)
{
	sqlite3_stmt *stmt = NULL;
	bool is_good = sqlite3_prepare_v2(s->db, "ATTACH ?1 AS pattern", -1, &stmt, NULL) == SQLITE_OK &&
		       sqlite3_bind_text(stmt, 1, pattern, -1, SQLITE_STATIC) == SQLITE_OK &&
		       sqlite3_step(stmt) == SQLITE_DONE;

	sqlite3_finalize(stmt);
	return is_good || store_failed(s, err);
}

static bool
graft_schema(const char *dir, const char *pattern, struct err *err)
{
	OWNED_STORE s = handle_new(dir);

	return handle_connect(s, s->path, SQLITE_OPEN_READWRITE, err) &&
	       store_exec(s, "PRAGMA writable_schema = ON; PRAGMA journal_mode = OFF", err) &&
	       attach(s, pattern, err) && store_exec(s, sql_graft_schema, err);
}

/* What the log has goes into the copy; what can't be is left out, as with a copy that has none. */
static bool
merge_log(const char *dir, const char *work)
{
	OWNED_STORE s = handle_new(work);

	return copy_into(dir, "winnow.db-wal", work, NULL) && handle_connect(s, s->path, SQLITE_OPEN_READWRITE, NULL) &&
	       store_exec(s, sql_view_settings, NULL) && store_exec(s, "PRAGMA wal_checkpoint(TRUNCATE)", NULL);
}

/*
 * A store made by this program has its tables at the same pages as any other:
 * their order is that of the migrations, and SQLite keeps the roots of a file
 * that gives pages back at its beginning.
 */
static struct store *
view_of_graft(const char *dir, const char *work, struct salvage *salvage, struct err *err)
{
	OWNED_TEXT fresh = below(work, "pattern");
	OWNED_TEXT pattern = below(fresh, "winnow.db");
	OWNED_TEXT path = below(work, "winnow.db");
	struct store *s = NULL;
	bool is_good;

	remove_dir(work);
	is_good = copy_into(dir, "winnow.db", work, err);
	salvage->is_log_read = is_good && salvage->is_log_read && merge_log(dir, work);
	is_good = is_good && store_open_writer(fresh, &s, err);
	store_close(s);
	is_good = is_good && graft_first_page(pattern, path, file_bytes(work, "winnow.db") / PAGE_BYTES, err) &&
		  graft_schema(work, pattern, err);
	remove_dir(fresh);
	return is_good ? view_of_file(work) : NULL;
}

/* ---- the best of them ---- */

/* The log may be another store's: when neither says which it is, the file is sounder without it. */
static struct store *
choose(const char *dir, const char *work, struct salvage *salvage, struct err *err)
{
	struct store *alone = view_of_file(dir), *both = NULL, *chosen = alone;

	salvage->has_log = file_bytes(dir, "winnow.db-wal") > 0;
	if (salvage->has_log)
		both = view_with_log(dir, work, err);
	if (both != NULL && (alone == NULL || !wal_are_others(alone, both)) &&
	    count_faults(both) <= count_faults(alone))
		chosen = both;
	salvage->is_log_read = both != NULL && chosen == both;
	store_close(chosen == both ? alone : both);
	return chosen;
}

STATEMENT(sql_view_version, "PRAGMA user_version");

/* Where a page of the schema is torn, the tables that stood there are as if they had never been. */
static bool
lacks_tables(struct store *view)
{
	BORROWED_STMT stmt = NULL;
	int64_t version;
	size_t count;
	const struct salvage_part *parts = salvage_parts(&count);

	if (!has_schema(view))
		return true;
	if (!stmt_borrow(view, &sql_view_version, &stmt, NULL) || !stmt_number(view, stmt, &version, NULL) ||
	    version != migration_newest())
		return false; /* an older one does not have all of them */
	for (size_t i = 0; i < count; i++) {
		BORROWED_STMT read = NULL;

		if (!stmt_borrow(view, parts[i].read, &read, NULL))
			return true;
	}
	return false;
}

/* As if the schema were a new store's, unless that makes it worse. Takes `view`. */
static struct store *
with_all_tables(const char *dir, const char *work, struct store *view, struct salvage *salvage, struct err *err)
{
	int faults = count_faults(view);
	bool had_schema = has_schema(view);

	store_close(view);
	salvage->is_schema_guessed = true;
	view = view_of_graft(dir, work, salvage, err);
	if (!had_schema || (!lacks_tables(view) && count_faults(view) <= faults))
		return view;
	store_close(view);
	salvage->is_schema_guessed = false;
	return choose(dir, work, salvage, err);
}

/* Before anything is made for it. What is no file may never end. */
bool
source_look(const char *dir, struct err *err)
{
	OWNED_TEXT path = below(dir, "winnow.db");
	struct stat st;

	if (stat(path, &st) != 0)
		return err_set(err, ERR_NOT_FOUND, "no winnow.db is in %s", dir);
	if (!S_ISREG(st.st_mode))
		return err_set(err, ERR_INVALID, "%s is no file", path);
	return st.st_size > 0 || file_bytes(dir, "winnow.db-wal") > 0 ||
	       err_set(err, ERR_DAMAGED, "%s is empty: only a backup can help", path);
}

bool
source_open(const char *dir, const char *work, struct source *out, struct salvage *salvage, struct err *err)
{
	struct store *view;

	out->bytes = file_bytes(dir, "winnow.db");
	out->work = mem_strdup(work);
	view = choose(dir, work, salvage, err);
	if (lacks_tables(view))
		view = with_all_tables(dir, work, view, salvage, err);
	out->view = view;
	out->is_lacking = lacks_tables(view);
	if (has_schema(view))
		return true;
	source_close(out);
	return err_set(err, ERR_DAMAGED, "nothing can be read of %s/winnow.db", dir);
}

void
source_close(struct source *source)
{
	store_close(source->view);
	if (source->work != NULL)
		remove_dir(source->work);
	free(source->work);
	*source = (struct source) { 0 };
}
