#include "config.h"

#include "base/duration.h"
#include "route/route_key.h"
#include "support/doctor_fixture.h"
#include "unit/suites.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NOBODY NULL

static struct doctor_fixture fixture;

static void begin(void)
{
    doctor_fixture_init(&fixture);
}

static void end(void)
{
    doctor_fixture_free(&fixture);
}

static struct examined_stream *add_stream(void)
{
    return doctor_fixture_stream(&fixture, "ns:a");
}

static struct examined_group *add_group(struct examined_stream *stream)
{
    return doctor_fixture_group(&fixture, stream, "ops");
}

static struct examined_consumer *add_consumer(struct examined_group *group, const char *name,
                                              int64_t idle_ms)
{
    size_t size = (group->consumers_told + 1) * sizeof(*group->consumers);
    struct examined_consumer *consumers = arena_alloc(&fixture.examination.arena, size);

    if (group->consumers_told > 0)
        memcpy(consumers, group->consumers, group->consumers_told * sizeof(*consumers));
    group->consumers = consumers;
    group->consumer_count = ++group->consumers_told;
    consumers += group->consumers_told - 1;
    *consumers = (struct examined_consumer){.name = slice_of(name), .idle_ms = idle_ms};
    return consumers;
}

static struct stream_id ago(int64_t ms)
{
    return stream_id_at(DOCTOR_NOW_MS - ms);
}

/* Says that a group is read by routers, of which `holder` holds all shards; NOBODY: none does. */
static struct examined_leases *set_leases(const char *holder)
{
    leases_find(&fixture.examination);
    ck_assert_uint_eq(fixture.examination.leases_count, 1);
    struct examined_leases *leases = fixture.examination.leases;
    leases->is_routers = WHETHER_YES;
    leases->shards = 8;
    for (unsigned i = 0; i < leases->shards; i++)
        leases->held[i] = holder != NOBODY ? WHETHER_YES : WHETHER_NO;
    return leases;
}

static const struct finding *only(void)
{
    ck_assert_uint_eq(fixture.findings.count, 1);
    return &fixture.findings.items[0];
}

static void expect_note(const char *part)
{
    const char *note = buffer_text(&only()->note);

    ck_assert_msg(strstr(note, part) != NULL, "\"%s\"", note);
}

static void expect_cure_begins(const char *beginning)
{
    const char *cure = buffer_text(&only()->cure);

    ck_assert_msg(strncmp(cure, beginning, strlen(beginning)) == 0, "\"%s\"", cure);
}

/* --- alerts-lost --- */

static struct examined_group *add_reader(struct examined_stream *stream, uint64_t read)
{
    struct examined_group *group = add_group(stream);

    group->read_known = true;
    group->read = read;
    return group;
}

START_TEST(a_group_that_read_to_the_end_and_was_given_fewer_has_lost_some)
{
    struct examined_group *group = add_reader(add_stream(), 98);

    group->lag = 3;
    doctor_fixture_expect(&fixture, "alerts-lost", FINDING_ERROR,
                          "group ops was never given 3 of 101 entries", NULL);
    expect_cure_begins("EVAL \"");
    ck_assert_str_eq(strrchr(buffer_text(&only()->cure), '"'), "\" 1 ns:a ops");
    expect_note("DRIFT_RETENTION_CAP=123");
    doctor_fixture_expect_none(&fixture, "group-lag");
}
END_TEST

START_TEST(what_was_lost_is_not_unread)
{
    struct examined_stream *stream = add_stream();
    struct examined_group *group = add_reader(stream, 98);

    stream->facts.added = 5098;
    group->lag = 5000;
    doctor_fixture_expect_none(&fixture, "group-lag");
    stream->facts.length = 300;
    group->lag = 5151;
    doctor_fixture_expect(&fixture, "group-lag", FINDING_ERROR, "has not read 151 of 300", NULL);
    group->lag = 9999;
    doctor_fixture_expect(&fixture, "group-lag", FINDING_ERROR, "has not read 300 of 300", NULL);
}
END_TEST

START_TEST(what_was_trimmed_in_front_of_a_group_is_lost_before_it_reads_on)
{
    struct examined_stream *stream = add_stream();
    struct examined_group *group = add_reader(stream, 40);

    stream->facts.added = 150;
    group->delivered = ago(2 * MS_PER_HOUR);
    doctor_fixture_expect(&fixture, "alerts-lost", FINDING_ERROR, "never given 10 of 150", NULL);
}
END_TEST

