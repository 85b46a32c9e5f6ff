#include "cli/lessons.h"

#include "cli/client.h"
#include "cli/render/field.h"
#include "cli/topic_text.h"

#include <string.h>

/* What goes into one request; the daemon takes twice as much. */
enum { BYTES_AT_ONCE = 4 << 20 };

enum exit_code
lessons_write(struct session *s, const char *name, struct buffer *out)
{
	BUFFER path = { 0 };
	enum exit_code code;
	const json_t *document;
	json_t *lessons;

	path_add_named(&path, "/v1/topics", name, "/lessons");
	code = session_get(s, buffer_text(&path), &lessons);
	if (code != EXIT_DONE)
		return code;
	FIELD_EACH(i, field_list(lessons, "documents"), document)
	topic_text_write_document(name, document, out);
	json_decref(lessons);
	return EXIT_DONE;
}

/* Takes `documents`. */
static enum exit_code
give_some(struct session *s, const char *name, json_t *documents)
{
	ANSWER answer = { 0 };
	BUFFER path = { 0 };

	path_add_named(&path, "/v1/topics", name, "/examples");
	return session_ask_json(s, "POST", buffer_text(&path), json_pack("{s:o}", "documents", documents), &answer);
}

enum exit_code
lessons_give(struct session *s, const char *name, const json_t *documents)
{
	enum exit_code code = EXIT_DONE;
	json_t *some = json_array();
	json_t *document;
	size_t bytes = 0;

	FIELD_EACH(i, documents, document)
	{
		size_t more = strlen(field_text_or(document, "text", ""));

		if (bytes + more > BYTES_AT_ONCE && code == EXIT_DONE) {
			code = give_some(s, name, some);
			some = json_array();
			bytes = 0;
		}
		json_array_append(some, document);
		bytes += more;
	}
	if (json_array_size(some) > 0 && code == EXIT_DONE)
		return give_some(s, name, some);
	json_decref(some);
	return code;
}
