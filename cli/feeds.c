/* Feeds: followed, listed, shown, called otherwise, weighed, kept, paused, removed. */
#include "cli/render/feeds.h"

#include "base/clock.h"
#include "base/text.h"
#include "base/timestamp.h"
#include "cli/client.h"
#include "cli/render/age.h"
#include "cli/render/field.h"
#include "cli/render/ink.h"
#include "cli/run.h"
#include "cli/words.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { KEEP_LEAST_S = 86400 };

static const char *
feed_name(const json_t *feed)
{
	return field_text_or(feed, "title", field_text_or(feed, "feed_title", field_text(feed, "url")));
}

/* "following 7 Harold Jarche" */
static enum exit_code
done_print(struct session *s, const struct answer *answer, const char *done)
{
	json_t *feed = session_parse(answer);
	char id[FIELD_ID_SIZE];
	BUFFER line = { 0 };

	if (feed == NULL)
		return EXIT_REFUSED;
	ink_format(&line, &s->look, INK_DIM, "%s ", done);
	ink_text(&line, &s->look, INK_NUMBER, field_id(feed, "id", id));
	ink_format(&line, &s->look, INK_PLAIN, "  %s", feed_name(feed));
	buffer_add_char(&line, '\n');
	json_decref(feed);
	return session_print(s, &line);
}

static json_t *
subscription(const struct args *args, const char *url)
{
	json_t *body = json_pack("{s:s}", "url", url), *tags = json_array();

	for (size_t i = 0; i < args->given_count; i++)
		if (text_equal(args->given[i].name, "tag"))
			json_array_append_new(tags, json_string(args->given[i].value));
	if (args_value(args, "title") != NULL)
		json_object_set_new(body, "title", json_string(args_value(args, "title")));
	if (json_array_size(tags) > 0)
		json_object_set(body, "tags", tags);
	json_decref(tags);
	return body;
}

/* It is followed all the same, and asked again, unless it is gone or paused. */
static void
failure_tell(const struct session *s, const struct answer *answer)
{
	json_t *feed = json_loadb(buffer_text(&answer->body), answer->body.len, 0, NULL);
	char next[AGE_SIZE];

	if (field_text(feed, "last_error") != NULL && field_time(feed, "next_poll") != TIME_NONE)
		complain("%s: %s; it is asked again %s", field_text_or(feed, "url", ""), field_text(feed, "last_error"),
		    age_until(field_time(feed, "next_poll"), s->look.now, next));
	else if (feed != NULL && field_time(feed, "next_poll") == TIME_NONE)
		complain("%s: %s; winnow feed resume has it asked", field_text_or(feed, "url", ""),
		    field_text_or(feed, "next_poll_reason", "it is not asked"));
	json_decref(feed);
}

enum exit_code
run_feed_add(struct session *s, const struct args *args)
{
	enum exit_code code = EXIT_DONE;

	if (args->word_count > 1 && args_has(args, "title"))
		return complain_usage("--title names one feed, and %zu are given", args->word_count);
	for (size_t i = 0; i < args->word_count && code != EXIT_NO_DAEMON; i++) {
		ANSWER answer = { 0 };
		enum exit_code one =
		    session_ask_json(s, "POST", "/v1/feeds", subscription(args, args->words[i]), &answer);

		if (one == EXIT_DONE)
			one = args_has(args, "json")
				  ? session_print_answer(s, &answer)
				  : done_print(s, &answer, answer.status == 201 ? "following" : "known already:");
		if (one == EXIT_DONE)
			failure_tell(s, &answer);
		code = one != EXIT_DONE ? one : code;
	}
	return code;
}

static json_t *
feeds_in_state(const json_t *feeds, const char *state)
{
	json_t *chosen = json_array();
	json_t *feed;

	FIELD_EACH(i, feeds, feed)
	{
		const char *its = field_text_or(feed, "state", "");

		if (state == NULL || strcmp(its, state) == 0)
			json_array_append(chosen, feed);
	}
	return chosen;
}

static enum exit_code
feeds_show(struct session *s, const json_t *feeds, const char *state, bool in_detail)
{
	json_t *chosen = feeds_in_state(feeds, state);
	enum exit_code code = EXIT_NOTHING;
	BUFFER text = { 0 };

	if (in_detail)
		render_feeds_failing(chosen, &s->look, &text);
	else
		render_feeds(chosen, &s->look, &text);
	if (text.len > 0)
		code = session_print(s, &text);
	else if (state == NULL)
		complain("no feeds yet: winnow feed add URL, or winnow import FILE");
	else
		complain("no feed is %s", state);
	json_decref(chosen);
	return code;
}