START_TEST(a_stream_that_is_empty_now_was_trimmed_in_front_of_its_group)
{
    struct examined_stream *stream = add_stream();
    struct examined_group *group = add_reader(stream, 100);

    stream->facts.length = 0;
    stream->facts.first_entry = stream->facts.last_entry = (struct entry_mark){0};
    group->delivered = ago(MS_PER_MINUTE);
    doctor_fixture_expect(&fixture, "alerts-lost", FINDING_ERROR, "never given 1 of 101", NULL);
}
END_TEST

START_TEST(where_entries_are_deleted_they_may_have_been_meant_to_go)
{
    struct examined_stream *stream = add_stream();

    add_reader(stream, 98);
    stream->facts.deleted = ago(MS_PER_HOUR);
    doctor_fixture_expect(&fixture, "alerts-lost", FINDING_WARNING, "trimmed, or deleted", NULL);
}
END_TEST

START_TEST(a_group_that_read_all_has_lost_nothing)
{
    add_reader(add_stream(), 101);
    doctor_fixture_expect_none(&fixture, "alerts-lost");
}
END_TEST

START_TEST(a_group_that_does_not_know_what_it_read_has_lost_nothing)
{
    struct examined_stream *stream = add_stream();
    struct examined_group *born = add_group(stream);

    add_group(stream);
    born->delivered = ago(MS_PER_DAY);
    doctor_fixture_expect_none(&fixture, "alerts-lost");
}
END_TEST

START_TEST(a_server_that_does_not_count_has_lost_nothing)
{
    struct examined_stream *stream = add_stream();

    add_reader(stream, 10);
    stream->facts.added_known = false;
    doctor_fixture_expect_none(&fixture, "alerts-lost");
}
END_TEST

START_TEST(what_comes_between_two_questions_is_not_lost)
{
    struct examined_group *group = add_reader(add_stream(), 101);

    group->lag = 7;
    doctor_fixture_expect_none(&fixture, "alerts-lost");
    group->read = 60;
    group->delivered = stream_id_at(DOCTOR_NOW_MS + 5);
    doctor_fixture_expect_none(&fixture, "alerts-lost");
}
END_TEST

START_TEST(what_is_behind_in_the_stream_is_not_lost)
{
    struct examined_stream *stream = add_stream();
    struct examined_group *group = add_reader(stream, 60);

    group->delivered = ago(40 * MS_PER_MINUTE);
    group->lag = 41;
    doctor_fixture_expect_none(&fixture, "alerts-lost");
    stream->facts.added = 500;
    doctor_fixture_expect_none(&fixture, "alerts-lost");
}
END_TEST

/* --- group-lag --- */

static struct examined_group *add_behind(uint64_t lag, uint64_t length)
{
    struct examined_stream *stream = add_stream();
    struct examined_group *group = add_group(stream);

    stream->facts.length = length;
    stream->facts.added = length;
    group->delivered = ago(90 * MS_PER_MINUTE);
    group->lag = lag;
    return group;
}

START_TEST(a_group_may_be_behind_by_a_hundred)
{
    add_behind(100, 30000);
    doctor_fixture_expect_none(&fixture, "group-lag");
}
END_TEST

START_TEST(a_group_that_nobody_reads_is_destroyed)
{
    add_behind(101, 30000);
    doctor_fixture_expect(&fixture, "group-lag", FINDING_WARNING,
                          "group ops has not read 101 of 30,000 entries, the first of them for 1h",
                          "XGROUP DESTROY ns:a ops");
    expect_note("Nobody reads");
    expect_note("only paused");
    expect_note("does not come back");
}
END_TEST

START_TEST(ten_thousand_unread_are_an_error)
{
    add_behind(10000, 30000);
    doctor_fixture_expect(&fixture, "group-lag", FINDING_WARNING, "10,000", NULL);
    fixture.examination.streams[0].groups[0].lag = 10001;
    doctor_fixture_expect(&fixture, "group-lag", FINDING_ERROR, "10,001", NULL);
}
END_TEST

START_TEST(half_of_a_stream_is_an_error_where_it_is_trimmed)
{
    add_behind(501, 1000);
    doctor_fixture_expect(&fixture, "group-lag", FINDING_WARNING, "501 of 1,000", NULL);
    fixture.examination.streams[0].facts.added = 1001;
    doctor_fixture_expect(&fixture, "group-lag", FINDING_ERROR, "501 of 1,000", NULL);
    fixture.examination.streams[0].facts.deleted = ago(MS_PER_HOUR);
    doctor_fixture_expect(&fixture, "group-lag", FINDING_WARNING, "501 of 1,000", NULL);
    fixture.examination.streams[0].facts.deleted = STREAM_ID_MIN;
    fixture.examination.streams[0].groups[0].lag = 500;
    doctor_fixture_expect(&fixture, "group-lag", FINDING_WARNING, "500 of 1,000", NULL);
}
END_TEST

