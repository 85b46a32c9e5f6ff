#include "cli/mail/posting.h"

#include "base/memory.h"
#include "base/text.h"
#include "base/timestamp.h"

enum { TIMEOUT_S = 120, TIMEOUT_MAX_S = 3600, RECIPIENTS_MAX = 100 };

#define SENDMAIL "/usr/sbin/sendmail"

static bool
recipients_add(const struct args *args, const char *option, struct envelope *out, struct err *err)
{
	for (size_t i = 0; i < args->given_count; i++) {
		if (!text_equal(args->given[i].name, option))
			continue;
		if (out->to_count == RECIPIENTS_MAX)
			return err_set(err, ERR_TOO_LARGE,
			    "more than %d recipients: let a mailing list of the server spread it", RECIPIENTS_MAX);
		if (!address_parse(args->given[i].value, &out->to[out->to_count], err))
			return err_wrap(err, "--%s", option);
		out->to_count++;
	}
	return true;
}

static bool
recipients_read(const struct args *args, struct envelope *out, struct err *err)
{
	out->to = mem_array(args->given_count + 1, sizeof(*out->to));
	if (!recipients_add(args, "to", out, err))
		return false;
	out->to_shown = out->to_count;
	if (!recipients_add(args, "bcc", out, err))
		return false;
	return out->to_count > 0 ||
	       err_set(err, ERR_INVALID, "mail wants --to ADDR, as in: winnow mail weekly --to anna@example.org");
}

static bool
sender_given(const struct args *args, struct address *out, struct err *err)
{
	const char *from = args_value(args, "from");

	return from == NULL || address_parse(from, out, err) || err_wrap(err, "--from");
}

static bool
sender_find(struct posting *p, struct err *err)
{
	if (p->envelope.from.mailbox != NULL)
		return true;
	if (p->settings.from == NULL)
		return address_usual(&p->envelope.from, err);
	return address_parse(p->settings.from, &p->envelope.from, err) || err_wrap(err, "winnow.conf: [mail] from");
}

/* The password is for the server that the same file names, and for no other. */
static bool
server_read(const char *url, struct posting *p, struct err *err)
{
	bool is_ours = url == NULL || text_equal(url, p->settings.smtp);

	p->server = (struct smtp_server) { .url = url != NULL ? url : p->settings.smtp, .timeout_s = p->timeout_s };
	if (!smtp_url_check(p->server.url, err))
		return false;
	if (p->settings.smtp_credentials == NULL || !is_ours)
		return true;
	if (!smtp_login_read(p->settings.smtp_credentials, &p->login, err))
		return false;
	p->server.user = p->login.user;
	p->server.password = p->login.password;
	return true;
}

static bool
timeout_read(const struct args *args, int64_t *out, struct err *err)
{
	const char *text = args_value(args, "timeout");

	*out = TIMEOUT_S;
	if (text != NULL && !duration_parse(text, out, err))
		return err_wrap(err, "--timeout");
	return (*out >= 1 && *out <= TIMEOUT_MAX_S) ||
	       err_set(err, ERR_INVALID, "--timeout: from 1s to %dm", TIMEOUT_MAX_S / 60);
}

/* What was typed; what depends on the settings comes later. */
bool
posting_read(const struct args *args, struct posting *p, struct err *err)
{
	const char *url = args_value(args, "smtp");

	p->digest = args->word_count > 0 ? args->words[0] : "default";
	p->is_sent_empty = args_has(args, "even-if-empty");
	if (args_has(args, "smtp") && args_has(args, "sendmail"))
		return err_set(err, ERR_INVALID, "mail: --smtp or --sendmail, one of the two");
	return recipients_read(args, &p->envelope, err) && sender_given(args, &p->envelope.from, err) &&
	       (url == NULL || smtp_url_check(url, err)) && timeout_read(args, &p->timeout_s, err);
}

bool
posting_complete(struct posting *p, const struct args *args, const char *config, struct err *err)
{
	const char *program = args_value(args, "sendmail"), *url = args_value(args, "smtp");

	if (!mail_settings_read(config, &p->settings, err) || !sender_find(p, err))
		return false;
	if (url != NULL || (p->settings.smtp != NULL && !args_has(args, "sendmail")))
		return server_read(url, p, err);
	p->sendmail = text_is_blank(program) ? SENDMAIL : program;
	return true;
}

void
posting_fini(struct posting *p)
{
	envelope_fini(&p->envelope);
	mail_settings_fini(&p->settings);
	smtp_login_fini(&p->login);
}
