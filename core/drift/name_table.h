/* Name table: finds the position of a name in a list. */
#ifndef DRIFT_NAME_TABLE_H
#define DRIFT_NAME_TABLE_H

#include "base/slice.h"

#include <stdint.h>

#define NAME_UNKNOWN SIZE_MAX

struct name_slot {
    struct slice name; /* data is NULL in an empty slot */
    uint32_t position;
    uint32_t hash; /* of the name, so that a table that grows looks at no name */
};

/* Zero-initialised is empty and ready. */
struct name_table {
    struct name_slot *slots; /* open addressing; a power of two of them */
    size_t slot_count;
    size_t count;
};

/* Returns the position of a name, or NAME_UNKNOWN. */
size_t name_table_find(const struct name_table *table, struct slice name);

/* Adds a name that is not in the table, at a position below 2^32. Its bytes stay the caller's and
 * must outlive the table. */
void name_table_add(struct name_table *table, struct slice name, size_t position);

/* Takes a name out of the table, when it is there. */
void name_table_remove(struct name_table *table, struct slice name);

/* Says that positions went from the list, which are given in ascending order, and whose names were
 * taken out: those behind them have moved up. */
void name_table_close_gaps(struct name_table *table, const size_t *gaps, size_t count);

/* Forgets all names and frees the memory. */
void name_table_clear(struct name_table *table);

#endif
