/* export --follow on streams that are put back, deleted and made again: what was written since is
 * exported, whatever its IDs, and nothing twice; and what happened is told. By seed: STEPS=5000
 * SEED=7 goes on for longer, from another one. */
#include "config.h"

#include "live/producer.h"
#include "live/suites.h"
#include "support/child.h"
#include "support/dice.h"
#include "support/die.h"
#include "support/has.h"
#include "support/wait.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define KEY PRODUCER_PREFIX "a"
#define STEPS 40
#define COPIED_MAX 40 /* entries behind a copy: fewer than an export remembers */
#define VALUES_MAX 100000
#define RESET "the stream was reset: its newest entries are gone"

static struct redis_server *server;
static struct child child;
static redisReply *copy; /* of the stream; NULL: none */

static void set_up(void)
{
    server = redis_server_create(NULL);
    child = (struct child){0};
    copy = NULL;
}

static void tear_down(void)
{
    child_free(&child);
    redis_server_free(server);
    if (copy != NULL)
        freeReplyObject(copy);
}

static void follow(void)
{
    child_start(&child, "exec \"$DRIFTOP\" export --follow -r 100ms --since 1970-01-01 %s",
                server->unix_url);
}

static size_t count_lines(const char *text)
{
    size_t count = 0;

    for (; *text != '\0'; text++)
        count += *text == '\n';
    return count;
}

static void wait_lines(size_t count)
{
    struct deadline deadline = deadline_in(PATIENCE_MS);

    while (count_lines(child_out(&child)) < count) {
        if (!deadline_pause(&deadline))
            die("%zu lines of %zu came: %s", count_lines(child_out(&child)), count,
                child_err(&child));
    }
}

static void write_at(int64_t ms, double value)
{
    char id[32];

    snprintf(id, sizeof(id), "%lld-0", (long long)ms);
    produce(server, KEY, id, value);
}

static void take_copy(void)
{
    if (copy != NULL)
        freeReplyObject(copy);
    copy = redis_server_query(server, "DUMP " KEY);
}

static void put_copy_back(void)
{
    redis_server_command(server, "RESTORE " KEY " 0 %b REPLACE", copy->str, copy->len);
}

static void expect_nothing_about_trimming(void)
{
    ck_assert_msg(strstr(child_err(&child), "trimming") == NULL, "%s", child_err(&child));
}

/* So many were read of the stream, and are lost; and what is written while the export does not
 * look: fewer than were lost, as many, or more. */
static const struct {
    int lost;
    int lower;  /* with IDs of entries that are lost, */
    int higher; /* and behind all of them */
} copies[] = {{5, 0, 0}, {5, 1, 0}, {5, 0, 1}, {5, 1, 1},
              {5, 2, 3}, {5, 3, 9}, {1, 0, 2}, {40, 9, 9}};

START_TEST(what_is_written_to_an_older_copy_is_exported_once_though_its_ids_are_lower)
{
    int value = 100;

    produce_many(server, KEY, 1000, 1000, 100);
    take_copy();
    produce_many(server, KEY, 200000, 1000, (size_t)copies[_i].lost);
    follow();
    wait_lines(100 + (size_t)copies[_i].lost);
    child_signal(&child, SIGSTOP);
    put_copy_back();
    for (int i = 0; i < copies[_i].lower; i++)
        write_at(150000 + i, ++value);
    for (int i = 0; i < copies[_i].higher; i++)
        write_at(900000 + i, ++value);
    child_signal(&child, SIGCONT);
    child_expect_err(&child, "driftop: a: " RESET);
    write_at(950000, 7);
    child_expect_out(&child, "\"950000-0\"");
    ck_assert_uint_eq(count_lines(child_out(&child)), 101 + (size_t)copies[_i].lost +
                                                          (size_t)copies[_i].lower +
                                                          (size_t)copies[_i].higher);
    ck_assert_str_eq(strstr(child_err(&child), RESET), RESET "\n");
}
END_TEST

