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
#include "store/digest.h"

struct compose_settings {
	const char *digest; /* its name */
	const char *title;
	const char **topics; /* names; NULL: all there are */
	size_t topic_count;
	const char **missing; /* topics that the recipe names and that were removed since */
	size_t missing_count;
	int64_t since, until;
	int64_t limit, per_feed;
	int64_t min_score; /* -1: each topic's threshold */
	bool with_loose_tie;
	const char *seed;
	/* for an issue; else all zero */
	int64_t number;                               /* the issue's */
	int64_t after_id;                             /* the newest item of the issue before */
	int64_t fresh_since, late_since, followed_by; /* store.h: struct store_candidate_query */
};

struct section {
	const struct store_topic *topic; /* NULL: the newest items */
	size_t considered;               /* candidates */
	size_t more;                     /* of their stories, which gave way before a choice was made */
	const struct store_candidate *candidates;
	struct digest_choice *choices;
	enum digest_fate *fates; /* one a candidate */
	size_t chosen;
};

/* The sections, without anything in them ... */
CHECKED bool compose_topics(struct reader *reader, const struct compose_settings *settings, struct arena *arena,
    struct section **out, size_t *out_count, struct err *err);
/* ... the candidates of one, ... */
CHECKED bool compose_find(struct reader *reader, const struct compose_settings *settings, struct section *section,
    struct arena *arena, struct err *err);
/* ... of which each is then left to the section it fits best. */
void compose_settle(struct section *sections, size_t count, struct arena *arena);
/* All that at once: the sections with their candidates. None is chosen yet: compose_section does that. */
CHECKED bool compose_candidates(struct reader *reader, const struct compose_settings *settings, struct arena *arena,
    struct section **out, size_t *out_count, struct err *err);
/* The whole digest. */
CHECKED bool compose(struct reader *reader, const struct compose_settings *settings, struct arena *arena,
    struct section **out, size_t *out_count, struct err *err);

/* The live digest of that name, as of now. */
CHECKED bool compose_live(
    struct reader *reader, const char *name, struct arena *arena, struct compose_settings *out, struct err *err);
/* Its next issue, if it were frozen now, after the issue `last`. */
CHECKED bool compose_next(struct reader *reader, const struct store_issue *last, struct arena *arena,
    struct compose_settings *out, struct err *err);

const char *section_name(const struct section *section);
const char *section_title(const struct section *section);

/* Chooses among the candidates a section has; again, if it was done before. */
CHECKED bool compose_section(struct reader *reader, const struct compose_settings *settings, struct section *section,
    struct arena *arena, struct err *err);

#endif
