/* Together: tenants that turned bad at about the same time. Above the examples a model: fleets of
 * random tenants whose reports come bit by bit, against all stretches tried one by one. SEED and
 * SEQUENCES in the environment go on for longer. */
#include "config.h"

#include "judge/together.h"
#include "support/dice.h"
#include "support/drift_fixture.h"
#include "support/quick.h"
#include "unit/suites.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct fleet fleet;
static struct judgement judgement;
static struct together together;

static void setup(void)
{
    fleet = (struct fleet){0};
    judgement = (struct judgement){0};
    together = (struct together){0};
}

static void teardown(void)
{
    together_free(&together);
    judgement_free(&judgement);
    fleet_free(&fleet);
}

static struct tenant *tenant_of(const char *name)
{
    struct tenant *tenant = fleet_tenant(&fleet, slice_of(name));

    tenant->looked_at = true;
    fixture_asked(tenant);
    return tenant;
}

/* A tenant that turns bad with the report of that minute. */
static void turn(const char *name, int minute, const char *ok, const char *bad)
{
    fixture_fill(tenant_of(name), 0, minute, ok);
    fixture_fill(tenant_of(name), minute, 60, bad);
}

static void look(int64_t now_ms)
{
    judgement_renew(&judgement, &fleet, &JUDGE_LIVE_AT(now_ms));
    together_renew(&together, &judgement);
}

static void assert_together(const char *names, const char *common)
{
    char found[256] = "";

    look(AT(60));
    for (size_t i = 0; i < together.members; i++) {
        strcat(found, i > 0 ? " " : "");
        strcat(found, together.turns[together.first + i].verdict->tenant->name);
    }
    ck_assert_str_eq(found, names);
    snprintf(found, sizeof(found), "%.*s", (int)together.common.size,
             together.common.size > 0 ? together.common.data : "");
    ck_assert_str_eq(found, common);
}

START_TEST(three_tenants_within_three_minutes_are_told_with_what_they_share)
{
    turn("a", 30, "x=O y=O", "x=D y=O");
    turn("b", 32, "x=O y=O", "x=D y=W");
    turn("c", 33, "y=O x=O", "y=W x=D");
    turn("d", 40, "x=O", "x=D");
    turn("e", 60, "x=O", "");
    assert_together("a b c", "x");
}
END_TEST

START_TEST(two_are_a_coincidence)
{
    turn("a", 30, "x=O", "x=D");
    turn("b", 32, "x=O", "x=D");
    turn("c", 34, "x=O", "x=D");
    assert_together("", "");
}
END_TEST

START_TEST(parts_of_one_family_are_shared_by_their_family)
{
    turn("a", 30, "Quality.a=O z=O", "Quality.a=D z=D");
    turn("b", 31, "Quality.b=O z=O", "Quality.b=D z=O");
    turn("c", 31, "Quality.a=O Quality.c=O", "Quality.a=O Quality.c=W");
    assert_together("a b c", "Quality.");
}
END_TEST

START_TEST(without_a_common_dimension_they_are_told_alone)
{
    turn("a", 30, "Quality=O", "Quality=D");
    turn("b", 31, "Quality.b=O", "Quality.b=D");
    turn("c", 31, "c=O", "c=D");
    assert_together("a b c", "");
    ck_assert(!together.silent);
}
END_TEST

START_TEST(the_most_are_told_and_of_several_the_newest)
{
    for (int i = 0; i < 8; i++) {
        char name[] = {(char)('a' + i), '\0'};
        turn(name, i < 3 ? 20 : i < 6 ? 30 : 50, "x=O", "x=D");
    }
    assert_together("d e f", "x");
    turn("z", 20, "x=O", "x=D");
    assert_together("a b c z", "x");
}
END_TEST

START_TEST(tenants_that_fell_silent_together_are_told_so)
{
    fixture_fill(tenant_of("a"), 0, 30, "x=O");
    fixture_fill(tenant_of("b"), 0, 31, "x=O");
    fixture_fill(tenant_of("c"), 0, 32, "x=O");
    assert_together("a b c", "");
    ck_assert(together.silent);
    ck_assert_int_eq(together.range.start_ms, AT(29));
    ck_assert_int_eq(together.range.end_ms, AT(31) + 1);
}
END_TEST

START_TEST(what_was_bad_before_all_that_is_known_turned_at_no_moment)
{
    fixture_fill(tenant_of("a"), -400, 60, "x=D");
    fixture_fill(tenant_of("b"), -400, 60, "x=D");
    fixture_fill(tenant_of("c"), -400, 60, "x=D");
    assert_together("", "");
}
END_TEST

/* --- the model --- */

#define TENANTS 24

