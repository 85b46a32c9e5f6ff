/*
 * refresh: polls that somebody asked for, counted until the last is home.
 *
 * A refresh hands out a ticket for each feed it waits for; a feed keeps a chain
 * of tickets, as several refreshes may wait for it.
 */
#ifndef FETCH_REFRESH_H
#define FETCH_REFRESH_H

#include "base/list.h"
#include "message/document.h"
#include "message/request.h"

#include <stddef.h>
#include <stdint.h>

struct refresh;

struct ticket {
	struct ticket *next;
	struct refresh *refresh;
};

struct refreshes {
	struct list all;
	int64_t last_number;
	void (*on_done)(struct request *request, void *context); /* takes it; nothing is left to wait for */
	void *context;
};

void refreshes_init(struct refreshes *all, void (*on_done)(struct request *request, void *context), void *context);
/* Gives every waiting request to `abandon`. Chains of tickets are void then. */
void refreshes_fini(struct refreshes *all, void (*abandon)(struct request *request, void *context), void *context);

/* Takes `request`. At most `feeds` can join. */
struct refresh *refresh_new(struct refreshes *all, struct request *request, size_t feeds);
void refresh_join(struct refresh *r, struct ticket **chain);
/* Everybody has joined: it is done as soon as nobody is waited for, perhaps now. */
void refresh_close(struct refreshes *all, struct refresh *r);
/* The number of the first in the chain; 0: none. */
int64_t refresh_number(const struct ticket *chain);
/* Counts the outcome for each ticket and empties the chain. NULL: the feed is gone, nothing is counted. */
void refresh_count(struct refreshes *all, struct ticket **chain, const struct outcome *outcome);

#endif
