/*
 * client: HTTP over the daemon's Unix socket. With mail/smtp
 * the only home of libcurl here.
 *
 * One connection, kept between requests. Knows nothing of what is asked; an
 * answer of any status is an answer.
 */
#ifndef CLI_CLIENT_H
#define CLI_CLIENT_H

#include "base/buffer.h"
#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The largest answer taken: an OPML of far more feeds than a daemon follows. */
enum { CLIENT_ANSWER_MAX_BYTES = 256 << 20 };

struct client;

struct client *client_new(const char *socket_path);
void client_free(struct client *client); /* NULL is fine */
/* From now on an answer is waited for so long; 0: for ever, as at first. */
void client_patience(struct client *client, int64_t patience_s);

/* What a request brings along; all zero: nothing. Borrowed. */
struct content {
	const void *bytes; /* NULL: no body */
	size_t len;
	const char *type;     /* Content-Type */
	const char *location; /* Content-Location, or NULL */
};

struct answer {
	long status;
	char *type; /* Content-Type without its parameters; NULL: none */
	char *etag; /* with its quotes; NULL: none */
	struct buffer body;
};

#define ANSWER __attribute__((cleanup(answer_fini))) struct answer

void answer_fini(struct answer *answer);
/* ERR_NETWORK: nobody listens at the socket. ERR_REFUSED: we may not. ERR_SYSTEM: the line broke. `content` may be NULL. */
CHECKED bool client_request(struct client *client, const char *method, const char *path, const struct content *content,
    struct answer *out, struct err *err);

/* Who hears an answer while it comes. A callback that answers false ends it. */
struct listener {
	bool (*on_bytes)(void *context, const char *bytes, size_t len);
	bool (*on_wake)(void *context); /* after every wait */
	int wake_fd;                    /* ends a wait when it can be read */
	void *context;
};

/*
 * GET an answer that may never end. True: it ended, of itself or by a callback, or was an error: of status 400 and more
 * `out` holds it whole. Failures are those of client_request.
 */
CHECKED bool client_listen(
    struct client *client, const char *path, const struct listener *listener, struct answer *out, struct err *err);
/* Takes a part of an answer. One that answers false ends it. */
typedef bool (*client_sink_fn)(void *context, const char *bytes, size_t len);
/* GET an answer that is too large to be held. True as for client_listen; what is cut short is a failure. */
CHECKED bool client_receive(
    struct client *client, const char *path, client_sink_fn sink, void *context, struct answer *out, struct err *err);
const char *client_socket_path(const struct client *client);

/* Adds "?name=value" or "&name=value", escaped, to a path. NULL adds nothing. */
void path_add_query(struct buffer *path, const char *name, const char *value);
/* Adds one segment, escaped. */
void path_add_segment(struct buffer *path, const char *segment);
/* Adds "/v1/topics", NAME as one segment, and "/examples": `rest` may be "". */
void path_add_named(struct buffer *path, const char *collection, const char *name, const char *rest);

#endif
