#include "cli/mail/message.h"

#include "base/clock.h"
#include "base/text.h"
#include "cli/mail/mime.h"
#include "cli/render/field.h"
#include "cli/render/html.h"
#include "cli/render/outline.h"
#include "cli/render/plain.h"

#include <stdlib.h>
#include <string.h>

/* No quoted-printable text holds "=_" (RFC 2046, 5.1.1). */
#define BOUNDARY "=_winnow"

void
envelope_fini(struct envelope *envelope)
{
	if (envelope == NULL)
		return;
	address_fini(&envelope->from);
	for (size_t i = 0; i < envelope->to_count; i++)
		address_fini(&envelope->to[i]);
	free(envelope->to);
	*envelope = (struct envelope) { 0 };
}

static bool
is_name_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

/* A digest's name as an atom of an id; nothing else may stand in one. */
static void
atom_add(struct buffer *out, const char *name)
{
	size_t before = out->len;

	for (; *name != '\0'; name++)
		if (is_name_letter(*name))
			buffer_add_char(out, *name);
	if (out->len == before)
		buffer_add_text(out, "digest");
}

void
message_id(const json_t *digest, const struct address *from, struct buffer *out)
{
	const char *uid = field_text(digest, "_winnow.uid");

	if (uid == NULL)
		return;
	atom_add(out, field_text_or(digest, "_winnow.digest", ""));
	buffer_addf(out, ".%lld.", (long long)field_int(digest, "_winnow.issue", 0));
	atom_add(out, uid);
	buffer_addf(out, "@%s", address_host(from));
}

static void
address_write(const struct address *address, size_t *column, struct buffer *out)
{
	size_t before;

	if (address->name == NULL) {
		buffer_add_text(out, address->mailbox);
		*column += strlen(address->mailbox);
		return;
	}
	mime_add_phrase(out, address->name, column);
	before = out->len;
	if (*column + strlen(address->mailbox) + 3 > MIME_LINE_MAX) {
		buffer_add_text(out, "\r\n");
		before = out->len;
		*column = 0;
	}
	buffer_addf(out, " <%s>", address->mailbox);
	*column += out->len - before;
}

/* An address a line, when there are several. */
static void
addresses_write(const char *header, const struct address *addresses, size_t count, struct buffer *out)
{
	size_t column = strlen(header) + 2;

	if (count == 0)
		return;
	buffer_addf(out, "%s: ", header);
	for (size_t i = 0; i < count; i++) {
		if (i > 0) {
			buffer_add_text(out, ",\r\n ");
			column = 1;
		}
		address_write(&addresses[i], &column, out);
	}
	buffer_add_text(out, "\r\n");
}

static void
list_id_write(const json_t *digest, const struct address *from, struct buffer *out)
{
	const char *name = field_text(digest, "_winnow.digest");

	if (name == NULL)
		return;
	buffer_add_text(out, "List-Id: <");
	atom_add(out, name);
	/* RFC 2919 wants a domain there; an address literal is none. */
	buffer_addf(out, ".%s>\r\n", address_host(from)[0] == '[' ? "winnow.localhost" : address_host(from));
}

static void
head_write(const json_t *digest, const struct envelope *envelope, struct buffer *out)
{
	BUFFER id = { 0 };
	int64_t time = outline_time(digest);

	addresses_write("From", &envelope->from, 1, out);
	addresses_write("To", envelope->to, envelope->to_shown, out);
	if (envelope->to_count > 0 && envelope->to_shown == 0)
		buffer_add_text(out, "To: undisclosed-recipients:;\r\n"); /* RFC 5322, A.1.3 */
	mime_add_header(out, "Subject", outline_title(digest));
	buffer_add_text(out, "Date: ");
	mime_add_date(out, time != TIME_NONE ? time : clock_now_s(clock_system()));
	buffer_add_text(out, "\r\n");
	message_id(digest, &envelope->from, &id);
	if (id.len > 0)
		buffer_addf(out, "Message-ID: <%s>\r\n", buffer_text(&id));
	list_id_write(digest, &envelope->from, out);
	buffer_add_text(out,
	    "Auto-Submitted: auto-generated\r\n"
	    "MIME-Version: 1.0\r\n"
	    "Content-Type: multipart/alternative; boundary=\"" BOUNDARY
	    "\"\r\n"
	    "\r\n");
}

static void
part_write(const char *type, const struct buffer *text, struct buffer *out)
{
	buffer_addf(out,
	    "--" BOUNDARY
	    "\r\n"
	    "Content-Type: %s; charset=utf-8\r\n"
	    "Content-Transfer-Encoding: quoted-printable\r\n"
	    "\r\n",
	    type);
	mime_add_text(out, buffer_text(text));
}

void
message_write(const json_t *digest, const struct envelope *envelope, struct buffer *out)
{
	BUFFER text = { 0 };
	BUFFER html = { 0 };

	head_write(digest, envelope, out);
	render_plain(digest, &text);
	part_write("text/plain", &text, out);
	render_html(digest, &html);
	part_write("text/html", &html, out);
	buffer_add_text(out, "--" BOUNDARY "--\r\n");
}
