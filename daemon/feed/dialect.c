#include "feed/dialect.h"

#include "base/text.h"
#include "feed/html_entity.h"
#include "feed/link.h"
#include "feed/vocabulary.h"

#include <ctype.h>
#include <string.h>

enum { LOOSE_LONGEST = 2000 };

struct draft *
scene_draft(struct scene *s)
{
	return s->in_item ? &s->item : &s->whole;
}

struct arena *
scene_arena(struct scene *s)
{
	return s->in_item ? s->brief : s->arena;
}

static struct value
trimmed(const struct value *v)
{
	struct value t = *v;

	while (t.len > 0 && isspace((unsigned char)*t.text)) {
		t.text++;
		t.len--;
	}
	while (t.len > 0 && isspace((unsigned char)t.text[t.len - 1]))
		t.len--;
	return t;
}

const char *
scene_text(struct scene *s, const struct value *value)
{
	struct value t = trimmed(value);

	return t.len > 0 ? arena_strndup(scene_arena(s), t.text, t.len) : NULL;
}

static bool
is_name(const char *a, const char *b)
{
	return (*a | 0x20) == (*b | 0x20) && strcasecmp(a, b) == 0;
}

static const struct rule *
find_rule(const struct rule *table, enum xml_namespace ns, const char *name)
{
	for (const struct rule *r = table; r != NULL && r->name != NULL; r++) {
		if (r->name[0] == '\0') {
			const struct rule *found = find_rule(r->inside, ns, name);

			if (found != NULL)
				return found;
		} else if (r->ns == ns && is_name(r->name, name)) {
			return r;
		}
	}
	return NULL;
}

/* An element without a prefix in a namespace that has no such element means the format's own. */
static const struct rule *
rule_for(const struct scene *s, const struct rule *table, const struct xml_element *e)
{
	const struct rule *r = find_rule(table, e->ns, e->name);

	if (r == NULL && e->prefix == NULL && e->ns != s->dialect->own)
		r = find_rule(table, s->dialect->own, e->name);
	return r;
}

static void
keep_element(struct scene *s, const struct xml_element *e)
{
	size_t used = 0;

	s->element = *e;
	s->element.attributes = s->attributes;
	for (size_t i = 0; i < e->attribute_count; i++) {
		s->attributes[i] = e->attributes[i];
		s->attributes[i].value =
		    memcpy(s->attribute_text + used, e->attributes[i].value, e->attributes[i].len + 1);
		used += e->attributes[i].len + 1;
	}
}

static void
begin_value(struct scene *s, const struct xml_element *e)
{
	struct collector *c = &s->collector;

	keep_element(s, e);
	buffer_cut(&c->buffer, 0);
	c->is_active = true;
	c->depth = s->depth;
	c->text = NULL;
	c->len = c->pieces = c->children = 0;
	c->is_markup = c->escapes_text = false;
	c->base = e->base;
	c->line = 0;
}

static void
add_to_value(struct collector *c, const char *text, size_t len)
{
	if (c->is_markup && c->escapes_text) {
		html_escape(text, len, false, &c->buffer);
		return;
	}
	if (++c->pieces == 1 && !c->is_markup) {
		c->text = text;
		c->len = len;
		return;
	}
	if (c->pieces == 2 && !c->is_markup)
		buffer_add(&c->buffer, c->text, c->len);
	buffer_add(&c->buffer, text, len);
}

/* The first element in a value. What stood before it is text, unless it looks like HTML that was escaped. */
static void
become_markup(struct collector *c)
{
	const char *text = c->pieces > 1 ? c->buffer.data : c->text;
	size_t len = c->pieces > 1 ? c->buffer.len : c->len;
	BUFFER before = { 0 };

	c->is_markup = true;
	c->escapes_text = len == 0 || memchr(text, '<', len) == NULL;
	buffer_add(&before, text, len);
	buffer_cut(&c->buffer, 0);
	if (c->escapes_text)
		html_escape(buffer_text(&before), before.len, false, &c->buffer);
	else
		buffer_add(&c->buffer, before.data, before.len);
}

static bool
is_address(const char *name)
{
	static const char *const names[] = { "href", "src", "cite", "poster" };

	for (size_t i = 0; i < COUNT_OF(names); i++)
		if (strcasecmp(names[i], name) == 0)
			return true;
	return false;
}

