/*
 * failure: what went wrong with a transfer, as a kind and in words.
 *
 * The words are for the person who reads `winnow feed show`: a sentence
 * without a full stop that names the host, never the whole address, which
 * may hold credentials.
 */
#ifndef FETCH_FAILURE_H
#define FETCH_FAILURE_H

#include "fetch/header.h"
#include "message/document.h"

#include <curl/curl.h>

/* What is known of a transfer that libcurl gave up. */
struct wreck {
	CURLcode code;
	const char *host;   /* "example.org" */
	const char *detail; /* libcurl's error buffer */
	long os_errno;
	bool was_connected;
	int64_t timeout_s, connect_timeout_s;
	int64_t document_bytes;
};

/* Sets failure and failure_text. */
void failure_of_wreck(struct document *d, const struct wreck *wreck);
void failure_of_status(struct document *d, const struct header *header);
PRINTF_LIKE(3, 4) void failure_set(struct document *d, enum failure_kind kind, const char *fmt, ...);

/* Is the answer a bot wall's page instead of what was asked for? */
enum wall failure_wall(const struct document *d, const struct header *header);

#endif
