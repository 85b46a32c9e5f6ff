/* What an export holds, taken back: feeds, items and their marks, topics. */
#include "base/text.h"
#include "cli/archive.h"
#include "cli/client.h"
#include "cli/file.h"
#include "cli/render/field.h"
#include "cli/restore.h"
#include "cli/topic_draft.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	FILE_MAX_BYTES = 256 << 20,
	/* In one request: others wait for it as long as the daemon takes to store it. */
	ITEMS_AT_ONCE = 50,
	BYTES_AT_ONCE = 256 << 10,
};

void
restore_note(struct restore *r, enum exit_code code)
{
	if (code != EXIT_DONE && r->code != EXIT_NO_DAEMON)
		r->code = code;
}

/* ---- files ---- */

void
restore_path(const struct restore *r, const char *name, struct buffer *out)
{
	buffer_addf(out, "%s/%s", r->dir, name);
}

/* A pipe in its place would never end. */
static bool
is_readable(struct restore *r, const char *path)
{
	struct stat st;

	if (stat(path, &st) != 0 || S_ISREG(st.st_mode))
		return true;
	complain("%s is no file", path);
	restore_note(r, EXIT_REFUSED);
	return false;
}

bool
restore_has(struct restore *r, const char *name)
{
	BUFFER path = { 0 };

	restore_path(r, name, &path);
	return access(buffer_text(&path), F_OK) == 0 && is_readable(r, buffer_text(&path));
}

bool
restore_text(struct restore *r, const char *name, struct buffer *out)
{
	BUFFER path = { 0 };
	struct err err = { 0 };

	restore_path(r, name, &path);
	if (!is_readable(r, buffer_text(&path)))
		return false;
	if (file_read_text(buffer_text(&path), FILE_MAX_BYTES, out, &err))
		return true;
	complain("%s", err.text);
	restore_note(r, EXIT_REFUSED);
	return false;
}

json_t *
restore_json(struct restore *r, const char *name)
{
	BUFFER text = { 0 };
	json_error_t where;
	json_t *json;

	if (!restore_has(r, name) || !restore_text(r, name, &text))
		return NULL;
	json = json_loadb(buffer_text(&text), text.len, 0, &where);
	if (json == NULL) {
		complain("%s/%s, line %d: %s", r->dir, name, where.line, where.text);
		restore_note(r, EXIT_REFUSED);
	}
	return json;
}

/* ---- feeds ---- */

static void
feeds_learn(struct restore *r)
{
	json_t *body = NULL;
	const json_t *feed;

	restore_note(r, session_get(r->s, "/v1/feeds", &body));
	FIELD_EACH(i, field_list(body, "feeds"), feed)
	json_object_set(r->feeds, field_text_or(feed, "url", ""), json_object_get(feed, "id"));
	json_decref(body);
}

static void
feed_path(const json_t *id, const char *what, struct buffer *out)
{
	buffer_addf(out, "/v1/feeds/%lld%s", (long long)json_integer_value(id), what);
}

static void
settings_give(struct restore *r)
{
	json_t *list = restore_json(r, "feeds.json");
	const json_t *settings;

	FIELD_EACH(i, list, settings)
	{
		const json_t *id = json_object_get(r->feeds, field_text_or(settings, "url", ""));
		json_t *body = json_copy((json_t *)settings);
		ANSWER answer = { 0 };
		BUFFER path = { 0 };

		json_object_del(body, "url");
		feed_path(id, "", &path);
		if (id != NULL)
			restore_note(r, session_ask_json(r->s, "PATCH", buffer_text(&path), body, &answer));
		else
			json_decref(body);
	}
	json_decref(list);
}

static void
feeds_give(struct restore *r)
{
	BUFFER path = { 0 };

	restore_path(r, "feeds.opml", &path);
	if (restore_has(r, "feeds.opml"))
		restore_note(r, opml_give(r->s, buffer_text(&path), false));
	feeds_learn(r);
	settings_give(r);
}

/* ---- items ---- */

/* As its feed would tell it: an id is the publisher's, or none. */
static json_t *
as_published(const json_t *item)
{
	json_t *out = json_copy((json_t *)item);
	const char *guid = field_text(item, "_winnow.guid");

	json_object_del(out, "_winnow");
	json_object_del(out, "id");
	if (guid != NULL)
		json_object_set_new(out, "id", json_string(guid));
	return out;
}

static void
ids_learn(struct restore *r, const json_t *items, const json_t *given)
{
	const json_t *item;
	char id[FIELD_ID_SIZE];

	if (json_array_size(items) != json_array_size(given)) {
		complain("the daemon read %zu of %zu items: their marks are left out", json_array_size(given),
		    json_array_size(items));
		restore_note(r, EXIT_REFUSED);
		return;
	}
	FIELD_EACH(i, items, item)
	{
		json_t *new = json_array_get(given, i);

		if (json_is_string(new))
			json_object_set(r->ids, field_id(item, "id", id), new);
	}
	r->items += json_array_size(items);
}

/* `feed_id` NULL: their feed was removed, they were not. */
static void
items_post(struct restore *r, const json_t *feed_id, const json_t *items)
{
	json_t *published = json_array(), *document, *body = NULL;
	const json_t *item;
	ANSWER answer = { 0 };
	BUFFER path = { 0 };
	enum exit_code code;

	FIELD_EACH(i, items, item)
	json_array_append_new(published, as_published(item));
	document = json_pack(
	    "{s:s, s:s, s:o}", "version", "https://jsonfeed.org/version/1.1", "title", "export", "items", published);
	if (feed_id != NULL)
		feed_path(feed_id, "/items", &path);
	else
		buffer_add_text(&path, "/v1/items");
	code = session_ask_json(r->s, "POST", buffer_text(&path), document, &answer);
	restore_note(r, code);
	if (code == EXIT_DONE)
		body = session_parse(&answer);
	if (body != NULL)
		ids_learn(r, items, field_list(body, "items"));
	json_decref(body);
}

