/* Reports that come in any order make the same tenant as in the order of time. */
#include "config.h"

#include "drift/tenant.h"
#include "source/file/recording.h"
#include "support/dice.h"
#include "unit/suites.h"

#include <stdlib.h>
#include <string.h>

#define REPORTS 3000

struct line {
    uint64_t ms;
    double value;
    uint64_t fingerprint;
    bool bad;
};

static struct line lines[REPORTS];
static struct tenant *tenant;
static struct report report;

static void set_up(void)
{
    tenant = tenant_create(SLICE("t"));
}

static void tear_down(void)
{
    tenant_free(tenant);
    report_free(&report);
}

static struct tenant_place place(struct tenant *into, const struct line *line)
{
    struct tenant_place place = {.keep = true, .judge = true};

    report_reset(&report);
    report.id = (struct stream_id){line->ms, 0};
    report.fingerprint = line->fingerprint;
    struct reading *reading = report_add(&report);
    reading->name = line->value < 0.5 ? SLICE("low") : SLICE("high");
    reading->value = line->value;
    reading->z = line->bad ? 3 : 0;
    reading->severity = line->bad ? SEVERITY_WARN : SEVERITY_OK;
    reading->severity_word = line->bad ? SLICE("warn") : SLICE("ok");
    tenant_place(into, &report, &place);
    return place;
}

/* Makes reports in the order of time, `gap` apart at most. */
static void make_lines(struct dice *dice, size_t gap)
{
    uint64_t ms = 1000;

    for (size_t i = 0; i < REPORTS; i++) {
        ms += dice_below(dice, gap);
        lines[i] =
            (struct line){ms, (double)dice_below(dice, 1000) / 1000, i + 1, dice_once_in(dice, 10)};
    }
}

/* Some orders: a shuffle, the reverse, two halves one after the other, some lines far out. */
static void mix(struct dice *dice, struct line *mixed)
{
    size_t kind = dice_below(dice, 4);

    for (size_t i = 0; i < REPORTS; i++) {
        size_t half = i < REPORTS / 2 ? 2 * i + 1 : 2 * (i - REPORTS / 2);
        mixed[i] = lines[kind == 1 ? REPORTS - 1 - i : kind == 2 ? half : i];
    }
    for (size_t i = 0; i < REPORTS && (kind == 0 || kind == 3); i++) {
        size_t other = dice_below(dice, REPORTS);
        if (kind == 3 && !dice_once_in(dice, 50))
            continue;
        struct line line = mixed[i];
        mixed[i] = mixed[other];
        mixed[other] = line;
    }
}

static double value_of(const struct tenant *of, size_t row)
{
    double sum = 0;

    for (size_t i = 0; i < of->dimension_count; i++) {
        struct sample sample = span_sample(history_live(&of->history), row, i);
        if (sample.severity != SEVERITY_ABSENT)
            sum += sample.value;
    }
    return sum;
}

static void check_rows(const struct tenant *of, const struct tenant *other)
{
    const struct span *live = history_live(&of->history);

    ck_assert_uint_eq(history_rows(&other->history), live->rows);
    for (size_t i = 0; i < live->rows; i++) {
        ck_assert_int_eq(
            stream_id_compare(span_id(live, i), span_id(history_live(&other->history), i)), 0);
        ck_assert_double_eq(value_of(of, i), value_of(other, i));
        ck_assert_int_eq(span_kind(live, i), span_kind(history_live(&other->history), i));
    }
}

static void check_recent(const struct recent *of, const struct recent *other)
{
    ck_assert_uint_eq(of->count, RECENT_MAX);
    ck_assert_uint_eq(other->count, RECENT_MAX);
    for (size_t i = 0; i < of->count; i++) {
        struct recent_entry a = recent_entry(of, i);
        struct recent_entry b = recent_entry(other, i);
        struct recent_row row = recent_row(of, i);
        struct recent_row other_row = recent_row(other, i);
        ck_assert_int_eq(stream_id_compare(a.id, b.id), 0);
        ck_assert_uint_eq(a.fingerprint, b.fingerprint);
        ck_assert_uint_eq(a.repeats, b.repeats);
        ck_assert_uint_eq(a.count, 1);
        ck_assert_double_eq(recent_row_reading(&row, 0).value,
                            recent_row_reading(&other_row, 0).value);
    }
}