START_TEST(an_unknown_lag_is_counted_and_never_nothing)
{
    struct examined_group *group = add_behind(0, 30000);

    group->lag_known = false;
    doctor_fixture_expect_none(&fixture, "group-lag");
    group->counted = true;
    group->behind_max = 1001;
    group->behind = 100;
    doctor_fixture_expect_none(&fixture, "group-lag");
    group->behind = 700;
    doctor_fixture_expect(&fixture, "group-lag", FINDING_WARNING, "not read 700 of", NULL);
    group->behind = 1001;
    doctor_fixture_expect(&fixture, "group-lag", FINDING_WARNING, "not read at least 1,001 of",
                          NULL);
}
END_TEST

START_TEST(a_group_that_is_read_slowly_has_no_cure_in_redis)
{
    add_consumer(add_behind(500, 30000), "worker-1", 100);
    doctor_fixture_expect(&fixture, "group-lag", FINDING_WARNING, "500", "");
    expect_note("do not keep up");
}
END_TEST

START_TEST(a_group_whose_consumers_are_unknown_is_not_destroyed)
{
    add_behind(500, 30000)->consumers_known = false;
    doctor_fixture_expect(&fixture, "group-lag", FINDING_WARNING, "500", "");
}
END_TEST

START_TEST(a_group_whose_consumers_are_gone_is_destroyed)
{
    struct examined_group *group = add_behind(500, 30000);

    add_consumer(group, "worker-1", 3 * MS_PER_DAY);
    doctor_fixture_expect(&fixture, "group-lag", FINDING_WARNING, "500", "XGROUP DESTROY ns:a ops");
    group->consumer_count = 2000;
    doctor_fixture_expect(&fixture, "group-lag", FINDING_WARNING, "500", "");
}
END_TEST

START_TEST(a_router_that_catches_up_is_left_alone)
{
    add_consumer(add_behind(20000, 30000), ROUTE_CONSUMER, 100);
    set_leases("host:1:a");
    doctor_fixture_expect(&fixture, "group-lag", FINDING_INFO, "20,000", "");
    fixture.examination.leases[0].held[route_key_shard(SLICE("ns:a"), 8)] = WHETHER_NO;
    doctor_fixture_expect(&fixture, "group-lag", FINDING_ERROR, "20,000", "");
}
END_TEST

START_TEST(the_group_of_a_router_is_never_destroyed)
{
    add_consumer(add_behind(500, 30000), ROUTE_CONSUMER, 3 * MS_PER_DAY);
    set_leases(NOBODY);
    doctor_fixture_expect(&fixture, "group-lag", FINDING_WARNING, "500", "");
    expect_note("driftop route");
}
END_TEST

START_TEST(each_group_of_a_stream_is_told_with_its_name)
{
    struct examined_stream *stream = add_stream();
    struct examined_group *group = doctor_fixture_group(&fixture, stream, "a b\n");

    stream->facts.length = 1000;
    group->lag = 200;
    group->delivered = ago(MS_PER_HOUR);
    group = add_group(stream);
    group->lag = 300;
    group->delivered = ago(MS_PER_HOUR);
    const struct findings *findings = doctor_fixture_check(&fixture, "group-lag");
    ck_assert_uint_eq(findings->count, 2);
    ck_assert(!finding_is_same(&findings->items[0], &findings->items[1]));
    ck_assert_str_eq(findings->items[0].part, "ops");
    ck_assert_str_eq(buffer_text(&findings->items[1].cure), "XGROUP DESTROY ns:a \"a b\\x0a\"");
    ck_assert_ptr_null(strchr(buffer_text(&findings->items[1].evidence), '\n'));
}
END_TEST

START_TEST(groups_and_consumers_with_odd_bytes_are_told_apart)
{
    static const char *const names[] = {"a\xE2\x80\xAE", "a\xE2\x80\xAD"};
    struct examined_stream *stream = add_stream();

    for (int i = 0; i < 2; i++) {
        struct examined_group *group = doctor_fixture_group(&fixture, stream, names[i]);
        group->consumers_known = true;
        add_consumer(group, names[1 - i], 3 * MS_PER_DAY);
    }
    const struct findings *findings = doctor_fixture_check(&fixture, "consumer-abandoned");
    ck_assert_uint_eq(findings->count, 2);
    ck_assert(!finding_is_same(&findings->items[0], &findings->items[1]));
    ck_assert_str_eq(findings->items[0].part, "\"a\\xe2\\x80\\xad\"");
    const char *evidence = buffer_text(&findings->items[0].evidence);
    const char *says = "consumer \"a\\xe2\\x80\\xae\" of group \"a\\xe2\\x80\\xad\" has been idle";
    ck_assert_msg(strstr(evidence, says) != NULL, "%s", evidence);
}
END_TEST

