#include "cli/command.h"

#include "base/text.h"
#include "cli/run.h"

#include <stdint.h>
#include <string.h>

#define JSON                                                                                                           \
	{                                                                                                              \
		"json", NULL, "print exactly what the daemon answered"                                                 \
	}
#define END                                                                                                            \
	{                                                                                                              \
		NULL, NULL, NULL                                                                                       \
	}

const struct option_spec global_options[] = {
	{ "socket", "SOCKET", "where the daemon listens; -s for short" },
	{ "color", "WHEN", "auto, always or never" },
	{ "help", NULL, "say how it is used" },
	END,
};

static const struct option_spec no_options[] = { END };
static const struct option_spec json_options[] = { JSON, END };
static const struct option_spec digest_options[] = {
	{ "topic", "T", "only this topic; may be repeated" },
	{ "since", "WHEN", "from then on: 24h, 7d, or a date" },
	{ "until", "WHEN", "up to then" },
	{ "limit", "N", "at most so many items a topic" },
	{ "min-score", "N", "only items that score at least so much" },
	{ "issue", "[=N]", "freeze the next issue; print N again, or all as a feed" },
	{ "edit", NULL, "edit the next issue in $EDITOR, then freeze it" },
	{ "format", "FORMAT", "text, markdown, html, mail, atom or json" },
	{ "output", "FILE", "write it there, whole or not at all" },
	JSON,
	END,
};
static const struct option_spec issues_options[] = {
	{ "delivered", "N", "say that issue N went out, or the last" },
	JSON,
	END,
};
static const struct option_spec items_options[] = {
	{ "topic", "T", "only items of this topic" },
	{ "feed", "ID", "only items of this feed" },
	{ "story", "ID", "only items of this story" },
	{ "since", "WHEN", "from then on: 24h, 7d, or a date" },
	{ "until", "WHEN", "up to then" },
	{ "state", "STATE", "unread, read, starred, kept or skipped" },
	{ "min-score", "N", "only items that score at least so much" },
	{ "duplicates", "HOW", "fold (the default) or show" },
	{ "sort", "HOW", "score or date" },
	{ "limit", "N", "at most so many" },
	{ "all", NULL, "page on until the last" },
	JSON,
	END,
};
static const struct option_spec look_options[] = { { "links", NULL,
						       "number links and pictures, and list where they lead" },
	{ "changes", NULL, "what changed since it came, by words" }, { "peek", NULL, "leave it unread" }, JSON, END };
static const struct option_spec open_options[] = { { "peek", NULL, "leave it unread" }, END };
static const struct option_spec why_options[] = { { "all", NULL, "the parts of every topic" }, JSON, END };
static const struct option_spec verdict_options[] = {
	{ "topic", "T", "teach this topic (else the one it scores best in)" },
	{ "undo", NULL, "take the verdict back" },
	JSON,
	END,
};
static const struct option_spec prefer_options[] = { { "undo", NULL, "the first seen stands for all again" }, JSON,
	END };
static const struct option_spec remove_options[] = { { "remove", NULL, "take it away" }, JSON, END };
static const struct option_spec mail_options[] = {
	{ "to", "ADDR", "who gets it; may be repeated" },
	{ "bcc", "ADDR", "the same, and nobody sees it; may be repeated" },
	{ "from", "ADDR", "who it is from (else from= in winnow.conf)" },
	{ "smtp", "URL", "smtp://host:port or smtps://host:port (else smtp=)" },
	{ "sendmail", "[=PROGRAM]", "by a program of this machine (/usr/sbin/sendmail)" },
	{ "even-if-empty", NULL, "also when there is nothing new" },
	{ "timeout", "TIME", "how long to wait for each answer (2m)" },
	{ "config", "FILE", "the winnow.conf to read [mail] of" },
	END,
};
static const struct option_spec status_options[] = {
	{ "timeout", "TIME", "how long to wait for the answer (10s)" },
	JSON,
	END,
};
static const struct option_spec feed_add_options[] = {
	{ "title", "TITLE", "call it so" },
	{ "tag", "TAG", "file it under; may be repeated" },
	JSON,
	END,
};
static const struct option_spec feed_list_options[] = {
	{ "failing", NULL, "those that fail: why, and when they are tried again" },
	{ "state", "STATE", "ok, failing, gone or paused" },
	JSON,
	END,
};
static const struct option_spec feed_yield_options[] = {
	{ "since", "WHEN", "of items from then on (else 30d)" },
	JSON,
	END,
};
static const struct option_spec refresh_options[] = {
	{ "wait", NULL, "until all is stored and scored, and say what came" },
	JSON,
	END,
};
static const struct option_spec topic_test_options[] = {
	{ "since", "WHEN", "items from then on (else 30d)" },
	JSON,
	END,
};
static const struct option_spec preview_options[] = {
	{ "base", "URL", "where the file was found: relative links start there" },
	JSON,
	END,
};

