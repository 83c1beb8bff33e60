#include "config.h"

#include "soak/producers.h"

#include "base/buffer.h"
#include "base/duration.h"
#include "base/memory.h"
#include "support/die.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PREFIX "rag:telemetry:"
#define BATCH 500
#define KEPT 80   /* entries of a stream: more than a verdict is made from */
#define BEFORE 70 /* reports that were there in the beginning */
#define INTERVALS 4
#define MOMENTS 4096 /* of a report, in ms; there are fewer producers */
#define FAITHFUL 8   /* one in so many is never deleted */

static const char *const dimensions[] = {"QueryDistribution", "EmbeddingDrift",
                                         "RetrievalRelevance", "ResponseQuality.faithfulness",
                                         "JudgeDrift"};

#define DIMENSIONS (sizeof(dimensions) / sizeof(dimensions[0]))

/* Returns a length between two others. */
static int64_t between(struct dice *dice, int64_t least_ms, int64_t most_ms)
{
    return least_ms + (int64_t)dice_below(dice, (size_t)(most_ms - least_ms));
}

void producer_name(const struct producer *producer, char name[static PRODUCER_NAME_SIZE])
{
    snprintf(name, PRODUCER_NAME_SIZE, "team%02zu-service-%zu.%u", producer->place % 40,
             producer->place, producer->names);
}

static void send(struct producers *producers)
{
    if (producers->queued > 0)
        redis_server_drain(producers->connection, producers->queued);
    producers->queued = 0;
}

static void count_queued(struct producers *producers)
{
    if (++producers->queued == BATCH)
        send(producers);
}

/* Returns how a dimension is that is ill. */
static const char *illness(const struct producer *producer)
{
    return producer->place % 3 == 0 ? "warn" : "degraded";
}

static void append_dimension(struct producers *producers, const char *name, const char *severity,
                             struct buffer *json)
{
    double noise = (double)dice_below(producers->dice, 1000) / 1000;
    double z = strcmp(severity, "ok") == 0 ? noise - 0.5 : -3 - noise;

    buffer_printf(json,
                  "%s{\"name\":\"%s\",\"severity\":\"%s\",\"value\":%.6f,\"baseline\":0.8,"
                  "\"z_score\":%.6f,\"sample_count\":%zu,\"metadata\":null}",
                  json->size > 1 ? "," : "", name, severity, 0.8 + z / 30, z,
                  300 + dice_below(producers->dice, 50));
}

static const char *dimension_of(const struct producer *producer, size_t index)
{
    return dimensions[(producer->place + index) % DIMENSIONS];
}

/* Of its dimensions the first may be ill; the last one has the name of a release. */
static void append_dimensions(struct producers *producers, const struct producer *producer,
                              const char *first, struct buffer *json)
{
    size_t count = 1 + producer->place % DIMENSIONS;
    char release[32];

    buffer_char(json, '[');
    for (size_t i = 0; i < count; i++)
        append_dimension(producers, dimension_of(producer, i), i == 0 ? first : "ok", json);
    snprintf(release, sizeof(release), "Experiment.%u", producer->release);
    append_dimension(producers, release, "ok", json);
    buffer_char(json, ']');
}

/* Returns a moment just before another that is its own: what happens at the same time to several is
 * listed in the order in which they were found, which differs from one dashboard to the next. */
static int64_t own_moment(const struct producer *producer, int64_t time_ms)
{
    return time_ms - time_ms % MOMENTS - MOMENTS + (int64_t)producer->place % MOMENTS;
}

static void report(struct producers *producers, struct producer *producer, int64_t due_ms)
{
    int64_t time_ms = own_moment(producer, due_ms);
    char name[PRODUCER_NAME_SIZE];
    const char *severity = time_ms < producer->ill_until_ms ? illness(producer) : "ok";
    const char *first = dimension_of(producer, 0);
    struct buffer json = {0};

    if (time_ms <= producer->last_ms)
        return;
    producer->last_ms = time_ms;
    producer_name(producer, name);
    append_dimensions(producers, producer, severity, &json);
    if (redisAppendCommand(
            producers->connection,
            "XADD " PREFIX "%s MAXLEN %d %lld-0 ws %s we %s degraded %s warned %s dims %b", name,
            KEPT, (long long)time_ms, "2026-11-22T13:00:00Z", "2026-11-22T13:01:00Z",
            strcmp(severity, "degraded") == 0 ? first : "",
            strcmp(severity, "warn") == 0 ? first : "", json.data, json.size) != REDIS_OK)
        die("queue a report");
    buffer_free(&json);
    producers->reports++;
    count_queued(producers);
}

static void erase(struct producers *producers, const struct producer *producer)
{
    char name[PRODUCER_NAME_SIZE];

    producer_name(producer, name);
    if (redisAppendCommand(producers->connection, "DEL " PREFIX "%s", name) != REDIS_OK)
        die("queue a deletion");
    producers->deleted++;
    count_queued(producers);
}

