/* winnow watch: what happens, one line an item, for a status bar, a notifier or a command. */
#include "base/clock.h"
#include "base/memory.h"
#include "base/text.h"
#include "cli/client.h"
#include "cli/errand.h"
#include "cli/event_stream.h"
#include "cli/render/entry.h"
#include "cli/render/field.h"
#include "cli/render/ink.h"
#include "cli/render/width.h"
#include "cli/run.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <time.h>
#include <unistd.h>

enum { BACK_OFF_MIN_MS = 250, BACK_OFF_MAX_MS = 30000, SCORE_COLUMNS = 3, TITLE_COLUMNS_MAX = 200 };

struct watch {
	struct session *s;
	const struct args *args;
	struct event_stream stream;
	struct errands errands;
	int signals;     /* SIGINT, SIGTERM and SIGCHLD are read here */
	int64_t left;    /* items still wanted; -1: without end */
	bool is_over;    /* asked to end */
	bool is_heard;   /* the daemon has answered on this connection */
	bool was_lost;   /* it was away, and that was said */
	int back_off_ms; /* before the next try */
	enum exit_code code;
};

/* ---- what is printed ---- */

static void
line_write(const struct watch *w, const json_t *item, struct buffer *out)
{
	const struct look *look = &w->s->look;
	int64_t score = field_int(item, "_winnow.score", -1);
	time_t now = (time_t)clock_now_s(clock_system());
	const char *source = entry_source(item), *title = entry_title(item);
	size_t columns, len = width_fit(title, strlen(title), TITLE_COLUMNS_MAX, &columns);
	struct tm local;
	char time[8] = "";

	if (localtime_r(&now, &local) != NULL)
		strftime(time, sizeof(time), "%H:%M", &local);
	ink_text(out, look, INK_DIM, time);
	if (score >= 0)
		ink_format(out, look, score_ink(score), "  %*lld", SCORE_COLUMNS, (long long)score);
	else
		ink_spaces(out, 2 + SCORE_COLUMNS);
	ink_spaces(out, 2);
	if (source != NULL)
		ink_format(out, look, INK_DIM, "%s: ", source);
	ink_link(out, look, INK_STRONG, entry_url(item), title, len);
	if (args_has(w->args, "url") && entry_url(item) != NULL)
		ink_format(out, look, INK_DIM, "  %s", entry_url(item));
	buffer_add_char(out, '\n');
}

/* A reader that went away is no error: it has what it wanted. */
static bool
print(struct watch *w, const struct buffer *line)
{
	if (fwrite(buffer_text(line), 1, line->len, stdout) == line->len && fflush(stdout) == 0)
		return true;
	if (errno != EPIPE) {
		complain("standard output: %s", strerror(errno));
		w->code = EXIT_REFUSED;
	}
	w->is_over = true;
	return false;
}

static void
json_write(const struct watch *w, const char *data, struct buffer *out)
{
	if (w->s->terminal.is_terminal)
		text_without_controls(data, out);
	else
		buffer_add_text(out, data);
	buffer_add_char(out, '\n');
}

static bool
item_take(struct watch *w, const char *data)
{
	json_t *item = json_loads(data, 0, NULL);
	BUFFER line = { 0 };
	bool goes_on;

	if (item == NULL) {
		complain("winnowd told what is no JSON: are command and daemon of one version?");
		return true;
	}
	if (args_has(w->args, "json"))
		json_write(w, data, &line);
	else
		line_write(w, item, &line);
	goes_on = print(w, &line);
	if (goes_on)
		errands_add(&w->errands, item);
	json_decref(item);
	if (w->left > 0 && --w->left == 0)
		w->is_over = true;
	return goes_on && !w->is_over;
}

static void
loss_tell(const char *data)
{
	json_t *loss = json_loads(data, 0, NULL);
	long long count = field_int(loss, "lost", 0);

	complain("%lld event%s not told: too many at once, or too long away: winnow items shows what came", count,
	    count == 1 ? " was" : "s were");
	json_decref(loss);
}

static bool
on_event(void *context, const char *name, const char *data)
{
	if (text_equal(name, "item"))
		return item_take(context, data);
	if (text_equal(name, "lost"))
		loss_tell(data);
	return true;
}

/* ---- what wakes it ---- */

static void
signals_take(struct watch *w)
{
	struct signalfd_siginfo signal;

	while (read(w->signals, &signal, sizeof(signal)) == sizeof(signal))
		w->is_over |= signal.ssi_signo != SIGCHLD;
	errands_step(&w->errands);
}

/* Nobody reads any more, though nothing was printed that could have shown it. */
static bool
is_unread(void)
{
	struct pollfd out = { .fd = STDOUT_FILENO };

	return poll(&out, 1, 0) > 0 && (out.revents & (POLLERR | POLLHUP)) != 0;
}

static bool
on_wake(void *context)
{
	struct watch *w = context;

	signals_take(w);
	w->is_over |= is_unread();
	return !w->is_over;
}

