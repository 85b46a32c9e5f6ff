/*
 * posting: what `winnow mail` was asked to do, checked: which digest, from whom
 * to whom, and how. What was not typed comes from [mail] of winnow.conf.
 */
#ifndef CLI_MAIL_POSTING_H
#define CLI_MAIL_POSTING_H

#include "cli/args.h"
#include "cli/mail/message.h"
#include "cli/mail/settings.h"
#include "cli/mail/smtp.h"

#include <stdbool.h>
#include <stdint.h>

struct posting {
	const char *digest;
	struct envelope envelope;
	struct mail_settings settings;
	struct smtp_login login;
	struct smtp_server server; /* url NULL: by sendmail */
	const char *sendmail;
	int64_t timeout_s;
	bool is_sent_empty;
};

#define POSTING __attribute__((cleanup(posting_fini))) struct posting

/* What was typed; borrows it. */
CHECKED bool posting_read(const struct args *args, struct posting *out, struct err *err);
/* What the file says, where nothing was typed. `config` NULL: there is none. */
CHECKED bool posting_complete(struct posting *posting, const struct args *args, const char *config, struct err *err);
void posting_fini(struct posting *posting);

#endif
