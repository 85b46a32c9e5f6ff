/*
 * smtp: hands one message to a mail server, by libcurl.
 *
 * One transaction for all recipients: unless each of them is accepted, nothing
 * is sent. TLS is used where the server offers it, and is demanded before a
 * password is sent; certificates are verified, against $SSL_CERT_FILE where
 * that is set. No proxy is used.
 */
#ifndef CLI_MAIL_SMTP_H
#define CLI_MAIL_SMTP_H

#include "base/buffer.h"
#include "base/error.h"
#include "cli/mail/delivery.h"
#include "cli/mail/message.h"

#include <stdint.h>

struct smtp_server {
	const char *url;      /* smtp://host:port or smtps://host:port, checked */
	const char *user;     /* NULL: none */
	const char *password; /* with user */
	int64_t timeout_s;    /* for each answer */
};

/* An address of a mail server and nothing else: no user, path or query. */
CHECKED bool smtp_url_check(const char *url, struct err *err);
/* All but DELIVERY_ACCEPTED fill `err`, with the server's own words where it gave some. */
CHECKED enum delivery smtp_send(
    const struct smtp_server *server, const struct envelope *envelope, const struct buffer *message, struct err *err);

#endif
