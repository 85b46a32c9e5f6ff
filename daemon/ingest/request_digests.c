/* Digests: their recipes made and removed, their issues frozen and delivered. */
#include "base/text.h"
#include "curate/recipe.h"
#include "ingest/happened.h"
#include "ingest/requests.h"
#include "store/digest.h"

static bool
check_topics(struct writer *w, const struct recipe *recipe, struct arena *arena, struct err *err)
{
	struct store_topic *topic;

	for (size_t i = 0; i < recipe->topic_count; i++)
		if (!store_topic_get(w->store, recipe->topics[i], arena, &topic, err)) {
			if (err->code == ERR_NOT_FOUND)
				err->code = ERR_INVALID;
			return err_wrap(err, "digest '%s'", recipe->name);
		}
	return true;
}

bool
request_recipe_put(struct writer *w, struct request *r, struct err *err)
{
	ARENA arena = arena_new();
	json_t *body = requests_body(r);
	struct recipe recipe;
	bool is_new = false, is_good;

	if (body == NULL)
		return false;
	is_good = recipe_from_json(body, r->name, arena, &recipe, err) && check_topics(w, &recipe, arena, err) &&
		  store_recipe_put(w->store, &recipe, clock_now_s(w->clock), &is_new, err);
	json_decref(body);
	r->reply.status = is_good ? (is_new ? 201 : 200) : 0;
	r->reply.then = REQUEST_RECIPE_GET;
	return is_good;
}

bool
request_recipe_remove(struct writer *w, struct request *r, struct err *err)
{
	r->reply.status = 204;
	return store_recipe_remove(w->store, r->name, err);
}

/* ---- issues ---- */

static bool
store_items(struct writer *w, const char *digest, const struct issue_draft *draft, struct err *err)
{
	for (size_t i = 0; i < draft->item_count; i++) {
		const struct issue_told *told = &draft->items[i];

		if (!store_issue_add(w->store, digest, draft->number,
			&(struct store_issue_item) { told->item_id, told->revision }, err))
			return false;
	}
	for (size_t i = 0; i < draft->changed_count; i++) {
		const struct issue_told *told = &draft->changed[i];

		if (!store_issue_retell(
			w->store, digest, &(struct store_issue_item) { told->item_id, told->revision }, err))
			return false;
	}
	return true;
}

static bool
freeze(struct writer *w, const char *digest, const struct issue_draft *draft, struct err *err)
{
	struct store_issue issue = {
		.digest = digest,
		.number = draft->number,
		.uid = draft->uid,
		.since = draft->since,
		.until = draft->until,
		.last_item_id = draft->last_item_id,
		.item_count = (int64_t)draft->item_count,
		.frozen_at = draft->until,
		.delivered_at = TIME_NONE,
	};

	return store_issue_put(w->store, &issue, buffer_text(&draft->document), draft->document.len, err) &&
	       store_items(w, digest, draft, err);
}

/*
 * Several may have been composed side by side; the first one is the issue, and
 * is what the others are told, unless it has been delivered in between.
 */
bool
request_issue_freeze(struct writer *w, struct request *r, struct err *err)
{
	ARENA arena = arena_new();
	struct store_issue last;

	if (!store_issue_last(w->store, r->name, arena, &last, err))
		return false;
	r->reply.then = REQUEST_ISSUE_GET;
	r->reply.status = 200;
	r->id = last.number;
	if (last.number > 0 && last.delivered_at == TIME_NONE)
		return !r->draft->is_edited ||
		       err_set(err, ERR_EXISTS, "issue %lld of '%s' was frozen meanwhile, and is not delivered yet",
			   (long long)last.number, r->name);
	if (last.number + 1 != r->draft->number)
		return err_set(err, ERR_BUSY, "issue %lld of '%s' was frozen and delivered meanwhile; ask again",
		    (long long)last.number, r->name);
	r->id = r->draft->number;
	r->reply.status = 201;
	if (!freeze(w, r->name, r->draft, err))
		return false;
	happened_issue(w->happened, r->name, r->id);
	return true;
}

bool
request_issue_patch(struct writer *w, struct request *r, struct err *err)
{
	json_t *body = requests_body(r);
	bool is_delivered;

	if (body == NULL)
		return false;
	is_delivered = json_object_size(body) == 1 && json_is_true(json_object_get(body, "delivered"));
	json_decref(body);
	if (!is_delivered)
		return err_set(err, ERR_INVALID,
		    "all that can be said of an issue is {\"delivered\": true}, and it can't be taken back");
	r->reply.status = 200;
	r->reply.then = REQUEST_ISSUE_STATE;
	return store_issue_deliver(w->store, r->name, r->id, clock_now_s(w->clock), err);
}
