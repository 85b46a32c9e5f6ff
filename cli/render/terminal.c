#include "cli/render/terminal.h"

#include "base/text.h"

#include <sys/ioctl.h>
#include <unistd.h>

bool
colour_choice_parse(const char *text, enum colour_choice *out, struct err *err)
{
	static const char *const names[] = { "auto", "always", "never" };

	for (size_t i = 0; i < COUNT_OF(names); i++) {
		if (text_equal(text, names[i])) {
			*out = (enum colour_choice)i;
			return true;
		}
	}
	return err_set(err, ERR_SYNTAX, "--color is auto, always or never, not '%.40s'", text);
}

void
terminal_read(int fd, struct terminal *out)
{
	struct winsize size = { 0 };

	*out = (struct terminal) { .is_terminal = isatty(fd) == 1 };
	if (out->is_terminal && ioctl(fd, TIOCGWINSZ, &size) == 0) {
		out->columns = size.ws_col;
		out->rows = size.ws_row;
	}
}

static size_t
width_of_screen(const struct terminal *terminal, const char *columns)
{
	int64_t width = (int64_t)terminal->columns;

	if (width == 0 && (columns == NULL || !text_int(columns, 1, LOOK_WIDTH_MAX, &width, NULL)))
		width = LOOK_WIDTH_DEFAULT;
	if (width < LOOK_WIDTH_MIN)
		width = LOOK_WIDTH_MIN;
	return (size_t)(width < LOOK_WIDTH_MAX ? width : LOOK_WIDTH_MAX);
}

void
terminal_look(const struct terminal *terminal, enum colour_choice choice, char *(*get)(const char *name), int64_t now,
    struct look *out)
{
	const char *no_color = get("NO_COLOR");
	bool is_able = terminal->is_terminal && !text_equal(get("TERM"), "dumb");
	bool is_wanted = no_color == NULL || *no_color == '\0';

	*out = (struct look) {
		.width = width_of_screen(terminal, get("COLUMNS")),
		.has_colour = choice == COLOUR_ALWAYS || (choice == COLOUR_AUTO && is_able && is_wanted),
		.has_links = is_able,
		.cuts = terminal->is_terminal,
		.now = now,
	};
}
