/* What changed in an item since it first came, revision by revision. */
#include "curate/word_diff.h"
#include "query/reader.h"
#include "query/render.h"

#include <string.h>

/* Of all changes together: what would go beyond is left out, the oldest first. */
enum { CHANGES_BYTES_MAX = 1 << 20 };

static json_t *
piece_of(const struct word_diff_piece *piece)
{
	static const char *const names[] = {
		[WORD_DIFF_SAME] = "same",
		[WORD_DIFF_REMOVED] = "removed",
		[WORD_DIFF_ADDED] = "added",
		[WORD_DIFF_LEFT_OUT] = "left_out",
	};
	json_t *out = json_pack("{s:s}", "kind", names[piece->kind]);

	if (piece->kind == WORD_DIFF_LEFT_OUT)
		json_object_set_new(out, "paragraphs", json_integer((json_int_t)piece->paragraphs));
	else
		json_object_set_new(out, "text", json_string(piece->text));
	return out;
}

static json_t *
difference(const char *before, const char *after, struct arena *arena, size_t *bytes)
{
	struct word_diff_piece *pieces;
	size_t count = word_diff(before, after, arena, &pieces);
	json_t *list = json_array();

	for (size_t i = 0; i < count; i++) {
		json_array_append_new(list, piece_of(&pieces[i]));
		*bytes += pieces[i].text != NULL ? strlen(pieces[i].text) : 0;
	}
	return list;
}

static json_t *
change_between(const struct store_revision *before, const struct store_revision *after, size_t *bytes)
{
	ARENA arena = arena_new();
	json_t *out = json_pack("{s:i}", "revision", after->revision);

	render_time(out, "seen", after->seen_at);
	json_object_set_new(out, "title", difference(before->title, after->title, arena, bytes));
	json_object_set_new(out, "text", difference(before->text, after->text, arena, bytes));
	return out;
}

/* The latest first. */
static json_t *
changes_of(const struct store_revision *list, size_t count)
{
	json_t *out = json_array();
	size_t bytes = 0;

	for (size_t i = count - 1; i > 0; i--) {
		json_t *change = change_between(&list[i - 1], &list[i], &bytes);

		if (bytes > CHANGES_BYTES_MAX && json_array_size(out) > 0) {
			json_decref(change);
			break;
		}
		json_array_append_new(out, change);
	}
	return out;
}

static json_t *
rendered(const struct store_item *item, const struct store_revision *list, size_t count)
{
	json_t *whole = render_item(item, false), *changes = changes_of(list, count);
	json_t *out = json_pack("{s:O, s:i, s:i, s:o}", "id", json_object_get(whole, "id"), "revision", item->revision,
	    "left_out", item->revision - 1 - (int)json_array_size(changes), "changes", changes);

	render_text(out, "title", item->item.title);
	render_text(out, "url", item->item.url);
	json_decref(whole);
	return out;
}

bool
answer_revisions(struct reader *reader, struct request *r, struct arena *arena, struct err *err)
{
	struct store_revision *former, *list;
	struct store_item *item;
	json_t *out;
	size_t count;

	if (!store_item_get(reader->store, r->id, arena, &item, err) ||
	    !store_item_revisions(reader->store, r->id, arena, &former, &count, err))
		return false;
	list = arena_alloc(arena, (count + 1) * sizeof(*list));
	if (count > 0)
		memcpy(list, former, count * sizeof(*list));
	list[count] = (struct store_revision) { item->revision, item->revised_at, item->item.title,
		item->item.content_text != NULL ? item->item.content_text : item->item.summary };
	out = rendered(item, list, count + 1);
	reply_json(r, 200, out);
	json_decref(out);
	return true;
}
