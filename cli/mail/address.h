/*
 * address: who mail is from and who it is to, as people write it:
 * "anna@example.org" or "Anna Berg <anna@example.org>".
 *
 * What passes is fit for an SMTP command and an argument of sendmail: printable
 * ASCII without spaces, in the bounds of RFC 5321, 4.5.3.1.
 */
#ifndef CLI_MAIL_ADDRESS_H
#define CLI_MAIL_ADDRESS_H

#include "base/error.h"

struct address {
	char *name;    /* UTF-8, may hold anything; NULL: none */
	char *mailbox; /* "anna@example.org" */
};

#define ADDRESS __attribute__((cleanup(address_fini))) struct address

CHECKED bool address_parse(const char *text, struct address *out, struct err *err);
/* Who runs this, at this machine, as mail programs have it. */
CHECKED bool address_usual(struct address *out, struct err *err);
void address_fini(struct address *address);
/* What stands after the "@". */
const char *address_host(const struct address *address);

#endif
