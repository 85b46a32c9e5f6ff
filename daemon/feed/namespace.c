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

struct usual {
	const char *prefix;
	const char *address;
};

static const struct usual usuals[] = {
	{ "atom", "http://www.w3.org/2005/Atom" },
	{ "atom10", "http://www.w3.org/2005/Atom" },
	{ "a10", "http://www.w3.org/2005/Atom" },
	{ "rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#" },
	{ "rss", "http://purl.org/rss/1.0/" },
	{ "content", "http://purl.org/rss/1.0/modules/content/" },
	{ "dc", "http://purl.org/dc/elements/1.1/" },
	{ "dcterms", "http://purl.org/dc/terms/" },
	{ "media", "http://search.yahoo.com/mrss/" },
	{ "itunes", "http://www.itunes.com/dtds/podcast-1.0.dtd" },
	{ "podcast", "https://podcastindex.org/namespace/1.0" },
	{ "slash", "http://purl.org/rss/1.0/modules/slash/" },
	{ "wfw", "http://wellformedweb.org/CommentAPI/" },
	{ "sy", "http://purl.org/rss/1.0/modules/syndication/" },
	{ "cc", "http://creativecommons.org/ns#" },
	{ "creativeCommons", "http://backend.userland.com/creativeCommonsRssModule" },
	{ "feedburner", "http://rssnamespace.org/feedburner/ext/1.0" },
	{ "admin", "http://webns.net/mvcb/" },
	{ "xhtml", "http://www.w3.org/1999/xhtml" },
};

bool
namespace_usual(size_t number, const char **out_prefix, const char **out_address)
{
	if (number >= COUNT_OF(usuals))
		return false;
	*out_prefix = usuals[number].prefix;
	*out_address = usuals[number].address;
	return true;
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
	for (size_t i = 0; i < COUNT_OF(addresses); i++)
		if (strncasecmp(addresses[i].text, address, len) == 0 && addresses[i].text[len] == '\0')
			return addresses[i].ns;
	return NS_OTHER;
}

enum xml_namespace
namespace_of(const char *prefix, const char *address)
{
	if (address == NULL)
		return prefix == NULL ? NS_NONE : NS_OTHER;
	return of_address(address);
}
