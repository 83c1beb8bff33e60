/* What is said of tenants: in the memory, in the file, and on the screen. */
#include "config.h"

#include "headless/attention_file.h"
#include "input.h"
#include "support/dice.h"
#include "support/quick.h"
#include "support/scratch.h"
#include "support/view_fixture.h"
#include "unit/suites.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static struct buffer path;

static void setup(void)
{
    char folder[SCRATCH_SIZE];

    scratch_create(folder);
    path = (struct buffer){0};
    buffer_printf(&path, "%s/state/driftop/attention", folder);
}

static void teardown(void)
{
    buffer_free(&path);
}

static struct attention_entry entry(enum attention_kind kind, const char *tenant,
                                    const char *dimension, const char *why)
{
    return (struct attention_entry){
        .kind = kind,
        .source = (char *)(uintptr_t) "redis://host:6379/0",
        .tenant = (char *)(uintptr_t)tenant,
        .dimension = (char *)(uintptr_t)dimension,
        .why = (char *)(uintptr_t)why,
        .since_ms = AT(0),
        .until_ms = AT(60),
        .state = STATE_WARN,
    };
}

static void put(struct attention *attention, enum attention_kind kind, const char *tenant,
                const char *dimension, const char *why)
{
    struct attention_entry one = entry(kind, tenant, dimension, why);

    attention_put(attention, &one);
}

static void open_one(struct attention *attention)
{
    *attention = (struct attention){.source = strdup("redis://host:6379/0")};
}

static void store(struct attention *attention)
{
    struct error error;

    ck_assert_msg(attention_store(buffer_text(&path), attention, &error), "%s", error.text);
}

/* --- the file --- */

START_TEST(what_was_said_is_there_again)
{
    static const char odd[] = "t\tab\n%*\xff \x01é";
    struct attention first;
    struct attention second;
    struct error error;

    open_one(&first);
    open_one(&second);
    put(&first, ATTENTION_ACKNOWLEDGED, odd, NULL, "known, ticket 4711");
    put(&first, ATTENTION_MUTED, "acme", "*", "moves house");
    put(&first, ATTENTION_MUTED, "", "", "nobody");
    store(&first);
    ck_assert_uint_eq(first.changes.count, 0);
    ck_assert(attention_load(buffer_text(&path), &second, &error));
    const struct attention_entry *found =
        attention_find(&second, ATTENTION_ACKNOWLEDGED, odd, NULL);
    ck_assert_ptr_nonnull(found);
    ck_assert_str_eq(found->why, "known, ticket 4711");
    ck_assert_int_eq(found->until_ms, AT(60));
    ck_assert_int_eq(found->state, STATE_WARN);
    ck_assert_ptr_nonnull(attention_find(&second, ATTENTION_MUTED, "acme", "*"));
    ck_assert_ptr_null(attention_find(&second, ATTENTION_MUTED, "acme", NULL));
    ck_assert_ptr_nonnull(attention_find(&second, ATTENTION_MUTED, "", ""));
    ck_assert_uint_eq(attention_count(&second, ATTENTION_MUTED), 2);
    attention_free(&first);
    attention_free(&second);
}
END_TEST

START_TEST(a_file_that_is_not_there_says_nothing)
{
    struct attention attention;
    struct error error;

    open_one(&attention);
    ck_assert(attention_load(buffer_text(&path), &attention, &error));
    ck_assert_uint_eq(attention.said.count, 0);
    attention_free(&attention);
}
END_TEST

START_TEST(another_source_is_another_thing)
{
    struct attention attention;

    open_one(&attention);
    put(&attention, ATTENTION_MUTED, "acme", NULL, "x");
    free(attention.source);
    attention.source = strdup("demo:");
    ck_assert_ptr_null(attention_find(&attention, ATTENTION_MUTED, "acme", NULL));
    ck_assert_uint_eq(attention_count(&attention, ATTENTION_MUTED), 0);
    attention_free(&attention);
}
END_TEST

