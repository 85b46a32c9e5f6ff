#include "fetch/header.h"

#include "base/memory.h"
#include "base/text.h"
#include "base/timestamp.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum {
	VALUE_MAX_BYTES =
	    4096, /* a longer value is not heard: a validator of that size would be sent with every poll */
	JOINED_MAX_BYTES = 8192, /* of fields that may come many times */
	SAID_MAX_S = INT32_MAX,  /* RFC 9111 1.2.2: what is larger counts as this */
};

enum reading {
	READ_VERBATIM, /* the bytes as they came: to be sent back */
	READ_TEXT,     /* made valid UTF-8 */
	READ_JOINED,   /* a list: many lines are one */
};

/* A name and its length, by which most fields are told apart. */
#define NAMED(text) text, sizeof(text) - 1

static const struct wanted {
	const char *name;
	size_t name_len;
	size_t offset;
	enum reading reading;
} wanted[] = {
	{ NAMED("etag"), offsetof(struct header, etag), READ_VERBATIM },
	{ NAMED("last-modified"), offsetof(struct header, last_modified), READ_VERBATIM },
	{ NAMED("content-type"), offsetof(struct header, content_type), READ_TEXT },
	{ NAMED("content-location"), offsetof(struct header, content_location), READ_TEXT },
	{ NAMED("location"), offsetof(struct header, location), READ_VERBATIM },
	{ NAMED("link"), offsetof(struct header, link), READ_JOINED },
	{ NAMED("cache-control"), offsetof(struct header, cache_control), READ_JOINED },
	{ NAMED("expires"), offsetof(struct header, expires), READ_TEXT },
	{ NAMED("date"), offsetof(struct header, date), READ_TEXT },
	{ NAMED("retry-after"), offsetof(struct header, retry_after), READ_TEXT },
	{ NAMED("im"), offsetof(struct header, im), READ_JOINED },
	{ NAMED("content-encoding"), offsetof(struct header, content_encoding), READ_JOINED },
};

/* Fields that tell who stands before the server. With a value, that must be in it; `challenge`: this answer is a wall. */
static const struct sign {
	const char *name;
	size_t name_len;
	const char *value;
	enum wall wall;
	bool is_challenge;
} signs[] = {
	{ NAMED("cf-mitigated"), "", WALL_CLOUDFLARE, true },
	{ NAMED("server"), "cloudflare", WALL_CLOUDFLARE, false },
	{ NAMED("server"), "akamaighost", WALL_AKAMAI, false },
	{ NAMED("server"), "sucuri", WALL_SUCURI, false },
	{ NAMED("x-sucuri-block"), "", WALL_SUCURI, true },
	{ NAMED("x-iinfo"), "", WALL_IMPERVA, false },
	{ NAMED("x-datadome"), "", WALL_DATADOME, false },
	{ NAMED("server"), "datadome", WALL_DATADOME, false },
	{ NAMED("x-amzn-waf-action"), "", WALL_AWS, true },
	{ NAMED("server"), "ddos-guard", WALL_DDOS_GUARD, false },
	{ NAMED("x-vercel-mitigated"), "", WALL_VERCEL, true },
	{ NAMED("sg-captcha"), "", WALL_SITEGROUND, true },
};

void
header_clear(struct header *h)
{
	for (size_t i = 0; i < COUNT_OF(wanted); i++)
		free(*(char **)(void *)((char *)h + wanted[i].offset));
	*h = (struct header) { 0 };
}

static const struct wanted *
find_wanted(const char *name, size_t len)
{
	for (size_t i = 0; i < COUNT_OF(wanted); i++)
		if (wanted[i].name_len == len && strncasecmp(wanted[i].name, name, len) == 0)
			return &wanted[i];
	return NULL;
}

static bool
has_controls(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (((unsigned char)text[i] < 0x20 && text[i] != '\t') || text[i] == 0x7f)
			return true;
	return false;
}

