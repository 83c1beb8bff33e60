/* A report's page in the whole program: against a server that hangs, is killed and trims its
 * streams, and what reaches the clipboard of the terminal. */
#include "config.h"

#include "base/buffer.h"
#include "screen/program.h"
#include "screen/suites.h"
#include "support/redis_server.h"
#include "support/runner.h"
#include "support/scratch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ACME "rag:telemetry:acme"

static struct redis_server *server;
static struct terminal *terminal;

static void expect(const char *text)
{
    ck_assert_msg(terminal_wait_text(terminal, text, PATIENCE_MS), "'%s' is not shown", text);
}

static void add(long long age_s, const char *note)
{
    redisReply *now = redis_server_query(server, "TIME");
    long long ms = strtoll(now->element[0]->str, NULL, 10) * 1000 - age_s * 1000;

    freeReplyObject(now);
    redis_server_command(server,
                         "XADD " ACME " %lld-0 ws 1 we %lld note %s dims "
                         "[{\"name\":\"faithfulness\",\"severity\":\"ok\",\"value\":1}]",
                         ms, ms, note);
}

static void start(void)
{
    server = redis_server_create(NULL);
    add(60, "older");
    add(30, "newer");
    terminal = program_start(80, 24, "-r", "100ms", server->unix_url);
    expect("all judged");
    terminal_type(terminal, "\r");
    expect("SEVERITY");
    expect("2 reports");
}

static void stop(void)
{
    terminal_type(terminal, "q");
    program_expect_exit(terminal, 0);
    terminal_free(terminal);
    redis_server_free(server);
}

START_TEST(from_the_fleet_to_the_raw_entry_in_four_keys)
{
    terminal_type(terminal, "\r\r");
    expect("note  newer");
    expect("2 of 2 in this window");
    terminal_type(terminal, "[");
    expect("note  older");
    terminal_type(terminal, "v");
    expect("raw, as it lies in the stream");
    expect("dims  [{\"name\":\"faithfulness\",\"severity\":\"ok\",\"value\":1}]");
}
END_TEST

START_TEST(while_redis_hangs_the_page_answers)
{
    redis_server_freeze(server);
    terminal_type(terminal, "\r\r");
    expect("Asking for it.");
    terminal_type(terminal, "=");
    expect("differences of figures are shown");
    terminal_key(terminal, VTERM_KEY_ESCAPE);
    expect("SEVERITY");
    terminal_type(terminal, "\r");
    expect("Asking for it.");
    redis_server_thaw(server);
    expect("note  newer");
}
END_TEST

START_TEST(what_is_trimmed_while_it_is_read_is_told_so)
{
    terminal_type(terminal, "\r\r[");
    expect("note  older");
    redis_server_command(server, "XTRIM " ACME " MAXLEN = 1");
    expect("It is no longer there: trimmed or deleted since.");
    expect("note  older");
    terminal_type(terminal, "r");
    expect("It is no longer there: trimmed or deleted since.");
    expect("note  older");
}
END_TEST

START_TEST(a_server_that_is_killed_takes_nothing_off_the_page)
{
    terminal_type(terminal, "\r\r");
    expect("note  newer");
    redis_server_kill(server);
    expect(" AWAY ");
    expect("note  newer");
    terminal_type(terminal, "v");
    expect("raw, as it lies in the stream");
    redis_server_start(server);
}
END_TEST

static void copy_from_a_file(const char *option, struct buffer *record)
{
    char directory[SCRATCH_SIZE];
    char path[SCRATCH_SIZE + 16];

    scratch_create(directory);
    scratch_write(directory, "a.jsonl",
                  "{\"time_ms\":1795357815000,\"dimensions\":[{\"name\":\"x\",\"severity\":\"ok\","
                  "\"value\":1}]}\n");
    snprintf(path, sizeof(path), "%s/a.jsonl", directory);
    terminal = program_start(80, 24, path, option);
    expect("all judged");
    terminal_type(terminal, "\r");
    expect("SEVERITY");
    terminal_type(terminal, "\r\r");
    expect("sed -n 1p -- ");
    terminal_record(terminal, record);
    terminal_type(terminal, "y");
}

/* In base 64: "sed -n 1p --". */
#define COPIED "\033]52;c;c2VkIC1uIDFwIC0t"

static void end(struct buffer *record)
{
    terminal_type(terminal, "q");
    program_expect_exit(terminal, 0);
    terminal_free(terminal);
    buffer_free(record);
}

START_TEST(nothing_reaches_the_clipboard_until_it_is_allowed)
{
    struct buffer record = {0};

    copy_from_a_file(NULL, &record);
    expect("not copied: --clipboard");
    ck_assert(strstr(buffer_text(&record), "\033]52") == NULL);
    end(&record);
}
END_TEST

START_TEST(a_key_copies_the_command_where_it_is_allowed)
{
    struct buffer record = {0};

    copy_from_a_file("--clipboard", &record);
    expect("copied to the terminal's clipboard");
    ck_assert(strstr(buffer_text(&record), COPIED) != NULL);
    end(&record);
}
END_TEST

Suite *suite_report(void)
{
    const char *missing =
        redis_server_program() == NULL ? "no redis-server or valkey-server found" : NULL;
    Suite *suite = suite_create("report");
    TCase *live = tcase_create("live");
    TCase *clipboard = tcase_create("clipboard");

    if (missing == NULL)
        tcase_add_checked_fixture(live, start, stop);
    tcase_add_test(live, unless(missing, from_the_fleet_to_the_raw_entry_in_four_keys));
    tcase_add_test(live, unless(missing, while_redis_hangs_the_page_answers));
    tcase_add_test(live, unless(missing, what_is_trimmed_while_it_is_read_is_told_so));
    tcase_add_test(live, unless(missing, a_server_that_is_killed_takes_nothing_off_the_page));
    suite_add_tcase(suite, live);
    tcase_add_test(clipboard, nothing_reaches_the_clipboard_until_it_is_allowed);
    tcase_add_test(clipboard, a_key_copies_the_command_where_it_is_allowed);
    suite_add_tcase(suite, clipboard);
    return suite;
}
