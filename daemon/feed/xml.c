#include "feed/xml.h"

#include "base/text.h"
#include "feed/link.h"
#include "feed/nesting.h"
#include "feed/tag.h"

#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <stdlib.h>
#include <string.h>

/* The last few addresses, since a document has few of them and every element asks. */
enum { KNOWN_NAMESPACES = 8 };

struct known_namespace {
	const xmlChar *address; /* of the parser's dictionary: equal when the same */
	const xmlChar *prefix;
	enum xml_namespace ns;
	bool is_set;
};

struct scope {
	const char *base;
	const char *lang;
};

struct document {
	const struct skeleton *skeleton;
	const struct xml_events *events;
	struct arena *arena;
	size_t depth;
	struct scope scopes[NESTING_DEPTH_MAX + 2];
	struct known_namespace known[KNOWN_NAMESPACES];
	size_t next_known;
	char values[TAG_BYTES_MAX * 2]; /* of the attributes of one element, each ended by a NUL */
	struct xml_attribute attributes[TAG_ATTRIBUTES_MAX];
};

static enum xml_namespace
ask_namespace(struct document *d, const xmlChar *prefix, const xmlChar *address)
{
	struct known_namespace *k;

	if (prefix == NULL && address == NULL)
		return NS_NONE;
	for (size_t i = 0; i < KNOWN_NAMESPACES; i++)
		if (d->known[i].is_set && d->known[i].address == address && d->known[i].prefix == prefix)
			return d->known[i].ns;
	k = &d->known[d->next_known++ % KNOWN_NAMESPACES];
	*k = (struct known_namespace) { address, prefix, NS_OTHER, true };
	k->ns = namespace_of((const char *)prefix, (const char *)address);
	return k->ns;
}

/* Unless it is told to replace entities, which we never do, libxml2 leaves an ampersand in a value as "&#38;". */
static size_t
copy_value(const xmlChar *from, const xmlChar *to, char *out)
{
	char *at = out;

	while (from < to) {
		*at++ = (char)*from;
		from += to - from >= 5 && memcmp(from, "&#38;", 5) == 0 ? 5 : 1;
	}
	*at = '\0';
	return (size_t)(at - out);
}

/* libxml2 gives five pointers an attribute: local name, prefix, address, value, end of value. */
static size_t
take_attributes(struct document *d, int count, const xmlChar **given)
{
	size_t n = 0, used = 0;

	for (int i = 0; i < count && n < TAG_ATTRIBUTES_MAX; i++, given += 5) {
		struct xml_attribute *a = &d->attributes[n];

		if ((size_t)(given[4] - given[3]) >= sizeof(d->values) - used)
			continue;
		a->name = (const char *)given[0];
		a->ns = given[1] != NULL ? ask_namespace(d, given[1], given[2]) : NS_NONE;
		a->value = d->values + used;
		a->len = copy_value(given[3], given[4], d->values + used);
		used += a->len + 1;
		n++;
	}
	return n;
}

static void
enter_scope(struct document *d, struct xml_element *e)
{
	struct scope s = d->scopes[d->depth];

	for (size_t i = 0; i < e->attribute_count; i++) {
		const struct xml_attribute *a = &e->attributes[i];

		if (a->ns != NS_XML)
			continue;
		if (text_equal_nocase(a->name, "lang")) {
			s.lang = a->len > 0 ? arena_strndup(d->arena, a->value, a->len) : NULL;
			e->has_lang = a->len > 0;
		} else if (text_equal_nocase(a->name, "base")) {
			const char *base = link_resolve(s.base, a->value, d->arena);

			s.base = base != NULL ? base : s.base;
		}
	}
	d->scopes[++d->depth] = s;
	e->base = s.base;
	e->lang = s.lang;
}

static void
on_start(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *address, int namespace_count,
    const xmlChar **namespaces, int attribute_count, int defaulted, const xmlChar **attributes)
{
	struct document *d = context;
	struct xml_element e = { .name = (const char *)name, .prefix = (const char *)prefix };

	(void)namespace_count;
	(void)namespaces;
	(void)defaulted;
	if (d->depth > NESTING_DEPTH_MAX)
		return; /* the skeleton has no such depth */
	e.ns = ask_namespace(d, prefix, address);
	if (attribute_count > 0) {
		e.attribute_count = take_attributes(d, attribute_count, attributes);
		e.attributes = d->attributes;
	}
	enter_scope(d, &e);
	d->events->start(d->events->context, &e);
}

static void
on_end(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *address)
{
	struct document *d = context;

	(void)name;
	(void)prefix;
	(void)address;
	if (d->depth == 0)
		return;
	d->depth--;
	d->events->end(d->events->context);
}

static void
on_space(void *context, const xmlChar *text, int len)
{
	struct document *d = context;

	d->events->text(d->events->context, (const char *)text, (size_t)len, 0);
}

static void
on_run(void *context, const xmlChar *target, const xmlChar *data)
{
	struct document *d = context;
	size_t number = data != NULL ? strtoull((const char *)data, NULL, 10) : SIZE_MAX;
	const struct text_run *run;

	(void)target;
	if (number >= d->skeleton->run_count)
		return;
	run = &d->skeleton->runs[number];
	d->events->text(d->events->context, d->skeleton->text.data + run->at, run->len, run->line);
}

static xmlEntityPtr
no_entity(void *context, const xmlChar *name)
{
	(void)context;
	(void)name;
	return NULL;
}

static xmlParserInputPtr
no_file(void *context, const xmlChar *public_id, const xmlChar *system_id)
{
	(void)context;
	(void)public_id;
	(void)system_id;
	return NULL;
}

static void
say_nothing(void *context, xmlErrorPtr error)
{
	(void)context;
	(void)error;
}

static void
free_parser(xmlParserCtxtPtr *parser)
{
	if (*parser != NULL)
		xmlFreeParserCtxt(*parser);
}

static xmlSAXHandler
handlers(void)
{
	return (xmlSAXHandler) {
		.initialized = XML_SAX2_MAGIC,
		.startElementNs = on_start,
		.endElementNs = on_end,
		.characters = on_space,
		.ignorableWhitespace = on_space,
		.processingInstruction = on_run,
		.getEntity = no_entity,
		.resolveEntity = no_file,
		.serror = say_nothing,
	};
}

void
xml_setup(void)
{
	xmlInitParser();
}

void
xml_teardown(void)
{
	xmlCleanupParser();
}

bool
xml_read(const struct skeleton *skeleton, const char *base, struct arena *arena, const struct xml_events *events)
{
	struct document d = { .skeleton = skeleton, .events = events, .arena = arena };
	__attribute__((cleanup(free_parser))) xmlParserCtxtPtr parser = NULL;

	if (skeleton->xml.len == 0)
		return true;
	parser = xmlCreateMemoryParserCtxt(skeleton->xml.data, (int)skeleton->xml.len);
	if (parser == NULL)
		return false;
	*parser->sax = handlers();
	parser->userData = &d;
	xmlCtxtUseOptions(parser, XML_PARSE_NONET | XML_PARSE_RECOVER);
	d.scopes[0].base = base;
	xmlParseDocument(parser);
	while (d.depth > 0)
		on_end(&d, NULL, NULL, NULL);
	return parser->wellFormed == 1;
}

const char *
xml_attribute_of(const struct xml_element *e, const char *name)
{
	for (size_t i = 0; i < e->attribute_count; i++)
		if (e->attributes[i].ns == NS_NONE && strcasecmp(e->attributes[i].name, name) == 0)
			return e->attributes[i].value;
	return NULL;
}
