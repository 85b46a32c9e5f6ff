/*
 * handle: what stands behind `struct store`. Private to this folder.
 */
#ifndef STORE_HANDLE_H
#define STORE_HANDLE_H

#include "base/buffer.h"
#include "store/checkpoint.h"
#include "store/markup.h"
#include "store/pending.h"
#include "store/score_topics.h"
#include "store/store.h"
#include "store/tokenizer.h"

#include <sqlite3.h>

enum { BUSY_TIMEOUT_MS = 5000 };

/* Which store it is, and how much people did in it; zeros: not known. */
struct wal_mark {
	int64_t id;
	int64_t acts;
};

struct store {
	sqlite3 *db;
	char *path;  /* of the database file */
	int lock_fd; /* -1: a reader */
	enum store_durability durability;
	bool is_durability_set;
	bool is_begun;            /* between store_begin and its end, even when SQLite has rolled back by itself */
	int64_t patient_until_ms; /* on the steady clock; 0: for ever */
	int patience_ms;
	bool is_snapshot;              /* between store_snapshot_begin and its end, for which ... */
	struct score_topics topics;    /* ... this stays as it is */
	int changes_before;            /* of all rows, when it was begun */
	struct wal_mark mark;          /* of a writer: as the lock file has it */
	int pages_in_log;              /* after the last commit */
	unsigned tidy_turn;            /* which chore comes next */
	size_t unmerged;               /* bytes of words that are owed a merge, see tidy.c */
	int64_t left_over;             /* items taken out of the search index since all of it was merged */
	struct changes *changes;       /* shared; NULL: nobody is told, and nothing remembered */
	struct tops *tops;             /* made when candidates are first chosen; ... */
	bool are_tops_current;         /* ... true to the snapshot, before which ... */
	int64_t settled;               /* ... changes had come to this */
	struct pending pending;        /* texts that the search index does not have yet */
	struct markup *markup;         /* made when the first item is written */
	struct tokenizer *tokenizer;   /* made when words are first looked for */
	struct checkpoint *checkpoint; /* the writer's ... */
	int log_asked;                 /* ... how many pages the log had when it was asked last */
	int64_t log_bytes;             /* ... and what its file is cut to when it begins anew */
	sqlite3_stmt **prepared;       /* one slot a statement of the program, in the order of the section */
	/* Topics that are told of as a whole when the transaction is committed. */
	int64_t rescored[STORE_RESCORED_MAX];
	size_t rescored_count;
};

/* Of the database in a directory, or at a path, which is taken; not connected yet. */
struct store *handle_new(const char *dir);
struct store *handle_at(char *path);
CHECKED bool handle_connect(struct store *s, const char *name, int flags, struct err *err);
/* For __attribute__((cleanup)). */
void handle_release(struct store **s);
#define OWNED_STORE __attribute__((cleanup(handle_release))) struct store *

/* Turns the last failure on the connection into words; false. A full disk is ERR_FULL, a broken page ERR_DAMAGED. */
bool store_failed(const struct store *s, struct err *err);
/* One or more statements that answer nothing. */
CHECKED bool store_exec(struct store *s, const char *sql, struct err *err);
CHECKED bool store_is_in_transaction(const struct store *s);
/* A finished file that nobody writes, to be read: it is not locked, and no file appears beside it. */
CHECKED bool store_open_untouched(const char *path, struct store **out, struct err *err);
/* What of store_check a handle that only reads can do: all but the margins and the words. */
CHECKED bool store_check_rows(struct store *s, struct err *err);

#endif
