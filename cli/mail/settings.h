/*
 * settings: what winnow.conf(5) says of mail: the section [mail] of the file
 * that winnowd read. All else in it is winnowd's to judge. And the user and
 * password that smtp-credentials= names: they never pass the socket.
 */
#ifndef CLI_MAIL_SETTINGS_H
#define CLI_MAIL_SETTINGS_H

#include "base/error.h"

struct mail_settings {
	char *from, *smtp, *smtp_credentials; /* NULL: not given */
};

#define MAIL_SETTINGS __attribute__((cleanup(mail_settings_fini))) struct mail_settings

/* `path` NULL: nothing is set. */
CHECKED bool mail_settings_read(const char *path, struct mail_settings *out, struct err *err);
void mail_settings_fini(struct mail_settings *settings);

struct smtp_login {
	char *user, *password;
};

#define SMTP_LOGIN __attribute__((cleanup(smtp_login_fini))) struct smtp_login

/* The file's first line is the user, its second the password. ERR_REFUSED: others may read it. */
CHECKED bool smtp_login_read(const char *path, struct smtp_login *out, struct err *err);
void smtp_login_fini(struct smtp_login *login);

#endif