static char *
valid_copy(const char *value, size_t len)
{
	BUFFER text = { 0 };

	utf8_make_valid(value, len, &text);
	return buffer_take(&text);
}

static char *
joined(const char *old, const char *value, size_t len)
{
	BUFFER text = { 0 };

	buffer_add_text(&text, old);
	buffer_add_text(&text, ", ");
	utf8_make_valid(value, len, &text);
	return buffer_take(&text);
}

/* The first of several counts, except where a list may be parted. */
static void
keep(char **slot, enum reading reading, const char *value, size_t len)
{
	char *old = *slot;

	if (old == NULL) {
		*slot = reading == READ_VERBATIM ? mem_strndup(value, len) : valid_copy(value, len);
	} else if (reading == READ_JOINED && strlen(old) + len < JOINED_MAX_BYTES) {
		*slot = joined(old, value, len);
		free(old);
	}
}

static bool
contains_nocase(const char *text, size_t len, const char *part)
{
	size_t part_len = strlen(part);

	for (size_t i = 0; i + part_len <= len; i++)
		if (strncasecmp(text + i, part, part_len) == 0)
			return true;
	return false;
}

static void
note_wall(struct header *h, const char *line, size_t name_len, const char *value, size_t len)
{
	for (size_t i = 0; i < COUNT_OF(signs); i++) {
		if (signs[i].name_len != name_len || strncasecmp(signs[i].name, line, name_len) != 0 ||
		    !contains_nocase(value, len, signs[i].value) || has_controls(value, len))
			continue;
		if (h->wall == WALL_NONE || signs[i].is_challenge)
			h->wall = signs[i].wall;
		h->is_challenge = h->is_challenge || signs[i].is_challenge;
	}
}

static const char *
trim(const char *value, size_t *len)
{
	while (*len > 0 && isspace((unsigned char)value[0])) {
		value++;
		(*len)--;
	}
	while (*len > 0 && isspace((unsigned char)value[*len - 1]))
		(*len)--;
	return value;
}

/* If-None-Match: * means "unless there is anything": the answer would be 304 for ever. */
static bool
means_anything(const struct wanted *field, const char *value, size_t len)
{
	return len == 1 && *value == '*' && field->offset == offsetof(struct header, etag);
}

void
header_read(struct header *h, const char *line, size_t len)
{
	const char *colon = memchr(line, ':', len), *value;
	const struct wanted *field;
	size_t name_len, value_len;

	if (colon == NULL)
		return;
	name_len = (size_t)(colon - line);
	value_len = len - name_len - 1;
	value = trim(colon + 1, &value_len);
	if (value_len == 0 || value_len > VALUE_MAX_BYTES)
		return;
	field = find_wanted(line, name_len);
	if (field == NULL)
		note_wall(h, line, name_len, value, value_len);
	else if (!has_controls(value, value_len) && !means_anything(field, value, value_len))
		keep((char **)(void *)((char *)h + field->offset), field->reading, value, value_len);
}

/* ---- dates ---- */

static bool
month_number(const char *name, unsigned *out)
{
	static const char names[] = "JanFebMarAprMayJunJulAugSepOctNovDec";

	for (unsigned i = 0; i < 12; i++) {
		if (strncasecmp(names + i * 3, name, 3) == 0) {
			*out = i + 1;
			return true;
		}
	}
	return false;
}

struct moment {
	int year, day, hour, minute, second;
	char month[4];
};

/* RFC 850 years have two digits: those that would lie far ahead are in the past (RFC 9110 5.6.7). */
static bool
scan(const char *text, struct moment *m)
{
	if (sscanf(text, "%*9[A-Za-z], %2d %3[A-Za-z] %4d %2d:%2d:%2d", &m->day, m->month, &m->year, &m->hour,
		&m->minute, &m->second) == 6)
		return true;
	if (sscanf(text, "%*9[A-Za-z], %2d-%3[A-Za-z]-%4d %2d:%2d:%2d", &m->day, m->month, &m->year, &m->hour,
		&m->minute, &m->second) == 6) {
		if (m->year < 100)
			m->year += m->year < 70 ? 2000 : 1900;
		return true;
	}
	return sscanf(text, "%*3[A-Za-z] %3[A-Za-z] %2d %2d:%2d:%2d %4d", m->month, &m->day, &m->hour, &m->minute,
		   &m->second, &m->year) == 6;
}

