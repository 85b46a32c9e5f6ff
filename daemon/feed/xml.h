/*
 * xml: a skeleton read by libxml2's SAX2, as elements with their base address
 * and language, and texts. The only file that knows libxml2.
 *
 * Options are NONET and RECOVER, nothing is ever loaded. Everything handed to a
 * callback is borrowed until it returns, but `base` and `lang`, which live in
 * the arena, and texts, which live in the skeleton.
 */
#ifndef FEED_XML_H
#define FEED_XML_H

#include "base/arena.h"
#include "feed/namespace.h"
#include "feed/skeleton.h"

struct xml_attribute {
	enum xml_namespace ns;
	const char *name; /* local, as written */
	const char *value;
	size_t len;
};

struct xml_element {
	enum xml_namespace ns;
	const char *name;   /* local, as written */
	const char *prefix; /* NULL: none */
	const char *base;   /* xml:base in scope, absolute; NULL: none, and no base was given */
	const char *lang;   /* xml:lang in scope, or NULL */
	bool has_lang;      /* it says so itself */
	const struct xml_attribute *attributes;
	size_t attribute_count;
};

struct xml_events {
	void (*start)(void *context, const struct xml_element *element);
	void (*end)(void *context);
	void (*text)(void *context, const char *text, size_t len, int line); /* line: of the document */
	void *context;
};

/* Once each, before the first thread and after the last. */
void xml_setup(void);
void xml_teardown(void);

/* `base` is the document's address or NULL. False when the parser gave up before the end; what it saw was told. */
CHECKED bool
xml_read(const struct skeleton *skeleton, const char *base, struct arena *arena, const struct xml_events *events);

/* The value of an attribute without a namespace, whatever the case of its name; NULL: not there. Ended by a NUL. */
const char *xml_attribute_of(const struct xml_element *e, const char *name);

#endif