/* Addresses are resolved here only where an inner xml:base gives them another base than the whole has. */
static void
write_markup_start(struct scene *s, const struct xml_element *e)
{
	struct buffer *out = &s->collector.buffer;

	buffer_add_char(out, '<');
	buffer_add_text(out, e->name);
	for (size_t i = 0; i < e->attribute_count; i++) {
		const struct xml_attribute *a = &e->attributes[i];
		const char *value = a->value;

		if (a->ns != NS_NONE)
			continue;
		if (e->base != s->collector.base && is_address(a->name)) {
			const char *resolved = link_resolve(e->base, value, scene_arena(s));

			value = resolved != NULL ? resolved : value;
		}
		buffer_add_char(out, ' ');
		buffer_add_text(out, a->name);
		buffer_add(out, "=\"", 2);
		html_escape(value, strlen(value), true, out);
		buffer_add_char(out, '"');
	}
	buffer_add_char(out, '>');
}

static void
start_in_value(struct scene *s, const struct xml_element *e)
{
	struct collector *c = &s->collector;

	if (!c->is_markup)
		become_markup(c);
	c->children += s->depth == c->depth + 1;
	write_markup_start(s, e);
}

static void
end_in_value(struct scene *s, const char *name)
{
	struct buffer *out = &s->collector.buffer;

	if ((vocabulary_of(name, strlen(name)) & NAME_IS_VOID) != 0)
		return;
	buffer_add(out, "</", 2);
	buffer_add_text(out, name);
	buffer_add_char(out, '>');
}

/* CDATA marks that were escaped themselves mean what they would have meant. */
static struct value
unwrapped(struct value v)
{
	static const char open[] = "<![CDATA[", close[] = "]]>";
	size_t marks = strlen(open) + strlen(close);

	if (v.len < marks || memcmp(v.text, open, strlen(open)) != 0 ||
	    memcmp(v.text + v.len - strlen(close), close, strlen(close)) != 0)
		return v;
	v.text += strlen(open);
	v.len -= marks;
	return trimmed(&v);
}

static void
end_value(struct scene *s, const struct rule *rule)
{
	struct collector *c = &s->collector;
	struct value v = { .text = c->text, .len = c->len, .base = c->base, .line = c->line };

	c->is_active = false;
	if (c->is_markup || c->pieces > 1) {
		v.text = arena_strndup(scene_arena(s), buffer_text(&c->buffer), c->buffer.len);
		v.len = c->buffer.len;
	}
	v = unwrapped(trimmed(&v));
	rule->take(s, rule, &v);
}

static void
on_start(void *context, const struct xml_element *e)
{
	struct scene *s = context;
	struct frame *f = &s->frames[s->depth + 1];
	const struct rule *table = s->frames[s->depth].inside;

	s->depth++;
	*f = (struct frame) { .name = e->name };
	if (s->collector.is_active) {
		start_in_value(s, e);
		return;
	}
	f->rule = rule_for(s, table, e);
	if (f->rule == NULL && !s->in_item)
		f->rule = rule_for(s, s->dialect->stray, e);
	if (f->rule == NULL)
		return;
	f->inside = f->rule->inside;
	if (f->rule->is_mixed)
		buffer_cut(&s->loose, 0);
	if (f->rule->open != NULL)
		f->rule->open(s, f->rule, e);
	if (f->inside == NULL)
		begin_value(s, e);
}

static void
on_end(void *context)
{
	struct scene *s = context;
	const struct frame *f = &s->frames[s->depth];

	if (s->collector.is_active && s->depth > s->collector.depth) {
		end_in_value(s, f->name);
	} else if (s->collector.is_active) {
		end_value(s, f->rule);
	} else if (f->rule != NULL && f->rule->take != NULL) {
		struct value loose = { .text = buffer_text(&s->loose), .len = s->loose.len };

		loose = trimmed(&loose);
		f->rule->take(s, f->rule, f->rule->is_mixed ? &loose : NULL);
	}
	s->depth--;
}

static void
on_text(void *context, const char *text, size_t len, int line)
{
	struct scene *s = context;
	const struct frame *f = &s->frames[s->depth];

	if (s->collector.is_active) {
		if (s->collector.line == 0)
			s->collector.line = line;
		add_to_value(&s->collector, text, len);
	} else if (f->rule != NULL && f->rule->is_mixed && s->loose.len + len < LOOSE_LONGEST) {
		buffer_add(&s->loose, text, len);
	}
}

bool
dialect_read(struct scene *s, const struct skeleton *skeleton, const char *base)
{
	struct xml_events events = { on_start, on_end, on_text, s };
	bool is_whole;

	s->frames[0] = (struct frame) { .inside = s->dialect->root };
	draft_clear(&s->whole);
	draft_clear(&s->item);
	s->brief = arena_new();
	is_whole = xml_read(skeleton, base, s->arena, &events);
	arena_free(s->brief);
	s->brief = NULL;
	buffer_fini(&s->collector.buffer);
	buffer_fini(&s->loose);
	return is_whole;
}
