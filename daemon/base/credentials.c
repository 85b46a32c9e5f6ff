#include "base/credentials.h"

#include <string.h>

#define HIDDEN "***"

/* What stands before the '@' of the authority; false: nothing does. */
static bool
find(const char *url, size_t *out_from, size_t *out_to)
{
	const char *authority = url != NULL ? strstr(url, "://") : NULL, *at;

	if (authority == NULL)
		return false;
	authority += 3;
	/* As browsers and libcurl read it: the last '@' before the path ends the credentials. */
	at = memrchr(authority, '@', strcspn(authority, "/?#"));
	if (at == NULL)
		return false;
	*out_from = (size_t)(authority - url);
	*out_to = (size_t)(at - url);
	return true;
}

const char *
credentials_hide(const char *url, struct arena *arena)
{
	size_t from, to;

	if (!find(url, &from, &to))
		return url;
	return arena_printf(arena, "%.*s" HIDDEN "%s", (int)from, url, url + to);
}

bool
credentials_are_hidden(const char *url)
{
	size_t from, to;

	return find(url, &from, &to) && to - from == strlen(HIDDEN) && memcmp(url + from, HIDDEN, to - from) == 0;
}
