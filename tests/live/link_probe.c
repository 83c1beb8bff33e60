#include "config.h"

#include "live/link_probe.h"
#include "support/loop_end.h"

#include "base/duration.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define GUARD_MS 40000
#define WORDS_MAX 32

static void on_guard(uv_timer_t *guard)
{
    (void)guard;
    ck_abort_msg("nothing happened for %d ms", GUARD_MS);
}

/* Whatever is told may be what the test waits for: the loop returns to let it look. */
static void on_ready(void *context)
{
    struct link_probe *probe = context;

    uv_stop(&probe->loop);
    probe->readies++;
    if (probe->when_ready != NULL)
        probe->when_ready(probe);
}

static void on_lost(void *context, const struct error *error)
{
    struct link_probe *probe = context;

    uv_stop(&probe->loop);
    probe->losses++;
    probe->loss = *error;
    probe->loss_state = link_state(probe->link);
    probe->loss_retry_at = link_retry_at(probe->link);
    if (probe->when_lost != NULL)
        probe->when_lost(probe);
}

static void on_closed(void *context)
{
    struct link_probe *probe = context;

    uv_stop(&probe->loop);
    probe->closed = true;
    probe->link = NULL;
}

void probe_init(struct link_probe *probe)
{
    *probe = (struct link_probe){.commands = COMMANDS_GREETING | COMMANDS_READING,
                                 .limits = redis_limits_default()};
    probe->limits.backoff_min_ms = 10;
    probe->limits.backoff_max_ms = 100;
    probe->limits.idle_ms = MS_PER_DAY;
    ck_assert_int_eq(uv_loop_init(&probe->loop), 0);
    ck_assert_int_eq(uv_timer_init(&probe->loop, &probe->guard), 0);
}

void probe_open(struct link_probe *probe, const char *url)
{
    static const struct link_events events = {.ready = on_ready, .lost = on_lost};
    struct redis_url parsed;
    struct error error;

    ck_assert_msg(redis_url_parse(url, &parsed, &error), "%s", error.text);
    ck_assert_msg(redis_url_secure(&parsed, &probe->access, &error), "%s", error.text);
    probe->link =
        link_open(&probe->loop, &parsed, probe->commands, "probe", &probe->limits, &events, probe);
    redis_url_free(&parsed);
}

static void run(struct link_probe *probe)
{
    uv_timer_start(&probe->guard, on_guard, GUARD_MS, 0);
    uv_run(&probe->loop, UV_RUN_DEFAULT);
    uv_timer_stop(&probe->guard);
}

void probe_wait_count(struct link_probe *probe, const int *count, int target)
{
    while (*count < target)
        run(probe);
}

void probe_wait_state(struct link_probe *probe, enum link_state state)
{
    while (link_state(probe->link) != state)
        run(probe);
}

void probe_wait_answer(struct link_probe *probe, const struct answer *answer)
{
    probe_wait_count(probe, &answer->calls, 1);
}

void probe_connect(struct link_probe *probe, const char *url)
{
    probe_open(probe, url);
    while (probe->readies == 0) {
        ck_assert_msg(probe->losses == 0, "%s", probe->loss.text);
        run(probe);
    }
}

void probe_fail(struct link_probe *probe, const char *url)
{
    probe_open(probe, url);
    probe_wait_count(probe, &probe->losses, 1);
    ck_assert_int_eq(probe->readies, 0);
}

static void on_reply(void *context, const struct reply *reply, const struct error *error)
{
    struct answer *answer = context;

    uv_stop(&answer->probe->loop);
    answer->calls++;
    if (reply == NULL) {
        answer->lost = true;
        answer->error = *error;
    } else {
        struct slice text = reply_text(reply, 0);
        answer->type = reply->nodes[0].type;
        answer->integer = reply->nodes[0].integer;
        answer->nodes = reply->count;
        snprintf(answer->text, sizeof(answer->text), "%.*s", (int)text.size, text.data);
    }
    if (answer->when_told != NULL)
        answer->when_told(answer);
}

static void on_element(void *context, const struct reply_element *element)
{
    struct answer *answer = context;

    answer->elements++;
    buffer_printf(&answer->trace, "%u.%zu:", element->depth, element->index);
    if (element->text.data != NULL)
        buffer_append(&answer->trace, element->text.data, element->text.size);
    else
        buffer_printf(&answer->trace, "%lld", (long long)element->integer);
    buffer_char(&answer->trace, ' ');
    if (answer->when_element != NULL)
        answer->when_element(answer);
}

bool probe_send(struct link_probe *probe, struct answer *answer, const char *command, bool stream)
{
    char *copy = strdup(command);
    char *rest = copy;
    struct slice words[WORDS_MAX];
    size_t count = 0;

    ck_assert_ptr_nonnull(copy);
    for (char *word = strsep(&rest, " "); word != NULL; word = strsep(&rest, " ")) {
        ck_assert_uint_lt(count, WORDS_MAX);
        words[count++] = slice_of(word);
    }
    answer->probe = probe;
    bool sent = link_send(probe->link, &(struct link_request){
                                           .words = words,
                                           .count = count,
                                           .deadline_ms = answer->deadline_ms,
                                           .on_element = stream ? on_element : NULL,
                                           .on_reply = on_reply,
                                           .context = answer,
                                       });
    free(copy);
    return sent;
}

void probe_ask(struct link_probe *probe, struct answer *answer, const char *command)
{
    ck_assert(probe_send(probe, answer, command, false));
    probe_wait_answer(probe, answer);
}

void probe_turn(struct link_probe *probe)
{
    uv_run(&probe->loop, UV_RUN_NOWAIT);
}

void probe_free(struct link_probe *probe)
{
    if (probe->link != NULL && !probe->closed) {
        link_close(probe->link, on_closed, probe);
        while (!probe->closed)
            run(probe);
    }
    uv_close((uv_handle_t *)&probe->guard, NULL);
    loop_end(&probe->loop);
}
