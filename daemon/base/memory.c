#include "base/memory.h"

#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *
or_die(void *p, size_t size)
{
	if (p == NULL) {
		fprintf(stderr, "winnow: out of memory asking for %zu bytes\n", size);
		abort();
	}
	return p;
}

void *
mem_alloc(size_t size)
{
	return or_die(calloc(1, size > 0 ? size : 1), size);
}

void *
mem_resize(void *old, size_t size)
{
	return or_die(realloc(old, size > 0 ? size : 1), size);
}

void *
mem_array(size_t count, size_t size)
{
	return or_die(calloc(count > 0 ? count : 1, size > 0 ? size : 1), size);
}

char *
mem_strdup(const char *text)
{
	return text != NULL ? mem_strndup(text, strlen(text)) : NULL;
}

char *
mem_strndup(const char *text, size_t len)
{
	char *copy = mem_resize(NULL, len + 1);

	if (len > 0)
		memcpy(copy, text, len);
	copy[len] = '\0';
	return copy;
}

char *
mem_vprintf(const char *fmt, va_list args)
{
	char *text = NULL;

	return vasprintf(&text, fmt, args) >= 0 ? text : or_die(NULL, strlen(fmt));
}

char *
mem_printf(const char *fmt, ...)
{
	va_list args;
	char *text;

	va_start(args, fmt);
	text = mem_vprintf(fmt, args);
	va_end(args);
	return text;
}

void
mem_give_back(void)
{
	malloc_trim(0);
}

void
mem_release(char **text)
{
	free(*text);
	*text = NULL;
}
