#include "feed/skeleton.h"

#include "base/memory.h"

#include <stdio.h>
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

void
skeleton_end_run(struct skeleton *s)
{
	struct text_run *run = &s->runs[s->run_count];
	char number[32];

	run->len = s->text.len - run->at;
	if (run->len == 0)
		return;
	if (strspn(s->text.data + run->at, " \t\n") == run->len) {
		buffer_cut(&s->text, run->at);
		buffer_add_char(&s->xml, ' ');
		return;
	}
	buffer_add_char(&s->text, '\0');
	buffer_add(&s->xml, number, (size_t)snprintf(number, sizeof(number), "<?t %zu?>", s->run_count++));
}
