/* Items as they are stored: whole, in lists, their texts alone. */
#include "base/credentials.h"
#include "base/text.h"
#include "store/cuts.h"
#include "store/handle.h"
#include "store/item.h"
#include "store/json.h"
#include "store/prose_column.h"
#include "store/statement.h"

#include <inttypes.h>
#include <string.h>

enum { EXCERPT_BYTES = 500 };

/* Also used by lists: the feed's name as store_feed_name says. */
#define FEED_NAME "coalesce(nullif(trim(f.title), ''), nullif(trim(f.feed_title), ''), f.url, '')"

/* Its page for people; not where it is polled, which may hold a key and goes out with issues. */
#define FEED_URL "nullif(trim(f.home_url), '')"

/* Copies tell a story no second time. */
#define STORY_SIZE                                                                                                     \
	"(SELECT count(*) FROM item m INDEXED BY item_by_story WHERE m.story_id = i.story_id"                          \
	" AND m.duplicate_of IS NULL)"

#define ITEM_COLUMNS                                                                                                   \
	"i.id, i.feed_id, " FEED_NAME ", " FEED_URL ", " BODY_IDENTITY                                                 \
	", i.seen_at, i.sorted_at, i.revision, i.revised_at, i.duplicate_of,"                                          \
	" i.duplicate_reason, i.story_id, " STORY_SIZE                                                                 \
	", i.story_words, i.is_read, i.is_starred, i.verdict, i.note, " BODY_GUID                                      \
	", b.url,"                                                                                                     \
	" b.external_url, b.title, b.image, b.published_at, b.modified_at, b.language, b.comments_url, b.rights,"      \
	" b.source_title, b.source_url, b.source_id, b.authors, b.author_names, b.tags, b.attachments, " BODY_SUMMARY  \
	", " BODY_TEXT

#define ITEM_TABLES " FROM item i JOIN body b ON b.item_id = i.id LEFT JOIN feed f ON f.id = i.feed_id"

#define CUT_TABLE " LEFT JOIN body_cut c ON c.item_id = i.id"

/* In the order of ITEM_COLUMNS; the last two are the texts of the whole item, or the cuts for an excerpt. */
enum {
	ITEM_ID,
	ITEM_FEED_ID,
	ITEM_FEED_TITLE,
	ITEM_FEED_URL,
	ITEM_IDENTITY,
	ITEM_SEEN_AT,
	ITEM_SORTED_AT,
	ITEM_REVISION,
	ITEM_REVISED_AT,
	ITEM_DUPLICATE_OF,
	ITEM_DUPLICATE_REASON,
	ITEM_STORY_ID,
	ITEM_STORY_SIZE,
	ITEM_STORY_WORDS,
	ITEM_IS_READ,
	ITEM_IS_STARRED,
	ITEM_VERDICT,
	ITEM_NOTE,
	ITEM_GUID,
	ITEM_URL,
	ITEM_EXTERNAL_URL,
	ITEM_TITLE,
	ITEM_IMAGE,
	ITEM_PUBLISHED_AT,
	ITEM_MODIFIED_AT,
	ITEM_LANGUAGE,
	ITEM_COMMENTS_URL,
	ITEM_RIGHTS,
	ITEM_SOURCE_TITLE,
	ITEM_SOURCE_URL,
	ITEM_SOURCE_ID,
	ITEM_AUTHORS,
	ITEM_AUTHOR_NAMES,
	ITEM_TAGS,
	ITEM_ATTACHMENTS,
	ITEM_SUMMARY,
	ITEM_TEXT,
	ITEM_HTML,
	ITEM_SUMMARY_HTML,
	ITEM_TEXT_CUTS = ITEM_HTML,
	ITEM_SUMMARY_CUTS = ITEM_SUMMARY_HTML,
};

