/*
 * winnowd: the stages it starts in, and how it stops. The only file that knows
 * every folder.
 */
#include "base/clock.h"
#include "base/log.h"
#include "base/memory.h"
#include "base/shelf.h"
#include "base/text.h"
#include "config.h"
#include "curate/lexicon.h"
#include "feed/feed.h"
#include "fetch/fetch.h"
#include "footprint.h"
#include "ingest/ingest.h"
#include "notify.h"
#include "options.h"
#include "query/query.h"
#include "salvage.h"
#include "serve/serve.h"
#include "store/changes.h"
#include "summary.h"

#include <ev.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>

/* sysexits.h has them, but the contract names the numbers. */
enum { EXIT_FINE = 0, EXIT_OTHER = 1, EXIT_USAGE_BAD = 64, EXIT_STATE_BAD = 73, EXIT_CONFIG_BAD = 78 };

enum { READER_THREADS = 2, FAREWELL_MS = 1000, SUMMARY_S = 3600 };

struct daemon {
	struct options options;
	struct config config;
	char *config_path; /* absolute; NULL: none */
	char *state_dir;
	struct ev_loop *loop;
	struct doors doors;
	struct vitals vitals;
	struct sharing sharing;
	struct fetcher *fetcher;
	struct ingest *ingest;
	struct query *query;
	struct server *server;
	ev_signal on_term, on_int, on_hup;
	ev_timer watchdog;
	struct summary summary;
};

/* ---- settings, each folder only what it needs ---- */

static struct fetch_settings
fetch_settings(const struct config *c)
{
	return (struct fetch_settings) { .concurrency = c->concurrency,
		.per_host = c->per_host,
		.timeout_s = c->timeout_s,
		.connect_timeout_s = c->connect_timeout_s,
		.max_redirects = c->max_redirects,
		.document_bytes = c->document_bytes,
		.user_agent = c->user_agent,
		.allow_private = c->allow_private,
		.proxy = c->proxy };
}

static struct ingest_settings
ingest_settings(const struct config *c, const char *dir)
{
	return (struct ingest_settings) { .dir = dir,
		.timing = { c->interval_min_s, c->interval_max_s, c->interval_default_s },
		.items_per_document = (size_t)c->items_per_document,
		.item_text_bytes = (size_t)c->item_text_bytes,
		.duplicate_window_s = c->duplicate_window_s,
		.keep = { c->keep_s, c->keep_unread_s, c->keep_items } };
}

static struct query_settings
query_settings(const struct daemon *d, const struct config *c)
{
	return (struct query_settings) { .dir = d->state_dir,
		.config_path = d->config_path,
		.threads = READER_THREADS,
		.items_per_document = (size_t)c->items_per_document,
		.item_text_bytes = (size_t)c->item_text_bytes,
		.half_life_s = c->half_life_s,
		.keep = { c->keep_s, c->keep_unread_s, c->keep_items } };
}

static bool
settings_read(const struct options *options, struct config *out, struct err *err)
{
	OWNED_TEXT path = options_config_path(options);

	config_init(out);
	if (path == NULL || config_read(out, path, err))
		return true;
	config_fini(out);
	return false;
}

/* A bad file changes nothing: winnowd goes on as it was. */
static bool
reload(struct daemon *d, struct err *err)
{
	struct config fresh;
	struct fetch_settings fetch;
	struct ingest_settings ingest;
	struct query_settings query;

	if (!settings_read(&d->options, &fresh, err))
		return false;
	fetch = fetch_settings(&fresh);
	if (!fetcher_reload(d->fetcher, &fetch, err)) {
		config_fini(&fresh);
		return false;
	}
	ingest = ingest_settings(&fresh, d->state_dir);
	query = query_settings(d, &fresh);
	ingest_reload(d->ingest, &ingest);
	query_reload(d->query, &query);
	server_reload(d->server, (size_t)fresh.document_bytes);
	config_fini(&d->config);
	d->config = fresh;
	return true;
}

/* ---- what happens while it runs ---- */

static void
on_stop(struct ev_loop *loop, ev_signal *watcher, int events)
{
	(void)events;
	log_info("winnowd stopping", LOG_TEXT("signal", watcher->signum == SIGINT ? "SIGINT" : "SIGTERM"));
	ev_break(loop, EVBREAK_ALL);
}

