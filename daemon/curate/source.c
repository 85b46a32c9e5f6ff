#include "curate/source.h"

#include "base/text.h"

#include <string.h>

static const double comments_weight = -1;

/* WordPress, Blogger, Drupal, Discourse and their translations call them so. */
static const char *const title_beginnings[] = { "comments on ", "comments on:", "comments for ", "comments by ",
	"comment on ", "recent comments", "kommentare zu", "kommentare f\303\274r", "commentaires sur ",
	"commentaires pour ", "commentaires de ", "comentarios en", "comentarios para", "commenti su", "commenti a",
	"reacties op ", "kommentarer till" };

/* As whole segments of the path, or what stands behind the question mark. */
static const char *const url_parts[] = { "/comments/feed", "/comments/default", "/feeds/comments", "/comments/rss",
	"/comments.rss", "/comments.atom", "/comments.xml", "feed=comments", "feed=rss2&p=", "/comments-rss" };

static bool
is_title_of_comments(const char *title)
{
	for (size_t i = 0; i < COUNT_OF(title_beginnings); i++)
		if (text_starts_nocase(title, title_beginnings[i]))
			return true;
	return false;
}

static bool
is_address_of_comments(const char *url)
{
	for (size_t i = 0; i < COUNT_OF(url_parts); i++)
		if (strcasestr(url, url_parts[i]) != NULL)
			return true;
	return false;
}

double
source_usual_weight(const char *feed_title, const char *url)
{
	bool is_comments =
	    (feed_title != NULL && is_title_of_comments(feed_title)) || (url != NULL && is_address_of_comments(url));

	return is_comments ? comments_weight : 0;
}

const char *
source_words(double weight, bool is_said_by_curator)
{
	if (!is_said_by_curator)
		return "a feed of comments";
	return weight > 0 ? "source preferred" : "source disliked";
}
