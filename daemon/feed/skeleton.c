#include "feed/skeleton.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

void
skeleton_fini(struct skeleton *s)
{
	buffer_fini(&s->xml);
	buffer_fini(&s->text);
	free(s->runs);
	s->runs = NULL;
}

void
skeleton_begin_run(struct skeleton *s, int line)
{
	if (s->run_count == s->run_cap) {
		s->run_cap = s->run_cap > 0 ? s->run_cap * 2 : 256;
		s->runs = mem_resize(s->runs, s->run_cap * sizeof(*s->runs));
	}
	s->runs[s->run_count] = (struct text_run) { .at = s->text.len, .line = line };
}

static void
add_number(struct buffer *xml, size_t n)
{
	char digits[24];
	size_t at = sizeof(digits);

	do
		digits[--at] = (char)('0' + n % 10);
	while ((n /= 10) > 0);
	buffer_add(xml, "<?t ", 4);
	buffer_add(xml, digits + at, sizeof(digits) - at);
	buffer_add(xml, "?>", 2);
}

void
skeleton_end_run(struct skeleton *s)
{
	struct text_run *run = &s->runs[s->run_count];

	run->len = s->text.len - run->at;
	if (run->len == 0)
		return;
	if (strspn(s->text.data + run->at, " \t\n") == run->len) {
		buffer_cut(&s->text, run->at);
		buffer_add_char(&s->xml, ' ');
		return;
	}
	buffer_add_char(&s->text, '\0');
	add_number(&s->xml, s->run_count++);
}
