/* Demo specification: which simulated tenants "demo:?tenants=N&seed=N" stands for. */
#ifndef SOURCE_DEMO_SPEC_H
#define SOURCE_DEMO_SPEC_H

#include "base/error.h"
#include "source/demo/fleet.h"
#include "source/source.h"

/* Returns the selected tenants as an array of `*count`, sorted by name, to be freed by the caller;
 * NULL when the specification cannot be understood. */
struct demo_tenant *demo_spec_tenants(const char *spec, const struct source_options *options,
                                      size_t *count, struct error *error);

#endif
