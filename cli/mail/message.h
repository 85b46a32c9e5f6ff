/*
 * message: an issue as an RFC 5322 message, text and HTML side by side.
 *
 * The same issue, sender and recipients give the same bytes, whenever it is
 * asked for: its Date is when it was frozen, its Message-ID is made of what
 * names the issue and of the sender's host. So whoever is sent it twice, can
 * tell.
 */
#ifndef CLI_MAIL_MESSAGE_H
#define CLI_MAIL_MESSAGE_H

#include "base/buffer.h"
#include "cli/mail/address.h"

#include <jansson.h>
#include <stddef.h>

struct envelope {
	struct address from;
	struct address *to; /* all who get it; the message names the first to_shown of them */
	size_t to_count, to_shown;
};

#define ENVELOPE __attribute__((cleanup(envelope_fini))) struct envelope

void envelope_fini(struct envelope *envelope);

/* Lines end with CR LF. A live digest, which nothing names, gets no Message-ID. */
void message_write(const json_t *digest, const struct envelope *envelope, struct buffer *out);
/* "weekly.3.UID@example.org", without its brackets; adds nothing for a live digest. */
void message_id(const json_t *digest, const struct address *from, struct buffer *out);

#endif
