#include "message/letter.h"

#include "base/memory.h"
#include "message/document.h"
#include "message/news.h"
#include "message/plan.h"
#include "message/request.h"

#include <stdlib.h>

struct letter *
letter_new(enum letter_kind kind)
{
	struct letter *letter = mem_alloc(sizeof(*letter));

	letter->kind = (int)kind;
	letter->bytes = sizeof(*letter);
	return letter;
}

void
letter_send(struct mailbox *box, enum letter_kind kind)
{
	struct letter *letter = letter_new(kind);

	if (!mailbox_post(box, letter))
		letter_free(letter);
}

void
letter_free(struct letter *letter)
{
	if (letter == NULL)
		return;
	switch ((enum letter_kind)letter->kind) {
	case LETTER_DOCUMENT:
		document_free((struct document *)letter);
		break;
	case LETTER_PLANS:
		plans_free((struct plans *)letter);
		break;
	case LETTER_REQUEST:
		request_free((struct request *)letter);
		break;
	case LETTER_NEWS:
		news_free((struct news *)letter);
		break;
	case LETTER_ROOM:
	case LETTER_RESCORED:
	case LETTER_CHANGED:
		free(letter);
		break;
	}
}
