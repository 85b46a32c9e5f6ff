#include "cli/render/html.h"

#include "base/clock.h"
#include "base/text.h"
#include "cli/render/entry.h"
#include "cli/render/field.h"
#include "cli/render/ink.h"
#include "cli/render/markup.h"
#include "cli/render/outline.h"

static const char page_begin[] =
    "<!doctype html>\n"
    "<html lang=\"en\">\n"
    "<head>\n"
    "<meta charset=\"utf-8\">\n"
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
    "<meta name=\"color-scheme\" content=\"light dark\">\n"
    "<meta name=\"referrer\" content=\"no-referrer\">\n";

/* Plain colours rather than variables, margins rather than grids: mail programs know no more. */
static const char style[] =
    "<style>\n"
    "html { -webkit-text-size-adjust: 100%; }\n"
    "body { margin: 0 auto; max-width: 40em; padding: 1.5em 1em 3em; background: #fdfcfa; color: #222;\n"
    " font: 1.0625em/1.55 Charter, \"Bitstream Charter\", \"Iowan Old Style\", Georgia, serif;\n"
    " overflow-wrap: break-word; overflow-wrap: anywhere; }\n"
    "h1, h2, h3, .meta, .also, .about, footer { font-family: system-ui, -apple-system, \"Segoe UI\", Roboto,\n"
    " \"Helvetica Neue\", Arial, sans-serif; }\n"
    "h1 { font-size: 1.7em; line-height: 1.2; margin: 0 0 .2em; }\n"
    "h2 { font-size: 1.05em; margin: 2.6em 0 1.2em; padding-bottom: .35em; border-bottom: 2px solid #b5482a; }\n"
    "h3 { font-size: 1.1em; line-height: 1.35; margin: 0 0 .25em; }\n"
    "p { margin: .45em 0; }\n"
    "article { margin: 0 0 1.9em; }\n"
    "a { color: #14508c; text-decoration-thickness: 1px; text-underline-offset: .15em; }\n"
    "h3 a { text-decoration: none; }\n"
    "h3 a:hover { text-decoration: underline; }\n"
    ".meta, .also, .about, footer { font-size: .84em; line-height: 1.5; color: #646058; }\n"
    ".note { border-left: 3px solid #b5482a; margin: .6em 0; padding-left: .8em; }\n"
    ".intro { margin: 1.6em 0; }\n"
    "footer { margin-top: 3em; padding-top: 1em; border-top: 1px solid #ddd8d0; }\n"
    "ul { padding-left: 1.2em; }\n"
    "@media (prefers-color-scheme: dark) {\n"
    " body { background: #191817; color: #dedad3; }\n"
    " a { color: #8fbdec; }\n"
    " h2, .note { border-color: #d8764f; }\n"
    " .meta, .also, .about, footer { color: #a39d93; }\n"
    " footer { border-color: #3a3733; }\n"
    "}\n"
    "</style>\n";

static void
head_write(const json_t *digest, struct buffer *out)
{
	buffer_add_text(out, page_begin);
	markup_element(out, "title", outline_title(digest));
	buffer_add_char(out, '\n');
	buffer_add_text(out, style);
	buffer_add_text(out, "</head>\n<body>\n");
}

/* Of an issue, or of the item that begins one among several. */
static void
intro_write(const json_t *extended, struct buffer *out)
{
	const char *intro = field_text(extended, "_winnow.intro");

	if (intro == NULL)
		return;
	buffer_add_text(out, "<div class=\"intro\">\n");
	markup_paragraphs(out, intro);
	buffer_add_text(out, "</div>\n");
}

/* "Sun 15 Nov 2026 to Sun 22 Nov 2026 · 23 items" */
static void
header_write(const json_t *digest, struct buffer *out)
{
	int64_t since = field_time(digest, "_winnow.since"), until = field_time(digest, "_winnow.until");
	size_t count = field_count(digest, "items");

	buffer_add_text(out, "<header>\n");
	markup_element(out, "h1 dir=\"auto\"", outline_title(digest));
	buffer_add_text(out, "\n<p class=\"about\">");
	markup_day(out, since);
	buffer_add_text(out, since != TIME_NONE && until != TIME_NONE ? " to " : "");
	markup_day(out, until);
	buffer_addf(out, "%s%zu item%s</p>\n", since != TIME_NONE || until != TIME_NONE ? " · " : "", count,
	    count == 1 ? "" : "s");
	buffer_add_text(out, "</header>\n");
	intro_write(digest, out);
}

/* Pieces with a dot between them. */
static void
piece_begin(struct buffer *out, size_t *count)
{
	buffer_add_text(out, (*count)++ > 0 ? " · " : "");
}

static void
piece_add(struct buffer *out, size_t *count, const char *text)
{
	if (text_is_blank(text))
		return;
	piece_begin(out, count);
	markup_text(out, text);
}

