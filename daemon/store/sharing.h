/* sharing: what the writer and the readers of one process have in common besides the store. */
#ifndef STORE_SHARING_H
#define STORE_SHARING_H

struct changes;
struct shelf;

struct sharing {
	struct shelf *lexicons; /* by generation, those that topics are judged with: half a million words */
	struct changes *changes;
};

#endif
