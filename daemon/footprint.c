#include "footprint.h"

#include "base/memory.h"

#include <link.h>
#include <malloc.h>
#include <sys/mman.h>
#include <unistd.h>

void
footprint_limit(void)
{
	/* One arena, lest each hold what another could use, and large documents given back to the system when they go: memory stays small after a busy hour. */
	mallopt(M_ARENA_MAX, 1);
	mallopt(M_MMAP_THRESHOLD, 256 * 1024);
}

/* Only what can't have been written to is as it is in the file. */
static int
forget_library(struct dl_phdr_info *library, size_t size, void *context)
{
	uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);

	(void)size;
	(void)context;
	for (int i = 0; i < library->dlpi_phnum; i++) {
		const ElfW(Phdr) *part = &library->dlpi_phdr[i];
		uintptr_t from = (library->dlpi_addr + part->p_vaddr) & ~(page - 1);
		uintptr_t to = (library->dlpi_addr + part->p_vaddr + part->p_memsz) & ~(page - 1);

		if (part->p_type == PT_LOAD && (part->p_flags & PF_W) == 0 && from < to)
			madvise((void *)from, to - from, MADV_DONTNEED);
	}
	return 0;
}

void
footprint_forget_start(void)
{
	dl_iterate_phdr(forget_library, NULL);
	mem_give_back();
}
