#include "cli/client.h"
#include "cli/render/feeds.h"
#include "cli/run.h"

enum exit_code
run_status(struct session *s, const struct args *args)
{
	ANSWER answer = { 0 };
	BUFFER text = { 0 };
	enum exit_code code = session_ask(s, "GET", "/v1/status", NULL, &answer);
	json_t *status;

	if (code != EXIT_DONE)
		return code;
	if (args_has(args, "json"))
		return session_print_answer(s, &answer);
	status = session_parse(&answer);
	if (status == NULL)
		return EXIT_REFUSED;
	render_status(status, &s->look, &text);
	json_decref(status);
	return session_print(s, &text);
}
