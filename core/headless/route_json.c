/* The status as JSON: driftop.route_status/1, a destination a line. */
#include "config.h"

#include "headless/route_report.h"

#include "headless/flush.h"
#include "headless/json_member.h"

#include <string.h>

static void write_text(struct json_writer *json, const char *key, const char *text)
{
    json_member_text(json, key, text != NULL ? slice_of(text) : (struct slice){0});
}

/* Zero is no moment. */
static void write_time(struct json_writer *json, const char *key, int64_t time_ms)
{
    json_member_time(json, key, time_ms > 0 ? time_ms : INT64_MIN);
}

static void write_shards(struct json_writer *json, const struct destination_report *report)
{
    json_write_key(json, "shards");
    json_write_open(json, JSON_ARRAY);
    for (unsigned i = 0; i < report->shards; i++) {
        json_write_open(json, JSON_OBJECT);
        json_member_count(json, "shard", i);
        write_text(json, "owner", report->owners[i]);
        json_write_close(json, JSON_OBJECT);
    }
    json_write_close(json, JSON_ARRAY);
}

static void write_routers(struct json_writer *json, const struct destination_report *report)
{
    json_write_key(json, "routers");
    json_write_open(json, JSON_ARRAY);
    for (size_t i = 0; i < report->router_count; i++) {
        const struct router_report *router = &report->routers[i];
        json_write_open(json, JSON_OBJECT);
        write_text(json, "name", router->name);
        write_text(json, "host", router->host);
        json_member_count(json, "pid", router->pid);
        write_text(json, "version", router->version);
        write_time(json, "started_ms", router->started_ms);
        write_time(json, "beat_ms", router->beat_ms);
        json_member_count(json, "accepted", router->accepted);
        json_member_count(json, "dead", router->dead);
        write_time(json, "accepted_ms", router->accepted_ms);
        write_time(json, "down_since_ms", router->down_since_ms);
        write_text(json, "down_why", router->down_why);
        json_write_close(json, JSON_OBJECT);
    }
    json_write_close(json, JSON_ARRAY);
}

static void write_destination(struct json_writer *json, const struct destination_report *report)
{
    json_write_open(json, JSON_OBJECT);
    write_text(json, "name", report->destination->name);
    write_text(json, "kind", destination_traits[report->destination->kind].name);
    json_member_flag(json, "known", report->is_known);
    json_member_count(json, "open", report->open);
    json_member_count(json, "accepted", report->accepted);
    write_time(json, "accepted_ms", report->accepted_ms);
    write_time(json, "down_since_ms", report->down_since_ms);
    write_text(json, "down_why", report->down_why);
    write_text(json, "down_router", report->down_router);
    json_member_count(json, "streams", report->streams);
    json_member_count(json, "streams_unread", report->unread);
    json_member_count(json, "lag", report->lag);
    json_member_count(json, "streams_lag_unknown", report->lag_unknown);
    json_member_count(json, "pending", report->pending);
    json_member_count(json, "held_by_others", report->held);
    json_member_count(json, "lost", report->lost);
    json_member_count(json, "unreadable", report->unreadable);
    json_member_count(json, "dead", report->dead);
    json_member_count(json, "dead_letters", report->dead_letters);
    json_member_count(json, "repeated", report->repeated);
    json_member_flag(json, "shards_damaged", report->is_damaged);
    write_shards(json, report);
    write_routers(json, report);
    json_write_close(json, JSON_OBJECT);
}

static void write_mutes(struct json_writer *json, const struct route_report *report)
{
    json_write_key(json, "mutes");
    json_write_open(json, JSON_ARRAY);
    for (size_t i = 0; i < report->mutes.count; i++) {
        const struct mute *mute = &report->mutes.items[i];
        if (mute->until_ms <= report->now_ms)
            continue;
        json_write_open(json, JSON_OBJECT);
        write_text(json, "tenant", mute->tenant);
        write_text(json, "dimension", mute->dimension);
        json_member_time(json, "until_ms", mute->until_ms);
        write_text(json, "why", mute->why);
        write_text(json, "by", mute->by);
        json_write_close(json, JSON_OBJECT);
    }
    json_write_close(json, JSON_ARRAY);
}

static bool print(FILE *out, const struct route_report *report)
{
    struct buffer text = {0};
    struct json_writer json = {.out = &text, .style = &json_compact};

    json_write_open(&json, JSON_OBJECT);
    write_text(&json, "schema", "driftop.route_status/1");
    write_text(&json, "source", report->source);
    json_member_time(&json, "now_ms", report->now_ms);
    json_write_key(&json, "destinations");
    json_write_open(&json, JSON_ARRAY);
    for (size_t i = 0; i < report->count; i++) {
        buffer_char(&text, '\n');
        write_destination(&json, &report->items[i]);
    }
    json_write_close(&json, JSON_ARRAY);
    write_mutes(&json, report);
    json_write_close(&json, JSON_OBJECT);
    buffer_char(&text, '\n');
    bool written = flush(out, &text);
    buffer_free(&text);
    return written;
}

const struct route_format route_json_format = {
    .format = {.name = "json", .set = FOR_ROUTE},
    .print = print,
};