static void
read_standing(sqlite3_stmt *stmt, struct arena *arena, struct store_item *out)
{
	out->id = column_int(stmt, ITEM_ID);
	out->feed_id = column_int(stmt, ITEM_FEED_ID);
	out->feed_title = credentials_hide(column_text(stmt, ITEM_FEED_TITLE, arena), arena);
	out->feed_url = credentials_hide(column_text(stmt, ITEM_FEED_URL, arena), arena);
	out->identity = column_text(stmt, ITEM_IDENTITY, arena);
	out->seen_at = column_int(stmt, ITEM_SEEN_AT);
	out->sorted_at = column_int(stmt, ITEM_SORTED_AT);
	out->revision = (int)column_int(stmt, ITEM_REVISION);
	out->revised_at = column_int(stmt, ITEM_REVISED_AT);
	out->duplicate_of = column_int(stmt, ITEM_DUPLICATE_OF);
	out->duplicate_reason = column_text(stmt, ITEM_DUPLICATE_REASON, arena);
	out->story_id = column_int(stmt, ITEM_STORY_ID);
	out->story_size = column_int(stmt, ITEM_STORY_SIZE);
	out->story_words = column_text(stmt, ITEM_STORY_WORDS, arena);
	out->is_read = column_int(stmt, ITEM_IS_READ) != 0;
	out->is_starred = column_int(stmt, ITEM_IS_STARRED) != 0;
	out->verdict = (enum verdict)column_int(stmt, ITEM_VERDICT);
	out->note = column_text(stmt, ITEM_NOTE, arena);
}

/* One of whom there is but the name is stored as it is searched. */
static void
read_authors(sqlite3_stmt *stmt, struct arena *arena, struct feed_people *out)
{
	const char *name = column_text(stmt, ITEM_AUTHOR_NAMES, arena);

	json_to_people(column_borrowed(stmt, ITEM_AUTHORS), arena, out);
	if (out->count > 0 || name == NULL)
		return;
	out->list = arena_alloc(arena, sizeof(*out->list));
	out->list[0] = (struct feed_person) { .name = name };
	out->count = 1;
}

static void
read_body(sqlite3_stmt *stmt, struct arena *arena, struct feed_item *out)
{
	out->guid = column_text(stmt, ITEM_GUID, arena);
	out->url = column_text(stmt, ITEM_URL, arena);
	out->external_url = column_text(stmt, ITEM_EXTERNAL_URL, arena);
	out->title = column_text(stmt, ITEM_TITLE, arena);
	out->image = column_text(stmt, ITEM_IMAGE, arena);
	out->published_at = column_time(stmt, ITEM_PUBLISHED_AT);
	out->modified_at = column_time(stmt, ITEM_MODIFIED_AT);
	out->language = column_text(stmt, ITEM_LANGUAGE, arena);
	out->comments_url = column_text(stmt, ITEM_COMMENTS_URL, arena);
	out->rights = column_text(stmt, ITEM_RIGHTS, arena);
	out->source_title = column_text(stmt, ITEM_SOURCE_TITLE, arena);
	out->source_url = column_text(stmt, ITEM_SOURCE_URL, arena);
	out->source_id = column_text(stmt, ITEM_SOURCE_ID, arena);
	read_authors(stmt, arena, &out->authors);
	json_to_texts(column_borrowed(stmt, ITEM_TAGS), arena, &out->tags.list, &out->tags.count);
	json_to_attachments(column_borrowed(stmt, ITEM_ATTACHMENTS), arena, &out->attachments, &out->attachment_count);
	out->summary = prose_column(stmt, ITEM_SUMMARY, arena);
}

static struct store_item *
read_item(sqlite3_stmt *stmt, struct arena *arena)
{
	struct store_item *item = arena_alloc(arena, sizeof(*item));

	read_standing(stmt, arena, item);
	read_body(stmt, arena, &item->item);
	return item;
}

