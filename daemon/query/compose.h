/*
 * compose: which items make the digest, from the store's candidates.
 *
 * Each item stands in one section only, that of the topic it fits best. With no
 * topics there is one section of the newest items. Inside a snapshot; the same
 * store, window and settings give the same digest.
 */
#ifndef QUERY_COMPOSE_H
#define QUERY_COMPOSE_H

#include "curate/digest.h"
#include "query/reader.h"

enum {
	COMPOSE_WINDOW_S = 7 * 86400,
	COMPOSE_LIMIT = 7,    /* items a section */
	COMPOSE_PER_FEED = 3, /* items of one source in a section */
};

struct compose_settings {
	const char **topics; /* names; none: all there are */
	size_t topic_count;
	int64_t since, until;
	int64_t limit, per_feed;
	int64_t min_score; /* -1: each topic's threshold */
	bool with_loose_tie;
	const char *seed;
};

struct section {
	const struct store_topic *topic; /* NULL: the newest items */
	size_t considered;               /* candidates */
	const struct store_candidate *candidates;
	struct digest_choice *choices;
	enum digest_fate *fates; /* one a candidate */
	size_t chosen;
};

CHECKED bool compose(struct reader *reader, const struct compose_settings *settings, struct arena *arena,
    struct section **out, size_t *out_count, struct err *err);

/* The usual digest as of now. */
struct compose_settings compose_usual(struct reader *reader, struct arena *arena);

/* Chooses once more among the candidates a section has. */
CHECKED bool compose_section(struct reader *reader, const struct compose_settings *settings, struct section *section,
    struct arena *arena, struct err *err);

#endif
