/* The reader: what it writes of itself for whoever asks how the destination is: counters of all
 * routers together, and when this one was last seen. */
#include "config.h"

#include "route/reader.h"

#include "base/duration.h"
#include "route/route_key.h"
#include "route/router_private.h"

#include <cjson/cJSON.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define BEAT_MS (10 * MS_PER_SECOND)
#define NUMBER_SIZE 24
#define WORDS_MAX 12

static void nothing(void *context, const struct reply *reply)
{
    (void)context;
    (void)reply;
}

/* Nobody waits for it: what is lost with a connection is a number that is too small. */
static bool ask(struct route_reader *reader, const struct slice *words, size_t count)
{
    return requests_send(&reader->router->requests,
                         &(struct request){.words = words, .count = count, .on_reply = nothing});
}

static void add(struct route_reader *reader, struct slice key, const char *field, uint64_t *told,
                uint64_t now)
{
    char more[NUMBER_SIZE];

    if (now == *told)
        return;
    snprintf(more, sizeof(more), "%" PRIu64, now - *told);
    const struct slice words[] = {SLICE("HINCRBY"), key, slice_of(field), slice_of(more)};
    if (ask(reader, words, 4))
        *told = now;
}

static void write_counts(struct route_reader *reader, struct slice key)
{
    struct router_counts *told = &reader->told, *now = &reader->counts;

    add(reader, key, "accepted", &told->accepted, now->accepted);
    add(reader, key, "dead", &told->dead, now->dead);
    add(reader, key, "lost", &told->lost, now->lost);
}

static void write_moments(struct route_reader *reader, struct slice key)
{
    struct courier_status status = courier_status(reader->courier);
    char accepted[NUMBER_SIZE], down[NUMBER_SIZE];
    struct slice words[WORDS_MAX] = {SLICE("HSET"), key};
    size_t count = 2;

    snprintf(accepted, sizeof(accepted), "%" PRId64, status.accepted_ms);
    snprintf(down, sizeof(down), "%" PRId64, status.down_since_ms);
    if (status.accepted_ms > reader->accepted_ms) {
        words[count++] = SLICE("accepted_ms");
        words[count++] = slice_of(accepted);
    }
    if (status.down_since_ms != reader->down_told_ms) {
        words[count++] = SLICE("down_since_ms");
        words[count++] = slice_of(down);
        words[count++] = SLICE("down_why");
        words[count++] = slice_of(status.down_since_ms > 0 ? status.error.text : "");
    }
    if (count == 2 || !ask(reader, words, count))
        return;
    reader->accepted_ms = status.accepted_ms;
    reader->down_told_ms = status.down_since_ms;
}

static char *describe(const struct route_reader *reader)
{
    const struct router *router = reader->router;
    cJSON *object = cJSON_CreateObject();
    char host[256] = "";
    unsigned held = 0;

    for (unsigned i = 0; i < SHARDS_MAX; i++)
        held += reader->held[i];
    if (gethostname(host, sizeof(host) - 1) != 0)
        host[0] = '\0';
    cJSON_AddStringToObject(object, "host", host);
    cJSON_AddNumberToObject(object, "pid", (double)getpid());
    cJSON_AddStringToObject(object, "version", PACKAGE_VERSION);
    cJSON_AddNumberToObject(object, "started_ms", (double)router->started_ms);
    cJSON_AddNumberToObject(object, "beat_ms", (double)router_now(router));
    cJSON_AddNumberToObject(object, "shards", held);
    char *text = cJSON_PrintUnformatted(object);
    cJSON_Delete(object);
    return text;
}

static void field_of(const struct route_reader *reader, struct buffer *field)
{
    buffer_printf(field, "router:%s", reader->router->options.name);
}

static void write_beat(struct route_reader *reader, struct slice key)
{
    int64_t now_ms = timestamp_monotonic();
    struct buffer field = {0};

    if (reader->beat_ms > 0 && now_ms - reader->beat_ms < BEAT_MS)
        return;
    char *text = describe(reader);
    field_of(reader, &field);
    const struct slice words[] = {SLICE("HSET"),
                                  key,
                                  {buffer_text(&field), field.size},
                                  slice_of(text != NULL ? text : "{}")};
    if (ask(reader, words, 4))
        reader->beat_ms = now_ms;
    free(text);
    buffer_free(&field);
}

void route_reader_write_status(struct route_reader *reader)
{
    struct buffer key = {0};

    if (reader->courier == NULL)
        return;
    route_key_of(reader->destination->name, "status", &key);
    const struct slice name = {buffer_text(&key), key.size};
    write_counts(reader, name);
    write_moments(reader, name);
    write_beat(reader, name);
    buffer_free(&key);
}

void route_reader_leave(struct route_reader *reader)
{
    struct buffer key = {0}, field = {0};

    if (reader->courier == NULL)
        return;
    route_reader_write_status(reader);
    route_key_of(reader->destination->name, "status", &key);
    field_of(reader, &field);
    const struct slice words[] = {
        SLICE("HDEL"), {buffer_text(&key), key.size}, {buffer_text(&field), field.size}};
    (void)ask(reader, words, 3);
    buffer_free(&key);
    buffer_free(&field);
}
