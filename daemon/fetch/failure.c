#include "fetch/failure.h"

#include "base/text.h"
#include "message/request.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void
failure_set(struct document *d, enum failure_kind kind, const char *fmt, ...)
{
	BUFFER valid = { 0 };
	char text[400];
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	utf8_make_valid(text, strlen(text), &valid);
	d->result = DOCUMENT_FAILED;
	d->failure = kind;
	free(d->failure_text);
	d->failure_text = buffer_take(&valid);
}

/* ---- what libcurl says ---- */

static const struct meaning {
	CURLcode code;
	enum failure_kind kind;
	const char *words; /* "%s" is the host */
} meanings[] = {
	{ CURLE_URL_MALFORMAT, FAILURE_ADDRESS, "its address makes no sense" },
	{ CURLE_COULDNT_RESOLVE_HOST, FAILURE_RESOLVE, "no address for %s" },
	{ CURLE_COULDNT_RESOLVE_PROXY, FAILURE_RESOLVE, "no address for the proxy" },
	{ CURLE_PROXY, FAILURE_CONNECT, "the proxy refuses to lead to %s" },
	{ CURLE_SSL_CONNECT_ERROR, FAILURE_TLS, "no safe connection with %s" },
	{ CURLE_SSL_CIPHER, FAILURE_TLS, "no cipher in common with %s" },
	{ CURLE_SSL_CACERT_BADFILE, FAILURE_TLS, "the certificates of this machine can't be read" },
	{ CURLE_OUT_OF_MEMORY, FAILURE_TOO_LARGE, "a header line of %s is too large" },
	{ CURLE_GOT_NOTHING, FAILURE_BROKEN, "%s closed the connection without an answer" },
	{ CURLE_PARTIAL_FILE, FAILURE_BROKEN, "the answer of %s ended early" },
	{ CURLE_RECV_ERROR, FAILURE_BROKEN, "the connection to %s broke while it answered" },
	{ CURLE_SEND_ERROR, FAILURE_BROKEN, "the connection to %s broke while it was asked" },
	{ CURLE_WRITE_ERROR, FAILURE_BROKEN, "the compression of what %s sent is damaged" },
	{ CURLE_BAD_CONTENT_ENCODING, FAILURE_BROKEN, "the compression of what %s sent is damaged" },
	{ CURLE_WEIRD_SERVER_REPLY, FAILURE_BROKEN, "what %s sent is no HTTP" },
	{ CURLE_HTTP2, FAILURE_BROKEN, "the HTTP/2 of %s is broken" },
	{ CURLE_HTTP2_STREAM, FAILURE_BROKEN, "the HTTP/2 of %s is broken" },
};

static void
explain_connect(struct document *d, const struct wreck *wreck)
{
	if (wreck->os_errno == ECONNREFUSED)
		failure_set(d, FAILURE_CONNECT, "%s refuses the connection", wreck->host);
	else if (wreck->os_errno != 0)
		failure_set(d, FAILURE_CONNECT, "no connection to %s: %s", wreck->host, strerror((int)wreck->os_errno));
	else
		failure_set(d, FAILURE_CONNECT, "no connection to %s", wreck->host);
}

static void
explain_timeout(struct document *d, const struct wreck *wreck)
{
	if (!wreck->was_connected)
		failure_set(d, FAILURE_TIMEOUT, "no connection to %s within %" PRId64 " s", wreck->host,
		    wreck->connect_timeout_s < wreck->timeout_s ? wreck->connect_timeout_s : wreck->timeout_s);
	else
		failure_set(
		    d, FAILURE_TIMEOUT, "no whole answer from %s within %" PRId64 " s", wreck->host, wreck->timeout_s);
}

/* libcurl: "SSL certificate problem: certificate has expired", "SSL: no alternative certificate subject name ...". */
static void
explain_certificate(struct document *d, const struct wreck *wreck)
{
	const char *colon = strstr(wreck->detail, ": ");

	failure_set(d, FAILURE_TLS, "the certificate is not valid: %s", colon != NULL ? colon + 2 : wreck->detail);
}

static void
explain_size(struct document *d, const struct wreck *wreck)
{
	failure_set(d, FAILURE_TOO_LARGE, "larger than %" PRId64 " bytes", wreck->document_bytes);
}

/* libcurl says so of an address, and of an answer without a status line (HTTP/0.9). */
static void
explain_protocol(struct document *d, const struct wreck *wreck)
{
	if (wreck->was_connected)
		failure_set(d, FAILURE_BROKEN, "what %s sent is no HTTP", wreck->host);
	else
		failure_set(d, FAILURE_ADDRESS, "only http and https are polled");
}

static const struct {
	CURLcode code;
	void (*explain)(struct document *d, const struct wreck *wreck);
} explanations[] = {
	{ CURLE_UNSUPPORTED_PROTOCOL, explain_protocol },
	{ CURLE_COULDNT_CONNECT, explain_connect },
	{ CURLE_OPERATION_TIMEDOUT, explain_timeout },
	{ CURLE_PEER_FAILED_VERIFICATION, explain_certificate },
	{ CURLE_FILESIZE_EXCEEDED, explain_size },
};

static void
use_words(struct document *d, enum failure_kind kind, const char *words, const char *host)
{
	const char *gap = strstr(words, "%s");

	if (gap == NULL)
		failure_set(d, kind, "%s", words);
	else
		failure_set(d, kind, "%.*s%s%s", (int)(gap - words), words, host, gap + 2);
}