static void
on_reload(struct ev_loop *loop, ev_signal *watcher, int events)
{
	struct daemon *d = watcher->data;
	OWNED_TEXT path = options_config_path(&d->options);
	struct err err = { 0 };
	bool is_taken;

	(void)loop;
	(void)events;
	notify_reloading();
	is_taken = reload(d, &err);
	atomic_store(&d->vitals.is_config_refused, !is_taken);
	if (is_taken)
		log_info("configuration read again", LOG_TEXT("file", path != NULL ? path : "none, all defaults"));
	else
		log_error("configuration refused, the old one stays", LOG_TEXT("error", err.text));
	notify("READY=1");
}

static void
on_watchdog(struct ev_loop *loop, ev_timer *watcher, int events)
{
	(void)loop;
	(void)watcher;
	(void)events;
	notify("WATCHDOG=1");
}

static void
on_farewell_over(struct ev_loop *loop, ev_timer *watcher, int events)
{
	(void)loop;
	(void)events;
	*(bool *)watcher->data = true;
}

/* ---- stopping in good order: what is in hand is finished, from the outside in ---- */

/* Letters that crossed a door are looked after, and what that posts as well. */
static void
let_loop_catch_up(struct daemon *d)
{
	for (int i = 0; i < 4; i++)
		ev_run(d->loop, EVRUN_NOWAIT);
}

static void
finish_ingest(struct daemon *d)
{
	mailbox_close(d->doors.ingest);
	ingest_stop(d->ingest);
	d->ingest = NULL;
}

static void
finish_query(struct daemon *d)
{
	mailbox_close(d->doors.query);
	query_stop(d->query);
	d->query = NULL;
}

/* Answers are on their way to clients that may be slow, but not for ever. */
static void
finish_answers(struct daemon *d)
{
	bool is_over = false;
	ev_timer timer;

	ev_now_update(d->loop);
	ev_timer_init(&timer, on_farewell_over, FAREWELL_MS / 1000.0, 0.);
	timer.data = &is_over;
	ev_timer_start(d->loop, &timer);
	while (!is_over && !server_is_idle(d->server))
		ev_run(d->loop, EVRUN_ONCE);
	ev_timer_stop(d->loop, &timer);
}

static void
run_stop(struct daemon *d)
{
	notify("STOPPING=1");
	summary_stop(&d->summary, d->loop);
	server_quiesce(d->server);
	fetcher_stop(d->fetcher);
	let_loop_catch_up(d);
	finish_ingest(d);
	let_loop_catch_up(d);
	finish_query(d);
	let_loop_catch_up(d);
	finish_answers(d);
}

/* ---- stages ---- */

static bool
limits_start(struct daemon *d, struct err *err)
{
	struct rlimit files;

	(void)d;
	(void)err;
	umask(077);
	setlocale(LC_CTYPE, "C.UTF-8"); /* by which libcurl reads the names of hosts: else none but ASCII */
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN); /* a bound on the size of files is met as a full disk is */
	footprint_limit();
	if (getrlimit(RLIMIT_NOFILE, &files) == 0 && files.rlim_cur < files.rlim_max) {
		files.rlim_cur = files.rlim_max;
		setrlimit(RLIMIT_NOFILE, &files);
	}
	return true;
}

/* libxml2 sets itself up at first use, which two reader threads must not do at once. */
static bool
parser_start(struct daemon *d, struct err *err)
{
	(void)d;
	(void)err;
	feed_setup();
	return true;
}

static void
parser_stop(struct daemon *d)
{
	(void)d;
	feed_teardown();
}

static bool
settings_start(struct daemon *d, struct err *err)
{
	OWNED_TEXT path = options_config_path(&d->options);

	if (!settings_read(&d->options, &d->config, err))
		return false;
	d->config_path = path != NULL ? realpath(path, NULL) : NULL;
	return true;
}

static void
settings_stop(struct daemon *d)
{
	config_fini(&d->config);
	free(d->config_path);
}

