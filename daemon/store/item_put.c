/* An item on its way in: new, as it was, or revised. */
#include "base/buffer.h"
#include "base/memory.h"
#include "base/text.h"
#include "store/handle.h"
#include "store/item.h"
#include "store/json.h"
#include "store/prose_column.h"
#include "store/removed.h"
#include "store/statement.h"

#include <string.h>
#define XXH_STATIC_LINKING_ONLY /* a state on the stack */
#include <xxhash.h>

/*
 * Most of what a poll brings is known and unchanged: one look-up and two
 * comparisons, no page is dirtied. The hashes are of what the feed says, so a
 * feed can only deceive itself with a collision.
 */
struct known {
	int64_t id; /* 0: none */
	uint64_t text_hash;
	uint64_t rest_hash;
	int64_t revision;
};

/* ---- what changed ---- */

static void
hash_text(XXH3_state_t *state, const char *text)
{
	/* The NUL keeps neighbours apart, and a text from none. */
	if (text != NULL)
		XXH3_64bits_update(state, text, strlen(text) + 1);
	else
		XXH3_64bits_update(state, "\xff", 2);
}

static void
hash_number(XXH3_state_t *state, uint64_t number)
{
	XXH3_64bits_update(state, &number, sizeof(number));
}

/* As it is judged and searched: the summary stands in for a text that is not there. */
static uint64_t
hash_of_text(const struct feed_item *item)
{
	XXH3_state_t state;

	XXH3_64bits_reset(&state);
	hash_text(&state, item->title);
	hash_text(&state, item->content_text != NULL ? item->content_text : item->summary);
	return XXH3_64bits_digest(&state);
}

/* The encoded lists of an item. */
struct lists {
	char *authors, *tags, *attachments;
	struct buffer author_names;
};

static void
lists_init(struct lists *lists, const struct feed_item *item)
{
	*lists = (struct lists) {
		.authors = json_from_people(&item->authors),
		.tags = json_from_texts(item->tags.list, item->tags.count),
		.attachments = json_from_attachments(item->attachments, item->attachment_count),
	};
	for (size_t i = 0; i < item->authors.count; i++) {
		if (i > 0)
			buffer_add_char(&lists->author_names, ' ');
		buffer_add_text(&lists->author_names, item->authors.list[i].name);
	}
}

static void
lists_fini(struct lists *lists)
{
	mem_release(&lists->authors);
	mem_release(&lists->tags);
	mem_release(&lists->attachments);
	buffer_fini(&lists->author_names);
}

#define LISTS __attribute__((cleanup(lists_fini))) struct lists

static uint64_t
hash_of_rest(const struct feed_item *i, const struct lists *lists)
{
	const char *texts[] = { i->guid, i->url, i->external_url, i->content_html, i->content_text, i->summary,
		i->summary_html, i->image, i->language, i->comments_url, i->rights, i->source_title, i->source_url,
		i->source_id, lists->authors, lists->tags, lists->attachments };
	XXH3_state_t state;

	XXH3_64bits_reset(&state);
	for (size_t n = 0; n < COUNT_OF(texts); n++)
		hash_text(&state, texts[n]);
	hash_number(&state, (uint64_t)i->published_at);
	hash_number(&state, (uint64_t)i->modified_at);
	return XXH3_64bits_digest(&state);
}

STATEMENT(sql_item_known,
    "SELECT id, text_hash, rest_hash, revision FROM item WHERE feed_id IS :feed_id AND identity_key = :identity_key");

static bool
look_up(struct store *s, const struct store_item_new *item, struct known *out, struct err *err)
{
	BORROWED_STMT stmt = NULL;
	bool has;

	if (!stmt_borrow(s, &sql_item_known, &stmt, err))
		return false;
	bind_id(stmt, ":feed_id", item->feed_id);
	bind_hash(stmt, ":identity_key", item_identity_key(item->identity));
	if (!stmt_next(s, stmt, &has, err))
		return false;
	*out = (struct known) { 0 };
	if (has)
		*out = (struct known) { column_int(stmt, 0), (uint64_t)column_int(stmt, 1),
			(uint64_t)column_int(stmt, 2), column_int(stmt, 3) };
	return true;
}

/* ---- writing it down ---- */

#define BODY_ROW                                                                                                       \
	"INTO body (item_id, identity, guid, url, external_url, title, image, published_at, modified_at, language,"    \
	" comments_url, rights, source_title, source_url, source_id, authors, author_names, tags, attachments,"        \
	" summary, text, html, summary_html, packed_text, packed_summary)"                                             \
	" VALUES (:item_id, :identity, :guid, :url, :external_url, :title, :image, :published_at, :modified_at,"       \
	" :language, :comments_url, :rights, :source_title, :source_url, :source_id, :authors, :author_names, :tags,"  \
	" :attachments, :summary, :text, :html, :summary_html, :packed_text, :packed_summary)"

