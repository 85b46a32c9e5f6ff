#include "cli/problems.h"

#include "cli/session.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { PROBLEM_BYTES = 400 };

void
problems_add(struct problems *problems, size_t line, const char *fmt, ...)
{
	char text[PROBLEM_BYTES];
	va_list args;

	if (problems->count++ >= PROBLEMS_MAX)
		return;
	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	buffer_addf(problems->text, "line %zu: %s\n", line, text);
}

bool
problems_end(struct problems *problems)
{
	if (problems->count > PROBLEMS_MAX)
		buffer_addf(problems->text, "and %zu more\n", problems->count - PROBLEMS_MAX);
	return problems->count > 0;
}

void
problems_complain(const char *path, struct buffer *problems)
{
	char *rest = problems->data, *line;

	while (rest != NULL && (line = strsep(&rest, "\n")) != NULL)
		if (*line != '\0')
			complain("%s, %s", path, line);
}
