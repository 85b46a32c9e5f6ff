/*
 * house: the server as it lives in winnowd: its loop on one thread, letters
 * through real mailboxes, clients on a real socket. The test itself is the
 * client, and plays query, ingest and fetch, so that it decides when an answer comes.
 */
#ifndef TESTS_UNIT_SERVE_HOUSE_H
#define TESTS_UNIT_SERVE_HOUSE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/memory.h"
#include "base/text.h"
#include "message/request.h"
#include "serve/serve.h"

#include <ev.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

enum { DOCUMENT_BYTES = 2 << 20 };

struct house {
	char dir[64];
	char path[100];
	struct ev_loop *loop;
	ev_async leave;
	struct doors doors;
	struct vitals vitals;
	struct server *server;
	pthread_t thread;
};

static inline void
on_leave(struct ev_loop *loop, ev_async *watcher, int events)
{
	(void)watcher;
	(void)events;
	ev_break(loop, EVBREAK_ALL);
}

static inline void *
live(void *context)
{
	struct house *h = context;

	ev_run(h->loop, 0);
	return NULL;
}

static inline struct house *
house_new(size_t letters_max)
{
	struct house *h = mem_alloc(sizeof(*h));
	struct serve_settings settings = { .path = h->path, .fd = -1, .group = "", .body_max_bytes = DOCUMENT_BYTES };
	struct err err = { 0 };

	snprintf(h->dir, sizeof(h->dir), "/tmp/winnow-serve-XXXXXX");
	assert_non_null(mkdtemp(h->dir));
	snprintf(h->path, sizeof(h->path), "%s/run/winnow.sock", h->dir);
	h->loop = ev_loop_new(EVFLAG_AUTO);
	ev_async_init(&h->leave, on_leave);
	ev_async_start(h->loop, &h->leave);
	h->doors = (struct doors) { mailbox_new(0, 0), mailbox_new(0, 0), mailbox_new(letters_max, 0),
		mailbox_new(letters_max, 0) };
	if (!server_new(h->loop, &settings, &h->doors, clock_system(), &h->vitals, &h->server, &err))
		fail_msg("%s", err.text);
	assert_int_equal(pthread_create(&h->thread, NULL, live, h), 0);
	return h;
}

static inline void
drain(struct mailbox *box)
{
	struct letter *letter;

	while ((letter = mailbox_collect(box)) != NULL)
		letter_free(letter);
	mailbox_free(box);
}

static inline void
house_leave(struct house *h)
{
	ev_async_send(h->loop, &h->leave);
	pthread_join(h->thread, NULL);
}

static inline void
house_free(struct house *h)
{
	char dir[100];

	server_free(h->server);
	drain(h->doors.query);
	drain(h->doors.ingest);
	drain(h->doors.fetch);
	drain(h->doors.serve);
	ev_loop_destroy(h->loop);
	unlink(h->path);
	snprintf(dir, sizeof(dir), "%s/run", h->dir);
	rmdir(dir);
	rmdir(h->dir);
	free(h);
}

static inline void
house_close(struct house *h)
{
	house_leave(h);
	house_free(h);
}

/* ---- the client ---- */

static inline int
client_open(const struct house *h)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	memcpy(address.sun_path, h->path, strlen(h->path) + 1);
	assert_int_equal(connect(fd, (struct sockaddr *)&address, sizeof(address)), 0);
	return fd;
}

static inline void
client_send(int fd, const char *text, size_t len)
{
	while (len > 0) {
		ssize_t sent = send(fd, text, len, MSG_NOSIGNAL);

		assert_true(sent > 0);
		text += sent;
		len -= (size_t)sent;
	}
}

/* Sends a request without a body that is the connection's last. */
static inline int
client_ask(const struct house *h, const char *method, const char *target)
{
	BUFFER text = { 0 };
	int fd = client_open(h);

	buffer_addf(&text, "%s %s HTTP/1.1\r\nHost: winnow\r\nConnection: close\r\n\r\n", method, target);
	client_send(fd, text.data, text.len);
	return fd;
}

static inline int
client_ask_with(const struct house *h, const char *method, const char *target, const char *headers, const char *body)
{
	BUFFER text = { 0 };
	int fd = client_open(h);

	buffer_addf(&text, "%s %s HTTP/1.1\r\nHost: winnow\r\nConnection: close\r\n%sContent-Length: %zu\r\n\r\n%s",
	    method, target, headers, strlen(body), body);
	client_send(fd, text.data, text.len);
	return fd;
}

/* All that is answered until the end. */
static inline char *
client_hear(int fd)
{
	BUFFER all = { 0 };
	char piece[65536];
	ssize_t got;

	while ((got = recv(fd, piece, sizeof(piece), 0)) > 0)
		buffer_add(&all, piece, (size_t)got);
	close(fd);
	return buffer_take(&all);
}

static inline void
assert_hears(int fd, const char *const *wanted)
{
	OWNED_TEXT heard = client_hear(fd);

	for (; *wanted != NULL; wanted++)
		if (strcasestr(heard, *wanted) == NULL)
			fail_msg("'%s' is not in: %s", *wanted, heard);
}

#define ASSERT_HEARS(fd, ...) assert_hears(fd, (const char *const[]) { __VA_ARGS__, NULL })

/* ---- the other threads ---- */

static inline struct request *
take(struct mailbox *box, enum request_kind kind)
{
	struct request *r = (struct request *)mailbox_take(box);

	assert_non_null(r);
	assert_int_equal(r->kind, kind);
	return r;
}

static inline void
give_back(struct house *h, struct request *r)
{
	assert_true(mailbox_post(h->doors.serve, &r->letter));
}

static inline void
answer(struct house *h, struct request *r, int status, const char *json)
{
	json_t *body = json_loads(json, JSON_DECODE_ANY, NULL);

	reply_json(r, status, body);
	json_decref(body);
	give_back(h, r);
}

static inline void
wait_for_depth(struct mailbox *box, size_t depth)
{
	while (mailbox_depth(box) != depth)
		sched_yield();
}

#endif
