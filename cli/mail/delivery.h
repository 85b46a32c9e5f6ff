/*
 * delivery: what became of a message that was handed to a server or a program.
 */
#ifndef CLI_MAIL_DELIVERY_H
#define CLI_MAIL_DELIVERY_H

enum delivery {
	DELIVERY_ACCEPTED, /* theirs now: never send it again */
	DELIVERY_DEFERRED, /* not taken, for now: the same may work later */
	DELIVERY_REFUSED,  /* not taken: something has to be mended first */
	DELIVERY_UNCLEAR,  /* all of it was sent, and no answer came */
};

#endif