START_TEST(where_more_is_gone_than_is_remembered_that_is_told)
{
    produce_many(server, KEY, 1000, 1000, 100);
    take_copy();
    produce_many(server, KEY, 200000, 1000, 100);
    follow();
    wait_lines(200);
    child_signal(&child, SIGSTOP);
    put_copy_back();
    write_at(150000, 7);
    child_signal(&child, SIGCONT);
    child_expect_err(&child, RESET);
    child_expect_err(&child, "a: more than 64 entries are gone: those that were written since in "
                             "front of 236000-36 may be missing");
    write_at(250000, 7);
    child_expect_out(&child, "\"250000-0\"");
    ck_assert_uint_eq(count_lines(child_out(&child)), 201);
    child_signal(&child, SIGTERM);
    ck_assert_int_eq(child_wait(&child), 128 + SIGTERM);
}
END_TEST

/* With IDs that are higher, and lower. */
START_TEST(a_server_that_comes_back_empty_is_told_as_that)
{
    int64_t next_ms = _i == 0 ? 900000 : 500;

    produce_many(server, KEY, 1000, 1000, 100);
    follow();
    wait_lines(100);
    redis_server_kill(server);
    redis_server_start(server);
    child_expect_err(&child, ": is back");
    write_at(next_ms, 1);
    write_at(next_ms + 1, 2);
    wait_lines(102);
    child_expect_err(&child, "driftop: a: the stream was ");
    ck_assert(strstr(child_err(&child), "its server came back without it") != NULL ||
              strstr(child_err(&child), "the stream was deleted and made again") != NULL);
    expect_nothing_about_trimming();
    ck_assert_uint_eq(count_lines(child_out(&child)), 102);
}
END_TEST

START_TEST(a_stream_that_was_made_again_is_exported_from_its_beginning)
{
    int64_t next_ms = _i == 0 ? 900000 : 500;

    produce_many(server, KEY, 1000, 1000, 100);
    follow();
    wait_lines(100);
    child_signal(&child, SIGSTOP);
    redis_server_command(server, "DEL " KEY);
    produce_many(server, KEY, next_ms, 1, 20);
    child_signal(&child, SIGCONT);
    child_expect_err(&child, "driftop: a: the stream was deleted and made again\n");
    wait_lines(120);
    expect_nothing_about_trimming();
    ck_assert_uint_eq(count_lines(child_out(&child)), 120);
}
END_TEST

START_TEST(a_deleted_entry_is_no_loss)
{
    produce_many(server, KEY, 1000, 1000, 100);
    follow();
    wait_lines(100);
    redis_server_command(server, "XDEL " KEY " 100000-99 99000-98");
    write_at(900000, 1);
    wait_lines(101);
    redis_server_command(server, "XDEL " KEY " 900000-0");
    write_at(900001, 1);
    wait_lines(102);
    ck_assert_str_eq(child_err(&child), "");
}
END_TEST

START_TEST(what_was_trimmed_before_it_was_read_is_told_once)
{
    produce_many(server, KEY, 1000, 1000, 100);
    follow();
    wait_lines(100);
    child_signal(&child, SIGSTOP);
    produce_many(server, KEY, 200000, 1000, 50);
    redis_server_command(server, "XTRIM " KEY " MAXLEN 10");
    child_signal(&child, SIGCONT);
    wait_lines(110);
    child_expect_err(&child, "driftop: a: trimming has overtaken the reader: entries behind "
                             "100000-99 may be missing\n");
    produce_many(server, KEY, 300000, 1000, 5);
    wait_lines(115);
    ck_assert_str_eq(
        strstr(child_err(&child), "trimming"),
        "trimming has overtaken the reader: entries behind 100000-99 may be missing\n");
}
END_TEST

/* --- By seed --- */

/* What was written; each entry has a value of its own. */
static struct written {
    int64_t last_ms; /* the last ID of the stream, */
    int64_t copy_ms; /* and that of its copy */
    int64_t max_ms;  /* the highest of all */
    size_t behind;   /* entries behind the copy */
    int values;
} written;

static void write_one(bool lower)
{
    written.last_ms = lower ? written.last_ms + 1 : written.max_ms + 1;
    if (written.max_ms < written.last_ms)
        written.max_ms = written.last_ms;
    written.behind++;
    write_at(written.last_ms, ++written.values);
}

