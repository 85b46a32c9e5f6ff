/* How the daemon is. */
#include "base/timestamp.h"
#include "cli/client.h"
#include "cli/render/feeds.h"
#include "cli/run.h"

enum { PATIENCE_S = 10, PATIENCE_MAX_S = 86400 };

static bool
take_patience(const struct args *args, int64_t *out)
{
	const char *given = args_value(args, "timeout");

	*out = PATIENCE_S;
	return given == NULL || (duration_parse(given, out, NULL) && *out > 0 && *out <= PATIENCE_MAX_S);
}

enum exit_code
run_status(struct session *s, const struct args *args)
{
	ANSWER answer = { 0 };
	enum exit_code code;
	int64_t patience_s;

	if (!take_patience(args, &patience_s))
		return complain_usage("'%.40s' is no time to wait: 10s, 2m", args_value(args, "timeout"));
	client_patience(s->client, patience_s);
	code = session_ask(s, "GET", "/v1/status", NULL, &answer);
	return code == EXIT_DONE ? session_show(s, &answer, args_has(args, "json"), render_status) : code;
}
