#include "fetch/proxy.h"

#include "base/memory.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

/* The first variable that is set. HTTP_PROXY in capitals is left alone: a CGI server sets it from a request. */
static char *
from_environment(const char *const names[])
{
	for (size_t i = 0; names[i] != NULL; i++) {
		const char *value = getenv(names[i]);

		if (!text_is_blank(value))
			return mem_strdup(value);
	}
	return NULL;
}

void
proxy_init(struct proxy *p, const char *setting)
{
	*p = (struct proxy) { 0 };
	if (text_is_blank(setting))
		return;
	if (!text_equal_nocase(setting, "env")) {
		p->for_http = mem_strdup(setting);
		p->for_https = mem_strdup(setting);
		return;
	}
	p->for_http = from_environment((const char *const[]) { "http_proxy", "all_proxy", "ALL_PROXY", NULL });
	p->for_https =
	    from_environment((const char *const[]) { "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", NULL });
	p->exempt = from_environment((const char *const[]) { "no_proxy", "NO_PROXY", NULL });
}

void
proxy_fini(struct proxy *p)
{
	free(p->for_http);
	free(p->for_https);
	free(p->exempt);
	*p = (struct proxy) { 0 };
}

/* "example.org" and ".example.org" mean the host and all below it. */
static bool
is_at_or_below(const char *host, const char *domain)
{
	size_t host_len = strlen(host), len;

	domain += *domain == '.';
	len = strlen(domain);
	if (len == 0 || len > host_len || !text_equal_nocase(host + host_len - len, domain))
		return false;
	return host_len == len || host[host_len - len - 1] == '.';
}

static bool
is_exempt(const char *exempt, const char *host)
{
	OWNED_TEXT list = mem_strdup(exempt);
	char *rest = list, *one;

	while (list != NULL && (one = strsep(&rest, ", ")) != NULL)
		if (text_equal(one, "*") || is_at_or_below(host, one))
			return true;
	return false;
}

const char *
proxy_for(const struct proxy *p, const struct host_name *host)
{
	const char *proxy = host->is_secure ? p->for_https : p->for_http;
	char text[HOST_NAME_SIZE];

	if (proxy == NULL || is_exempt(p->exempt, address_host_text(host, text)))
		return NULL;
	return proxy;
}