static void
feed_items_give(struct restore *r, const json_t *feed_id, const json_t *items)
{
	json_t *some = json_array();
	json_t *item;
	size_t bytes = 0;

	FIELD_EACH(i, items, item)
	{
		size_t more =
		    strlen(field_text_or(item, "content_html", "")) + strlen(field_text_or(item, "content_text", ""));

		if (json_array_size(some) == ITEMS_AT_ONCE ||
		    (bytes + more > BYTES_AT_ONCE && json_array_size(some) > 0)) {
			items_post(r, feed_id, some);
			json_array_clear(some);
			bytes = 0;
		}
		json_array_append(some, item);
		bytes += more;
	}
	items_post(r, feed_id, some);
	json_decref(some);
}

/* A list of items for each address; those of no feed stand under "". */
static json_t *
by_feed(const json_t *items)
{
	json_t *lists = json_object();
	json_t *item;

	FIELD_EACH(i, items, item)
	{
		const char *url = field_text_or(item, "_winnow.feed.url", "");

		if (json_object_get(lists, url) == NULL)
			json_object_set_new(lists, url, json_array());
		json_array_append(json_object_get(lists, url), item);
	}
	return lists;
}

static void
items_give(struct restore *r, const json_t *items)
{
	json_t *lists = by_feed(items), *list;
	const char *url;

	json_object_foreach(lists, url, list)
	{
		const json_t *feed_id = json_object_get(r->feeds, url);

		if (feed_id != NULL || *url == '\0')
			feed_items_give(r, feed_id, list);
		else
			r->strangers += json_array_size(list);
	}
	json_decref(lists);
	if (r->strangers > 0)
		complain("%zu item%s that %s not followed here: left out", r->strangers,
		    r->strangers == 1 ? " is of a feed" : "s are of feeds", r->strangers == 1 ? "is" : "are");
}

/* ---- marks ---- */

/* Topics brought their verdicts along; what is left is one of a topic that is no more. */
static bool
lacks_verdict(struct restore *r, const char *path)
{
	json_t *item = NULL;
	bool lacks;

	restore_note(r, session_get(r->s, path, &item));
	lacks = item != NULL && field_text(item, "_winnow.verdict") == NULL;
	json_decref(item);
	return lacks;
}

static void
marks_give(struct restore *r, const json_t *item, const char *id)
{
	static const char *const keys[] = { "starred", "read", "note" };
	const json_t *marks = field(item, "_winnow");
	json_t *body = json_object();
	ANSWER answer = { 0 };
	BUFFER path = { 0 };

	path_add_named(&path, "/v1/items", id, "");
	for (size_t i = 0; i < COUNT_OF(keys); i++)
		if (json_object_get(marks, keys[i]) != NULL)
			json_object_set(body, keys[i], json_object_get(marks, keys[i]));
	if (field_text(marks, "verdict") != NULL && lacks_verdict(r, buffer_text(&path)))
		json_object_set(body, "verdict", json_object_get(marks, "verdict"));
	if (json_object_size(body) > 0)
		restore_note(r, session_ask_json(r->s, "PATCH", buffer_text(&path), body, &answer));
	else
		json_decref(body);
}

static void
all_marks_give(struct restore *r, const json_t *items)
{
	const json_t *item;
	char id[FIELD_ID_SIZE];

	FIELD_EACH(i, items, item)
	{
		const json_t *new = json_object_get(r->ids, field_id(item, "id", id));

		if (new != NULL && r->code != EXIT_NO_DAEMON)
			marks_give(r, item, json_string_value(new));
	}
}

/* ---- topics ---- */

static void
topics_give(struct restore *r)
{
	BUFFER path = { 0 };
	json_t *topics;

	if (!restore_has(r, "topics.ini"))
		return;
	restore_path(r, "topics.ini", &path);
	topics = topic_file_read(buffer_text(&path));
	restore_note(r, topics != NULL ? topics_put(r->s, topics, false) : EXIT_REFUSED);
	json_decref(topics);
}

/* ---- all of it ---- */

static void
give_all(struct restore *r)
{
	json_t *feed = restore_json(r, "items.json");
	const json_t *items = field_list(feed, "items");

	feeds_give(r);
	items_give(r, items);
	topics_give(r);
	all_marks_give(r, items);
	restore_digests(r);
	json_decref(feed);
}

enum exit_code
archive_read(struct session *s, const char *dir)
{
	struct restore r = {
		.s = s,
		.dir = dir,
		.feeds = json_object(),
		.ids = json_object(),
		.topics = json_object(),
		.digests = json_object(),
	};
	BUFFER line = { 0 };

	if (!restore_has(&r, "feeds.opml") && !restore_has(&r, "topics.ini") && !restore_has(&r, "digests.ini")) {
		complain("%s is no export: winnow export --all makes one", dir);
		restore_note(&r, EXIT_REFUSED);
	} else {
		give_all(&r);
	}
	json_decref(r.feeds);
	json_decref(r.ids);
	json_decref(r.topics);
	json_decref(r.digests);
	if (r.code != EXIT_DONE)
		return r.code;
	buffer_addf(&line, "items: %zu, issues: %zu\n", r.items, r.issues);
	r.code = session_print(s, &line);
	return r.code == EXIT_DONE && r.strangers > 0 ? EXIT_REFUSED : r.code;
}
