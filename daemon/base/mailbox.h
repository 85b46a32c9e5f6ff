/*
 * mailbox: the only way one thread hands work to another.
 *
 * Bounded, many posters, one owner or (for reading requests) a few equal
 * owners. Posting gives the letter away: the poster may not touch it again. A
 * full mailbox refuses, and the poster slows down; nothing in winnowd waits on
 * a full mailbox. What a person waits for is posted as urgent: it overtakes what
 * is not, keeps its order among its like, and has as much room again. Boxes that
 * carry answers home have no bound of their own: what is in them is bounded by
 * what was asked.
 */
#ifndef BASE_MAILBOX_H
#define BASE_MAILBOX_H

#include "base/error.h"

#include <stddef.h>

/* First member of whatever is sent. */
struct letter {
	struct letter *next;
	int kind;     /* enum letter_kind of message/letter.h */
	size_t bytes; /* what it weighs against the box's room */
};

struct mailbox;

/* `letters_max`, `bytes_max`: of the urgent ones and again of the others; 0 is no bound. A lone letter heavier than bytes_max is let in when there is none of its kind. */
struct mailbox *mailbox_new(size_t letters_max, size_t bytes_max);
/* Letters left in it are leaked: close, then take until NULL, first. NULL is fine. */
void mailbox_free(struct mailbox *box);

/* Called after each post, on the poster's thread, for an owner that does not wait in mailbox_take. Before any post. */
void mailbox_on_post(struct mailbox *box, void (*wake)(void *context), void *context);

/* Takes `letter` on true. On false (full or closed) it is still the caller's. Any thread. */
CHECKED bool mailbox_post(struct mailbox *box, struct letter *letter);
CHECKED bool mailbox_post_urgent(struct mailbox *box, struct letter *letter);
/* Waits for a letter; NULL once the box is closed and empty. Owner. */
struct letter *mailbox_take(struct mailbox *box);
/* The same of urgent letters alone: for an owner that is kept free for them while others see to the rest. */
struct letter *mailbox_take_urgent(struct mailbox *box);
/* A letter or NULL, without waiting. Owner. */
struct letter *mailbox_collect(struct mailbox *box);
/* No more posts; those who wait are woken. Any thread. */
void mailbox_close(struct mailbox *box);
CHECKED bool mailbox_is_closed(struct mailbox *box);

/* Any thread. */
size_t mailbox_depth(struct mailbox *box);            /* letters of both kinds */
CHECKED bool mailbox_has_urgent(struct mailbox *box); /* something urgent waits */

#endif
