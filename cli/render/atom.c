#include "cli/render/atom.h"

#include "base/clock.h"
#include "base/text.h"
#include "base/timestamp.h"
#include "cli/render/entry.h"
#include "cli/render/field.h"
#include "cli/render/html.h"
#include "cli/render/ink.h"
#include "cli/render/markup.h"
#include "cli/render/outline.h"
#include "cli/render/uuid.h"

static void
line_add(struct buffer *out, const char *indent, const char *tag, const char *text)
{
	if (text_is_blank(text))
		return;
	buffer_add_text(out, indent);
	markup_element(out, tag, text);
	buffer_add_char(out, '\n');
}

static void
time_add(struct buffer *out, const char *indent, const char *tag, int64_t time)
{
	char text[TIMESTAMP_SIZE];

	line_add(out, indent, tag, timestamp_format(time, text));
}

static void
link_add(struct buffer *out, const char *indent, const char *url)
{
	BUFFER address = { 0 };

	if (!ink_web_address(&address, url))
		return;
	buffer_addf(out, "%s<link rel=\"alternate\" href=\"", indent);
	markup_text(out, buffer_text(&address));
	buffer_add_text(out, "\"/>\n");
}

static struct uuid
feed_uuid(const json_t *digest)
{
	const char *names[] = { "winnow digest", field_text_or(digest, "_winnow.digest", "default") };
	struct uuid uuid;

	return uuid_parse(field_text(digest, "_winnow.uid"), &uuid) ? uuid : uuid_of(names, COUNT_OF(names));
}

static struct uuid
entry_uuid(const json_t *digest, const json_t *item)
{
	char id[FIELD_ID_SIZE], feed[FIELD_ID_SIZE];
	const char *names[] = { "winnow item", field_id(item, "id", id), field_id(item, "_winnow.feed.id", feed),
		field_text_or(item, "_winnow.guid", field_text(item, "url")) };
	struct uuid uuid;
	int64_t number;
	struct err err;

	if (uuid_parse(field_text_or(item, "_winnow.uid", field_text(digest, "_winnow.uid")), &uuid) &&
	    text_int(id, 1, INT64_MAX, &number, &err))
		return uuid_plus(uuid, (uint64_t)number);
	return uuid_of(names, COUNT_OF(names));
}

static void
authors_add(const json_t *item, struct buffer *out)
{
	const json_t *author;

	FIELD_EACH(i, field(item, "authors"), author)
	{
		BUFFER uri = { 0 };

		if (field_text(author, "name") == NULL)
			continue;
		buffer_add_text(out, "    <author>");
		markup_element(out, "name", field_text(author, "name"));
		if (ink_web_address(&uri, field_text(author, "url")))
			markup_element(out, "uri", buffer_text(&uri));
		buffer_add_text(out, "</author>\n");
	}
}

/* The feed it came from: RFC 4287, 4.2.11. */
static void
source_add(const json_t *item, struct buffer *out)
{
	char id[FIELD_ID_SIZE];
	const char *names[] = { "winnow feed", field_id(item, "_winnow.feed.id", id),
		field_text(item, "_winnow.feed.url") };
	const char *url = field_text_or(item, "_winnow.feed.url", field_text(item, "_winnow.source.url"));
	char uuid[UUID_TEXT_SIZE];

	if (*entry_source(item) == '\0')
		return;
	buffer_add_text(out, "    <source>\n");
	line_add(out, "      ", "id", uuid_format(uuid_of(names, COUNT_OF(names)), uuid));
	line_add(out, "      ", "title", entry_source(item));
	time_add(out, "      ", "updated", entry_time(item));
	link_add(out, "      ", url);
	buffer_add_text(out, "    </source>\n");
}

static void
category_add(const char *term, const char *label, struct buffer *out)
{
	if (text_is_blank(term))
		return;
	buffer_add_text(out, "    <category term=\"");
	markup_text(out, term);
	if (label != NULL && !text_equal(label, term)) {
		buffer_add_text(out, "\" label=\"");
		markup_text(out, label);
	}
	buffer_add_text(out, "\"/>\n");
}

