#include "feed/nesting.h"

#include "base/text.h"
#include "feed/html_entity.h"
#include "feed/namespace.h"
#include "feed/vocabulary.h"

#include <string.h>

const char *
nesting_top(const struct nesting *n)
{
	return n->depth > 0 ? n->open[n->depth - 1].name : "";
}

static void
close_top(struct nesting *n)
{
	const struct open_element *e = &n->open[--n->depth];

	n->namespaces -= e->namespaces;
	buffer_add(n->xml, "</", 2);
	buffer_add(n->xml, e->name, e->len);
	buffer_add_char(n->xml, '>');
}

static void
close_down_to(struct nesting *n, size_t depth, size_t offset)
{
	while (n->depth > depth) {
		const struct open_element *e = &n->open[n->depth - 1];

		warnings_add(n->warnings, "unclosed-tag", offset, e->name);
		close_top(n);
	}
}

static size_t
depth_of_item(const struct nesting *n)
{
	for (size_t i = n->depth; i > 0; i--)
		if ((n->open[i - 1].traits & NAME_IS_ITEM) != 0)
			return i;
	return 0;
}

static bool
top_is_text_only(const struct nesting *n)
{
	return n->depth > 1 && (n->open[n->depth - 1].traits & NAME_HOLDS_TEXT) != 0;
}

static void
close_forgotten(struct nesting *n, const struct tag *tag, size_t offset)
{
	if ((tag->traits & NAME_IS_ITEM) != 0) {
		size_t depth = depth_of_item(n);

		if (depth > 1 && tag_span_is(tag->name, n->open[depth - 1].name))
			close_down_to(n, depth - 1, offset);
	}
	if ((tag->traits & NAME_ENDS_TEXT) != 0 && top_is_text_only(n))
		close_down_to(n, n->depth - 1, offset);
}

static bool
is_namespace(struct tag_span name)
{
	return name.len >= 5 && memcmp(name.text, "xmlns", 5) == 0 && (name.len == 5 || name.text[5] == ':');
}

/* FNV-1a; never 0. */
static uint32_t
hash_of(struct tag_span name)
{
	uint32_t hash = 2166136261u;

	for (size_t i = 0; i < name.len; i++)
		hash = (hash ^ (unsigned char)name.text[i]) * 16777619u;
	return hash != 0 ? hash : 1;
}

/* False for a new name when there are too many already. */
static bool
admit_name(struct nesting *n, struct tag_span name)
{
	uint32_t hash = hash_of(name);
	size_t at = hash % NESTING_NAME_SLOTS;

	for (; n->name_hashes[at] != 0; at = (at + 1) % NESTING_NAME_SLOTS)
		if (n->name_hashes[at] == hash)
			return true;
	if (n->names == NESTING_NAMES_MAX)
		return false;
	n->names++;
	n->name_hashes[at] = hash;
	return true;
}

static struct tag_span
prefix_of(struct tag_span name)
{
	const char *colon = memchr(name.text, ':', name.len);

	return (struct tag_span) { name.text, colon != NULL ? (size_t)(colon - name.text) : 0 };
}

/* What everybody uses and somebody always forgets to declare; nesting_finish declares on the root what was used. */
static bool
use_usual(struct nesting *n, struct tag_span prefix)
{
	const char *name, *address;

	for (size_t i = 0; namespace_usual(i, &name, &address); i++)
		if (strlen(name) == prefix.len && memcmp(name, prefix.text, prefix.len) == 0) {
			n->usual_used |= UINT32_C(1) << i;
			return true;
		}
	return false;
}

static bool
is_declared(const struct nesting *n, struct tag_span prefix)
{
	uint32_t hash = hash_of(prefix);

	if (prefix.len == 0 || (prefix.len == 3 && memcmp(prefix.text, "xml", 3) == 0))
		return true;
	for (size_t i = 0; i < n->namespaces; i++)
		if (n->prefixes[i] == hash)
			return true;
	return false;
}

static void
declare(struct nesting *n, struct tag_span prefix, struct open_element *e)
{
	n->prefixes[n->namespaces++] = hash_of(prefix);
	e->namespaces++;
}

