/*
 * address: the parts of a feed's URL that polling looks at. Pure.
 *
 * Credentials in an address are for its host only: they are dropped where an
 * address leaves fetch, and don't follow a redirect to another host.
 */
#ifndef FETCH_ADDRESS_H
#define FETCH_ADDRESS_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

enum { HOST_NAME_SIZE = 264 };

struct host_name {
	char key[HOST_NAME_SIZE]; /* "example.org:443": lower case, with its port; IPv6 in brackets */
	size_t name_len;          /* of the key, without the port */
	bool is_secure;           /* https */
};

/* False for anything but http and https with a host. */
CHECKED bool address_host(const char *url, struct host_name *out);
/* The key without a usual port: http and https of a name are one host. Changes `host`, and returns what is left of its key. */
const char *address_site(struct host_name *host);
/* The bare host: no port, no brackets. Returns `out`. */
const char *address_host_text(const struct host_name *host, char out[static HOST_NAME_SIZE]);
/* The host that libcurl would ask for: decoded, in ASCII, 0x7f.1 as 127.0.0.1. NULL: none. Owned by the caller. */
char *address_asked_host(const char *url);
/* Where a redirect leads. NULL: nowhere that could be asked. Owned by the caller. */
char *address_follow(const char *from, const char *location);
/* Without user and password. Owned by the caller. */
char *address_without_credentials(const char *url);

#endif