static void check_dimensions(const struct tenant *of, const struct tenant *other)
{
    for (size_t i = 0; i < of->dimension_count; i++) {
        const struct dimension *a = &of->dimensions[i];
        const struct dimension *b =
            &other->dimensions[tenant_find_dimension(other, slice_of(a->name))];
        ck_assert_double_eq(a->newest.value, b->newest.value);
        ck_assert_str_eq(a->severity_word, b->severity_word);
        ck_assert_uint_eq(a->bad_above, b->bad_above);
    }
    ck_assert_int_eq(stream_id_compare(of->newest_id, other->newest_id), 0);
}

START_TEST(the_order_in_which_reports_come_makes_no_difference)
{
    struct dice dice = {.state = (uint64_t)_i + 1};
    static struct line mixed[REPORTS];
    struct tenant *other = tenant_create(SLICE("t"));

    make_lines(&dice, 1000);
    for (size_t i = 1; i < REPORTS; i++)
        lines[i].ms += i; /* no two at the same time */
    for (size_t i = 0; i < REPORTS; i++)
        ck_assert(!place(tenant, &lines[i]).repeated);
    mix(&dice, mixed);
    for (size_t i = 0; i < REPORTS; i++) {
        ck_assert(!place(other, &mixed[i]).repeated);
        if (dice_once_in(&dice, 500))
            history_settle(&other->history);
    }
    history_settle(&other->history);
    check_rows(tenant, other);
    check_recent(&tenant->recent, &other->recent);
    check_dimensions(tenant, other);
    tenant_free(other);
}
END_TEST

/* Counts the rows of a millisecond with a value. */
static size_t count_rows(uint64_t ms, double value)
{
    const struct span *live = history_live(&tenant->history);
    size_t count = 0;

    for (size_t i = span_find(live, (struct stream_id){ms, 0});
         i < live->rows && span_id(live, i).ms == ms; i++)
        count += value_of(tenant, i) == value;
    return count;
}

START_TEST(reports_of_one_millisecond_are_all_kept_and_those_that_come_again_are_not)
{
    struct dice dice = {.state = (uint64_t)_i + 100};
    static struct line mixed[REPORTS];

    make_lines(&dice, 3);
    for (size_t i = 0; i < REPORTS; i++)
        lines[i].value = (double)i;
    mix(&dice, mixed);
    for (size_t i = 0; i < REPORTS; i++)
        ck_assert(!place(tenant, &mixed[i]).repeated);
    for (size_t i = 0; i < REPORTS; i += 7)
        ck_assert(place(tenant, &mixed[i]).repeated);
    history_settle(&tenant->history);
    ck_assert_uint_eq(history_rows(&tenant->history), REPORTS);
    for (size_t i = 0; i < REPORTS; i++)
        ck_assert_uint_eq(count_rows(lines[i].ms, lines[i].value), 1);
}
END_TEST

START_TEST(a_report_keeps_its_own_free_id)
{
    struct tenant_place how = {.keep = true, .judge = true};

    for (uint64_t seq = 3; seq <= 5; seq += 2) {
        report_reset(&report);
        report.id = (struct stream_id){1000, seq};
        tenant_place(tenant, &report, &how);
    }
    report_reset(&report);
    report.id = (struct stream_id){1000, 4};
    tenant_place(tenant, &report, &how);
    ck_assert_uint_eq(report.id.seq, 4);
    ck_assert(how.between);
    report_reset(&report);
    report.id = (struct stream_id){1000, 4};
    tenant_place(tenant, &report, &how);
    ck_assert_uint_eq(report.id.seq, 6);
    report_reset(&report);
    report.id = (struct stream_id){1000, UINT64_MAX};
    tenant_place(tenant, &report, &how);
    report_reset(&report);
    report.id = (struct stream_id){1000, UINT64_MAX};
    tenant_place(tenant, &report, &how);
    ck_assert_uint_eq(report.id.ms, 1001);
    history_settle(&tenant->history);
    ck_assert_uint_eq(history_rows(&tenant->history), 6);
}
END_TEST

