#include "feed/link.h"
#include "base/memory.h"
#include "tests/fuzz/fuzz.h"

/* The first line is the base, the rest the reference. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	OWNED_TEXT text = mem_strndup((const char *)data, size);
	char *line_end = strchr(text, '\n');
	ARENA arena = arena_new();
	const char *url, *again;

	if (line_end != NULL)
		*line_end = '\0';
	url = link_resolve(line_end != NULL ? text : NULL, line_end != NULL ? line_end + 1 : text, arena);
	if (url == NULL)
		return 0;
	MUST(strchr(url, ':') != NULL);
	for (const char *c = url; *c != '\0'; c++)
		MUST((unsigned char)*c > ' ' && *c != 0x7f);
	if (!link_is_web(url))
		return 0;
	again = link_resolve(NULL, url, arena);
	if (again == NULL || strcmp(url, again) != 0)
		fprintf(stderr, "once: %s twice: %s\n", url, again != NULL ? again : "NULL");
	MUST(again != NULL && strcmp(url, again) == 0);
	return 0;
}
