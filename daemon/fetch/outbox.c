#include "fetch/outbox.h"

void
outbox_post(struct outbox *o, struct letter *letter)
{
	letter->next = NULL;
	if (o->first == NULL && mailbox_post(o->box, letter))
		return;
	if (o->last != NULL)
		o->last->next = letter;
	else
		o->first = letter;
	o->last = letter;
}

/* Once posted a letter is the receiver's, its `next` too. */
void
outbox_retry(struct outbox *o)
{
	while (o->first != NULL) {
		struct letter *letter = o->first, *next = letter->next;

		if (!mailbox_post(o->box, letter))
			return;
		o->first = next;
		if (next == NULL)
			o->last = NULL;
	}
}

struct letter *
outbox_take(struct outbox *o)
{
	struct letter *letter = o->first;

	if (letter == NULL)
		return NULL;
	o->first = letter->next;
	if (o->first == NULL)
		o->last = NULL;
	letter->next = NULL;
	return letter;
}