static enum exit_code
state_wanted(const struct args *args, const char **out)
{
	static const char *const states[] = { "ok", "failing", "gone", "paused" };

	*out = args_has(args, "failing") ? "failing" : args_value(args, "state");
	if (*out == NULL)
		return EXIT_DONE;
	for (size_t i = 0; i < COUNT_OF(states); i++)
		if (strcmp(*out, states[i]) == 0)
			return EXIT_DONE;
	return complain_usage("no state '%.40s': a feed is ok, failing, gone or paused", *out);
}

enum exit_code
run_feed_list(struct session *s, const struct args *args)
{
	ANSWER answer = { 0 };
	const char *state;
	enum exit_code code = state_wanted(args, &state);
	BUFFER path = { 0 };
	json_t *feeds;

	buffer_add_text(&path, "/v1/feeds");
	path_add_query(&path, "state", state);
	if (code == EXIT_DONE)
		code = session_ask(s, "GET", buffer_text(&path), NULL, &answer);
	if (code != EXIT_DONE)
		return code;
	if (args_has(args, "json"))
		return session_print_answer(s, &answer);
	feeds = session_parse(&answer);
	if (feeds == NULL)
		return EXIT_REFUSED;
	code =
	    feeds_show(s, field_list(feeds, "feeds"), state, text_equal(state, "failing") || text_equal(state, "gone"));
	json_decref(feeds);
	return code;
}

static enum exit_code
feed_path(struct session *s, const char *word, struct buffer *path)
{
	int64_t id;
	enum exit_code code = feed_resolve(s, word, &id);

	if (code == EXIT_DONE)
		buffer_addf(path, "/v1/feeds/%lld", (long long)id);
	return code;
}

enum exit_code
run_feed_show(struct session *s, const struct args *args)
{
	ANSWER answer = { 0 };
	BUFFER path = { 0 };
	enum exit_code code = feed_path(s, args->words[0], &path);

	if (code == EXIT_DONE)
		code = session_ask(s, "GET", buffer_text(&path), NULL, &answer);
	return code == EXIT_DONE ? session_show(s, &answer, args_has(args, "json"), render_feed) : code;
}

/* Takes `patch`. */
static enum exit_code
feed_patch(struct session *s, const struct args *args, const char *word, json_t *patch, const char *done)
{
	ANSWER answer = { 0 };
	BUFFER path = { 0 };
	enum exit_code code = feed_path(s, word, &path);

	if (code != EXIT_DONE) {
		json_decref(patch);
		return code;
	}
	code = session_ask_json(s, "PATCH", buffer_text(&path), patch, &answer);
	if (code != EXIT_DONE)
		return code;
	return args_has(args, "json") ? session_print_answer(s, &answer) : done_print(s, &answer, done);
}

enum exit_code
run_feed_rename(struct session *s, const struct args *args)
{
	const char *title = args->word_count > 1 ? args->words[1] : NULL;
	/* Without a title, or with an empty one, the feed's own shows again. */
	json_t *patch = text_is_blank(title) ? json_pack("{s:n}", "title") : json_pack("{s:s}", "title", title);

	return feed_patch(s, args, args->words[0], patch, "renamed");
}

/* "like", "dislike", "usual" or a number of points. */
static json_t *
weight_read(const char *word)
{
	static const struct {
		const char *word;
		double weight;
	} likings[] = { { "like", 0.5 }, { "dislike", -0.5 } };
	char *end;
	double weight = strtod(word, &end);

	for (size_t i = 0; i < COUNT_OF(likings); i++)
		if (text_equal(word, likings[i].word))
			return json_real(likings[i].weight);
	if (text_equal(word, "usual"))
		return json_null();
	return end > word && *end == '\0' && isfinite(weight) ? json_real(weight) : NULL;
}

enum exit_code
run_feed_weigh(struct session *s, const struct args *args)
{
	json_t *weight = weight_read(args->words[1]);
	BUFFER done = { 0 };

	if (weight == NULL)
		return complain_usage(
		    "'%.40s' is no weight: like, dislike, usual, or a number of points such as -2", args->words[1]);
	buffer_addf(&done, "weighs %.40s:", args->words[1]);
	return feed_patch(s, args, args->words[0], json_pack("{s:o}", "weight", weight), buffer_text(&done));
}

enum exit_code
run_feed_prefer(struct session *s, const struct args *args)
{
	bool is_undone = args_has(args, "undo");

	return feed_patch(s, args, args->words[0], json_pack("{s:b}", "preferred", !is_undone),
	    is_undone ? "no longer preferred" : "preferred");
}

/* What is wished, and how that is said back. */
struct keeping {
	json_t *patch;
	struct buffer words;
};

