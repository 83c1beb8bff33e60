/* What was said of a tenant or a dimension, in the JSON of a snapshot. */
#ifndef HEADLESS_JSON_ATTENTION_H
#define HEADLESS_JSON_ATTENTION_H

#include "judge/attention.h"
#include "wire/json_write.h"

/* Writes the members "acknowledged" and "muted", each with "since_ms", "until_ms" and "why", and of
 * what got worse "worse_ms"; null: nothing was said. Without a dimension of all of the tenant. */
void json_attention(struct json_writer *json, const struct attention *attention, const char *tenant,
                    const char *dimension);

#endif
