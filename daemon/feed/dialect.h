/*
 * dialect: a format as tables, and the reader that follows them.
 *
 * A rule says which element it is about, by namespace and name, what it offers
 * (slot and rank) and by which way of reading. A rule with `inside` is a
 * container: its children have rules of their own. All others are read as a
 * value: their text, or the markup that stands in them.
 */
#ifndef FEED_DIALECT_H
#define FEED_DIALECT_H

#include "feed/draft.h"
#include "feed/nesting.h"
#include "feed/warning.h"
#include "feed/xml.h"

struct scene;
struct rule;

/* At the end of the element; its attributes are in `scene->element`. A container has a value only when it is_mixed. */
typedef void (*take_fn)(struct scene *scene, const struct rule *rule, const struct value *value);
/* At the start of a container. */
typedef void (*open_fn)(struct scene *scene, const struct rule *rule, const struct xml_element *element);

struct rule {
	enum xml_namespace ns;
	const char *name; /* NULL ends a table */
	take_fn take;
	int slot;
	unsigned rank;
	const struct rule *inside;
	open_fn open;
	bool is_mixed; /* a container whose own text counts too */
};

#define OFFER(space, local, how, which, order)                                                                         \
	{                                                                                                              \
		.ns = (space), .name = (local), .take = (how), .slot = (which), .rank = (order)                        \
	}
#define RULE(space, local, how) OFFER(space, local, how, 0, 0)
/* Rows of another table, looked at after those before it. */
#define RULES_OF(table)                                                                                                \
	{                                                                                                              \
		.name = "", .inside = (table)                                                                          \
	}

struct dialect {
	enum xml_namespace own;   /* that of elements without a prefix whose address says nothing */
	const struct rule *root;  /* what the document element may be */
	const struct rule *stray; /* what is found even in elements nobody knows: items */
};

struct collector {
	bool is_active;
	size_t depth; /* of the element whose value it is */
	const char *text;
	size_t len;
	size_t pieces; /* one: it is borrowed from the skeleton */
	size_t children;
	bool is_markup;    /* elements stood in it: `buffer` is HTML */
	bool escapes_text; /* its texts are not HTML themselves */
	const char *base;
	int line;
	struct buffer buffer;
};

struct frame {
	const struct rule *rule;   /* NULL: nobody knows the element */
	const struct rule *inside; /* of its children; NULL: they are of no interest */
	const char *name;
};

struct scene {
	const struct feed_source *source;
	const struct dialect *dialect;
	struct warnings *warnings;
	struct arena *arena; /* the document's */
	struct arena *brief; /* of the item being read; cleared after it */
	struct feed *feed;
	bool in_item;
	bool has_skipped_items;
	struct draft whole;
	struct draft item;
	struct feed_person person; /* of the container being read */
	const char *channel_base;  /* CDF: what addresses are relative to; NULL: the element's own base */
	double update_period_s;    /* sy:updatePeriod; 0: not said */
	double update_frequency;
	size_t item_cap;
	size_t depth;
	struct frame frames[NESTING_DEPTH_MAX + 2];
	struct collector collector;
	struct buffer loose;        /* the own text of a mixed container */
	struct xml_element element; /* whose value is taken, with its attributes kept below */
	struct xml_attribute attributes[TAG_ATTRIBUTES_MAX];
	char attribute_text[TAG_BYTES_MAX * 2];
};

/* Reads the skeleton by the dialect into `scene->feed`, whose format is set already. False: the parser gave up early. */
CHECKED bool dialect_read(struct scene *scene, const struct skeleton *skeleton, const char *base);

/* The draft that is being filled, and the memory that lives as long. */
struct draft *scene_draft(struct scene *scene);
struct arena *scene_arena(struct scene *scene);
/* The value without white space around it, ended by a NUL; NULL when it is blank. Lives as long as the draft. */
const char *scene_text(struct scene *scene, const struct value *value);

#endif
