/* Which items a person marked, or an issue holds. */
#include "query/reader.h"

#include <inttypes.h>
#include <jansson.h>

bool
answer_marked(struct reader *reader, struct request *r, struct arena *arena, struct err *err)
{
	int64_t *ids;
	size_t count;
	json_t *list, *body;

	if (!store_marked(reader->store, arena, &ids, &count, err))
		return false;
	list = json_array();
	for (size_t i = 0; i < count; i++)
		json_array_append_new(list, json_string(arena_printf(arena, "%" PRId64, ids[i])));
	body = json_pack("{s:o}", "items", list);
	reply_json(r, 200, body);
	json_decref(body);
	return true;
}
