#include "store/list_search.h"

#include "store/list_windows.h"
#include "store/list_words.h"

/* So few pages of the search index that it is not worth while to look at texts before. */
enum { FEW_PAGES = 300 };

/*
 * Beginnings are read for all items or for none. So is whatever is sought by score: of those that come one after another
 * then, each stands elsewhere in the index.
 */
static bool
is_long_in_reading(const struct store_item_query *query, const struct holders *holders)
{
	return (holders->has_beginning || query->sort == STORE_BY_SCORE) && holders_pages_at_once(holders) > FEW_PAGES;
}

bool
list_search(struct store *s, const struct store_item_query *query, const struct cursor *from, struct cursor *out,
    size_t *out_count, struct err *err)
{
	LIST_MATCH match = { .bits = NULL };
	bool is_done = false;

	if (query->match == NULL)
		return list_words(s, query, NULL, from, out, out_count, err);
	if (!list_match_init(&match, s, query->match, err))
		return false;
	if (is_long_in_reading(query, &match.holders) &&
	    !list_windows(s, query, &match, from, out, out_count, &is_done, err))
		return false;
	return is_done || list_words(s, query, &match, from, out, out_count, err);
}
