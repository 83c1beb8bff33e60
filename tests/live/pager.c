#include "config.h"

#include "live/pager.h"

#include "support/die.h"
#include "support/loop_end.h"
#include "support/wait.h"

#include <check.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PULSE_MS 5
#define DIMS                                                                                       \
    "[{\"name\": \"faithfulness\", \"severity\": \"%s\", \"value\": %s, \"baseline\": 0.9, "       \
    "\"z_score\": %s, \"sample_count\": 100, \"metadata\": null}]"

static void on_pulse(uv_timer_t *timer)
{
    (void)timer;
}

void pager_create(struct pager *pager)
{
    static unsigned number;

    *pager = (struct pager){.closed = false};
    scratch_create(pager->directory);
    snprintf(pager->path, sizeof(pager->path), "%s/alerts", pager->directory);
    snprintf(pager->name, sizeof(pager->name), "test:%ld:%u", (long)getpid(), number++);
    pager->destination = (struct destination){
        .name = PAGER_GROUP,
        .kind = DESTINATION_FILE,
        .target = pager->path,
        .severity = SEVERITY_WARN,
        .rules = RULE_BOOK_DEFAULT,
    };
    pager->destination.rules.standard = (struct rules){.warn = {2, 3, 2}, .degraded = {2, 3, 2}};
    if (uv_loop_init(&pager->loop) != 0 || uv_timer_init(&pager->loop, &pager->pulse) != 0 ||
        uv_timer_start(&pager->pulse, on_pulse, PULSE_MS, PULSE_MS) != 0)
        die("cannot make a loop");
}

struct router_options pager_options(const struct pager *pager, const char *url)
{
    static const char *const namespaces[] = {"rag:telemetry"};
    static const char *const keys[] = {"{ns}:{tenant}"};

    return (struct router_options){
        .url = url,
        .space = {.templates = keys,
                  .template_count = 1,
                  .namespaces = namespaces,
                  .namespace_count = 1},
        .destinations = &pager->destination,
        .destination_count = 1,
        .name = pager->name,
        .shards = 2,
        .lease_ms = PAGER_LEASE_MS,
        .gone_after_ms = INT64_C(86400000),
        .timeout_ms = 5000,
    };
}

static void on_said(void *context, const char *text)
{
    struct pager *pager = context;

    string_list_add(&pager->said, text);
    fprintf(stderr, "# %s: %s\n", pager->name, text);
}

static void on_settled(void *context, const struct message *message, const struct outcome *outcome)
{
    struct pager *pager = context;

    (void)message;
    (void)outcome;
    pager->settled++;
}

static void on_ended(void *context, const struct error *error)
{
    struct pager *pager = context;

    pager->ended = true;
    pager->error = *error;
}

void pager_start(struct pager *pager, const struct router_options *options)
{
    static const struct router_events events = {
        .said = on_said, .settled = on_settled, .ended = on_ended};
    struct error error = {.class = ERROR_NONE};

    pager->closed = false;
    pager->router = router_open(&pager->loop, options, &events, pager, &error);
    if (pager->router == NULL)
        die("open a router: %s", error.text);
}

void pager_open(struct pager *pager, const char *url)
{
    pager_create(pager);
    const struct router_options options = pager_options(pager, url);
    pager_start(pager, &options);
}

void pager_wait(struct pager *pager, pager_condition *condition, void *context, const char *what)
{
    struct deadline deadline = deadline_in(PATIENCE_MS);

    while (!condition(pager, context)) {
        if (deadline_left(&deadline) == 0)
            die("waited in vain for %s (%zu messages)", what, pager_count(pager));
        uv_run(&pager->loop, UV_RUN_ONCE);
    }
}

void pager_run(struct pager *pager, int64_t ms)
{
    struct deadline deadline = deadline_in(ms);

    while (deadline_left(&deadline) > 0)
        uv_run(&pager->loop, UV_RUN_ONCE);
}

size_t pager_count(const struct pager *pager)
{
    struct buffer text = {0};
    size_t count = 0;

    for (const char *c = scratch_read(pager->path, &text); *c != '\0'; c++)
        count += *c == '\n';
    buffer_free(&text);
    return count;
}

cJSON *pager_message(const struct pager *pager, size_t number)
{
    struct buffer text = {0};
    const char *line = scratch_read(pager->path, &text);

    for (; number > 0 && line != NULL; number--) {
        line = strchr(line, '\n');
        line = line != NULL ? line + 1 : NULL;
    }
    cJSON *message = line != NULL ? cJSON_Parse(line) : NULL;
    buffer_free(&text);
    if (message == NULL)
        die("a message is missing, or is no JSON");
    return message;
}

const char *message_text(const cJSON *message, const char *name)
{
    const char *text = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(message, name));

    return text != NULL ? text : "";
}

double message_number(const cJSON *message, const char *name)
{
    return cJSON_GetNumberValue(cJSON_GetObjectItemCaseSensitive(message, name));
}