static bool
keep_set(struct keeping *k, const char *key, json_t *value)
{
	bool is_first = json_object_get(k->patch, key) == NULL;

	json_object_set_new(k->patch, key, value);
	buffer_add_text(&k->words, k->words.len > 0 ? ", " : "");
	return is_first;
}

/* "90d", "500" items, "forever" or "usual"; each thing once. */
static bool
keep_read(const char *word, struct keeping *k)
{
	struct err ignored;
	int64_t number;
	bool is_good;

	if (text_equal(word, "usual")) {
		is_good = keep_set(k, "keep_s", json_null()) && keep_set(k, "keep_items", json_null());
		buffer_cut(&k->words, 0);
		buffer_add_text(&k->words, "as usual");
	} else if (text_equal(word, "forever")) {
		is_good = keep_set(k, "keep_s", json_integer(0));
		buffer_add_text(&k->words, "for ever");
	} else if (text_int(word, 0, INT32_MAX, &number, &ignored)) {
		is_good = keep_set(k, "keep_items", json_integer(number));
		buffer_addf(&k->words, number > 0 ? "at most %.40s" : "any number", word);
	} else {
		is_good = duration_parse(word, &number, &ignored) && number >= KEEP_LEAST_S &&
			  keep_set(k, "keep_s", json_integer(number));
		buffer_addf(&k->words, "%.40s", word);
	}
	return is_good;
}

enum exit_code
run_feed_keep(struct session *s, const struct args *args)
{
	struct keeping k = { .patch = json_object() };
	BUFFER done = { 0 };
	bool is_good = true;
	size_t i = 0;

	while (is_good && ++i < args->word_count)
		is_good = keep_read(args->words[i], &k);
	buffer_addf(&done, "items stay %s in", buffer_text(&k.words));
	buffer_fini(&k.words);
	if (is_good)
		return feed_patch(s, args, args->words[0], k.patch, buffer_text(&done));
	json_decref(k.patch);
	return complain_usage(
	    "'%.40s' is not how long items stay: 90d (a day at least), 500 (items), forever or usual, "
	    "each once",
	    args->words[i]);
}

static enum exit_code
feeds_pause(struct session *s, const struct args *args, bool is_paused)
{
	enum exit_code code = EXIT_DONE;

	for (size_t i = 0; i < args->word_count && code != EXIT_NO_DAEMON; i++) {
		enum exit_code one = feed_patch(
		    s, args, args->words[i], json_pack("{s:b}", "paused", is_paused), is_paused ? "paused" : "resumed");

		code = one != EXIT_DONE ? one : code;
	}
	return code;
}

enum exit_code
run_feed_pause(struct session *s, const struct args *args)
{
	return feeds_pause(s, args, true);
}

enum exit_code
run_feed_resume(struct session *s, const struct args *args)
{
	return feeds_pause(s, args, false);
}

static enum exit_code
remove_one(struct session *s, const char *word)
{
	ANSWER answer = { 0 };
	BUFFER path = { 0 };
	BUFFER line = { 0 };
	enum exit_code code = feed_path(s, word, &path);

	if (code == EXIT_DONE)
		code = session_ask(s, "DELETE", buffer_text(&path), NULL, &answer);
	if (code != EXIT_DONE)
		return code;
	ink_format(&line, &s->look, INK_DIM, "removed ");
	ink_format(&line, &s->look, INK_PLAIN, "%s", word);
	buffer_add_char(&line, '\n');
	return session_print(s, &line);
}

enum exit_code
run_feed_remove(struct session *s, const struct args *args)
{
	enum exit_code code = EXIT_DONE;

	for (size_t i = 0; i < args->word_count && code != EXIT_NO_DAEMON; i++) {
		enum exit_code one = remove_one(s, args->words[i]);

		code = one != EXIT_DONE ? one : code;
	}
	return code;
}

enum exit_code
run_feed_yield(struct session *s, const struct args *args)
{
	ANSWER answer = { 0 };
	BUFFER path = { 0 };
	BUFFER text = { 0 };
	enum exit_code code;
	json_t *yield;

	buffer_add_text(&path, "/v1/yield");
	code = moments_to_query(args, s->look.now, &path);
	if (code == EXIT_DONE)
		code = session_ask(s, "GET", buffer_text(&path), NULL, &answer);
	if (code != EXIT_DONE)
		return code;
	if (args_has(args, "json"))
		return session_print_answer(s, &answer);
	yield = session_parse(&answer);
	if (yield == NULL)
		return EXIT_REFUSED;
	if (field_count(yield, "feeds") == 0) {
		complain("no feeds yet: winnow feed add URL, or winnow import FILE");
		code = EXIT_NOTHING;
	} else {
		render_yield(yield, &s->look, &text);
		code = session_print(s, &text);
	}
	json_decref(yield);
	return code;
}
