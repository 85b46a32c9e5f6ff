#include "documents.h"

#include "base/buffer.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

/* Words have letters only, and nothing invented ends a CDATA section. */
static void
write_item(const struct invented *item, int64_t published_at, struct buffer *out)
{
	struct tm tm;
	char date[40];

	strftime(date, sizeof(date), "%a, %d %b %Y %H:%M:%S GMT", gmtime_r(&(time_t) { published_at }, &tm));
	buffer_addf(out,
	    "<item><title>%s</title><link>%s</link><guid>%s</guid><pubDate>%s</pubDate><dc:creator>%s</dc:creator>"
	    "<category>%s</category><description><![CDATA[%s]]></description></item>\n",
	    item->title, item->url, item->url, date, item->author, item->tag, item->html);
}

static void
write_feed(struct invention *v, const struct documents *d, int64_t number, struct buffer *out)
{
	int64_t first = d->first + number * d->items_a_feed, end = d->first + d->feeds * d->items_a_feed;

	buffer_addf(out,
	    "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
	    "<rss version=\"2.0\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><channel><title>Site %lld</title>"
	    "<link>https://site%lld.example/</link><description>Invented</description><language>en</language>\n",
	    (long long)first, (long long)first);
	for (int64_t n = first + d->items_a_feed - 1; n >= first; n--) {
		ARENA arena = arena_new();
		struct invented item;

		invention_item(v, n, first, arena, &item);
		write_item(&item, d->now - (end - n), out);
	}
	buffer_add_text(out, "</channel></rss>\n");
}

static bool
write_file(const char *path, const struct buffer *bytes, struct err *err)
{
	FILE *file = fopen(path, "w");
	bool is_good = file != NULL && fwrite(bytes->data, 1, bytes->len, file) == bytes->len;

	if (file != NULL && fclose(file) != 0)
		is_good = false;
	return is_good || err_set(err, ERR_SYSTEM, "%s: %s", path, strerror(errno));
}

bool
documents_write(struct invention *v, const char *folder, const struct documents *d, struct err *err)
{
	if (mkdir(folder, 0777) != 0 && errno != EEXIST)
		return err_set(err, ERR_SYSTEM, "%s: %s", folder, strerror(errno));
	for (int64_t number = 0; number < d->feeds; number++) {
		BUFFER bytes = { 0 };
		char path[4096];

		snprintf(path, sizeof(path), "%s/%06lld.xml", folder, (long long)number);
		write_feed(v, d, number, &bytes);
		if (!write_file(path, &bytes, err))
			return false;
	}
	return true;
}
