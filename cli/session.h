/*
 * session: what every command has at hand: the daemon, what is known of the
 * terminal, and the way out for results and complaints.
 *
 * Results go to standard output, through a pager when they are longer than the
 * screen; complaints go to standard error, one line each, "winnow: ...".
 */
#ifndef CLI_SESSION_H
#define CLI_SESSION_H

#include "base/buffer.h"
#include "base/error.h"
#include "cli/client.h"
#include "cli/render/look.h"
#include "cli/render/terminal.h"

#include <jansson.h>
#include <stdbool.h>

enum exit_code {
	EXIT_DONE = 0,
	EXIT_REFUSED = 1, /* or failed */
	EXIT_USAGE = 2,
	EXIT_NO_DAEMON = 3,
	EXIT_NOTHING = 4, /* matched */
};

struct session {
	struct client *client;
	struct terminal terminal; /* standard output */
	struct look look;
};

/* $WINNOW_SOCKET, else what exists of the two usual places. `given` may be NULL. The answer is the caller's. */
char *session_socket_path(const char *given);

/* "winnow: what was wrong: what to do"; control characters are left out. */
void complain(const char *fmt, ...) PRINTF_LIKE(1, 2);
/* The same, and EXIT_USAGE. */
enum exit_code complain_usage(const char *fmt, ...) PRINTF_LIKE(1, 2);
/* Of what the daemon refused; EXIT_USAGE when it was an option's value. */
enum exit_code complain_refusal(const struct answer *answer);

/* Asks, and complains of what the daemon refuses. EXIT_DONE: `out` holds an answer of a status under 400, the caller's. */
enum exit_code
session_ask(struct session *s, const char *method, const char *path, const struct content *content, struct answer *out);
/* The same with a body of JSON, which it takes. */
enum exit_code
session_ask_json(struct session *s, const char *method, const char *path, json_t *body, struct answer *out);
/* GETs what is too large to be held, in parts. EXIT_DONE: it came whole, or `sink` ended it. */
enum exit_code
session_receive(struct session *s, const char *path, client_sink_fn sink, void *context, struct answer *out);
/* The answer's JSON, the caller's; NULL, with a complaint, when it is none. */
json_t *session_parse(const struct answer *answer);
/* GETs a document of JSON. EXIT_DONE: `out` is the caller's; else it stays as it was. */
enum exit_code session_get(struct session *s, const char *path, json_t **out);

/* How an answer is laid out: the functions of cli/render. */
typedef void render_fn(const json_t *document, const struct look *look, struct buffer *out);
/* Prints the answer as `render` lays it out, or with `as_json` exactly as it came. */
enum exit_code session_show(struct session *s, const struct answer *answer, bool as_json, render_fn *render);
/* What render made. */
enum exit_code session_print(struct session *s, const struct buffer *text);
/* Exactly the bytes; on a terminal control characters are shown as \u escapes in JSON, and left out of all else. */
enum exit_code session_print_answer(struct session *s, const struct answer *answer);

#endif
