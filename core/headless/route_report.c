#include "config.h"

#include "headless/route_report.h"

#include "headless/route_report_private.h"

#include "base/integer.h"
#include "base/memory.h"
#include "headless/route_private.h"
#include "redis/url.h"
#include "route/route_key.h"
#include "route/shards.h"
#include "route/told.h"

#include <cjson/cJSON.h>
#include <stdlib.h>
#include <string.h>

static uint64_t number_of(struct slice text)
{
    uint64_t number = 0;

    integer_parse(text, INT64_MAX, &number);
    return number;
}

static void put_text(char **place, struct slice text)
{
    free(*place);
    *place = text.size > 0 ? mem_strndup(text.data, text.size) : NULL;
}

/* --- what stands in the hash of a destination --- */

static struct router_report *router_at(struct destination_report *report, struct slice name)
{
    for (size_t i = 0; i < report->router_count; i++) {
        if (slice_is(name, report->routers[i].name))
            return &report->routers[i];
    }
    report->routers =
        mem_resize(report->routers, report->router_count + 1, sizeof(*report->routers));
    report->routers[report->router_count] =
        (struct router_report){.name = mem_strndup(name.data, name.size)};
    return &report->routers[report->router_count++];
}

static char *text_member(const cJSON *object, const char *name)
{
    const cJSON *member = cJSON_GetObjectItemCaseSensitive(object, name);

    return cJSON_IsString(member) ? mem_strdup(member->valuestring) : NULL;
}

/* Times in milliseconds are far from where a double ends to be exact. */
static int64_t number_member(const cJSON *object, const char *name)
{
    const cJSON *member = cJSON_GetObjectItemCaseSensitive(object, name);

    return cJSON_IsNumber(member) && member->valuedouble > 0 && member->valuedouble < 1e15
               ? (int64_t)member->valuedouble
               : 0;
}

static void take_router(struct destination_report *report, struct slice name, struct slice value)
{
    cJSON *object = cJSON_ParseWithLength(value.data, value.size);
    struct router_report *router = router_at(report, name);

    router->host = text_member(object, "host");
    router->version = text_member(object, "version");
    router->pid = (uint64_t)number_member(object, "pid");
    router->started_ms = number_member(object, "started_ms");
    router->beat_ms = number_member(object, "beat_ms");
    router->accepted = (uint64_t)number_member(object, "accepted");
    router->dead = (uint64_t)number_member(object, "dead");
    router->accepted_ms = number_member(object, "accepted_ms");
    router->down_since_ms = number_member(object, "down_since_ms");
    router->down_why = text_member(object, "down_why");
    cJSON_Delete(object);
}

static void take_field(struct destination_report *report, struct slice field, struct slice value)
{
    static const struct {
        const char *field;
        size_t offset;
    } numbers[] = {
        {"accepted", offsetof(struct destination_report, accepted)},
        {"dead", offsetof(struct destination_report, dead)},
        {"lost", offsetof(struct destination_report, lost)},
        {"repeated", offsetof(struct destination_report, repeated)},
        {"unreadable", offsetof(struct destination_report, unreadable)},
        {"accepted_ms", offsetof(struct destination_report, accepted_ms)},
        {"down_since_ms", offsetof(struct destination_report, down_since_ms)},
    };
    struct slice rest = field;

    for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
        uint64_t number = number_of(value);
        if (slice_is(field, numbers[i].field))
            memcpy((char *)report + numbers[i].offset, &number, sizeof(number));
    }
    if (slice_is(field, "down_why"))
        put_text(&report->down_why, value);
    if (slice_is(slice_split(&rest, ':'), "router") && rest.data != NULL)
        take_router(report, rest, value);
}

/* Each router finds out by itself whether the destination is away: one may, and others not. */
static void find_worst(struct destination_report *report)
{
    for (size_t i = 0; i < report->router_count; i++) {
        const struct router_report *router = &report->routers[i];
        if (router->down_since_ms == 0 ||
            (report->down_since_ms > 0 && report->down_since_ms < router->down_since_ms))
            continue;
        report->down_since_ms = router->down_since_ms;
        report->down_router = router->name;
        if (router->down_why != NULL)
            put_text(&report->down_why, slice_of(router->down_why));
    }
}

static void take_status(void *context, const struct reply *reply)
{
    struct destination_report *report = context;

    report->is_known = report->is_known || reply->count > 1;
    for (size_t i = 1; i + 1 < reply->count; i += 2)
        take_field(report, reply_text(reply, i), reply_text(reply, i + 1));
}

static void take_shards(void *context, const struct reply *reply)
{
    struct destination_report *report = context;
    struct slice text = reply_text(reply, 0);
    uint64_t count = number_of(text);

    report->is_damaged = text.size > 0 && (count == 0 || count > SHARDS_MAX);
    if (report->is_damaged)
        return;
    report->shards = (unsigned)count;
    report->is_known = report->is_known || count > 0;
}

static void take_dead(void *context, const struct reply *reply)
{
    struct destination_report *report = context;

    report->dead_letters = (uint64_t)reply->nodes[0].integer;
}

/* --- who has which shard --- */

