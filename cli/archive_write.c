/* All that a person made, written down in a folder. */
#include "base/text.h"
#include "cli/archive.h"
#include "cli/client.h"
#include "cli/issue.h"
#include "cli/output.h"
#include "cli/recipe_text.h"
#include "cli/render/field.h"
#include "cli/topic_draft.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { ISSUES_AT_ONCE = 1000 };

struct archive {
	struct session *s;
	const char *dir;
	size_t feeds, topics, items, digests, issues;
};

/* ---- files ---- */

static enum exit_code
text_put(const struct archive *a, const char *name, const struct buffer *text)
{
	BUFFER path = { 0 };
	struct err err = { 0 };

	buffer_addf(&path, "%s/%s", a->dir, name);
	if (output_write(buffer_text(&path), buffer_text(text), text->len, &err))
		return EXIT_DONE;
	complain("%s", err.text);
	return EXIT_REFUSED;
}

/* Takes `json`. */
static enum exit_code
json_put(const struct archive *a, const char *name, json_t *json)
{
	char *dumped = json_dumps(json, JSON_INDENT(1) | JSON_SORT_KEYS);
	BUFFER text = { 0 };

	json_decref(json);
	buffer_addf(&text, "%s\n", dumped != NULL ? dumped : "");
	free(dumped);
	return text_put(a, name, &text);
}

/* Notes and addresses are for their owner, until it is said otherwise. */
static enum exit_code
archive_folder_make(const struct archive *a, const char *name)
{
	BUFFER path = { 0 };

	buffer_addf(&path, "%s%s%s", a->dir, name != NULL ? "/" : "", name != NULL ? name : "");
	if (mkdir(buffer_text(&path), 0700) == 0 || errno == EEXIST)
		return EXIT_DONE;
	complain("%s: %s", buffer_text(&path), strerror(errno));
	return EXIT_REFUSED;
}

/* ---- feeds ---- */

static json_t *
settings_of(const json_t *feed)
{
	static const char *const keys[] = { "keep_s", "keep_items" };
	json_t *settings = json_object();

	if (field_is(feed, "weighed")) /* 0 as well, which is not what a feed of comments weighs by itself */
		json_object_set(settings, "weight", json_object_get(feed, "weight"));
	if (field_is(feed, "preferred"))
		json_object_set_new(settings, "preferred", json_true());
	if (field_is(feed, "paused"))
		json_object_set_new(settings, "paused", json_true());
	for (size_t i = 0; i < COUNT_OF(keys); i++)
		if (field(feed, keys[i]) != NULL)
			json_object_set(settings, keys[i], json_object_get(feed, keys[i]));
	return settings;
}

static enum exit_code
settings_write(struct archive *a, const json_t *feeds)
{
	json_t *list = json_array();
	const json_t *feed;

	FIELD_EACH(i, feeds, feed)
	{
		json_t *settings = settings_of(feed);

		if (json_object_size(settings) > 0) {
			json_object_set(settings, "url", json_object_get(feed, "url"));
			json_array_append(list, settings);
		}
		json_decref(settings);
	}
	return json_put(a, "feeds.json", list);
}

static enum exit_code
opml_write_file(const struct archive *a, bool with_credentials)
{
	ANSWER answer = { 0 };
	const char *path = with_credentials ? "/v1/opml?credentials=true" : "/v1/opml";
	enum exit_code code = session_ask(a->s, "GET", path, NULL, &answer);

	return code == EXIT_DONE ? text_put(a, "feeds.opml", &answer.body) : code;
}

/* ---- items ---- */

/* What of an item is the publisher's word or a person's; what winnow made of it is made again. */
static json_t *
lasting(const json_t *item, const json_t *feed_urls)
{
	static const char *const keys[] = { "guid", "starred", "verdict", "note", "read", "comments_url" };
	json_t *out = json_copy((json_t *)item);
	json_t *extension = json_object();
	const json_t *all = field(item, "_winnow");
	char id[FIELD_ID_SIZE];
	const json_t *url;

	for (size_t i = 0; i < COUNT_OF(keys); i++) {
		json_t *value = json_object_get(all, keys[i]);

		if (value != NULL && !json_is_false(value))
			json_object_set(extension, keys[i], value);
	}
	url = json_object_get(feed_urls, field_id(item, "_winnow.feed.id", id));
	if (url != NULL)
		json_object_set_new(extension, "feed", json_pack("{s:O}", "url", url));
	json_object_set_new(out, "_winnow", extension);
	return out;
}

static json_t *
urls_of(const json_t *feeds)
{
	json_t *urls = json_object();
	const json_t *feed;
	char id[FIELD_ID_SIZE];

	FIELD_EACH(i, feeds, feed)
	json_object_set(urls, field_id(feed, "id", id), json_object_get(feed, "url"));
	return urls;
}

static enum exit_code
item_add(struct archive *a, const char *id, const json_t *feed_urls, json_t *into)
{
	BUFFER path = { 0 };
	json_t *item = NULL;
	enum exit_code code;

	path_add_named(&path, "/v1/items", id, "");
	code = session_get(a->s, buffer_text(&path), &item);
	if (code == EXIT_DONE) {
		json_array_append_new(into, lasting(item, feed_urls));
		a->items++;
	}
	json_decref(item);
	return code;
}

