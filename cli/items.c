/* Items: found, read here or in the browser, explained. */
#include "base/text.h"
#include "cli/browser.h"
#include "cli/client.h"
#include "cli/printed.h"
#include "cli/render/changes.h"
#include "cli/render/entry.h"
#include "cli/render/field.h"
#include "cli/render/item.h"
#include "cli/run.h"
#include "cli/words.h"

#include <string.h>

enum { PAGE_ITEMS = 500, PAGES_MAX = 10000 };

static void
filters_add(const struct args *args, struct buffer *path)
{
	static const struct {
		const char *option;
		const char *name;
	} filters[] = { { "topic", "topic" }, { "feed", "feed" }, { "story", "story" }, { "state", "state" },
		{ "min-score", "min_score" }, { "duplicates", "duplicates" }, { "sort", "sort" },
		{ "limit", "limit" } };

	if (args->word_count > 0)
		path_add_query(path, "q", args->words[0]);
	for (size_t i = 0; i < COUNT_OF(filters); i++)
		args_to_query(args, filters[i].option, filters[i].name, path);
}

static enum exit_code
query_make(struct session *s, const struct args *args, struct buffer *path)
{
	buffer_add_text(path, "/v1/items");
	filters_add(args, path);
	if (args_has(args, "all") && !args_has(args, "limit"))
		buffer_addf(path, "%climit=%d", strchr(buffer_text(path), '?') != NULL ? '&' : '?', PAGE_ITEMS);
	return moments_to_query(args, s->look.now, path);
}

/* The next page's path out of its address, which may begin with a scheme and a host. "" when there is none. */
static void
next_path(const json_t *page, struct buffer *out)
{
	const char *url = field_text_or(page, "next_url", "");
	const char *path = strstr(url, "/v1/");

	buffer_cut(out, 0);
	if (path != NULL)
		buffer_add_text(out, path);
}

/* One page: as JSON it is printed at once; its items are kept. `path` becomes the next page's. */
static enum exit_code
page_take(struct session *s, struct buffer *path, bool as_json, json_t *items)
{
	ANSWER answer = { 0 };
	enum exit_code code = session_ask(s, "GET", buffer_text(path), NULL, &answer);
	json_t *page;

	if (code != EXIT_DONE)
		return code;
	page = session_parse(&answer);
	if (page == NULL)
		return EXIT_REFUSED;
	json_array_extend(items, json_object_get(page, "items"));
	next_path(page, path);
	json_decref(page);
	return as_json ? session_print_answer(s, &answer) : EXIT_DONE;
}

static enum exit_code
pages_take(struct session *s, const struct args *args, struct buffer *path, json_t *items)
{
	enum exit_code code;
	int pages = 0;

	do {
		code = page_take(s, path, args_has(args, "json"), items);
	} while (code == EXIT_DONE && path->len > 0 && args_has(args, "all") && ++pages < PAGES_MAX);
	return code;
}

static enum exit_code
items_show(struct session *s, json_t *list, bool has_more)
{
	size_t count = field_count(list, "items");
	BUFFER text = { 0 };
	enum exit_code code;

	if (count == 0) {
		complain("no item matches");
		return EXIT_NOTHING;
	}
	if (s->terminal.is_terminal)
		printed_remember(json_object_get(list, "items"));
	render_items(list, &s->look, &text);
	code = session_print(s, &text);
	if (code == EXIT_DONE && has_more)
		complain("these are the first %zu: --all shows all, --limit N so many", count);
	return code;
}

enum exit_code
run_items(struct session *s, const struct args *args)
{
	BUFFER path = { 0 };
	json_t *items = json_array(), *list = json_pack("{s:o}", "items", items);
	enum exit_code code = query_make(s, args, &path);

	if (code == EXIT_DONE)
		code = pages_take(s, args, &path, items);
	if (code == EXIT_DONE && !args_has(args, "json"))
		code = items_show(s, list, path.len > 0 && !args_has(args, "limit"));
	else if (code == EXIT_DONE && json_array_size(items) == 0)
		code = EXIT_NOTHING;
	json_decref(list);
	return code;
}

static enum exit_code
item_ask(struct session *s, const char *word, const char *what, struct answer *out)
{
	BUFFER path = { 0 };
	struct err err = { 0 };
	int64_t id;

	if (!item_id_parse(word, &id, &err))
		return complain_usage("%s", err.text);
	buffer_addf(&path, "/v1/items/%lld%s", (long long)id, what);
	return session_ask(s, "GET", buffer_text(&path), NULL, out);
}

