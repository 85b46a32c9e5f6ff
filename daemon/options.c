#include "options.h"

#include "base/folder.h"
#include "base/memory.h"
#include "base/text.h"
#include "notify.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { OPTION_CHECK = 256, OPTION_SALVAGE, OPTION_VERSION, OPTION_HELP };

static const struct option long_options[] = {
	{ "check-config", no_argument, NULL, OPTION_CHECK },
	{ "salvage", optional_argument, NULL, OPTION_SALVAGE },
	{ "version", no_argument, NULL, OPTION_VERSION },
	{ "help", no_argument, NULL, OPTION_HELP },
	{ NULL, 0, NULL, 0 },
};

const char *
options_help(void)
{
	return "usage: winnowd [-c FILE] [-d DIR] [-s SOCKET] [-v] [--check-config] [--salvage[=DIR]]\n"
	       "               [--version] [--help]\n"
	       "\n"
	       "Polls feeds, judges what they bring, and answers on a socket. See winnowd(8).\n"
	       "\n"
	       "  -c FILE         the configuration, else $XDG_CONFIG_HOME/winnow/winnow.conf\n"
	       "                  or /etc/winnow/winnow.conf\n"
	       "  -d DIR          where the database is, else $STATE_DIRECTORY or $XDG_STATE_HOME/winnow\n"
	       "  -s SOCKET       where to listen, else the socket that systemd passes in, $WINNOW_SOCKET,\n"
	       "                  $XDG_RUNTIME_DIR/winnow/winnow.sock or /run/winnow/winnow.sock\n"
	       "  -v              log more\n"
	       "  --check-config  read the configuration, say what is wrong with it, and end\n"
	       "  --salvage[=DIR] save what can be read of a damaged database, into DIR, else into\n"
	       "                  'salvaged' below the state directory, say how to go on, and end\n"
	       "  --version       print the version, and end\n"
	       "  --help          print this, and end\n"
	       "\n"
	       "example: winnowd -d ~/feeds -s ~/feeds/winnow.sock\n";
}

static bool
option_take(struct options *o, int option, char **argv, struct err *err)
{
	switch (option) {
	case 'c':
		o->config = optarg;
		return true;
	case 'd':
		o->dir = optarg;
		return true;
	case 's':
		o->socket = optarg;
		return true;
	case 'v':
		return o->is_verbose = true;
	case OPTION_CHECK:
		return o->only_checks = true;
	case OPTION_SALVAGE:
		o->salvage_into = optarg;
		return o->only_salvages = true;
	case OPTION_VERSION:
		return o->only_version = true;
	case OPTION_HELP:
		return o->only_help = true;
	case ':':
		return err_set(err, ERR_SYNTAX, "%s wants a value", argv[optind - 1]);
	default:
		return err_set(err, ERR_SYNTAX, "unknown option %s", argv[optind - 1]);
	}
}

bool
options_read(int argc, char **argv, struct options *out, struct err *err)
{
	struct options o = { 0 };
	int option;

	opterr = 0;
	optind = 0; /* begin anew, whoever asked before */
	while ((option = getopt_long(argc, argv, "+:c:d:s:v", long_options, NULL)) != -1)
		if (!option_take(&o, option, argv, err))
			return false;
	if (optind < argc)
		return err_set(err, ERR_SYNTAX, "unexpected '%s'", argv[optind]);
	if ((o.dir != NULL && *o.dir == '\0') || (o.socket != NULL && *o.socket == '\0') ||
	    (o.salvage_into != NULL && *o.salvage_into == '\0'))
		return err_set(err, ERR_SYNTAX, "an empty path names nothing");
	*out = o;
	return true;
}

/* ---- places ---- */

static const char *
environment(const char *name)
{
	const char *value = getenv(name);

	return value != NULL && *value != '\0' ? value : NULL;
}

char *
options_config_path(const struct options *o)
{
	OWNED_TEXT own = NULL;

	if (o->config != NULL)
		return mem_strdup(o->config);
	own = folder_xdg("XDG_CONFIG_HOME", ".config", "winnow/winnow.conf");
	if (own != NULL && access(own, F_OK) == 0) {
		char *path = own;

		own = NULL;
		return path;
	}
	return access("/etc/winnow/winnow.conf", F_OK) == 0 ? mem_strdup("/etc/winnow/winnow.conf") : NULL;
}

char *
options_state_dir(const struct options *o)
{
	const char *systemd = environment("STATE_DIRECTORY");
	char *path;

	if (o->dir != NULL)
		return mem_strdup(o->dir);
	if (systemd != NULL)
		return mem_strndup(systemd, strcspn(systemd, ":"));
	path = folder_xdg("XDG_STATE_HOME", ".local/state", "winnow");
	/* The store makes the last directory, and says what is wrong when it can't. */
	if (path != NULL)
		folder_make_parents(path);
	return path;
}

char *
options_socket_path(const struct options *o, int *out_fd)
{
	char *path;

	*out_fd = -1;
	if (o->socket != NULL)
		return mem_strdup(o->socket);
	*out_fd = notify_listen_fd();
	if (*out_fd >= 0)
		return NULL;
	if (environment("WINNOW_SOCKET") != NULL)
		return mem_strdup(environment("WINNOW_SOCKET"));
	path = folder_xdg("XDG_RUNTIME_DIR", NULL, "winnow/winnow.sock");
	return path != NULL ? path : mem_strdup("/run/winnow/winnow.sock");
}
