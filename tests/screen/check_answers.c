/* While Redis hangs, every screen answers every key. Screens and keys are those of the tables. */
#include "config.h"

#include "base/duration.h"
#include "base/timestamp.h"
#include "keys.h"
#include "screen/program.h"
#include "screen/screens.h"
#include "screen/suites.h"
#include "support/redis_server.h"
#include "support/runner.h"
#include "support/ways.h"

#include <stdio.h>
#include <stdlib.h>

#define TENANTS 3
#define REPORTS 60
#define SETTLED_MS 15 /* without output: all of a frame is here */

/* Esc as often as it may take to be back in the fleet. */
#define HOME "\x1b\x1b\x1b\x1b\x1b\x1b\x1b\x1b"

static struct redis_server *server;
static struct terminal *terminal;

static void add_reports(redisContext *connection, int tenant)
{
    int64_t now_ms = timestamp_now();

    for (int i = REPORTS; i > 0; i--) {
        char id[32];
        snprintf(id, sizeof(id), "%lld-0", (long long)(now_ms - i * MS_PER_MINUTE));
        if (redisAppendCommand(
                connection,
                "XADD rag:telemetry:tenant-%d %s ws 1970 we 1970 degraded %s warned %s dims %s",
                tenant, id, "", "",
                "[{\"name\":\"faithfulness\",\"severity\":\"warn\",\"value\":0.8,\"baseline\":0.9,"
                "\"z_score\":-2.5,\"sample_count\":70,\"metadata\":{\"model\":\"e5\"}},"
                "{\"name\":\"relevance\",\"severity\":\"ok\",\"value\":0.8,\"baseline\":0.8,"
                "\"z_score\":0.1,\"sample_count\":70,\"metadata\":null}]") != REDIS_OK)
            ck_abort_msg("queue a report: %s", connection->errstr);
    }
    redis_server_drain(connection, REPORTS);
}

static void setup(void)
{
    server = redis_server_create(NULL);
    redisContext *connection = redis_server_connect(server);
    for (int i = 0; i < TENANTS; i++)
        add_reports(connection, i);
    redisFree(connection);
    terminal = program_start(100, 30, server->unix_url);
    ck_assert(terminal_wait_text(terminal, "all judged", PATIENCE_MS));
}

static void teardown(void)
{
    redis_server_thaw(server);
    terminal_free(terminal);
    redis_server_free(server);
}

static void settle(void)
{
    ck_assert(terminal_wait_quiet(terminal, SETTLED_MS, PATIENCE_MS));
}

static void type(const struct buffer *bytes)
{
    terminal_type(terminal, buffer_text(bytes));
}

static void try_key(const struct screen *screen, uint32_t key, const struct buffer *way)
{
    struct buffer bytes = {0};
    char name[KEY_NAME_SIZE];

    terminal_type(terminal, HOME);
    settle();
    type(way);
    settle();
    size_t before = terminal_bytes(terminal);
    way_key(key, &bytes);
    type(&bytes);
    keys_name(key, name);
    ck_assert_msg(terminal_wait_bytes(terminal, before, PATIENCE_MS), "%s is not answered on %s",
                  name, screen->name);
    buffer_free(&bytes);
}

/* The first key of each action stands for the others. */
START_TEST(every_screen_answers_while_redis_hangs)
{
    const struct screen *screen = screen_table(&(size_t){0})[_i];
    struct buffer way = {0};
    size_t count;
    const struct binding *bindings = keys_table(&count);

    ck_assert(way_to(screen, &way));
    type(&way);
    settle();
    redis_server_freeze(server);
    for (size_t i = 0; i < count; i++) {
        bool again = i > 0 && bindings[i].action == bindings[i - 1].action;
        if (!again && bindings[i].action != ACTION_QUIT)
            try_key(screen, bindings[i].key, &way);
    }
    terminal_type(terminal, HOME "q");
    program_expect_exit(terminal, 0);
    buffer_free(&way);
}
END_TEST

Suite *suite_answers(void)
{
    if (redis_server_program() == NULL)
        return skipped_suite("answers", "no redis-server or valkey-server found");
    Suite *suite = suite_create("answers");
    TCase *tcase = tcase_create("answers");
    size_t screens;

    screen_table(&screens);
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_loop_test(tcase, every_screen_answers_while_redis_hangs, 0, (int)screens);
    suite_add_tcase(suite, tcase);
    return suite;
}
