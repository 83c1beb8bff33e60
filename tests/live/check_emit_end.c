/* How emit ends: whatever Redis, the spool and the input do, it comes to an end in its time, says
 * what became of every line, and what it says is so. Each test is one state of Redis and of the
 * spool; in it emit runs once for each input and each end, all at the same time. By hand, one of
 * them: STATE=9. */
#include "config.h"

#include "live/suites.h"
#include "support/child.h"
#include "support/redis_server.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LINES 1000 /* more than memory holds, and less than memory and a pipe together */
#define MORE 50    /* that come later through a pipe that is open */
#define STREAM "rag:telemetry:default"

enum redis_state { REDIS_UP, REDIS_AWAY, REDIS_HANGS, REDIS_REFUSES, REDIS_ASKS, REDIS_STATES };
enum spool_state { SPOOL_NONE, SPOOL_GOOD, SPOOL_NO_ROOM, SPOOL_REMOVED, SPOOL_STATES };
enum input { INPUT_ENDED, INPUT_OPEN, INPUT_FILE, INPUTS };
enum end { END_ITSELF, END_SIGTERM, END_SIGINT_TWICE, END_OUTPUT, ENDS };

/* A shell function that prints $1 lines. */
#define FUNCTION                                                                                   \
    "lines() { awk -v n=$1 'BEGIN { for (i = 0; i < n; i++) printf "                               \
    "\"{\\\"ws\\\":\\\"a\\\",\\\"we\\\":\\\"b\\\",\\\"dims\\\":[{\\\"name\\\":\\\"seq\\\","        \
    "\\\"severity\\\":\\\"ok\\\",\\\"value\\\":%%d}]}\\n\", i }'; }; mkfifo in go answers; "

/* One emit. */
struct run {
    struct child child;
    enum redis_state redis;
    enum spool_state spool;
    enum input input;
    enum end end;
    int status;
};

static struct redis_server *server;

static void set_up(void)
{
    server = redis_server_create(NULL);
}

static void tear_down(void)
{
    redis_server_thaw(server);
    redis_server_free(server);
}

/* --- What the end says --- */

static long number_before(const char *text, const char *words)
{
    const char *found = strstr(text, words);

    if (found == NULL)
        return 0;
    while (found > text && found[-1] >= '0' && found[-1] <= '9')
        found--;
    return strtol(found, NULL, 10);
}

struct summary {
    long written;
    long spooled;
    long refused;
    long unwritten;
};

static struct summary summary_of(struct run *run)
{
    const char *err = child_err(&run->child);
    const char *line = strstr(err, " written to ");

    ck_assert_msg(line != NULL, "no summary: %s", err);
    return (struct summary){
        .written =
            number_before(err, " report written to ") + number_before(err, " reports written to "),
        .spooled = number_before(line, " stay in the spool"),
        .refused = number_before(line, " refused"),
        .unwritten = number_before(line, " not written") + number_before(line, " not answered for"),
    };
}

/* --- One run --- */

/* Without a spool a password that was never right is no reason to wait. */
static bool ends_at_once(const struct run *run)
{
    return run->redis == REDIS_UP || run->end == END_OUTPUT ||
           (run->redis == REDIS_ASKS && run->spool == SPOOL_NONE);
}

static void remove_spool(struct run *run)
{
    struct child remover = {0};

    /* Away at once: emit makes it anew while it is removed. */
    ck_assert_int_eq(child_run(&remover, "cd %s && mv s gone && rm -rf gone", run->child.directory),
                     0);
    child_free(&remover);
}

static void open_way(struct run *run)
{
    char path[SCRATCH_SIZE + 8];
    FILE *go;

    snprintf(path, sizeof(path), "%s/go", run->child.directory);
    go = fopen(path, "w");
    ck_assert_ptr_nonnull(go);
    fclose(go);
}

/* Behind a pipe that is open it goes on, until Redis is back and the pipe is closed. */
static bool goes_on(const struct run *run)
{
    return run->input == INPUT_OPEN && run->end == END_ITSELF &&
           !(run->redis == REDIS_ASKS && run->spool == SPOOL_NONE);
}

