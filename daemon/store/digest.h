/*
 * digest: recipes of digests, and the issues that were frozen of them.
 *
 * Part of what store.h promises, in a header of its own for those few who deal
 * with issues. An issue outlives its digest and the items in it.
 */
#ifndef STORE_DIGEST_H
#define STORE_DIGEST_H

#include "curate/recipe.h"
#include "store/store.h"

/* Makes or replaces by name. */
CHECKED bool
store_recipe_put(struct store *s, const struct recipe *recipe, int64_t now, bool *out_is_new, struct err *err);
/* ERR_NOT_FOUND, but for `default`, which is always there. */
CHECKED bool
store_recipe_get(struct store *s, const char *name, struct arena *arena, struct recipe *out, struct err *err);
/* By name; `default` is among them. At most STORE_RECIPES_MAX. */
CHECKED bool
store_recipe_list(struct store *s, struct arena *arena, struct recipe **out, size_t *out_count, struct err *err);
/* `default` is as usual again; no error when it was. */
CHECKED bool store_recipe_remove(struct store *s, const char *name, struct err *err);

enum { STORE_RECIPES_MAX = 1000 };

struct store_issue {
	const char *digest;
	int64_t number; /* from 1 */
	const char *uid;
	int64_t since, until;
	int64_t last_item_id; /* the newest item when it was frozen */
	int64_t item_count;
	int64_t frozen_at;
	int64_t delivered_at; /* TIME_NONE: not yet */
};

/* An item of an issue, in the revision that was told. */
struct store_issue_item {
	int64_t item_id;
	int64_t revision;
};

/* The digests that have issues, by name, those that were removed too; at most STORE_RECIPES_MAX. */
CHECKED bool
store_issue_digests(struct store *s, struct arena *arena, const char ***out, size_t *out_count, struct err *err);
/* The newest one; number 0 when there is none yet. */
CHECKED bool
store_issue_last(struct store *s, const char *digest, struct arena *arena, struct store_issue *out, struct err *err);
CHECKED bool store_issue_get(
    struct store *s, const char *digest, int64_t number, struct arena *arena, struct store_issue *out, struct err *err);
/* Its bytes, as they were frozen. */
CHECKED bool store_issue_document(struct store *s, const char *digest, int64_t number, struct arena *arena,
    const char **out, size_t *out_len, struct err *err);
/* Newest first, at most `limit`, those with a number under `before`. */
CHECKED bool store_issue_list(struct store *s, const char *digest, int64_t before, size_t limit, struct arena *arena,
    struct store_issue **out, size_t *out_count, struct err *err);
/* ERR_EXISTS when there is one of that number. */
CHECKED bool
store_issue_put(struct store *s, const struct store_issue *issue, const char *document, size_t len, struct err *err);
/* One of its items. ERR_EXISTS when it stood in an issue of that digest before. */
CHECKED bool store_issue_add(
    struct store *s, const char *digest, int64_t number, const struct store_issue_item *item, struct err *err);
/* The item's change is told: it counts as told in this revision. */
CHECKED bool
store_issue_retell(struct store *s, const char *digest, const struct store_issue_item *item, struct err *err);
/* The first time counts. */
CHECKED bool store_issue_deliver(struct store *s, const char *digest, int64_t number, int64_t now, struct err *err);

/* The issues that an item stood in, by digest; at most STORE_TOLD_MAX. */
struct store_issue_told {
	const char *digest;
	int64_t number;
	int64_t frozen_at;
	int64_t revision; /* the last one told, there or as a change in a later issue */
};
enum { STORE_TOLD_MAX = 100 };
CHECKED bool store_issue_told(struct store *s, int64_t item_id, struct arena *arena, struct store_issue_told **out,
    size_t *out_count, struct err *err);

/* Items of issues from `number` on whose text changed since it was told, the latest first. */
struct store_issue_change {
	int64_t number;
	int64_t item_id;
	int64_t revision; /* as it is now */
	const char *title;
	const char *url;
};
CHECKED bool store_issue_changes(struct store *s, const char *digest, int64_t number, size_t limit, struct arena *arena,
    struct store_issue_change **out, size_t *out_count, struct err *err);

/* Feeds that answer well and have had nothing new for five times their rhythm, a fortnight at least. */
CHECKED bool store_feeds_silent(struct store *s, int64_t now, int64_t *out, struct err *err);

#endif
