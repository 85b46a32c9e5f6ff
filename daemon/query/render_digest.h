/*
 * render_digest: a composed digest as a JSON Feed, live or about to be frozen.
 */
#ifndef QUERY_RENDER_DIGEST_H
#define QUERY_RENDER_DIGEST_H

#include "query/compose.h"

#include <jansson.h>

/* A new reference. Inside a snapshot. */
CHECKED bool render_digest(struct reader *reader, const struct compose_settings *settings,
    const struct section *sections, size_t count, json_t **out, struct err *err);
/* Adds what was chosen of one section to an array. */
CHECKED bool render_digest_section(struct reader *reader, const struct section *section, json_t *into, struct err *err);
/* Adds what was not taken and why, as far as there is room for it: an issue's record. */
CHECKED bool render_left_out(struct reader *reader, const struct section *sections, size_t count, json_t *document,
    struct arena *arena, struct err *err);

#endif