/* --- pending-old --- */

static struct examined_group *add_pending(const char *holder)
{
    struct examined_group *group = add_group(add_stream());

    add_consumer(group, holder, 20 * MS_PER_MINUTE)->pending = 3;
    group->pending = 3;
    group->old_all = true;
    group->old = 2;
    group->old_ms = 3 * MS_PER_HOUR;
    group->old_consumer = slice_of(holder);
    return group;
}

START_TEST(old_entries_go_to_the_consumer_that_was_active_last)
{
    add_consumer(add_pending("worker-1"), "worker-2", 50);
    doctor_fixture_expect(
        &fixture, "pending-old", FINDING_WARNING,
        "2 of 3 pending entries of group ops are older than 10m; the first, at worker-1, is 3h old",
        "XAUTOCLAIM ns:a ops worker-2 600000 0 COUNT 100 JUSTID");
    ck_assert_ptr_null(strstr(buffer_text(&only()->evidence), "at least"));
    expect_note("Its new consumer is given them");
}
END_TEST

static void expect_no_heir(void)
{
    doctor_fixture_expect(&fixture, "pending-old", FINDING_WARNING, "2 of 3", "");
    expect_note("Start its consumer again");
    expect_note("with IDLE 600000 - + 10");
    ck_assert_ptr_null(strstr(buffer_text(&only()->note), "new consumer"));
}

START_TEST(old_entries_are_not_given_to_who_has_them)
{
    add_pending("worker-1");
    expect_no_heir();
}
END_TEST

START_TEST(old_entries_are_not_given_to_another_that_is_gone)
{
    struct examined_group *group = add_pending("worker-1");

    add_consumer(group, "worker-2", MS_PER_DAY);
    expect_no_heir();
    group->consumers[0].idle_ms = 5; /* it reads, and leaves them */
    expect_no_heir();
}
END_TEST

START_TEST(old_entries_go_to_another_that_waits_for_the_next)
{
    struct examined_group *group = add_pending("worker-1");

    add_consumer(group, "worker-2", MS_PER_DAY);
    fixture.examination.streams[0].facts.last = ago(2 * MS_PER_DAY);
    doctor_fixture_expect(&fixture, "pending-old", FINDING_WARNING, "2 of 3",
                          "XAUTOCLAIM ns:a ops worker-2 600000 0 COUNT 100 JUSTID");
}
END_TEST

START_TEST(old_entries_go_to_nobody_where_consumers_are_unknown)
{
    struct examined_group *group = add_pending("worker-1");

    group->consumers_known = false;
    group->consumers_told = 0;
    expect_no_heir();
}
END_TEST

START_TEST(many_old_entries_are_claimed_in_parts)
{
    struct examined_group *group = add_pending("worker-1");

    add_consumer(group, "worker-2", 50);
    group->pending = 700;
    group->old_all = false;
    doctor_fixture_expect(&fixture, "pending-old", FINDING_WARNING, "at least 2 of 700",
                          "XAUTOCLAIM ns:a ops worker-2 600000 0 COUNT 700 JUSTID");
    group->pending = 10001;
    doctor_fixture_expect(&fixture, "pending-old", FINDING_WARNING, "of 10,001",
                          "XAUTOCLAIM ns:a ops worker-2 600000 0 COUNT 10000 JUSTID");
    expect_note("Again, until");
}
END_TEST

START_TEST(what_a_router_has_pending_is_its_history)
{
    struct examined_group *group = add_pending(ROUTE_CONSUMER);

    group->old_routers = group->old;
    group->old_consumer = (struct slice){0};
    doctor_fixture_expect_none(&fixture, "pending-old");
    set_leases(NOBODY);
    doctor_fixture_expect_none(&fixture, "pending-old");
}
END_TEST

START_TEST(what_others_hold_of_a_routers_group_goes_to_the_router)
{
    struct examined_group *group = add_pending("python-1");

    add_consumer(group, ROUTE_CONSUMER, MS_PER_HOUR);
    group->old = 5;
    group->old_routers = 4;
    doctor_fixture_expect(&fixture, "pending-old", FINDING_WARNING, "1 of 3",
                          "XAUTOCLAIM ns:a ops driftop 600000 0 COUNT 100 JUSTID");
}
END_TEST

