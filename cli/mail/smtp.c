#include "cli/mail/smtp.h"

#include "base/memory.h"
#include "base/text.h"

#include <ctype.h>
#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>

enum { REPLY_MAX_BYTES = 300 };

/* What the server is answering to. */
enum step { STEP_GREETING, STEP_TLS, STEP_LOGIN, STEP_SENDER, STEP_RECIPIENT, STEP_DATA };

/* One conversation, as libcurl's log of it tells. */
struct talk {
	const struct buffer *message;
	size_t sent; /* of the message */
	bool is_all_sent;
	enum step step;
	char *recipient;     /* the last one named to the server */
	struct buffer reply; /* the last one: its lines, joined */
	long code;           /* 0: no answer to the last step yet */
	bool has_more;       /* the reply goes on */
	bool is_over;        /* QUIT was said: what comes now answers nothing of ours */
};

static const struct {
	const char *verb;
	enum step step;
} verbs[] = {
	{ "STARTTLS", STEP_TLS },
	{ "AUTH ", STEP_LOGIN },
	{ "MAIL FROM:", STEP_SENDER },
	{ "RCPT TO:", STEP_RECIPIENT },
	{ "DATA", STEP_DATA },
};

static void
reply_forget(struct talk *talk)
{
	buffer_cut(&talk->reply, 0);
	talk->code = 0;
	talk->has_more = false;
}

static void
on_command(struct talk *talk, const char *line, size_t len)
{
	OWNED_TEXT command = mem_strndup(line, len);

	reply_forget(talk);
	for (size_t i = 0; i < COUNT_OF(verbs); i++)
		if (text_starts_nocase(command, verbs[i].verb))
			talk->step = verbs[i].step;
	if (talk->step == STEP_RECIPIENT) {
		const char *open = strchr(command, '<');

		free(talk->recipient);
		talk->recipient = open != NULL ? mem_strndup(open + 1, strcspn(open + 1, ">")) : NULL;
	}
}

/* "550-5.1.1 No such user" and "550 5.1.1 here" are one reply: "550 5.1.1 No such user 5.1.1 here". */
static void
on_reply(struct talk *talk, const char *line, size_t len)
{
	while (len > 0 && isspace((unsigned char)line[len - 1]))
		len--;
	if (len < 3 || !isdigit((unsigned char)line[0]) || !isdigit((unsigned char)line[1]) ||
	    !isdigit((unsigned char)line[2]))
		return;
	if (!talk->has_more)
		reply_forget(talk);
	talk->code = (line[0] - '0') * 100 + (line[1] - '0') * 10 + (line[2] - '0');
	talk->has_more = len > 3 && line[3] == '-';
	if (talk->reply.len == 0)
		buffer_add(&talk->reply, line, 3);
	if (len > 4 && talk->reply.len < REPLY_MAX_BYTES) {
		buffer_add_char(&talk->reply, ' ');
		utf8_make_valid(line + 4, utf8_cut(line + 4, len - 4, REPLY_MAX_BYTES), &talk->reply);
	}
}

static int
on_log(CURL *easy, curl_infotype type, char *bytes, size_t len, void *context)
{
	struct talk *talk = context;

	(void)easy;
	if (type == CURLINFO_HEADER_OUT && len >= 4 && strncmp(bytes, "QUIT", 4) == 0)
		talk->is_over = true;
	if (talk->is_over)
		return 0;
	if (type == CURLINFO_HEADER_OUT)
		on_command(talk, bytes, len);
	else if (type == CURLINFO_HEADER_IN)
		on_reply(talk, bytes, len);
	return 0;
}

static size_t
on_read(char *out, size_t size, size_t count, void *context)
{
	struct talk *talk = context;
	size_t left = talk->message->len - talk->sent, n = size * count < left ? size * count : left;

	memcpy(out, buffer_text(talk->message) + talk->sent, n);
	talk->sent += n;
	/* From here on the server may have all of it; the 354 is not what it answers to that. */
	if (talk->sent == talk->message->len && !talk->is_all_sent) {
		talk->is_all_sent = true;
		reply_forget(talk);
	}
	return n;
}

bool
smtp_url_check(const char *url, struct err *err)
{
	static const CURLUPart foreign[] = { CURLUPART_USER, CURLUPART_PASSWORD, CURLUPART_QUERY, CURLUPART_FRAGMENT };
	CURLU *parts = curl_url();
	char *text = NULL;
	bool is_good = curl_url_set(parts, CURLUPART_URL, url, 0) == CURLUE_OK &&
		       curl_url_get(parts, CURLUPART_SCHEME, &text, 0) == CURLUE_OK &&
		       (strcmp(text, "smtp") == 0 || strcmp(text, "smtps") == 0);
	bool has_more = false;

	curl_free(text);
	for (size_t i = 0; is_good && i < COUNT_OF(foreign); i++) {
		text = NULL;
		has_more |= curl_url_get(parts, foreign[i], &text, 0) == CURLUE_OK;
		curl_free(text);
	}
	text = NULL;
	has_more |= is_good && curl_url_get(parts, CURLUPART_PATH, &text, 0) == CURLUE_OK && strcmp(text, "/") != 0;
	curl_free(text);
	curl_url_cleanup(parts);
	if (!is_good)
		return err_set(
		    err, ERR_INVALID, "not a mail server: '%.100s' (write smtp://host:port or smtps://host:port)", url);
	if (has_more)
		return err_set(err, ERR_INVALID,
		    "the mail server is smtp://host:port or smtps://host:port and no more; user and password "
		    "belong into the file that smtp-credentials= names");
	return true;
}

