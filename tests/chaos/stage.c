#include "config.h"

#include "chaos/stage.h"

#include "support/die.h"
#include "support/wait.h"

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define RESIDENT_MOST_KB (600L * 1024) /* with the shadow of a sanitizer */
#define FILLERS 16
#define DIM                                                                                        \
    "{\"name\":\"faithfulness\",\"severity\":\"%s\",\"value\":%d,\"baseline\":100,"                \
    "\"z_score\":-0.5,\"sample_count\":10}"

/* A server that keeps its data over a kill -9, and takes its time to load it, key by key. */
static struct redis_server *open_server(void)
{
    static const char *const arguments[] = {"--appendonly",
                                            "yes",
                                            "--key-load-delay",
                                            "30000",
                                            "--loading-process-events-interval-bytes",
                                            "1024",
                                            NULL};
    char filler[600];

    memset(filler, 'x', sizeof(filler));
    for (size_t i = 0; i < sizeof(filler); i++)
        filler[i] = (char)('a' + i * i % 23);
    struct redis_server *server =
        redis_server_create(&(struct redis_server_setup){.arguments = arguments});
    for (int i = 0; i < FILLERS; i++)
        redis_server_command(server, "SET filler:%d %b", i, filler, sizeof(filler));
    return server;
}

const char *stage_read_url(const struct stage *stage)
{
    return stage->over_unix ? stage->read_proxy.unix_url : stage->read_proxy.tcp_url;
}

static void open_dashboard(struct stage *stage)
{
    const char *const argv[] = {getenv("DRIFTOP"),     "--utc", "-r", "200ms",
                                stage_read_url(stage), NULL};

    stage->dashboard =
        terminal_start(&(struct terminal_setup){.argv = argv, .columns = 120, .rows = 40});
}

static void open_emit(struct stage *stage)
{
    char path[SCRATCH_SIZE + 16];
    const struct proxy *proxy = &stage->written_proxy;

    snprintf(path, sizeof(path), "%s/input", stage->directory);
    if (mkfifo(path, 0600) != 0)
        die_errno("make a named pipe");
    stage->to_emit = open(path, O_RDWR | O_CLOEXEC);
    if (stage->to_emit < 0)
        die_errno("open a named pipe");
    child_start(&stage->emit, "exec \"$DRIFTOP\" emit --spool '%s/spool' '%s' < '%s'",
                stage->directory, stage->over_unix ? proxy->unix_url : proxy->tcp_url, path);
}

void stage_open(struct stage *stage, uint64_t seed)
{
    char id[48];

    *stage = (struct stage){.dice = {seed}, .over_unix = seed % 2 == 0};
    scratch_create(stage->directory);
    stage->read = open_server();
    stage->written = open_server();
    stage->other = redis_server_create(NULL);
    redis_server_command(stage->other, "XADD " STAGE_PREFIX "t0 1-0 dims []");
    proxy_start(&stage->read_proxy, stage->read->socket_path);
    proxy_start(&stage->written_proxy, stage->written->socket_path);
    stage_produce(stage, 20, id);
    child_start(&stage->export, "exec \"$DRIFTOP\" export --follow '%s'", stage_read_url(stage));
    open_emit(stage);
    open_dashboard(stage);
}

void stage_close(struct stage *stage)
{
    terminal_free(stage->dashboard);
    child_free(&stage->export);
    child_free(&stage->emit);
    proxy_stop(&stage->read_proxy);
    proxy_stop(&stage->written_proxy);
    redis_server_free(stage->read);
    redis_server_free(stage->written);
    redis_server_free(stage->other);
    if (stage->to_emit > 0)
        close(stage->to_emit);
}

static void produce_one(struct stage *stage, char id[static 48])
{
    static const char *const severities[] = {"ok", "ok", "warn", "degraded"};
    char dims[256];

    snprintf(dims, sizeof(dims), "[" DIM "]", severities[dice_below(&stage->dice, 4)],
             101 + (int)(stage->produced++ * 7 % 97));
    redisReply *reply = redis_server_query(
        stage->read, "XADD " STAGE_PREFIX "t%d * ws %s we %s degraded  warned  dims %s",
        (int)dice_below(&stage->dice, STAGE_TENANTS), "2026-11-22T13:00:00Z",
        "2026-11-22T13:01:00Z", dims);
    if (reply->type == REDIS_REPLY_STRING)
        snprintf(id, 48, "%s", reply->str);
    freeReplyObject(reply);
}

void stage_produce(struct stage *stage, size_t count, char id[static 48])
{
    id[0] = '\0';
    for (size_t i = 0; i < count; i++)
        produce_one(stage, id);
}

void stage_give(struct stage *stage, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        size_t writer = dice_below(&stage->dice, STAGE_WRITERS);
        uint64_t number = ++stage->given[writer];
        if (dprintf(stage->to_emit,
                    "{\"tenant\":\"w%zu\",\"ws\":\"a\",\"we\":\"b\",\"dims\":[{\"name\":\"seq\","
                    "\"severity\":\"ok\",\"value\":%" PRIu64 "}]}\n",
                    writer, number) < 0)
            die_errno("write to emit");
    }
}

void stage_run(struct stage *stage, int ms)
{
    terminal_run(stage->dashboard, ms);
}

static long resident_kb(pid_t pid)
{
    char path[64];
    char line[256];
    long kb = 0;

    snprintf(path, sizeof(path), "/proc/%d/status", (int)pid);
    FILE *file = fopen(path, "r");
    while (file != NULL && kb == 0 && fgets(line, sizeof(line), file) != NULL)
        sscanf(line, "VmRSS: %ld", &kb);
    if (file != NULL)
        fclose(file);
    return kb;
}

static void check_program(const char *name, pid_t pid, const char *said)
{
    siginfo_t ended = {0};

    ck_assert_msg(waitid(P_PID, (id_t)pid, &ended, WEXITED | WNOHANG | WNOWAIT) == 0 &&
                      ended.si_pid == 0,
                  "%s has ended with %d: %s", name, ended.si_status, said);
    ck_assert_msg(resident_kb(pid) < RESIDENT_MOST_KB, "%s takes %ld KiB", name, resident_kb(pid));
}

void stage_check_programs(struct stage *stage)
{
    check_program("the dashboard", terminal_pid(stage->dashboard), "");
    check_program("export", stage->export.pid, child_err(&stage->export));
    check_program("emit", stage->emit.pid, child_err(&stage->emit));
}
