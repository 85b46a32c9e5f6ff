/*
 * issue: frozen issues of a digest over the socket: what printing one and
 * mailing one have in common. Each complains of what went wrong.
 */
#ifndef CLI_ISSUE_H
#define CLI_ISSUE_H

#include "cli/session.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#define DIGEST_DEFAULT "default"

/* Where issue `number` of a digest is; 0: all of them. */
void issue_path(const char *digest, int64_t number, struct buffer *path);
/*
 * Freezes the next issue, or gets the undelivered one again. EXIT_DONE: `out` holds the document, the caller's.
 * EXIT_NOTHING: nothing is new, nothing was frozen, and that is said. `edit` ({"intro","items"}) may be NULL; it is
 * taken.
 */
enum exit_code
issue_freeze(struct session *s, const char *digest, json_t *edit, bool even_if_empty, struct answer *out);
/* One that was frozen. */
enum exit_code issue_get(struct session *s, const char *digest, int64_t number, struct answer *out);
/* {"issues": [...]}, newest first. */
enum exit_code issue_list(struct session *s, const char *digest, struct answer *out);
/* The same, at most `limit` of those with a number under `before`; 0: of all. `out` is the caller's. */
enum exit_code issue_list_before(struct session *s, const char *digest, int64_t before, int64_t limit, json_t **out);
/* It went out; `out` says how it stands. Saying it twice is fine. */
enum exit_code issue_deliver(struct session *s, const char *digest, int64_t number, struct answer *out);

/* Says that none was frozen yet. */
void issue_tell_none(const char *digest);
/* Says that there is nothing new, since when, and which feeds may be the reason. */
void issue_tell_nothing(const json_t *digest);

#endif
