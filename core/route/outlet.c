#include "config.h"

#include "route/outlet.h"

#include <stdlib.h>

static const struct outlet_operations *const kinds[DESTINATION_KINDS] = {
    [DESTINATION_COMMAND] = &outlet_command, [DESTINATION_FILE] = &outlet_file,
    [DESTINATION_STREAM] = &outlet_stream,
#ifdef HAVE_LIBCURL
    [DESTINATION_WEBHOOK] = &outlet_webhook, [DESTINATION_ALERTMANAGER] = &outlet_alertmanager,
    [DESTINATION_SLACK] = &outlet_slack,     [DESTINATION_PAGERDUTY] = &outlet_pagerduty,
#endif
};

struct outlet *outlet_open(const struct outlet_options *options, struct error *error)
{
    const struct destination *destination = options->destination;
    const struct outlet_operations *operations = kinds[destination->kind];

    if (operations == NULL) {
        error_set(error, ERROR_USAGE,
                  "destination %s: this driftop was built without libcurl, which %s needs "
                  "(configure it with libcurl, or send with a command)",
                  destination->name, destination_traits[destination->kind].name);
        return NULL;
    }
    struct outlet *outlet = operations->open(options, error);
    if (outlet == NULL) {
        error_prefix(error, "destination %s", destination->name);
        return NULL;
    }
    outlet->operations = operations;
    outlet->options = *options;
    return outlet;
}

size_t outlet_width(const struct outlet *outlet)
{
    return outlet->operations->width;
}

void outlet_send(struct outlet *outlet, struct message *message)
{
    outlet->operations->send(outlet, message);
}

bool outlet_reload(struct outlet *outlet, struct error *error)
{
    if (outlet->operations->reload == NULL || outlet->operations->reload(outlet, error))
        return true;
    return error_prefix(error, "destination %s", outlet->options.destination->name);
}

void outlet_close(struct outlet *outlet, void (*closed)(void *context), void *context)
{
    outlet->closed = closed;
    outlet->closed_context = context;
    outlet->operations->close(outlet);
}

void outlet_closed(struct outlet *outlet)
{
    void (*closed)(void *context) = outlet->closed;
    void *context = outlet->closed_context;

    free(outlet);
    if (closed != NULL)
        closed(context);
}
