/* Digests as they were written down. */
#include "base/text.h"
#include "query/reader.h"
#include "store/digest.h"

static bool
is_listed(const struct recipe *recipes, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (text_equal(recipes[i].name, name))
			return true;
	return false;
}

/* Those that were removed and still have their issues. */
static bool
add_former(struct reader *reader, const struct recipe *recipes, size_t count, struct arena *arena, json_t *out,
    struct err *err)
{
	const char **names;
	size_t name_count;
	json_t *former;

	if (!store_issue_digests(reader->store, arena, &names, &name_count, err))
		return false;
	former = json_array();
	for (size_t i = 0; i < name_count; i++)
		if (!is_listed(recipes, count, names[i]))
			json_array_append_new(former, json_string(names[i]));
	if (json_array_size(former) > 0)
		json_object_set(out, "former", former);
	json_decref(former);
	return true;
}

bool
answer_recipe_list(struct reader *reader, struct request *r, struct arena *arena, struct err *err)
{
	json_t *list = json_array(), *body = json_pack("{s:o}", "digests", list);
	struct recipe *recipes;
	size_t count;
	bool is_good = store_recipe_list(reader->store, arena, &recipes, &count, err);

	for (size_t i = 0; is_good && i < count; i++)
		json_array_append_new(list, recipe_to_json(&recipes[i]));
	is_good = is_good && add_former(reader, recipes, count, arena, body, err);
	if (is_good)
		reply_json(r, 200, body);
	json_decref(body);
	return is_good;
}

bool
answer_recipe(struct reader *reader, struct request *r, struct arena *arena, struct err *err)
{
	struct recipe recipe;
	json_t *body;

	if (!store_recipe_get(reader->store, r->name, arena, &recipe, err))
		return false;
	body = recipe_to_json(&recipe);
	reply_json(r, 200, body);
	json_decref(body);
	return true;
}
