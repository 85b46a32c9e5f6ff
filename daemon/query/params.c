#include "query/params.h"

#include "base/text.h"
#include "base/timestamp.h"

bool
param_int(const struct request *r, const char *name, int64_t min, int64_t max, int64_t *out, struct err *err)
{
	const char *value = request_param(r, name);

	if (value == NULL || text_int(value, min, max, out, err))
		return true;
	err->code = ERR_SYNTAX;
	return err_wrap(err, "parameter %s", name);
}

bool
time_read(const char *text, int64_t now, int64_t *out, struct err *err)
{
	int64_t ago_s;

	if (duration_parse(text, &ago_s, NULL)) {
		*out = now - ago_s;
		return true;
	}
	return timestamp_parse(text, out, err);
}

bool
param_time(const struct request *r, const char *name, int64_t now, int64_t *out, struct err *err)
{
	const char *value = request_param(r, name);

	return value == NULL || time_read(value, now, out, err) || err_wrap(err, "parameter %s", name);
}

bool
param_choice(
    const struct request *r, const char *name, const char *const *names, size_t count, int *out, struct err *err)
{
	const char *value = request_param(r, name);
	BUFFER known = { 0 };

	if (value == NULL)
		return true;
	for (size_t i = 0; i < count; i++) {
		if (text_equal(names[i], value)) {
			*out = (int)i;
			return true;
		}
		buffer_addf(&known, "%s%s", i > 0 ? ", " : "", names[i]);
	}
	return err_set(err, ERR_SYNTAX, "parameter %s: '%.40s' is none of %s", name, value, buffer_text(&known));
}

bool
params_known(const struct request *r, const char *const *names, size_t count, struct err *err)
{
	for (size_t i = 0; i < r->param_count; i++) {
		size_t n = 0;

		while (n < count && !text_equal(names[n], r->params[i].name))
			n++;
		if (n == count)
			return err_set(err, ERR_SYNTAX, "unknown parameter '%.60s'", r->params[i].name);
	}
	return true;
}