static void begin_reporting(struct producers *producers, struct producer *producer, int64_t now_ms)
{
    producer->phase = PHASE_REPORTS;
    producer->until_ms = now_ms + between(producers->dice, 5 * MS_PER_MINUTE, 2 * MS_PER_HOUR);
    producer->next_ms = now_ms + between(producers->dice, 0, producer->interval_ms);
}

static void fall_silent(struct producers *producers, struct producer *producer, int64_t now_ms)
{
    producer->phase = PHASE_IS_SILENT;
    producer->until_ms = now_ms + between(producers->dice, 2 * MS_PER_MINUTE, 40 * MS_PER_MINUTE);
}

/* Some are made again at once, others later. */
static void go_away(struct producers *producers, struct producer *producer, int64_t now_ms)
{
    erase(producers, producer);
    producer->phase = PHASE_IS_AWAY;
    producer->until_ms = now_ms;
    if (!dice_once_in(producers->dice, 4))
        producer->until_ms += between(producers->dice, MS_PER_SECOND, 20 * MS_PER_MINUTE);
}

static void come(struct producers *producers, struct producer *producer, int64_t now_ms)
{
    if (dice_once_in(producers->dice, 2))
        producer->names++;
    begin_reporting(producers, producer, now_ms);
}

static void end_phase(struct producers *producers, struct producer *producer, int64_t now_ms)
{
    bool stays = dice_once_in(producers->dice, 2) || producer->place % FAITHFUL == 0;

    if (producer->phase == PHASE_IS_AWAY)
        come(producers, producer, now_ms);
    else if (!stays)
        go_away(producers, producer, now_ms);
    else if (producer->phase == PHASE_REPORTS)
        fall_silent(producers, producer, now_ms);
    else
        begin_reporting(producers, producer, now_ms);
}

/* Now and then it becomes ill, or what it runs is released anew. */
static void live(struct producers *producers, struct producer *producer, int64_t now_ms)
{
    if (dice_once_in(producers->dice, 300))
        producer->ill_until_ms =
            now_ms + between(producers->dice, MS_PER_MINUTE, 30 * MS_PER_MINUTE);
    if (dice_once_in(producers->dice, 200))
        producer->release++;
    producer->next_ms += producer->interval_ms;
    if (producer->next_ms <= now_ms) /* nobody took what it had */
        producer->next_ms = now_ms + producer->interval_ms;
}

static void work(struct producers *producers, struct producer *producer, int64_t now_ms)
{
    if (now_ms >= producer->until_ms)
        end_phase(producers, producer, now_ms);
    if (producer->phase != PHASE_REPORTS || now_ms < producer->next_ms)
        return;
    report(producers, producer, producer->next_ms);
    live(producers, producer, now_ms);
}

void producers_work(struct producers *producers, int64_t now_ms, bool taken)
{
    if (!taken)
        return;
    if (producers->connection == NULL)
        producers->connection = redis_server_connect(producers->server);
    for (size_t i = 0; i < producers->count; i++)
        work(producers, &producers->all[i], now_ms);
    send(producers);
}

static void begin(struct producers *producers, size_t place, int64_t now_ms)
{
    static const int64_t intervals_ms[INTERVALS] = {30 * MS_PER_SECOND, MS_PER_MINUTE,
                                                    MS_PER_MINUTE, 5 * MS_PER_MINUTE};
    struct producer *producer = &producers->all[place];

    *producer = (struct producer){.place = place, .interval_ms = intervals_ms[place % INTERVALS]};
    for (int64_t i = BEFORE; i > 0; i--)
        report(producers, producer, now_ms - i * producer->interval_ms);
    begin_reporting(producers, producer, now_ms);
}

void producers_open(struct producers *producers, struct redis_server *server, struct dice *dice,
                    size_t count, int64_t now_ms)
{
    *producers = (struct producers){.dice = dice,
                                    .server = server,
                                    .connection = redis_server_connect(server),
                                    .count = count,
                                    .all = mem_zalloc(count, sizeof(struct producer))};
    for (size_t i = 0; i < count; i++)
        begin(producers, i, now_ms);
    send(producers);
}

void producers_stay(struct producers *producers, int64_t now_ms)
{
    for (size_t i = 0; i < producers->count; i++) {
        struct producer *producer = &producers->all[i];
        if (producer->phase != PHASE_REPORTS)
            begin_reporting(producers, producer, now_ms);
        producer->until_ms = INT64_MAX;
    }
}

void producers_hang_up(struct producers *producers)
{
    if (producers->connection != NULL)
        redisFree(producers->connection);
    producers->connection = NULL;
}

void producers_close(struct producers *producers)
{
    producers_hang_up(producers);
    free(producers->all);
}