static const struct option_spec watch_options[] = {
	{ "topic", "T", "only items of this topic" },
	{ "feed", "ID", "only items of this feed" },
	{ "min-score", "N", "from this score on (else the topic's threshold); 0: all" },
	{ "exec", "COMMAND", "run it for each item, its fields in the environment" },
	{ "count", "N", "end after so many items" },
	{ "url", NULL, "print the address, too" },
	JSON,
	END,
};
static const struct option_spec topic_export_options[] = {
	{ "learnt", NULL, "with what taught them: examples, kept and skipped items" },
	END,
};
static const struct option_spec export_options[] = {
	{ "all", NULL, "feeds, topics, marks, digests, issues, into a folder" },
	{ "credentials", NULL, "with the users and passwords that addresses hold" },
	END,
};

const struct command commands[] = {
	{ "digest", "[NAME]", 0, 1, "the few items that matter, and why", "winnow digest --since 7d", digest_options,
	    run_digest },
	{ "issues", "[NAME]", 0, 1, "the issues that were frozen of a digest", "winnow issues weekly", issues_options,
	    run_issues },
	{ "digests list", "", 0, 0, "the digests that have a name", "winnow digests list", json_options,
	    run_digests_list },
	{ "digests show", "NAME", 1, 1, "a digest as it is written down", "winnow digests show weekly", json_options,
	    run_digests_show },
	{ "digests edit", "NAME", 1, 1, "make or change a digest in $EDITOR", "winnow digests edit weekly",
	    json_options, run_digests_edit },
	{ "digests remove", "NAME", 1, 1, "forget a digest; its issues stay", "winnow digests remove weekly",
	    no_options, run_digests_remove },
	{ "items", "[QUERY]", 0, 1, "find items: newest first, or best first",
	    "winnow items 'psychological safety' --state unread", items_options, run_items },
	{ "show", "ID...", 1, SIZE_MAX, "read items here", "winnow show 1042", look_options, run_show },
	{ "open", "ID...", 1, SIZE_MAX, "read items in the browser", "winnow open 1042", open_options, run_open },
	{ "why", "ID", 1, 1, "how an item's score came about", "winnow why 1042", why_options, run_why },
	{ "why-not", "ID", 1, 1, "what keeps an item out of the digest", "winnow why-not 1042", json_options,
	    run_why_not },
	{ "keep", "ID...", 1, SIZE_MAX, "more like these: teaches the topic", "winnow keep 1042 1043 --topic learning",
	    verdict_options, run_keep },
	{ "skip", "ID...", 1, SIZE_MAX, "fewer like these: teaches the topic", "winnow skip 1044", verdict_options,
	    run_skip },
	{ "star", "ID...", 1, SIZE_MAX, "put items by", "winnow star 1042", remove_options, run_star },
	{ "note", "ID [TEXT]", 1, SIZE_MAX, "write to an item; without TEXT in $EDITOR",
	    "winnow note 1042 'for the workshop in May'", remove_options, run_note },
	{ "split", "ID", 1, 1, "this is no copy: undo a wrong fold, for good", "winnow split 1042", json_options,
	    run_split },
	{ "fold", "ID ID", 2, 2, "the second is a copy of the first, for good", "winnow fold 1042 1050", json_options,
	    run_fold },
	{ "mail", "[NAME]", 0, 1, "send the next issue of a digest, once", "winnow mail weekly --to anna@example.org",
	    mail_options, run_mail },
	{ "feed add", "URL...", 1, SIZE_MAX, "follow a feed, or the one a page names",
	    "winnow feed add https://example.org/blog --tag learning", feed_add_options, run_feed_add },
	{ "feed list", "", 0, 0, "the feeds and how they are", "winnow feed list --failing", feed_list_options,
	    run_feed_list },
	{ "feed show", "ID|URL", 1, 1, "all there is to know of a feed", "winnow feed show 7", json_options,
	    run_feed_show },
	{ "feed rename", "ID|URL [TITLE]", 1, 2, "call a feed so, or as it calls itself",
	    "winnow feed rename 7 'Harold Jarche'", json_options, run_feed_rename },
	{ "feed remove", "ID|URL...", 1, SIZE_MAX, "stop following; what was kept stays", "winnow feed remove 7",
	    no_options, run_feed_remove },
	{ "feed weigh", "ID|URL WEIGHT", 2, 2, "like or dislike a source: part of its scores",
	    "winnow feed weigh 7 like", json_options, run_feed_weigh },
	{ "feed prefer", "ID|URL", 1, 1, "of several copies, this feed's stands for all", "winnow feed prefer 7",
	    prefer_options, run_feed_prefer },
	{ "feed keep", "ID|URL WHAT...", 2, 3, "how long, how many items stay: 90d, 500", "winnow feed keep 7 90d 500",
	    json_options, run_feed_keep },
	{ "feed pause", "ID|URL...", 1, SIZE_MAX, "no polls for now", "winnow feed pause 7", json_options,
	    run_feed_pause },
	{ "feed resume", "ID|URL...", 1, SIZE_MAX, "poll again", "winnow feed resume 7", json_options,
	    run_feed_resume },
	{ "feed yield", "", 0, 0, "what each feed brought and was worth", "winnow feed yield --since 90d",
	    feed_yield_options, run_feed_yield },
	{ "feed refresh", "[ID|URL]...", 0, SIZE_MAX, "poll now: all feeds, or these", "winnow feed refresh --wait",
	    refresh_options, run_feed_refresh },
	{ "feed preview", "URL|FILE", 1, 1, "what a feed holds, without following it",
	    "winnow feed preview https://example.org/feed.xml", preview_options, run_feed_preview },
	{ "topic list", "", 0, 0, "the topics", "winnow topic list", json_options, run_topic_list },
	{ "topic show", "NAME", 1, 1, "a topic's terms, and what it learnt", "winnow topic show learning", json_options,
	    run_topic_show },
	{ "topic edit", "NAME", 1, 1, "make or change a topic in $EDITOR", "winnow topic edit learning", json_options,
	    run_topic_edit },
	{ "topic import", "FILE", 1, 1, "take topics from a file", "winnow topic import topics.ini", json_options,
	    run_topic_import },
	{ "topic export", "[NAME]", 0, 1, "topics as a file: all, or one", "winnow topic export > topics.ini",
	    topic_export_options, run_topic_export },
	{ "topic test", "NAME [FILE]", 1, 2, "what a change would move in and out",
	    "winnow topic test learning new.ini --since 30d", topic_test_options, run_topic_test },
	{ "topic forget", "NAME [WORD]", 1, 2, "a word weighs no more; else all verdicts",
	    "winnow topic forget learning monday", json_options, run_topic_forget },
	{ "topic example", "NAME ID|URL|FILE...", 2, SIZE_MAX, "documents that show what is wanted",
	    "winnow topic example learning 1042 essay.txt", remove_options, run_topic_example },
	{ "topic suggest", "[NAME]", 0, 1, "terms to add or drop; without NAME, topics",
	    "winnow topic suggest learning", json_options, run_topic_suggest },
	{ "topic remove", "NAME...", 1, SIZE_MAX, "forget topics", "winnow topic remove learning", no_options,
	    run_topic_remove },
	{ "import", "FILE|DIR", 1, 1, "the feeds of an OPML file, or all of an export",
	    "winnow import subscriptions.opml", json_options, run_import },
	{ "export", "[DIR]", 0, 1, "the feeds as OPML, or all as text files", "winnow export > subscriptions.opml",
	    export_options, run_export },
	{ "backup", "FILE", 1, 1, "a copy of the whole store, verified", "winnow backup /mnt/backup/winnow.db",
	    no_options, run_backup },
	{ "status", "", 0, 0, "how the daemon is", "winnow status", status_options, run_status },
	{ "watch", "[-- ARG...]", 0, SIZE_MAX, "new items as they come, one line each",
	    "winnow watch --exec ./notify.sh", watch_options, run_watch },
};
const size_t command_count = COUNT_OF(commands);