/* A prefix that stands for nothing becomes part of the name. */
static void
add_name(struct nesting *n, struct tag_span name)
{
	size_t from = n->xml->len;
	char *colon;

	tag_add_name(n->xml, name);
	if (is_declared(n, prefix_of(name)) || use_usual(n, prefix_of(name)))
		return;
	colon = memchr(n->xml->data + from, ':', n->xml->len - from);
	if (colon != NULL)
		*colon = '_';
}

/* Decoded first and escaped again, so that nothing in a value can end it. */
static void
add_value(struct buffer *xml, struct tag_span value)
{
	BUFFER decoded = { 0 };
	bool is_plain =
	    html_plain_length(value.text, value.len) == value.len && memchr(value.text, '"', value.len) == NULL;

	if (is_plain && memchr(value.text, '\n', value.len) == NULL) {
		buffer_add(xml, value.text, value.len);
		return;
	}
	html_decode(value.text, value.len, true, &decoded);
	for (size_t i = 0; i < decoded.len; i++)
		if (decoded.data[i] == '\n' || decoded.data[i] == '\t')
			decoded.data[i] = ' ';
	html_escape(buffer_text(&decoded), decoded.len, true, xml);
}

static void
add_attribute(struct nesting *n, struct tag_span name, struct tag_span value)
{
	buffer_add_char(n->xml, ' ');
	add_name(n, name);
	buffer_add(n->xml, "=\"", 2);
	add_value(n->xml, value);
	buffer_add_char(n->xml, '"');
}

/* Declarations first: names are written by what is declared. */
static void
take_declarations(struct nesting *n, const struct tag *tag, struct open_element *e)
{
	for (size_t i = 0; i < tag->count; i++) {
		struct tag_span name = tag->attributes[i].name;

		if (is_namespace(name) && name.len > 6 && n->namespaces < NESTING_NAMESPACES_MAX &&
		    admit_name(n, tag->attributes[i].value))
			declare(n, (struct tag_span) { name.text + 6, name.len - 6 }, e);
	}
}

static void
add_declaration(struct nesting *n, const struct tag_attribute *a)
{
	struct tag_span prefix = { a->name.text + 6, a->name.len > 6 ? a->name.len - 6 : 0 };

	if (!is_declared(n, prefix) || !admit_name(n, a->value))
		return;
	buffer_add_char(n->xml, ' ');
	tag_add_name(n->xml, a->name);
	buffer_add(n->xml, "=\"", 2);
	add_value(n->xml, a->value);
	buffer_add_char(n->xml, '"');
}

static void
add_attributes(struct nesting *n, const struct tag *tag)
{
	for (size_t i = 0; i < tag->count; i++) {
		const struct tag_attribute *a = &tag->attributes[i];

		if (is_namespace(a->name))
			add_declaration(n, a);
		else if (admit_name(n, a->name))
			add_attribute(n, a->name, a->value);
	}
}

static void
write_start(struct nesting *n, const struct tag *tag, bool is_empty)
{
	static const struct tag_span unknown = { "x", 1 };
	struct open_element e = { .traits = (unsigned char)tag->traits };
	size_t from;

	take_declarations(n, tag, &e);
	buffer_add_char(n->xml, '<');
	from = n->xml->len;
	add_name(n, admit_name(n, tag->name) ? tag->name : unknown);
	e.len = (unsigned char)(n->xml->len - from);
	memcpy(e.name, n->xml->data + from, e.len);
	add_attributes(n, tag);
	if (n->depth == 0)
		n->root_end = n->xml->len;
	if (is_empty) {
		n->namespaces -= e.namespaces;
		buffer_add_char(n->xml, '/');
	} else {
		n->open[n->depth++] = e;
	}
	buffer_add_char(n->xml, '>');
}

/* Items without a root, the beginning of the document being lost, get one. */
static void
open_lost_root(struct nesting *n, const struct tag *item)
{
	struct tag root = { .name = { "rss", 3 }, .traits = vocabulary_of("rss", 3) };

	if (tag_span_is(item->name, "entry"))
		root.name = (struct tag_span) { "feed", 4 };
	write_start(n, &root, false);
	n->is_root_done = true;
}

