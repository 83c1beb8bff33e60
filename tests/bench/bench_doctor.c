/* An examination of a thousand tenants among many other keys: what it takes of the server in all,
 * its longest single command, and how long it lasts; beside a search of the keys alone. */
#include "config.h"

#include "bench/bench.h"
#include "bench/bench_data.h"
#include "bench/bench_server.h"
#include "doctor/doctor.h"
#include "support/die.h"
#include "support/wait.h"

#include "base/duration.h"
#include "base/memory.h"

#include <stdio.h>
#include <stdlib.h>

#define TENANTS 1000
#define REPORTS 100
#define OTHERS 100000
#define BATCH 1000
#define PENDING "50"
#define RUNS 5

/* What a run took, in milliseconds. */
struct cost {
    double server;
    double longest;
    double wall;
};

static void fill_streams(struct redis_server *server)
{
    struct bench_stream *streams = mem_zalloc(TENANTS, sizeof(*streams));

    for (size_t i = 0; i < TENANTS; i++)
        streams[i] = bench_stream(i, REPORTS, MS_PER_MINUTE, MS_PER_SECOND);
    bench_fill(server, streams, TENANTS);
    for (size_t i = 0; i < TENANTS; i++) {
        struct buffer commands = {0};
        bench_command(&commands, "XGROUP CREATE %s route 0", streams[i].key);
        bench_command(&commands, "XREADGROUP GROUP route reader COUNT " PENDING " STREAMS %s >",
                      streams[i].key);
        bench_drain(server, &commands, NULL);
        buffer_free(&commands);
    }
    free(streams);
}

static void fill_others(const struct redis_server *server)
{
    for (size_t i = 0; i < OTHERS; i += BATCH) {
        struct buffer commands = {0};
        for (size_t j = i; j < i + BATCH; j++)
            bench_command(&commands, "SET cache:%lu value", (unsigned long)j);
        bench_drain(server, &commands, NULL);
        buffer_free(&commands);
    }
}

/* Has the server note every command from here on. */
static void begin_cost(struct redis_server *server)
{
    redis_server_command(server, "CONFIG RESETSTAT");
    bench_server_note(server, 0);
}

static struct cost end_cost(struct redis_server *server, int64_t start_us)
{
    double wall = bench_ms_since(start_us);
    double server_ms = bench_server_ms(server);
    char name[32];

    return (struct cost){
        .server = server_ms, .longest = bench_server_longest(server, name), .wall = wall};
}

static void on_ended(void *context, struct examination *examination, const struct error *error)
{
    if (examination == NULL)
        die("the examination failed: %s", error->text);
    *(struct examination *)context = *examination;
    free(examination);
}

static void examine(const struct doctor_options *options, struct examination *examination)
{
    static const struct doctor_events events = {.ended = on_ended};

    doctor_open(options, &events, examination);
    uv_run(options->loop, UV_RUN_DEFAULT);
    if (examination->stream_count != TENANTS || examination->streams[0].group_count != 1)
        die("%zu streams were examined", examination->stream_count);
}

static void make_space(struct key_space *space)
{
    static const char *const template = "{ns}:{tenant}";
    static const char *const name = "rag:telemetry";
    const struct key_space_words words = {
        .templates = &template, .template_count = 1, .namespaces = &name, .namespace_count = 1};
    struct error error;

    if (!key_space_parse(space, &words, &error))
        die("%s", error.text);
}

static struct cost run_doctor(struct redis_server *server, unsigned depth)
{
    static const struct selection all;
    struct redis_url url;
    struct key_space space;
    struct error error;
    uv_loop_t loop;
    struct examination examination = {0};

    if (uv_loop_init(&loop) != 0 || !redis_url_parse(server->unix_url, &url, &error))
        die("cannot begin");
    make_space(&space);
    begin_cost(server);
    int64_t start = wait_clock_us();
    examine(&(struct doctor_options){.loop = &loop,
                                     .url = &url,
                                     .name = "bench",
                                     .space = &space,
                                     .selection = &all,
                                     .pending_ms = 10 * MS_PER_MINUTE,
                                     .timeout_ms = 30 * MS_PER_SECOND,
                                     .depth = depth},
            &examination);
    struct cost cost = end_cost(server, start);
    examination_free(&examination);
    key_space_free(&space);
    redis_url_free(&url);
    uv_loop_close(&loop);
    return cost;
}

/* What finds the streams, and nothing else. */
static struct cost run_scan(struct redis_server *server)
{
    char cursor[32] = "0";

    begin_cost(server);
    int64_t start = wait_clock_us();
    do {
        redisReply *reply = redis_server_query(
            server, "SCAN %s MATCH rag:telemetry:* COUNT 1000 TYPE stream", cursor);
        snprintf(cursor, sizeof(cursor), "%s", reply->element[0]->str);
        freeReplyObject(reply);
    } while (strcmp(cursor, "0") != 0);
    return end_cost(server, start);
}

/* Takes of each figure the one in the middle. */
static struct cost middle(const struct cost *costs)
{
    double server[RUNS], longest[RUNS], wall[RUNS];

    for (size_t i = 0; i < RUNS; i++) {
        server[i] = costs[i].server;
        longest[i] = costs[i].longest;
        wall[i] = costs[i].wall;
    }
    return (struct cost){.server = bench_percentile(server, RUNS, 50),
                         .longest = bench_percentile(longest, RUNS, 50),
                         .wall = bench_percentile(wall, RUNS, 50)};
}

static void print(const char *what, double value, double budget, double scan)
{
    bench_print(&(struct figure){.what = what,
                                 .value = value,
                                 .unit = "ms",
                                 .budget = budget,
                                 .yardstick = "a bare SCAN of all keys",
                                 .yardstick_value = scan});
}

void bench_doctor(void)
{
    struct redis_server *server = redis_server_create(NULL);
    struct cost doctors[RUNS], scans[RUNS];

    fill_streams(server);
    fill_others(server);
    for (size_t i = 0; i < RUNS; i++) {
        doctors[i] = run_doctor(server, DOCTOR_ALL & ~(unsigned)DOCTOR_WAITS);
        scans[i] = run_scan(server);
    }
    struct cost doctor = middle(doctors), scan = middle(scans);
    struct cost whole = run_doctor(server, DOCTOR_ALL);
    print("doctor, 1000 tenants, 101,000 keys: server time", doctor.server, 150, scan.server);
    print("the same: longest single command", doctor.longest, 5, scan.longest);
    print("the same: wall, without waits", doctor.wall, 0, scan.wall);
    bench_print(&(struct figure){.what = "the same: wall, with PINGs, where nothing rises",
                                 .value = whole.wall,
                                 .unit = "ms"});
    redis_server_free(server);
}
