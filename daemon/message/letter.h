/*
 * letter: what kinds of letters there are, and who sends which to whom.
 *
 *   poll      fetch -> ingest    what a poll brought (message/document.h)
 *   probe     ingest, query -> fetch -> ingest, query   fetch this address for a request (message/document.h)
 *   outcome   ingest -> fetch    the poll is stored; when to come again: the document itself, going home
 *   plans     ingest -> fetch    feeds to know, changed or gone (message/plan.h)
 *   request   serve -> ingest, query, fetch   and home again with its reply (message/request.h)
 *             query -> ingest    an issue that was composed, to be stored
 *   settle    fetch -> ingest -> fetch   tell me when nothing is left to re-score: a request on its way
 *   room      fetch -> ingest -> fetch   is there room on the disk again? The letter alone
 *   news      ingest -> serve -> query -> serve   what happened, for those who watch (message/news.h)
 *   rescored  ingest -> query    topics were scored anew: who remembers what they listed may look again. The letter alone
 *   changed   ingest -> query    as many items were written to as a reader had better not let pass. The letter alone
 */
#ifndef MESSAGE_LETTER_H
#define MESSAGE_LETTER_H

#include "base/mailbox.h"

enum letter_kind {
	LETTER_DOCUMENT, /* struct document */
	LETTER_PLANS,    /* struct plans */
	LETTER_REQUEST,  /* struct request */
	LETTER_NEWS,     /* struct news */
	LETTER_ROOM,     /* struct letter */
	LETTER_RESCORED, /* struct letter */
	LETTER_CHANGED,  /* struct letter */
};

/*
 * The mailboxes, one an owner. main.c makes them and hands them round. What is urgent at ingest's door is a request,
 * each and every one; at query's what is answered at once.
 */
struct doors {
	struct mailbox *fetch;  /* owner: loop thread; unbounded, see mailbox.h */
	struct mailbox *serve;  /* owner: loop thread; unbounded; replies, and at most a few news */
	struct mailbox *ingest; /* owner: writer thread */
	struct mailbox *query;  /* owners: reader threads */
};

/* The letter alone, of a kind that has nothing to it. */
struct letter *letter_new(enum letter_kind kind);
/* The same, sent at once. Who has closed the door needs none. */
void letter_send(struct mailbox *box, enum letter_kind kind);
/* Frees a letter of any kind with all it holds. NULL is fine. */
void letter_free(struct letter *letter);

#endif