/* The row is written whole each time. What only inserts needs no journal of its own, as what replaces does. */
STATEMENT(sql_body_add, "INSERT " BODY_ROW);
STATEMENT(sql_body_replace, "REPLACE " BODY_ROW);

/* Most addresses are told two or three times over: item.h reads them. */
static const char *
guid_to_store(const struct feed_item *item)
{
	if (item->guid == NULL || item->guid[0] == '\0')
		return NULL;
	return text_equal(item->guid, item->url) ? "" : item->guid;
}

static const char *
identity_to_store(const struct store_item_new *new)
{
	const char *guid = new->item->guid;
	const char *usual = guid != NULL && guid[0] != '\0' ? guid : new->item->url;

	return text_equal(new->identity, usual) ? "" : new->identity;
}

/* That is told by author_names. */
static bool
has_name_alone(const struct feed_people *authors)
{
	const struct feed_person *one = authors->list;

	return authors->count == 1 && !text_is_blank(one->name) && one->email == NULL && one->url == NULL;
}

static void
bind_origin(sqlite3_stmt *stmt, const struct feed_item *item)
{
	bind_text(stmt, ":guid", guid_to_store(item));
	bind_text(stmt, ":url", item->url);
	bind_text(stmt, ":external_url", item->external_url);
	bind_time(stmt, ":published_at", item->published_at);
	bind_time(stmt, ":modified_at", item->modified_at);
	bind_text(stmt, ":comments_url", item->comments_url);
	bind_text(stmt, ":rights", item->rights);
	bind_text(stmt, ":source_title", item->source_title);
	bind_text(stmt, ":source_url", item->source_url);
	bind_text(stmt, ":source_id", item->source_id);
}

/* `packed` must live until the statement is given back. */
static void
bind_markup(
    struct store *s, sqlite3_stmt *stmt, const char *name, const char *html, const char *text, struct buffer *packed)
{
	if (html == NULL)
		return;
	markup_pack(&s->markup, html, text, packed);
	bind_blob(stmt, name, packed->data, packed->len);
}

static bool
put_body(struct store *s, const struct statement *which, int64_t id, const struct store_item_new *new,
    const struct lists *lists, struct err *err)
{
	BUFFER text = { 0 };
	BUFFER summary = { 0 };
	BUFFER html = { 0 };
	BUFFER summary_html = { 0 };
	BORROWED_STMT stmt = NULL;
	const struct feed_item *item = new->item;

	if (!stmt_borrow(s, which, &stmt, err))
		return false;
	bind_int(stmt, ":item_id", id);
	bind_text(stmt, ":identity", identity_to_store(new));
	bind_origin(stmt, item);
	bind_text(stmt, ":title", item->title);
	bind_text(stmt, ":image", item->image);
	bind_text(stmt, ":language", item->language);
	bind_text(stmt, ":authors", has_name_alone(&item->authors) ? NULL : lists->authors);
	bind_text(stmt, ":author_names", lists->author_names.data);
	bind_text(stmt, ":tags", lists->tags);
	bind_text(stmt, ":attachments", lists->attachments);
	prose_bind(stmt, ":packed_summary", ":summary", item->summary, &summary);
	prose_bind(stmt, ":packed_text", ":text", item->content_text, &text);
	bind_markup(s, stmt, ":html", item->content_html, item->content_text, &html);
	bind_markup(s, stmt, ":summary_html", item->summary_html, item->content_text, &summary_html);
	return stmt_run(s, stmt, err);
}

STATEMENT(sql_item_add,
    "INSERT INTO item (feed_id, identity_key, seen_at, revised_at, sorted_at, text_hash, rest_hash)"
    " VALUES (:feed_id, :identity_key, :seen_at, :seen_at, :sorted_at, :text_hash, :rest_hash)");

static bool
add(struct store *s, const struct store_item_new *item, const struct known *now, int64_t *out_id, struct err *err)
{
	BORROWED_STMT stmt = NULL;

	if (!stmt_borrow(s, &sql_item_add, &stmt, err))
		return false;
	bind_id(stmt, ":feed_id", item->feed_id);
	bind_hash(stmt, ":identity_key", item_identity_key(item->identity));
	bind_int(stmt, ":seen_at", item->seen_at);
	bind_int(stmt, ":sorted_at", item->sorted_at);
	bind_hash(stmt, ":text_hash", now->text_hash);
	bind_hash(stmt, ":rest_hash", now->rest_hash);
	if (!stmt_run(s, stmt, err)) {
		if (sqlite3_extended_errcode(s->db) == SQLITE_CONSTRAINT_FOREIGNKEY)
			err_set(err, ERR_NOT_FOUND, "no feed %lld", (long long)item->feed_id);
		return false;
	}
	*out_id = sqlite3_last_insert_rowid(s->db);
	return true;
}

