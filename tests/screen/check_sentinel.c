/* The dashboard on a master that sentinels name, while that is killed. */
#include "config.h"

#include "screen/program.h"
#include "screen/suites.h"
#include "support/runner.h"
#include "support/sentinel_trio.h"

static void write_report(struct redis_server *server, const char *tenant)
{
    redis_server_command(server,
                         "XADD rag:telemetry:%s * ws 1 we 2 dims "
                         "[{\"name\":\"faithfulness\",\"severity\":\"ok\",\"value\":1}]",
                         tenant);
}

/* As long as one sentinel is alone, nobody takes the place of a master that is gone. */
static void leave_one_sentinel(const struct sentinel_trio *trio)
{
    for (int i = 1; i < TRIO; i++)
        redis_server_kill(trio->sentinels[i]);
}

static void start_the_others(const struct sentinel_trio *trio)
{
    for (int i = 1; i < TRIO; i++)
        redis_server_start(trio->sentinels[i]);
}

START_TEST(it_stays_and_goes_on_with_the_next_master)
{
    struct sentinel_trio *trio;

    trio = sentinel_trio_create(NULL);
    struct redis_server *first = sentinel_trio_master(trio);
    write_report(first, "acme");
    redis_server_command(first, "WAIT 2 %d", PATIENCE_MS);
    struct terminal *terminal = program_start(120, 35, "-r", "100ms", trio->url);
    ck_assert(terminal_wait_text(terminal, "acme", PATIENCE_MS));
    leave_one_sentinel(trio);
    redis_server_kill(first);
    ck_assert(terminal_wait_text(terminal, "master 'mymaster': ", PATIENCE_MS));
    ck_assert(terminal_wait_text(terminal, "acme", PATIENCE_MS));
    start_the_others(trio);
    struct redis_server *second = sentinel_trio_wait_for_another(trio, first);
    write_report(second, "globex");
    redis_server_command(second, "WAIT 1 %d", PATIENCE_MS);
    ck_assert(terminal_wait_no_text(terminal, "master 'mymaster': ", PATIENCE_MS));
    terminal_type(terminal, "r");
    ck_assert(terminal_wait_text(terminal, "globex", PATIENCE_MS));
    ck_assert(terminal_wait_text(terminal, "acme", PATIENCE_MS));
    terminal_type(terminal, "q");
    program_expect_exit(terminal, 0);
    terminal_free(terminal);
    sentinel_trio_free(trio);
}
END_TEST

Suite *suite_sentinel(void)
{
    Suite *suite = suite_create("sentinel");
    TCase *tcase = tcase_create("sentinel");
    const char *missing = redis_server_program() ? NULL : "no redis-server or valkey-server found";

    tcase_add_test(tcase, unless(missing, it_stays_and_goes_on_with_the_next_master));
    suite_add_tcase(suite, tcase);
    return suite;
}
