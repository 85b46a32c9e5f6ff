#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>

bool
err_set(struct err *err, enum err_code code, const char *fmt, ...)
{
	va_list args;

	if (err == NULL)
		return false;
	err->code = code;
	va_start(args, fmt);
	vsnprintf(err->text, sizeof(err->text), fmt, args);
	va_end(args);
	return false;
}

bool
err_wrap(struct err *err, const char *fmt, ...)
{
	char what[sizeof(err->text)];
	struct err inner;
	va_list args;

	if (err == NULL)
		return false;
	va_start(args, fmt);
	vsnprintf(what, sizeof(what), fmt, args);
	va_end(args);
	inner = *err;
	return err_set(err, inner.code, "%.200s: %.270s", what, inner.text);
}