static void
also_write(const json_t *item, struct buffer *out)
{
	const json_t *copies = field(item, "_winnow.duplicates"), *copy;

	if (json_array_size(copies) == 0)
		return;
	buffer_add_text(out, "<p class=\"also\">Also in ");
	FIELD_EACH(i, copies, copy)
	{
		buffer_add_text(out, i > 0 ? ", " : "");
		markup_link(out, field_text(copy, "url"), outline_copy(copy));
	}
	buffer_add_text(out, "</p>\n");
}

void
html_item_body(const json_t *item, struct buffer *out)
{
	BUFFER excerpt = { 0 };
	BUFFER story = { 0 };

	if (field_text(item, "_winnow.note") != NULL) {
		buffer_add_text(out, "<div class=\"note\">\n");
		markup_paragraphs(out, field_text(item, "_winnow.note"));
		buffer_add_text(out, "</div>\n");
	}
	outline_excerpt(item, &excerpt);
	markup_paragraphs(out, buffer_text(&excerpt));
	outline_story(item, &story);
	if (story.len > 0) {
		markup_element(out, "p class=\"also\"", buffer_text(&story));
		buffer_add_char(out, '\n');
	}
	also_write(item, out);
}

static void
meta_write(const json_t *item, struct buffer *out)
{
	BUFFER origin = { 0 };
	BUFFER picture = { 0 };
	BUFFER line = { 0 };
	size_t count = 0;

	outline_origin(item, &origin);
	piece_add(&line, &count, buffer_text(&origin));
	if (entry_time(item) != TIME_NONE) {
		piece_begin(&line, &count);
		markup_day(&line, entry_time(item));
	}
	piece_add(&line, &count, field_is(item, "_winnow.loose_tie") ? OUTLINE_LOOSE_TIE : NULL);
	piece_add(&line, &count, field_text(item, "_winnow.reason"));
	if (ink_web_address(&picture, field_text(item, "image"))) {
		piece_begin(&line, &count);
		markup_link(&line, buffer_text(&picture), "picture");
	}
	if (count > 0)
		buffer_addf(out, "<p class=\"meta\">%s</p>\n", buffer_text(&line));
}

static void
article_write(const json_t *item, struct buffer *out)
{
	const char *language = field_text(item, "language");
	BUFFER title = { 0 };

	buffer_add_text(out, "<article");
	if (language != NULL) {
		buffer_add_text(out, " lang=\"");
		markup_text(out, language);
		buffer_add_char(out, '"');
	}
	buffer_add_text(out, ">\n<h3 dir=\"auto\">");
	outline_item_title(item, &title);
	markup_link(out, entry_url(item), buffer_text(&title));
	buffer_add_text(out, "</h3>\n");
	meta_write(item, out);
	html_item_body(item, out);
	buffer_add_text(out, "</article>\n");
}

static void
sections_write(const json_t *digest, struct buffer *out)
{
	const json_t *item;
	bool is_open = false;

	FIELD_EACH(i, field(digest, "items"), item)
	{
		const char *heading = outline_heading(digest, i);

		if (heading != NULL) {
			buffer_add_text(out, is_open ? "</section>\n<section>\n" : "<section>\n");
			markup_element(out, "h2 dir=\"auto\"", heading);
			buffer_add_char(out, '\n');
			is_open = true;
		}
		intro_write(item, out);
		article_write(item, out);
	}
	buffer_add_text(out, is_open ? "</section>\n" : "<p>Nothing this time.</p>\n");
}

void
html_changed(const json_t *digest, struct buffer *out)
{
	const json_t *changed = field(digest, "_winnow.changed"), *item;

	if (json_array_size(changed) == 0)
		return;
	buffer_add_text(out, "<p>Changed since earlier issues:</p>\n<ul>\n");
	FIELD_EACH(i, changed, item)
	{
		BUFFER title = { 0 };

		outline_item_title(item, &title);
		buffer_add_text(out, "<li>");
		markup_link(out, entry_url(item), buffer_text(&title));
		buffer_addf(out, " (issue %lld)</li>\n", (long long)field_int(item, "issue", 0));
	}
	buffer_add_text(out, "</ul>\n");
}

static void
footer_write(const json_t *digest, struct buffer *out)
{
	json_t *remarks = outline_remarks(digest);
	const json_t *remark;

	buffer_add_text(out, "<footer>\n");
	html_changed(digest, out);
	FIELD_EACH(i, remarks, remark)
	{
		markup_element(out, "p", json_string_value(remark));
		buffer_add_char(out, '\n');
	}
	buffer_add_text(out, "</footer>\n");
	json_decref(remarks);
}

void
render_html(const json_t *digest, struct buffer *out)
{
	head_write(digest, out);
	buffer_add_text(out, "<main>\n");
	header_write(digest, out);
	sections_write(digest, out);
	footer_write(digest, out);
	buffer_add_text(out, "</main>\n</body>\n</html>\n");
}
