#include "cli/mail/address.h"

#include "base/buffer.h"
#include "base/memory.h"
#include "base/text.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* RFC 5321, 4.5.3.1: octets. A path is 256 with its angle brackets. */
enum { LOCAL_MAX = 64, DOMAIN_MAX = 255, MAILBOX_MAX = 254, LABEL_MAX = 63 };

static bool
is_letter_or_digit(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

static bool
is_ascii(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (text[i] <= ' ' || text[i] >= 0x7f)
			return false;
	return true;
}

/* Atoms with dots between them; quoted local parts are not worth what they cost. */
static bool
is_local_part(const char *text, size_t len)
{
	char before = '.';

	for (size_t i = 0; i < len; i++) {
		if (text[i] == '.' ? before == '.'
				   : !is_letter_or_digit(text[i]) && strchr("!#$%&'*+-/=?^_`{|}~", text[i]) == NULL)
			return false;
		before = text[i];
	}
	return len > 0 && before != '.';
}

static bool
is_label(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (!is_letter_or_digit(text[i]) && text[i] != '-')
			return false;
	return len > 0 && len <= LABEL_MAX && text[0] != '-' && text[len - 1] != '-';
}

/* "[192.0.2.1]", "[IPv6:2001:db8::1]": the server judges what is between the brackets. */
static bool
is_literal(const char *text, size_t len)
{
	if (len < 3 || text[0] != '[' || text[len - 1] != ']')
		return false;
	for (size_t i = 1; i < len - 1; i++)
		if (!is_letter_or_digit(text[i]) && text[i] != '.' && text[i] != ':')
			return false;
	return true;
}

static bool
is_domain(const char *text)
{
	if (*text == '[')
		return is_literal(text, strlen(text));
	for (size_t len;; text += len + 1) {
		len = strcspn(text, ".");
		if (!is_label(text, len))
			return false;
		if (text[len] == '\0')
			return true;
	}
}

static bool
mailbox_check(const char *mailbox, struct err *err)
{
	const char *at = strrchr(mailbox, '@');
	size_t local = at != NULL ? (size_t)(at - mailbox) : 0;

	if (at == NULL)
		return err_set(err, ERR_INVALID, "not a mail address: '%.100s' (write name@example.org)", mailbox);
	if (!is_ascii(at + 1, strlen(at + 1)) && utf8_is_valid(at, strlen(at)) && strpbrk(at, " \t\r\n") == NULL)
		return err_set(
		    err, ERR_INVALID, "'%.100s': write the part after the @ in its ASCII form (xn--...)", mailbox);
	if (!is_ascii(mailbox, local) && strpbrk(mailbox, " \t\r\n") == NULL)
		return err_set(
		    err, ERR_INVALID, "'%.100s': only ASCII letters before the @; few servers take others", mailbox);
	if (local > LOCAL_MAX || strlen(at + 1) > DOMAIN_MAX || strlen(mailbox) > MAILBOX_MAX)
		return err_set(err, ERR_TOO_LARGE,
		    "'%.60s...' is too long for a mail address (%d bytes before the @, %d in all)", mailbox, LOCAL_MAX,
		    MAILBOX_MAX);
	if (!is_local_part(mailbox, local) || !is_domain(at + 1))
		return err_set(err, ERR_INVALID, "not a mail address: '%.100s' (write name@example.org)", mailbox);
	return true;
}

/* Takes the quotes off a name that is in them. */
static void
unquote(char *name)
{
	size_t len = strlen(name);
	char *to = name;

	if (len < 2 || name[0] != '"' || name[len - 1] != '"')
		return;
	name[len - 1] = '\0';
	for (const char *from = name + 1; *from != '\0'; from++) {
		if (*from == '\\' && from[1] != '\0')
			from++;
		*to++ = *from;
	}
	*to = '\0';
}

bool
address_parse(const char *text, struct address *out, struct err *err)
{
	OWNED_TEXT copy = mem_strdup(text);
	char *trimmed = text_trim(copy), *name = NULL, *mailbox = trimmed;
	size_t len = strlen(trimmed);
	char *open = strrchr(trimmed, '<');

	if (!utf8_is_valid(trimmed, len))
		return err_set(err, ERR_INVALID, "a mail address is not UTF-8 text");
	if (open != NULL && trimmed[len - 1] == '>') {
		trimmed[len - 1] = *open = '\0';
		mailbox = open + 1;
		name = text_trim(trimmed);
		unquote(name);
	}
	if (!mailbox_check(mailbox, err))
		return false;
	*out = (struct address) {
		.name = text_is_blank(name) ? NULL : mem_strdup(name),
		.mailbox = mem_strdup(mailbox),
	};
	return true;
}

bool
address_usual(struct address *out, struct err *err)
{
	const char *user = getenv("LOGNAME");
	char host[HOST_NAME_MAX + 1] = "";
	BUFFER text = { 0 };

	if (text_is_blank(user))
		user = getenv("USER");
	gethostname(host, sizeof(host) - 1);
	buffer_addf(&text, "%s@%s", text_is_blank(user) ? "winnow" : user, *host != '\0' ? host : "localhost");
	return address_parse(buffer_text(&text), out, err) || err_wrap(err, "who is it from? name a sender");
}

void
address_fini(struct address *address)
{
	if (address == NULL)
		return;
	free(address->name);
	free(address->mailbox);
	*address = (struct address) { 0 };
}

const char *
address_host(const struct address *address)
{
	return strrchr(address->mailbox, '@') + 1;
}