/* What is cut from a text may be anywhere in it; without that its beginning will do. */
static const char *
beginning_of_text(sqlite3_stmt *stmt, struct arena *arena, size_t *out_whole)
{
	const char *text;

	if (sqlite3_column_type(stmt, ITEM_TEXT_CUTS) == SQLITE_NULL)
		return prose_column_beginning(stmt, ITEM_TEXT, EXCERPT_BYTES + 1, arena, out_whole);
	text = cuts_apply(prose_column(stmt, ITEM_TEXT, arena), stmt, ITEM_TEXT_CUTS, arena);
	*out_whole = text != NULL ? strlen(text) : 0;
	return text;
}

/* Lists show what the feed says of this item alone. */
static void
read_excerpt(sqlite3_stmt *stmt, struct arena *arena, struct store_item *out)
{
	size_t len;
	const char *text = beginning_of_text(stmt, arena, &len);

	out->item.summary = cuts_apply(out->item.summary, stmt, ITEM_SUMMARY_CUTS, arena);
	if (text == NULL) {
		text = out->item.summary;
		len = text != NULL ? strlen(text) : 0;
	}
	if (text == NULL)
		return;
	out->is_excerpt_cut = len > EXCERPT_BYTES;
	out->excerpt = arena_strndup(arena, text, utf8_cut(text, len, EXCERPT_BYTES));
}

STATEMENT(sql_item_load, "SELECT " ITEM_COLUMNS ", c.text, c.summary" ITEM_TABLES CUT_TABLE " WHERE i.id = :id");

bool
item_load(struct store *s, int64_t id, struct arena *arena, struct store_item **out, struct err *err)
{
	BORROWED_STMT stmt = NULL;
	bool has;

	if (!stmt_borrow(s, &sql_item_load, &stmt, err))
		return false;
	bind_int(stmt, ":id", id);
	if (!stmt_next(s, stmt, &has, err))
		return false;
	*out = has ? read_item(stmt, arena) : NULL;
	if (has)
		read_excerpt(stmt, arena, *out);
	return true;
}

static bool
fail_damaged(const struct store *s, int64_t id, struct err *err)
{
	return err_set(err, ERR_DAMAGED, "store %s: the content of item %" PRId64, s->path, id);
}

static bool
is_lost(sqlite3_stmt *stmt, int column, const char *read)
{
	return read == NULL && sqlite3_column_type(stmt, column) != SQLITE_NULL;
}

static bool
read_markup(struct store *s, sqlite3_stmt *stmt, int column, const struct store_item *item, struct arena *arena,
    const char **out, struct err *err)
{
	size_t len;
	const void *bytes = column_blob_borrowed(stmt, column, &len);

	if (sqlite3_column_type(stmt, column) == SQLITE_NULL)
		return true;
	*out = markup_unpack(bytes, len, item->item.content_text, arena);
	return *out != NULL || fail_damaged(s, item->id, err);
}

STATEMENT(sql_item_get, "SELECT " ITEM_COLUMNS ", b.html, b.summary_html" ITEM_TABLES " WHERE i.id = :id");

bool
store_item_get(struct store *s, int64_t id, struct arena *arena, struct store_item **out, struct err *err)
{
	BORROWED_STMT stmt = NULL;
	struct store_item *item;

	if (!stmt_borrow(s, &sql_item_get, &stmt, err) || !stmt_find(s, stmt, "item", id, err))
		return false;
	item = read_item(stmt, arena);
	item->item.content_text = prose_column(stmt, ITEM_TEXT, arena);
	if (is_lost(stmt, ITEM_TEXT, item->item.content_text) || is_lost(stmt, ITEM_SUMMARY, item->item.summary))
		return fail_damaged(s, id, err);
	if (!read_markup(s, stmt, ITEM_HTML, item, arena, &item->item.content_html, err) ||
	    !read_markup(s, stmt, ITEM_SUMMARY_HTML, item, arena, &item->item.summary_html, err))
		return false;
	*out = item;
	return true;
}

