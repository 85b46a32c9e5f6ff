#include "cli/client.h"
#include "cli/render/feeds.h"
#include "cli/run.h"

enum exit_code
run_status(struct session *s, const struct args *args)
{
	ANSWER answer = { 0 };
	enum exit_code code = session_ask(s, "GET", "/v1/status", NULL, &answer);

	return code == EXIT_DONE ? session_show(s, &answer, args_has(args, "json"), render_status) : code;
}
