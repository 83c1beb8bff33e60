/* The storm: many reports of many tenants go through emit while Redis is killed and started again,
 * and so is emit, whose feeder sends again what was not answered for. Everything has to be in its
 * stream afterwards, in order, and what is there twice has to be recognisable. */
#include "config.h"

#include "base/memory.h"
#include "live/suites.h"
#include "sink/sink.h"
#include "support/redis_server.h"
#include "support/scratch.h"
#include "support/wait.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define TENANTS 50
#define REPORTS 100000
#define BLOWS 14           /* kills of Redis and of emit */
#define WINDOW 5000        /* so many reports the feeder lets be unanswered */
#define SINK_UNDER_WAY 512 /* that a sink has in memory */
#define SEED 20261122
#define PATIENCE_MS 150000

/* Feeds emit, and knows what was answered for. */
struct feeder {
    struct redis_server *server;
    char spool[SCRATCH_SIZE];
    pid_t pid;
    int input; /* of emit; -1: closed */
    int output;
    long total;
    long sent; /* reports that went into the pipe whole */
    long answered;
    struct buffer waiting; /* for the pipe */
};

static void append_line(struct buffer *out, long number)
{
    buffer_printf(out,
                  "{\"tenant\":\"t%02ld\",\"ws\":\"2026-11-22T13:00:00+00:00\",\"we\":"
                  "\"2026-11-22T13:01:00+00:00\",\"dims\":[{\"name\":\"seq\",\"severity\":\"ok\","
                  "\"value\":%ld,\"baseline\":0.5,\"z_score\":-1.25,\"sample_count\":100,"
                  "\"metadata\":null}]}\n",
                  number % TENANTS, number);
}

static void become_emit(const struct feeder *feeder, const int input[2], const int output[2])
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    int log = open("/dev/null", O_WRONLY);
    if (dup2(input[0], STDIN_FILENO) < 0 || dup2(output[1], STDOUT_FILENO) < 0 ||
        dup2(log, STDERR_FILENO) < 0)
        _exit(126);
    execl(getenv("DRIFTOP"), "driftop", "emit", "--ack", "--retention", "1000000", "--timeout",
          "10s", "--spool", feeder->spool, feeder->server->unix_url, (char *)NULL);
    _exit(127);
}

static void start_emit(struct feeder *feeder)
{
    int input[2], output[2];

    ck_assert_int_eq(pipe2(input, O_CLOEXEC), 0);
    ck_assert_int_eq(pipe2(output, O_CLOEXEC), 0);
    feeder->pid = fork();
    ck_assert_int_ge(feeder->pid, 0);
    if (feeder->pid == 0)
        become_emit(feeder, input, output);
    close(input[0]);
    close(output[1]);
    feeder->input = input[1];
    feeder->output = output[0];
    ck_assert_int_eq(fcntl(feeder->input, F_SETFL, O_NONBLOCK), 0);
    ck_assert_int_eq(fcntl(feeder->output, F_SETFL, O_NONBLOCK), 0);
}

/* Fills the pipe as far as the window allows, and closes it behind the last report. */
static void feed(struct feeder *feeder)
{
    while (feeder->input >= 0) {
        while (feeder->waiting.size < 65536 && feeder->sent < feeder->total &&
               feeder->sent < feeder->answered + WINDOW)
            append_line(&feeder->waiting, feeder->sent++);
        if (feeder->waiting.size == 0 && feeder->sent < feeder->total)
            return;
        if (feeder->waiting.size == 0) {
            close(feeder->input);
            feeder->input = -1;
            return;
        }
        ssize_t written = write(feeder->input, feeder->waiting.data, feeder->waiting.size);
        if (written < 0) {
            ck_assert_int_eq(errno, EAGAIN);
            return;
        }
        buffer_consume(&feeder->waiting, (size_t)written);
    }
}

/* Counts the answers. Returns false at their end. */
static bool take_answers(struct feeder *feeder)
{
    char bytes[65536];
    ssize_t size;

    while ((size = read(feeder->output, bytes, sizeof(bytes))) > 0) {
        for (ssize_t i = 0; i < size; i++)
            feeder->answered += bytes[i] == '\n';
    }
    ck_assert(size == 0 || errno == EAGAIN);
    return size < 0;
}

static int end_emit(struct feeder *feeder)
{
    int status;

    while (take_answers(feeder)) {
        struct pollfd end = {.fd = feeder->output, .events = POLLIN};
        ck_assert_int_gt(poll(&end, 1, PATIENCE_MS), 0);
    }
    ck_assert_int_eq(waitpid(feeder->pid, &status, 0), feeder->pid);
    close(feeder->output);
    if (feeder->input >= 0)
        close(feeder->input);
    feeder->input = -1;
    return status;
}

/* Kills emit; the next one gets again what has no answer. */
static void kill_emit(struct feeder *feeder)
{
    kill(feeder->pid, SIGKILL);
    end_emit(feeder);
    buffer_clear(&feeder->waiting);
    feeder->sent = feeder->answered;
    start_emit(feeder);
}

