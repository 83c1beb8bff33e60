/* A judgement that is kept, a listing and a chronicle of it, beside those that are made from
 * nothing. */
#include "config.h"

#include "judge/chronicle.h"
#include "support/dice.h"
#include "support/drift_fixture.h"
#include "support/judge_fixture.h"
#include "support/quick.h"
#include "unit/suites.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static struct fleet fleet;
static struct judgement judgement;
static struct listing listing;
static struct chronicle chronicle;
static struct dice dice;
static int64_t now_ms;

static void setup(void)
{
    fleet = (struct fleet){0};
    judgement = (struct judgement){0};
    listing = (struct listing){0};
    chronicle = (struct chronicle){0};
    now_ms = AT(0);
}

static void teardown(void)
{
    chronicle_free(&chronicle);
    listing_free(&listing);
    judgement_free(&judgement);
    fleet_free(&fleet);
}

static const char *beginning = ""; /* of their names */

static struct tenant *tenant_numbered(size_t number)
{
    char name[32];

    snprintf(name, sizeof(name), "%s%s%zu", beginning, number % 3 == 0 ? "A" : "b", number);
    return fleet_tenant(&fleet, slice_of(name));
}

static void renew(const struct listing_choice *choice)
{
    judgement_renew(&judgement, &fleet, &JUDGE_LIVE_AT(now_ms));
    listing_renew(&listing, &judgement, choice);
}

static const struct listing_choice worst = {.sort = SORT_WORST, .filter = ""};

/* --- what is done when --- */

static void fill(size_t tenants)
{
    for (size_t i = 0; i < tenants; i++) {
        struct tenant *tenant = tenant_numbered(i);
        tenant->looked_at = true;
        fixture_asked(tenant);
        for (int minute = -10; minute < 0; minute++)
            fixture_add(tenant, AT(minute), i % 5 == 0 ? "x=W2 y=O1" : "x=O1 y=O0.5");
    }
    renew(&worst);
}

START_TEST(nobody_is_judged_while_nothing_comes)
{
    fill(100);
    ck_assert_uint_eq(judgement.judged.count, 100);
    renew(&worst);
    ck_assert_uint_eq(judgement.judged.count, 0);
    now_ms += MS_PER_MINUTE;
    renew(&worst);
    ck_assert_uint_eq(judgement.judged.count, 0);
    now_ms -= MS_PER_MINUTE;
    renew(&(struct listing_choice){.sort = SORT_NAME, .filter = "1"});
    ck_assert_uint_eq(judgement.judged.count, 0);
    ck_assert_uint_eq(listing.count, 19);
}
END_TEST

START_TEST(who_reports_is_judged_and_nobody_else)
{
    fill(100);
    fixture_add(tenant_numbered(42), AT(0), "x=D9");
    now_ms++;
    renew(&worst);
    ck_assert_uint_eq(judgement.judged.count, 1);
    ck_assert_str_eq(listing.rows[0]->tenant->name, "A42");
    ck_assert_uint_eq(judgement.by_state[STATE_DEGRADED], 1);
    ck_assert_uint_eq(judgement.by_state[STATE_WARN], 20);
    fixture_add(tenant_numbered(42), AT(1), "x=O9");
    now_ms += MS_PER_MINUTE;
    renew(&worst);
    /* It is ok again, and its alert still open. */
    ck_assert_str_eq(listing.rows[0]->tenant->name, "A42");
    ck_assert_int_eq(listing.rows[0]->alert.state, ALERT_RECOVERING);
    fixture_add(tenant_numbered(42), AT(2), "x=O9");
    now_ms += MS_PER_MINUTE;
    renew(&worst);
    ck_assert_str_eq(listing.rows[20]->tenant->name, "A12");
    ck_assert_uint_eq(judgement.by_state[STATE_DEGRADED], 0);
}
END_TEST