/* Waits until the trouble is known, and does what ends it. */
static void bring_to_end(struct run *run)
{
    if (!ends_at_once(run))
        child_expect_err(&run->child, "breaker open");
    if (run->spool == SPOOL_REMOVED && !ends_at_once(run))
        remove_spool(run);
    if (run->end == END_SIGTERM || run->end == END_SIGINT_TWICE)
        child_signal(&run->child, run->end == END_SIGTERM ? SIGTERM : SIGINT);
    if (run->end == END_SIGINT_TWICE) {
        child_expect_err(&run->child, "interrupted");
        child_signal(&run->child, SIGINT);
    }
}

/* Where all was in a directory that is gone there may be nothing left to try Redis with. */
static void end_later(struct run *run)
{
    if (!ends_at_once(run) && run->spool != SPOOL_REMOVED)
        child_expect_err(&run->child, "breaker closed");
    open_way(run);
    run->status = child_wait(&run->child);
}

/* What ends by itself may have ended before the signal comes. */
static bool makes_sense(const struct run *run)
{
    if (run->end == END_SIGTERM)
        return !ends_at_once(run) && run->input == INPUT_OPEN;
    if (run->end == END_SIGINT_TWICE)
        return !ends_at_once(run) && (run->input == INPUT_OPEN || run->redis != REDIS_HANGS);
    return true;
}

/* How long it may wait for an answer, and for things to get on. */
static const char *timeout_of(const struct run *run)
{
    if (run->end != END_SIGINT_TWICE)
        return "300ms";
    return run->redis == REDIS_HANGS ? "2s" : "1h";
}

static void start(struct run *run)
{
    static const char *const inputs[] = {
        [INPUT_ENDED] = "(lines 1000) >in & from=in; ",
        [INPUT_OPEN] = "(lines 1000; cat go; lines 50) >in & from=in; ",
        [INPUT_FILE] = "lines 1000 >lines.jsonl; from=lines.jsonl; ",
    };

    child_start(&run->child,
                FUNCTION "%s%s%s exec \"$DRIFTOP\" emit --timeout %s %s %s unix://%s <$from %s",
                inputs[run->input], run->end == END_OUTPUT ? "(head -c 0) <answers & " : "",
                run->spool == SPOOL_NO_ROOM ? "ulimit -f 64;" : "", timeout_of(run),
                run->end == END_OUTPUT ? "--ack" : "", run->spool != SPOOL_NONE ? "--spool s" : "",
                server->socket_path, run->end == END_OUTPUT ? ">answers" : "");
}

static void describe(const struct run *run, char text[static 64])
{
    snprintf(text, 64, "redis %d spool %d input %d end %d", run->redis, run->spool, run->input,
             run->end);
}

static void check_counts(struct run *run, const char *name)
{
    struct summary summary = summary_of(run);
    long total = LINES + (run->input == INPUT_OPEN ? MORE : 0);
    long sum = summary.written + summary.spooled + summary.refused + summary.unwritten;
    const char *err = child_err(&run->child);

    if (run->spool == SPOOL_REMOVED)
        return; /* what was in it is gone */
    if (run->redis == REDIS_ASKS && run->spool == SPOOL_NONE)
        return; /* what was not read yet, or all of it, is left to who writes the pipe */
    ck_assert_msg((run->status == 0) == (summary.refused + summary.unwritten == 0), "%s: %s", name,
                  err);
    ck_assert_msg(sum == total, "%s: %ld of %ld: %s", name, sum, total, err);
}

static int expected_status(const struct run *run)
{
    bool is_whole = run->redis == REDIS_UP || run->spool == SPOOL_GOOD ||
                    (goes_on(run) && run->spool != SPOOL_REMOVED);

    if (run->end == END_SIGINT_TWICE)
        return 130;
    return run->end == END_ITSELF || run->end == END_SIGTERM ? !is_whole : 1;
}

/* A signal may come before the first line does. */
static bool was_too_early(struct run *run)
{
    struct summary summary = summary_of(run);

    return (run->end == END_SIGTERM || run->end == END_SIGINT_TWICE) && run->status == 0 &&
           summary.written + summary.spooled + summary.refused + summary.unwritten == 0;
}

