/*
 * sendmail: hands one message to a program that takes mail as sendmail does:
 * PROGRAM -i -f SENDER -- RECIPIENT..., the message on standard input. No shell.
 */
#ifndef CLI_MAIL_SENDMAIL_H
#define CLI_MAIL_SENDMAIL_H

#include "base/buffer.h"
#include "base/error.h"
#include "cli/mail/delivery.h"
#include "cli/mail/message.h"

#include <stdint.h>

/* `program` is a path, or a name looked for in $PATH. All but DELIVERY_ACCEPTED fill `err`. */
CHECKED enum delivery sendmail_send(const char *program, int64_t timeout_s, const struct envelope *envelope,
    const struct buffer *message, struct err *err);

#endif
