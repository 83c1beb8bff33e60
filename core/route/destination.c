#include "config.h"

#include "route/destination.h"

#include "base/duration.h"
#include "source/selection.h"

#include <string.h>

#define NAME_CHARACTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_."

/* A chat that is forgotten about is told again after some hours; an Alertmanager closes what it is
 * not told of every few minutes. People are spared what programs may well have. */
const struct destination_traits destination_traits[DESTINATION_KINDS] = {
    [DESTINATION_COMMAND] = {.name = "command",
                             .target = "PROGRAM [ARGUMENT...]",
                             .needs_target = true,
                             .takes_target = true,
                             .secret = "what the program gets as DRIFTOP_SECRET"},
    [DESTINATION_WEBHOOK] = {.name = "webhook",
                             .target = "http[s]://HOST[:PORT]/PATH",
                             .http = true,
                             .needs_target = true,
                             .takes_target = true,
                             .secret = "the key that signs what is sent",
                             .takes_token = true},
    [DESTINATION_ALERTMANAGER] = {.name = "alertmanager",
                                  .target = "http[s]://HOST[:PORT] ...",
                                  .http = true,
                                  .needs_target = true,
                                  .takes_target = true,
                                  .takes_targets = true,
                                  .takes_token = true,
                                  .resends = true,
                                  .keyed = true,
                                  .repeat_ms = MS_PER_MINUTE},
    [DESTINATION_SLACK] = {.name = "slack",
                           .target = "file:FILE or env:NAME with the URL of the webhook",
                           .http = true,
                           .needs_secret = true,
                           .secret = "the URL of the webhook",
                           .repeat_ms = 4 * MS_PER_HOUR,
                           .flap_edges = 4,
                           .flap_ms = MS_PER_HOUR,
                           .digest_messages = 20,
                           .digest_ms = 10 * MS_PER_SECOND},
    [DESTINATION_PAGERDUTY] = {.name = "pagerduty",
                               .target = "file:FILE or env:NAME with the routing key",
                               .http = true,
                               .takes_target = true,
                               .needs_secret = true,
                               .secret = "the routing key",
                               .keyed = true,
                               .flap_edges = 4,
                               .flap_ms = MS_PER_HOUR},
    [DESTINATION_FILE] = {.name = "file",
                          .target = "FILE, or - for standard output",
                          .needs_target = true,
                          .takes_target = true},
    [DESTINATION_STREAM] = {.name = "stream",
                            .target = "KEY",
                            .needs_target = true,
                            .takes_target = true},
};

bool destination_kind_find(const char *name, enum destination_kind *kind)
{
    for (size_t i = 0; i < DESTINATION_KINDS; i++) {
        if (strcmp(name, destination_traits[i].name) == 0) {
            *kind = (enum destination_kind)i;
            return true;
        }
    }
    return false;
}

bool destination_name_check(const char *name, struct error *error)
{
    size_t size = strlen(name);

    return (size > 0 && size <= DESTINATION_NAME_MAX && strspn(name, NAME_CHARACTERS) == size) ||
           error_set(error, ERROR_USAGE,
                     "\"%s\": a destination is named by letters, digits, '-', '_' and '.', at most "
                     "%d of them: its consumer group has the same name",
                     name, DESTINATION_NAME_MAX);
}

bool destination_has_tenant(const struct destination *destination, const char *tenant)
{
    return destination->tenant_count == 0 ||
           selection_matches(destination->tenants, destination->tenant_count, slice_of(tenant));
}

bool destination_has_dimension(const struct destination *destination, const char *dimension)
{
    return destination->dimension_count == 0 ||
           selection_matches(destination->dimensions, destination->dimension_count,
                             slice_of(dimension));
}
