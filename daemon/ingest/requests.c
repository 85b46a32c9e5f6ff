#include "ingest/requests.h"

#include "base/log.h"
#include "base/text.h"
#include "ingest/example_page.h"
#include "ingest/folding.h"
#include "ingest/happened.h"
#include "ingest/hold.h"
#include "ingest/judgement.h"
#include "ingest/subscribe.h"

static bool (*const handlers[REQUEST_KINDS])(struct writer *w, struct request *r, struct err *err) = {
	[REQUEST_FEED_PATCH] = request_feed_patch,
	[REQUEST_FEED_REMOVE] = request_feed_remove,
	[REQUEST_OPML_IMPORT] = request_opml_import,
	[REQUEST_TOPIC_PUT] = request_topic_put,
	[REQUEST_TOPIC_FORGET] = request_topic_forget,
	[REQUEST_EXAMPLE_ADD] = request_example_add,
	[REQUEST_EXAMPLE_REMOVE] = request_example_remove,
	[REQUEST_TOPIC_REMOVE] = request_topic_remove,
	[REQUEST_ITEM_PATCH] = request_item_patch,
	[REQUEST_RECIPE_PUT] = request_recipe_put,
	[REQUEST_RECIPE_REMOVE] = request_recipe_remove,
	[REQUEST_ISSUE_FREEZE] = request_issue_freeze,
	[REQUEST_ISSUE_PUT] = request_issue_put,
	[REQUEST_ITEMS_ADD] = request_items_add,
	[REQUEST_ITEMS_ADD_ALONE] = request_items_add,
	[REQUEST_ISSUE_PATCH] = request_issue_patch,
};

json_t *
requests_body(struct request *r)
{
	json_error_t where;
	json_t *body = json_loadb(buffer_text(&r->body), r->body.len, JSON_REJECT_DUPLICATES, &where);

	if (json_is_object(body))
		return body;
	if (body == NULL)
		reply_problem(r, 400, "the request's body is no JSON: line %d, column %d: %s", where.line, where.column,
		    where.text);
	else
		reply_problem(r, 400, "the request's body is no JSON object");
	json_decref(body);
	return NULL;
}

/* A handler that failed without filling the reply gets one made of its error. */
static void
run(struct writer *w, struct request *r)
{
	struct err err = { 0 };

	w->asked_ms = clock_steady_ms(w->clock);
	if (!store_begin(w->store, STORE_PERSON, &err)) {
		reply_error(r, &err);
		return;
	}
	if (handlers[r->kind](w, r, &err) && store_commit(w->store, &err)) {
		happened_commit(w);
		return;
	}
	store_rollback(w->store);
	happened_rollback(w->happened);
	r->reply.then = REQUEST_NONE;
	if (err.code != ERR_BUSY) /* another request may be what was in the way */
		hold_hear(w, &err);
	if (r->reply.status == 0 || r->reply.status < 400)
		reply_error(r, &err);
	if (r->reply.status >= 500)
		log_error("request failed", LOG_INT("kind", r->kind), LOG_TEXT("error", err.text));
}

void
requests_answer_refresh(struct writer *w, struct request *r)
{
	const struct refresh_counts *c = &r->refreshed;
	json_t *body = json_pack("{s:I, s:I, s:I, s:I, s:I}", "polled", (json_int_t)c->polled, "unchanged",
	    (json_int_t)c->unchanged, "changed", (json_int_t)c->changed, "failed", (json_int_t)c->failed, "new_items",
	    (json_int_t)c->new_items);

	reply_json(r, 200, body);
	json_decref(body);
	writer_reply(w, r);
}

static void
settle(struct writer *w, struct request *r)
{
	r->letter.next = (struct letter *)w->settling;
	w->settling = r;
}

void
requests_handle(struct writer *w, struct request *r)
{
	if (r->kind == REQUEST_REFRESH || r->kind == REQUEST_FEED_REFRESH) {
		settle(w, r);
	} else if (hold_takes_nothing(w)) {
		r->reply.then = REQUEST_NONE;
		reply_problem(r, 507, "%s", trouble_text(TROUBLE_LOST));
		writer_reply(w, r);
	} else if (r->kind == REQUEST_FEED_ADD) {
		subscribe_begin(w, r);
	} else if (r->kind == REQUEST_EXAMPLE_ADD && example_fetch(w, r)) {
		return; /* it comes again, with the page */
	} else if (r->kind < REQUEST_KINDS && handlers[r->kind] != NULL) {
		run(w, r);
		writer_reply(w, r);
	} else {
		reply_problem(r, 500, "winnowd routed a request to the wrong room");
		writer_reply(w, r);
	}
}

void
requests_let_in(struct writer *w)
{
	while (mailbox_has_urgent(w->doors->ingest))
		requests_handle(w, (struct request *)mailbox_collect(w->doors->ingest));
}
