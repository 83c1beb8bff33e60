/* Names that cannot be looked up, or not now: nobody waits for the resolver. */
#include "config.h"

#include "base/timestamp.h"
#include "headless/export.h"
#include "headless/snapshot.h"
#include "live/link_probe.h"
#include "live/suites.h"
#include "redis/lookup.h"

#include <dlfcn.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define HANGS "hangs.invalid"

/* In the place of the C library's: one name is never found, and never not found. */
int getaddrinfo(const char *restrict name, const char *restrict service,
                const struct addrinfo *restrict req, struct addrinfo **restrict pai)
{
    int (*real)(const char *, const char *, const struct addrinfo *, struct addrinfo **);

    *(void **)&real = dlsym(RTLD_NEXT, "getaddrinfo");
    while (name != NULL && strcmp(name, HANGS) == 0 && (req->ai_flags & AI_NUMERICHOST) == 0)
        pause();
    return real(name, service, req, pai);
}

static int run_command(const struct command *command, const struct format *format)
{
    const struct format *formats[] = {format, NULL};
    const struct command *commands[] = {command, NULL};
    const struct program program = {.commands = commands, .formats = formats};
    char name[16];
    char *argv[] = {(char[]){"driftop"},        name, (char[]){"--timeout"}, (char[]){"200ms"},
                    (char[]){"redis://" HANGS}, NULL};
    struct options options;
    struct error error;

    snprintf(name, sizeof(name), "%s", command->name);
    ck_assert_msg(options_parse(&program, 5, argv, &options, &error), "%s", error.text);
    int status = command->run(&options);
    options_free(&options);
    return status;
}

/* The test is a process, and has to end, too. */
START_TEST(a_name_that_is_looked_up_for_ever_holds_up_no_command)
{
    ck_assert_ptr_nonnull(freopen("/dev/null", "w", stdout));
    ck_assert_ptr_nonnull(freopen("/dev/null", "w", stderr));
    if (_i == 0)
        ck_assert_int_eq(run_command(&snapshot_command, &snapshot_text_format.format), 1);
    else
        ck_assert_int_eq(run_command(&export_command, &export_ndjson_format.format), 1);
}
END_TEST

START_TEST(a_lookup_that_takes_too_long_is_lost_and_tried_again)
{
    struct link_probe probe;

    probe_init(&probe);
    probe.limits.resolve_ms = 20;
    probe_open(&probe, "redis://" HANGS);
    probe_wait_count(&probe, &probe.losses, 2);
    ck_assert_str_eq(probe.loss.text, "look up " HANGS ": no answer in 20ms");
    ck_assert_int_eq(probe.loss_state, LINK_WAITING);
    probe_free(&probe);
}
END_TEST

START_TEST(it_is_told_what_is_looked_up)
{
    struct link_probe probe;
    struct error error = {0};

    probe_init(&probe);
    probe_open(&probe, "redis://" HANGS);
    probe_turn(&probe);
    link_explain_wait(probe.link, "5s", &error);
    ck_assert_str_eq(error.text, "look up " HANGS ": no answer in 5s");
    probe_free(&probe);
}
END_TEST

static int told;
static int closed;

static void on_told(void *context, int status, struct addrinfo *addresses)
{
    (void)context;
    told++;
    (void)status;
    if (addresses != NULL)
        freeaddrinfo(addresses);
}

static void on_closed(void *context)
{
    (void)context;
    closed++;
}

START_TEST(a_lookup_may_be_closed_at_any_moment)
{
    uv_loop_t loop;

    ck_assert_int_eq(uv_loop_init(&loop), 0);
    for (int i = 0; i < 200; i++) {
        struct lookup *lookup =
            lookup_open(&loop, i % 3 == 0 ? HANGS : "localhost", "1", on_told, NULL);
        ck_assert_ptr_nonnull(lookup);
        told = 0;
        for (int turns = i % 7; turns > 0; turns--)
            uv_run(&loop, UV_RUN_NOWAIT);
        while (i % 30 == 1 && told == 0)
            uv_run(&loop, UV_RUN_ONCE);
        lookup_close(lookup, on_closed, NULL);
    }
    uv_run(&loop, UV_RUN_DEFAULT);
    ck_assert_int_eq(closed, 200);
    ck_assert_int_eq(uv_loop_close(&loop), 0);
}
END_TEST

Suite *suite_lookup(void)
{
    Suite *suite = suite_create("lookup");
    TCase *tcase = tcase_create("lookup");

    tcase_add_loop_test(tcase, a_name_that_is_looked_up_for_ever_holds_up_no_command, 0, 2);
    tcase_add_test(tcase, a_lookup_that_takes_too_long_is_lost_and_tried_again);
    tcase_add_test(tcase, it_is_told_what_is_looked_up);
    tcase_add_test(tcase, a_lookup_may_be_closed_at_any_moment);
    suite_add_tcase(suite, tcase);
    return suite;
}
