#include "feed/vocabulary.h"

#include <string.h>

/* Lower case, parted by spaces: one look finds a name. */
static const char items[] = " item entry rss:item atom:entry ";
static const char frames[] = " rss rdf rdf:rdf feed channel rss:channel atom:feed ";
static const char text_only[] =
    " title link description guid pubdate comments category language copyright docs generator "
    "lastbuilddate managingeditor webmaster ttl rating url width height summary published "
    "updated issued modified created id rights subtitle tagline content:encoded dc:date dc:creator "
    "dc:subject dc:title dc:description wfw:commentrss slash:comments feedburner:origlink ";
static const char enders[] =
    " title link description guid pubdate comments category enclosure author image textinput "
    "published updated issued modified id content:encoded dc:date dc:creator dc:subject "
    "wfw:commentrss slash:comments feedburner:origlink lastbuilddate managingeditor webmaster "
    "generator language copyright docs ttl item entry channel atom:link media:content "
    "media:thumbnail media:group itunes:author itunes:duration itunes:summary ";
static const char others[] =
    " enclosure author image textinput item entry channel rss rdf feed rdf:rdf name email uri "
    "content logo icon contributor cloud skiphours skipdays hour day source ";
static const char voids[] = " br hr img input meta wbr area col embed param ";

static bool
has(const char *list, const char *name, size_t len)
{
	char word[32];

	if (len == 0 || len + 3 > sizeof(word))
		return false;
	word[0] = ' ';
	for (size_t i = 0; i < len; i++)
		word[i + 1] = name[i] >= 'A' && name[i] <= 'Z' ? (char)(name[i] + 32) : name[i];
	word[len + 1] = ' ';
	word[len + 2] = '\0';
	return strstr(list, word) != NULL;
}

bool
vocabulary_is_feed_name(const char *name, size_t len)
{
	return has(text_only, name, len) || has(others, name, len);
}

bool
vocabulary_is_item(const char *name, size_t len)
{
	return has(items, name, len);
}

bool
vocabulary_is_frame(const char *name, size_t len)
{
	return has(frames, name, len);
}

bool
vocabulary_is_text_only(const char *name, size_t len)
{
	return has(text_only, name, len);
}

bool
vocabulary_ends_text(const char *name, size_t len)
{
	return has(enders, name, len);
}

bool
vocabulary_is_void(const char *name, size_t len)
{
	return has(voids, name, len);
}