static const struct command *
command_named(const char *name)
{
	for (size_t i = 0; i < command_count; i++)
		if (strcmp(commands[i].name, name) == 0)
			return &commands[i];
	return NULL;
}

const struct command *
command_find(char *const *words, size_t count, size_t *out_used)
{
	BUFFER name = { 0 };
	const struct command *command;

	*out_used = 1;
	if (count == 0)
		return NULL;
	command = command_named(words[0]);
	if (command != NULL || count < 2)
		return command;
	*out_used = 2;
	buffer_addf(&name, "%s %s", words[0], words[1]);
	return command_named(buffer_text(&name));
}

size_t
command_item_words(const struct command *command)
{
	const char *words = command->words;
	size_t count = 0;

	for (; strncmp(words, "ID", 2) == 0; words += 3, count++) {
		if (strncmp(words + 2, "...", 3) == 0)
			return SIZE_MAX;
		if (words[2] != ' ')
			return count + (words[2] == '\0');
	}
	return count;
}

bool
command_is_group(const char *name)
{
	size_t len = strlen(name);

	for (size_t i = 0; i < command_count; i++)
		if (strncmp(commands[i].name, name, len) == 0 && commands[i].name[len] == ' ')
			return true;
	return false;
}

static bool
is_in_group(const struct command *command, const char *group)
{
	size_t len = group != NULL ? strlen(group) : 0;

	return group == NULL || (strncmp(command->name, group, len) == 0 && command->name[len] == ' ');
}