struct lease {
    struct destination_report *report;
    unsigned shard;
};

static void take_lease(void *context, const struct reply *reply)
{
    const struct lease *lease = context;
    struct slice owner = reply_text(reply, 0);

    put_text(&lease->report->owners[lease->shard], owner);
    if (owner.size > 0)
        router_at(lease->report, owner);
}

/* --- what it was told of --- */

struct opening {
    struct destination_report *report;
    struct reader *reader;
};

static void take_told(void *context, const struct reply *reply)
{
    struct destination_report *report = context;
    struct told told = {0};

    for (size_t i = 1; i + 1 < reply->count; i += 2)
        told_take(&told, reply_text(reply, i), reply_text(reply, i + 1));
    report->open += told_open_count(&told);
    told_free(&told);
}

/* The streams that may have open alerts stand in a hash of their own. */
static void take_open(void *context, const struct reply *reply)
{
    const struct opening *opening = context;
    const char *group = opening->report->destination->name;
    struct buffer key = {0};

    for (size_t i = 1; i + 1 < reply->count; i += 2) {
        buffer_clear(&key);
        route_key_told(reply_text(reply, i), group, &key);
        reader_ask(opening->reader, "HGETALL", &key, take_told, opening->report);
    }
    buffer_free(&key);
}

/* --- the questions --- */

void reader_ask(struct reader *reader, const char *command, const struct buffer *key,
                errand_fn *answer, void *context)
{
    const struct slice words[] = {slice_of(command), {key->data, key->size}};

    errand_ask(reader->errand, &(struct errand_question){.words = words,
                                                         .count = 2,
                                                         .target = CLIENT_OWNER,
                                                         .answer = answer,
                                                         .context = context});
}

static void ask_of(struct reader *reader, const char *command, struct destination_report *report,
                   const char *name, errand_fn *answer, void *context)
{
    struct buffer key = {0};

    route_key_of(report->destination->name, name, &key);
    reader_ask(reader, command, &key, answer, context);
    buffer_free(&key);
}

static bool read_state(struct reader *reader, struct destination_report *report,
                       struct error *error)
{
    struct opening opening = {report, reader};

    ask_of(reader, "HGETALL", report, "status", take_status, report);
    ask_of(reader, "GET", report, "shards", take_shards, report);
    ask_of(reader, "XLEN", report, "dead", take_dead, report);
    ask_of(reader, "HGETALL", report, "open", take_open, &opening);
    return errand_wait(reader->errand, error);
}

static bool read_leases(struct reader *reader, struct destination_report *report,
                        struct error *error)
{
    struct lease leases[SHARDS_MAX];
    struct buffer key = {0};

    report->owners = mem_zalloc(report->shards + 1, sizeof(*report->owners));
    for (unsigned i = 0; i < report->shards; i++) {
        leases[i] = (struct lease){report, i};
        buffer_clear(&key);
        route_key_lease(report->destination->name, i, &key);
        reader_ask(reader, "GET", &key, take_lease, &leases[i]);
    }
    bool good = errand_wait(reader->errand, error);
    find_worst(report);
    buffer_free(&key);
    return good;
}

static void name_source(struct route_report *report, const struct options *options)
{
    struct redis_url url = {0};
    struct buffer text = {0};

    if (redis_url_parse(options->source, &url, NULL))
        redis_url_show(&url, &text);
    redis_url_free(&url);
    report->source = mem_strdup(buffer_text(&text));
    buffer_free(&text);
}

bool route_report_read(struct route_report *report, struct errand *errand,
                       const struct options *options, const struct destination_list *list,
                       struct error *error)
{
    struct reader reader = {.report = report, .errand = errand, .options = options};

    report->zone = options->utc ? ZONE_UTC : ZONE_LOCAL;
    report->items = mem_zalloc(list->count, sizeof(*report->items));
    report->count = list->count;
    for (size_t i = 0; i < list->count; i++)
        report->items[i].destination = &list->items[i];
    name_source(report, options);
    bool good = route_read_clock(errand, &report->now_ms, error) &&
                route_read_mutes(errand, &report->mutes, error);
    for (size_t i = 0; i < report->count && good; i++)
        good = read_state(&reader, &report->items[i], error) &&
               read_leases(&reader, &report->items[i], error);
    return good && reader_read_streams(&reader, error);
}

unsigned route_report_orphans(const struct destination_report *report)
{
    unsigned count = 0;

    for (unsigned i = 0; i < report->shards; i++)
        count += report->owners[i] == NULL;
    return count;
}

static void free_destination(struct destination_report *report)
{
    for (size_t i = 0; i < report->router_count; i++) {
        free(report->routers[i].name);
        free(report->routers[i].host);
        free(report->routers[i].version);
        free(report->routers[i].down_why);
    }
    for (unsigned i = 0; report->owners != NULL && i < report->shards; i++)
        free(report->owners[i]);
    free(report->routers);
    free(report->owners);
    free(report->down_why);
}

void route_report_free(struct route_report *report)
{
    for (size_t i = 0; i < report->count; i++)
        free_destination(&report->items[i]);
    free(report->items);
    free(report->source);
    mute_list_free(&report->mutes);
}
