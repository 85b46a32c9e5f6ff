#include "feed/html.h"
#include "tests/fuzz/fuzz.h"
#include "tests/unit/feed/harmless.h"

static const char base[] = "https://site.example/a/b?c";

static void
check_sanitised(const struct buffer *in)
{
	BUFFER html = { 0 };
	BUFFER text = { 0 };
	BUFFER again = { 0 };
	const char *problem;

	html_sanitise(buffer_text(in), in->len, base, &html, &text);
	problem = harmless_problem(buffer_text(&html));
	if (problem != NULL)
		fprintf(stderr, "%s in: %s\n", problem, buffer_text(&html));
	MUST(problem == NULL);
	must_be_text(html.data);
	must_be_text(text.data);
	MUST(strlen(buffer_text(&html)) == html.len && strlen(buffer_text(&text)) == text.len);
	html_sanitise(buffer_text(&html), html.len, base, &again, NULL);
	if (strcmp(buffer_text(&html), buffer_text(&again)) != 0)
		fprintf(stderr, "once:  %s\ntwice: %s\n", buffer_text(&html), buffer_text(&again));
	MUST(strcmp(buffer_text(&html), buffer_text(&again)) == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	BUFFER in = { 0 };
	BUFFER line = { 0 };

	utf8_make_valid((const char *)data, size, &in);
	check_sanitised(&in);
	html_to_line(buffer_text(&in), in.len, &line);
	must_be_line(line.data);
	MUST(strstr(buffer_text(&line), "  ") == NULL);
	return 0;
}
