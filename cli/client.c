#include "cli/client.h"

#include "base/memory.h"
#include "base/text.h"

#include <ctype.h>
#include <curl/curl.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/un.h>

enum { CONNECT_TIMEOUT_MS = 5000 };

struct client {
	CURL *easy;
	char *socket_path;
	int64_t patience_s; /* 0: for ever */
	char message[CURL_ERROR_SIZE];
};

struct client *
client_new(const char *socket_path)
{
	struct client *client = mem_alloc(sizeof(*client));

	curl_global_init(CURL_GLOBAL_NOTHING);
	client->easy = curl_easy_init();
	client->socket_path = mem_strdup(socket_path);
	return client;
}

void
client_free(struct client *client)
{
	if (client == NULL)
		return;
	curl_easy_cleanup(client->easy);
	curl_global_cleanup();
	free(client->socket_path);
	free(client);
}

void
client_patience(struct client *client, int64_t patience_s)
{
	client->patience_s = patience_s;
}

void
answer_fini(struct answer *answer)
{
	if (answer == NULL)
		return;
	free(answer->type);
	free(answer->etag);
	buffer_fini(&answer->body);
	*answer = (struct answer) { 0 };
}

static size_t
on_body(char *bytes, size_t size, size_t count, void *context)
{
	struct buffer *body = context;

	if (body->len + size * count > CLIENT_ANSWER_MAX_BYTES)
		return 0;
	buffer_add(body, bytes, size * count);
	return size * count;
}

static struct curl_slist *
headers_of(const struct content *content)
{
	/* An empty Expect keeps libcurl from waiting for a 100 before a large body. */
	struct curl_slist *headers = curl_slist_append(NULL, "Expect:");
	BUFFER line = { 0 };

	if (content == NULL)
		return curl_slist_append(headers, "Content-Type:");
	buffer_addf(&line, "Content-Type: %s", content->type != NULL ? content->type : "application/octet-stream");
	headers = curl_slist_append(headers, buffer_text(&line));
	if (content->location == NULL || strpbrk(content->location, "\r\n") != NULL)
		return headers;
	buffer_cut(&line, 0);
	buffer_addf(&line, "Content-Location: %s", content->location);
	return curl_slist_append(headers, buffer_text(&line));
}

static void
transfer_prepare(struct client *client, const char *method, const char *url, struct curl_slist *headers,
    const struct content *content, struct buffer *body)
{
	CURL *easy = client->easy;

	curl_easy_reset(easy);
	curl_easy_setopt(easy, CURLOPT_UNIX_SOCKET_PATH, client->socket_path);
	curl_easy_setopt(easy, CURLOPT_PROXY, "");
	curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_TIMEOUT_MS);
	curl_easy_setopt(easy, CURLOPT_TIMEOUT, (long)client->patience_s);
	curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http");
	curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	curl_easy_setopt(easy, CURLOPT_USERAGENT, "winnow/" WINNOW_VERSION);
	curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, client->message);
	curl_easy_setopt(easy, CURLOPT_URL, url);
	curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers);
	curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_body);
	curl_easy_setopt(easy, CURLOPT_WRITEDATA, body);
	if (content != NULL || strcmp(method, "POST") == 0) {
		bool has_bytes = content != NULL && content->len > 0;

		curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, has_bytes ? (curl_off_t)content->len : 0);
		curl_easy_setopt(easy, CURLOPT_POSTFIELDS, has_bytes ? content->bytes : "");
	}
	curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, method);
}

static bool
connect_failed(struct client *client, struct err *err)
{
	long code = 0;
	struct sockaddr_un address;

	curl_easy_getinfo(client->easy, CURLINFO_OS_ERRNO, &code);
	if (strlen(client->socket_path) >= sizeof(address.sun_path))
		return err_set(err, ERR_NETWORK, "the socket's path is too long: %.200s", client->socket_path);
	if (code == EACCES || code == EPERM)
		return err_set(err, ERR_REFUSED,
		    "the socket %.200s lets only its owner and its group in: be one of them", client->socket_path);
	return err_set(err, ERR_NETWORK,
	    "no winnowd listens at %.200s; start it with: winnowd, or name its socket with -s", client->socket_path);
}

static bool
transfer_failed(struct client *client, CURLcode code, struct err *err)
{
	if (code == CURLE_COULDNT_CONNECT)
		return connect_failed(client, err);
	if (code == CURLE_WRITE_ERROR)
		return err_set(err, ERR_TOO_LARGE, "the answer is larger than %d MB: ask for less with --limit",
		    CLIENT_ANSWER_MAX_BYTES >> 20);
	if (code == CURLE_OPERATION_TIMEDOUT)
		return err_set(err, ERR_SYSTEM,
		    "winnowd at %.200s gave no answer within %lld s: it may still be starting, or hang; see its log",
		    client->socket_path, (long long)client->patience_s);
	return err_set(err, ERR_SYSTEM, "winnowd at %.200s broke off (%.150s): is it still running?",
	    client->socket_path, client->message[0] != '\0' ? client->message : curl_easy_strerror(code));
}

static char *
type_of(CURL *easy)
{
	char *type = NULL;

	if (curl_easy_getinfo(easy, CURLINFO_CONTENT_TYPE, &type) != CURLE_OK || type == NULL)
		return NULL;
	return mem_strndup(type, strcspn(type, "; \t"));
}