static void check_status(struct run *run, const char *name)
{
    /* What was in a directory that is gone may be stored in another again. */
    bool is_open = run->spool == SPOOL_REMOVED && run->end != END_SIGINT_TWICE;

    if (was_too_early(run) || (is_open && run->end != END_OUTPUT))
        return;
    ck_assert_msg(run->status == expected_status(run), "%s: status %d, not %d: %s", name,
                  run->status, expected_status(run), child_err(&run->child));
}

/* What stays in the spool is written by the next run. */
static void check_spool(struct run *run, const char *name)
{
    struct summary summary = summary_of(run);
    struct child next = {0};
    char words[64];

    if (summary.spooled == 0)
        return;
    redis_server_command(server, "DEL " STREAM);
    child_run(&next, "\"$DRIFTOP\" emit --spool %s/s %s", run->child.directory, server->unix_url);
    snprintf(words, sizeof(words), "; %ld of earlier runs written too", summary.spooled);
    ck_assert_msg(strstr(child_err(&next), words) != NULL, "%s: %s: %s: %s", name, words,
                  child_err(&run->child), child_err(&next));
    child_free(&next);
}

static void begin_trouble(enum redis_state state)
{
    if (state == REDIS_AWAY)
        redis_server_kill(server);
    else if (state == REDIS_HANGS)
        redis_server_freeze(server);
    else if (state == REDIS_REFUSES)
        redis_server_command(server, "CONFIG SET maxmemory 1");
    else if (state == REDIS_ASKS)
        redis_server_command(server, "ACL SETUSER default resetpass >secret");
}

static void end_trouble(enum redis_state state)
{
    if (state == REDIS_AWAY)
        redis_server_start(server);
    else if (state == REDIS_HANGS)
        redis_server_thaw(server);
    else if (state == REDIS_REFUSES)
        redis_server_command(server, "CONFIG SET maxmemory 0");
    else if (state == REDIS_ASKS)
        redis_server_command(server, "ACL SETUSER default nopass");
}

START_TEST(emit_ends_in_its_time_and_says_what_became_of_every_line)
{
    enum redis_state redis = (enum redis_state)(_i / SPOOL_STATES);
    enum spool_state spool = (enum spool_state)(_i % SPOOL_STATES);
    static struct run runs[INPUTS * ENDS];
    size_t count = 0;
    char name[64];

    if (getenv("STATE") != NULL && strtol(getenv("STATE"), NULL, 10) != _i)
        return;
    begin_trouble(redis);
    for (size_t i = 0; i < INPUTS * ENDS; i++) {
        struct run run = {{0}, redis, spool, (enum input)(i / ENDS), (enum end)(i % ENDS), 0};
        if (spool == SPOOL_REMOVED && run.input != INPUT_OPEN)
            continue;
        if (makes_sense(&run))
            runs[count++] = run;
    }
    for (size_t i = 0; i < count; i++)
        start(&runs[i]);
    for (size_t i = 0; i < count; i++)
        bring_to_end(&runs[i]);
    for (size_t i = 0; i < count; i++) {
        if (!goes_on(&runs[i]))
            runs[i].status = child_wait(&runs[i].child);
    }
    end_trouble(redis);
    for (size_t i = 0; i < count; i++) {
        if (goes_on(&runs[i]))
            end_later(&runs[i]);
    }
    for (size_t i = 0; i < count; i++) {
        describe(&runs[i], name);
        check_status(&runs[i], name);
        if (runs[i].end == END_ITSELF)
            check_counts(&runs[i], name);
        check_spool(&runs[i], name);
        child_free(&runs[i].child);
    }
}
END_TEST

Suite *suite_emit_end(void)
{
    Suite *suite = suite_create("emit_end");
    TCase *tests = tcase_create("emit_end");

    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_loop_test(tests, emit_ends_in_its_time_and_says_what_became_of_every_line, 0,
                        REDIS_STATES * SPOOL_STATES);
    suite_add_tcase(suite, tests);
    return suite;
}