START_TEST(silence_comes_with_the_clock_alone)
{
    fill(50);
    fixture_add(tenant_numbered(7), AT(0), "x=O");
    now_ms = AT(2);
    renew(&worst);
    ck_assert_uint_eq(judgement.by_state[STATE_SILENT], 0);
    now_ms++;
    renew(&worst);
    ck_assert_uint_eq(judgement.silent, 49);
    ck_assert_uint_eq(judgement.by_state[STATE_SILENT], 39); /* the others warn */
    ck_assert_uint_eq(judgement.judged.count, 49);
    now_ms++;
    renew(&worst);
    ck_assert_uint_eq(judgement.judged.count, 0);
    now_ms = AT(3) + 1;
    renew(&worst);
    ck_assert_uint_eq(judgement.judged.count, 1);
    ck_assert_uint_eq(judgement.silent, 50);
    /* A clock that is set back wakes them up again. */
    now_ms = AT(1);
    renew(&worst);
    ck_assert_uint_eq(judgement.by_state[STATE_SILENT], 0);
}
END_TEST

START_TEST(who_is_gone_is_listed_no_more)
{
    fill(20);
    fleet_remove(&fleet, SLICE("b5"));
    fleet_remove(&fleet, SLICE("A15"));
    tenant_numbered(5);
    renew(&worst);
    ck_assert_uint_eq(judgement.judged.count, 1);
    ck_assert_uint_eq(listing.count, 19);
    ck_assert_uint_eq(listing_find(&listing, "A15"), listing.count);
    ck_assert_int_eq(listing.rows[listing_find(&listing, "b5")]->state, STATE_UNJUDGED);
    ck_assert_ptr_null(judgement_find(&judgement, SLICE("A15")));
    ck_assert_uint_eq(judgement.by_state[STATE_WARN], 2);
}
END_TEST

START_TEST(a_listing_that_missed_a_look_is_made_anew)
{
    fill(20);
    fixture_add(tenant_numbered(3), AT(0), "x=D1");
    now_ms++;
    judgement_renew(&judgement, &fleet, &JUDGE_LIVE_AT(now_ms));
    fleet_remove(&fleet, SLICE("b4"));
    renew(&worst);
    ck_assert_uint_eq(listing.count, 19);
    ck_assert_str_eq(listing.rows[0]->tenant->name, "A3");
}
END_TEST

START_TEST(the_status_is_that_of_the_worst)
{
    judgement_renew(&judgement, &fleet, &JUDGE_LIVE_AT(now_ms));
    ck_assert_int_eq(judgement_exit_status(&judgement), 3);
    fixture_fill(tenant_numbered(1), -10, 0, "x=O1");
    renew(&worst);
    ck_assert_int_eq(judgement_exit_status(&judgement), 0);
    tenant_numbered(2);
    renew(&worst);
    ck_assert_int_eq(judgement_exit_status(&judgement), 3);
    fixture_fill(tenant_numbered(2), -10, 0, "x=W1");
    renew(&worst);
    ck_assert_int_eq(judgement_exit_status(&judgement), 1);
}
END_TEST

/* --- beside a model --- */

#define TENANTS 24

static const char *roll_readings(void)
{
    static const char letters[] = "OOOWDN";
    static char readings[64];

    readings[0] = '\0';
    for (const char *name = "abcd"; *name != '\0'; name++) {
        char reading[16];
        if (dice_once_in(&dice, 3))
            continue;
        snprintf(reading, sizeof(reading), "%s%c=%c%zu", readings[0] != '\0' ? " " : "", *name,
                 letters[dice_below(&dice, 6)], dice_below(&dice, 3));
        strcat(readings, reading);
    }
    return readings;
}

static void roll_report(struct tenant *tenant, int64_t time_ms)
{
    const char *readings = roll_readings();

    if (dice_once_in(&dice, 3))
        fixture_add_newest(tenant, time_ms, readings);
    else
        fixture_add_marked(tenant, time_ms, readings, (uint32_t)dice_below(&dice, 9));
}

static int64_t roll_time(void)
{
    return now_ms - (int64_t)dice_below(&dice, 3) * MS_PER_MINUTE +
           (int64_t)dice_below(&dice, 3000) - 1500;
}

static void report_now(struct tenant *tenant)
{
    roll_report(tenant, roll_time());
}

static void report_older(struct tenant *tenant)
{
    const struct span *live = history_live(&tenant->history);

    if (live != NULL && live->rows > 0)
        roll_report(tenant, stream_id_time(span_id(live, 0)) -
                                (int64_t)dice_below(&dice, 2 * MS_PER_MINUTE));
}

