/*
 * terms: the settings in force, read and checked once, owned.
 */
#ifndef FETCH_TERMS_H
#define FETCH_TERMS_H

#include "fetch/fetch.h"
#include "fetch/guard.h"
#include "fetch/proxy.h"

struct terms {
	int64_t concurrency, per_host;
	int64_t timeout_s, connect_timeout_s;
	int64_t max_redirects;
	int64_t document_bytes;
	char *user_agent;
	char *ca_file; /* $SSL_CERT_FILE, as other programs read it; NULL: libcurl's own */
	struct guard guard;
	struct proxy proxy;
	unsigned generation; /* differs from that of all terms before */
};

CHECKED bool terms_init(struct terms *t, const struct fetch_settings *settings, unsigned generation, struct err *err);
void terms_fini(struct terms *t);

#endif
