/*
 * run: what the commands of the table do, a file a group. Each answers with the
 * program's exit code and has said why on standard error when it isn't 0.
 */
#ifndef CLI_RUN_H
#define CLI_RUN_H

#include "cli/args.h"
#include "cli/session.h"

/* digest.c */
enum exit_code run_digest(struct session *s, const struct args *args);
/* issues.c */
enum exit_code run_issues(struct session *s, const struct args *args);
/* digests.c */
enum exit_code run_digests_list(struct session *s, const struct args *args);
enum exit_code run_digests_show(struct session *s, const struct args *args);
enum exit_code run_digests_edit(struct session *s, const struct args *args);
enum exit_code run_digests_remove(struct session *s, const struct args *args);
/* items.c */
enum exit_code run_items(struct session *s, const struct args *args);
enum exit_code run_show(struct session *s, const struct args *args);
enum exit_code run_open(struct session *s, const struct args *args);
enum exit_code run_why_not(struct session *s, const struct args *args);
enum exit_code run_why(struct session *s, const struct args *args);
/* judge.c */
enum exit_code run_keep(struct session *s, const struct args *args);
enum exit_code run_skip(struct session *s, const struct args *args);
enum exit_code run_star(struct session *s, const struct args *args);
enum exit_code run_note(struct session *s, const struct args *args);
enum exit_code run_split(struct session *s, const struct args *args);
enum exit_code run_fold(struct session *s, const struct args *args);
/* mail.c */
enum exit_code run_mail(struct session *s, const struct args *args);
/* feeds.c */
enum exit_code run_feed_add(struct session *s, const struct args *args);
enum exit_code run_feed_list(struct session *s, const struct args *args);
enum exit_code run_feed_show(struct session *s, const struct args *args);
enum exit_code run_feed_rename(struct session *s, const struct args *args);
enum exit_code run_feed_remove(struct session *s, const struct args *args);
enum exit_code run_feed_weigh(struct session *s, const struct args *args);
enum exit_code run_feed_prefer(struct session *s, const struct args *args);
enum exit_code run_feed_keep(struct session *s, const struct args *args);
enum exit_code run_feed_pause(struct session *s, const struct args *args);
enum exit_code run_feed_yield(struct session *s, const struct args *args);
enum exit_code run_feed_resume(struct session *s, const struct args *args);
/* polls.c */
enum exit_code run_feed_refresh(struct session *s, const struct args *args);
enum exit_code run_feed_preview(struct session *s, const struct args *args);
/* topics.c */
enum exit_code run_topic_list(struct session *s, const struct args *args);
enum exit_code run_topic_show(struct session *s, const struct args *args);
enum exit_code run_topic_edit(struct session *s, const struct args *args);
enum exit_code run_topic_import(struct session *s, const struct args *args);
enum exit_code run_topic_export(struct session *s, const struct args *args);
enum exit_code run_topic_remove(struct session *s, const struct args *args);
/* teaching.c */
enum exit_code run_topic_test(struct session *s, const struct args *args);
enum exit_code run_topic_forget(struct session *s, const struct args *args);
/* examples.c */
enum exit_code run_topic_example(struct session *s, const struct args *args);
/* suggest.c */
enum exit_code run_topic_suggest(struct session *s, const struct args *args);
/* opml.c */
enum exit_code run_import(struct session *s, const struct args *args);
enum exit_code run_export(struct session *s, const struct args *args);
/* backup.c */
enum exit_code run_backup(struct session *s, const struct args *args);
/* status.c */
enum exit_code run_status(struct session *s, const struct args *args);
/* watch.c */
enum exit_code run_watch(struct session *s, const struct args *args);

#endif
