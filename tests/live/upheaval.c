#include "config.h"

#include "live/upheaval.h"

#include "live/producer.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define KEY_SIZE 64
#define ID_SIZE 48
#define ENTRIES_MOST 120
#define FIELDS_MOST 8
#define WINDOW "ws 2026-11-22T13:00:00Z we 2026-11-22T13:01:00Z"

static void note(struct upheaval *upheaval, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static void note(struct upheaval *upheaval, const char *format, ...)
{
    size_t used = strlen(upheaval->log);
    va_list args;

    va_start(args, format);
    vsnprintf(upheaval->log + used, sizeof(upheaval->log) - used, format, args);
    va_end(args);
}

static size_t below(struct upheaval *upheaval, size_t count)
{
    return dice_below(&upheaval->dice, count);
}

static void choose_key(struct upheaval *upheaval, char key[static KEY_SIZE])
{
    snprintf(key, KEY_SIZE, PRODUCER_PREFIX "t%zu", below(upheaval, UPHEAVAL_TENANTS));
}

/* What is refused, as an ID that goes back, changes nothing. */
static void try(struct upheaval *upheaval, const char *format, const char *key, const char *word)
{
    freeReplyObject(redis_server_query(upheaval->server, format, key, word));
}

static void add(struct upheaval *upheaval, const char *key, const char *id)
{
    static const char *const severities[] = {"ok", "ok", "ok", "warn", "degraded"};
    char dims[256];

    if (below(upheaval, 40) == 0) {
        try(upheaval, "XADD %s %s x y", key, id);
        return;
    }
    snprintf(dims, sizeof(dims),
             "[{\"name\": \"d%zu\", \"severity\": \"%s\", \"value\": %zu, \"baseline\": 0.5, "
             "\"z_score\": -%zu.5, \"sample_count\": 100}]",
             below(upheaval, 2), severities[below(upheaval, 5)], below(upheaval, 1000000),
             below(upheaval, 9));
    freeReplyObject(
        redis_server_query(upheaval->server, "XADD %s %s " WINDOW " dims %s", key, id, dims));
}

static void add_many(struct upheaval *upheaval, const char *key, int64_t first_ms, size_t count)
{
    int64_t time_ms = first_ms;
    char id[ID_SIZE];

    for (size_t i = 0; i < count; i++) {
        snprintf(id, sizeof(id), "%" PRId64 "-%zu", time_ms, i);
        add(upheaval, key, id);
        time_ms += (int64_t)below(upheaval, 3) * 5000;
    }
}

static int64_t any_time(struct upheaval *upheaval)
{
    return upheaval->base_ms + (int64_t)below(upheaval, UPHEAVAL_SPAN_MS);
}

static redisReply *entries_of(struct upheaval *upheaval, const char *key)
{
    return redis_server_query(upheaval->server, "XRANGE %s - +", key);
}

static const char *id_of(const redisReply *entries, size_t index)
{
    return entries->element[index]->element[0]->str;
}

static bool has_entries(const redisReply *entries)
{
    return entries->type == REDIS_REPLY_ARRAY && entries->elements > 0;
}

/* Returns a time behind the newest entry, most often. */
static int64_t time_behind(struct upheaval *upheaval, const char *key)
{
    redisReply *newest = redis_server_query(upheaval->server, "XREVRANGE %s + - COUNT 1", key);
    int64_t time_ms = any_time(upheaval);

    if (has_entries(newest))
        time_ms = strtoll(id_of(newest, 0), NULL, 10) + 1 + (int64_t)below(upheaval, 20000);
    freeReplyObject(newest);
    return time_ms;
}

static void grow(struct upheaval *upheaval, const char *key)
{
    add_many(upheaval, key, time_behind(upheaval, key), 1 + below(upheaval, 5));
}

static void grow_much(struct upheaval *upheaval, const char *key)
{
    add_many(upheaval, key, time_behind(upheaval, key), 1 + below(upheaval, ENTRIES_MOST));
}

static void remove_key(struct upheaval *upheaval, const char *key)
{
    try(upheaval, "DEL %s", key, "");
}

static void make_again(struct upheaval *upheaval, const char *key)
{
    remove_key(upheaval, key);
    add_many(upheaval, key, any_time(upheaval), 1 + below(upheaval, ENTRIES_MOST));
}

static void make_again_behind(struct upheaval *upheaval, const char *key)
{
    int64_t time_ms = time_behind(upheaval, key);

    remove_key(upheaval, key);
    add_many(upheaval, key, time_ms, 1 + below(upheaval, ENTRIES_MOST));
}

/* All of its IDs, or from some on, with other contents. */
static void make_again_alike(struct upheaval *upheaval, const char *key)
{
    redisReply *entries = entries_of(upheaval, key);

    if (has_entries(entries)) {
        remove_key(upheaval, key);
        size_t first = below(upheaval, 2) == 0 ? 0 : below(upheaval, entries->elements);
        for (size_t i = first; i < entries->elements; i++)
            add(upheaval, key, id_of(entries, i));
    }
    freeReplyObject(entries);
}

static void trim(struct upheaval *upheaval, const char *key)
{
    char most[ID_SIZE];

    snprintf(most, sizeof(most), "%zu",
             below(upheaval, 3) == 0 ? below(upheaval, 3) : below(upheaval, ENTRIES_MOST));
    try(upheaval, "XTRIM %s MAXLEN %s", key, most);
}

static void grow_and_trim(struct upheaval *upheaval, const char *key)
{
    grow(upheaval, key);
    trim(upheaval, key);
}

static void delete_entry(struct upheaval *upheaval, const char *key)
{
    redisReply *entries = entries_of(upheaval, key);

    if (has_entries(entries)) {
        const size_t places[] = {0, entries->elements - 1, below(upheaval, entries->elements)};
        try(upheaval, "XDEL %s %s", key, id_of(entries, places[below(upheaval, 3)]));
    }
    freeReplyObject(entries);
}

static void set_last_id(struct upheaval *upheaval, const char *key)
{
    char id[ID_SIZE];

    snprintf(id, sizeof(id), "%" PRId64 "-0", time_behind(upheaval, key));
    try(upheaval, "XSETID %s %s", key, id);
}

static void set_counters(struct upheaval *upheaval, const char *key)
{
    char words[ID_SIZE];

    snprintf(words, sizeof(words), "%zu", below(upheaval, 300));
    freeReplyObject(redis_server_query(upheaval->server,
                                       "XSETID %s %" PRId64 "-0 ENTRIESADDED %s MAXDELETEDID 0-0",
                                       key, time_behind(upheaval, key), words));
}

static void become_text(struct upheaval *upheaval, const char *key)
{
    try(upheaval, "SET %s %s", key, "text");
}

static void become_empty(struct upheaval *upheaval, const char *key)
{
    remove_key(upheaval, key);
    try(upheaval, "XGROUP CREATE %s %s $ MKSTREAM", key, "group");
}

static void expire(struct upheaval *upheaval, const char *key)
{
    try(upheaval, "PEXPIREAT %s %s", key, "1");
}

/* Another stream takes the place of this one; both may be of about the same time. */
static void rename_onto(struct upheaval *upheaval, const char *key)
{
    try(upheaval, "DEL %s", "aside", "");
    add_many(upheaval, "aside", any_time(upheaval), 1 + below(upheaval, ENTRIES_MOST));
    if (below(upheaval, 2) == 0)
        trim(upheaval, "aside");
    try(upheaval, "RENAME %s %s", "aside", key);
}

static void rename_away(struct upheaval *upheaval, const char *key)
{
    try(upheaval, "RENAME %s %s", key, "away");
}

static void take_from_other(struct upheaval *upheaval, const char *key)
{
    char other[KEY_SIZE];

    choose_key(upheaval, other);
    try(upheaval, "RENAME %s %s", other, key);
}

static void keep_copy(struct upheaval *upheaval, const char *key)
{
    try(upheaval, "COPY %s %s REPLACE", key, "kept");
}

static void restore(struct upheaval *upheaval, const char *key)
{
    redisReply *dump = redis_server_query(upheaval->server, "DUMP kept");

    if (dump->type == REDIS_REPLY_STRING)
        freeReplyObject(redis_server_query(upheaval->server, "RESTORE %s 0 %b REPLACE", key,
                                           dump->str, dump->len));
    freeReplyObject(dump);
}

static void restore_and_grow(struct upheaval *upheaval, const char *key)
{
    restore(upheaval, key);
    grow(upheaval, key);
}

static void flush(struct upheaval *upheaval, const char *key)
{
    const char *const commands[] = {"FLUSHALL", "FLUSHDB"};

    (void)key;
    redis_server_command(upheaval->server, commands[below(upheaval, 2)]);
}

static void swap(struct upheaval *upheaval, const char *key)
{
    (void)key;
    redis_server_command(upheaval->server, "SWAPDB 0 1");
}

/* How often each of them happens, of all. */
static const struct {
    const char *name;
    unsigned often;
    void (*strike)(struct upheaval *upheaval, const char *key);
} strikes[] = {
    {"grow", 12, grow},
    {"grow_much", 4, grow_much},
    {"remove_key", 3, remove_key},
    {"make_again", 5, make_again},
    {"make_again_behind", 5, make_again_behind},
    {"make_again_alike", 5, make_again_alike},
    {"trim", 4, trim},
    {"grow_and_trim", 4, grow_and_trim},
    {"delete_entry", 6, delete_entry},
    {"set_last_id", 2, set_last_id},
    {"set_counters", 1, set_counters},
    {"become_text", 2, become_text},
    {"become_empty", 1, become_empty},
    {"expire", 1, expire},
    {"rename_onto", 4, rename_onto},
    {"rename_away", 1, rename_away},
    {"take_from_other", 1, take_from_other},
    {"keep_copy", 3, keep_copy},
    {"restore", 2, restore},
    {"restore_and_grow", 3, restore_and_grow},
    {"flush", 1, flush},
    {"swap", 1, swap},
};

#define STRIKES (sizeof(strikes) / sizeof(strikes[0]))

static size_t choose_strike(struct upheaval *upheaval)
{
    size_t all = 0;

    for (size_t i = 0; i < STRIKES; i++)
        all += strikes[i].often;
    size_t at = below(upheaval, all);
    for (size_t i = 0; i < STRIKES; i++) {
        if (at < strikes[i].often)
            return i;
        at -= strikes[i].often;
    }
    return 0;
}

void upheaval_begin(struct upheaval *upheaval)
{
    char key[KEY_SIZE];

    for (size_t i = 0; i < UPHEAVAL_TENANTS; i++) {
        snprintf(key, sizeof(key), PRODUCER_PREFIX "t%zu", i);
        make_again(upheaval, key);
    }
}

void upheaval_strike(struct upheaval *upheaval)
{
    char key[KEY_SIZE];
    size_t which = choose_strike(upheaval);

    choose_key(upheaval, key);
    note(upheaval, "%s %s; ", strikes[which].name, key + strlen(PRODUCER_PREFIX));
    strikes[which].strike(upheaval, key);
}

static void add_again(struct upheaval *upheaval, const char *key, const redisReply *entry)
{
    const redisReply *fields = entry->element[1];
    const char *words[FIELDS_MOST + 3] = {"XADD", key, entry->element[0]->str};

    for (size_t i = 0; i < fields->elements && i < FIELDS_MOST; i++)
        words[i + 3] = fields->element[i]->str;
    freeReplyObject(
        redisCommandArgv(upheaval->server->admin, (int)fields->elements + 3, words, NULL));
}

/* A copy of before would undo it, which nothing tells either. */
void upheaval_rewrite(struct upheaval *upheaval)
{
    char key[KEY_SIZE];

    remove_key(upheaval, "kept");
    choose_key(upheaval, key);
    redisReply *entries = entries_of(upheaval, key);
    if (has_entries(entries) && entries->elements > 2) {
        size_t place = 1 + below(upheaval, entries->elements - 2);
        note(upheaval, "rewrite %s %s; ", key + strlen(PRODUCER_PREFIX), id_of(entries, place));
        remove_key(upheaval, key);
        for (size_t i = 0; i < entries->elements; i++) {
            if (i == place)
                add(upheaval, key, id_of(entries, i));
            else
                add_again(upheaval, key, entries->element[i]);
        }
    }
    freeReplyObject(entries);
}
