/*
 * server: a small HTTP server on loopback for tests, a thread a connection.
 *
 * What it answers is a table of the test's. It remembers what it was asked.
 */
#ifndef TESTS_FETCH_SERVER_H
#define TESTS_FETCH_SERVER_H

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { SERVER_REQUESTS_MAX = 256, SERVER_REQUEST_SIZE = 2048 };

struct page {
	const char *path;   /* NULL ends the table */
	const char *answer; /* head and body; may hold one %d: the port */
	size_t len;         /* of the answer; 0: strlen, with the %d filled in */
	int delay_ms;       /* before the answer */
	bool drips;         /* a byte each 50 ms, as long as the client listens */
	bool closes;        /* the connection, after the answer */
	bool resets;        /* no answer: the connection is reset */
};

struct server {
	const struct page *pages;
	int fd;
	int port;
	atomic_int resets_after; /* so many requests over one connection; 0: never */
	pthread_t acceptor;
	atomic_int connections; /* open now: the threads that still use this */
	atomic_int busy, busy_max;
	pthread_mutex_t lock;
	char (*requests)[SERVER_REQUEST_SIZE];
	int request_count;
};

struct server_connection {
	struct server *server;
	int fd;
};

static inline void
server_sleep(int ms)
{
	usleep((useconds_t)ms * 1000);
}

static inline void
server_remember(struct server *s, const char *request)
{
	pthread_mutex_lock(&s->lock);
	if (s->request_count < SERVER_REQUESTS_MAX)
		snprintf(s->requests[s->request_count++], SERVER_REQUEST_SIZE, "%s", request);
	pthread_mutex_unlock(&s->lock);
}

static inline const struct page *
server_find(const struct server *s, const char *request)
{
	for (const struct page *page = s->pages; page->path != NULL; page++) {
		size_t len = strlen(page->path);

		if (strncmp(request + 4, page->path, len) == 0 && strchr(" ?", request[4 + len]) != NULL)
			return page;
	}
	return NULL;
}

static inline bool
server_drip(int fd)
{
	if (send(fd, "HTTP/1.1 200 OK\r\n\r\n", 19, MSG_NOSIGNAL) < 0)
		return false;
	while (send(fd, "x", 1, MSG_NOSIGNAL) == 1)
		server_sleep(50);
	return false;
}

static inline bool
server_reset(int fd)
{
	struct linger now = { 1, 0 };

	setsockopt(fd, SOL_SOCKET, SO_LINGER, &now, sizeof(now));
	return false;
}

static inline bool
server_answer(struct server *s, int fd, const char *request)
{
	const struct page *page = server_find(s, request);
	static const char missing[] = "HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\n\r\nnone";
	char text[8192];

	if (page == NULL)
		return send(fd, missing, strlen(missing), MSG_NOSIGNAL) > 0;
	if (page->delay_ms > 0)
		server_sleep(page->delay_ms);
	if (page->drips)
		return server_drip(fd);
	if (page->resets)
		return server_reset(fd);
	if (page->len > 0)
		return send(fd, page->answer, page->len, MSG_NOSIGNAL) > 0;
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
	snprintf(text, sizeof(text), page->answer, s->port);
#pragma GCC diagnostic pop
	return send(fd, text, strlen(text), MSG_NOSIGNAL) > 0 && !page->closes;
}

static inline void
server_enter(struct server *s)
{
	int busy = atomic_fetch_add(&s->busy, 1) + 1, max = atomic_load(&s->busy_max);

	while (busy > max && !atomic_compare_exchange_weak(&s->busy_max, &max, busy))
		continue;
}

static inline bool
server_serve_one(struct server *s, int fd, int nth)
{
	char request[SERVER_REQUEST_SIZE];
	size_t len = 0;
	bool goes_on;

	do {
		ssize_t got = recv(fd, request + len, sizeof(request) - 1 - len, 0);

		if (got <= 0)
			return false;
		len += (size_t)got;
		request[len] = '\0';
	} while (strstr(request, "\r\n\r\n") == NULL && len + 1 < sizeof(request));
	server_remember(s, request);
	if (atomic_load(&s->resets_after) > 0 && nth > atomic_load(&s->resets_after))
		return server_reset(fd);
	server_enter(s);
	goes_on = server_answer(s, fd, request);
	atomic_fetch_sub(&s->busy, 1);
	return goes_on;
}

static inline void *
server_serve(void *argument)
{
	struct server_connection *c = argument;
	struct server *s = c->server;

	for (int served = 1; server_serve_one(s, c->fd, served); served++)
		continue;
	close(c->fd);
	free(c);
	atomic_fetch_sub(&s->connections, 1);
	return NULL;
}

static inline void *
server_accept(void *argument)
{
	struct server *s = argument;
	int fd;

	while ((fd = accept(s->fd, NULL, NULL)) >= 0) {
		struct server_connection *c = malloc(sizeof(*c));
		pthread_t thread;

		*c = (struct server_connection) { s, fd };
		atomic_fetch_add(&s->connections, 1);
		pthread_create(&thread, NULL, server_serve, c);
		pthread_detach(thread);
	}
	return NULL;
}

static inline void
server_start(struct server *s, const struct page *pages)
{
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr = { htonl(INADDR_LOOPBACK) } };
	socklen_t size = sizeof(address);

	*s = (struct server) { .pages = pages, .fd = socket(AF_INET, SOCK_STREAM, 0) };
	pthread_mutex_init(&s->lock, NULL);
	s->requests = calloc(SERVER_REQUESTS_MAX, SERVER_REQUEST_SIZE);
	if (bind(s->fd, (struct sockaddr *)&address, size) != 0 || listen(s->fd, 64) != 0 ||
	    getsockname(s->fd, (struct sockaddr *)&address, &size) != 0)
		abort();
	s->port = ntohs(address.sin_port);
	pthread_create(&s->acceptor, NULL, server_accept, s);
}

/* After the clients have closed their connections. */
static inline void
server_stop(struct server *s)
{
	shutdown(s->fd, SHUT_RDWR);
	pthread_join(s->acceptor, NULL);
	close(s->fd);
	while (atomic_load(&s->connections) > 0)
		server_sleep(5);
	free(s->requests);
	pthread_mutex_destroy(&s->lock);
}

static inline int
server_count(struct server *s)
{
	int count;

	pthread_mutex_lock(&s->lock);
	count = s->request_count;
	pthread_mutex_unlock(&s->lock);
	return count;
}

/* How many of the requests hold this line. */
static inline int
server_count_with(struct server *s, const char *line)
{
	int count = 0;

	pthread_mutex_lock(&s->lock);
	for (int i = 0; i < s->request_count; i++)
		count += strstr(s->requests[i], line) != NULL;
	pthread_mutex_unlock(&s->lock);
	return count;
}

#endif