void pager_expect(const struct pager *pager, size_t number, const char *edge, const char *tenant)
{
    cJSON *message = pager_message(pager, number);

    ck_assert_str_eq(message_text(message, "edge"), edge);
    ck_assert_str_eq(message_text(message, "tenant"), tenant);
    cJSON_Delete(message);
}

static bool has_messages(struct pager *pager, void *count)
{
    return pager_count(pager) >= *(size_t *)count;
}

void pager_messages(struct pager *pager, size_t count)
{
    PAGER_WAIT(pager, has_messages, &count);
    ck_assert_uint_eq(pager_count(pager), count);
}

/* Groups begin where the router began: what is written before that is not told. */
static bool has_begun(struct pager *pager, void *server)
{
    (void)pager;
    return redis_server_integer(server, "EXISTS driftop:" PAGER_GROUP ":born") == 1;
}

void pager_began(struct pager *pager, struct redis_server *server)
{
    PAGER_WAIT(pager, has_begun, server);
}

void pager_begin(struct pager *pager, struct redis_server *server)
{
    pager_open(pager, server->unix_url);
    pager_began(pager, server);
}

static bool is_behind(const char *id, const char *other)
{
    struct stream_id a, b;

    return stream_id_parse(slice_of(id), &a) && stream_id_parse(slice_of(other), &b) &&
           stream_id_compare(a, b) < 0;
}

/* Returns true when the group has read each stream to its end, and nothing is pending. */
static bool is_settled(struct pager *pager, void *server)
{
    redisReply *keys = redis_server_query(server, "KEYS " PAGER_PREFIX "*");
    bool settled = router_counts(pager->router).waiting == 0;

    for (size_t i = 0; i < keys->elements && settled; i++) {
        redisReply *groups = redis_server_query(server, "XINFO GROUPS %s", keys->element[i]->str);
        redisReply *last =
            redis_server_query(server, "XREVRANGE %s + - COUNT 1", keys->element[i]->str);
        settled = groups->type == REDIS_REPLY_ARRAY && groups->elements == 1;
        for (size_t j = 0; settled && j + 1 < groups->element[0]->elements; j += 2) {
            const char *field = groups->element[0]->element[j]->str;
            const redisReply *value = groups->element[0]->element[j + 1];
            if (strcmp(field, "pending") == 0)
                settled = value->integer == 0;
            else if (strcmp(field, "last-delivered-id") == 0 && last->elements == 1)
                settled = !is_behind(value->str, last->element[0]->element[0]->str);
        }
        freeReplyObject(groups);
        freeReplyObject(last);
    }
    freeReplyObject(keys);
    return settled;
}

void pager_settle(struct pager *pager, struct redis_server *server)
{
    PAGER_WAIT(pager, is_settled, server);
}

bool pager_was_told(const struct pager *pager, const char *text)
{
    for (size_t i = 0; i < pager->said.count; i++) {
        if (strstr(pager->said.items[i], text) != NULL)
            return true;
    }
    return false;
}

static void on_closed(void *context)
{
    struct pager *pager = context;

    pager->router = NULL;
    pager->closed = true;
}

static bool is_closed(struct pager *pager, void *unused)
{
    (void)unused;
    return pager->closed;
}

void pager_close(struct pager *pager, int64_t wait_ms)
{
    if (pager->router == NULL)
        return;
    router_close(pager->router, wait_ms, on_closed, pager);
    PAGER_WAIT(pager, is_closed, NULL);
}

void pager_end(struct pager *pager)
{
    pager_close(pager, 2000);
    uv_close((uv_handle_t *)&pager->pulse, NULL);
    loop_end(&pager->loop);
    string_list_free(&pager->said);
}

void pager_report(struct redis_server *server, const char *tenant, const char *id, char severity)
{
    bool known = severity != 'n';
    bool bad = severity == 'd' || severity == 'w';
    const char *word = severity == 'd' ? "degraded" : severity == 'w' ? "warn" : "ok";
    char dims[256], key[128];

    snprintf(key, sizeof(key), PAGER_PREFIX "%s", tenant);
    snprintf(dims, sizeof(dims), DIMS, word, known ? bad ? "0.5" : "0.9" : "null",
             known ? bad ? "-4" : "0" : "null");
    redis_server_command(server, "XADD %s %s ws %s we %s degraded %s warned %s dims %s", key, id,
                         "", "", severity == 'd' ? "faithfulness" : "",
                         severity == 'w' ? "faithfulness" : "", dims);
}

void pager_reports(struct redis_server *server, const char *tenant, const char *severities)
{
    for (; *severities != '\0'; severities++)
        pager_report(server, tenant, "*", *severities);
}

long long pager_pending(struct redis_server *server, const char *tenant)
{
    redisReply *reply =
        redis_server_query(server, "XPENDING " PAGER_PREFIX "%s " PAGER_GROUP, tenant);
    long long pending = reply->elements > 0 ? reply->element[0]->integer : -1;

    freeReplyObject(reply);
    return pending;
}
