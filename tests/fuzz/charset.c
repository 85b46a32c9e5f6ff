#include "feed/charset.h"
#include "base/memory.h"
#include "tests/fuzz/fuzz.h"

/* The first line is the Content-Type, the rest the document. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *bytes = (const char *)data, *line_end = size > 0 ? memchr(bytes, '\n', size) : NULL;
	size_t head = line_end != NULL ? (size_t)(line_end - bytes) : 0;
	OWNED_TEXT type = mem_strndup(bytes, head);
	ARENA arena = arena_new();
	BUFFER out = { 0 };
	struct charset_result result = charset_decode(bytes + head, size - head, head > 0 ? type : NULL, arena, &out);

	MUST(result.name != NULL);
	MUST(utf8_is_valid(buffer_text(&out), out.len));
	MUST(out.len <= CHARSET_MAX_BYTES + 65536);
	return 0;
}
