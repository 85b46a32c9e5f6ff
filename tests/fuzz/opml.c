#include "feed/opml.h"
#include "tests/fuzz/fuzz.h"

/* What was written is read again, and written the same. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	ARENA arena = arena_new();
	BUFFER once = { 0 };
	BUFFER twice = { 0 };
	BUFFER thrice = { 0 };
	struct opml *opml, *back, *still;
	struct err err = { 0 };

	if (!opml_parse((const char *)data, size, arena, &opml, &err)) {
		MUST(err.code == ERR_SYNTAX);
		return 0;
	}
	opml_write(opml, &once);
	must_be_text(once.data);
	MUST(opml_parse(once.data, once.len, arena, &back, &err));
	MUST(back->feed_count == opml->feed_count);
	opml_write(back, &twice);
	MUST(opml_parse(twice.data, twice.len, arena, &still, &err));
	opml_write(still, &thrice);
	if (strcmp(twice.data, thrice.data) != 0)
		fprintf(stderr, "%s\n%s\n", twice.data, thrice.data);
	MUST(strcmp(twice.data, thrice.data) == 0);
	return 0;
}