static bool
loop_start(struct daemon *d, struct err *err)
{
	d->loop = ev_loop_new(EVFLAG_AUTO | EVFLAG_NOENV);
	return d->loop != NULL || err_set(err, ERR_SYSTEM, "no event loop can be had from the system");
}

static void
loop_stop(struct daemon *d)
{
	ev_loop_destroy(d->loop);
}

/* Bounded where work comes in, by number and by weight; unbounded where answers come home. */
static bool
doors_start(struct daemon *d, struct err *err)
{
	(void)err;
	d->doors = (struct doors) { .fetch = mailbox_new(0, 0),
		.serve = mailbox_new(0, 0),
		.ingest = mailbox_new(128, 1 << 20),
		.query = mailbox_new(256, 48 << 20) };
	return true;
}

static void
door_free(struct mailbox *box)
{
	struct letter *letter;

	mailbox_close(box);
	while ((letter = mailbox_collect(box)) != NULL)
		letter_free(letter);
	mailbox_free(box);
}

static void
doors_stop(struct daemon *d)
{
	door_free(d->doors.query);
	door_free(d->doors.ingest);
	door_free(d->doors.fetch);
	door_free(d->doors.serve);
}

static void
dispose_lexicon(void *lexicon)
{
	lexicon_free(lexicon);
}

static bool
sharing_start(struct daemon *d, struct err *err)
{
	(void)err;
	d->sharing = (struct sharing) { shelf_new(dispose_lexicon), changes_new() };
	return true;
}

static void
sharing_stop(struct daemon *d)
{
	shelf_free(d->sharing.lexicons);
	changes_free(d->sharing.changes);
}

/* Before ingest, whose first letter it waits for. */
static bool
fetch_start(struct daemon *d, struct err *err)
{
	struct fetch_settings settings = fetch_settings(&d->config);

	return fetcher_new(d->loop, &settings, &d->doors, clock_system(), &d->vitals, &d->fetcher, err);
}

static void
fetch_stop(struct daemon *d)
{
	fetcher_free(d->fetcher);
}

static bool
ingest_start_stage(struct daemon *d, struct err *err)
{
	struct ingest_settings settings;

	d->state_dir = options_state_dir(&d->options);
	if (d->state_dir == NULL)
		return err_set(err, ERR_INVALID, "nothing says where the state is (give -d DIR or set HOME)");
	settings = ingest_settings(&d->config, d->state_dir);
	return ingest_start(&settings, &d->doors, clock_system(), &d->vitals, &d->sharing, &d->ingest, err);
}

static bool
query_start_stage(struct daemon *d, struct err *err)
{
	struct query_settings settings = query_settings(d, &d->config);

	return query_start(&settings, &d->doors, clock_system(), &d->vitals, &d->sharing, &d->query, err);
}

static bool
serve_start(struct daemon *d, struct err *err)
{
	struct serve_settings settings = { .group = d->config.socket_group,
		.body_max_bytes = (size_t)d->config.document_bytes };
	OWNED_TEXT path = options_socket_path(&d->options, &settings.fd);

	settings.path = path;
	if (!server_new(d->loop, &settings, &d->doors, clock_system(), &d->vitals, &d->server, err))
		return false;
	log_info("winnowd started", LOG_TEXT("version", WINNOW_VERSION), LOG_TEXT("state", d->state_dir),
	    LOG_TEXT("socket", path != NULL ? path : "passed in"));
	return true;
}

static void
serve_stop(struct daemon *d)
{
	server_free(d->server);
}

static bool
run_start(struct daemon *d, struct err *err)
{
	double watchdog_s = (double)notify_watchdog_us() / 1e6;

	(void)err;
	ev_signal_init(&d->on_term, on_stop, SIGTERM);
	ev_signal_init(&d->on_int, on_stop, SIGINT);
	ev_signal_init(&d->on_hup, on_reload, SIGHUP);
	d->on_hup.data = d;
	ev_signal_start(d->loop, &d->on_term);
	ev_signal_start(d->loop, &d->on_int);
	ev_signal_start(d->loop, &d->on_hup);
	ev_timer_init(&d->watchdog, on_watchdog, watchdog_s / 2, watchdog_s / 2);
	if (watchdog_s > 0)
		ev_timer_start(d->loop, &d->watchdog);
	summary_start(&d->summary, d->loop, &d->vitals, SUMMARY_S);
	footprint_forget_start();
	notify("READY=1");
	return true;
}

