/* Feeds as OPML: in the folder of their first tag, with the others as categories. */
#include "feed/opml.h"

#include "base/memory.h"
#include "base/text.h"
#include "feed/html_entity.h"

#include <stdlib.h>
#include <string.h>

/* Where a feed comes in the document: folders in the order of their first feed. */
struct place {
	const struct opml_feed *feed;
	const char *folder; /* NULL: none */
	size_t index;
	size_t rank; /* the lowest index in its folder */
};

static int
compare_sizes(size_t a, size_t b)
{
	return (a > b) - (a < b);
}

static int
by_folder(const void *left, const void *right)
{
	const struct place *a = left, *b = right;
	int order = strcmp(a->folder != NULL ? a->folder : "", b->folder != NULL ? b->folder : "");

	return order != 0 ? order : compare_sizes(a->index, b->index);
}

static int
by_rank(const void *left, const void *right)
{
	const struct place *a = left, *b = right;
	int order = compare_sizes(a->rank, b->rank);

	return order != 0 ? order : compare_sizes(a->index, b->index);
}

static struct place *
places_of(const struct opml *opml)
{
	struct place *places = mem_array(opml->feed_count + 1, sizeof(*places));

	for (size_t i = 0; i < opml->feed_count; i++) {
		const struct opml_feed *feed = &opml->feeds[i];

		places[i] = (struct place) { feed, feed->tag_count > 0 ? feed->tags[0] : NULL, i, i };
	}
	qsort(places, opml->feed_count, sizeof(*places), by_folder);
	for (size_t i = 1; i < opml->feed_count; i++)
		if (places[i].folder != NULL && text_equal(places[i].folder, places[i - 1].folder))
			places[i].rank = places[i - 1].rank;
	qsort(places, opml->feed_count, sizeof(*places), by_rank);
	return places;
}

static void
write_attribute(const char *name, const char *value, struct buffer *out)
{
	BUFFER clean = { 0 };

	if (value == NULL)
		return;
	text_without_controls(value, &clean);
	buffer_addf(out, " %s=\"", name);
	html_escape(buffer_text(&clean), clean.len, true, out);
	buffer_add_char(out, '"');
}

static void
open_folder(const char *name, struct buffer *out)
{
	buffer_add_text(out, "<outline");
	write_attribute("text", name, out);
	buffer_add_text(out, ">\n");
}

/* In a category it would be read as something else. */
static bool
needs_folder(const char *tag)
{
	return *tag == '/' || strchr(tag, ',') != NULL;
}

static void
write_categories(const struct opml_feed *feed, struct buffer *out)
{
	BUFFER list = { 0 };

	for (size_t i = 1; i < feed->tag_count; i++) {
		if (needs_folder(feed->tags[i]))
			continue;
		if (list.len > 0)
			buffer_add_char(&list, ',');
		buffer_add_text(&list, feed->tags[i]);
	}
	write_attribute("category", list.data, out);
}

static void
write_feed(const struct opml_feed *feed, struct buffer *out)
{
	size_t folders = 0;

	for (size_t i = 1; i < feed->tag_count; i++) {
		if (!needs_folder(feed->tags[i]))
			continue;
		open_folder(feed->tags[i], out);
		folders++;
	}
	buffer_add_text(out, "<outline type=\"rss\"");
	write_attribute("text", feed->title != NULL ? feed->title : feed->url, out);
	write_attribute("title", feed->title, out);
	write_attribute("xmlUrl", feed->url, out);
	write_attribute("htmlUrl", feed->home_url, out);
	write_categories(feed, out);
	buffer_add_text(out, "/>\n");
	for (; folders > 0; folders--)
		buffer_add_text(out, "</outline>\n");
}

static void
write_body(const struct opml *opml, struct buffer *out)
{
	struct place *places = places_of(opml);
	const char *folder = NULL;

	for (size_t i = 0; i < opml->feed_count; i++) {
		if (!text_equal(folder, places[i].folder)) {
			if (folder != NULL)
				buffer_add_text(out, "</outline>\n");
			folder = places[i].folder;
			if (folder != NULL)
				open_folder(folder, out);
		}
		write_feed(places[i].feed, out);
	}
	if (folder != NULL)
		buffer_add_text(out, "</outline>\n");
	free(places);
}

void
opml_write(const struct opml *opml, struct buffer *out)
{
	BUFFER title = { 0 };

	buffer_add_text(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<opml version=\"2.0\">\n<head>\n");
	if (opml->title != NULL) {
		text_without_controls(opml->title, &title);
		buffer_add_text(out, "<title>");
		html_escape(buffer_text(&title), title.len, false, out);
		buffer_add_text(out, "</title>\n");
	}
	buffer_add_text(out, "</head>\n<body>\n");
	write_body(opml, out);
	buffer_add_text(out, "</body>\n</opml>\n");
}
