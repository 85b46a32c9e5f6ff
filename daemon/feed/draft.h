/*
 * draft: a feed or an item while it is being read.
 *
 * Elements offer values to slots, with a rank: the lowest rank wins, and of
 * equals the first, unless the rank says the last. Which element has which rank
 * is the business of the formats' tables. Texts are borrowed.
 */
#ifndef FEED_DRAFT_H
#define FEED_DRAFT_H

#include "feed/feed.h"

enum slot {
	SLOT_TITLE,
	SLOT_LINK,
	SLOT_EXTERNAL,
	SLOT_SELF,
	SLOT_GUID,
	SLOT_CONTENT,
	SLOT_DESCRIPTION,
	SLOT_SUMMARY, /* an own one, beside description and content */
	SLOT_IMAGE,
	SLOT_ICON,
	SLOT_LANGUAGE,
	SLOT_RIGHTS,
	SLOT_GENERATOR,
	SLOT_COMMENTS,
	SLOT_SOURCE_TITLE,
	SLOT_SOURCE_URL,
	SLOT_SOURCE_ID,
	SLOT_COUNT,
	/* times */
	SLOT_PUBLISHED = SLOT_COUNT,
	SLOT_MODIFIED,
	SLOT_BOTH, /* for items that say only one */
};

enum { RANK_LAST = 0x80 }; /* added to a rank: of equals the last wins */

enum markup {
	MARKUP_HTML,
	MARKUP_TEXT,
	MARKUP_UNSURE, /* said to be text by default only */
};

struct value {
	const char *text; /* NULL: none; not ended by a NUL */
	size_t len;
	const char *base; /* of addresses in it */
	enum markup markup;
	int line;
};

struct offered {
	struct value value;
	unsigned rank; /* 0: none yet */
};

struct moment {
	int64_t unix_s;
	unsigned rank;
};

enum { DRAFT_PEOPLE_MAX = 32, DRAFT_TAGS_MAX = 128, DRAFT_ATTACHMENTS_MAX = 128, DRAFT_HUBS_MAX = 16 };

struct draft {
	struct offered slots[SLOT_COUNT];
	struct moment published;
	struct moment modified;
	unsigned people_rank; /* of all in `people` */
	size_t people_count;
	struct feed_person people[DRAFT_PEOPLE_MAX];
	size_t tag_count;
	size_t tag_elements; /* category elements seen */
	const char *tags[DRAFT_TAGS_MAX];
	size_t attachment_count;
	struct feed_attachment attachments[DRAFT_ATTACHMENTS_MAX];
	int64_t duration_s;  /* said of the item; -1 */
	int64_t image_width; /* of the media picture offered, in pixels; -1: not said */
	size_t hub_count;
	struct feed_hub hubs[DRAFT_HUBS_MAX];
};

void draft_clear(struct draft *d);
CHECKED bool draft_is_empty(const struct draft *d);
void draft_offer(struct draft *d, enum slot slot, unsigned rank, const struct value *value);
void draft_offer_time(struct draft *d, enum slot slot, unsigned rank, int64_t unix_s);
/* Those of a better rank replace all, those of a worse are ignored, those of the same are added, each once. */
void draft_add_person(struct draft *d, unsigned rank, const struct feed_person *person);
/* True when one more of this rank would be ignored. */
CHECKED bool draft_has_all_people(const struct draft *d, unsigned rank);
void draft_add_tag(struct draft *d, const char *tag); /* NULL adds nothing */
/* One address is one attachment; what is said later fills what was not said. */
void draft_add_attachment(struct draft *d, const struct feed_attachment *attachment);
void draft_add_hub(struct draft *d, const char *type, const char *url);

/* NULL when nothing was offered. */
const struct value *draft_value(const struct draft *d, enum slot slot);
int64_t draft_time(const struct moment *m);

#endif
