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

START_TEST(it_stays_and_goes_on_with_the_next_master)
{
    struct sentinel_trio *trio;

    trio = sentinel_trio_create(NULL);
    write_report(trio->data[0], "acme");
    struct terminal *terminal = program_start(120, 35, "-r", "100ms", trio->url);
    ck_assert(terminal_wait_text(terminal, "acme", PATIENCE_MS));
    redis_server_command(trio->data[0], "WAIT 2 %d", PATIENCE_MS);
    redis_server_kill(trio->data[0]);
    ck_assert(terminal_wait_text(terminal, "master 'mymaster': ", PATIENCE_MS));
    ck_assert(terminal_wait_text(terminal, "acme", PATIENCE_MS));
    write_report(sentinel_trio_wait_for_another(trio, trio->data[0]), "globex");
    ck_assert(terminal_wait_no_text(terminal, "master 'mymaster': ", PATIENCE_MS));
    terminal_type(terminal, "r");
    ck_assert(terminal_wait_text(terminal, "globex", PATIENCE_MS));
    ck_assert(terminal_wait_text(terminal, "acme", PATIENCE_MS));
    terminal_type(terminal, "q");
    program_expect_exit(terminal, 0);
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