static void
content_add(const json_t *item, struct buffer *out)
{
	BUFFER body = { 0 };

	html_item_body(item, &body);
	/* RFC 4287, 4.1.2: an entry without a link must have content, be it nothing. */
	if (body.len == 0 && entry_url(item) != NULL)
		return;
	buffer_add_text(out, "    <content type=\"html\">");
	text_escape_markup(buffer_text(&body), out);
	buffer_add_text(out, "</content>\n");
}

static void
entry_add(const json_t *digest, const json_t *item, struct buffer *out)
{
	char uuid[UUID_TEXT_SIZE];
	int64_t published = field_time(item, "date_published"), modified = field_time(item, "date_modified");
	BUFFER title = { 0 };
	const json_t *tag;

	outline_item_title(item, &title);
	buffer_add_text(out, "  <entry>\n");
	line_add(out, "    ", "title", buffer_text(&title));
	line_add(out, "    ", "id", uuid_format(entry_uuid(digest, item), uuid));
	link_add(out, "    ", entry_url(item));
	time_add(out, "    ", "published", published);
	if (modified == TIME_NONE)
		modified = published;
	time_add(out, "    ", "updated", modified != TIME_NONE ? modified : outline_time(digest));
	authors_add(item, out);
	category_add(field_text(item, "_winnow.section"), outline_section(digest, item), out);
	FIELD_EACH(i, field(item, "tags"), tag)
	category_add(json_string_value(tag), NULL, out);
	source_add(item, out);
	content_add(item, out);
	buffer_add_text(out, "  </entry>\n");
}

/* What the curator wrote before an issue's items, and what changed in earlier ones, has an entry of its own. */
static void
editorial_add(const json_t *issue, struct buffer *out)
{
	const char *intro = field_text(issue, "_winnow.intro");
	const char *names[] = { "winnow intro", field_text(issue, "_winnow.uid") };
	int64_t time = outline_time(issue);
	char uuid[UUID_TEXT_SIZE];
	BUFFER body = { 0 };

	if (intro != NULL)
		markup_paragraphs(&body, intro);
	html_changed(issue, &body);
	if (body.len == 0)
		return;
	buffer_add_text(out, "  <entry>\n");
	line_add(out, "    ", "title", outline_title(issue));
	line_add(out, "    ", "id", uuid_format(uuid_of(names, COUNT_OF(names)), uuid));
	time_add(out, "    ", "published", time);
	time_add(out, "    ", "updated", time != TIME_NONE ? time : 0);
	buffer_add_text(out, "    <content type=\"html\">");
	text_escape_markup(buffer_text(&body), out);
	buffer_add_text(out, "</content>\n  </entry>\n");
}

/* Of one issue, or of each of several. */
static void
editorials_add(const json_t *digest, struct buffer *out)
{
	const json_t *issues = field(digest, "_winnow.issues"), *issue;

	if (issues == NULL)
		editorial_add(digest, out);
	FIELD_EACH(i, issues, issue)
	editorial_add(issue, out);
}

static void
subtitle_add(const json_t *digest, struct buffer *out)
{
	json_t *remarks = outline_remarks(digest);
	const json_t *remark;
	BUFFER text = { 0 };

	FIELD_EACH(i, remarks, remark)
	buffer_addf(&text, "%s%s", i > 0 ? " " : "", json_string_value(remark));
	line_add(out, "  ", "subtitle", buffer_text(&text));
	json_decref(remarks);
}

void
render_atom(const json_t *digest, struct buffer *out)
{
	char uuid[UUID_TEXT_SIZE];
	const json_t *item;
	int64_t time = outline_time(digest);

	buffer_add_text(
	    out, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\">\n");
	line_add(out, "  ", "title", outline_title(digest));
	subtitle_add(digest, out);
	line_add(out, "  ", "id", uuid_format(feed_uuid(digest), uuid));
	time_add(out, "  ", "updated", time != TIME_NONE ? time : 0);
	buffer_add_text(out, "  <author><name>winnow</name></author>\n");
	buffer_addf(out, "  <generator version=\"%s\">winnow</generator>\n", WINNOW_VERSION);
	editorials_add(digest, out);
	FIELD_EACH(i, field(digest, "items"), item)
	entry_add(digest, item, out);
	buffer_add_text(out, "</feed>\n");
}
