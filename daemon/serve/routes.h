/*
 * routes: what may be asked on the socket, of whom, and with how large a body.
 *
 * One table. schema/api.yaml describes the same routes, and a test holds the
 * two together.
 */
#ifndef SERVE_ROUTES_H
#define SERVE_ROUTES_H

#include "message/request.h"

enum route_door { ROUTE_TO_QUERY, ROUTE_TO_INGEST, ROUTE_TO_FETCH };

enum route_body {
	BODY_NONE,     /* what is sent is dropped */
	BODY_JSON,     /* JSON, whatever it is about */
	BODY_DOCUMENT, /* any type */
};

enum { BODY_JSON_BYTES_MAX = 1 << 20, BODY_EXAMPLE_BYTES_MAX = 8 << 20, BODY_OPML_BYTES_MAX = 32 << 20 };

struct route {
	const char *method;
	const char *path; /* with {id} or {name}, or with {name} and {n} */
	enum request_kind kind;
	enum route_door door;
	enum route_body body;
	size_t body_bytes_max; /* 0: as large as a document may be */
};

/* Whether the request overtakes others at its door: what is written does, and what is read in next to no time. */
bool route_is_urgent(const struct route *route, const struct request *r);

size_t route_count(void);
const struct route *route_at(size_t i);

enum route_result {
	ROUTE_FOUND,
	ROUTE_NO_PATH,   /* 404 */
	ROUTE_NO_METHOD, /* 405; `out_allow` names those there are */
	ROUTE_BAD,       /* 400 */
};

/* Fills kind, id, name and params of `r` on ROUTE_FOUND. HEAD is served where GET is. */
CHECKED enum route_result route_find(const char *method, const char *target, struct request *r,
    const struct route **out, struct buffer *out_allow, struct err *err);

#endif
