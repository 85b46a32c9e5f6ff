/*
 * list_match: which items hold the words of a search. Private to this folder.
 *
 * That is read from the largest id down, and only as far as somebody asks: the
 * newest items have the largest ids. Of an id far down the stretch around it
 * is read instead.
 */
#ifndef STORE_LIST_MATCH_H
#define STORE_LIST_MATCH_H

#include "store/holders.h"

struct list_match {
	struct holders holders;
	bool is_reversed; /* it is about those that don't hold the words */
	uint64_t *bits;   /* of all ids under `top`: whether it holds them, where that is known */
	bool *is_known;   /* of each block of ids */
	int64_t top;
	int64_t low;      /* what is not under it is known */
	size_t count;     /* that hold them, of these */
	bool is_complete; /* all are */
	size_t down;      /* blocks to be read next from the end */
	size_t leap;      /* blocks read last around an id ... */
	size_t leapt_to;  /* ... and the first of these */
};

void list_match_fini(struct list_match *m);
#define LIST_MATCH __attribute__((cleanup(list_match_fini))) struct list_match

/* ERR_SYNTAX. */
CHECKED bool list_match_init(struct list_match *m, struct store *s, const char *words, struct err *err);
/* Of those that don't hold the words, among them ids that no item has. */
CHECKED bool list_match_init_reversed(struct list_match *m, struct store *s, const char *words, struct err *err);
CHECKED bool list_match_holds(struct list_match *m, int64_t id, bool *out, struct err *err);
/* Reads on from the end, a stretch; nothing, when all is known. */
CHECKED bool list_match_read(struct list_match *m, struct err *err);
/* The largest id under this one that holds them, of those known from the end; 0: none. */
int64_t list_match_before(const struct list_match *m, int64_t id);

#endif