/* Who looked at an item has read it. */
static void
mark_read(struct session *s, const char *word, const json_t *item)
{
	ANSWER answer = { 0 };
	BUFFER path = { 0 };

	if (field_is(item, "_winnow.read"))
		return;
	buffer_addf(&path, "/v1/items/%s", word);
	(void)session_ask_json(s, "PATCH", buffer_text(&path), json_pack("{s:b}", "read", 1), &answer);
}

static enum exit_code
changes_one(struct session *s, const struct args *args, const char *word, struct buffer *out)
{
	ANSWER answer = { 0 };
	enum exit_code code = item_ask(s, word, "/revisions", &answer);
	json_t *revisions;

	if (code != EXIT_DONE)
		return code;
	if (args_has(args, "json"))
		return session_print_answer(s, &answer);
	revisions = session_parse(&answer);
	if (revisions == NULL)
		return EXIT_REFUSED;
	if (field_int(revisions, "revision", 1) < 2) {
		complain("item %s has not changed since it came", word);
		code = EXIT_NOTHING;
	} else {
		buffer_add_text(out, out->len > 0 ? "\n\n" : "");
		render_changes(revisions, &s->look, out);
	}
	json_decref(revisions);
	return code;
}

static enum exit_code
show_one(struct session *s, const struct args *args, const char *word, struct buffer *out)
{
	ANSWER answer = { 0 };
	enum exit_code code;
	json_t *item;

	code = item_ask(s, word, args_has(args, "links") ? "?links=footnotes" : "", &answer);
	if (code != EXIT_DONE)
		return code;
	if (args_has(args, "json"))
		return session_print_answer(s, &answer);
	item = session_parse(&answer);
	if (item == NULL)
		return EXIT_REFUSED;
	if (out->len > 0)
		buffer_add_text(out, "\n\n");
	render_item(item, &s->look, out);
	if (!args_has(args, "peek"))
		mark_read(s, word, item);
	json_decref(item);
	return EXIT_DONE;
}

enum exit_code
run_show(struct session *s, const struct args *args)
{
	BUFFER text = { 0 };
	enum exit_code code = EXIT_DONE, printed = EXIT_DONE;

	for (size_t i = 0; i < args->word_count && code != EXIT_NO_DAEMON && code != EXIT_USAGE; i++) {
		enum exit_code one = args_has(args, "changes") ? changes_one(s, args, args->words[i], &text)
							       : show_one(s, args, args->words[i], &text);

		code = one != EXIT_DONE ? one : code;
	}
	if (text.len > 0)
		printed = session_print(s, &text);
	return code != EXIT_DONE ? code : printed;
}

static enum exit_code
open_one(struct session *s, const struct args *args, const char *word)
{
	ANSWER answer = { 0 };
	enum exit_code code = item_ask(s, word, "", &answer);
	struct err err = { 0 };
	json_t *item;

	if (code != EXIT_DONE)
		return code;
	item = session_parse(&answer);
	if (item == NULL)
		return EXIT_REFUSED;
	if (!browser_open(entry_url(item), &err)) {
		complain("item %s: %s", word, err.text);
		code = EXIT_REFUSED;
	} else if (!args_has(args, "peek")) {
		mark_read(s, word, item);
	}
	json_decref(item);
	return code;
}

enum exit_code
run_open(struct session *s, const struct args *args)
{
	enum exit_code code = EXIT_DONE;

	for (size_t i = 0; i < args->word_count && code != EXIT_NO_DAEMON && code != EXIT_USAGE; i++) {
		enum exit_code one = open_one(s, args, args->words[i]);

		code = one != EXIT_DONE ? one : code;
	}
	return code;
}

static enum exit_code
why_show(struct session *s, const struct args *args, render_fn *render)
{
	ANSWER answer = { 0 };
	enum exit_code code = item_ask(s, args->words[0], "/why", &answer);

	return code == EXIT_DONE ? session_show(s, &answer, args_has(args, "json"), render) : code;
}

static void
render_why_briefly(const json_t *why, const struct look *look, struct buffer *out)
{
	render_why(why, false, look, out);
}

static void
render_why_wholly(const json_t *why, const struct look *look, struct buffer *out)
{
	render_why(why, true, look, out);
}

enum exit_code
run_why(struct session *s, const struct args *args)
{
	return why_show(s, args, args_has(args, "all") ? render_why_wholly : render_why_briefly);
}

enum exit_code
run_why_not(struct session *s, const struct args *args)
{
	return why_show(s, args, render_why_not);
}
