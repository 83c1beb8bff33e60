#include "config.h"

#include "headless/route_post.h"

/* Longer than any outlet waits for its destination. */
#define PATIENCE_MS 60000

static void on_done(void *context, struct message *message, const struct outcome *outcome)
{
    struct route_post *post = context;

    (void)message;
    post->is_done = true;
    post->outcome = *outcome;
    buffer_clear(&post->answer);
    if (outcome->answer != NULL)
        buffer_string(&post->answer, outcome->answer);
}

static void on_closed(void *context)
{
    struct route_post *post = context;

    post->is_closed = true;
}

static bool is_done(void *context)
{
    const struct route_post *post = context;

    return post->is_done;
}

static bool is_closed(void *context)
{
    const struct route_post *post = context;

    return post->is_closed;
}

bool route_post_open(struct route_post *post, struct errand *errand,
                     const struct destination *destination, struct error *error)
{
    const struct outlet_options options = {.loop = &errand->loop,
                                           .destination = destination,
                                           .client = errand->client,
                                           .done = on_done,
                                           .context = post};

    *post = (struct route_post){.errand = errand};
    errand->timeout_ms = PATIENCE_MS;
    post->outlet = outlet_open(&options, error);
    return post->outlet != NULL;
}

bool route_post_send(struct route_post *post, struct message *message, struct error *error)
{
    post->is_done = false;
    outlet_send(post->outlet, message);
    if (!errand_run(post->errand, is_done, post))
        return error_set(error, ERROR_RETRY, "no answer");
    const char *answer = buffer_text(&post->answer);
    return post->outcome.kind == OUTCOME_ACCEPTED ||
           error_set(error, ERROR_RETRY, "%s%s%s", post->outcome.error.text,
                     *answer != '\0' ? ": " : "", answer);
}

void route_post_close(struct route_post *post)
{
    if (post->outlet != NULL) {
        outlet_close(post->outlet, on_closed, post);
        errand_run(post->errand, is_closed, post);
    }
    buffer_free(&post->answer);
}
