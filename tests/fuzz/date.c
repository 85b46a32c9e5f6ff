#include "feed/date.h"
#include "base/memory.h"
#include "tests/fuzz/fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	OWNED_TEXT text = mem_strndup((const char *)data, size);
	int64_t when = 42;
	struct err err = { 0 };

	if (feed_date_parse(text, &when, &err))
		MUST(when > -70000000000 && when < 300000000000); /* years 0 to 9999 */
	else
		MUST(when == 42 && err.code != ERR_NONE);
	return 0;
}