/* Both of one word, or of two with the same first. */
static bool
are_of_one_group(const struct command *a, const struct command *b)
{
	size_t len = strcspn(a->name, " ");

	if (a->name[len] == '\0' || b->name[strcspn(b->name, " ")] == '\0')
		return a->name[len] == b->name[strcspn(b->name, " ")];
	return strncmp(a->name, b->name, len + 1) == 0;
}

enum { USAGE_COLUMNS = 30, OPTION_COLUMNS = 22 };

static void
options_help(const struct option_spec *options, struct buffer *out)
{
	for (; options->name != NULL; options++) {
		BUFFER option = { 0 };

		buffer_addf(&option, "--%s%s%s", options->name, option_wants_value(options) ? " " : "",
		    options->value != NULL ? options->value : "");
		buffer_addf(out, "  %-*s %s\n", OPTION_COLUMNS, buffer_text(&option), options->help);
	}
}

void
commands_help(const char *group, struct buffer *out)
{
	buffer_addf(out, "winnow [-s SOCKET] [--color WHEN] %s [...]\n\n", group != NULL ? group : "COMMAND");
	for (size_t i = 0; i < command_count; i++) {
		BUFFER usage = { 0 };

		if (!is_in_group(&commands[i], group))
			continue;
		if (group == NULL && i > 0 && !are_of_one_group(&commands[i - 1], &commands[i]))
			buffer_add_char(out, '\n');
		buffer_addf(&usage, "%s %s", commands[i].name, commands[i].words);
		if (usage.len > USAGE_COLUMNS)
			buffer_addf(
			    out, "  %s\n%*s%s\n", buffer_text(&usage), USAGE_COLUMNS + 3, "", commands[i].summary);
		else
			buffer_addf(out, "  %-*s %s\n", USAGE_COLUMNS, buffer_text(&usage), commands[i].summary);
	}
	buffer_add_text(out, "\nwinnow COMMAND --help says more of each, man winnow says all.\n");
}

void
command_help(const struct command *command, struct buffer *out)
{
	buffer_addf(out, "winnow %s%s%s%s\n%s\n", command->name, command->options->name != NULL ? " [OPTION]..." : "",
	    *command->words != '\0' ? " " : "", command->words, command->summary);
	if (command->options->name != NULL) {
		buffer_add_text(out, "\nOptions:\n");
		options_help(command->options, out);
	}
	buffer_add_text(out, "\nEverywhere:\n");
	options_help(global_options, out);
	buffer_addf(out, "\nExample:\n  %s\n", command->example);
}
