/*
 * credentials: the user and password that an address may hold. They are for
 * its host alone: whatever tells of an address, tells it with "***" in their
 * place.
 */
#ifndef BASE_CREDENTIALS_H
#define BASE_CREDENTIALS_H

#include "base/arena.h"
#include "base/error.h"

#include <stdbool.h>

/* With "***@" before the host; `url` itself when it holds none. NULL gives NULL. */
const char *credentials_hide(const char *url, struct arena *arena);
/* Is it an address that credentials_hide has made? */
CHECKED bool credentials_are_hidden(const char *url);

#endif