void
failure_of_wreck(struct document *d, const struct wreck *wreck)
{
	for (size_t i = 0; i < COUNT_OF(explanations); i++) {
		if (explanations[i].code == wreck->code) {
			explanations[i].explain(d, wreck);
			return;
		}
	}
	for (size_t i = 0; i < COUNT_OF(meanings); i++) {
		if (meanings[i].code == wreck->code) {
			use_words(d, meanings[i].kind, meanings[i].words, wreck->host);
			return;
		}
	}
	failure_set(d, FAILURE_BROKEN, "%s: %s", wreck->host, curl_easy_strerror(wreck->code));
}

/* ---- what the server says ---- */

/* Those that status_phrase, which is about our own answers, does not know. */
static const struct {
	int status;
	const char *phrase;
} phrases[] = {
	{ 300, "Multiple Choices" },
	{ 401, "Unauthorized" },
	{ 402, "Payment Required" },
	{ 406, "Not Acceptable" },
	{ 407, "Proxy Authentication Required" },
	{ 408, "Request Timeout" },
	{ 410, "Gone" },
	{ 412, "Precondition Failed" },
	{ 414, "URI Too Long" },
	{ 421, "Misdirected Request" },
	{ 425, "Too Early" },
	{ 426, "Upgrade Required" },
	{ 428, "Precondition Required" },
	{ 429, "Too Many Requests" },
	{ 431, "Request Header Fields Too Large" },
	{ 451, "Unavailable For Legal Reasons" },
	{ 501, "Not Implemented" },
	{ 504, "Gateway Timeout" },
	{ 505, "HTTP Version Not Supported" },
	{ 508, "Loop Detected" },
	{ 511, "Network Authentication Required" },
	{ 520, "unknown error at the origin (Cloudflare)" },
	{ 521, "the origin is down (Cloudflare)" },
	{ 522, "the origin does not answer (Cloudflare)" },
	{ 523, "the origin is unreachable (Cloudflare)" },
	{ 524, "the origin is too slow (Cloudflare)" },
	{ 525, "no safe connection to the origin (Cloudflare)" },
	{ 526, "the origin's certificate is not valid (Cloudflare)" },
	{ 530, "the origin has no address (Cloudflare)" },
};

static const char *
phrase_of(int status)
{
	const char *phrase = status_phrase(status);

	for (size_t i = 0; i < COUNT_OF(phrases); i++)
		if (phrases[i].status == status)
			return phrases[i].phrase;
	return text_equal(phrase, "Error") ? "" : phrase;
}

/* ---- bot walls ---- */

static const char *const wall_names[WALLS] = {
	[WALL_NONE] = "none",
	[WALL_CLOUDFLARE] = "Cloudflare",
	[WALL_AKAMAI] = "Akamai",
	[WALL_SUCURI] = "Sucuri",
	[WALL_IMPERVA] = "Imperva",
	[WALL_DATADOME] = "DataDome",
	[WALL_AWS] = "AWS WAF",
	[WALL_DDOS_GUARD] = "DDoS-Guard",
	[WALL_VERCEL] = "Vercel",
	[WALL_ANUBIS] = "Anubis",
	[WALL_SITEGROUND] = "SiteGround",
};

/* What the pages of walls contain. With `anywhere` the words suffice whoever sent them and with whatever status. */
static const struct {
	const char *words;
	enum wall wall;
	bool anywhere;
} pages[] = {
	{ "/cdn-cgi/challenge-platform/", WALL_CLOUDFLARE, false },
	{ "<title>Just a moment...</title>", WALL_CLOUDFLARE, true },
	{ "Attention Required! | Cloudflare", WALL_CLOUDFLARE, true },
	{ "Access denied | ", WALL_CLOUDFLARE, false },
	{ "error code: 10", WALL_CLOUDFLARE, false },
	{ "errors.edgesuite.net", WALL_AKAMAI, false },
	{ "Sucuri WebSite Firewall", WALL_SUCURI, true },
	{ "_Incapsula_Resource", WALL_IMPERVA, false },
	{ "captcha-delivery.com", WALL_DATADOME, true },
	{ "challenges.awswaf.com", WALL_AWS, true },
	{ "DDoS-Guard", WALL_DDOS_GUARD, false },
	{ "id=\"anubis_challenge\"", WALL_ANUBIS, true },
	{ "Making sure you&#39;re not a bot!", WALL_ANUBIS, true },
	{ "/.well-known/sgcaptcha/", WALL_SITEGROUND, true },
};

enum { PAGE_LOOK_BYTES = 32 * 1024 };

static bool
is_page(const struct document *d)
{
	return d->status >= 400 ||
	       (d->content_type != NULL && text_starts_nocase(d->content_type, "text/html") && d->body.len > 0);
}

enum wall
failure_wall(const struct document *d, const struct header *header)
{
	size_t look = d->body.len < PAGE_LOOK_BYTES ? d->body.len : PAGE_LOOK_BYTES;

	if (header->is_challenge && is_page(d))
		return header->wall;
	if (!is_page(d) || look == 0)
		return WALL_NONE;
	for (size_t i = 0; i < COUNT_OF(pages); i++)
		if ((pages[i].anywhere || (pages[i].wall == header->wall && d->status >= 400)) &&
		    memmem(d->body.data, look, pages[i].words, strlen(pages[i].words)) != NULL)
			return pages[i].wall;
	return WALL_NONE;
}

void
failure_of_status(struct document *d, const struct header *header)
{
	enum wall wall = failure_wall(d, header);
	const char *phrase = phrase_of(d->status);
	const char *gap = *phrase != '\0' ? " " : "";

	if (wall == WALL_NONE)
		failure_set(d, FAILURE_HTTP, "answered %d%s%s", d->status, gap, phrase);
	else
		failure_set(d, FAILURE_HTTP, "answered %d%s%s: the bot wall of %s stands before it", d->status, gap,
		    phrase, wall_names[wall]);
}
