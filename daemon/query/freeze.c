#include "query/freeze.h"

#include "base/json_text.h"
#include "base/text.h"
#include "query/edit.h"
#include "query/params.h"
#include "query/render.h"
#include "query/render_digest.h"

#include <inttypes.h>
#include <stdio.h>
#include <sys/random.h>

enum {
	CHANGES_MAX = 20,
	CHANGES_BACK = 12, /* a change in an older issue is no news */
	UID_BYTES = 16,
};

struct freezing {
	struct store_issue last;
	struct compose_settings settings;
	struct edit edit;
	struct store_issue_change *changes;
	size_t change_count;
	json_t *document;
};

static bool
compose_document(struct reader *reader, struct freezing *f, struct arena *arena, struct err *err)
{
	struct section *sections;
	size_t count;

	if (!compose_next(reader, &f->last, arena, &f->settings, err) ||
	    !compose(reader, &f->settings, arena, &sections, &count, err) ||
	    !edit_apply(&f->edit, sections, count, arena, err) ||
	    !render_digest(reader, &f->settings, sections, count, &f->document, err))
		return false;
	if (render_left_out(reader, sections, count, f->document, arena, err))
		return true;
	json_decref(f->document);
	return false;
}

bool
freeze_foresee(struct reader *reader, const char *name, struct arena *arena, json_t **out, struct err *err)
{
	struct freezing f = { 0 };

	if (!store_issue_last(reader->store, name, arena, &f.last, err) || !compose_document(reader, &f, arena, err))
		return false;
	*out = f.document;
	return true;
}

/* ---- the frozen document ---- */

static bool
add_changes(struct reader *reader, struct freezing *f, struct arena *arena, struct err *err)
{
	json_t *list = json_array();

	json_object_set_new(render_extension(f->document), "changed", list);
	if (!store_issue_changes(reader->store, f->settings.digest, f->settings.number - CHANGES_BACK, CHANGES_MAX,
		arena, &f->changes, &f->change_count, err))
		return false;
	for (size_t i = 0; i < f->change_count; i++) {
		const struct store_issue_change *c = &f->changes[i];
		json_t *one = json_pack("{s:I}", "issue", (json_int_t)c->number);

		render_text(one, "id", arena_printf(arena, "%" PRId64, c->item_id));
		render_text(one, "title", c->title);
		render_text(one, "url", c->url);
		json_array_append_new(list, one);
	}
	if (f->change_count == 0)
		json_object_del(render_extension(f->document), "changed");
	return true;
}

static bool
make_uid(char out[static ISSUE_UID_SIZE], struct err *err)
{
	unsigned char bytes[UID_BYTES];

	if (getrandom(bytes, sizeof(bytes), 0) != sizeof(bytes))
		return err_set(err, ERR_SYSTEM, "the system has no random numbers");
	for (size_t i = 0; i < sizeof(bytes); i++)
		snprintf(out + 2 * i, 3, "%02x", bytes[i]);
	return true;
}

static void
list_items(struct issue_draft *draft, const struct freezing *f)
{
	json_t *item;
	size_t i;

	json_array_foreach(json_object_get(f->document, "items"), i, item)
	{
		struct issue_told *told = &draft->items[draft->item_count];

		if (!text_int(json_string_value(json_object_get(item, "id")), 1, INT64_MAX, &told->item_id, NULL))
			continue;
		told->revision = json_integer_value(json_object_get(render_extension(item), "revision"));
		draft->item_count++;
	}
	for (; draft->changed_count < f->change_count; draft->changed_count++) {
		const struct store_issue_change *c = &f->changes[draft->changed_count];

		draft->changed[draft->changed_count] = (struct issue_told) { c->item_id, c->revision };
	}
}

static void
finish_document(struct freezing *f, struct issue_draft *draft, struct arena *arena)
{
	json_t *extension = render_extension(f->document);

	json_object_set_new(f->document, "title",
	    json_string(arena_printf(arena, "%s, issue %" PRId64, f->settings.title, f->settings.number)));
	json_object_set_new(extension, "issue", json_integer(f->settings.number));
	json_object_set_new(extension, "uid", json_string(draft->uid));
	render_time(extension, "frozen_at", f->settings.until);
	edit_annotate(&f->edit, f->document);
	buffer_add_json(&draft->document, f->document);
}

static bool
draft_issue(struct reader *reader, struct freezing *f, struct arena *arena, struct issue_draft **out, struct err *err)
{
	struct issue_draft *draft;
	int64_t last_item_id;

	if (!add_changes(reader, f, arena, err) || !store_item_last_id(reader->store, &last_item_id, err))
		return false;
	draft = issue_draft_new(json_array_size(json_object_get(f->document, "items")), f->change_count);
	if (!make_uid(draft->uid, err)) {
		issue_draft_free(draft);
		return false;
	}
	draft->number = f->settings.number;
	draft->is_edited = edit_is_any(&f->edit);
	draft->since = f->settings.since;
	draft->until = f->settings.until;
	draft->last_item_id = last_item_id;
	list_items(draft, f);
	finish_document(f, draft, arena);
	*out = draft;
	return true;
}

/* Nothing to tell is answered as it was found, and nothing is frozen. */
static bool
compose_issue(struct reader *reader, struct request *r, struct freezing *f, struct arena *arena, struct err *err)
{
	bool is_good = true;

	if (!compose_document(reader, f, arena, err))
		return false;
	if (json_array_size(json_object_get(f->document, "items")) == 0 && !request_flag(r, "even_if_empty"))
		reply_json(r, 200, f->document);
	else
		is_good = draft_issue(reader, f, arena, &r->draft, err);
	json_decref(f->document);
	return is_good;
}

/* The issue that is not delivered yet is the one that is asked for. */
static bool
repeat_issue(struct reader *reader, struct request *r, const struct freezing *f, struct arena *arena, struct err *err)
{
	if (edit_is_any(&f->edit))
		return err_set(err, ERR_EXISTS,
		    "issue %lld of '%s' is frozen and not delivered yet: it can't be edited any more",
		    (long long)f->last.number, r->name);
	r->id = f->last.number;
	return answer_issue(reader, r, arena, err);
}

static bool
freeze_with(struct reader *reader, struct request *r, const json_t *body, struct arena *arena, struct err *err)
{
	static const char *const known[] = { "even_if_empty" };
	struct freezing f = { 0 };
	struct recipe recipe;

	if (!params_known(r, known, COUNT_OF(known), err) || !edit_read(body, arena, &f.edit, err) ||
	    !store_recipe_get(reader->store, r->name, arena, &recipe, err) ||
	    !store_issue_last(reader->store, r->name, arena, &f.last, err))
		return false;
	if (f.last.number > 0 && f.last.delivered_at == TIME_NONE)
		return repeat_issue(reader, r, &f, arena, err);
	return compose_issue(reader, r, &f, arena, err);
}

bool
answer_issue_freeze(struct reader *reader, struct request *r, struct arena *arena, struct err *err)
{
	json_error_t where;
	json_t *body = NULL;
	bool is_good;

	if (r->body.len > 0) {
		body = json_loadb(buffer_text(&r->body), r->body.len, JSON_REJECT_DUPLICATES, &where);
		if (body == NULL)
			return err_set(err, ERR_SYNTAX, "the request's body is no JSON: line %d, column %d: %s",
			    where.line, where.column, where.text);
	}
	is_good =
	    body == NULL || json_is_object(body) || err_set(err, ERR_SYNTAX, "the request's body is no JSON object");
	is_good = is_good && freeze_with(reader, r, body, arena, err);
	json_decref(body);
	return is_good;
}