START_TEST(a_damaged_file_is_told_and_kept)
{
    struct attention attention;
    struct error error;
    struct buffer kept = {0};

    open_one(&attention);
    put(&attention, ATTENTION_MUTED, "acme", NULL, "x");
    store(&attention);
    FILE *file = fopen(buffer_text(&path), "a");
    ck_assert_ptr_nonnull(file);
    fputs("muted\tnonsense\n", file);
    fclose(file);
    ck_assert(!attention_load(buffer_text(&path), &attention, &error));
    ck_assert_ptr_nonnull(strstr(error.text, "line 3 cannot be read"));
    ck_assert_ptr_nonnull(attention_find(&attention, ATTENTION_MUTED, "acme", NULL));
    put(&attention, ATTENTION_MUTED, "globex", NULL, "y");
    store(&attention);
    buffer_printf(&kept, "%s.damaged", buffer_text(&path));
    ck_assert_int_eq(access(buffer_text(&kept), R_OK), 0);
    ck_assert(attention_load(buffer_text(&path), &attention, &error));
    ck_assert_uint_eq(attention_count(&attention, ATTENTION_MUTED), 2);
    buffer_free(&kept);
    attention_free(&attention);
}
END_TEST

START_TEST(what_is_no_file_is_told_and_not_waited_for)
{
    struct attention attention = {0};
    struct error error;
    const char *folder = buffer_text(&path);

    put(&attention, ATTENTION_MUTED, "acme", NULL, "why");
    ck_assert(attention_store(folder, &attention, &error));
    ck_assert_int_eq(unlink(folder), 0);
    ck_assert_int_eq(mkfifo(folder, 0600), 0);
    ck_assert(!attention_load(folder, &attention, &error));
    ck_assert_ptr_nonnull(strstr(error.text, "is no regular file"));
    attention_free(&attention);
}
END_TEST

START_TEST(a_folder_that_cannot_be_written_is_an_error)
{
    struct attention attention;
    struct error error;

    open_one(&attention);
    put(&attention, ATTENTION_MUTED, "acme", NULL, "x");
    ck_assert(!attention_store("/proc/nowhere/attention", &attention, &error));
    ck_assert_uint_eq(attention.changes.count, 1);
    attention_free(&attention);
}
END_TEST

/* Several of them say and take back things by turns, and read the file now and then: whoever
 * stores has what all said, in the order in which they stored it. SEED and SEQUENCES go on. */
#define PEERS 3
#define NAMES 4

struct model {
    bool said[ATTENTION_KINDS][NAMES];
};

static void do_something(struct dice *dice, struct attention *peer, struct model *pending,
                         bool (*touched)[NAMES])
{
    static const char *const names[NAMES] = {"a", "b", "c", "d"};
    enum attention_kind kind = (enum attention_kind)dice_below(dice, ATTENTION_KINDS);
    size_t name = dice_below(dice, NAMES);
    struct attention_entry one = entry(kind, names[name], NULL, "why");

    if (dice_once_in(dice, 3)) {
        if (!attention_take_back(peer, &one))
            return;
        pending->said[kind][name] = false;
    } else {
        attention_put(peer, &one);
        pending->said[kind][name] = true;
    }
    touched[kind][name] = true;
}

static void assert_model(const struct attention *peer, const struct model *model)
{
    static const char *const names[NAMES] = {"a", "b", "c", "d"};

    for (int kind = 0; kind < ATTENTION_KINDS; kind++) {
        for (size_t i = 0; i < NAMES; i++)
            QUICK_ASSERT((attention_find(peer, (enum attention_kind)kind, names[i], NULL) !=
                          NULL) == model->said[kind][i]);
    }
}

START_TEST(two_that_run_at_once_lose_nothing_of_each_other)
{
    struct dice dice = {.state = (uint64_t)_i};
    struct attention peers[PEERS];
    struct model pending[PEERS] = {0};
    bool touched[PEERS][ATTENTION_KINDS][NAMES] = {0};
    struct model stored = {0};

    for (size_t i = 0; i < PEERS; i++)
        open_one(&peers[i]);
    for (int step = 0; step < 100; step++) {
        size_t peer = dice_below(&dice, PEERS);
        do_something(&dice, &peers[peer], &pending[peer], touched[peer]);
        if (dice_once_in(&dice, 2))
            continue;
        store(&peers[peer]);
        for (int kind = 0; kind < ATTENTION_KINDS; kind++) {
            for (size_t i = 0; i < NAMES; i++) {
                if (touched[peer][kind][i])
                    stored.said[kind][i] = pending[peer].said[kind][i];
                touched[peer][kind][i] = false;
            }
        }
        assert_model(&peers[peer], &stored);
    }
    for (size_t i = 0; i < PEERS; i++)
        attention_free(&peers[i]);
}
END_TEST

