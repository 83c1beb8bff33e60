/* JSON verdict: how a tenant or a dimension is beside its state, and since when, as members of the
 * object that is open. */
#ifndef HEADLESS_JSON_VERDICT_H
#define HEADLESS_JSON_VERDICT_H

#include "judge/verdict.h"
#include "wire/json_write.h"

void json_verdict_of_tenant(struct json_writer *json, const struct tenant_verdict *verdict);
void json_verdict_of_dimension(struct json_writer *json, const struct tenant *tenant,
                               const struct dimension_verdict *verdict);

#endif