static void write_some(struct dice *dice)
{
    bool lower = dice_once_in(dice, 2);

    for (size_t count = dice_below(dice, 6); count > 0; count--)
        write_one(lower && dice_once_in(dice, 3) ? true : false);
}

static void forget_copy(void)
{
    if (copy != NULL)
        freeReplyObject(copy);
    copy = NULL;
}

static void save(struct dice *dice)
{
    (void)dice;
    take_copy();
    written.copy_ms = written.last_ms;
    written.behind = 0;
}

static void go_back(struct dice *dice)
{
    if (copy == NULL || written.behind > COPIED_MAX)
        return;
    put_copy_back();
    written.last_ms = written.copy_ms;
    for (size_t count = dice_below(dice, 5); count > 0; count--)
        write_one(true);
}

static void make_again(struct dice *dice)
{
    forget_copy();
    redis_server_command(server, "DEL " KEY);
    written.last_ms = dice_once_in(dice, 2) ? 0 : written.max_ms;
    for (size_t count = dice_below(dice, 5); count > 0; count--)
        write_one(true);
}

static void delete_newest(struct dice *dice)
{
    (void)dice;
    forget_copy();
    redis_server_command(server, "XDEL " KEY " %lld-0", (long long)written.last_ms);
}

static void (*const changes[])(struct dice *dice) = {
    write_some, write_some, save, go_back, go_back, make_again, save, delete_newest, write_some};

static void take_step(struct dice *dice)
{
    child_signal(&child, SIGSTOP);
    changes[dice_below(dice, sizeof(changes) / sizeof(changes[0]))](dice);
    write_some(dice);
    write_one(false);
    child_signal(&child, SIGCONT);
    wait_lines((size_t)written.values);
}

/* Each value is there once. */
static void check_values(void)
{
    static bool seen[VALUES_MAX];
    int value;

    ck_assert_int_lt(written.values, VALUES_MAX);
    for (const char *line = child_out(&child); *line != '\0'; line = strchr(line, '\n') + 1) {
        const char *found = strstr(line, "\"value\":");
        ck_assert(found != NULL && sscanf(found, "\"value\":%d", &value) == 1);
        ck_assert_msg(value > 0 && value <= written.values && !seen[value], "%d is there twice",
                      value);
        seen[value] = true;
    }
    ck_assert_uint_eq(count_lines(child_out(&child)), (size_t)written.values);
}

static long number_of(const char *variable, long usual)
{
    const char *text = getenv(variable);

    return text != NULL ? atol(text) : usual;
}

START_TEST(whatever_becomes_of_a_stream_each_entry_is_exported_once)
{
    struct dice dice = {(uint64_t)number_of("SEED", 1)};
    long steps = number_of("STEPS", STEPS);

    written = (struct written){.last_ms = 1000, .max_ms = 1000};
    write_one(false);
    follow();
    wait_lines(1);
    for (long step = 0; step < steps; step++)
        take_step(&dice);
    check_values();
    expect_nothing_about_trimming();
}
END_TEST

Suite *suite_export_reset(void)
{
    Suite *suite = suite_create("export_reset");
    TCase *tcase = tcase_create("export_reset");

    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_add_loop_test(tcase,
                        what_is_written_to_an_older_copy_is_exported_once_though_its_ids_are_lower,
                        0, (int)(sizeof(copies) / sizeof(copies[0])));
    tcase_add_test(tcase, where_more_is_gone_than_is_remembered_that_is_told);
    tcase_add_loop_test(tcase, a_server_that_comes_back_empty_is_told_as_that, 0, 2);
    tcase_add_loop_test(tcase, a_stream_that_was_made_again_is_exported_from_its_beginning, 0, 2);
    tcase_add_test(tcase, a_deleted_entry_is_no_loss);
    tcase_add_test(tcase, what_was_trimmed_before_it_was_read_is_told_once);
    tcase_add_test(tcase, whatever_becomes_of_a_stream_each_entry_is_exported_once);
    suite_add_tcase(suite, tcase);
    return suite;
}
