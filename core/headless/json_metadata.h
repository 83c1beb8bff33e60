/* JSON metadata: when the reports of a dimension began to say something else of how its values come
 * about, as JSON. */
#ifndef HEADLESS_JSON_METADATA_H
#define HEADLESS_JSON_METADATA_H

#include "drift/metadata_changes.h"
#include "wire/json_write.h"

/* Writes how many changes the window brought, and the newest of them, newest first, each with its
 * members. */
void json_metadata_changes(struct json_writer *json, const struct tenant *tenant, size_t dimension,
                           struct time_range window);

#endif
