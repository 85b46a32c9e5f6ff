/*
 * config: winnowd's settings, from an INI file or their defaults.
 *
 * One table of keys drives parsing, --check-config and the test that holds
 * winnow.conf(5) to it. main.c hands each folder only what it needs.
 */
#ifndef CONFIG_H
#define CONFIG_H

#include "base/error.h"

#include <stddef.h>
#include <stdint.h>

struct config {
	/* [poll] */
	int64_t interval_min_s, interval_max_s, interval_default_s;
	int64_t concurrency, per_host;
	int64_t timeout_s, connect_timeout_s;
	char *user_agent;
	int64_t max_redirects;
	/* [limits] */
	int64_t document_bytes, items_per_document, item_text_bytes;
	/* [network] */
	char *allow_private; /* "no", "yes" or CIDR blocks, checked */
	char *proxy;         /* "", "env" or a URL */
	/* [store] */
	int64_t keep_s, keep_unread_s; /* 0: for ever */
	int64_t keep_items;            /* 0: all */
	/* [curate] */
	int64_t duplicate_window_s, half_life_s;
	/* [mail] */
	char *mail_from, *mail_smtp, *mail_smtp_credentials;
	/* [socket] */
	char *socket_group; /* "" is none */
};

void config_init(struct config *c); /* the defaults */
void config_fini(struct config *c);
/* Reads over what is there. ERR_INVALID or ERR_SYNTAX with "FILE:LINE: ..."; ERR_NOT_FOUND when there is no such file. */
CHECKED bool config_read(struct config *c, const char *path, struct err *err);

/* A row of the table, for those who explain the keys or check an explanation. */
struct config_key {
	const char *section;
	const char *name;
	const char *value; /* the default, as one would write it */
	const char *help;  /* a few words */
};

size_t config_key_count(void);
struct config_key config_key(size_t i);

#endif
