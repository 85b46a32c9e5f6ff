/* Digests as they were written down. */
#include "query/reader.h"
#include "store/digest.h"

bool
answer_recipe_list(struct reader *reader, struct request *r, struct arena *arena, struct err *err)
{
	json_t *list = json_array(), *body = json_pack("{s:o}", "digests", list);
	struct recipe *recipes;
	size_t count;
	bool is_good = store_recipe_list(reader->store, arena, &recipes, &count, err);

	for (size_t i = 0; is_good && i < count; i++)
		json_array_append_new(list, recipe_to_json(&recipes[i]));
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
