/*
 * recipe: what a curator wrote down of a digest: its sections and their
 * measure. A type and its JSON; composing is query's business.
 */
#ifndef CURATE_RECIPE_H
#define CURATE_RECIPE_H

#include "base/arena.h"
#include "base/error.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The digest that exists without anybody having made it. */
#define RECIPE_DEFAULT "default"

enum {
	RECIPE_NAME_MAX_BYTES = 64,
	RECIPE_TITLE_MAX_BYTES = 200,
	RECIPE_TOPICS_MAX = 100,
	RECIPE_LIMIT_MAX = 200,
	RECIPE_WINDOW_MIN_S = 60,
	RECIPE_WINDOW_MAX_S = 366 * 86400,
};

struct recipe {
	const char *name;
	const char *title;   /* never NULL */
	const char **topics; /* names, the sections in their order; none: all there are */
	size_t topic_count;
	int64_t limit;     /* items a section */
	int64_t per_feed;  /* items of one source in a section; 0: no bound */
	int64_t min_score; /* -1: each topic's threshold */
	int64_t window_s;
	bool with_loose_tie;
};

/* As `default` is when nobody changed it, under a name of your own. Borrows the name. */
struct recipe recipe_usual(const char *name);
/*
 * {"title"?,"topics"? (or "sections"),"limit"?,"per_feed"?,"window"?,"min_score"?,"serendipity"?}; what is missing is usual. Borrows
 * from `body` and `name`. ERR_INVALID names what is wrong.
 */
CHECKED bool
recipe_from_json(const json_t *body, const char *name, struct arena *arena, struct recipe *out, struct err *err);
/* The same with its name; a new reference. */
json_t *recipe_to_json(const struct recipe *recipe);

#endif
