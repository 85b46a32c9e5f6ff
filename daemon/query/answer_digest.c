/* The live digest as a JSON Feed, and what the next issue would be. */
#include "base/text.h"
#include "query/freeze.h"
#include "query/params.h"
#include "query/render_digest.h"
#include "query/warming.h"

static const char *const known[] = { "name", "next", "topic", "since", "until", "limit", "min_score", "per_feed",
	"serendipity" };

static bool
read_topics(const struct request *r, struct arena *arena, struct compose_settings *out, struct err *err)
{
	const char **topics = arena_alloc(arena, (r->param_count + 1) * sizeof(*topics));
	size_t count = 0;

	for (size_t i = 0; i < r->param_count; i++)
		if (text_equal(r->params[i].name, "topic"))
			topics[count++] = r->params[i].value;
	if (count > RECIPE_TOPICS_MAX)
		return err_set(err, ERR_SYNTAX, "more than %d topics", RECIPE_TOPICS_MAX);
	if (count > 0) {
		out->topics = topics;
		out->topic_count = count;
		out->missing_count = 0;
	}
	return true;
}

/* What is said here stands before what the digest's recipe says. */
bool
answer_digest_settings(
    struct reader *reader, const struct request *r, struct arena *arena, struct compose_settings *out, struct err *err)
{
	const char *name = request_param(r, "name");
	int64_t now = clock_now_s(reader->clock);

	if (!params_known(r, known, COUNT_OF(known), err) ||
	    !compose_live(reader, name != NULL ? name : RECIPE_DEFAULT, arena, out, err) ||
	    !param_time(r, "since", now, &out->since, err) || !param_time(r, "until", now, &out->until, err) ||
	    !param_int(r, "limit", 1, RECIPE_LIMIT_MAX, &out->limit, err) ||
	    !param_int(r, "min_score", 0, 100, &out->min_score, err) ||
	    !param_int(r, "per_feed", 0, RECIPE_LIMIT_MAX, &out->per_feed, err))
		return false;
	if (request_param(r, "serendipity") != NULL)
		out->with_loose_tie = request_flag(r, "serendipity");
	return read_topics(r, arena, out, err);
}

static bool
answer_next(struct reader *reader, struct request *r, struct arena *arena, struct err *err)
{
	static const char *const known_next[] = { "name", "next" };
	const char *name = request_param(r, "name");
	json_t *document;

	if (!params_known(r, known_next, COUNT_OF(known_next), err))
		return err_wrap(err, "with next");
	if (!freeze_foresee(reader, name != NULL ? name : RECIPE_DEFAULT, arena, &document, err))
		return false;
	reply_json(r, 200, document);
	json_decref(document);
	return true;
}

/* All that the digest depends on besides the store. */
static const char *
describe(const struct reader *reader, const struct compose_settings *s, struct arena *arena)
{
	const char *text = arena_printf(arena, "%s\n%s\n%lld %lld %lld %lld %lld %d %zu %lld", s->digest, s->seed,
	    (long long)s->since, (long long)s->until, (long long)s->limit, (long long)s->per_feed,
	    (long long)s->min_score, s->with_loose_tie, s->missing_count, (long long)reader->settings.half_life_s);

	for (size_t i = 0; i < s->topic_count; i++)
		text = arena_printf(arena, "%s\n%s", text, s->topics[i]);
	return text;
}

static bool
answer_anew(struct reader *reader, struct request *r, const struct compose_settings *settings, struct arena *arena,
    struct err *err)
{
	struct section *sections;
	json_t *document;
	size_t count;

	if (!compose(reader, settings, arena, &sections, &count, err) ||
	    !render_digest(reader, settings, sections, count, &document, err))
		return false;
	reply_json(r, 200, document);
	json_decref(document);
	return true;
}

bool
answer_digest(struct reader *reader, struct request *r, struct arena *arena, struct err *err)
{
	struct compose_settings settings;
	const struct buffer *before;
	const char *question;

	if (request_flag(r, "next"))
		return answer_next(reader, r, arena, err);
	if (!answer_digest_settings(reader, r, arena, &settings, err))
		return false;
	warming_note(reader->warming, r);
	question = describe(reader, &settings, arena);
	before = repeat_find(&reader->digest, reader->store, question);
	if (before != NULL) {
		r->reply.status = 200;
		buffer_add(&r->reply.body, before->data, before->len);
		return true;
	}
	if (!answer_anew(reader, r, &settings, arena, err))
		return false;
	repeat_note(&reader->digest, reader->store, question, &r->reply.body);
	return true;
}
