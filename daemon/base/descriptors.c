#include "base/descriptors.h"

#include <sys/resource.h>

enum { CLIENTS_MAX = 512 };

size_t
descriptors_for_clients(void)
{
	struct rlimit files;

	if (getrlimit(RLIMIT_NOFILE, &files) != 0 || files.rlim_cur / 2 > CLIENTS_MAX)
		return CLIENTS_MAX;
	return (size_t)files.rlim_cur / 2;
}
