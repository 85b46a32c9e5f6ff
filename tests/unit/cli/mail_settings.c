#include "cli/mail/settings.h"

#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static char *
path_in(void **state, const char *name)
{
	static char path[300];

	snprintf(path, sizeof(path), "%s/%s", (char *)*state, name);
	return path;
}

static const char *
file(void **state, const char *name, const char *text, mode_t mode)
{
	const char *path = path_in(state, name);
	FILE *out = fopen(path, "w");

	fputs(text, out);
	fclose(out);
	chmod(path, mode);
	return path;
}

static void
reads_the_section_of_mail_and_leaves_the_others_to_winnowd(void **state)
{
	MAIL_SETTINGS got = { 0 };
	const char *path = file(state, "winnow.conf",
	    "# mine\nsmtp = smtp://nowhere\n[poll]\nfrom = x\nfrm\n\n[mail] ; how\r\n"
	    "from = Anna <a@example.org>   # me\r\nsmtp=smtp://mail.example.org:587\nsmtp-credentials = login\n[socket]\nsmtp=x\n",
	    0644);

	assert_true(mail_settings_read(path, &got, NULL));
	assert_string_equal(got.from, "Anna <a@example.org>");
	assert_string_equal(got.smtp, "smtp://mail.example.org:587");
	assert_string_equal(got.smtp_credentials, path_in(state, "login"));
}

static void
has_no_settings_without_a_file_and_wants_the_one_that_is_named(void **state)
{
	MAIL_SETTINGS got = { 0 };
	struct err err = { 0 };

	assert_false(mail_settings_read(path_in(state, "none"), &got, &err));
	assert_int_equal(err.code, ERR_NOT_FOUND);
	assert_true(mail_settings_read(NULL, &got, &err));
	assert_null(got.from);
}

static void
reads_user_and_password_only_from_a_file_that_is_closed_to_others(void **state)
{
	static const char text[] = "anna\r\n pass # word \n";
	SMTP_LOGIN got = { 0 };
	struct err err = { 0 };

	assert_true(smtp_login_read(file(state, "login", text, 0600), &got, &err));
	assert_string_equal(got.user, "anna");
	assert_string_equal(got.password, " pass # word ");
	smtp_login_fini(&got);
	assert_false(smtp_login_read(file(state, "login", text, 0644), &got, &err));
	assert_int_equal(err.code, ERR_REFUSED);
	assert_non_null(strstr(err.text, "chmod 600"));
	assert_false(smtp_login_read(file(state, "login", "anna\n", 0600), &got, &err));
	assert_false(smtp_login_read(file(state, "login", "anna\npass\nmore\n", 0600), &got, &err));
	assert_false(smtp_login_read(path_in(state, "no-login"), &got, &err));
	assert_null(got.user);
}

static int
folder_make(void **state)
{
	*state = strdup("/tmp/winnow-test-XXXXXX");
	return mkdtemp(*state) == NULL;
}

static int
folder_remove(void **state)
{
	unlink(path_in(state, "winnow.conf"));
	unlink(path_in(state, "login"));
	rmdir(*state);
	free(*state);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_the_section_of_mail_and_leaves_the_others_to_winnowd),
		cmocka_unit_test(has_no_settings_without_a_file_and_wants_the_one_that_is_named),
		cmocka_unit_test(reads_user_and_password_only_from_a_file_that_is_closed_to_others),
	};

	return cmocka_run_group_tests(tests, folder_make, folder_remove);
}
