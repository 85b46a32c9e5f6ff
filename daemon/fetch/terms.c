#include "fetch/terms.h"

#include "base/memory.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

/* Owners of feeds count readers by what aggregators tell them: "winnow/0.1 (+https://...; 1 subscriber)". */
static char *
introduce(const char *user_agent)
{
	size_t len = user_agent != NULL ? strlen(user_agent) : 0;
	BUFFER text = { 0 };

	buffer_add_text(&text, user_agent);
	if (len > 0 && text_starts(user_agent, "winnow/") && text_ends(user_agent, ")") &&
	    strstr(user_agent, "subscriber") == NULL) {
		buffer_cut(&text, len - 1);
		buffer_add_text(&text, "; 1 subscriber)");
	}
	return buffer_take(&text);
}

bool
terms_init(struct terms *t, const struct fetch_settings *settings, unsigned generation, struct err *err)
{
	struct guard guard;

	if (!guard_init(&guard, settings->allow_private, err))
		return err_wrap(err, "allow-private");
	*t = (struct terms) {
		.concurrency = settings->concurrency > 0 ? settings->concurrency : 1,
		.per_host = settings->per_host > 0 ? settings->per_host : 1,
		.timeout_s = settings->timeout_s,
		.connect_timeout_s = settings->connect_timeout_s,
		.max_redirects = settings->max_redirects,
		.document_bytes = settings->document_bytes,
		.user_agent = introduce(settings->user_agent),
		.ca_file = mem_strdup(getenv("SSL_CERT_FILE")),
		.guard = guard,
		.generation = generation,
	};
	proxy_init(&t->proxy, settings->proxy);
	return true;
}

void
terms_fini(struct terms *t)
{
	free(t->user_agent);
	free(t->ca_file);
	guard_fini(&t->guard);
	proxy_fini(&t->proxy);
	*t = (struct terms) { 0 };
}

bool
fetch_private_check(const char *list, struct err *err)
{
	struct guard guard;

	if (!guard_init(&guard, list, err))
		return false;
	guard_fini(&guard);
	return true;
}
