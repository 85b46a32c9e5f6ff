/*
 * format: the ways a digest can be written down, all from the one document the
 * daemon answers, and where it goes: standard output, or a file.
 */
#ifndef CLI_FORMAT_H
#define CLI_FORMAT_H

#include "base/buffer.h"
#include "cli/args.h"
#include "cli/client.h"
#include "cli/render/look.h"
#include "cli/session.h"

#include <jansson.h>

struct format {
	const char *name;
	const char *ending; /* of a file's name that says it */
	/* NULL: exactly what was answered. */
	render_fn *render;
	bool is_feed; /* has a place for the items of several issues */
};

extern const struct format formats[];
extern const size_t format_count;

/* What --format and --json ask for, else what the ending of --output says, else text. EXIT_DONE, or complains of a name that is none. */
enum exit_code format_choose(const struct args *args, const struct format **out);
/* Writes a digest to where --output says, else to standard output; EXIT_NOTHING when it was written and holds no item. */
enum exit_code
format_deliver(struct session *s, const struct args *args, const struct format *format, const struct answer *answer);

#endif
