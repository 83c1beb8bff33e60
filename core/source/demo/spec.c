#include "config.h"

#include "source/demo/spec.h"

#include "base/integer.h"
#include "base/memory.h"
#include "base/timestamp.h"
#include "source/selection.h"

#include <stdlib.h>
#include <string.h>

#define PREFIX "demo:"
#define MAX_TENANTS 10000

/* What stands behind "demo:". */
struct parameters {
    uint64_t tenants;
    uint64_t seed;
};

static bool parse_parameters(struct slice text, struct parameters *parameters, struct error *error)
{
    if (text.size == 0)
        return true;
    if (text.data[0] != '?')
        return error_set(
            error, ERROR_USAGE,
            "behind \"demo:\" only parameters can stand, as in demo:?tenants=1000&seed=7");
    for (struct slice rest = {text.data + 1, text.size - 1}; rest.data != NULL;) {
        struct slice value = slice_split(&rest, '&');
        struct slice name = slice_split(&value, '=');
        bool valid;
        if (slice_is(name, "tenants"))
            valid =
                integer_parse(value, MAX_TENANTS, &parameters->tenants) && parameters->tenants > 0;
        else if (slice_is(name, "seed"))
            valid = integer_parse(value, UINT64_MAX, &parameters->seed);
        else
            return error_set(error, ERROR_USAGE,
                             "demo: has no parameter \"%.*s\"; it takes tenants and seed",
                             (int)name.size, name.data);
        if (!valid)
            return error_set(error, ERROR_USAGE, "demo: %.*s=%.*s: write a whole number%s",
                             (int)name.size, name.data, (int)value.size, value.data,
                             slice_is(name, "tenants") ? " from 1 to 10000" : "");
    }
    return true;
}

static int compare_tenants(const void *a, const void *b)
{
    const struct demo_tenant *first = a;
    const struct demo_tenant *second = b;

    return strcmp(first->name, second->name);
}

struct demo_tenant *demo_spec_tenants(const char *spec, const struct source_options *options,
                                      size_t *count, struct error *error)
{
    struct parameters parameters = {.tenants = demo_scenario_count, .seed = options->seed};
    int64_t now_ms = options->frozen_now_ms != 0 ? options->frozen_now_ms : timestamp_now();
    struct selection selection;

    if (!parse_parameters(slice_of(spec + strlen(PREFIX)), &parameters, error))
        return NULL;
    struct demo_tenant *tenants = mem_zalloc(parameters.tenants, sizeof(*tenants));
    selection_copy(&selection, options);
    *count = 0;
    for (size_t i = 0; i < parameters.tenants; i++) {
        struct demo_tenant *tenant = &tenants[*count];
        demo_tenant_describe(parameters.seed, i, now_ms, tenant);
        if (selection_has(&selection, slice_of(tenant->name)))
            ++*count;
    }
    selection_free(&selection);
    qsort(tenants, *count, sizeof(*tenants), compare_tenants);
    return tenants;
}