/* --- on the screen --- */

static void say(const char *keys, const char *text)
{
    view_type(keys);
    view_press(INPUT_CONTROL('U'));
    view_type(text);
    view_press(INPUT_ENTER);
}

START_TEST(an_acknowledged_tenant_is_marked_and_told)
{
    view_fill_fleet();
    say("a", "8h ticket 4711");
    ck_assert(view_shows("1 acknowledged"));
    ck_assert(view_shows(" degraded acme         a "));
    view_press(INPUT_ENTER);
    ck_assert(view_shows("acknowledged until 09:00: ticket 4711"));
    view_press(INPUT_ESCAPE);
    say("a", "");
    ck_assert(view_shows("acme no longer acknowledged"));
    ck_assert(!view_shows("1 acknowledged"));
}
END_TEST

START_TEST(muted_tenants_stand_last_and_are_counted)
{
    view_fill_fleet();
    say("z", "1h moves house");
    ck_assert(view_shows("1 degraded"));
    ck_assert(view_shows("1 muted"));
    view_assert_row(
        3, " silent   quiet          none since 00:29                 31m  31m ▂▂▂▂▂·····");
    ck_assert(frame_cell(&fixture.dashboard.frame, 7, 1)->character == U'd');
    view_wait(61 * MS_PER_MINUTE);
    view_type("g");
    ck_assert(!view_shows("muted"));
}
END_TEST

START_TEST(what_gets_worse_is_acknowledged_no_more)
{
    fixture_fill(view_tenant("acme"), 0, 60, "x=W2");
    say("a", "8h known");
    ck_assert(view_shows("1 acknowledged"));
    fixture_add(view_tenant("acme"), AT(60), "x=D4");
    view_wait(MS_PER_MINUTE);
    ck_assert(view_shows("acme got worse: it is acknowledged no longer"));
    ck_assert(!view_shows("1 acknowledged"));
    view_press(INPUT_ENTER);
    ck_assert(view_shows("was acknowledged, and got worse at 01:01"));
}
END_TEST

START_TEST(a_dimension_is_said_something_of_on_its_row)
{
    view_fill_fleet();
    view_press(INPUT_ENTER);
    say("z", "30m noise");
    ck_assert(view_shows("faithfulness: muted until 01:30: noise"));
    ck_assert_uint_eq(frame_cell(&fixture.dashboard.frame, 3, 1)->character, U'n');
}
END_TEST

START_TEST(what_is_typed_wrong_is_told)
{
    view_fill_fleet();
    view_type("a");
    view_press(INPUT_ENTER);
    ck_assert(view_shows("say why"));
    view_press(INPUT_CONTROL('U'));
    view_type("soon x\r");
    ck_assert(view_shows("for how long comes first"));
    view_press(INPUT_ESCAPE);
    ck_assert(!view_shows("acknowledged"));
}
END_TEST

Suite *suite_attention(void)
{
    Suite *suite = suite_create("attention");
    TCase *file = tcase_create("file");
    TCase *screen = tcase_create("screen");

    tcase_add_checked_fixture(file, setup, teardown);
    tcase_add_test(file, what_was_said_is_there_again);
    tcase_add_test(file, a_file_that_is_not_there_says_nothing);
    tcase_add_test(file, another_source_is_another_thing);
    tcase_add_test(file, a_damaged_file_is_told_and_kept);
    tcase_add_test(file, what_is_no_file_is_told_and_not_waited_for);
    tcase_add_test(file, a_folder_that_cannot_be_written_is_an_error);
    tcase_add_loop_test(file, two_that_run_at_once_lose_nothing_of_each_other, 0, 20);
    suite_add_tcase(suite, file);
    tcase_add_checked_fixture(screen, view_fixture_setup, view_fixture_teardown);
    tcase_add_test(screen, an_acknowledged_tenant_is_marked_and_told);
    tcase_add_test(screen, muted_tenants_stand_last_and_are_counted);
    tcase_add_test(screen, what_gets_worse_is_acknowledged_no_more);
    tcase_add_test(screen, a_dimension_is_said_something_of_on_its_row);
    tcase_add_test(screen, what_is_typed_wrong_is_told);
    suite_add_tcase(suite, screen);
    return suite;
}
