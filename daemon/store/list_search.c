#include "store/list_search.h"

#include "store/list_windows.h"
#include "store/list_words.h"

/* So few pages of the search index that it is not worth while to look at texts before. */
enum { FEW_PAGES = 300 };

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
	if (match.holders.has_beginning && match.holders.pages > FEW_PAGES &&
	    !list_windows(s, query, &match, from, out, out_count, &is_done, err))
		return false;
	return is_done || list_words(s, query, &match, from, out, out_count, err);
}
