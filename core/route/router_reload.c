/* The router: settings that change while it runs. */
#include "config.h"

#include "route/router_private.h"

#include <string.h>

static bool is_same(const char *a, const char *b)
{
    return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

/* What a courier was opened with stays as it is. */
static bool can_change(const struct destination *from, const struct destination *to,
                       struct error *error)
{
    if (is_same(from->name, to->name) && from->kind == to->kind &&
        is_same(from->target, to->target) && is_same(from->target_file, to->target_file) &&
        is_same(from->target_variable, to->target_variable) &&
        is_same(from->secret_file, to->secret_file) &&
        is_same(from->secret_variable, to->secret_variable) &&
        is_same(from->token_file, to->token_file) &&
        is_same(from->token_variable, to->token_variable) && is_same(from->cacert, to->cacert))
        return true;
    return error_set(error, ERROR_USAGE, "destination %s is another one now: that takes a restart",
                     to->name);
}

bool router_reload(struct router *router, const struct router_options *options, struct error *error)
{
    bool done = true;

    if (options->destination_count != router->reader_count)
        return error_set(error, ERROR_USAGE,
                         "there are %zu destinations now, and there were %zu: "
                         "that takes a restart",
                         options->destination_count, router->reader_count);
    for (size_t i = 0; i < router->reader_count; i++) {
        if (!can_change(router->readers[i]->destination, &options->destinations[i], error))
            return false;
    }
    for (size_t i = 0; i < router->reader_count; i++) {
        struct route_reader *reader = router->readers[i];
        reader->destination = &options->destinations[i];
        if (reader->courier != NULL)
            done = courier_reload(reader->courier, error) && done;
        route_reader_select(reader);
    }
    return done;
}
