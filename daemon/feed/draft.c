#include "feed/draft.h"

#include "base/text.h"

#include <string.h>

void
draft_clear(struct draft *d)
{
	memset(d->slots, 0, sizeof(d->slots));
	d->published = d->modified = (struct moment) { 0 };
	d->people_rank = 0;
	d->people_count = d->tag_count = d->tag_elements = d->attachment_count = d->hub_count = 0;
	d->duration_s = d->image_width = -1;
}

bool
draft_is_empty(const struct draft *d)
{
	for (size_t i = 0; i < SLOT_COUNT; i++)
		if (d->slots[i].rank != 0)
			return false;
	return d->people_count + d->tag_count + d->attachment_count == 0 && d->published.rank == 0 &&
	       d->modified.rank == 0;
}

static bool
is_better(unsigned rank, unsigned than)
{
	unsigned plain = rank & ~(unsigned)RANK_LAST;

	return than == 0 || plain < than || (plain == than && (rank & RANK_LAST) != 0);
}

void
draft_offer(struct draft *d, enum slot slot, unsigned rank, const struct value *value)
{
	struct offered *o = &d->slots[slot];

	if (value->text == NULL || value->len == 0 || !is_better(rank, o->rank))
		return;
	o->value = *value;
	o->rank = rank & ~(unsigned)RANK_LAST;
}

static void
offer_moment(struct moment *m, unsigned rank, int64_t unix_s)
{
	if (is_better(rank, m->rank))
		*m = (struct moment) { unix_s, rank & ~(unsigned)RANK_LAST };
}

void
draft_offer_time(struct draft *d, enum slot slot, unsigned rank, int64_t unix_s)
{
	if (slot != SLOT_MODIFIED)
		offer_moment(&d->published, rank, unix_s);
	if (slot != SLOT_PUBLISHED)
		offer_moment(&d->modified, rank, unix_s);
}

static bool
is_same_person(const struct feed_person *a, const struct feed_person *b)
{
	return text_equal(a->name, b->name) && text_equal(a->email, b->email);
}

bool
draft_has_all_people(const struct draft *d, unsigned rank)
{
	if (d->people_count == 0 || rank < d->people_rank)
		return false;
	return rank > d->people_rank || d->people_count == DRAFT_PEOPLE_MAX;
}

void
draft_add_person(struct draft *d, unsigned rank, const struct feed_person *person)
{
	if (draft_has_all_people(d, rank))
		return;
	if (rank < d->people_rank)
		d->people_count = 0;
	d->people_rank = rank;
	for (size_t i = 0; i < d->people_count; i++)
		if (is_same_person(&d->people[i], person))
			return;
	if (d->people_count < DRAFT_PEOPLE_MAX)
		d->people[d->people_count++] = *person;
}

void
draft_add_tag(struct draft *d, const char *tag)
{
	if (tag == NULL || d->tag_count == DRAFT_TAGS_MAX)
		return;
	for (size_t i = 0; i < d->tag_count; i++)
		if (strcmp(d->tags[i], tag) == 0)
			return;
	d->tags[d->tag_count++] = tag;
}

static void
fill(struct feed_attachment *have, const struct feed_attachment *more)
{
	if (have->mime_type == NULL)
		have->mime_type = more->mime_type;
	if (have->title == NULL)
		have->title = more->title;
	if (have->size_bytes < 0)
		have->size_bytes = more->size_bytes;
	if (have->duration_s < 0)
		have->duration_s = more->duration_s;
}

void
draft_add_attachment(struct draft *d, const struct feed_attachment *attachment)
{
	if (attachment->url == NULL)
		return;
	for (size_t i = 0; i < d->attachment_count; i++)
		if (strcmp(d->attachments[i].url, attachment->url) == 0) {
			fill(&d->attachments[i], attachment);
			return;
		}
	if (d->attachment_count < DRAFT_ATTACHMENTS_MAX)
		d->attachments[d->attachment_count++] = *attachment;
}

void
draft_add_hub(struct draft *d, const char *type, const char *url)
{
	if (url == NULL || d->hub_count == DRAFT_HUBS_MAX)
		return;
	for (size_t i = 0; i < d->hub_count; i++)
		if (strcmp(d->hubs[i].url, url) == 0)
			return;
	d->hubs[d->hub_count++] = (struct feed_hub) { type, url };
}

const struct value *
draft_value(const struct draft *d, enum slot slot)
{
	return d->slots[slot].rank != 0 ? &d->slots[slot].value : NULL;
}

int64_t
draft_time(const struct moment *m)
{
	return m->rank != 0 ? m->unix_s : TIME_NONE;
}
