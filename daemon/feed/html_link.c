#include "feed/html_link.h"

#include "base/text.h"
#include "feed/html_entity.h"
#include "feed/link.h"

#include <ctype.h>
#include <string.h>

/* SHORT_LENGTH: most addresses are no longer, and need no memory of their own to be looked at. */
enum { LINK_LONGEST = 8192, DATA_LONGEST = 64 * 1024, CANDIDATES_MOST = 32, SHORT_LENGTH = 255 };

static const struct {
	const char *prefix;
	const char *written;
} data_pictures[] = {
	{ "data:image/gif;base64,", "data:image/gif;base64," },
	{ "data:image/jpeg;base64,", "data:image/jpeg;base64," },
	{ "data:image/jpg;base64,", "data:image/jpeg;base64," },
	{ "data:image/png;base64,", "data:image/png;base64," },
	{ "data:image/webp;base64,", "data:image/webp;base64," },
};

/* Takes out what browsers take out: tabs and newlines anywhere, spaces at both ends. */
static char *
clean(char *url)
{
	char *to = url;

	for (const char *from = url; *from != '\0'; from++)
		if (*from != '\t' && *from != '\n' && *from != '\r' && *from != '\f')
			*to++ = *from;
	*to = '\0';
	return text_trim(url);
}

/* Length of the scheme without its colon; 0 when there is none. */
static size_t
scheme_length(const char *url)
{
	size_t n = 0;

	if (!isalpha((unsigned char)*url))
		return 0;
	while (isalnum((unsigned char)url[n]) || url[n] == '+' || url[n] == '-' || url[n] == '.')
		n++;
	return url[n] == ':' ? n : 0;
}

static bool
is_clean_address(const char *url)
{
	for (; *url != '\0'; url++)
		if ((unsigned char)*url <= ' ' || *url == '\x7f' || *url == '"' || *url == '<' || *url == '>')
			return false;
	return true;
}

static const char *
judge_data(const char *url, struct arena *arena)
{
	for (size_t i = 0; i < COUNT_OF(data_pictures); i++) {
		const char *body = url + strlen(data_pictures[i].prefix);

		if (!text_starts_nocase(url, data_pictures[i].prefix))
			continue;
		if (*body == '\0' ||
		    body[strspn(body, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=")] != '\0')
			return NULL;
		return arena_printf(arena, "%s%s", data_pictures[i].written, body);
	}
	return NULL;
}

static const char *
judge_contact(const char *scheme, const char *rest, struct arena *arena)
{
	return *rest != '\0' && is_clean_address(rest) ? arena_printf(arena, "%s:%s", scheme, rest) : NULL;
}

static const char *
judge_web(const char *url, const char *base, struct arena *arena)
{
	const char *absolute = link_resolve(base, url, arena);

	return absolute != NULL && link_is_web(absolute) && is_clean_address(absolute) &&
		       strlen(absolute) <= LINK_LONGEST
		   ? absolute
		   : NULL;
}

static const char *
judge(const char *url, enum html_link_use use, const char *base, struct arena *arena)
{
	if (*url == '\0')
		return NULL;
	if (scheme_length(url) == 0 || text_starts_nocase(url, "http:") || text_starts_nocase(url, "https:"))
		return strlen(url) <= LINK_LONGEST ? judge_web(url, base, arena) : NULL;
	if (use == LINK_PICTURE && text_starts_nocase(url, "data:"))
		return judge_data(url, arena);
	if (use == LINK_ANCHOR && text_starts_nocase(url, "mailto:"))
		return judge_contact("mailto", url + strlen("mailto:"), arena);
	if (use == LINK_ANCHOR && text_starts_nocase(url, "tel:"))
		return judge_contact("tel", url + strlen("tel:"), arena);
	return NULL;
}

const char *
html_link_judge(struct html_span raw, enum html_link_use use, const char *base, struct arena *arena)
{
	BUFFER decoded = { 0 };
	char plain[SHORT_LENGTH + 1];

	if (raw.at == NULL || raw.len > (use == LINK_PICTURE ? DATA_LONGEST : LINK_LONGEST))
		return NULL;
	if (raw.len <= SHORT_LENGTH && html_plain_length(raw.at, raw.len) == raw.len) {
		memcpy(plain, raw.at, raw.len);
		plain[raw.len] = '\0';
		return judge(clean(plain), use, base, arena);
	}
	html_decode(raw.at, raw.len, true, &decoded);
	buffer_add_char(&decoded, '\0');
	return judge(clean(decoded.data), use, base, arena);
}

/* "2x", "1.5x", "640w"; an empty one is fine. */
static bool
is_descriptor(const char *text, size_t len)
{
	size_t n = 0;

	if (len == 0)
		return true;
	while (n < len && (isdigit((unsigned char)text[n]) || text[n] == '.'))
		n++;
	return n > 0 && n <= 8 && n + 1 == len && (text[n] == 'x' || text[n] == 'w') && text[0] != '.';
}

static const char html_space[] = " \t\n\f\r";

/* Takes one candidate from *at: `out_url` is ended in place. False at the end. */
static bool
take_candidate(char **at, char **out_url, const char **out_descriptor, size_t *out_len)
{
	char *end;

	*at += strspn(*at, " \t\n\f\r,");
	if (**at == '\0')
		return false;
	*out_url = *at;
	end = *at + strcspn(*at, html_space);
	*out_descriptor = "";
	*out_len = 0;
	*at = *end != '\0' ? end + 1 : end;
	if (end[-1] == ',') {
		while (end > *out_url && end[-1] == ',')
			end--;
	} else if (*end != '\0') {
		*at += strspn(*at, html_space);
		*out_descriptor = *at;
		*out_len = strcspn(*at, ",");
		*at += *out_len;
		while (*out_len > 0 && strchr(html_space, (*out_descriptor)[*out_len - 1]) != NULL)
			(*out_len)--;
	}
	*end = '\0';
	return true;
}

static bool
add_candidate(char *url, const char *descriptor, size_t len, const char *base, struct arena *arena, struct buffer *out)
{
	const char *absolute = is_descriptor(descriptor, len) ? judge(clean(url), LINK_PAGE, base, arena) : NULL;
	size_t end = absolute != NULL ? strlen(absolute) : 0;

	/* a comma at either end would be read as one between candidates */
	if (end == 0 || absolute[end - 1] == ',')
		return false;
	if (out->len > 0)
		buffer_add(out, ", ", 2);
	buffer_add(out, absolute, end);
	if (len > 0)
		buffer_add_char(out, ' ');
	buffer_add(out, descriptor, len);
	return true;
}

bool
html_srcset_judge(struct html_span raw, const char *base, struct arena *arena, struct buffer *out)
{
	BUFFER decoded = { 0 };
	const char *descriptor;
	size_t count = 0, len, before = out->len;
	char *at, *url;

	if (raw.at == NULL || raw.len > DATA_LONGEST)
		return false;
	html_decode(raw.at, raw.len, true, &decoded);
	buffer_add_char(&decoded, '\0');
	at = decoded.data;
	while (count < CANDIDATES_MOST && take_candidate(&at, &url, &descriptor, &len))
		count += add_candidate(url, descriptor, len, base, arena, out);
	return out->len > before;
}