/* Feeds until that many reports are answered for, or for a time while Redis is away. */
static void run_feeder(struct feeder *feeder, long answered, int64_t ms)
{
    struct deadline deadline = deadline_in(ms);

    while (feeder->answered < answered && deadline_left(&deadline) > 0) {
        bool has_more = feeder->sent < feeder->total && feeder->sent < feeder->answered + WINDOW;
        struct pollfd waits[] = {
            {.fd = feeder->output, .events = POLLIN},
            {.fd = has_more || feeder->waiting.size > 0 ? feeder->input : -1, .events = POLLOUT},
        };
        poll(waits, 2, deadline_left(&deadline));
        feed(feeder);
        if (!take_answers(feeder))
            break;
    }
}

static void run_storm(struct feeder *feeder)
{
    unsigned seed = SEED;

    for (long blow = 1; blow <= BLOWS; blow++) {
        long step = feeder->total / (BLOWS + 1);
        run_feeder(feeder, blow * step - (long)((unsigned)rand_r(&seed) % (unsigned)step),
                   PATIENCE_MS);
        if (blow % 3 == 0) {
            kill_emit(feeder);
            continue;
        }
        redis_server_kill(feeder->server);
        run_feeder(feeder, feeder->total, (int64_t)((unsigned)rand_r(&seed) % 400));
        if (blow % 3 == 2)
            kill_emit(feeder);
        redis_server_start(feeder->server);
    }
    run_feeder(feeder, feeder->total, PATIENCE_MS);
    ck_assert_int_eq(end_emit(feeder), 0);
    ck_assert_int_eq(feeder->answered, feeder->total);
}

/* What was found in one stream. */
struct found {
    long tenant;
    long next; /* the number that comes first when nothing is lost and all is in order */
    long duplicates;
    uint64_t *fingerprints; /* by number */
};

/* A number is the next one, or one that was there before with the same fingerprint. */
static bool check_report(void *context, const struct report *report, const struct error *unreadable)
{
    struct found *found = context;

    ck_assert_ptr_null(unreadable);
    long number = (long)report->readings[0].value;
    ck_assert_int_eq(number % TENANTS, found->tenant);
    ck_assert_uint_ne(report->fingerprint, 0);
    if (number == found->next) {
        found->fingerprints[number] = report->fingerprint;
        found->next += TENANTS;
        return true;
    }
    ck_assert_msg(number < found->next, "report %ld comes before %ld", number, found->next);
    ck_assert_uint_eq(found->fingerprints[number], report->fingerprint);
    found->duplicates++;
    return true;
}

static long check_streams(const struct feeder *feeder)
{
    struct sink_options options = sink_options_default();
    struct error error;
    long duplicates = 0;

    options.url = feeder->server->unix_url;
    options.timeout_ms = 60000;
    struct sink *sink = sink_open(&options, &error);
    ck_assert_ptr_nonnull(sink);
    uint64_t *fingerprints = mem_zalloc((size_t)feeder->total, sizeof(*fingerprints));
    for (long tenant = 0; tenant < TENANTS; tenant++) {
        struct found found = {.tenant = tenant, .next = tenant, .fingerprints = fingerprints};
        char name[32];
        snprintf(name, sizeof(name), "t%02ld", tenant);
        ck_assert_msg(sink_window(sink, slice_of(name), (struct time_range){0, INT64_MAX},
                                  check_report, &found, &error),
                      "%s", error.text);
        ck_assert_int_ge(found.next, feeder->total);
        duplicates += found.duplicates;
    }
    free(fingerprints);
    sink_close(sink);
    return duplicates;
}

START_TEST(nothing_is_lost_and_all_is_in_order)
{
    static const char *const arguments[] = {"--appendonly", "yes", "--appendfsync", "always", NULL};
    const struct redis_server_setup setup = {.arguments = arguments};
    const char *size = getenv("STORM_REPORTS");
    struct feeder feeder = {.total = size != NULL ? atol(size) : REPORTS, .input = -1};

    signal(SIGPIPE, SIG_IGN);
    feeder.server = redis_server_create(&setup);
    scratch_create(feeder.spool);
    start_emit(&feeder);
    run_storm(&feeder);
    long duplicates = check_streams(&feeder);
    ck_assert_int_le(duplicates, (long)BLOWS * 2 * (WINDOW + SINK_UNDER_WAY));
    printf("# storm: %ld reports, %d blows, %ld written twice\n", feeder.total, BLOWS, duplicates);
    buffer_free(&feeder.waiting);
    redis_server_free(feeder.server);
}
END_TEST

Suite *suite_emit_storm(void)
{
    Suite *suite = suite_create("emit_storm");
    TCase *tests = tcase_create("emit_storm");

    tcase_set_timeout(tests, 600);
    tcase_add_test(tests, nothing_is_lost_and_all_is_in_order);
    suite_add_tcase(suite, tests);
    return suite;
}