/* Reads a little of a range that ended some minutes ago. */
static void read_apart(struct tenant *tenant)
{
    int64_t end_ms = now_ms - (int64_t)dice_below(&dice, 5) * MS_PER_MINUTE;

    for (size_t i = dice_below(&dice, 4); i > 0; i--)
        fixture_add_to(tenant, end_ms, end_ms - (int64_t)dice_below(&dice, 3 * MS_PER_MINUTE),
                       roll_readings());
    if (dice_once_in(&dice, 2))
        history_reach(&tenant->history, end_ms, end_ms - 2 * MS_PER_MINUTE);
    if (dice_once_in(&dice, 5))
        history_release(&tenant->history, end_ms);
    tenant_changed(tenant);
}

static void skip(struct tenant *tenant)
{
    tenant_add_unreadable(tenant, stream_id_at(roll_time()), "broken", dice_once_in(&dice, 2));
}

static void change_source(struct tenant *tenant)
{
    static const int64_t ahead[] = {0, 0, 700, 5 * MS_PER_MINUTE};

    tenant->looked_at = dice_once_in(&dice, 2);
    tenant->failed = dice_once_in(&dice, 4);
    tenant->entries = dice_below(&dice, 20);
    tenant->ahead_ms = ahead[dice_below(&dice, 4)];
    tenant->known_until_ms =
        dice_once_in(&dice, 2) ? INT64_MAX : now_ms - (int64_t)dice_below(&dice, MS_PER_MINUTE);
    tenant_changed(tenant);
}

static void forget(struct tenant *tenant)
{
    if (dice_once_in(&dice, 2))
        tenant_clear_history(tenant);
    else
        tenant_reset(tenant);
}

static void trim(struct tenant *tenant)
{
    history_trim(&tenant->history, HISTORY_LIVE, stream_id_at(now_ms - MS_PER_MINUTE));
    tenant_changed(tenant);
}

static void remove_tenant(struct tenant *tenant)
{
    fleet_remove(&fleet, (struct slice){tenant->name, tenant->name_size});
}

static void rename_tenant(struct tenant *tenant)
{
    char name[32];
    size_t position = 0;

    while (fleet.tenants[position] != tenant)
        position++;
    snprintf(name, sizeof(name), "%c-%" PRIu64, dice_once_in(&dice, 2) ? 'a' : 'z', fleet.renamed);
    fleet_rename(&fleet, position, slice_of(name));
}

typedef void change_fn(struct tenant *tenant);

static void roll_change(void)
{
    static change_fn *const changes[] = {report_now, report_now,    report_now,    report_now,
                                         report_now, report_now,    report_older,  read_apart,
                                         skip,       change_source, change_source, forget,
                                         trim,       rename_tenant, remove_tenant};

    changes[dice_below(&dice, sizeof(changes) / sizeof(changes[0]))](
        tenant_numbered(dice_below(&dice, TENANTS)));
}

/* Time goes on by little, by much, stands, or goes back. */
static void roll_step(void)
{
    static const int64_t steps[] = {
        0, 1, 100, 1000, 20 * MS_PER_SECOND, 2 * MS_PER_MINUTE, -1500, -2 * MS_PER_MINUTE};

    now_ms += steps[dice_below(&dice, sizeof(steps) / sizeof(steps[0]))];
}

static void roll_choice(struct listing_choice *choice)
{
    static const char *const filters[] = {
        "",    "",    "a",   "1",    "B2",  "zz",  "s:bad", "!s:ok 1", "d:y s:w", "b",     "b1",
        "b 1", "1 b", "12b", "b1 2", "!1",  "!b1", "1*",    "b1*",     "d:",      "d:y",   "s:o",
        "s:q", "B12", "b",   "b1",   "b12", "1",   "12",    "b !1",    "b s:ok",  "b1 d:y"};

    if (dice_once_in(&dice, 5))
        choice->sort = (enum sort)dice_below(&dice, SORT_COUNT);
    if (dice_once_in(&dice, 5))
        choice->reversed = !choice->reversed;
    if (dice_once_in(&dice, 5))
        choice->filter = filters[dice_below(&dice, sizeof(filters) / sizeof(filters[0]))];
}