static enum exit_code
items_write(struct archive *a, const json_t *feeds)
{
	json_t *list = json_array(), *urls = urls_of(feeds), *marked = NULL;
	enum exit_code code = session_get(a->s, "/v1/marked", &marked);
	const json_t *id;

	FIELD_EACH(i, field_list(marked, "items"), id)
	{
		code = item_add(a, json_string_value(id), urls, list);
		if (code != EXIT_DONE)
			break;
	}
	if (code == EXIT_DONE)
		code = json_put(a, "items.json",
		    json_pack("{s:s, s:s, s:O}", "version", "https://jsonfeed.org/version/1.1", "title",
			"Starred, kept, skipped, noted, told", "items", list));
	json_decref(marked);
	json_decref(urls);
	json_decref(list);
	return code;
}

static enum exit_code
feeds_write(struct archive *a, bool with_credentials)
{
	json_t *answer = NULL;
	const json_t *feeds;
	enum exit_code code = session_get(a->s, "/v1/feeds", &answer);

	feeds = field_list(answer, "feeds");
	a->feeds = json_array_size(feeds);
	if (code == EXIT_DONE)
		code = opml_write_file(a, with_credentials);
	if (code == EXIT_DONE)
		code = settings_write(a, feeds);
	if (code == EXIT_DONE)
		code = items_write(a, feeds);
	json_decref(answer);
	return code;
}

/* ---- topics ---- */

static enum exit_code
topics_write(struct archive *a)
{
	BUFFER text = { 0 };
	enum exit_code code = topics_text(a->s, NULL, true, &text, &a->topics);

	return code == EXIT_DONE ? text_put(a, "topics.ini", &text) : code;
}

/* ---- digests and issues ---- */

static enum exit_code
issue_write(struct archive *a, const char *digest, int64_t number)
{
	ANSWER answer = { 0 };
	BUFFER name = { 0 };
	enum exit_code code = issue_get(a->s, digest, number, &answer);

	buffer_addf(&name, "issues/%s/%lld.json", digest, (long long)number);
	a->issues += code == EXIT_DONE;
	return code == EXIT_DONE ? text_put(a, buffer_text(&name), &answer.body) : code;
}

/* Newest first, as they are listed. */
static enum exit_code
issues_collect(struct archive *a, const char *digest, json_t *into)
{
	int64_t before = 0;
	size_t count = ISSUES_AT_ONCE;

	while (count == ISSUES_AT_ONCE) {
		json_t *page;
		enum exit_code code = issue_list_before(a->s, digest, before, ISSUES_AT_ONCE, &page);

		if (code != EXIT_DONE)
			return code;
		count = field_count(page, "issues");
		json_array_extend(into, json_object_get(page, "issues"));
		before = field_int(json_array_get(into, json_array_size(into) - 1), "number", 0);
		json_decref(page);
	}
	return EXIT_DONE;
}

static enum exit_code
list_write(struct archive *a, const char *digest, const json_t *issues)
{
	BUFFER name = { 0 };
	const json_t *issue;
	enum exit_code code;

	buffer_addf(&name, "issues/%s", digest);
	code = archive_folder_make(a, buffer_text(&name));
	FIELD_EACH(i, issues, issue)
	if (code == EXIT_DONE)
		code = issue_write(a, digest, field_int(issue, "number", 0));
	buffer_add_text(&name, "/list.json");
	return code == EXIT_DONE ? json_put(a, buffer_text(&name), json_incref((json_t *)issues)) : code;
}

static enum exit_code
issues_write(struct archive *a, const char *digest)
{
	json_t *issues = json_array();
	enum exit_code code = issues_collect(a, digest, issues);

	if (code == EXIT_DONE && json_array_size(issues) > 0)
		code = list_write(a, digest, issues);
	json_decref(issues);
	return code;
}

static enum exit_code
digests_write(struct archive *a)
{
	json_t *recipes = NULL;
	BUFFER text = { 0 };
	enum exit_code code = session_get(a->s, "/v1/digests", &recipes);
	const json_t *recipe, *name;

	if (code == EXIT_DONE)
		code = archive_folder_make(a, "issues");
	FIELD_EACH(i, field(recipes, "digests"), recipe)
	{
		buffer_add_text(&text, text.len > 0 ? "\n" : "");
		recipe_text_write(recipe, NULL, &text);
		a->digests++;
		if (code == EXIT_DONE)
			code = issues_write(a, field_text_or(recipe, "name", ""));
	}
	/* A digest that was removed leaves its issues. */
	FIELD_EACH(i, field(recipes, "former"), name)
	if (code == EXIT_DONE)
		code = issues_write(a, json_string_value(name));
	json_decref(recipes);
	return code == EXIT_DONE ? text_put(a, "digests.ini", &text) : code;
}

enum exit_code
archive_write(struct session *s, const char *dir, bool with_credentials)
{
	struct archive a = { .s = s, .dir = dir };
	BUFFER line = { 0 };
	enum exit_code code = archive_folder_make(&a, NULL);

	if (code == EXIT_DONE)
		code = feeds_write(&a, with_credentials);
	if (code == EXIT_DONE)
		code = topics_write(&a);
	if (code == EXIT_DONE)
		code = digests_write(&a);
	if (code != EXIT_DONE)
		return code;
	buffer_addf(&line, "%s: feeds: %zu, topics: %zu, items: %zu, digests: %zu, issues: %zu\n", dir, a.feeds,
	    a.topics, a.items, a.digests, a.issues);
	return session_print(s, &line);
}