START_TEST(a_consumer_of_that_name_in_another_group_is_like_any)
{
    struct examined_group *group = add_pending(ROUTE_CONSUMER);

    group->old_routers = group->old;
    group->old_consumer = (struct slice){0};
    set_leases(NOBODY)->is_routers = WHETHER_NO;
    expect_no_heir();
    add_consumer(group, "worker-2", 50);
    doctor_fixture_expect(&fixture, "pending-old", FINDING_WARNING, "2 of 3",
                          "XAUTOCLAIM ns:a ops worker-2 600000 0 COUNT 100 JUSTID");
}
END_TEST

static void refuse(const char *command, const char *subcommand)
{
    const struct slice words[] = {slice_of(command), slice_of(subcommand)};

    fixture.examination.refused |= command_bit(command_rule_of(words, 2));
}

static void expect_unchecked(const char *id, const char *needs)
{
    const struct findings *findings = doctor_fixture_check(&fixture, id);

    ck_assert_uint_eq(findings->count, 0);
    ck_assert_uint_eq(findings->unchecked_count, 1);
    ck_assert_str_eq(findings->unchecked[0].needs, needs);
}

START_TEST(pending_entries_that_may_not_be_seen_are_not_judged)
{
    struct examined_group *group = add_pending("worker-1");

    group->old = 0;
    group->old_known = false;
    doctor_fixture_expect_none(&fixture, "pending-old");
    ck_assert_uint_eq(fixture.findings.unchecked_count, 0);
    refuse("xpending", "");
    expect_unchecked("pending-old", "+xpending");
}
END_TEST

/* --- consumer-abandoned --- */

START_TEST(a_consumer_that_idles_while_entries_come_is_abandoned)
{
    struct examined_group *group = add_group(add_stream());

    add_consumer(group, "worker-1", MS_PER_DAY - 1);
    doctor_fixture_expect_none(&fixture, "consumer-abandoned");
    add_consumer(group, "work er", 3 * MS_PER_DAY);
    doctor_fixture_expect(
        &fixture, "consumer-abandoned", FINDING_INFO,
        "consumer work er of group ops has been idle for 3d, with nothing pending",
        "XGROUP DELCONSUMER ns:a ops \"work er\"");
}
END_TEST

START_TEST(a_consumer_of_a_stream_to_which_nothing_comes_only_waits)
{
    struct examined_stream *stream = add_stream();

    add_consumer(add_group(stream), "worker-1", 3 * MS_PER_DAY);
    stream->facts.last = ago(3 * MS_PER_DAY);
    doctor_fixture_expect_none(&fixture, "consumer-abandoned");
}
END_TEST

START_TEST(several_abandoned_consumers_are_removed_together)
{
    struct examined_group *group = add_group(add_stream());

    add_consumer(group, "worker-1", 3 * MS_PER_DAY);
    add_consumer(group, "worker-2", 4 * MS_PER_DAY);
    add_consumer(group, "worker-3", 5);
    doctor_fixture_expect(&fixture, "consumer-abandoned", FINDING_INFO,
                          "2 consumers of group ops are idle, such as worker-2 for 4d", NULL);
    expect_cure_begins("EVAL \"");
    ck_assert_str_eq(strrchr(buffer_text(&only()->cure), '"'), "\" 1 ns:a ops 86400000");
}
END_TEST

START_TEST(what_an_abandoned_consumer_has_pending_goes_to_another)
{
    struct examined_group *group = add_group(add_stream());

    add_consumer(group, "worker-1", 3 * MS_PER_DAY)->pending = 4;
    group->pending = 400;
    doctor_fixture_expect(&fixture, "consumer-abandoned", FINDING_WARNING, "with 4 entries pending",
                          "");
    expect_note("Start it again");
    add_consumer(group, "worker-2", 50);
    doctor_fixture_expect(&fixture, "consumer-abandoned", FINDING_WARNING, "with 4 entries pending",
                          "XAUTOCLAIM ns:a ops worker-2 86400000 0 COUNT 400 JUSTID");
}
END_TEST

START_TEST(the_consumer_of_routers_may_idle)
{
    add_consumer(add_group(add_stream()), ROUTE_CONSUMER, 9 * MS_PER_DAY)->pending = 7;
    doctor_fixture_expect_none(&fixture, "consumer-abandoned");
    set_leases("host:1:a")->is_routers = WHETHER_NO;
    doctor_fixture_expect(&fixture, "consumer-abandoned", FINDING_WARNING, "driftop", "");
}
END_TEST

