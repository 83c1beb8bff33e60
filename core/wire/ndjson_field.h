/* NDJSON field: which member of a line is what, by the names that programs give it. Ours come
 * first; those of others count where the line has none of ours. */
#ifndef WIRE_NDJSON_FIELD_H
#define WIRE_NDJSON_FIELD_H

#include "base/slice.h"

#include <stddef.h>

enum ndjson_field {
    FIELD_OTHER,
    FIELD_DIMS,
    FIELD_DIMENSIONS,
    FIELD_REPORT,
    FIELD_DEGRADED,
    FIELD_WARNED,
    FIELD_TENANT,
    FIELD_ENVIRONMENT,
    FIELD_ID,
    FIELD_TIME_MS,
    FIELD_TIME,  /* when the report was made */
    FIELD_START, /* of its window */
    FIELD_END,   /* of its window */
    FIELD_WINDOW /* both */
};

/* What a name stands for, and what it is worth beside others for the same: the less, the more. Our
 * own names, which sinks write, are worth the same: 0. */
struct ndjson_name {
    enum ndjson_field field;
    size_t rank;
};

struct ndjson_name ndjson_name_of(struct slice key);

/* Returns the name of ours that differs from a key by the case of its letters alone; no data where
 * there is none. */
struct slice ndjson_name_like(struct slice key);

#endif
