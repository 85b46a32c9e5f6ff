#include "query/edit.h"

#include "base/text.h"
#include "query/render.h"

enum { ITEMS_MAX = 1000, INTRO_BYTES_MAX = 10000, NOTE_BYTES_MAX = 10000 };

static bool
take_text(const json_t *value, const char *key, size_t max, const char **out, struct err *err)
{
	if (value == NULL || json_is_null(value))
		return true;
	if (!json_is_string(value) || json_string_length(value) > max)
		return err_set(err, ERR_INVALID, "'%s' must be a text of at most %zu bytes", key, max);
	if (!text_is_blank(json_string_value(value)))
		*out = json_string_value(value);
	return true;
}

/* A number, or one in a string, as JSON Feed has it. */
static bool
take_id(const json_t *value, int64_t *out)
{
	if (json_is_integer(value))
		*out = json_integer_value(value);
	else if (!json_is_string(value) || !text_int(json_string_value(value), 1, INT64_MAX, out, NULL))
		return false;
	return *out > 0;
}

static bool
take_item(const json_t *value, struct edit *edit, struct err *err)
{
	struct edit_item *item = &edit->items[edit->item_count];

	if (!take_id(json_object_get(value, "id"), &item->id))
		return err_set(err, ERR_INVALID, "item %zu of 'items' has no id", edit->item_count + 1);
	for (size_t i = 0; i < edit->item_count; i++)
		if (edit->items[i].id == item->id)
			return err_set(err, ERR_INVALID, "item %lld is there twice", (long long)item->id);
	edit->item_count++;
	return take_text(json_object_get(value, "note"), "note", NOTE_BYTES_MAX, &item->note, err);
}

static bool
check_keys(const json_t *body, struct err *err)
{
	const char *key;
	json_t *value;

	json_object_foreach((json_t *)(uintptr_t)body, key, value)
	{
		if (!text_equal(key, "intro") && !text_equal(key, "items"))
			return err_set(err, ERR_INVALID, "an edit has no '%.60s': there are intro and items", key);
	}
	return true;
}

bool
edit_read(const json_t *body, struct arena *arena, struct edit *out, struct err *err)
{
	const json_t *items = json_object_get(body, "items");
	struct edit edit = { .has_items = items != NULL };

	if (!check_keys(body, err) ||
	    !take_text(json_object_get(body, "intro"), "intro", INTRO_BYTES_MAX, &edit.intro, err))
		return false;
	if (items != NULL && (!json_is_array(items) || json_array_size(items) > ITEMS_MAX))
		return err_set(err, ERR_INVALID, "'items' must be a list of at most %d items", ITEMS_MAX);
	edit.items = arena_alloc(arena, (json_array_size(items) + 1) * sizeof(*edit.items));
	while (edit.item_count < json_array_size(items))
		if (!take_item(json_array_get(items, edit.item_count), &edit, err))
			return false;
	*out = edit;
	return true;
}

bool
edit_is_any(const struct edit *edit)
{
	return edit->intro != NULL || edit->has_items;
}

/* ---- the sections ---- */

struct seat {
	struct section *section;
	size_t candidate;
};

static bool
find_seat(struct section *sections, size_t count, int64_t item_id, struct seat *out)
{
	for (size_t s = 0; s < count; s++)
		for (size_t i = 0; i < sections[s].considered; i++)
			if (sections[s].candidates[i].item_id == item_id) {
				*out = (struct seat) { &sections[s], i };
				return true;
			}
	return false;
}

/* What it was chosen for, when it was; what the curator put in has no points. */
static struct digest_choice
choice_of(const struct digest_choice *choices, size_t count, size_t candidate)
{
	for (size_t i = 0; i < count; i++)
		if (choices[i].candidate == candidate)
			return choices[i];
	return (struct digest_choice) { .candidate = candidate };
}

struct old {
	struct digest_choice *choices;
	size_t chosen;
	size_t first; /* place of its first item in the edit; SIZE_MAX: none */
};

static void
empty_section(struct section *section, struct old *old, size_t room, struct arena *arena)
{
	*old = (struct old) { section->choices, section->chosen, SIZE_MAX };
	section->choices = arena_alloc(arena, (room + 1) * sizeof(*section->choices));
	section->chosen = 0;
	for (size_t i = 0; i < section->considered; i++)
		if (section->fates[i] == DIGEST_TAKEN)
			section->fates[i] = DIGEST_DROPPED;
}

/* Stable, and there are few. */
static void
order_sections(struct section *sections, struct old *olds, size_t count)
{
	for (size_t i = 1; i < count; i++)
		for (size_t k = i; k > 0 && olds[k].first < olds[k - 1].first; k--) {
			struct section section = sections[k];
			struct old old = olds[k];

			sections[k] = sections[k - 1];
			sections[k - 1] = section;
			olds[k] = olds[k - 1];
			olds[k - 1] = old;
		}
}

bool
edit_apply(const struct edit *edit, struct section *sections, size_t count, struct arena *arena, struct err *err)
{
	struct old *olds = arena_alloc(arena, (count + 1) * sizeof(*olds));

	if (!edit->has_items)
		return true;
	for (size_t s = 0; s < count; s++)
		empty_section(&sections[s], &olds[s], edit->item_count, arena);
	for (size_t i = 0; i < edit->item_count; i++) {
		struct seat seat;
		struct old *old;

		if (!find_seat(sections, count, edit->items[i].id, &seat))
			return err_set(err, ERR_INVALID, "item %lld is not among those that this issue may hold",
			    (long long)edit->items[i].id);
		old = &olds[seat.section - sections];
		if (old->first == SIZE_MAX)
			old->first = i;
		seat.section->fates[seat.candidate] = DIGEST_TAKEN;
		seat.section->choices[seat.section->chosen++] = choice_of(old->choices, old->chosen, seat.candidate);
	}
	order_sections(sections, olds, count);
	return true;
}

/* ---- the document ---- */

static const struct edit_item *
item_of(const struct edit *edit, const json_t *rendered)
{
	int64_t id;

	if (!take_id(json_object_get(rendered, "id"), &id))
		return NULL;
	for (size_t i = 0; i < edit->item_count; i++)
		if (edit->items[i].id == id)
			return &edit->items[i];
	return NULL;
}

void
edit_annotate(const struct edit *edit, json_t *document)
{
	json_t *items = json_object_get(document, "items"), *rendered;
	size_t i;

	render_text(render_extension(document), "intro", edit->intro);
	json_array_foreach(items, i, rendered)
	{
		const struct edit_item *item = item_of(edit, rendered);

		if (item == NULL)
			continue;
		json_object_del(render_extension(rendered), "note");
		render_text(render_extension(rendered), "note", item->note);
	}
}
