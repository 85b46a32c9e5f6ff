#include "query/repeat.h"

#include "base/text.h"

void
repeat_fini(struct repeat *repeat)
{
	buffer_fini(&repeat->question);
	buffer_fini(&repeat->answer);
}

const struct buffer *
repeat_find(const struct repeat *repeat, const struct store *store, const char *question)
{
	if (repeat->answer.len == 0 || repeat->version != store_snapshot_version(store) ||
	    !text_equal(buffer_text(&repeat->question), question))
		return NULL;
	return &repeat->answer;
}

void
repeat_note(struct repeat *repeat, const struct store *store, const char *question, const struct buffer *answer)
{
	repeat_fini(repeat);
	if (answer->len > REPEAT_BYTES_MAX)
		return;
	buffer_add_text(&repeat->question, question);
	buffer_add(&repeat->answer, answer->data, answer->len);
	repeat->version = store_snapshot_version(store);
}
