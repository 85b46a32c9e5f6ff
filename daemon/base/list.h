/*
 * list: a doubly linked list through a member of what is listed. Owns nothing.
 *
 * A `struct list` that heads a list is initialised by list_init; a link that is
 * in no list is zeroed or has been through list_remove.
 */
#ifndef BASE_LIST_H
#define BASE_LIST_H

#include <stdbool.h>
#include <stddef.h>

struct list {
	struct list *prev;
	struct list *next;
};

#define LIST_ENTRY(link, type, member) ((type *)(void *)((char *)(link)-offsetof(type, member)))

static inline void
list_init(struct list *head)
{
	head->prev = head->next = head;
}

static inline bool
list_is_empty(const struct list *head)
{
	return head->next == head;
}

static inline bool
list_is_linked(const struct list *link)
{
	return link->next != NULL;
}

static inline void
list_append(struct list *head, struct list *link)
{
	link->prev = head->prev;
	link->next = head;
	head->prev->next = link;
	head->prev = link;
}

/* Of a link in no list, does nothing. */
static inline void
list_remove(struct list *link)
{
	if (!list_is_linked(link))
		return;
	link->prev->next = link->next;
	link->next->prev = link->prev;
	link->prev = link->next = NULL;
}

/* The first link, taken out; NULL when there is none. */
static inline struct list *
list_take_first(struct list *head)
{
	struct list *first = head->next;

	if (first == head)
		return NULL;
	list_remove(first);
	return first;
}

#endif
