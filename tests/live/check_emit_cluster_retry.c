/* Emit on a cluster that knows XADD IDMP, as Redis does from 8.6 on: what is sent again after a
 * loss can be told from what is new, also by the node that took over. And what it says of clusters
 * that are not whole. */
#include "config.h"

#include "live/fake_cluster.h"
#include "live/suites.h"
#include "support/child.h"
#include "support/has.h"

#include <stdio.h>
#include <string.h>

#define LINE "{\"ws\":\"a\",\"we\":\"b\",\"dims\":[]}"
#define TURN_MS 10
#define GUARD_TURNS 4000

static struct fake_cluster fake;
static uv_loop_t loop;
static uv_timer_t turns; /* the loop never waits for longer */
static int turned;
static struct buffer maps[2];
static struct buffer logs[2]; /* "producer sequence " of each XADD, or "- " */
static bool first_is_lost;
static bool old[2];               /* these know no IDMP */
static struct buffer refusals[2]; /* what they say to XADD; empty: an ID */

static void log_identity(const struct fake_command *command, struct buffer *log)
{
    if (!slice_is(command->words[2], "IDMP")) {
        buffer_string(log, "- ");
        return;
    }
    for (size_t i = 3; i <= 4; i++)
        buffer_printf(log, "%.*s ", (int)command->words[i].size, command->words[i].data);
}

/* The first node carries out one, and is gone before it answers: the second one takes over. */
static void answer(const struct fake_command *command, struct buffer *out)
{
    size_t node = (size_t)(command->node - fake.nodes);

    if (slice_is(command->words[0], "COMMAND")) {
        buffer_string(out, old[node] ? "*1\r\n$-1\r\n" : "*1\r\n*1\r\n$7\r\nxcfgset\r\n");
        return;
    }
    log_identity(command, &logs[node]);
    if (refusals[node].size > 0) {
        buffer_printf(out, "-%s\r\n", buffer_text(&refusals[node]));
        return;
    }
    if (node == 0 && first_is_lost) {
        fake.nodes[1].slots = buffer_text(&maps[1]);
        fake.nodes[1].epoch = 2;
        fake_node_drop(command->node, false);
        return;
    }
    buffer_string(out, "$3\r\n7-1\r\n");
}

static void count_turn(uv_timer_t *timer)
{
    (void)timer;
    ck_assert_int_lt(turned++, GUARD_TURNS);
}

static void set_up(void)
{
    ck_assert_int_eq(uv_loop_init(&loop), 0);
    uv_timer_init(&loop, &turns);
    uv_timer_start(&turns, count_turn, TURN_MS, TURN_MS);
    fake.answer = answer;
    fake_cluster_open(&fake, &loop, 2);
    for (size_t i = 0; i < 2; i++) {
        buffer_string(&maps[i], "*1\r\n");
        fake_range(&maps[i], 0, 16383, "127.0.0.1", fake.nodes[i].port);
        fake.nodes[i].slots = buffer_text(&maps[0]);
        fake.nodes[i].epoch = 1;
    }
}

static void tear_down(void)
{
    fake_cluster_close(&fake);
    uv_close((uv_handle_t *)&turns, NULL);
    uv_run(&loop, UV_RUN_DEFAULT);
    ck_assert_int_eq(uv_loop_close(&loop), 0);
    for (size_t i = 0; i < 2; i++) {
        buffer_free(&maps[i]);
        buffer_free(&logs[i]);
        buffer_free(&refusals[i]);
    }
}

static void run_until_says(struct child *child, const char *text)
{
    while (strstr(child_err(child), text) == NULL)
        uv_run(&loop, UV_RUN_ONCE);
}

static void emit_two(void)
{
    struct child child = {0};

    child_start(&child, "printf '" LINE "\\n" LINE "\\n' | \"$DRIFTOP\" emit --timeout 20s %s",
                fake.url);
    run_until_says(&child, "2 reports written");
    ck_assert_int_eq(child_wait(&child), 0);
    child_free(&child);
}