START_TEST(consumers_that_may_not_be_seen_are_not_judged)
{
    add_group(add_stream())->consumers_known = false;
    refuse("xinfo", "consumers");
    expect_unchecked("consumer-abandoned", "+xinfo|consumers");
    expect_unchecked("group-missing", "+xinfo|consumers");
}
END_TEST

/* --- group-missing --- */

/* Adds streams of which the first ones have a group. */
static void add_streams(size_t have, size_t lack)
{
    char key[32];

    for (size_t i = 0; i < have + lack; i++) {
        snprintf(key, sizeof(key), "ns:%zu", i);
        struct examined_stream *stream = doctor_fixture_stream(&fixture, key);
        if (i < have)
            add_group(stream);
    }
}

START_TEST(a_group_that_all_streams_but_one_have_is_missing)
{
    char cure[96];

    add_streams(3, 1);
    snprintf(cure, sizeof(cure), "XGROUP CREATE ns:3 ops %lld-0", DOCTOR_NOW_MS);
    doctor_fixture_expect(&fixture, "group-missing", FINDING_WARNING,
                          "group ops is on 3 of 4 streams, and not on this one", cure);
    ck_assert_str_eq(only()->key, "ns:3");
}
END_TEST

static const struct {
    size_t have, lack;
    size_t missing;
} fleets[] = {{0, 4, 0}, {1, 1, 0}, {2, 1, 0},  {3, 0, 0},  {3, 1, 1},  {3, 2, 0},
              {8, 2, 0}, {9, 1, 1}, {18, 2, 2}, {27, 3, 3}, {26, 4, 0}, {1, 99, 0}};

START_TEST(a_group_is_missing_where_nine_of_ten_streams_have_it)
{
    add_streams(fleets[_i].have, fleets[_i].lack);
    doctor_fixture_check(&fixture, "group-missing");
    ck_assert_uint_eq(fixture.findings.count, fleets[_i].missing);
}
END_TEST

START_TEST(a_stream_that_has_just_begun_lacks_no_group)
{
    add_streams(9, 1);
    fixture.examination.streams[9].facts.first_entry.id = ago(9 * MS_PER_MINUTE);
    doctor_fixture_expect_none(&fixture, "group-missing");
    fixture.examination.streams[9].facts.first_entry.id = ago(10 * MS_PER_MINUTE);
    doctor_fixture_check(&fixture, "group-missing");
    ck_assert_uint_eq(fixture.findings.count, 1);
}
END_TEST

START_TEST(a_stream_whose_groups_are_unknown_lacks_none)
{
    add_streams(9, 1);
    fixture.examination.streams[9].groups_known = false;
    doctor_fixture_expect_none(&fixture, "group-missing");
}
END_TEST

START_TEST(a_router_makes_its_groups_itself)
{
    add_streams(9, 1);
    add_consumer(&fixture.examination.streams[4].groups[0], ROUTE_CONSUMER, 5);
    doctor_fixture_expect_none(&fixture, "group-missing");
    set_leases(NOBODY);
    doctor_fixture_expect_none(&fixture, "group-missing");
}
END_TEST

START_TEST(a_group_whose_consumers_are_unknown_may_be_a_routers)
{
    add_streams(9, 1);
    fixture.examination.streams[4].groups[0].consumers_known = false;
    doctor_fixture_expect_none(&fixture, "group-missing");
}
END_TEST

/* --- route-lease --- */

static struct examined_group *add_routed(uint64_t lag, int64_t read_ms_ago)
{
    struct examined_group *group = add_group(add_stream());

    add_consumer(group, ROUTE_CONSUMER, MS_PER_HOUR);
    group->lag = lag;
    group->delivered = ago(read_ms_ago);
    return group;
}

START_TEST(entries_that_wait_for_a_router_are_told)
{
    add_routed(59, 59 * MS_PER_MINUTE);
    set_leases(NOBODY);
    doctor_fixture_expect(&fixture, "route-lease", FINDING_WARNING,
                          "no router holds 8 of 8 leases of group ops: 59 entries wait in 1 "
                          "stream, the first for 58m",
                          "");
    ck_assert_ptr_null(only()->key);
    ck_assert_str_eq(only()->part, "ops");
    expect_note("Start driftop route with a destination ops");
}
END_TEST

