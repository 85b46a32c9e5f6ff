#include "cli/issue.h"

#include "base/text.h"
#include "cli/client.h"
#include "cli/render/age.h"
#include "cli/render/field.h"

void
issue_path(const char *digest, int64_t number, struct buffer *path)
{
	path_add_named(path, "/v1/digests", digest, "/issues");
	if (number > 0)
		buffer_addf(path, "/%lld", (long long)number);
}

void
issue_tell_nothing(const json_t *digest)
{
	static const struct {
		const char *path, *words;
	} states[] = {
		{ "_winnow.feeds.failing", "failing" },
		{ "_winnow.feeds.gone", "gone" },
		{ "_winnow.feeds.silent", "silent for long" },
	};
	const json_t *topic;
	long long total = field_int(digest, "_winnow.feeds.total", 0);
	char since[AGE_SIZE];
	BUFFER unwell = { 0 };

	for (size_t i = 0; i < COUNT_OF(states); i++) {
		int64_t count = field_int(digest, states[i].path, 0);

		if (count > 0)
			buffer_addf(
			    &unwell, "%s%lld %s", unwell.len > 0 ? ", " : "", (long long)count, states[i].words);
	}
	FIELD_EACH(i, field(digest, "_winnow.missing_topics"), topic)
	complain("no topic '%s' any more: winnow digests edit %s", json_string_value(topic),
	    field_text_or(digest, "_winnow.digest", "default"));
	age_minute(field_time(digest, "_winnow.since"), since);
	if (unwell.len > 0)
		complain("nothing new since %s (of %lld feed%s, %s): no issue was frozen", since, total,
		    total == 1 ? "" : "s", buffer_text(&unwell));
	else
		complain("nothing new since %s: no issue was frozen", since);
}

enum exit_code
issue_freeze(struct session *s, const char *digest, json_t *edit, bool even_if_empty, struct answer *out)
{
	BUFFER path = { 0 };
	json_t *document;
	enum exit_code code;

	issue_path(digest, 0, &path);
	if (even_if_empty)
		path_add_query(&path, "even_if_empty", "true");
	code = session_ask_json(s, "POST", buffer_text(&path), edit != NULL ? edit : json_object(), out);
	if (code != EXIT_DONE)
		return code;
	document = session_parse(out);
	if (document == NULL) {
		code = EXIT_REFUSED;
	} else if (field(document, "_winnow.issue") == NULL) {
		issue_tell_nothing(document);
		code = EXIT_NOTHING;
	}
	json_decref(document);
	if (code != EXIT_DONE)
		answer_fini(out);
	return code;
}

enum exit_code
issue_get(struct session *s, const char *digest, int64_t number, struct answer *out)
{
	BUFFER path = { 0 };

	issue_path(digest, number, &path);
	return session_ask(s, "GET", buffer_text(&path), NULL, out);
}

enum exit_code
issue_list(struct session *s, const char *digest, struct answer *out)
{
	return issue_get(s, digest, 0, out);
}

enum exit_code
issue_list_before(struct session *s, const char *digest, int64_t before, int64_t limit, json_t **out)
{
	BUFFER path = { 0 };

	issue_path(digest, 0, &path);
	buffer_addf(&path, "?limit=%lld", (long long)limit);
	if (before > 0)
		buffer_addf(&path, "&before=%lld", (long long)before);
	return session_get(s, buffer_text(&path), out);
}

void
issue_tell_none(const char *digest)
{
	complain("no issues of '%.80s' yet: winnow digest %.80s --issue freezes the first", digest, digest);
}

enum exit_code
issue_deliver(struct session *s, const char *digest, int64_t number, struct answer *out)
{
	BUFFER path = { 0 };

	issue_path(digest, number, &path);
	return session_ask_json(s, "PATCH", buffer_text(&path), json_pack("{s:b}", "delivered", 1), out);
}