START_TEST(what_is_sent_again_has_the_name_it_had_at_the_node_that_was_lost)
{
    char first[64];
    const char *logged;

    first_is_lost = true;
    emit_two();
    logged = buffer_text(&logs[0]);
    ck_assert_int_eq(strncmp(logged, "driftop-", 8), 0);
    size_t size = strcspn(logged, " ") + strlen(" 1 ");
    ck_assert_uint_lt(size, sizeof(first));
    snprintf(first, sizeof(first), "%.*s", (int)size, logged);
    ck_assert_str_eq(first + size - 3, " 1 ");
    logged = buffer_text(&logs[1]);
    ck_assert_int_eq(strncmp(logged, first, size), 0);
    ck_assert_int_eq(strncmp(logged + size, first, size - 3), 0);
    ck_assert_str_eq(logged + 2 * size - 3, " 2 ");
}
END_TEST

START_TEST(names_are_given_only_where_all_nodes_know_what_they_mean)
{
    buffer_clear(&maps[0]);
    buffer_string(&maps[0], "*2\r\n");
    fake_range(&maps[0], 0, 8191, "127.0.0.1", fake.nodes[0].port);
    fake_range(&maps[0], 8192, 16383, "127.0.0.1", fake.nodes[1].port);
    fake.nodes[0].slots = fake.nodes[1].slots = buffer_text(&maps[0]);
    old[_i] = true;
    emit_two();
    char all[32];
    snprintf(all, sizeof(all), "%s%s", buffer_text(&logs[0]), buffer_text(&logs[1]));
    ck_assert_str_eq(all, "- - ");
}
END_TEST

/* The input has ended, and emit waits for the slots. */
START_TEST(slots_that_nobody_holds_are_told_at_once)
{
    struct child child = {0};

    buffer_clear(&maps[0]);
    buffer_string(&maps[0], "*1\r\n");
    fake_range(&maps[0], 1, 16383, "127.0.0.1", fake.nodes[0].port);
    fake.nodes[0].slots = fake.nodes[1].slots = buffer_text(&maps[0]);
    child_start(&child, "printf '" LINE "\\n' | \"$DRIFTOP\" emit%s --timeout 20s %s",
                _i == 1 ? " --spool $(mktemp -d)" : "", fake.url);
    run_until_says(&child, "breaker open: ");
    has(child_err(&child), "a part of the cluster's slots is held by no server");
    has(child_err(&child), _i == 1 ? "reports go to the spool" : "reports wait");
    fake.nodes[0].slots = fake.nodes[1].slots = buffer_text(&maps[1]);
    run_until_says(&child, "breaker closed: ");
    run_until_says(&child, "1 report written");
    ck_assert_int_eq(child_wait(&child), 0);
    child_free(&child);
}
END_TEST

static int count_of(const char *text, const char *part)
{
    int count = 0;

    while ((text = strstr(text, part)) != NULL) {
        text += strlen(part);
        count++;
    }
    return count;
}

/* They know a map, and take themselves for well, so that the client is told `ready` each time. */
START_TEST(a_cluster_that_is_well_by_its_own_words_and_takes_nothing_is_tried_with_pauses)
{
    struct child child = {0};

    for (int i = 0; i < 2; i++) {
        if (_i == 0)
            buffer_printf(&refusals[i], "MOVED 6941 127.0.0.1:%d", fake.nodes[1 - i].port);
        else
            buffer_string(&refusals[i], "CLUSTERDOWN The cluster is down");
        fake.nodes[i].slots = buffer_text(&maps[1 - i]);
    }
    child_start(&child, "echo '" LINE "' | \"$DRIFTOP\" emit -t t1 --timeout 2s %s", fake.url);
    run_until_says(&child, "reports written");
    child_wait(&child);
    has(child_err(&child), _i == 0 ? "after 5 redirects: MOVED 6941" : "the whole cluster is down");
    ck_assert_msg(count_of(child_err(&child), "half-open") <= 12, "%s", child_err(&child));
    child_free(&child);
}
END_TEST

Suite *suite_emit_cluster_retry(void)
{
    Suite *suite = suite_create("emit_cluster_retry");
    TCase *tests = tcase_create("emit_cluster_retry");

    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, what_is_sent_again_has_the_name_it_had_at_the_node_that_was_lost);
    tcase_add_loop_test(tests, names_are_given_only_where_all_nodes_know_what_they_mean, 0, 2);
    tcase_add_loop_test(tests, slots_that_nobody_holds_are_told_at_once, 0, 2);
    tcase_add_loop_test(
        tests, a_cluster_that_is_well_by_its_own_words_and_takes_nothing_is_tried_with_pauses, 0,
        2);
    suite_add_tcase(suite, tests);
    return suite;
}
