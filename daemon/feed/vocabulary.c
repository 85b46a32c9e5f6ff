#include "feed/vocabulary.h"

#include "base/text.h"

#include <string.h>

enum { NAME_LONGEST = 24 };

enum {
	FEED = NAME_IS_FEED,
	ITEM = NAME_IS_ITEM,
	FRAME = NAME_IS_FRAME,
	TEXT = NAME_HOLDS_TEXT,
	ENDER = NAME_ENDS_TEXT,
	VOID = NAME_IS_VOID,
};

struct word {
	const char *name;
	unsigned traits;
};

/* In the order of their bytes. */
static const struct word words[] = {
	{ "area", VOID },
	{ "atom:entry", ITEM },
	{ "atom:feed", FRAME },
	{ "atom:link", ENDER },
	{ "author", FEED | ENDER },
	{ "br", VOID },
	{ "category", FEED | TEXT | ENDER },
	{ "channel", FEED | FRAME | ENDER },
	{ "cloud", FEED },
	{ "col", VOID },
	{ "comments", FEED | TEXT | ENDER },
	{ "content", FEED },
	{ "content:encoded", FEED | TEXT | ENDER },
	{ "contributor", FEED },
	{ "copyright", FEED | TEXT | ENDER },
	{ "created", FEED | TEXT },
	{ "day", FEED },
	{ "dc:creator", FEED | TEXT | ENDER },
	{ "dc:date", FEED | TEXT | ENDER },
	{ "dc:description", FEED | TEXT },
	{ "dc:subject", FEED | TEXT | ENDER },
	{ "dc:title", FEED | TEXT },
	{ "description", FEED | TEXT | ENDER },
	{ "docs", FEED | TEXT | ENDER },
	{ "email", FEED },
	{ "embed", VOID },
	{ "enclosure", FEED | ENDER },
	{ "entry", FEED | ITEM | ENDER },
	{ "feed", FEED | FRAME },
	{ "feedburner:origlink", FEED | TEXT | ENDER },
	{ "generator", FEED | TEXT | ENDER },
	{ "guid", FEED | TEXT | ENDER },
	{ "height", FEED | TEXT },
	{ "hour", FEED },
	{ "hr", VOID },
	{ "icon", FEED },
	{ "id", FEED | TEXT | ENDER },
	{ "image", FEED | ENDER },
	{ "img", VOID },
	{ "input", VOID },
	{ "issued", FEED | TEXT | ENDER },
	{ "item", FEED | ITEM | ENDER },
	{ "itunes:author", ENDER },
	{ "itunes:duration", ENDER },
	{ "itunes:summary", ENDER },
	{ "language", FEED | TEXT | ENDER },
	{ "lastbuilddate", FEED | TEXT | ENDER },
	{ "link", FEED | TEXT | ENDER },
	{ "logo", FEED },
	{ "managingeditor", FEED | TEXT | ENDER },
	{ "media:content", ENDER },
	{ "media:group", ENDER },
	{ "media:thumbnail", ENDER },
	{ "meta", VOID },
	{ "modified", FEED | TEXT | ENDER },
	{ "name", FEED },
	{ "param", VOID },
	{ "pubdate", FEED | TEXT | ENDER },
	{ "published", FEED | TEXT | ENDER },
	{ "rating", FEED | TEXT },
	{ "rdf", FEED | FRAME },
	{ "rdf:rdf", FEED | FRAME },
	{ "rights", FEED | TEXT },
	{ "rss", FEED | FRAME },
	{ "rss:channel", FRAME },
	{ "rss:item", ITEM },
	{ "skipdays", FEED },
	{ "skiphours", FEED },
	{ "slash:comments", FEED | TEXT | ENDER },
	{ "source", FEED },
	{ "subtitle", FEED | TEXT },
	{ "summary", FEED | TEXT },
	{ "tagline", FEED | TEXT },
	{ "textinput", FEED | ENDER },
	{ "title", FEED | TEXT | ENDER },
	{ "ttl", FEED | TEXT | ENDER },
	{ "updated", FEED | TEXT | ENDER },
	{ "uri", FEED },
	{ "url", FEED | TEXT },
	{ "wbr", VOID },
	{ "webmaster", FEED | TEXT | ENDER },
	{ "wfw:commentrss", FEED | TEXT | ENDER },
	{ "width", FEED | TEXT },
};

unsigned
vocabulary_of(const char *name, size_t len)
{
	char lower[NAME_LONGEST + 1];
	size_t low = 0, high = COUNT_OF(words);

	if (len == 0 || len > NAME_LONGEST)
		return 0;
	for (size_t i = 0; i < len; i++)
		lower[i] = name[i] >= 'A' && name[i] <= 'Z' ? (char)(name[i] | 0x20) : name[i];
	lower[len] = '\0';
	while (low < high) {
		size_t middle = (low + high) / 2;
		int order = strcmp(lower, words[middle].name);

		if (order == 0)
			return words[middle].traits;
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return 0;
}