static const struct stage {
	bool (*start)(struct daemon *d, struct err *err);
	void (*stop)(struct daemon *d);
	int exit_code; /* when it does not start */
} stages[] = {
	{ limits_start, NULL, EXIT_OTHER },
	{ parser_start, parser_stop, EXIT_OTHER },
	{ settings_start, settings_stop, EXIT_CONFIG_BAD },
	{ loop_start, loop_stop, EXIT_OTHER },
	{ doors_start, doors_stop, EXIT_OTHER },
	{ sharing_start, sharing_stop, EXIT_OTHER },
	{ fetch_start, fetch_stop, EXIT_OTHER },
	{ ingest_start_stage, finish_ingest, EXIT_STATE_BAD },
	{ query_start_stage, finish_query, EXIT_STATE_BAD },
	{ serve_start, serve_stop, EXIT_OTHER },
	{ run_start, run_stop, EXIT_OTHER },
};

/* A setting that only shows to be bad when it is used: a group that is not there. */
static int
exit_code_of(const struct stage *stage, const struct err *err)
{
	return stage->exit_code == EXIT_OTHER && err->code == ERR_INVALID ? EXIT_CONFIG_BAD : stage->exit_code;
}

static int
daemon_run(struct daemon *d)
{
	struct err err = { 0 };
	size_t begun = 0;
	int code = EXIT_FINE;

	while (begun < COUNT_OF(stages) && stages[begun].start(d, &err))
		begun++;
	if (begun == COUNT_OF(stages)) {
		ev_run(d->loop, 0);
	} else {
		code = exit_code_of(&stages[begun], &err);
		log_error("winnowd can't start", LOG_TEXT("error", err.text));
	}
	while (begun-- > 0)
		if (stages[begun].stop != NULL)
			stages[begun].stop(d);
	free(d->state_dir);
	if (code == EXIT_FINE)
		log_info("winnowd stopped", LOG_INT("uptime_s", clock_now_s(clock_system()) - d->vitals.started_at));
	return code;
}

static int
check_config(const struct options *options)
{
	OWNED_TEXT path = options_config_path(options);
	struct config config;
	struct err err = { 0 };

	if (!settings_read(options, &config, &err)) {
		fprintf(stderr, "winnowd: %s\n", err.text);
		return EXIT_CONFIG_BAD;
	}
	config_fini(&config);
	printf("%s: fine\n", path != NULL ? path : "no configuration file, all defaults");
	return EXIT_FINE;
}

/* Nothing to salvage from, or nowhere to put it, is the state's fault as at a start. */
static int
salvage(const struct options *options)
{
	OWNED_TEXT dir = options_state_dir(options);
	struct err err = { 0 };

	umask(077);
	if (dir == NULL)
		err_set(&err, ERR_INVALID, "nothing says where the state is (give -d DIR or set HOME)");
	else if (salvage_run(dir, options->salvage_into, &err))
		return EXIT_FINE;
	fprintf(stderr, "winnowd: %s\n", err.text);
	return EXIT_STATE_BAD;
}

int
main(int argc, char **argv)
{
	struct daemon d = { .vitals.started_at = clock_now_s(clock_system()) };
	struct err err = { 0 };

	if (!options_read(argc, argv, &d.options, &err)) {
		fprintf(stderr, "winnowd: %s\nTry 'winnowd --help'.\n", err.text);
		return EXIT_USAGE_BAD;
	}
	if (d.options.only_help || d.options.only_version) {
		fputs(d.options.only_help ? options_help() : "winnowd " WINNOW_VERSION "\n", stdout);
		return EXIT_FINE;
	}
	if (d.options.only_checks)
		return check_config(&d.options);
	if (d.options.only_salvages)
		return salvage(&d.options);
	log_init(d.options.is_verbose ? LOG_LEVEL_DEBUG : LOG_LEVEL_INFO, getenv("JOURNAL_STREAM") != NULL);
	return daemon_run(&d);
}