START_TEST(a_router_that_reads_is_no_finding)
{
    add_routed(59, 59 * MS_PER_MINUTE);
    set_leases("host:1:a");
    doctor_fixture_expect_none(&fixture, "route-lease");
}
END_TEST

START_TEST(a_router_that_is_started_anew_is_no_finding)
{
    struct examined_group *group = add_routed(1, MS_PER_HOUR);

    set_leases(NOBODY);
    doctor_fixture_expect_none(&fixture, "route-lease");
    group->lag = 2;
    doctor_fixture_check(&fixture, "route-lease");
    ck_assert_uint_eq(fixture.findings.count, 1);
}
END_TEST

START_TEST(where_all_is_read_nobody_has_to_read)
{
    add_routed(0, 0);
    set_leases(NOBODY);
    doctor_fixture_expect_none(&fixture, "route-lease");
}
END_TEST

START_TEST(what_a_router_left_pending_waits_for_the_next_one)
{
    struct examined_group *group = add_routed(0, 0);

    group->pending = group->old = group->old_routers = 3;
    set_leases(NOBODY);
    doctor_fixture_expect(&fixture, "route-lease", FINDING_WARNING, "3 entries wait", "");
}
END_TEST

START_TEST(only_streams_of_shards_that_are_free_wait)
{
    add_routed(59, 59 * MS_PER_MINUTE);
    struct examined_leases *leases = set_leases(NOBODY);
    unsigned shard = route_key_shard(SLICE("ns:a"), leases->shards);
    leases->held[shard] = WHETHER_YES;
    doctor_fixture_expect_none(&fixture, "route-lease");
    for (unsigned i = 0; i < leases->shards; i++)
        leases->held[i] = i == shard ? WHETHER_NO : WHETHER_YES;
    doctor_fixture_expect(&fixture, "route-lease", FINDING_WARNING, "holds 1 of 8", "");
    leases->held[shard] = WHETHER_UNKNOWN;
    doctor_fixture_expect_none(&fixture, "route-lease");
}
END_TEST

START_TEST(a_group_of_another_program_has_no_leases)
{
    add_routed(59, 59 * MS_PER_MINUTE);
    set_leases(NOBODY)->is_routers = WHETHER_NO;
    fixture.examination.leases[0].shards = 0;
    doctor_fixture_expect_none(&fixture, "route-lease");
}
END_TEST

START_TEST(leases_that_may_not_be_read_are_not_judged)
{
    add_routed(59, 59 * MS_PER_MINUTE);
    leases_find(&fixture.examination);
    doctor_fixture_expect_none(&fixture, "route-lease");
    ck_assert_uint_eq(fixture.findings.unchecked_count, 0);
    refuse("get", "");
    expect_unchecked("route-lease", "+get");
    fixture.examination.refused = 0;
    fixture.examination.leases[0].refused = true;
    expect_unchecked("route-lease", "%R~driftop:*");
}
END_TEST

/* --- all --- */

static const char *const ids[] = {"alerts-lost",        "group-lag",     "pending-old",
                                  "consumer-abandoned", "group-missing", "route-lease"};

START_TEST(what_was_not_asked_is_not_judged)
{
    add_behind(5000, 10000)->old = 4;
    add_behind(5000, 10000)->old = 4;
    fixture.examination.streams[0].groups_known = false;
    fixture.examination.streams[1].answered = false;
    for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++)
        doctor_fixture_expect_none(&fixture, ids[i]);
}
END_TEST

#define COUNT(table) ((int)(sizeof(table) / sizeof((table)[0])))

static TCase *new_case(Suite *suite, const char *name)
{
    TCase *tcase = tcase_create(name);

    tcase_add_checked_fixture(tcase, begin, end);
    suite_add_tcase(suite, tcase);
    return tcase;
}

static void add_lost(TCase *tcase)
{
    tcase_add_test(tcase, a_group_that_read_to_the_end_and_was_given_fewer_has_lost_some);
    tcase_add_test(tcase, what_was_lost_is_not_unread);
    tcase_add_test(tcase, what_was_trimmed_in_front_of_a_group_is_lost_before_it_reads_on);
    tcase_add_test(tcase, a_stream_that_is_empty_now_was_trimmed_in_front_of_its_group);
    tcase_add_test(tcase, where_entries_are_deleted_they_may_have_been_meant_to_go);
    tcase_add_test(tcase, a_group_that_read_all_has_lost_nothing);
    tcase_add_test(tcase, a_group_that_does_not_know_what_it_read_has_lost_nothing);
    tcase_add_test(tcase, a_server_that_does_not_count_has_lost_nothing);
    tcase_add_test(tcase, what_comes_between_two_questions_is_not_lost);
    tcase_add_test(tcase, what_is_behind_in_the_stream_is_not_lost);
}