static struct curl_slist *
recipients_of(const struct envelope *envelope)
{
	struct curl_slist *list = NULL;

	for (size_t i = 0; i < envelope->to_count; i++)
		list = curl_slist_append(list, envelope->to[i].mailbox);
	return list;
}

static void
security_prepare(CURL *easy, const struct smtp_server *server)
{
	const char *authorities = getenv("SSL_CERT_FILE");

	curl_easy_setopt(easy, CURLOPT_USE_SSL, server->user != NULL ? (long)CURLUSESSL_ALL : (long)CURLUSESSL_TRY);
	curl_easy_setopt(easy, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	if (!text_is_blank(authorities)) {
		curl_easy_setopt(easy, CURLOPT_CAINFO, authorities);
		curl_easy_setopt(easy, CURLOPT_CAPATH, NULL);
	}
	if (server->user != NULL) {
		curl_easy_setopt(easy, CURLOPT_USERNAME, server->user);
		curl_easy_setopt(easy, CURLOPT_PASSWORD, server->password);
	}
}

static void
transfer_prepare(CURL *easy, const struct smtp_server *server, struct talk *talk, char *message)
{
	long timeout = (long)server->timeout_s;

	curl_easy_setopt(easy, CURLOPT_URL, server->url);
	curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
	curl_easy_setopt(easy, CURLOPT_PROXY, "");
	curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);
	curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, message);
	curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT, timeout);
	curl_easy_setopt(easy, CURLOPT_SERVER_RESPONSE_TIMEOUT, timeout);
	curl_easy_setopt(easy, CURLOPT_LOW_SPEED_LIMIT, 1L);
	curl_easy_setopt(easy, CURLOPT_LOW_SPEED_TIME, timeout);
	curl_easy_setopt(easy, CURLOPT_VERBOSE, 1L);
	curl_easy_setopt(easy, CURLOPT_DEBUGFUNCTION, on_log);
	curl_easy_setopt(easy, CURLOPT_DEBUGDATA, talk);
	curl_easy_setopt(easy, CURLOPT_UPLOAD, 1L);
	curl_easy_setopt(easy, CURLOPT_READFUNCTION, on_read);
	curl_easy_setopt(easy, CURLOPT_READDATA, talk);
	curl_easy_setopt(easy, CURLOPT_INFILESIZE_LARGE, (curl_off_t)talk->message->len);
}

/* What libcurl says of a line that failed, where the server said nothing. */
static enum delivery
broken(const struct smtp_server *server, CURLcode code, const char *message, struct err *err)
{
	const char *why = *message != '\0' ? message : curl_easy_strerror(code);

	if (code == CURLE_PEER_FAILED_VERIFICATION || code == CURLE_SSL_CACERT_BADFILE) {
		err_set(err, ERR_REFUSED, "%.120s: its certificate can't be trusted (%.200s)", server->url, why);
		return DELIVERY_REFUSED;
	}
	if (code == CURLE_USE_SSL_FAILED) {
		err_set(err, ERR_REFUSED, "%.120s offers no TLS, and without it no password is sent", server->url);
		return DELIVERY_REFUSED;
	}
	if (code == CURLE_LOGIN_DENIED) {
		err_set(err, ERR_REFUSED, "%.120s did not let us log in (%.200s)", server->url, why);
		return DELIVERY_REFUSED;
	}
	err_set(err, ERR_NETWORK, "%.120s: %.200s", server->url, why);
	return DELIVERY_DEFERRED;
}

static enum delivery
refused(const struct smtp_server *server, const struct talk *talk, struct err *err)
{
	static const char *const what[] = { "us", "TLS", "the user or the password", "the sender", NULL,
		"the message" };
	const char *thing = what[talk->step] != NULL ? what[talk->step] : talk->recipient;

	err_set(err, talk->code < 500 ? ERR_BUSY : ERR_REFUSED, "%.120s refused %.100s: %.200s", server->url,
	    thing != NULL ? thing : "a recipient", buffer_text(&talk->reply));
	return talk->code < 500 ? DELIVERY_DEFERRED : DELIVERY_REFUSED;
}

static enum delivery
outcome(const struct smtp_server *server, const struct talk *talk, CURLcode code, const char *message, struct err *err)
{
	if (code == CURLE_OK || (talk->is_all_sent && talk->code >= 200 && talk->code < 300))
		return DELIVERY_ACCEPTED;
	if (talk->code >= 400)
		return refused(server, talk, err);
	if (talk->is_all_sent) {
		err_set(err, ERR_NETWORK, "%.120s took all of the message and didn't answer (%.200s)", server->url,
		    *message != '\0' ? message : curl_easy_strerror(code));
		return DELIVERY_UNCLEAR;
	}
	return broken(server, code, message, err);
}

enum delivery
smtp_send(
    const struct smtp_server *server, const struct envelope *envelope, const struct buffer *message, struct err *err)
{
	struct talk talk = { .message = message };
	struct curl_slist *recipients = recipients_of(envelope);
	CURL *easy = curl_easy_init();
	char why[CURL_ERROR_SIZE] = "";
	enum delivery delivery;
	CURLcode code;

	transfer_prepare(easy, server, &talk, why);
	security_prepare(easy, server);
	curl_easy_setopt(easy, CURLOPT_MAIL_FROM, envelope->from.mailbox);
	curl_easy_setopt(easy, CURLOPT_MAIL_RCPT, recipients);
	code = curl_easy_perform(easy);
	delivery = outcome(server, &talk, code, why, err);
	curl_easy_cleanup(easy);
	curl_slist_free_all(recipients);
	free(talk.recipient);
	buffer_fini(&talk.reply);
	return delivery;
}
