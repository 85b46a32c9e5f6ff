#include "message/plan.h"

#include "base/memory.h"

#include <stdlib.h>

struct plans *
plans_new(size_t count)
{
	struct plans *plans = mem_alloc(sizeof(*plans));

	plans->letter.kind = LETTER_PLANS;
	plans->letter.bytes = count * sizeof(struct plan);
	plans->count = count;
	plans->plan = mem_array(count, sizeof(struct plan));
	return plans;
}

void
plan_fini(struct plan *plan)
{
	free(plan->url);
	free(plan->etag);
	free(plan->last_modified);
	*plan = (struct plan) { 0 };
}

void
plans_free(struct plans *plans)
{
	if (plans == NULL)
		return;
	for (size_t i = 0; i < plans->count; i++)
		plan_fini(&plans->plan[i]);
	free(plans->plan);
	free(plans);
}