START_TEST(what_is_not_judged_is_kept_for_the_history_alone)
{
    struct tenant_place how = {.keep = true};

    report.id = (struct stream_id){1000, 0};
    tenant_place(tenant, &report, &how);
    ck_assert_uint_eq(tenant->recent.count, 0);
    ck_assert_uint_eq(history_rows(&tenant->history), 1);
    how = (struct tenant_place){.judge = true};
    report.id = (struct stream_id){2000, 0};
    tenant_place(tenant, &report, &how);
    ck_assert_uint_eq(tenant->recent.count, 1);
    ck_assert_uint_eq(history_rows(&tenant->history), 1);
}
END_TEST

/* --- recordings --- */

#define NOW INT64_C(1795600000000)

START_TEST(an_old_file_is_a_recording_that_ends_behind_its_newest_report)
{
    struct recording recording = {0};

    ck_assert(recording_see(&recording, NOW - RECORDING_AGE_MS - 1, NOW));
    ck_assert(recording_see(&recording, NOW - MS_PER_DAY, NOW));
    ck_assert_int_eq(recording_end(&recording), 0);
    recording_decide(&recording, false, NOW);
    ck_assert_int_eq(recording_end(&recording), NOW - RECORDING_AGE_MS);
}
END_TEST

START_TEST(a_young_file_is_live_and_stays_so_when_it_falls_silent)
{
    struct recording recording = {0};

    recording_see(&recording, NOW - RECORDING_AGE_MS, NOW);
    recording_decide(&recording, false, NOW);
    ck_assert_int_eq(recording_end(&recording), 0);
    recording_decide(&recording, false, NOW + MS_PER_DAY);
    ck_assert_int_eq(recording_end(&recording), 0);
}
END_TEST

START_TEST(a_recording_that_grows_is_one_until_it_has_a_young_report)
{
    struct recording recording = {0};

    recording_see(&recording, NOW - 2 * MS_PER_DAY, NOW);
    recording_decide(&recording, false, NOW);
    recording_see(&recording, NOW - MS_PER_DAY, NOW);
    recording_decide(&recording, false, NOW);
    ck_assert_int_eq(recording_end(&recording), NOW - MS_PER_DAY + 1);
    recording_see(&recording, NOW, NOW);
    recording_decide(&recording, false, NOW);
    ck_assert_int_eq(recording_end(&recording), 0);
}
END_TEST

START_TEST(what_has_ended_is_a_recording_however_young)
{
    struct recording recording = {0};

    recording_see(&recording, NOW, NOW);
    recording_decide(&recording, false, NOW);
    recording_decide(&recording, true, NOW);
    ck_assert_int_eq(recording_end(&recording), NOW + 1);
}
END_TEST

START_TEST(a_report_ahead_of_the_clock_is_told_and_ends_no_recording)
{
    struct recording recording = {0};

    ck_assert(!recording_see(&recording, INT64_MAX, NOW));
    ck_assert(recording_see(&recording, NOW + 2000, NOW));
    recording = (struct recording){0};
    recording_see(&recording, NOW - MS_PER_DAY, NOW);
    recording_see(&recording, NOW + MS_PER_DAY, NOW);
    recording_decide(&recording, false, NOW);
    ck_assert_int_eq(recording_end(&recording), NOW - MS_PER_DAY + 1);
    recording = (struct recording){0};
    recording_decide(&recording, true, NOW);
    ck_assert_int_eq(recording_end(&recording), 0);
}
END_TEST

Suite *suite_placement(void)
{
    Suite *suite = suite_create("placement");
    TCase *tcase = tcase_create("placement");

    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_add_loop_test(tcase, the_order_in_which_reports_come_makes_no_difference, 0, 12);
    tcase_add_loop_test(
        tcase, reports_of_one_millisecond_are_all_kept_and_those_that_come_again_are_not, 0, 8);
    tcase_add_test(tcase, a_report_keeps_its_own_free_id);
    tcase_add_test(tcase, what_is_not_judged_is_kept_for_the_history_alone);
    tcase_add_test(tcase, an_old_file_is_a_recording_that_ends_behind_its_newest_report);
    tcase_add_test(tcase, a_young_file_is_live_and_stays_so_when_it_falls_silent);
    tcase_add_test(tcase, a_recording_that_grows_is_one_until_it_has_a_young_report);
    tcase_add_test(tcase, what_has_ended_is_a_recording_however_young);
    tcase_add_test(tcase, a_report_ahead_of_the_clock_is_told_and_ends_no_recording);
    suite_add_tcase(suite, tcase);
    return suite;
}
