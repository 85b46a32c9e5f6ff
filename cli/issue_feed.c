#include "cli/issue_feed.h"

#include "base/memory.h"
#include "base/text.h"
#include "cli/issue.h"
#include "cli/render/age.h"
#include "cli/render/field.h"
#include "cli/render/outline.h"

#include <stdlib.h>

struct merge {
	json_t *items, *issues, *sections;
	json_t *extension; /* the feed's */
	char *title;
};

static json_t *
extension_of(const json_t *document)
{
	return json_object_get(document, "_winnow");
}

static void
copy_field(json_t *to, const json_t *from, const char *key)
{
	if (json_object_get(from, key) != NULL)
		json_object_set(to, key, json_object_get(from, key));
}

static bool
has_section(const struct merge *m, const char *name)
{
	const json_t *section;

	FIELD_EACH(i, m->sections, section)
	if (text_equal(field_text(section, "name"), name))
		return true;
	return false;
}

/* Only what they are called: what was considered for an issue does not add up. */
static void
take_sections(struct merge *m, const json_t *issue)
{
	const json_t *section;

	FIELD_EACH(i, field(issue, "_winnow.sections"), section)
	{
		json_t *one;

		if (has_section(m, field_text(section, "name")))
			continue;
		one = json_object();
		copy_field(one, section, "name");
		copy_field(one, section, "title");
		json_array_append_new(m->sections, one);
	}
}

/* "Issue 3, Fri 15 Jan 2027: Learning" */
static json_t *
heading_of(const json_t *issue, const char *section)
{
	char day[AGE_SIZE];
	BUFFER heading = { 0 };

	age_day(outline_time(issue), day);
	buffer_addf(&heading, "Issue %lld, %s: %s", (long long)field_int(issue, "_winnow.issue", 0), day, section);
	return json_string(buffer_text(&heading));
}

static void
take_items(struct merge *m, const json_t *issue)
{
	const json_t *frame = extension_of(issue), *item;
	const char *heading = "";

	FIELD_EACH(i, field(issue, "items"), item)
	{
		json_t *extension = extension_of(item);

		if (outline_heading(issue, i) != NULL)
			heading = outline_heading(issue, i);
		if (i == 0)
			copy_field(extension, frame, "intro");
		json_object_set_new(extension, "heading", heading_of(issue, heading));
		copy_field(extension, frame, "issue");
		copy_field(extension, frame, "uid");
		json_array_append(m->items, (json_t *)(uintptr_t)item);
	}
}

/* What it says of itself, without its items. */
static void
take_frame(struct merge *m, const json_t *issue)
{
	static const char *const keys[] = { "issue", "uid", "frozen_at", "since", "until", "intro", "changed" };
	json_t *extension = json_object(), *one = json_object();

	for (size_t i = 0; i < COUNT_OF(keys); i++)
		copy_field(extension, extension_of(issue), keys[i]);
	copy_field(one, issue, "title");
	json_object_set_new(one, "_winnow", extension);
	json_array_append_new(m->issues, one);
}

/* "Weekly" of "Weekly, issue 3" */
static char *
title_of(const json_t *issue)
{
	BUFFER title = { 0 };
	BUFFER end = { 0 };

	buffer_add_text(&title, outline_title(issue));
	buffer_addf(&end, ", issue %lld", (long long)field_int(issue, "_winnow.issue", 0));
	if (title.len > end.len && text_ends(buffer_text(&title), buffer_text(&end)))
		buffer_cut(&title, title.len - end.len);
	return mem_strdup(buffer_text(&title));
}

static void
take_issue(struct merge *m, const json_t *issue)
{
	static const char *const newest[] = { "digest", "frozen_at", "until", "feeds", "topics", "missing_topics" };

	if (json_array_size(m->issues) == 0) {
		m->title = title_of(issue);
		for (size_t i = 0; i < COUNT_OF(newest); i++)
			copy_field(m->extension, extension_of(issue), newest[i]);
	}
	copy_field(m->extension, extension_of(issue), "since");
	take_frame(m, issue);
	take_sections(m, issue);
	take_items(m, issue);
}

/* `list` is {"issues":[...]} of the daemon. */
static enum exit_code
take_issues(struct session *s, const char *digest, const json_t *list, struct merge *m)
{
	const json_t *each;

	FIELD_EACH(i, field(list, "issues"), each)
	{
		BUFFER path = { 0 };
		json_t *issue;
		enum exit_code code;

		issue_path(digest, field_int(each, "number", 0), &path);
		code = session_get(s, buffer_text(&path), &issue);
		if (code != EXIT_DONE)
			return code;
		take_issue(m, issue);
		json_decref(issue);
	}
	return EXIT_DONE;
}

/* The feed's name for ever. */
static enum exit_code
take_first_uid(struct session *s, const char *digest, struct merge *m)
{
	json_t *list;
	enum exit_code code = issue_list_before(s, digest, 2, 1, &list);

	if (code != EXIT_DONE)
		return code;
	copy_field(m->extension, json_array_get(field(list, "issues"), 0), "uid");
	json_decref(list);
	return EXIT_DONE;
}

static void
answer_make(const struct merge *m, struct answer *out)
{
	json_t *feed = json_pack("{s:s, s:s, s:O, s:O}", "version", "https://jsonfeed.org/version/1.1", "title",
	    m->title, "items", m->items, "_winnow", m->extension);
	char *text = json_dumps(feed, JSON_COMPACT);

	*out = (struct answer) { .status = 200, .type = mem_strdup("application/feed+json") };
	buffer_add_text(&out->body, text);
	free(text);
	json_decref(feed);
}

static enum exit_code
merge_make(struct session *s, const char *digest, const json_t *list, struct answer *out)
{
	struct merge m = { json_array(), json_array(), json_array(), json_object(), NULL };
	enum exit_code code;

	json_object_set(m.extension, "issues", m.issues);
	json_object_set(m.extension, "sections", m.sections);
	code = take_issues(s, digest, list, &m);
	if (code == EXIT_DONE)
		code = take_first_uid(s, digest, &m);
	if (code == EXIT_DONE)
		answer_make(&m, out);
	json_decref(m.items);
	json_decref(m.issues);
	json_decref(m.sections);
	json_decref(m.extension);
	free(m.title);
	return code;
}

enum exit_code
issue_feed(struct session *s, const char *digest, struct answer *out)
{
	json_t *list;
	enum exit_code code = issue_list_before(s, digest, 0, ISSUE_FEED_MAX, &list);

	if (code != EXIT_DONE)
		return code;
	if (field_count(list, "issues") == 0) {
		issue_tell_none(digest);
		code = EXIT_NOTHING;
	} else {
		code = merge_make(s, digest, list, out);
	}
	json_decref(list);
	return code;
}