/* Tries every tenant's turn as the first of a stretch; the newest one of the most wins. */
static size_t count_from(int64_t first_ms)
{
    size_t count = 0;

    for (size_t i = 0; i < judgement.all.count; i++) {
        int64_t time_ms = tenant_turned(judgement.all.verdicts[i]);
        count += time_ms >= first_ms && time_ms - first_ms <= TOGETHER_WITHIN;
    }
    return count;
}

static void assert_as_plain(void)
{
    size_t most = 0;
    int64_t start_ms = INT64_MIN;

    for (size_t i = 0; i < judgement.all.count; i++) {
        int64_t time_ms = tenant_turned(judgement.all.verdicts[i]);
        size_t count = time_ms == INT64_MIN ? 0 : count_from(time_ms);
        if (count > most || (count == most && time_ms > start_ms)) {
            most = count;
            start_ms = time_ms;
        }
    }
    if (most < TOGETHER_LEAST) {
        QUICK_ASSERT(together.members == 0);
        return;
    }
    QUICK_ASSERT(together.members == most);
    QUICK_ASSERT(together.range.start_ms == start_ms);
    for (size_t i = 0; i < most; i++) {
        int64_t time_ms = tenant_turned(together.turns[together.first + i].verdict);
        QUICK_ASSERT(time_ms == together.turns[together.first + i].time_ms);
        QUICK_ASSERT(time_ms >= together.range.start_ms && time_ms < together.range.end_ms);
    }
}

/* What is gone on with says the same as what is made from nothing. */
static void assert_as_anew(void)
{
    struct together anew = {0};

    together_renew(&anew, &judgement);
    QUICK_ASSERT(anew.count == together.count && anew.members == together.members);
    QUICK_ASSERT(anew.silent == together.silent);
    QUICK_ASSERT(slice_equals(anew.common, together.common));
    for (size_t i = 0; i < anew.count; i++)
        QUICK_ASSERT(anew.turns[i].verdict == together.turns[i].verdict);
    together_free(&anew);
}

static void report(struct dice *dice, int minute)
{
    static const char *const readings[] = {"x=O q.a=O", "x=D q.a=O", "x=O q.b=W", "q.a=W",
                                           "x=O q.a=N"};
    static const size_t count = sizeof(readings) / sizeof(readings[0]);
    char name[8];

    snprintf(name, sizeof(name), "t%zu", dice_below(dice, TENANTS));
    fixture_add(tenant_of(name), AT(minute) + (int64_t)dice_below(dice, 60000),
                readings[dice_once_in(dice, 3) ? dice_below(dice, count) : 0]);
}

static void run(uint64_t seed)
{
    struct dice dice = {.state = seed};

    setup();
    for (int minute = 0; minute < 60; minute++) {
        size_t reports = dice_below(&dice, TENANTS);
        for (size_t i = 0; i < reports; i++)
            report(&dice, minute);
        if (dice_once_in(&dice, 20) && fleet.count > 0)
            fleet_remove(&fleet, tenant_name(fleet.tenants[dice_below(&dice, fleet.count)]));
        if (dice_once_in(&dice, 10))
            judgement_renew(&judgement, &fleet, &JUDGE_LIVE_AT(AT(minute) + 30000));
        look(AT(minute + 1));
        assert_as_plain();
        assert_as_anew();
    }
    teardown();
}

START_TEST(random_fleets_are_told_as_all_stretches_tried_one_by_one)
{
    const char *seed = getenv("SEED");
    const char *sequences = getenv("SEQUENCES");
    uint64_t first = seed != NULL ? strtoull(seed, NULL, 10) : 1;
    uint64_t count = sequences != NULL ? strtoull(sequences, NULL, 10) : 20;

    for (uint64_t i = 0; i < count; i++)
        run(first + i);
}
END_TEST

Suite *suite_together(void)
{
    Suite *suite = suite_create("together");
    TCase *tcase = tcase_create("together");
    TCase *model = tcase_create("model");

    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, three_tenants_within_three_minutes_are_told_with_what_they_share);
    tcase_add_test(tcase, two_are_a_coincidence);
    tcase_add_test(tcase, parts_of_one_family_are_shared_by_their_family);
    tcase_add_test(tcase, without_a_common_dimension_they_are_told_alone);
    tcase_add_test(tcase, the_most_are_told_and_of_several_the_newest);
    tcase_add_test(tcase, tenants_that_fell_silent_together_are_told_so);
    tcase_add_test(tcase, what_was_bad_before_all_that_is_known_turned_at_no_moment);
    suite_add_tcase(suite, tcase);
    tcase_add_test(model, random_fleets_are_told_as_all_stretches_tried_one_by_one);
    suite_add_tcase(suite, model);
    return suite;
}