bool
client_request(struct client *client, const char *method, const char *path, const struct content *content,
    struct answer *out, struct err *err)
{
	struct curl_slist *headers = headers_of(content);
	BUFFER url = { 0 };
	BUFFER body = { 0 };
	CURLcode code;

	buffer_addf(&url, "http://winnow%s", path);
	client->message[0] = '\0';
	transfer_prepare(client, method, buffer_text(&url), headers, content, &body);
	code = curl_easy_perform(client->easy);
	curl_slist_free_all(headers);
	if (code != CURLE_OK)
		return transfer_failed(client, code, err);
	*out = (struct answer) { .type = type_of(client->easy), .body = body };
	body = (struct buffer) { 0 };
	curl_easy_getinfo(client->easy, CURLINFO_RESPONSE_CODE, &out->status);
	return true;
}

const char *
client_socket_path(const struct client *client)
{
	return client->socket_path;
}

struct hearing {
	struct client *client;
	const struct listener *listener;
	struct buffer problem; /* an error's body is not for the listener */
	bool is_over;
};

static size_t
on_heard(char *bytes, size_t size, size_t count, void *context)
{
	struct hearing *hearing = context;
	size_t len = size * count;
	long status = 0;

	curl_easy_getinfo(hearing->client->easy, CURLINFO_RESPONSE_CODE, &status);
	if (status >= 400)
		return on_body(bytes, size, count, &hearing->problem);
	hearing->is_over = !hearing->listener->on_bytes(hearing->listener->context, bytes, len);
	return hearing->is_over ? 0 : len;
}

/* Until the answer ends, and how it did. */
static CURLcode
hear(CURLM *multi, struct hearing *hearing)
{
	struct curl_waitfd wake = { .fd = hearing->listener->wake_fd, .events = CURL_WAIT_POLLIN };
	int running = 1, left;
	const CURLMsg *message;

	while (!hearing->is_over && curl_multi_perform(multi, &running) == CURLM_OK && running > 0) {
		curl_multi_poll(multi, &wake, 1, 1000, NULL);
		hearing->is_over |= !hearing->listener->on_wake(hearing->listener->context);
	}
	message = curl_multi_info_read(multi, &left);
	return hearing->is_over || message == NULL ? CURLE_OK : message->data.result;
}

bool
client_listen(
    struct client *client, const char *path, const struct listener *listener, struct answer *out, struct err *err)
{
	struct hearing hearing = { .client = client, .listener = listener };
	struct curl_slist *headers = headers_of(NULL);
	CURLM *multi = curl_multi_init();
	BUFFER url = { 0 };
	CURLcode code;

	buffer_addf(&url, "http://winnow%s", path);
	client->message[0] = '\0';
	transfer_prepare(client, "GET", buffer_text(&url), headers, NULL, NULL);
	curl_easy_setopt(client->easy, CURLOPT_WRITEFUNCTION, on_heard);
	curl_easy_setopt(client->easy, CURLOPT_WRITEDATA, &hearing);
	curl_multi_add_handle(multi, client->easy);
	code = hear(multi, &hearing);
	*out = (struct answer) { .type = type_of(client->easy), .body = hearing.problem };
	curl_easy_getinfo(client->easy, CURLINFO_RESPONSE_CODE, &out->status);
	curl_multi_remove_handle(multi, client->easy);
	curl_multi_cleanup(multi);
	curl_slist_free_all(headers);
	if (code == CURLE_OK)
		return true;
	answer_fini(out);
	return transfer_failed(client, code, err);
}

static bool
never_wakes(void *context)
{
	(void)context;
	return true;
}

static char *
etag_of(CURL *easy)
{
	struct curl_header *etag;

	return curl_easy_header(easy, "ETag", 0, CURLH_HEADER, -1, &etag) == CURLHE_OK ? mem_strdup(etag->value) : NULL;
}

bool
client_receive(
    struct client *client, const char *path, client_sink_fn sink, void *context, struct answer *out, struct err *err)
{
	struct listener listener = { sink, never_wakes, -1, context };

	if (!client_listen(client, path, &listener, out, err))
		return false;
	out->etag = etag_of(client->easy);
	return true;
}

static void
escaped_add(struct buffer *out, const char *text)
{
	for (; *text != '\0'; text++) {
		if (isalnum((unsigned char)*text) || strchr("-._~", *text) != NULL)
			buffer_add_char(out, *text);
		else
			buffer_addf(out, "%%%02X", (unsigned char)*text);
	}
}

void
path_add_query(struct buffer *path, const char *name, const char *value)
{
	if (value == NULL)
		return;
	buffer_add_char(path, strchr(buffer_text(path), '?') != NULL ? '&' : '?');
	escaped_add(path, name);
	buffer_add_char(path, '=');
	escaped_add(path, value);
}

void
path_add_segment(struct buffer *path, const char *segment)
{
	buffer_add_char(path, '/');
	/* Left as they are, these two would name another path. */
	if (text_equal(segment, ".") || text_equal(segment, ".."))
		buffer_add_text(path, segment[1] == '.' ? "%2E%2E" : "%2E");
	else
		escaped_add(path, segment);
}

void
path_add_named(struct buffer *path, const char *collection, const char *name, const char *rest)
{
	buffer_add_text(path, collection);
	path_add_segment(path, name);
	buffer_add_text(path, rest);
}
