#include "query/told.h"

#include "query/render.h"
#include "store/digest.h"

/* A change that a later issue told is one, too. */
static bool
is_changed(const struct store_item *item, const struct store_issue_told *told)
{
	return item->revision > told->revision || (item->revision > 1 && item->revised_at > told->frozen_at);
}

bool
told_render(struct store *store, const struct store_item *item, json_t *into, struct arena *arena, struct err *err)
{
	struct store_issue_told *list;
	json_t *issues;
	size_t count;

	if (!store_issue_told(store, item->id, arena, &list, &count, err))
		return false;
	if (count == 0)
		return true;
	issues = json_array();
	json_object_set_new(into, "issues", issues);
	for (size_t i = 0; i < count; i++) {
		json_t *one = json_pack("{s:s, s:I, s:b}", "digest", list[i].digest, "issue",
		    (json_int_t)list[i].number, "changed", is_changed(item, &list[i]));

		render_time(one, "frozen_at", list[i].frozen_at);
		json_array_append_new(issues, one);
	}
	return true;
}
