#include "cli/format.h"

#include "base/text.h"
#include "cli/mail/message.h"
#include "cli/output.h"
#include "cli/printed.h"
#include "cli/render/atom.h"
#include "cli/render/digest.h"
#include "cli/render/field.h"
#include "cli/render/html.h"
#include "cli/render/markdown.h"

static void
as_markdown(const json_t *digest, const struct look *look, struct buffer *out)
{
	(void)look;
	render_markdown(digest, out);
}

static void
as_html(const json_t *digest, const struct look *look, struct buffer *out)
{
	(void)look;
	render_html(digest, out);
}

static void
as_atom(const json_t *digest, const struct look *look, struct buffer *out)
{
	(void)look;
	render_atom(digest, out);
}

/* The message as a file of this machine: to look at, or for sendmail. */
static void
as_mail(const json_t *digest, const struct look *look, struct buffer *out)
{
	ENVELOPE envelope = { 0 };
	BUFFER message = { 0 };

	(void)look;
	if (!address_usual(&envelope.from, NULL) && !address_parse("winnow@localhost", &envelope.from, NULL))
		return;
	message_write(digest, &envelope, &message);
	for (size_t i = 0; i < message.len; i++)
		if (message.data[i] != '\r')
			buffer_add_char(out, message.data[i]);
}

const struct format formats[] = {
	{ "text", ".txt", render_digest, false },
	{ "markdown", ".md", as_markdown, false },
	{ "html", ".html", as_html, true },
	{ "mail", ".eml", as_mail, false },
	{ "atom", ".atom", as_atom, true },
	{ "json", ".json", NULL, true },
};
const size_t format_count = COUNT_OF(formats);

static const struct format *
format_named(const char *name)
{
	for (size_t i = 0; i < format_count; i++)
		if (text_equal(formats[i].name, name))
			return &formats[i];
	return NULL;
}

static const struct format *
format_of_file(const char *path)
{
	for (size_t i = 0; path != NULL && i < format_count; i++)
		if (text_ends(path, formats[i].ending))
			return &formats[i];
	return &formats[0];
}

enum exit_code
format_choose(const struct args *args, const struct format **out)
{
	const char *name = args_value(args, "format");
	const struct format *format = name != NULL ? format_named(name) : format_of_file(args_value(args, "output"));
	BUFFER names = { 0 };

	if (format != NULL) {
		*out = args_has(args, "json") ? format_named("json") : format;
		return EXIT_DONE;
	}
	for (size_t i = 0; i < format_count; i++)
		buffer_addf(&names, "%s%s", i == 0 ? "" : i + 1 < format_count ? ", " : " or ", formats[i].name);
	return complain_usage("no format '%.40s': use %s", name, buffer_text(&names));
}

/* A file is read anywhere: as wide as a page, without colour. */
static const struct look *
look_for(const struct session *s, bool is_file, struct look *plain)
{
	*plain = (struct look) { .width = LOOK_WIDTH_DEFAULT, .now = s->look.now };
	return is_file ? plain : &s->look;
}

static enum exit_code
text_deliver(struct session *s, const char *path, const struct buffer *text)
{
	struct err err = { 0 };

	if (path == NULL)
		return session_print(s, text);
	if (output_write(path, buffer_text(text), text->len, &err))
		return EXIT_DONE;
	complain("%s", err.text);
	return EXIT_REFUSED;
}

enum exit_code
format_deliver(struct session *s, const struct args *args, const struct format *format, const struct answer *answer)
{
	json_t *digest = session_parse(answer);
	const char *path = args_value(args, "output");
	BUFFER text = { 0 };
	struct look plain;
	enum exit_code code;
	bool is_empty;

	if (digest == NULL)
		return EXIT_REFUSED;
	path = text_equal(path, "-") ? NULL : path;
	is_empty = field_count(digest, "items") == 0;
	if (s->terminal.is_terminal && path == NULL && format->render == render_digest)
		printed_remember(json_object_get(digest, "items"));
	if (format->render != NULL)
		format->render(digest, look_for(s, path != NULL, &plain), &text);
	json_decref(digest);
	if (format->render == NULL && path == NULL)
		code = session_print_answer(s, answer);
	else
		code = text_deliver(s, path, format->render != NULL ? &text : &answer->body);
	return code == EXIT_DONE && is_empty ? EXIT_NOTHING : code;
}
