#include "fetch/refresh.h"

#include "base/memory.h"

#include <stdlib.h>

struct refresh {
	struct list link;
	struct request *request;
	int64_t number;
	struct ticket *tickets; /* owned; all that were and will be given out */
	size_t given;
	size_t left;
	bool is_closed;
};

void
refreshes_init(struct refreshes *all, void (*on_done)(struct request *request, void *context), void *context)
{
	*all = (struct refreshes) { .on_done = on_done, .context = context };
	list_init(&all->all);
}

static struct request *
end(struct refresh *r)
{
	struct request *request = r->request;

	list_remove(&r->link);
	free(r->tickets);
	free(r);
	return request;
}

void
refreshes_fini(struct refreshes *all, void (*abandon)(struct request *request, void *context), void *context)
{
	while (!list_is_empty(&all->all))
		abandon(end(LIST_ENTRY(all->all.next, struct refresh, link)), context);
}

struct refresh *
refresh_new(struct refreshes *all, struct request *request, size_t feeds)
{
	struct refresh *r = mem_alloc(sizeof(*r));

	r->request = request;
	r->number = ++all->last_number;
	r->tickets = mem_array(feeds, sizeof(struct ticket));
	list_append(&all->all, &r->link);
	return r;
}

void
refresh_join(struct refresh *r, struct ticket **chain)
{
	struct ticket *ticket = &r->tickets[r->given++];

	r->left++;
	*ticket = (struct ticket) { *chain, r };
	*chain = ticket;
}

static void
end_if_done(struct refreshes *all, struct refresh *r)
{
	if (r->is_closed && r->left == 0)
		all->on_done(end(r), all->context);
}

void
refresh_close(struct refreshes *all, struct refresh *r)
{
	r->is_closed = true;
	end_if_done(all, r);
}

int64_t
refresh_number(const struct ticket *chain)
{
	return chain != NULL ? chain->refresh->number : 0;
}

static void
count(struct refresh_counts *counts, const struct outcome *outcome)
{
	counts->polled++;
	counts->new_items += outcome->items_new;
	if (outcome->is_failed || !outcome->is_stored)
		counts->failed++;
	else if (outcome->is_changed)
		counts->changed++;
	else
		counts->unchanged++;
}

void
refresh_count(struct refreshes *all, struct ticket **chain, const struct outcome *outcome)
{
	struct ticket *ticket = *chain, *next;

	*chain = NULL;
	for (; ticket != NULL; ticket = next) {
		struct refresh *r = ticket->refresh;

		next = ticket->next; /* the tickets go with their refresh */
		if (outcome != NULL)
			count(&r->request->refreshed, outcome);
		r->left--;
		end_if_done(all, r);
	}
}
