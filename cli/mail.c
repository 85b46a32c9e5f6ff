/*
 * winnow mail: freeze the next issue, or take up the one that is not delivered
 * yet, send it, and tell the daemon. What stands between sending and telling is
 * in mail/record.h: no run sends what an earlier one knew to be accepted, and
 * one that can't know sends the same message again, under the same Message-ID.
 */
#include "base/text.h"
#include "cli/issue.h"
#include "cli/mail/delivery.h"
#include "cli/mail/posting.h"
#include "cli/mail/record.h"
#include "cli/mail/sendmail.h"
#include "cli/mail/smtp.h"
#include "cli/render/field.h"
#include "cli/run.h"

/* The daemon says which file it read, so that both follow the same one. */
static enum exit_code
settings_find(struct session *s, const struct args *args, struct posting *p)
{
	const char *path = args_value(args, "config");
	json_t *status = NULL;
	struct err err = { 0 };
	enum exit_code code = session_get(s, "/v1/status", &status);
	bool is_good;

	if (code != EXIT_DONE)
		return code;
	if (path == NULL)
		path = field_text(status, "config");
	is_good = posting_complete(p, args, path, &err);
	json_decref(status);
	if (!is_good)
		complain("%s", err.text);
	return is_good ? EXIT_DONE : EXIT_REFUSED;
}

/* ---- the issue ---- */

/* EXIT_DONE without an issue: nothing is new, and that was said. */
static enum exit_code
issue_take(struct session *s, const struct posting *p, json_t **out)
{
	ANSWER answer = { 0 };
	enum exit_code code = issue_freeze(s, p->digest, NULL, p->is_sent_empty, &answer);

	if (code != EXIT_DONE)
		return code == EXIT_NOTHING ? EXIT_DONE : code;
	*out = session_parse(&answer);
	return *out != NULL ? EXIT_DONE : EXIT_REFUSED;
}

static enum exit_code
issue_mark(struct session *s, const struct posting *p, const json_t *issue)
{
	ANSWER answer = { 0 };

	return issue_deliver(s, p->digest, field_int(issue, "_winnow.issue", 0), &answer);
}

/* ---- sending it ---- */

static const char *
issue_name(const struct posting *p, const json_t *issue, struct buffer *out)
{
	buffer_addf(out, "issue %lld of '%s'", (long long)field_int(issue, "_winnow.issue", 0), p->digest);
	return buffer_text(out);
}

static void
complain_of(enum delivery delivery, const struct posting *p, const json_t *issue, const char *why)
{
	BUFFER name = { 0 };
	BUFFER id = { 0 };

	issue_name(p, issue, &name);
	message_id(issue, &p->envelope.from, &id);
	if (delivery == DELIVERY_UNCLEAR)
		complain("%s: %s may have arrived. Run it again: it goes out under the same Message-ID, <%s>", why,
		    buffer_text(&name), buffer_text(&id));
	else if (delivery == DELIVERY_DEFERRED)
		complain("%s: nobody got %s, for now. Run it again later: it will be the same issue", why,
		    buffer_text(&name));
	else
		complain(
		    "%s: nobody got %s. Mend it and run it again: it will be the same issue", why, buffer_text(&name));
}

static enum delivery
hand_over(const struct posting *p, const struct buffer *message, struct err *err)
{
	if (p->sendmail != NULL)
		return sendmail_send(p->sendmail, p->timeout_s, &p->envelope, message, err);
	return smtp_send(&p->server, &p->envelope, message, err);
}

/* RECORD_SENDING stands on the disk before a byte leaves, RECORD_ACCEPTED before anything else is done. */
static enum exit_code
issue_send(const struct posting *p, const struct record *record, const json_t *issue)
{
	bool was_unclear = record_read(record, field_text(issue, "_winnow.uid")) == RECORD_SENDING;
	const char *uid = field_text(issue, "_winnow.uid");
	BUFFER message = { 0 };
	enum delivery delivery;
	struct err err = { 0 };

	message_write(issue, &p->envelope, &message);
	if (!record_write(record, uid, RECORD_SENDING, &err)) {
		complain("%s", err.text);
		return EXIT_REFUSED;
	}
	delivery = hand_over(p, &message, &err);
	if (delivery == DELIVERY_ACCEPTED) {
		if (!record_write(record, uid, RECORD_ACCEPTED, &err))
			complain("%s", err.text);
		return EXIT_DONE;
	}
	complain_of(delivery, p, issue, err.text);
	if (delivery != DELIVERY_UNCLEAR && !was_unclear && !record_write(record, uid, RECORD_NONE, &err))
		complain("%s", err.text);
	return EXIT_REFUSED;
}

static enum exit_code
tell(struct session *s, const struct posting *p, const json_t *issue)
{
	size_t items = field_count(issue, "items");
	BUFFER text = { 0 };

	buffer_add_text(&text, "sent ");
	issue_name(p, issue, &text);
	buffer_addf(&text, " (%zu item%s) to ", items, items == 1 ? "" : "s");
	for (size_t i = 0; i < p->envelope.to_count; i++)
		buffer_addf(&text, "%s%s", i > 0 ? ", " : "", p->envelope.to[i].mailbox);
	buffer_add_char(&text, '\n');
	return session_print(s, &text);
}

static enum exit_code
issue_send_once(struct session *s, const struct posting *p, const struct record *record, const json_t *issue)
{
	const char *uid = field_text(issue, "_winnow.uid");
	enum record_state state = record_read(record, uid);
	BUFFER name = { 0 };
	struct err err = { 0 };
	enum exit_code code = EXIT_DONE;

	issue_name(p, issue, &name);
	if (state == RECORD_SENDING)
		complain(
		    "whether %s arrived when it was sent before is not known: sending it again under the same Message-ID",
		    buffer_text(&name));
	if (state != RECORD_ACCEPTED)
		code = issue_send(p, record, issue);
	if (code != EXIT_DONE)
		return code;
	code = issue_mark(s, p, issue);
	if (code != EXIT_DONE) {
		complain(
		    "%s was accepted, but winnowd doesn't know. Run it again: it will be told, and nothing is sent twice",
		    buffer_text(&name));
		return code;
	}
	if (!record_write(record, uid, RECORD_NONE, &err))
		complain("%s", err.text);
	if (state != RECORD_ACCEPTED)
		return tell(s, p, issue);
	complain("%s was accepted before, and winnowd knows it now: nothing was sent", buffer_text(&name));
	return EXIT_DONE;
}

enum exit_code
run_mail(struct session *s, const struct args *args)
{
	POSTING posting = { 0 };
	RECORD record = { .lock = -1 };
	json_t *issue = NULL;
	struct err err = { 0 };
	enum exit_code code;

	if (!posting_read(args, &posting, &err))
		return complain_usage("%s", err.text);
	code = settings_find(s, args, &posting);
	if (code != EXIT_DONE)
		return code;
	if (!record_open(posting.digest, &record, &err)) {
		complain("%s", err.text);
		return EXIT_REFUSED;
	}
	code = issue_take(s, &posting, &issue);
	if (code == EXIT_DONE && issue != NULL)
		code = issue_send_once(s, &posting, &record, issue);
	json_decref(issue);
	return code;
}