STATEMENT(sql_item_update,
    "UPDATE item SET revised_at = iif(:revision > revision, :seen_at, revised_at), revision = :revision,"
    " text_hash = :text_hash, rest_hash = :rest_hash WHERE id = :id");

static bool
update(struct store *s, const struct store_item_new *item, const struct known *now, struct err *err)
{
	BORROWED_STMT stmt = NULL;

	if (!stmt_borrow(s, &sql_item_update, &stmt, err))
		return false;
	bind_int(stmt, ":id", now->id);
	bind_int(stmt, ":seen_at", item->seen_at);
	bind_int(stmt, ":revision", now->revision);
	bind_hash(stmt, ":text_hash", now->text_hash);
	bind_hash(stmt, ":rest_hash", now->rest_hash);
	return stmt_run(s, stmt, err);
}

/* ---- revisions ---- */

/* A feed that changes its text at every poll must not fill the disk. */
STATEMENT(sql_revision_keep,
    "INSERT INTO revision (item_id, revision, seen_at, title, text, packed_text)"
    " SELECT i.id, i.revision, i.revised_at, b.title,"
    " iif(b.packed_text IS NULL, coalesce(b.text, b.summary), NULL),"
    " coalesce(b.packed_text, iif(b.text IS NULL, b.packed_summary, NULL))"
    " FROM item i JOIN body b ON b.item_id = i.id WHERE i.id = :id");
STATEMENT(sql_revision_trim,
    "DELETE FROM revision WHERE item_id = :id"
    " AND revision <= (SELECT max(revision) FROM revision WHERE item_id = :id) - 20");

static bool
keep_revision(struct store *s, int64_t id, struct err *err)
{
	return stmt_run_for_id(s, &sql_revision_keep, id, err) && stmt_run_for_id(s, &sql_revision_trim, id, err);
}

/* ---- the whole ---- */

static bool
put_new(
    struct store *s, const struct store_item_new *item, const struct lists *lists, struct known *now, struct err *err)
{
	const struct feed_item *said = item->item;
	const struct searched searched = { { said->title,
	    said->content_text != NULL ? said->content_text : said->summary, lists->author_names.data, lists->tags } };

	if (!add(s, item, now, &now->id, err) || !put_body(s, &sql_body_add, now->id, item, lists, err))
		return false;
	pending_add(s, now->id, &searched);
	return pending_count(s, item->feed_id, err);
}

static bool
put_changed(struct store *s, const struct store_item_new *item, const struct lists *lists, const struct known *was,
    struct known *now, struct err *err)
{
	now->id = was->id;
	now->revision = was->revision + (was->text_hash != now->text_hash);
	if (now->revision > was->revision && !keep_revision(s, now->id, err))
		return false;
	return pending_replace(s, now->id, err) && update(s, item, now, err) &&
	       put_body(s, &sql_body_replace, now->id, item, lists, err);
}

static enum store_change
change_of(const struct known *was, const struct known *now)
{
	if (was->id == 0)
		return STORE_NEW;
	return was->text_hash != now->text_hash ? STORE_REVISED : STORE_SAME;
}

bool
store_item_put(
    struct store *s, const struct store_item_new *item, int64_t *out_id, enum store_change *out_change, struct err *err)
{
	LISTS lists = { 0 };
	struct known now = { 0 };
	struct known was;
	bool is_removed = false;

	lists_init(&lists, item->item);
	now.text_hash = hash_of_text(item->item);
	now.rest_hash = hash_of_rest(item->item, &lists);
	if (!look_up(s, item, &was, err) ||
	    (was.id == 0 && !removed_meet(s, item->feed_id, item_identity_key(item->identity), &is_removed, err)))
		return false;
	if (is_removed) {
		*out_change = STORE_REMOVED;
		return true;
	}
	if (was.id == 0 && !put_new(s, item, &lists, &now, err))
		return false;
	if (was.id != 0 && (was.text_hash != now.text_hash || was.rest_hash != now.rest_hash) &&
	    !put_changed(s, item, &lists, &was, &now, err))
		return false;
	*out_id = was.id != 0 ? was.id : now.id;
	*out_change = change_of(&was, &now);
	return true;
}
