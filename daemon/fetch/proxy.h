/*
 * proxy: through which one an address is asked, if any.
 *
 * Decided here and told to libcurl either way, so that the guard knows whether
 * the address it sees is the feed's or the proxy's. The environment is read
 * only when the setting says "env", once.
 */
#ifndef FETCH_PROXY_H
#define FETCH_PROXY_H

#include "fetch/address.h"

#include <stdbool.h>

struct proxy {
	char *for_http;  /* NULL: none */
	char *for_https; /* NULL: none */
	char *exempt;    /* no_proxy: names parted by commas; NULL: none */
};

/* `setting`: "" (none), "env", or a proxy's URL. */
void proxy_init(struct proxy *p, const char *setting);
void proxy_fini(struct proxy *p);
/* NULL: asked directly. Borrowed. */
const char *proxy_for(const struct proxy *p, const struct host_name *host);

#endif
