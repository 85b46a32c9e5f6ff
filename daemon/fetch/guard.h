/*
 * guard: which addresses feeds may live at. Pure.
 *
 * Everything that isn't plainly public is refused: the special-purpose
 * registries of IANA (RFC 6890 and after), and the IPv4 address inside of mapped,
 * NAT64 and 6to4 ones. A setting lets private ones in.
 */
#ifndef FETCH_GUARD_H
#define FETCH_GUARD_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

struct guard_block {
	uint8_t bytes[16]; /* IPv4 as ::ffff:a.b.c.d */
	int bits;
};

struct guard {
	bool allows_all;
	struct guard_block *allowed; /* owned */
	size_t allowed_count;
};

enum { GUARD_TEXT_SIZE = 160 };

/* "no", "yes", or CIDR blocks parted by commas or spaces. */
CHECKED bool guard_init(struct guard *g, const char *allow_private, struct err *err);
void guard_fini(struct guard *g);

/* On false `why` is a sentence: "127.0.0.1 is a loopback address; allow it with [network] allow-private". */
CHECKED bool guard_admits(const struct guard *g, const struct sockaddr *address, char why[static GUARD_TEXT_SIZE]);
/* For when only a proxy looks the name up: judges literal addresses and the names that are private by definition. */
CHECKED bool guard_admits_name(const struct guard *g, const char *host, char why[static GUARD_TEXT_SIZE]);
enum guard_place {
	GUARD_PUBLIC,  /* or no address at all */
	GUARD_SPECIAL, /* any but a public one */
	GUARD_NEAR,    /* the same, in this house: loopback, private, link-local */
};
/* `literal` without brackets; NULL is no address. */
enum guard_place guard_place_of(const char *literal);

#endif
