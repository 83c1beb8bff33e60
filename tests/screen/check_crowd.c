/* The dashboard over so many tenants that those who are not seen take turns, on a server that gives
 * it no time for them: that what is told of them grows old is said. The time is put forward. */
#include "config.h"

#include "screen/program.h"
#include "screen/suites.h"
#include "support/fast_clock.h"
#include "support/redis_server.h"
#include "support/runner.h"

#define CROWD 3000
#define LATER_MS 120000 /* far beyond the half minute for which it is fresh */

static struct redis_server *server;
static struct fast_clock clock;
static struct fast_clock_rest rest;

static void set_up(void)
{
    fast_clock_open(&clock);
    fast_clock_enter(&clock);
    server = redis_server_create(NULL);
    fast_clock_leave();
    fast_clock_rest_open(&rest, &clock, "dashboard");
}

static void tear_down(void)
{
    fast_clock_rest_close(&rest);
    fast_clock_close(&clock);
    redis_server_free(server);
}

static void produce_crowd(void)
{
    redisContext *connection = redis_server_connect(server);

    for (unsigned i = 0; i < CROWD; i++)
        redisAppendCommand(connection,
                           "XADD rag:telemetry:t%u * dims "
                           "[{\"name\":\"a\",\"severity\":\"ok\",\"value\":1}]",
                           i);
    redis_server_drain(connection, CROWD);
    redisFree(connection);
}

static struct terminal *start_without_a_share(void)
{
    produce_crowd();
    struct terminal *terminal = program_start_in(
        &(struct terminal_setup){.columns = 120, .rows = 24, .environment = rest.environment},
        ARGUMENTS("-r", "100ms", "--server-share", "0", server->unix_url));
    ck_assert(terminal_wait_text(terminal, "all judged", PATIENCE_MS));
    return terminal;
}

START_TEST(what_nobody_asked_for_long_is_said_until_all_are_asked)
{
    struct terminal *terminal = start_without_a_share();

    ck_assert(!terminal_find(terminal, "was last asked", NULL, NULL));
    fast_clock_put_forward(&clock, LATER_MS);
    ck_assert(terminal_wait_text(terminal, "what is not on the screen was last asked up to 2m",
                                 PATIENCE_MS));
    ck_assert(terminal_find(terminal, "(--server-share 0)", NULL, NULL));
    terminal_type(terminal, "r");
    ck_assert(terminal_wait_no_text(terminal, "was last asked", PATIENCE_MS));
    terminal_free(terminal);
}
END_TEST

Suite *suite_crowd(void)
{
    Suite *suite = suite_create("crowd");
    TCase *tcase = tcase_create("crowd");
    const char *lacks =
        redis_server_program() ? fast_clock_lacks() : "no redis-server or valkey-server found";

    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_add_test(tcase, unless(lacks, what_nobody_asked_for_long_is_said_until_all_are_asked));
    suite_add_tcase(suite, tcase);
    return suite;
}
