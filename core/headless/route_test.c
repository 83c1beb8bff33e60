/* --test: one alert, marked as a test, really sent. */
#include "config.h"

#include "headless/route_private.h"

#include "base/memory.h"
#include "headless/complain.h"
#include "headless/route_post.h"
#include "headless/status.h"

#include <signal.h>
#include <string.h>

#define TENANT "driftop-test"

/* What it looks like when a tenant turns bad; each test is an incident of its own. */
static struct message *make_message(const struct destination *destination)
{
    struct message *message = message_create(destination, EDGE_FIRING, KIND_THRESHOLD);
    int64_t now_ms = timestamp_now();
    struct stream_id opened = {.ms = (uint64_t)now_ms, .seq = 0};

    message->is_test = true;
    message->tenant = mem_strdup(TENANT);
    message->stream = mem_strdup(TENANT);
    message->stream_size = strlen(TENANT);
    message->dimension = mem_strdup("test");
    message->severity = destination->severity;
    struct rules rules = rule_book_find(&destination->rules, TENANT, "test");
    message->rule = message->severity == SEVERITY_DEGRADED ? rules.degraded : rules.warn;
    message->since_id = message->at_id = opened;
    message->since_ms = message->at_ms = message->sent_ms = now_ms;
    message->attempt = 1;
    message->value = 0.7;
    message->baseline = 0.9;
    message->z_score = -4;
    message->bad = message->of = 1;
    message->before = SEVERITY_ABSENT;
    message->after = message->severity;
    message_identify(message, opened);
    return message;
}

/* Redis is asked for nothing, but where the destination is one of its streams. */
static bool open_errand(struct errand *errand, const struct options *options,
                        const struct destination *destination, struct error *error)
{
    return destination->kind == DESTINATION_STREAM ? errand_open(errand, options, error)
                                                   : errand_begin(errand, options, error);
}

/* Where it would stay open it is ended at once: that it came is known. An Alertmanager does so by
 * itself. */
static bool end_test(struct route_post *post, struct message *message, struct error *error)
{
    const struct destination_traits *traits = &destination_traits[message->destination->kind];

    if (!traits->keyed || traits->resends)
        return true;
    message->edge = EDGE_RESOLVED;
    message->before = message->after;
    message->after = SEVERITY_ABSENT;
    return route_post_send(post, message, error) ||
           error_prefix(error, "%s: the test was accepted, and stays open, as its end was not",
                        message->destination->name);
}

static bool send_test(struct errand *errand, const struct destination *destination,
                      struct error *error)
{
    struct message *message = make_message(destination);
    struct route_post post;
    bool good =
        route_post_open(&post, errand, destination, error) &&
        (route_post_send(&post, message, error) || error_prefix(error, "%s", destination->name)) &&
        end_test(&post, message, error);

    route_post_close(&post);
    message_free(message);
    return good;
}

int route_test(const struct options *options, struct destination_list *list)
{
    struct errand errand = {0};
    struct error error;
    const struct destination *destination =
        destinations_want(list, "--test", options->test, &error);

    signal(SIGPIPE, SIG_IGN);
    bool good = destination != NULL && open_errand(&errand, options, destination, &error) &&
                send_test(&errand, destination, &error);
    errand_close(&errand);
    if (good && !options->quiet)
        complain("%s: accepted", options->test);
    if (good)
        return STATUS_DONE;
    complain("%s", error.text);
    return error.class == ERROR_USAGE ? STATUS_USAGE : STATUS_FAILED;
}
