#include "cli/mail/settings.h"

#include "base/buffer.h"
#include "base/memory.h"
#include "base/text.h"
#include "cli/file.h"

#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { SETTINGS_MAX_BYTES = 1 << 20, LOGIN_MAX_BYTES = 4096 };

static const struct {
	const char *name;
	size_t offset;
} keys[] = {
	{ "from", offsetof(struct mail_settings, from) },
	{ "smtp", offsetof(struct mail_settings, smtp) },
	{ "smtp-credentials", offsetof(struct mail_settings, smtp_credentials) },
};

static void
replace(char **text, const char *value)
{
	free(*text);
	*text = *value != '\0' ? mem_strdup(value) : NULL;
}

/* As winnowd reads it: # and ; begin a comment at the beginning and after white space. */
static void
comment_cut(char *line)
{
	for (size_t i = 0; line[i] != '\0'; i++)
		if ((line[i] == '#' || line[i] == ';') && (i == 0 || line[i - 1] == ' ' || line[i - 1] == '\t'))
			line[i] = '\0';
}

static void
line_read(struct mail_settings *settings, char *line, bool *is_mail)
{
	char *equals;

	comment_cut(line);
	line = text_trim(line);
	if (*line == '[') {
		*is_mail = text_equal(line, "[mail]");
		return;
	}
	equals = line + strcspn(line, "=:");
	if (!*is_mail || *equals == '\0')
		return;
	*equals = '\0';
	for (size_t i = 0; i < COUNT_OF(keys); i++)
		if (text_equal(text_trim(line), keys[i].name))
			replace((char **)(void *)((char *)settings + keys[i].offset), text_trim(equals + 1));
}

/* A file's name in the file is one beside it. */
static void
beside(const char *path, char **name)
{
	const char *slash = strrchr(path, '/');
	BUFFER joined = { 0 };

	if (*name == NULL || **name == '/' || slash == NULL)
		return;
	buffer_addf(&joined, "%.*s/%s", (int)(slash - path), path, *name);
	free(*name);
	*name = buffer_take(&joined);
}

bool
mail_settings_read(const char *path, struct mail_settings *out, struct err *err)
{
	struct mail_settings settings = { 0 };
	BUFFER text = { 0 };
	bool is_mail = false;
	char *rest;

	if (path != NULL && !file_read_text(path, SETTINGS_MAX_BYTES, &text, err))
		return false;
	rest = text.data;
	for (char *line; (line = strsep(&rest, "\n")) != NULL;)
		line_read(&settings, line, &is_mail);
	if (path != NULL)
		beside(path, &settings.smtp_credentials);
	*out = settings;
	return true;
}

void
mail_settings_fini(struct mail_settings *settings)
{
	if (settings == NULL)
		return;
	free(settings->from);
	free(settings->smtp);
	free(settings->smtp_credentials);
	*settings = (struct mail_settings) { 0 };
}

/* Looked at before it is read: a password that everybody may read is no secret any more. */
static bool
is_secret(const char *path, struct err *err)
{
	struct stat st;

	if (stat(path, &st) != 0)
		return err_set(err, errno == ENOENT ? ERR_NOT_FOUND : ERR_SYSTEM, "%.200s: %s", path, strerror(errno));
	if ((st.st_mode & (S_IRWXO | S_IWGRP)) != 0)
		return err_set(err, ERR_REFUSED, "%.200s holds a password and is open to others: chmod 600 it", path);
	return true;
}

bool
smtp_login_read(const char *path, struct smtp_login *out, struct err *err)
{
	BUFFER text = { 0 };
	char *rest, *user, *password;

	if (!is_secret(path, err) || !file_read_text(path, LOGIN_MAX_BYTES, &text, err))
		return false;
	rest = text.data;
	user = strsep(&rest, "\n");
	password = strsep(&rest, "\n");
	if (user != NULL)
		user[strcspn(user, "\r")] = '\0';
	if (password != NULL)
		password[strcspn(password, "\r")] = '\0';
	if (text_is_blank(user) || text_is_blank(password) || !text_is_blank(rest))
		return err_set(err, ERR_SYNTAX, "%.200s: its first line is the user, its second the password", path);
	*out = (struct smtp_login) { mem_strdup(user), mem_strdup(password) };
	return true;
}

void
smtp_login_fini(struct smtp_login *login)
{
	if (login == NULL)
		return;
	if (login->password != NULL)
		explicit_bzero(login->password, strlen(login->password));
	free(login->user);
	free(login->password);
	*login = (struct smtp_login) { 0 };
}
