/* Metadata table: what one dimension's reports said of how its values come about, each text once
 * and by a number, so that history keeps a number for each sample, and a change is two of them.
 *
 * Producers also put into metadata what is another with nearly every report, as how many answers
 * were judged: members of many values say nothing of a change, and are left out of comparisons. All
 * of this depends on what was read, and not on the order in which it was. */
#ifndef DRIFT_METADATA_TABLE_H
#define DRIFT_METADATA_TABLE_H

#include "base/slice.h"

#include <stdint.h>

#define METADATA_NONE 0          /* the number of a sample without metadata */
#define METADATA_NUMBERS_MAX 250 /* of one dimension; with more of them none are told apart */
#define METADATA_MEMBERS_MAX 64  /* likewise */
#define METADATA_VALUES_MAX 32   /* of a member; with more it varies */
#define METADATA_TEXT_MAX 4096   /* what is longer is compared as a whole, and not kept */
#define METADATA_KEPT_MAX                                                                          \
    (64 * 1024) /* bytes of all texts; with more, too, none are told apart                         \
                 */

/* Takes metadata, which is JSON text, apart: calls `take` with each member's path and value, or
 * once, with an empty path, where it is no object. */
typedef void metadata_take_fn(void *context, struct slice path, struct slice value);
typedef void metadata_split_fn(struct slice json, metadata_take_fn *take, void *context);

struct metadata_table;

/* Returns the number of metadata, METADATA_NONE where there is none. Makes the table where `*table`
 * is NULL. Without `split` metadata is compared as a whole. */
uint8_t metadata_number(struct metadata_table **table, struct slice metadata,
                        metadata_split_fn *split);

/* Returns whether two numbers, which may be METADATA_NONE, stand for different metadata. Never
 * where one is of none, or where there are more than are told apart. */
bool metadata_differs(const struct metadata_table *table, uint8_t a, uint8_t b);

/* Returns the text of a number: of one of those that say the same but for members that vary. No
 * data where it was not kept. */
struct slice metadata_text(const struct metadata_table *table, uint8_t number);

/* Returns whether a member varies from report to report. */
bool metadata_varies(const struct metadata_table *table, struct slice path);

/* Returns whether there are more kinds of it than are told apart. `table` may be NULL, as below. */
bool metadata_is_full(const struct metadata_table *table);

/* Returns the bytes that it occupies. */
size_t metadata_table_memory(const struct metadata_table *table);

void metadata_table_free(struct metadata_table *table);

#endif
