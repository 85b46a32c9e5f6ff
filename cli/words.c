#include "cli/words.h"

#include "base/credentials.h"
#include "base/text.h"
#include "base/timestamp.h"
#include "cli/args.h"
#include "cli/client.h"
#include "cli/render/field.h"

bool
item_id_parse(const char *word, int64_t *out, struct err *err)
{
	if (text_int(word, 1, INT64_MAX, out, NULL))
		return true;
	return err_set(
	    err, ERR_SYNTAX, "'%.80s' is no item: give its number, as winnow digest and winnow items print it", word);
}

static bool
feed_find(const json_t *feeds, const char *word, int64_t *out_id)
{
	ARENA arena = arena_new();
	const char *url = credentials_hide(word, arena); /* as they are listed */
	const json_t *feed;

	FIELD_EACH(i, feeds, feed)
	{
		if (text_equal(field_text(feed, "url"), url) || text_equal(field_text(feed, "home_url"), url)) {
			*out_id = field_int(feed, "id", 0);
			return true;
		}
	}
	return false;
}

enum exit_code
feed_resolve(struct session *s, const char *word, int64_t *out_id)
{
	enum exit_code code;
	json_t *feeds;
	bool is_found;

	if (text_int(word, 1, INT64_MAX, out_id, NULL))
		return EXIT_DONE;
	code = session_get(s, "/v1/feeds", &feeds);
	if (code != EXIT_DONE)
		return code;
	is_found = feed_find(field_list(feeds, "feeds"), word, out_id);
	json_decref(feeds);
	if (is_found)
		return EXIT_DONE;
	complain("no feed '%.200s': give its number or its address, as winnow feed list prints them", word);
	return EXIT_REFUSED;
}

bool
moment_parse(const char *word, int64_t now, struct buffer *out, struct err *err)
{
	char text[TIMESTAMP_SIZE];
	int64_t length, moment;

	if (duration_parse(word, &length, NULL))
		moment = now - length;
	else if (!timestamp_parse(word, &moment, NULL))
		return err_set(err, ERR_SYNTAX,
		    "'%.60s' is no time: write 24h, 7d or 2w (ago), 2026-11-21 or 2026-11-21T19:22:00Z", word);
	buffer_add_text(out, timestamp_format(moment, text));
	return true;
}

enum exit_code
moments_to_query(const struct args *args, int64_t now, struct buffer *path)
{
	static const char *const names[] = { "since", "until" };

	for (size_t i = 0; i < COUNT_OF(names); i++) {
		const char *word = args_value(args, names[i]);
		BUFFER moment = { 0 };
		struct err err = { 0 };

		if (word == NULL)
			continue;
		if (!moment_parse(word, now, &moment, &err))
			return complain_usage("--%s: %s", names[i], err.text);
		path_add_query(path, names[i], buffer_text(&moment));
	}
	return EXIT_DONE;
}
