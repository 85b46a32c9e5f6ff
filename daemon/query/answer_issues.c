/* Issues that were frozen: the list, how one stands, and one as it is for ever. */
#include "base/text.h"
#include "query/params.h"
#include "query/reader.h"
#include "query/render.h"
#include "store/digest.h"

enum { LIST_USUAL = 100, LIST_MAX = 1000 };

static json_t *
state_of(const struct store_issue *issue)
{
	json_t *one = json_pack("{s:I, s:s, s:I, s:b}", "number", (json_int_t)issue->number, "uid", issue->uid, "items",
	    (json_int_t)issue->item_count, "delivered", issue->delivered_at != TIME_NONE);

	render_time(one, "frozen_at", issue->frozen_at);
	render_time(one, "since", issue->since);
	render_time(one, "until", issue->until);
	render_time(one, "delivered_at", issue->delivered_at);
	return one;
}

/* A digest that was removed still has its issues. */
static bool
check_name(struct reader *reader, const char *name, size_t issues, struct arena *arena, struct err *err)
{
	struct recipe recipe;

	return issues > 0 || store_recipe_get(reader->store, name, arena, &recipe, err);
}

static void
reply_list(struct request *r, const struct store_issue *issues, size_t count)
{
	json_t *list = json_array(), *body = json_pack("{s:o}", "issues", list);

	for (size_t i = 0; i < count; i++)
		json_array_append_new(list, state_of(&issues[i]));
	reply_json(r, 200, body);
	json_decref(body);
}

bool
answer_issue_list(struct reader *reader, struct request *r, struct arena *arena, struct err *err)
{
	static const char *const known[] = { "limit", "before" };
	int64_t limit = LIST_USUAL, before = INT64_MAX;
	struct store_issue *issues;
	size_t count;

	if (!params_known(r, known, COUNT_OF(known), err) || !param_int(r, "limit", 1, LIST_MAX, &limit, err) ||
	    !param_int(r, "before", 1, INT64_MAX, &before, err) ||
	    !store_issue_list(reader->store, r->name, before, (size_t)limit, arena, &issues, &count, err) ||
	    !check_name(reader, r->name, count, arena, err))
		return false;
	reply_list(r, issues, count);
	return true;
}

bool
answer_issue_state(struct reader *reader, struct request *r, struct arena *arena, struct err *err)
{
	struct store_issue issue;
	json_t *body;

	if (!store_issue_get(reader->store, r->name, r->id, arena, &issue, err))
		return false;
	body = state_of(&issue);
	reply_json(r, 200, body);
	json_decref(body);
	return true;
}

bool
answer_issue(struct reader *reader, struct request *r, struct arena *arena, struct err *err)
{
	const char *document;
	size_t len;

	if (!store_issue_document(reader->store, r->name, r->id, arena, &document, &len, err))
		return false;
	r->reply.status = 200;
	buffer_add(&r->reply.body, document, len);
	return true;
}
