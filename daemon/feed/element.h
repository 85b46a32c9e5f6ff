/*
 * element: the ways of reading an element that a rule can name.
 *
 * Each looks at the element's attributes and value and offers what it finds to
 * the draft, at the rule's slot and rank.
 */
#ifndef FEED_ELEMENT_H
#define FEED_ELEMENT_H

#include "feed/dialect.h"

void take_text(struct scene *s, const struct rule *r, const struct value *v);      /* to be shown as text */
void take_html(struct scene *s, const struct rule *r, const struct value *v);      /* RSS: always HTML */
void take_summary(struct scene *s, const struct rule *r, const struct value *v);   /* also SLOT_SUMMARY, as text */
void take_construct(struct scene *s, const struct rule *r, const struct value *v); /* Atom: by type and mode */
void take_content(struct scene *s, const struct rule *r, const struct value *v);   /* the same, or by src */
void take_address(struct scene *s, const struct rule *r, const struct value *v); /* text, else href, url or resource */
void take_date(struct scene *s, const struct rule *r, const struct value *v);
void take_author(struct scene *s, const struct rule *r, const struct value *v); /* on one line */
void
take_category(struct scene *s, const struct rule *r, const struct value *v); /* label, term, text attribute or text */
void take_keywords(struct scene *s, const struct rule *r, const struct value *v); /* a list with commas */
void take_guid(struct scene *s, const struct rule *r, const struct value *v);
void take_link(struct scene *s, const struct rule *r, const struct value *v);        /* Atom's, by rel */
void take_source_link(struct scene *s, const struct rule *r, const struct value *v); /* of an Atom source */
void take_source(struct scene *s, const struct rule *r, const struct value *v);      /* RSS */
void take_host(struct scene *s, const struct rule *r, const struct value *v);        /* of a podcast */
void take_enclosure(struct scene *s, const struct rule *r, const struct value *v);
void take_thumbnail(struct scene *s, const struct rule *r, const struct value *v);
void take_transcript(struct scene *s, const struct rule *r, const struct value *v);
void take_duration(struct scene *s, const struct rule *r, const struct value *v);
void take_generator(struct scene *s, const struct rule *r, const struct value *v);
void take_ttl(struct scene *s, const struct rule *r, const struct value *v);
void take_hour(struct scene *s, const struct rule *r, const struct value *v);
void take_day(struct scene *s, const struct rule *r, const struct value *v);
void take_period(struct scene *s, const struct rule *r, const struct value *v);
void take_frequency(struct scene *s, const struct rule *r, const struct value *v);
void take_cloud(struct scene *s, const struct rule *r, const struct value *v);

/* Containers. */
void open_frame(struct scene *s, const struct rule *r, const struct xml_element *e); /* rss, feed, channel */
void open_item(struct scene *s, const struct rule *r, const struct xml_element *e);
void take_item(struct scene *s, const struct rule *r, const struct value *v);
void open_person(struct scene *s, const struct rule *r, const struct xml_element *e);
void take_person(struct scene *s, const struct rule *r, const struct value *v);
void open_media(struct scene *s, const struct rule *r, const struct xml_element *e); /* media:content */
void open_image(struct scene *s, const struct rule *r, const struct xml_element *e);
void take_image(struct scene *s, const struct rule *r, const struct value *v);

/* name, email, uri */
extern const struct rule person_rules[];
#define PERSON(space, local, order)                                                                                    \
	{                                                                                                              \
		.ns = (space), .name = (local), .take = take_person, .rank = (order), .inside = person_rules,          \
		.open = open_person, .is_mixed = true                                                                  \
	}

#endif
