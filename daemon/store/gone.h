/*
 * gone: terms that items have no longer, in the order of both. Private to this
 * folder.
 *
 * What a newer piece of the search index says of a term of an item counts, and
 * not what an older one does.
 */
#ifndef STORE_GONE_H
#define STORE_GONE_H

#include "base/buffer.h"

#include <stddef.h>
#include <stdint.h>

struct gone {
	struct gone_word {
		uint32_t term, len; /* in `terms` */
		int64_t id;
	} * list;
	size_t count, cap;
	struct buffer terms;
};

void gone_fini(struct gone *g);
/* Added in their order. */
void gone_add(struct gone *g, const char *term, size_t len, int64_t id);
/* What is in both comes to be in `into`; `more` is empty then. */
void gone_merge(struct gone *into, struct gone *more);
/* As memcmp(). */
int gone_compare(const struct gone *g, const struct gone_word *word, const char *term, size_t len);
int gone_compare_terms(const char *a, size_t a_len, const char *b, size_t b_len);

#endif