static void assert_same_dimension(const struct dimension_verdict *a,
                                  const struct dimension_verdict *b)
{
    QUICK_ASSERT(a->dimension == b->dimension);
    QUICK_ASSERT(a->state == b->state);
    QUICK_ASSERT(a->severity == b->severity);
    QUICK_ASSERT(a->since.before == b->since.before);
    QUICK_ASSERT(a->since.time_ms == b->since.time_ms);
    QUICK_ASSERT(a->newest_ms == b->newest_ms);
    QUICK_ASSERT(memcmp(&a->newest, &b->newest, sizeof(a->newest)) == 0);
}

static void assert_same_verdict(const struct tenant_verdict *a, const struct tenant_verdict *b)
{
    QUICK_ASSERT(a->tenant == b->tenant);
    QUICK_ASSERT(a->state == b->state);
    QUICK_ASSERT(a->since.before == b->since.before);
    QUICK_ASSERT(a->since.time_ms == b->since.time_ms);
    QUICK_ASSERT(a->newest_ms == b->newest_ms);
    QUICK_ASSERT(memcmp(a->by_state, b->by_state, sizeof(a->by_state)) == 0);
    QUICK_ASSERT(a->dimension_count == b->dimension_count);
    for (size_t i = 0; i < a->dimension_count; i++)
        assert_same_dimension(&a->dimensions[i], &b->dimensions[i]);
}

/* Who is listed, by the numbers of tenants: before and after. */
static void assert_membership_is_told(bool *members, size_t size)
{
    bool now[4000] = {false};

    for (size_t i = 0; i < listing.count; i++)
        now[listing.rows[i]->number] = true;
    for (size_t i = 0; i < listing.arrived.count && !listing.parted; i++) {
        QUICK_ASSERT(!members[listing.arrived.rows[i]->number]);
        members[listing.arrived.rows[i]->number] = true;
    }
    QUICK_ASSERT(listing.parted || memcmp(members, now, size) == 0);
    memcpy(members, now, size);
}

static void assert_as_from_nothing(const struct listing_choice *choice)
{
    struct judgement again = {0};
    struct listing expected = {0};

    judgement_renew(&again, &fleet, &JUDGE_LIVE_AT(now_ms));
    listing_renew(&expected, &again, choice);
    QUICK_ASSERT(judgement.all.count == fleet.count);
    QUICK_ASSERT(memcmp(judgement.by_state, again.by_state, sizeof(again.by_state)) == 0);
    QUICK_ASSERT(judgement.stopped == again.stopped);
    QUICK_ASSERT(!again.stopped || judgement.stopped_ms == again.stopped_ms);
    QUICK_ASSERT(listing.count == expected.count);
    for (size_t i = 0; i < expected.count; i++) {
        assert_same_verdict(listing.rows[i], expected.rows[i]);
        QUICK_ASSERT(listing_find(&listing, expected.rows[i]->tenant->name) == i);
    }
    listing_free(&expected);
    judgement_free(&again);
}

static void roll_chronicle(struct chronicle_choice *choice)
{
    if (dice_once_in(&dice, 20))
        choice->each = !choice->each;
    if (dice_once_in(&dice, 20))
        choice->back = !choice->back;
    if (!choice->back)
        choice->until_ms = INT64_MAX;
    else if (choice->until_ms == INT64_MAX)
        choice->until_ms = now_ms - (int64_t)dice_below(&dice, 3) * MS_PER_MINUTE;
}

static void assert_same_episode(const struct episode *a, const struct episode *b)
{
    QUICK_ASSERT(a->number == b->number);
    QUICK_ASSERT(a->verdict->number == a->number);
    QUICK_ASSERT(a->verdict->tenant == b->verdict->tenant);
    QUICK_ASSERT(a->event.kind == b->event.kind);
    QUICK_ASSERT(a->event.dimension == b->event.dimension);
    QUICK_ASSERT(a->event.start_ms == b->event.start_ms);
    QUICK_ASSERT(a->event.end_ms == b->event.end_ms);
    QUICK_ASSERT(a->event.ongoing == b->event.ongoing);
    QUICK_ASSERT(a->event.from.severity == b->event.from.severity);
    QUICK_ASSERT(a->event.to.severity == b->event.to.severity);
    QUICK_ASSERT(a->worst.severity == b->worst.severity);
    QUICK_ASSERT(a->changes == b->changes);
    QUICK_ASSERT(a->time_ms == b->time_ms);
}

