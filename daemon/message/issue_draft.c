#include "message/issue_draft.h"

#include "base/memory.h"

#include <stdlib.h>

struct issue_draft *
issue_draft_new(size_t items_max, size_t changed_max)
{
	struct issue_draft *draft = mem_alloc(sizeof(*draft));

	draft->items = mem_array(items_max + 1, sizeof(*draft->items));
	draft->changed = mem_array(changed_max + 1, sizeof(*draft->changed));
	return draft;
}

void
issue_draft_free(struct issue_draft *draft)
{
	if (draft == NULL)
		return;
	free(draft->items);
	free(draft->changed);
	buffer_fini(&draft->document);
	free(draft);
}
