#include "feed/person.h"

#include "base/text.h"
#include "feed/link.h"

#include <ctype.h>
#include <string.h>

enum { PERSON_LONGEST = 500 };

static bool
is_address_char(char c)
{
	return isalnum((unsigned char)c) || (c != '\0' && strchr("._%+-'!#$&*/=?^`{|}~", c) != NULL) ||
	       (unsigned char)c >= 0x80;
}

/* The first word with an '@' in its middle and a dot or nothing strange after it. */
static bool
find_email(const char *text, const char **out_from, const char **out_to)
{
	for (const char *at = strchr(text, '@'); at != NULL; at = strchr(at + 1, '@')) {
		const char *from = at, *to = at + 1;

		while (from > text && is_address_char(from[-1]))
			from--;
		while (isalnum((unsigned char)*to) || *to == '-' || *to == '.' || (unsigned char)*to >= 0x80)
			to++;
		while (to > at + 1 && to[-1] == '.')
			to--;
		if (from < at && to > at + 1) {
			*out_from = from;
			*out_to = to;
			return true;
		}
	}
	return false;
}

/* What is left of a name when the address is gone: without brackets that held it, quotes, commas at the ends. */
static const char *
tidy_name(char *name, struct arena *arena)
{
	static const char edge[] = " \t,;:<>()[]\"-|/";
	size_t len;

	name += strspn(name, edge);
	len = strlen(name);
	while (len > 0 && strchr(edge, name[len - 1]) != NULL) {
		if (name[len - 1] == ')' && memchr(name, '(', len) != NULL)
			break; /* "Jo Smith (editor)" keeps its own */
		len--;
	}
	return len > 0 ? arena_strndup(arena, name, len) : NULL;
}

/* "(a@b.c)" goes with its brackets. */
static void
widen_over_brackets(const char *text, const char **from, const char **to)
{
	static const char open[] = "(<[", close[] = ")>]";
	const char *bracket;

	if (*from - text >= 7 && strncasecmp(*from - 7, "mailto:", 7) == 0)
		*from -= 7;
	bracket = *from > text ? strchr(open, (*from)[-1]) : NULL;
	if (bracket == NULL || **to != close[bracket - open])
		return;
	(*from)--;
	(*to)++;
}

static const char *
name_around(const char *text, const char *from, const char *to, struct arena *arena)
{
	char *name;

	if (text_ends(text, ")") && strchr(text, '(') != NULL && strchr(text, '(') > to) {
		/* "a@b.c (Name)": what is in the brackets, whole */
		const char *open = strchr(text, '(');

		name = arena_strndup(arena, open + 1, strlen(open) - 2);
		return tidy_name(name, arena);
	}
	widen_over_brackets(text, &from, &to);
	name = arena_printf(arena, "%.*s %s", (int)(from - text), text, to);
	return tidy_name(name, arena);
}

bool
person_parse(const char *text, struct arena *arena, struct feed_person *out)
{
	struct feed_person p = { 0 };
	const char *from, *to;

	if (text_is_blank(text) || strlen(text) > PERSON_LONGEST)
		return false;
	if (find_email(text, &from, &to)) {
		p.email = arena_strndup(arena, from, (size_t)(to - from));
		p.name = name_around(text, from, to, arena);
	} else if (link_is_web(text) && strchr(text, ' ') == NULL) {
		p.url = arena_strdup(arena, text);
	} else {
		p.name = tidy_name(arena_strdup(arena, text), arena);
	}
	if (p.name != NULL && text_equal_nocase(p.name, p.email))
		p.name = NULL;
	if (p.name == NULL && p.email == NULL && p.url == NULL)
		return false;
	*out = p;
	return true;
}

/* Commas and semicolons part people only when there is an address in every part. */
static bool
is_list(const char *text)
{
	for (size_t len; *text != '\0'; text += len + (text[len] != '\0')) {
		len = strcspn(text, ",;");
		if (memchr(text, '@', len) == NULL)
			return false;
	}
	return true;
}

const char *
person_next(const char **rest, struct arena *arena)
{
	const char *from = *rest;
	size_t len = is_list(from) ? strcspn(from, ",;") : strlen(from);

	if (len == 0)
		return NULL;
	*rest += len + (from[len] != '\0');
	return arena_strndup(arena, from, len);
}
