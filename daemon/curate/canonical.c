#include "curate/canonical.h"

#include "base/text.h"

#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

enum { PARAMETERS_MAX = 64, HOST_MAX_BYTES = 255 };

/* What tells only who sent the reader. A name that ends in '*' stands for all that begin so. */
static const char *const tracking[] = { "utm_*", "mc_*", "ref_*", "wt_*", "at_*", "pk_*", "mtm_*", "hsa_*", "_hs*",
	"fb_*", "fbclid", "gclid", "dclid", "gbraid", "wbraid", "msclkid", "yclid", "twclid", "ttclid", "li_fat_id",
	"igshid", "igsh", "ref", "ocid", "cmpid", "cmp", "smid", "partner", "source", "src", "spm", "xtor", "ftag",
	"sr_share", "ncid", "cid", "s_cid", "mbid", "smtyp", "taid", "guccounter", "feature", "share", "rss",
	"campaign_id", "via", "vero_id", "mkt_tok", "trk", "trackingid", "feedtype", "feedname" };

static const char *const dull_hosts[] = { "www.", "m.", "amp.", "mobile." };
static const char *const dull_ends[] = { "/amp", "/index.html", "/index.htm", "/index.php" };

struct parts {
	const char *host, *path, *query;
	size_t host_len, path_len, query_len;
};

static bool
is_tracking(const char *name, size_t len)
{
	for (size_t i = 0; i < COUNT_OF(tracking); i++) {
		size_t known = strlen(tracking[i]);

		if (tracking[i][known - 1] == '*' && len >= known - 1 && strncasecmp(name, tracking[i], known - 1) == 0)
			return true;
		if (known == len && strncasecmp(name, tracking[i], len) == 0)
			return true;
	}
	return false;
}

static const char *
after_scheme(const char *url)
{
	if (text_starts_nocase(url, "http://"))
		return url + 7;
	if (text_starts_nocase(url, "https://"))
		return url + 8;
	return NULL;
}

static const char *
after_user(const char *authority, size_t len)
{
	const char *at = memrchr(authority, '@', len);

	return at != NULL ? at + 1 : authority;
}

static size_t
without_port(const char *host, size_t len)
{
	if (len > 3 && strncmp(host + len - 3, ":80", 3) == 0)
		return len - 3;
	if (len > 4 && strncmp(host + len - 4, ":443", 4) == 0)
		return len - 4;
	return len;
}

static bool
split(const char *url, struct parts *out)
{
	const char *authority = after_scheme(url), *end;
	size_t len;

	if (authority == NULL)
		return false;
	len = strcspn(authority, "/?#\\");
	out->host = after_user(authority, len);
	out->host_len = (size_t)(authority + len - out->host);
	out->host_len = without_port(out->host, out->host_len);
	out->path = authority + len;
	out->path_len = strcspn(out->path, "?#");
	end = out->path + out->path_len;
	out->query = *end == '?' ? end + 1 : end;
	out->query_len = strcspn(out->query, "#");
	return out->host_len > 0 && out->host_len <= HOST_MAX_BYTES;
}

/* Cuts www. and its like as long as a name with a point in it stays. */
static void
cut_host(struct parts *p)
{
	for (size_t i = 0; i < COUNT_OF(dull_hosts); i++) {
		size_t len = strlen(dull_hosts[i]);

		if (p->host_len <= len || strncasecmp(p->host, dull_hosts[i], len) != 0 ||
		    memchr(p->host + len, '.', p->host_len - len) == NULL)
			continue;
		p->host += len;
		p->host_len -= len;
		i = (size_t)-1; /* "www.m.example.org" */
	}
}

static void
cut_path(struct parts *p)
{
	bool cut = true;

	while (cut) {
		cut = false;
		while (p->path_len > 0 && p->path[p->path_len - 1] == '/')
			p->path_len--;
		for (size_t i = 0; i < COUNT_OF(dull_ends); i++) {
			size_t len = strlen(dull_ends[i]);

			if (p->path_len < len || strncasecmp(p->path + p->path_len - len, dull_ends[i], len) != 0)
				continue;
			p->path_len -= len;
			cut = true;
		}
	}
}

static int
digit_of(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool
is_unreserved(unsigned char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || strchr("-._~", c) != NULL;
}

/* RFC 3986 6.2.2: unreserved characters plain, all else as it is, what can't stand plain as %XX with capitals. */
static void
add_escaped(const char *text, size_t len, struct buffer *out)
{
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)text[i];
		bool was_escaped = false;

		if (c == '%' && i + 2 < len + 0 && digit_of(text[i + 1]) >= 0 && digit_of(text[i + 2]) >= 0) {
			c = (unsigned char)(digit_of(text[i + 1]) * 16 + digit_of(text[i + 2]));
			was_escaped = true;
			i += 2;
		}
		if ((c != '\0' && is_unreserved(c)) || (!was_escaped && c > 0x20 && c < 0x7f))
			buffer_add_char(out, (char)c);
		else
			buffer_addf(out, "%%%02X", c);
	}
}

struct parameter {
	const char *text;
	size_t len;
};

static int
compare_parameters(const void *a, const void *b)
{
	const struct parameter *x = a, *y = b;
	int order = memcmp(x->text, y->text, x->len < y->len ? x->len : y->len);

	return order != 0 ? order : (x->len > y->len) - (x->len < y->len);
}

static size_t
split_query(const struct parts *p, struct parameter out[PARAMETERS_MAX])
{
	size_t n = 0;

	for (size_t from = 0; from < p->query_len && n < PARAMETERS_MAX;) {
		const char *text = p->query + from;
		size_t len = strcspn(text, "&;");

		if (len > p->query_len - from)
			len = p->query_len - from;
		if (len > 0 && !is_tracking(text, strcspn(text, "=&;#")))
			out[n++] = (struct parameter) { text, len };
		from += len + 1;
	}
	qsort(out, n, sizeof(*out), compare_parameters);
	return n;
}

bool
canonical_url(const char *url, struct buffer *out)
{
	struct parts p;
	struct parameter parameters[PARAMETERS_MAX];
	size_t count;

	if (url == NULL || strnlen(url, CANONICAL_URL_MAX_BYTES + 1) > CANONICAL_URL_MAX_BYTES || !split(url, &p))
		return false;
	cut_host(&p);
	cut_path(&p);
	count = split_query(&p, parameters);
	if (p.path_len == 0 && count == 0)
		return false;
	for (size_t i = 0; i < p.host_len; i++)
		buffer_add_char(out, (char)(p.host[i] >= 'A' && p.host[i] <= 'Z' ? p.host[i] | 0x20 : p.host[i]));
	add_escaped(p.path, p.path_len, out);
	for (size_t i = 0; i < count; i++) {
		buffer_add_char(out, i == 0 ? '?' : '&');
		add_escaped(parameters[i].text, parameters[i].len, out);
	}
	return true;
}

uint64_t
canonical_url_key(const char *url)
{
	BUFFER text = { 0 };
	uint64_t key;

	if (!canonical_url(url, &text))
		return 0;
	key = XXH3_64bits(text.data, text.len);
	return key != 0 ? key : 1;
}
