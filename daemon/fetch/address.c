#include "fetch/address.h"

#include "base/memory.h"
#include "base/text.h"

#include <ctype.h>
#include <curl/curl.h>
#include <string.h>

enum { URL_MAX_BYTES = 8000 };

/* Where user, host and port stand: behind the slashes, up to the path. */
static const char *
authority_of(const char *url, size_t *out_len)
{
	const char *at;

	if (text_starts_nocase(url, "http://"))
		at = url + 7;
	else if (text_starts_nocase(url, "https://"))
		at = url + 8;
	else
		return NULL;
	*out_len = strcspn(at, "/?#");
	return at;
}

static void
drop_credentials(const char **authority, size_t *len)
{
	const char *at = memrchr(*authority, '@', *len);

	if (at == NULL)
		return;
	*len -= (size_t)(at + 1 - *authority);
	*authority = at + 1;
}

static const char *
port_of(const char *authority, size_t len)
{
	const char *colon = memrchr(authority, ':', len);
	const char *bracket = memrchr(authority, ']', len);

	return colon != NULL && (bracket == NULL || colon > bracket) ? colon : NULL;
}

bool
address_host(const char *url, struct host_name *out)
{
	size_t len, port_len = 0;
	const char *authority = authority_of(url, &len), *port;
	struct host_name host = { .is_secure = text_starts_nocase(url, "https") };

	if (authority == NULL)
		return false;
	drop_credentials(&authority, &len);
	port = port_of(authority, len);
	if (port != NULL) {
		port_len = (size_t)(authority + len - port) - 1;
		len = (size_t)(port - authority);
	}
	len -= len > 0 && authority[len - 1] == '.'; /* the root's dot */
	if (len == 0 || len + port_len + 8 > sizeof(host.key))
		return false;
	for (size_t i = 0; i < len; i++)
		host.key[i] = (char)tolower((unsigned char)authority[i]);
	host.name_len = len;
	if (port_len > 0)
		memcpy(host.key + len, port, port_len + 1);
	else
		strcpy(host.key + len, host.is_secure ? ":443" : ":80");
	*out = host;
	return true;
}

const char *
address_site(struct host_name *host)
{
	const char *port = host->key + host->name_len;

	if (text_equal(port, ":80") || text_equal(port, ":443"))
		host->key[host->name_len] = '\0';
	return host->key;
}

const char *
address_host_text(const struct host_name *host, char out[static HOST_NAME_SIZE])
{
	bool has_brackets = host->key[0] == '[' && host->name_len > 2;
	size_t len = host->name_len - (has_brackets ? 2 : 0);

	memcpy(out, host->key + has_brackets, len);
	out[len] = '\0';
	return out;
}

/* ---- with libcurl's parser, so that what is checked is what is asked ---- */

static void
release_url(CURLU **url)
{
	curl_url_cleanup(*url);
}
#define PARSED __attribute__((cleanup(release_url))) CURLU *

static void
release_part(char **part)
{
	curl_free(*part);
}
#define PART __attribute__((cleanup(release_part))) char *

/* With credentials one may go from http to https of the same host, and never back. */
static bool
has_same_host(const char *from, const char *to)
{
	struct host_name one, other;

	if (!address_host(from, &one) || !address_host(to, &other))
		return false;
	if (one.is_secure == other.is_secure)
		return text_equal(one.key, other.key);
	return other.is_secure && text_equal(address_site(&one), address_site(&other)) && one.key[one.name_len] == '\0';
}

static void
copy_credentials(CURLU *to, CURLU *from)
{
	PART user = NULL;
	PART password = NULL;

	if (curl_url_get(from, CURLUPART_USER, &user, 0) != CURLUE_OK)
		return;
	curl_url_set(to, CURLUPART_USER, user, 0);
	if (curl_url_get(from, CURLUPART_PASSWORD, &password, 0) == CURLUE_OK)
		curl_url_set(to, CURLUPART_PASSWORD, password, 0);
}

char *
address_asked_host(const char *url)
{
	PARSED parsed = curl_url();
	PART host = NULL;
	size_t len;

	if (curl_url_set(parsed, CURLUPART_URL, url, CURLU_URLENCODE) != CURLUE_OK ||
	    curl_url_get(parsed, CURLUPART_HOST, &host, CURLU_PUNYCODE) != CURLUE_OK)
		return NULL;
	len = strlen(host);
	if (host[0] == '[' && len > 2)
		return mem_strndup(host + 1, len - 2);
	return mem_strndup(host, len - (len > 1 && host[len - 1] == '.'));
}

static char *
text_of(CURLU *url)
{
	PART text = NULL;
	struct host_name host;

	if (curl_url_get(url, CURLUPART_URL, &text, 0) != CURLUE_OK || strlen(text) > URL_MAX_BYTES ||
	    !address_host(text, &host))
		return NULL;
	return mem_strdup(text);
}

/*
 * A fragment is the reader's business, not the server's (RFC 9110 10.2.2
 * inherits it; a feed has no use for it). Credentials come from people alone.
 */
char *
address_follow(const char *from, const char *location)
{
	PARSED old = curl_url();
	PARSED new = curl_url();
	PART text = NULL;

	if (curl_url_set(old, CURLUPART_URL, from, CURLU_URLENCODE) != CURLUE_OK ||
	    curl_url_set(new, CURLUPART_URL, from, CURLU_URLENCODE) != CURLUE_OK ||
	    curl_url_set(new, CURLUPART_URL, location, CURLU_URLENCODE) != CURLUE_OK)
		return NULL;
	curl_url_set(new, CURLUPART_FRAGMENT, NULL, 0);
	if (curl_url_get(new, CURLUPART_URL, &text, 0) != CURLUE_OK)
		return NULL;
	curl_url_set(new, CURLUPART_USER, NULL, 0);
	curl_url_set(new, CURLUPART_PASSWORD, NULL, 0);
	if (has_same_host(from, text))
		copy_credentials(new, old);
	return text_of(new);
}

char *
address_without_credentials(const char *url)
{
	size_t len;
	const char *authority = authority_of(url, &len), *host = authority;
	BUFFER text = { 0 };

	if (authority == NULL)
		return mem_strdup(url);
	drop_credentials(&host, &len);
	buffer_add(&text, url, (size_t)(authority - url));
	buffer_add_text(&text, host);
	return buffer_take(&text);
}
