/*
 * options: what winnowd was told on its command line and by its environment,
 * and where, after that, things are.
 */
#ifndef OPTIONS_H
#define OPTIONS_H

#include "base/error.h"

struct options {
	const char *config; /* as given; NULL: not given. So with the next two. */
	const char *dir;
	const char *socket;
	bool is_verbose;
	bool only_checks;
	bool only_version;
	bool only_help;
	bool only_salvages;
	const char *salvage_into; /* NULL: not given */
};

/* ERR_SYNTAX says what is wrong with the command line. */
CHECKED bool options_read(int argc, char **argv, struct options *out, struct err *err);
/* What --help prints. */
const char *options_help(void);

/* The places, to free(). */
char *options_config_path(const struct options *o); /* NULL: no file, all settings have defaults */
char *options_state_dir(const struct options *o);   /* NULL: nothing says where; its parents are made */
/* *out_fd is -1, or the socket that was passed in, and then the answer is NULL. */
char *options_socket_path(const struct options *o, int *out_fd);

#endif
