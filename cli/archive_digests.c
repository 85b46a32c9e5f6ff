/* Digests and the issues that were frozen of them, taken back. */
#include "base/memory.h"
#include "base/text.h"
#include "cli/client.h"
#include "cli/issue.h"
#include "cli/problems.h"
#include "cli/recipe_text.h"
#include "cli/render/field.h"
#include "cli/restore.h"

#include <dirent.h>
#include <string.h>

static void
topics_learn(struct restore *r)
{
	json_t *body = NULL;
	const json_t *topic;

	restore_note(r, session_get(r->s, "/v1/topics", &body));
	FIELD_EACH(i, field_list(body, "topics"), topic)
	json_object_set_new(r->topics, field_text_or(topic, "name", ""), json_true());
	json_decref(body);
}

/* A digest may name topics that were removed since; without any it would be about all there are, and is refused. */
static void
topics_drop(struct restore *r, const char *name, json_t *recipe)
{
	json_t *left = json_array();
	json_t *topic;

	FIELD_EACH(i, field(recipe, "topics"), topic)
	if (json_object_get(r->topics, json_string_value(topic)) != NULL)
		json_array_append(left, topic);
	else
		complain("%s/digests.ini: digest '%s': no topic '%s'", r->dir, name, json_string_value(topic));
	if (json_array_size(left) > 0)
		json_object_set(recipe, "topics", left);
	json_decref(left);
}

static void
digest_give(struct restore *r, const char *name, const char *text)
{
	BUFFER problems = { 0 };
	BUFFER path = { 0 };
	ANSWER answer = { 0 };
	json_t *recipe = recipe_text_read(text, name, &problems);

	if (recipe == NULL) {
		restore_path(r, "digests.ini", &path);
		problems_complain(buffer_text(&path), &problems);
		restore_note(r, EXIT_REFUSED);
		return;
	}
	topics_drop(r, name, recipe);
	path_add_named(&path, "/v1/digests", name, "");
	restore_note(r, session_ask_json(r->s, "PUT", buffer_text(&path), recipe, &answer));
}

/* ---- issues ---- */

/* What its items are called here; null for one that is not here. */
static json_t *
issue_items(const struct restore *r, const char *document)
{
	json_t *issue = json_loads(document, 0, NULL), *ids = json_array();
	const json_t *item;
	char id[FIELD_ID_SIZE];

	FIELD_EACH(i, field_list(issue, "items"), item)
	{
		json_t *new = json_object_get(r->ids, field_id(item, "id", id));

		json_array_append_new(ids, new != NULL ? json_incref(new) : json_null());
	}
	json_decref(issue);
	return ids;
}

static enum exit_code
issue_give(struct restore *r, const char *digest, const json_t *state)
{
	static const char *const keys[] = { "uid", "since", "until", "frozen_at", "delivered_at" };
	int64_t number = field_int(state, "number", 0);
	json_t *body = json_object();
	BUFFER name = { 0 };
	BUFFER text = { 0 };
	BUFFER path = { 0 };
	ANSWER answer = { 0 };
	enum exit_code code = EXIT_REFUSED;

	buffer_addf(&name, "issues/%s/%lld.json", digest, (long long)number);
	issue_path(digest, number, &path);
	for (size_t i = 0; i < COUNT_OF(keys); i++)
		if (json_object_get(state, keys[i]) != NULL)
			json_object_set(body, keys[i], json_object_get(state, keys[i]));
	if (restore_text(r, buffer_text(&name), &text)) {
		json_object_set_new(body, "document", json_string(buffer_text(&text)));
		json_object_set_new(body, "items", issue_items(r, buffer_text(&text)));
		code = session_ask_json(r->s, "PUT", buffer_text(&path), body, &answer);
	} else {
		json_decref(body);
	}
	restore_note(r, code);
	r->issues += code == EXIT_DONE;
	return code;
}

/* Oldest first: each has to be the next one. */
static void
issues_give(struct restore *r, const char *digest)
{
	enum exit_code code = EXIT_DONE;
	BUFFER name = { 0 };
	json_t *list;

	buffer_addf(&name, "issues/%s/list.json", digest);
	list = restore_json(r, buffer_text(&name));
	for (size_t i = json_array_size(list); i > 0 && code == EXIT_DONE; i--)
		code = issue_give(r, digest, json_array_get(list, i - 1));
	json_decref(list);
}

/* `text` begins with the line that names it. */
static void
section_give(struct restore *r, const char *text)
{
	size_t len = strcspn(text + 1, "]\n");
	OWNED_TEXT name = mem_strndup(text + 1, len);

	digest_give(r, name, text);
	issues_give(r, name);
	json_object_set_new(r->digests, name, json_true());
}

/* Of digests that were removed there are only these. */
static void
former_issues_give(struct restore *r)
{
	BUFFER path = { 0 };
	struct dirent *entry;
	DIR *folder;

	restore_path(r, "issues", &path);
	folder = opendir(buffer_text(&path));
	while (folder != NULL && (entry = readdir(folder)) != NULL)
		if (entry->d_name[0] != '.' && json_object_get(r->digests, entry->d_name) == NULL)
			issues_give(r, entry->d_name);
	if (folder != NULL)
		closedir(folder);
}

static void
digests_give(struct restore *r)
{
	BUFFER text = { 0 };
	char *at, *end;

	if (!restore_has(r, "digests.ini") || !restore_text(r, "digests.ini", &text))
		return;
	topics_learn(r);
	for (at = text.len > 0 ? text.data : NULL; at != NULL; at = end) {
		end = strstr(at + 1, "\n[");
		if (end != NULL)
			*end++ = '\0';
		if (*at == '[')
			section_give(r, at);
	}
}

void
restore_digests(struct restore *r)
{
	digests_give(r);
	former_issues_give(r);
}