static bool
is_possible(const struct moment *m)
{
	return m->year >= 1970 && m->day >= 1 && m->day <= 31 && m->hour >= 0 && m->hour < 24 && m->minute >= 0 &&
	       m->minute < 60 && m->second >= 0 && m->second <= 60;
}

bool
header_date(const char *text, int64_t *out_unix_s)
{
	struct moment m;
	unsigned month;

	if (!scan(text, &m) || !is_possible(&m) || !month_number(m.month, &month))
		return false;
	*out_unix_s =
	    days_from_civil(m.year, month, (unsigned)m.day) * 86400 + m.hour * 3600 + m.minute * 60 + m.second;
	return true;
}

/* ---- freshness ---- */

static int64_t
clamp(int64_t s)
{
	return s < 0 ? 0 : s > SAID_MAX_S ? SAID_MAX_S : s;
}

/* Digits, perhaps quoted; what runs over counts as the largest. */
static bool
read_seconds(const char *text, int64_t *out)
{
	int64_t s = 0;

	text += *text == '"';
	if (!isdigit((unsigned char)*text))
		return false;
	for (; isdigit((unsigned char)*text); text++)
		s = clamp(s * 10 + (*text - '0'));
	*out = s;
	return true;
}

/* Up to the next ',' that is in no quoted string; *rest is NULL behind the last. */
static char *
next_directive(char **rest)
{
	char *one = *rest;
	bool is_quoted = false;

	if (one == NULL)
		return NULL;
	for (char *at = one; *at != '\0'; at++) {
		is_quoted ^= *at == '"';
		if (*at == ',' && !is_quoted) {
			*at = '\0';
			*rest = at + 1;
			return text_trim(one);
		}
	}
	*rest = NULL;
	return text_trim(one);
}

/* no-cache, no-store: what came is stale at once, so that a max-age beside them means nothing. */
static int64_t
read_max_age(char *directives)
{
	int64_t max_age_s = -1;
	char *rest = directives, *one;

	while ((one = next_directive(&rest)) != NULL) {
		if (text_equal_nocase(one, "no-cache") || text_equal_nocase(one, "no-store"))
			return 0;
		if (text_starts_nocase(one, "max-age=") && max_age_s < 0)
			(void)!read_seconds(one + strlen("max-age="), &max_age_s);
	}
	return max_age_s;
}

/* A date that can't be read, and "0" above all, lies in the past: RFC 9111 5.3. */
static int64_t
read_expires(const char *expires, int64_t answered_s)
{
	int64_t at;

	return header_date(expires, &at) ? clamp(at - answered_s) : 0;
}

static int64_t
read_retry_after(const char *text, int64_t answered_s)
{
	int64_t s, at;

	if (read_seconds(text, &s))
		return s;
	return header_date(text, &at) ? clamp(at - answered_s) : -1;
}

/* Dates are against the server's own clock, which may be wrong. */
static int64_t
answered_at(const struct header *h, int64_t now_s)
{
	int64_t at;

	return h->date != NULL && header_date(h->date, &at) ? at : now_s;
}

struct freshness
header_freshness(const struct header *h, int64_t now_s)
{
	struct freshness said = { -1, -1, -1 };

	if (h->cache_control != NULL) {
		OWNED_TEXT directives = mem_strdup(h->cache_control);

		said.max_age_s = read_max_age(directives);
	}
	if (h->expires != NULL)
		said.expires_s = read_expires(h->expires, answered_at(h, now_s));
	if (h->retry_after != NULL)
		said.retry_after_s = read_retry_after(h->retry_after, answered_at(h, now_s));
	return said;
}
