#include "feed/namespace.h"

#include "base/text.h"

#include <string.h>

struct entry {
	const char *text;
	enum xml_namespace ns;
};

/* Without scheme, "www." and last slash. */
static const struct entry addresses[] = {
	{ "w3.org/2005/atom", NS_ATOM },
	{ "purl.org/atom/ns#", NS_ATOM },
	{ "purl.org/atom/ns", NS_ATOM },
	{ "example.com/newformat#", NS_ATOM },
	{ "example.com/necho", NS_ATOM },
	{ "purl.org/echo", NS_ATOM },
	{ "uri/of/echo/namespace#", NS_ATOM },
	{ "purl.org/rss/1.0", NS_NONE },
	{ "my.netscape.com/rdf/simple/0.9", NS_NONE },
	{ "channel.netscape.com/rdf/simple/0.9", NS_NONE },
	{ "backend.userland.com/rss", NS_NONE },
	{ "backend.userland.com/rss2", NS_NONE },
	{ "backend.userland.com/rss091", NS_NONE },
	{ "blogs.law.harvard.edu/tech/rss", NS_NONE },
	{ "purl.org/net/rss1.1#", NS_NONE },
	{ "rssboard.org/rss-specification", NS_NONE },
	{ "w3.org/1999/02/22-rdf-syntax-ns#", NS_RDF },
	{ "purl.org/rss/1.0/modules/content", NS_CONTENT },
	{ "purl.org/dc/elements/1.1", NS_DC },
	{ "purl.org/dc/elements/1.0", NS_DC },
	{ "purl.org/dc/terms", NS_DCTERMS },
	{ "search.yahoo.com/mrss", NS_MEDIA },
	{ "video.search.yahoo.com/mrss", NS_MEDIA },
	{ "api.flickr.com/services/feeds/mrss", NS_MEDIA },
	{ "itunes.com/dtds/podcast-1.0.dtd", NS_ITUNES },
	{ "example.com/dtds/podcast-1.0.dtd", NS_ITUNES },
	{ "podcastindex.org/namespace/1.0", NS_PODCAST },
	{ "github.com/podcastindex-org/podcast-namespace/blob/main/docs/1.0.md", NS_PODCAST },
	{ "purl.org/rss/1.0/modules/slash", NS_SLASH },
	{ "wellformedweb.org/commentapi", NS_WFW },
	{ "purl.org/rss/1.0/modules/syndication", NS_SYNDICATION },
	{ "backend.userland.com/creativecommonsrssmodule", NS_CC },
	{ "creativecommons.org/ns#", NS_CC },
	{ "web.resource.org/cc", NS_CC },
	{ "rssnamespace.org/feedburner/ext/1.0", NS_FEEDBURNER },
	{ "webns.net/mvcb", NS_ADMIN },
	{ "w3.org/1999/xhtml", NS_XHTML },
	{ "w3.org/xml/1998/namespace", NS_XML },
};

static const struct entry prefixes[] = {
	{ "atom", NS_ATOM },
	{ "atom10", NS_ATOM },
	{ "a10", NS_ATOM },
	{ "rdf", NS_RDF },
	{ "rss", NS_NONE },
	{ "content", NS_CONTENT },
	{ "dc", NS_DC },
	{ "dcterms", NS_DCTERMS },
	{ "media", NS_MEDIA },
	{ "itunes", NS_ITUNES },
	{ "podcast", NS_PODCAST },
	{ "slash", NS_SLASH },
	{ "wfw", NS_WFW },
	{ "sy", NS_SYNDICATION },
	{ "cc", NS_CC },
	{ "creativecommons", NS_CC },
	{ "feedburner", NS_FEEDBURNER },
	{ "admin", NS_ADMIN },
	{ "xhtml", NS_XHTML },
	{ "xml", NS_XML },
};

static enum xml_namespace
find(const struct entry *entries, size_t count, const char *text, size_t len)
{
	for (size_t i = 0; i < count; i++)
		if (strncasecmp(entries[i].text, text, len) == 0 && entries[i].text[len] == '\0')
			return entries[i].ns;
	return NS_OTHER;
}

static enum xml_namespace
of_address(const char *address)
{
	static const char *const beginnings[] = { "http://", "https://", "www." };
	size_t len;

	for (size_t i = 0; i < COUNT_OF(beginnings); i++)
		if (text_starts_nocase(address, beginnings[i]))
			address += strlen(beginnings[i]);
	len = strlen(address);
	if (len > 0 && address[len - 1] == '/')
		len--;
	return find(addresses, COUNT_OF(addresses), address, len);
}

enum xml_namespace
namespace_of(const char *prefix, const char *address)
{
	if (address != NULL)
		return of_address(address);
	return prefix != NULL ? find(prefixes, COUNT_OF(prefixes), prefix, strlen(prefix)) : NS_NONE;
}
