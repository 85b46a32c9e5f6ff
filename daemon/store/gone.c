#include "store/gone.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

void
gone_fini(struct gone *g)
{
	free(g->list);
	buffer_fini(&g->terms);
}

int
gone_compare_terms(const char *a, size_t a_len, const char *b, size_t b_len)
{
	int order = memcmp(a, b, a_len < b_len ? a_len : b_len);

	return order != 0 ? order : a_len < b_len ? -1 : a_len > b_len;
}

int
gone_compare(const struct gone *g, const struct gone_word *word, const char *term, size_t len)
{
	return gone_compare_terms(g->terms.data + word->term, word->len, term, len);
}

void
gone_add(struct gone *g, const char *term, size_t len, int64_t id)
{
	struct gone_word word = { .len = (uint32_t)len, .id = id };

	if (g->count == g->cap) {
		g->cap = g->cap > 0 ? 2 * g->cap : 64;
		g->list = mem_resize(g->list, g->cap * sizeof(*g->list));
	}
	if (g->count > 0 && gone_compare(g, &g->list[g->count - 1], term, len) == 0) {
		word.term = g->list[g->count - 1].term;
	} else {
		word.term = (uint32_t)g->terms.len;
		buffer_add(&g->terms, term, len);
	}
	g->list[g->count++] = word;
}

static bool
is_before(const struct gone *a, const struct gone_word *x, const struct gone *b, const struct gone_word *y)
{
	int order = gone_compare(a, x, b->terms.data + y->term, y->len);

	return order < 0 || (order == 0 && x->id < y->id);
}

void
gone_merge(struct gone *into, struct gone *more)
{
	struct gone all = { .list = NULL };

	if (more->count == 0)
		return;
	for (size_t i = 0, j = 0; i < into->count || j < more->count;) {
		bool is_first =
		    j == more->count || (i < into->count && is_before(into, &into->list[i], more, &more->list[j]));
		const struct gone *from = is_first ? into : more;
		const struct gone_word *word = &from->list[is_first ? i++ : j++];

		gone_add(&all, from->terms.data + word->term, word->len, word->id);
	}
	gone_fini(into);
	gone_fini(more);
	*into = all;
	*more = (struct gone) { .list = NULL };
}