bool
store_items_by_id(struct store *s, const int64_t *ids, size_t count, struct arena *arena, struct store_item **out,
    size_t *out_count, struct err *err)
{
	struct store_item *items = arena_alloc(arena, count * sizeof(*items));
	size_t found = 0;

	for (size_t i = 0; i < count; i++) {
		struct store_item *item;

		if (!item_load(s, ids[i], arena, &item, err))
			return false;
		if (item != NULL)
			items[found++] = *item;
	}
	*out = items;
	*out_count = found;
	return true;
}

/* ---- texts for judging ---- */

#define TEXT_COLUMNS                                                                                                   \
	"i.id, i.feed_id, i.sorted_at, coalesce(b.title, ''), coalesce(" BODY_WORDS                                    \
	", ''), b.language, b.url,"                                                                                    \
	" i.duplicate_of, i.story_id, c.text"

enum { TEXT_BODY = 4, TEXT_CUT = 9 };

static void
read_all_but_text(sqlite3_stmt *stmt, struct arena *arena, struct store_item_text *out)
{
	*out = (struct store_item_text) {
		.id = column_int(stmt, 0),
		.feed_id = column_int(stmt, 1),
		.sorted_at = column_int(stmt, 2),
		.title = column_text(stmt, 3, arena),
		.language = column_text(stmt, 5, arena),
		.url = column_text(stmt, 6, arena),
		.duplicate_of = column_int(stmt, 7),
		.story_id = column_int(stmt, 8),
	};
}

/* A damaged one is judged by its title. */
static const char *
text_or_none(const char *text)
{
	return text != NULL ? text : "";
}

static void
read_text(sqlite3_stmt *stmt, struct arena *arena, void *row)
{
	struct store_item_text *out = row;

	read_all_but_text(stmt, arena, out);
	out->whole = text_or_none(prose_column(stmt, TEXT_BODY, arena));
	out->text = cuts_apply(out->whole, stmt, TEXT_CUT, arena);
}

/* What is cut may be anywhere in it. */
static void
read_beginning(sqlite3_stmt *stmt, size_t max, struct arena *arena, struct store_item_text *out)
{
	size_t whole;

	if (sqlite3_column_type(stmt, TEXT_CUT) != SQLITE_NULL) {
		read_text(stmt, arena, out);
		out->whole = NULL;
		return;
	}
	read_all_but_text(stmt, arena, out);
	out->text = text_or_none(prose_column_beginning(stmt, TEXT_BODY, max, arena, &whole));
}

/* An item may have a text of megabytes, and hundreds are asked for at a time. */
enum { TEXTS_BYTES = 4 << 20 };

static bool
read_texts(struct store *s, sqlite3_stmt *stmt, size_t limit, struct arena *arena, struct store_item_text **out,
    size_t *out_count, struct err *err)
{
	struct store_item_text *texts = arena_alloc(arena, limit * sizeof(*texts));
	size_t before = arena_bytes(arena), count = 0;
	bool has = true;

	while (count < limit && arena_bytes(arena) - before < TEXTS_BYTES) {
		if (!stmt_next(s, stmt, &has, err))
			return false;
		if (!has)
			break;
		read_text(stmt, arena, &texts[count++]);
	}
	*out = texts;
	*out_count = count;
	return true;
}

STATEMENT(
    sql_item_text, "SELECT " TEXT_COLUMNS " FROM item i JOIN body b ON b.item_id = i.id" CUT_TABLE " WHERE i.id = :id");

static bool
find_text(struct store *s, int64_t id, sqlite3_stmt **stmt, struct err *err)
{
	return stmt_borrow(s, &sql_item_text, stmt, err) && stmt_find(s, *stmt, "item", id, err);
}

bool
store_item_text(struct store *s, int64_t id, struct arena *arena, struct store_item_text *out, struct err *err)
{
	BORROWED_STMT stmt = NULL;

	if (!find_text(s, id, &stmt, err))
		return false;
	read_text(stmt, arena, out);
	return true;
}

bool
store_item_beginning(
    struct store *s, int64_t id, size_t max, struct arena *arena, struct store_item_text *out, struct err *err)
{
	BORROWED_STMT stmt = NULL;