static void add_lag(TCase *tcase)
{
    tcase_add_test(tcase, a_group_may_be_behind_by_a_hundred);
    tcase_add_test(tcase, a_group_that_nobody_reads_is_destroyed);
    tcase_add_test(tcase, ten_thousand_unread_are_an_error);
    tcase_add_test(tcase, half_of_a_stream_is_an_error_where_it_is_trimmed);
    tcase_add_test(tcase, an_unknown_lag_is_counted_and_never_nothing);
    tcase_add_test(tcase, a_group_that_is_read_slowly_has_no_cure_in_redis);
    tcase_add_test(tcase, a_group_whose_consumers_are_unknown_is_not_destroyed);
    tcase_add_test(tcase, a_group_whose_consumers_are_gone_is_destroyed);
    tcase_add_test(tcase, a_router_that_catches_up_is_left_alone);
    tcase_add_test(tcase, the_group_of_a_router_is_never_destroyed);
    tcase_add_test(tcase, each_group_of_a_stream_is_told_with_its_name);
    tcase_add_test(tcase, groups_and_consumers_with_odd_bytes_are_told_apart);
}

static void add_kept(TCase *tcase)
{
    tcase_add_test(tcase, old_entries_go_to_the_consumer_that_was_active_last);
    tcase_add_test(tcase, old_entries_are_not_given_to_who_has_them);
    tcase_add_test(tcase, old_entries_are_not_given_to_another_that_is_gone);
    tcase_add_test(tcase, old_entries_go_to_another_that_waits_for_the_next);
    tcase_add_test(tcase, old_entries_go_to_nobody_where_consumers_are_unknown);
    tcase_add_test(tcase, many_old_entries_are_claimed_in_parts);
    tcase_add_test(tcase, what_a_router_has_pending_is_its_history);
    tcase_add_test(tcase, what_others_hold_of_a_routers_group_goes_to_the_router);
    tcase_add_test(tcase, a_consumer_of_that_name_in_another_group_is_like_any);
    tcase_add_test(tcase, pending_entries_that_may_not_be_seen_are_not_judged);
    tcase_add_test(tcase, a_consumer_that_idles_while_entries_come_is_abandoned);
    tcase_add_test(tcase, a_consumer_of_a_stream_to_which_nothing_comes_only_waits);
    tcase_add_test(tcase, several_abandoned_consumers_are_removed_together);
    tcase_add_test(tcase, what_an_abandoned_consumer_has_pending_goes_to_another);
    tcase_add_test(tcase, the_consumer_of_routers_may_idle);
    tcase_add_test(tcase, consumers_that_may_not_be_seen_are_not_judged);
}

static void add_missing(TCase *tcase)
{
    tcase_add_test(tcase, a_group_that_all_streams_but_one_have_is_missing);
    tcase_add_loop_test(tcase, a_group_is_missing_where_nine_of_ten_streams_have_it, 0,
                        COUNT(fleets));
    tcase_add_test(tcase, a_stream_that_has_just_begun_lacks_no_group);
    tcase_add_test(tcase, a_stream_whose_groups_are_unknown_lacks_none);
    tcase_add_test(tcase, a_router_makes_its_groups_itself);
    tcase_add_test(tcase, a_group_whose_consumers_are_unknown_may_be_a_routers);
}

static void add_leases(TCase *tcase)
{
    tcase_add_test(tcase, entries_that_wait_for_a_router_are_told);
    tcase_add_test(tcase, a_router_that_reads_is_no_finding);
    tcase_add_test(tcase, a_router_that_is_started_anew_is_no_finding);
    tcase_add_test(tcase, where_all_is_read_nobody_has_to_read);
    tcase_add_test(tcase, what_a_router_left_pending_waits_for_the_next_one);
    tcase_add_test(tcase, only_streams_of_shards_that_are_free_wait);
    tcase_add_test(tcase, a_group_of_another_program_has_no_leases);
    tcase_add_test(tcase, leases_that_may_not_be_read_are_not_judged);
    tcase_add_test(tcase, what_was_not_asked_is_not_judged);
}

Suite *suite_doctor_group_checks(void)
{
    Suite *suite = suite_create("doctor_group_checks");

    add_lost(new_case(suite, "lost"));
    add_lag(new_case(suite, "lag"));
    add_kept(new_case(suite, "kept"));
    add_missing(new_case(suite, "missing"));
    add_leases(new_case(suite, "leases"));
    return suite;
}
