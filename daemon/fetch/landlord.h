/*
 * landlord: the big hosting platforms, where thousands of sites live under one
 * roof. Pure.
 *
 * What is polite to one site is not when all its neighbours are asked at once:
 * hosts of one landlord share one queue and one pause. Told by the host's name,
 * or, for sites with a name of their own, by the address it has. Only addresses
 * that belong to one platform alone are listed: the large content networks
 * serve anybody.
 */
#ifndef FETCH_LANDLORD_H
#define FETCH_LANDLORD_H

#include <stddef.h>

enum { LANDLORD_NONE = 0 };

/* `host` of `len` bytes, lower case, without a port. */
int landlord_of_name(const char *host, size_t len);
/* An address as text. */
int landlord_of_address(const char *address);
/* The key of its queue; no host has such a one. */
const char *landlord_key(int landlord);

#endif