	if (!find_text(s, id, &stmt, err))
		return false;
	read_beginning(stmt, max, arena, out);
	return true;
}

STATEMENT(sql_item_texts,
    "SELECT " TEXT_COLUMNS " FROM item i NOT INDEXED CROSS JOIN body b ON b.item_id = i.id" CUT_TABLE
    " WHERE i.id > :after AND i.sorted_at >= :since ORDER BY i.id LIMIT :limit");

bool
store_item_texts(struct store *s, int64_t after_id, int64_t since, size_t limit, struct arena *arena,
    struct store_item_text **out, size_t *out_count, struct err *err)
{
	BORROWED_STMT stmt = NULL;

	if (!stmt_borrow(s, &sql_item_texts, &stmt, err))
		return false;
	bind_int(stmt, ":after", after_id);
	bind_int(stmt, ":since", since);
	bind_int(stmt, ":limit", (int64_t)limit);
	return read_texts(s, stmt, limit, arena, out, out_count, err);
}

#define TEXTS_BY(index)                                                                                                \
	"SELECT " TEXT_COLUMNS " FROM item i INDEXED BY " index " CROSS JOIN body b ON b.item_id = i.id" CUT_TABLE
#define BEFORE_PLACE " AND (i.sorted_at, i.id) < (:sorted_at, :id)"

STATEMENT(sql_item_texts_newest,
    TEXTS_BY("item_unread") " WHERE i.is_read = 0" BEFORE_PLACE " UNION ALL " TEXTS_BY(
	"item_read") " WHERE i.is_read = 1" BEFORE_PLACE " ORDER BY i.sorted_at DESC, i.id DESC LIMIT :limit");

bool
store_item_texts_newest(struct store *s, struct store_place *place, size_t limit, struct arena *arena,
    struct store_item_text **out, size_t *out_count, struct err *err)
{
	BORROWED_STMT stmt = NULL;

	if (!stmt_borrow(s, &sql_item_texts_newest, &stmt, err))
		return false;
	bind_int(stmt, ":sorted_at", place->sorted_at);
	bind_int(stmt, ":id", place->id);
	bind_int(stmt, ":limit", (int64_t)limit);
	if (!read_texts(s, stmt, limit, arena, out, out_count, err))
		return false;
	if (*out_count > 0)
		*place = (struct store_place) { (*out)[*out_count - 1].sorted_at, (*out)[*out_count - 1].id };
	return true;
}

STATEMENT(sql_item_last_id, "SELECT max(id) FROM item");

bool
store_item_last_id(struct store *s, int64_t *out_id, struct err *err)
{
	BORROWED_STMT stmt = NULL;

	return stmt_borrow(s, &sql_item_last_id, &stmt, err) && stmt_number(s, stmt, out_id, err);
}

STATEMENT(sql_item_revisions,
    "SELECT revision, seen_at, title, coalesce(packed_text, text) FROM revision WHERE item_id = :id ORDER BY revision");

enum { REVISIONS_MAX = 20 };

static void
read_revision(sqlite3_stmt *stmt, struct arena *arena, void *out)
{
	*(struct store_revision *)out = (struct store_revision) { (int)column_int(stmt, 0), column_int(stmt, 1),
		column_text(stmt, 2, arena), prose_column(stmt, 3, arena) };
}

bool
store_item_revisions(
    struct store *s, int64_t id, struct arena *arena, struct store_revision **out, size_t *out_count, struct err *err)
{
	BORROWED_STMT stmt = NULL;
	struct store_revision *list;
	int64_t original;

	if (!item_original(s, id, &original, err) || !stmt_borrow(s, &sql_item_revisions, &stmt, err))
		return false;
	bind_int(stmt, ":id", id);
	list = stmt_rows(s, stmt, sizeof(*list), REVISIONS_MAX, read_revision, arena, out_count, err);
	if (list == NULL)
		return false;
	*out = list;
	return true;
}