bool
nesting_start(struct nesting *n, const struct tag *tag, size_t offset)
{
	bool is_empty = tag->is_empty || (tag->traits & NAME_IS_VOID) != 0;

	if (n->depth == 0 && (tag->traits & NAME_IS_ITEM) != 0)
		open_lost_root(n, tag);
	if (n->depth == 1 && n->is_root_done && tag_span_is(tag->name, n->open[0].name))
		return true; /* two documents in one: go on as if it were one */
	close_forgotten(n, tag, offset);
	if (n->depth == NESTING_DEPTH_MAX) {
		if (n->skipped == 0)
			warnings_add(n->warnings, "nested-too-deep", offset, nesting_top(n));
		n->skipped += !is_empty;
		return true;
	}
	if (n->elements == NESTING_ELEMENTS_MAX) {
		warnings_add(n->warnings, "too-many-elements", offset, NULL);
		return false;
	}
	n->elements++;
	n->is_root_done |= is_empty && n->depth == 0;
	write_start(n, tag, is_empty && n->depth > 0);
	return true;
}

static bool
is_local_name(const struct open_element *e, struct tag_span name)
{
	const char *colon = strchr(e->name, ':');

	return colon != NULL && tag_span_is(name, colon + 1);
}

/* What could not be in a name was written as '_'. */
static bool
is_written_as(const struct open_element *e, struct tag_span name)
{
	size_t len = name.len < TAG_NAME_MAX ? name.len : TAG_NAME_MAX;

	if (e->len != len)
		return false;
	for (size_t i = 0; i < len; i++)
		if ((e->name[i] | 0x20) != (name.text[i] | 0x20) && e->name[i] != '_')
			return false;
	return true;
}

/* The depth at which the element that the end tag means is on top; 0: none. Only an item's or a frame's end passes an item. */
static size_t
find_open(const struct nesting *n, const struct tag *tag)
{
	bool may_pass = (tag->traits & NAME_IS_FRAME) != 0;

	for (size_t i = n->depth; i > 0; i--) {
		const struct open_element *e = &n->open[i - 1];

		if (is_written_as(e, tag->name))
			return i;
		if (!may_pass && (e->traits & NAME_IS_ITEM) != 0)
			break;
	}
	return n->depth > 0 && is_local_name(&n->open[n->depth - 1], tag->name) ? n->depth : 0;
}

void
nesting_end(struct nesting *n, const struct tag *tag, size_t offset)
{
	bool is_structure = (tag->traits & (NAME_IS_ITEM | NAME_IS_FRAME)) != 0;
	size_t depth;

	if (n->skipped > 0 && !is_structure) {
		n->skipped--;
		return;
	}
	n->skipped = 0;
	depth = find_open(n, tag);
	if (depth == 0) {
		if ((tag->traits & NAME_IS_VOID) == 0) {
			BUFFER name = { 0 };

			tag_add_name(&name, tag->name);
			warnings_add(n->warnings, "stray-end-tag", offset, buffer_text(&name));
		}
		return;
	}
	close_down_to(n, depth, offset);
	if (depth > 1)
		close_top(n);
	else
		n->is_root_done = true;
}

static void
add_usual_declarations(struct nesting *n)
{
	BUFFER rest = { 0 };
	const char *prefix, *address;

	buffer_add(&rest, n->xml->data + n->root_end, n->xml->len - n->root_end);
	buffer_cut(n->xml, n->root_end);
	for (size_t i = 0; namespace_usual(i, &prefix, &address); i++)
		if ((n->usual_used >> i & 1) != 0)
			buffer_addf(n->xml, " xmlns:%s=\"%s\"", prefix, address);
	buffer_add(n->xml, rest.data, rest.len);
}

bool
nesting_finish(struct nesting *n)
{
	if (n->usual_used != 0)
		add_usual_declarations(n);
	while (n->depth > 0)
		close_top(n);
	return n->is_root_done;
}