static void assert_chronicle_as_from_nothing(const struct chronicle_choice *choice)
{
    struct chronicle expected = {0};

    chronicle_renew(&expected, &judgement, choice);
    QUICK_ASSERT(chronicle.complete && expected.complete);
    QUICK_ASSERT(chronicle.count == expected.count);
    for (size_t i = 0; i < expected.count; i++)
        assert_same_episode(&chronicle.rows[i], &expected.rows[i]);
    chronicle_free(&expected);
}

START_TEST(what_is_kept_equals_what_is_made_from_nothing)
{
    static const char *const beginnings[] = {"", "of-one-", "of-one-family-"};
    struct chronicle_choice told = {.until_ms = INT64_MAX};
    struct listing_choice choice = worst;
    bool members[4000] = {false};
    size_t judged = 0;
    size_t seen = 0;

    dice.state = (uint64_t)_i;
    beginning = "";
    judgement.at_once = _i % 2 == 0 ? 0 : 50;
    for (int look = 0; look < 1000; look++) {
        if (look % 100 == 99)
            beginning = beginnings[dice_below(&dice, 3)];
        for (size_t changes = dice_below(&dice, 4); changes > 0; changes--)
            roll_change();
        roll_step();
        roll_choice(&choice);
        roll_chronicle(&told);
        do {
            renew(&choice);
            ck_assert_uint_le(fleet.discovered, sizeof(members));
            assert_membership_is_told(members, sizeof(members));
            chronicle_renew(&chronicle, &judgement, &told);
            judged += judgement.judged.count;
        } while (judgement_is_behind(&judgement));
        assert_as_from_nothing(&choice);
        assert_chronicle_as_from_nothing(&told);
        seen += judgement.all.count;
    }
    /* It would be no test of what is kept if all were judged each time. */
    ck_assert_uint_lt(judged, seen / 2);
}
END_TEST

START_TEST(who_waits_is_judged_in_the_next_rounds)
{
    judgement.at_once = 1;
    for (size_t number = 1; number <= 3; number++)
        report_now(tenant_numbered(number));
    for (size_t count = 1; count <= 3; count++) {
        renew(&worst);
        ck_assert_uint_eq(judgement.all.count, count);
        ck_assert(judgement_is_behind(&judgement) == (count < 3));
    }
    judgement_void(&judgement);
    for (size_t left = 3; left > 0; left--) {
        ck_assert_uint_eq(judgement_unjudged(&judgement), left);
        renew(&worst);
        ck_assert_uint_eq(judgement.judged.count, 1);
    }
    ck_assert_uint_eq(judgement_unjudged(&judgement), 0);
    ck_assert(!judgement_is_behind(&judgement));
}
END_TEST

START_TEST(who_is_gone_waits_no_longer)
{
    for (size_t number = 1; number <= 3; number++)
        report_now(tenant_numbered(number));
    renew(&worst);
    judgement.at_once = 1;
    judgement_void(&judgement);
    renew(&worst);
    remove_tenant(tenant_numbered(2));
    renew(&worst);
    ck_assert(!judgement_is_behind(&judgement));
    ck_assert_uint_eq(judgement_unjudged(&judgement), 0);
    ck_assert_uint_eq(listing.count, 2);
}
END_TEST

Suite *suite_judgement(void)
{
    Suite *suite = suite_create("judgement");
    TCase *tcase = tcase_create("judgement");
    TCase *model = tcase_create("model");

    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, nobody_is_judged_while_nothing_comes);
    tcase_add_test(tcase, who_reports_is_judged_and_nobody_else);
    tcase_add_test(tcase, silence_comes_with_the_clock_alone);
    tcase_add_test(tcase, who_is_gone_is_listed_no_more);
    tcase_add_test(tcase, who_waits_is_judged_in_the_next_rounds);
    tcase_add_test(tcase, who_is_gone_waits_no_longer);
    tcase_add_test(tcase, a_listing_that_missed_a_look_is_made_anew);
    tcase_add_test(tcase, the_status_is_that_of_the_worst);
    suite_add_tcase(suite, tcase);
    tcase_add_checked_fixture(model, setup, teardown);
    tcase_add_loop_test(model, what_is_kept_equals_what_is_made_from_nothing, 0, 10);
    suite_add_tcase(suite, model);
    return suite;
}