static bool
on_bytes(void *context, const char *bytes, size_t len)
{
	struct watch *w = context;

	if (!w->is_heard && w->was_lost)
		complain("winnowd is back");
	w->is_heard = true;
	w->was_lost = false;
	w->back_off_ms = BACK_OFF_MIN_MS;
	return event_stream_feed(&w->stream, bytes, len);
}

static void
wait_ms(struct watch *w, int ms)
{
	struct pollfd wake = { .fd = w->signals, .events = POLLIN };

	poll(&wake, 1, ms);
	(void)on_wake(w);
}

/* ---- connecting, again and again ---- */

static void
path_make(const struct watch *w, struct buffer *path)
{
	const struct args *args = w->args;

	buffer_add_text(path, "/v1/events?only=item");
	args_to_query(args, "topic", "topic", path);
	args_to_query(args, "min-score", "min_score", path);
	args_to_query(args, "feed", "feed", path);
	if (!args_has(args, "topic") && !args_has(args, "min-score"))
		path_add_query(path, "scored", "true");
	if (w->stream.last_id.len > 0)
		path_add_query(path, "since_id", buffer_text(&w->stream.last_id));
}

/* Whether it is worth another try: it was there once, or has too many watchers just now. */
static bool
refused(struct watch *w, const struct answer *answer)
{
	if (answer->status != 503 || (!w->was_lost && w->stream.last_id.len == 0)) {
		w->code = complain_refusal(answer);
		w->is_over = true;
	}
	return !w->is_over;
}

static void
lost(struct watch *w, const struct err *err)
{
	if (w->stream.last_id.len == 0) {
		complain("%s", err->text);
		w->code = err->code == ERR_NETWORK ? EXIT_NO_DAEMON : EXIT_REFUSED;
		w->is_over = true;
	} else if (!w->was_lost) {
		complain("winnowd went away: waiting for it");
		w->was_lost = true;
	}
}

static void
connect_once(struct watch *w)
{
	struct listener listener = { on_bytes, on_wake, w->signals, w };
	ANSWER answer = { 0 };
	BUFFER path = { 0 };
	struct err err = { .text = "winnowd broke off" };

	path_make(w, &path);
	w->is_heard = false;
	event_stream_restart(&w->stream);
	if (!client_listen(w->s->client, buffer_text(&path), &listener, &answer, &err))
		lost(w, &err);
	else if (answer.status >= 400)
		(void)refused(w, &answer);
	else if (!w->is_over)
		lost(w, &err);
}

static void
watch_run(struct watch *w)
{
	while (!w->is_over) {
		connect_once(w);
		if (w->is_over)
			break;
		wait_ms(w, w->back_off_ms);
		w->back_off_ms = w->back_off_ms * 2 < BACK_OFF_MAX_MS ? w->back_off_ms * 2 : BACK_OFF_MAX_MS;
	}
	/* Having seen as many as were wanted, what is in line is still done. */
	while (w->left == 0 && !errands_are_done(&w->errands)) {
		w->is_over = false;
		wait_ms(w, BACK_OFF_MAX_MS);
		if (w->is_over)
			break;
	}
}

static int
signals_open(void)
{
	sigset_t set;

	signal(SIGPIPE, SIG_IGN);
	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGHUP);
	sigaddset(&set, SIGCHLD);
	sigprocmask(SIG_BLOCK, &set, NULL);
	return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

static enum exit_code
count_read(const struct args *args, int64_t *out)
{
	const char *count = args_value(args, "count");
	struct err err = { 0 };

	if (count == NULL || text_int(count, 1, INT64_MAX, out, &err))
		return EXIT_DONE;
	return complain_usage("--count: %s", err.text);
}

/* Each --exec is a program; the words are the arguments of all of them. */
static const char **
commands_read(const struct args *args, size_t *out_count)
{
	const char **commands = mem_array(args->given_count + 1, sizeof(*commands));

	for (size_t i = 0; i < args->given_count; i++)
		if (text_equal(args->given[i].name, "exec"))
			commands[(*out_count)++] = args->given[i].value;
	return commands;
}

enum exit_code
run_watch(struct session *s, const struct args *args)
{
	struct watch w = { .s = s, .args = args, .left = -1, .back_off_ms = BACK_OFF_MIN_MS };
	const char **commands;

	if (count_read(args, &w.left) != EXIT_DONE)
		return EXIT_USAGE;
	if (args->word_count > 0 && !args_has(args, "exec"))
		return complain_usage("watch: '%.60s' is too much: words are the arguments of --exec", args->words[0]);
	commands = commands_read(args, &w.errands.command_count);
	w.errands.commands = commands;
	w.errands.arguments = args->words;
	w.errands.argument_count = args->word_count;
	w.errands.socket_path = client_socket_path(s->client);
	w.stream.on_event = on_event;
	w.stream.context = &w;
	w.signals = signals_open();
	watch_run(&w);
	errands_fini(&w.errands);
	event_stream_fini(&w.stream);
	close(w.signals);
	free(commands);
	return w.code;
}
