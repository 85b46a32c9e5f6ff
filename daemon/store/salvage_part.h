/*
 * salvage_part: what is saved, table by table, in the order that references
 * ask for. Private to this folder.
 */
#ifndef STORE_SALVAGE_PART_H
#define STORE_SALVAGE_PART_H

#include "store/statement.h"

struct salvage_part {
	const char *what; /* NULL: it only adds to the one before */
	/*
	 * The first column, "place", is the key that rows come in the order of, and that :from names. Columns go to the
	 * parameters of `write` that have their names; one that an older schema does not have is NULL.
	 */
	const struct statement *read;
	const struct statement *write;
	bool is_second_try; /* by an index, when something of the table itself was torn */
};

const struct salvage_part *salvage_parts(size_t *out_count);

#endif
