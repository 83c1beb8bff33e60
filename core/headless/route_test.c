/* --test: one alert, marked as a test, really sent. */
#include "config.h"

#include "headless/route_private.h"

#include "base/memory.h"
#include "headless/complain.h"
#include "headless/status.h"
#include "route/outlet.h"

#include <signal.h>
#include <string.h>

/* Longer than any outlet waits for its destination. */
#define PATIENCE_MS 60000

#define TENANT "driftop-test"

struct test {
    struct errand errand;
    bool is_done;
    bool is_closed;
    struct outcome outcome;
    struct buffer answer;
};

static void on_done(void *context, struct message *message, const struct outcome *outcome)
{
    struct test *test = context;

    (void)message;
    test->is_done = true;
    test->outcome = *outcome;
    if (outcome->answer != NULL)
        buffer_string(&test->answer, outcome->answer);
}

static void on_closed(void *context)
{
    struct test *test = context;

    test->is_closed = true;
}

static bool is_done(void *context)
{
    const struct test *test = context;

    return test->is_done;
}

static bool is_closed(void *context)
{
    const struct test *test = context;

    return test->is_closed;
}

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
    message->rule = rule_book_find(&destination->rules, TENANT, "test").warn;
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

/* Says what came of it. */
static bool judge(const struct test *test, const struct destination *destination,
                  struct error *error)
{
    const char *answer = buffer_text(&test->answer);

    if (!test->is_done)
        return error_set(error, ERROR_RETRY, "%s: no answer", destination->name);
    if (test->outcome.kind == OUTCOME_ACCEPTED)
        return true;
    return error_set(error, ERROR_RETRY, "%s: %s: %s%s%s", destination->name,
                     test->outcome.kind == OUTCOME_RETRY ? "not now" : "never",
                     test->outcome.error.text, *answer != '\0' ? ": " : "", answer);
}

static bool send_test(struct test *test, const struct destination *destination, struct error *error)
{
    struct outlet_options options = {.loop = &test->errand.loop,
                                     .destination = destination,
                                     .client = test->errand.client,
                                     .done = on_done,
                                     .context = test};
    struct outlet *outlet = outlet_open(&options, error);

    if (outlet == NULL)
        return false;
    struct message *message = make_message(destination);
    test->errand.timeout_ms = PATIENCE_MS;
    outlet_send(outlet, message);
    errand_run(&test->errand, is_done, test);
    bool good = judge(test, destination, error);
    outlet_close(outlet, on_closed, test);
    errand_run(&test->errand, is_closed, test);
    message_free(message);
    return good;
}

/* Redis is asked for nothing, but where the destination is one of its streams. */
static bool open_errand(struct test *test, const struct options *options,
                        const struct destination *destination, struct error *error)
{
    return destination->kind == DESTINATION_STREAM ? errand_open(&test->errand, options, error)
                                                   : errand_begin(&test->errand, options, error);
}

int route_test(const struct options *options, struct destination_list *list)
{
    struct test test = {0};
    struct error error;
    const struct destination *destination =
        destinations_want(list, "--test", options->test, &error);

    signal(SIGPIPE, SIG_IGN);
    bool good = destination != NULL && open_errand(&test, options, destination, &error) &&
                send_test(&test, destination, &error);
    errand_close(&test.errand);
    buffer_free(&test.answer);
    if (good && !options->quiet)
        complain("%s: accepted", options->test);
    if (good)
        return STATUS_DONE;
    complain("%s", error.text);
    return error.class == ERROR_USAGE ? STATUS_USAGE : STATUS_FAILED;
}
