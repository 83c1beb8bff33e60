/* The truth tables of the verdict: streams and moments, and what must be told of them. A pattern
 * says what a dimension says in each report: "50O 10D" is fifty reports ok and ten degraded; W is
 * warn, N without data, a dot not named. The last report is at NOW. */
#include "config.h"

#include "judge/judgement.h"
#include "judge/silence.h"
#include "support/drift_fixture.h"
#include "unit/suites.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NOW AT(600)
#define REPORTS_MAX 3000
#define PATTERNS_MAX 4

static struct fleet fleet;
static struct judgement judgement;
static struct rule_book rules;
static struct tenant *tenant;
static int64_t times[REPORTS_MAX]; /* of all entries, oldest first */
static size_t entries;

static void setup(void)
{
    rules = RULE_BOOK_DEFAULT;
    entries = 0;
    tenant = fleet_tenant(&fleet, SLICE("acme"));
    tenant->looked_at = true;
    recent_asked(&tenant->recent, RECENT_MAX, true, true);
}

static void teardown(void)
{
    judgement_free(&judgement);
    fleet_free(&fleet);
}

/* --- what producers write --- */

struct window {
    int64_t start_ms;
    int64_t end_ms;
};

static struct slice written(int64_t time_ms, char out[static 32])
{
    timestamp_format_iso(time_ms, out);
    return slice_of(out);
}

/* Adds a report; without a window, one that does not tell its times. */
static void add(int64_t time_ms, const struct window *window, const struct reading *readings,
                size_t count)
{
    struct report report = {.id = stream_id_at(time_ms)};
    char start[32];
    char end[32];

    for (size_t i = 0; i < count; i++)
        *report_add(&report) = readings[i];
    if (window != NULL) {
        report.window_start = written(window->start_ms, start);
        report.window_end = written(window->end_ms, end);
    }
    tenant_add(tenant, &report, false);
    report_free(&report);
    times[entries++] = time_ms;
}

static struct reading reading_of(struct slice name, char letter, size_t number)
{
    static const struct {
        char letter;
        enum severity severity;
        double value;
        double z;
    } shapes[] = {{'O', SEVERITY_OK, 0.9, 0.2},
                  {'W', SEVERITY_WARN, 0.8, -2.5},
                  {'D', SEVERITY_DEGRADED, 0.6, -4.5}};
    struct reading reading = {.name = name,
                              .severity = SEVERITY_NO_DATA,
                              .value = NAN,
                              .baseline = NAN,
                              .z = NAN,
                              .sample_count = SAMPLE_COUNT_UNKNOWN};

    for (size_t i = 0; i < sizeof(shapes) / sizeof(shapes[0]); i++) {
        if (shapes[i].letter != letter)
            continue;
        reading.severity = shapes[i].severity;
        reading.value = shapes[i].value + (double)(number % 3) * 0.005;
        reading.baseline = 0.9;
        reading.z = shapes[i].z;
    }
    return reading;
}

/* One dimension, with its pattern written out. */
struct pattern {
    struct slice name;
    char letters[REPORTS_MAX];
    size_t count;
};

static void write_out(struct pattern *pattern, struct slice text)
{
    pattern->name = slice_split(&text, '=');
    pattern->count = 0;
    while (text.size > 0) {
        char *end;
        long times_told = strtol(text.data, &end, 10);
        for (long i = 0; i < times_told; i++)
            pattern->letters[pattern->count++] = *end;
        text.size -= (size_t)(end + 1 - text.data);
        text.data = end + 1;
    }
}

typedef struct window window_fn(int64_t time_ms, int64_t step_ms);

static struct window own_window(int64_t time_ms, int64_t step_ms)
{
    return (struct window){time_ms - step_ms, time_ms};
}

static struct window hour_so_far(int64_t time_ms, int64_t step_ms)
{
    (void)step_ms;
    return (struct window){time_ms - time_ms % MS_PER_HOUR, time_ms};
}

static struct window hour_before(int64_t time_ms, int64_t step_ms)
{
    (void)step_ms;
    return (struct window){time_ms - MS_PER_HOUR, time_ms};
}

static struct window never_rolls(int64_t time_ms, int64_t step_ms)
{
    (void)step_ms;
    return (struct window){NOW - 100 * MS_PER_MINUTE, time_ms};
}

/* Adds what the patterns say, a report each step, the last one at `last_ms`. */
static void tell_until(int64_t last_ms, int64_t step_ms, window_fn *window_of, const char *text)
{
    static struct pattern patterns[PATTERNS_MAX];
    struct slice rest = slice_of(text);
    size_t dimensions = 0;
    size_t reports = 0;

    while (rest.size > 0) {
        write_out(&patterns[dimensions], slice_split(&rest, ' '));
        if (patterns[dimensions].count > reports)
            reports = patterns[dimensions].count;
        dimensions++;
    }
    for (size_t i = 0; i < reports; i++) {
        int64_t time_ms = last_ms - (int64_t)(reports - 1 - i) * step_ms;
        struct window window = window_of(time_ms, step_ms);
        struct reading readings[PATTERNS_MAX];
        size_t count = 0;
        for (size_t j = 0; j < dimensions; j++) {
            if (i < patterns[j].count && patterns[j].letters[i] != '.')
                readings[count++] = reading_of(patterns[j].name, patterns[j].letters[i], i);
        }
        add(time_ms, &window, readings, count);
    }
}

static void tell(int64_t step_ms, const char *text)
{
    tell_until(NOW, step_ms, own_window, text);
}

static void tell_each_minute(const char *text)
{
    tell(MS_PER_MINUTE, text);
}

/* --- what is told --- */

/* Looks for what a source would be asked: the entries around the same time on the days before. */
static void answer_pauses(int64_t now_ms)
{
    int64_t at_ms[PAUSE_DAYS];

    if (!pause_is_asked(tenant, &rules, now_ms, at_ms))
        return;
    tenant->pauses.known = true;
    for (int day = 0; day < PAUSE_DAYS; day++) {
        struct quiet *quiet = &tenant->pauses.days[day];
        *quiet = (struct quiet){INT64_MIN, INT64_MAX};
        for (size_t i = 0; i < entries; i++) {
            if (times[i] <= at_ms[day])
                quiet->before_ms = times[i];
            else if (quiet->after_ms == INT64_MAX)
                quiet->after_ms = times[i];
        }
    }
    tenant_changed(tenant);
}

static const struct tenant_verdict *judge_after(int64_t after_ms)
{
    int64_t now_ms = times[entries - 1] + after_ms;
    const struct judge_moment moment = {now_ms, INT64_MAX, &rules};

    answer_pauses(now_ms);
    judgement_void(&judgement);
    judgement_renew(&judgement, &fleet, &moment);
    return judgement.all.verdicts[0];
}

/* A verdict that long after the newest entry. */
static void assert_told(int64_t after_ms, enum state state, bool silent, int status)
{
    const struct tenant_verdict *verdict = judge_after(after_ms);

    ck_assert_str_eq(state_name(verdict->state), state_name(state));
    ck_assert_int_eq(verdict->silent, silent);
    ck_assert_int_eq(judgement_exit_status(&judgement), status);
}

static const struct dimension_verdict *dimension_now(const char *name)
{
    size_t column = tenant_find_dimension(tenant, slice_of(name));
    const struct dimension_verdict *verdict = verdict_of(judge_after(0), column);

    ck_assert_msg(verdict != NULL, "%s is not judged", name);
    return verdict;
}

static void assert_state(const char *name, enum state state)
{
    ck_assert_str_eq(state_name(dimension_now(name)->state), state_name(state));
}

static void assert_alert(const char *rule, enum alert_state state)
{
    struct error error;

    ck_assert(rules_parse(&rules.standard, rule, &error));
    ck_assert_str_eq(alert_state_name(judge_after(0)->alert.state), alert_state_name(state));
    rules = RULE_BOOK_DEFAULT;
}

/* --- silence --- */

START_TEST(an_hourly_tenant_is_silent_after_three_hours)
{
    tell(MS_PER_HOUR, "f=48O");
    assert_told(50 * MS_PER_MINUTE, STATE_OK, false, 0);
    assert_told(170 * MS_PER_MINUTE, STATE_OK, false, 0);
    assert_told(181 * MS_PER_MINUTE, STATE_SILENT, true, 3);
}
END_TEST

/* At the end of each day its 24 hourly windows at once. */
static void tell_nights(int nights)
{
    for (int night = 0; night < nights; night++) {
        int64_t begin_ms = NOW - (nights - 1 - night) * MS_PER_DAY - 23 * 37;
        for (int hour = 0; hour < 24; hour++) {
            bool bad = night == nights - 1 && hour >= 21;
            int64_t start_ms = begin_ms - MS_PER_DAY + hour * MS_PER_HOUR;
            struct window window = {start_ms, start_ms + MS_PER_HOUR};
            struct reading reading = reading_of(SLICE("f"), bad ? 'D' : 'O', (size_t)hour);
            add(begin_ms + hour * INT64_C(37), &window, &reading, 1);
        }
    }
}

START_TEST(a_night_that_comes_at_once_is_one_arrival)
{
    tell_nights(4);
    assert_told(4 * MS_PER_SECOND, STATE_DEGRADED, false, 2);
    assert_told(20 * MS_PER_HOUR, STATE_DEGRADED, false, 2);
    assert_told(31 * MS_PER_HOUR, STATE_DEGRADED, true, 2);
}
END_TEST

START_TEST(the_first_night_is_told_by_its_windows)
{
    tell_nights(1);
    assert_told(2 * MS_PER_HOUR, STATE_DEGRADED, false, 2);
}
END_TEST

START_TEST(a_queue_that_empties_is_no_rhythm)
{
    int64_t begin_ms = NOW - 30 * MS_PER_MINUTE;

    for (int i = 0; i < 30; i++) {
        struct window window = {begin_ms - (31 - i) * MS_PER_MINUTE,
                                begin_ms - (30 - i) * MS_PER_MINUTE};
        struct reading reading = reading_of(SLICE("f"), 'O', (size_t)i);
        add(begin_ms - 600 + i * INT64_C(20), &window, &reading, 1);
    }
    tell_each_minute("f=30O");
    assert_told(2 * MS_PER_MINUTE, STATE_OK, false, 0);
    assert_told(4 * MS_PER_MINUTE, STATE_SILENT, true, 3);
}
END_TEST

START_TEST(a_daily_tenant_is_silent_after_thirty_hours)
{
    tell(MS_PER_DAY, "f=30O");
    assert_told(25 * MS_PER_HOUR, STATE_OK, false, 0);
    assert_told(31 * MS_PER_HOUR, STATE_SILENT, true, 3);
}
END_TEST

START_TEST(a_daily_tenant_stays_degraded_for_its_day)
{
    tell(MS_PER_DAY, "f=29O1D");
    assert_told(20 * MS_PER_HOUR, STATE_DEGRADED, false, 2);
}
END_TEST

START_TEST(one_report_is_told_by_its_window)
{
    tell_each_minute("f=1D");
    assert_told(2 * MS_PER_MINUTE, STATE_DEGRADED, false, 2);
    assert_told(4 * MS_PER_MINUTE, STATE_DEGRADED, true, 2);
}
END_TEST

START_TEST(where_nothing_is_known_an_hour_is_silence)
{
    struct reading reading = reading_of(SLICE("f"), 'O', 0);

    add(NOW, NULL, &reading, 1);
    assert_told(50 * MS_PER_MINUTE, STATE_OK, false, 0);
    assert_told(61 * MS_PER_MINUTE, STATE_SILENT, true, 3);
}
END_TEST

START_TEST(two_at_once_are_not_silent_within_three_minutes)
{
    tell_until(NOW, 100, own_window, "f=2D");
    assert_told(30 * MS_PER_SECOND, STATE_DEGRADED, false, 2);
}
END_TEST

START_TEST(two_windows_of_an_hour_are_an_hourly_tenant)
{
    tell_until(NOW, 3 * MS_PER_SECOND, hour_before, "f=2O");
    assert_told(2 * MS_PER_HOUR, STATE_OK, false, 0);
}
END_TEST

START_TEST(a_growing_window_is_no_rhythm)
{
    tell_until(NOW, MS_PER_MINUTE, hour_so_far, "f=150O");
    assert_told(2 * MS_PER_MINUTE, STATE_OK, false, 0);
    assert_told(5 * MS_PER_MINUTE, STATE_SILENT, true, 3);
}
END_TEST

START_TEST(five_every_half_an_hour_are_on_time)
{
    for (int burst = 11; burst >= 0; burst--)
        tell_until(NOW - burst * 30 * MS_PER_MINUTE, MS_PER_MINUTE, own_window, "f=5O");
    assert_told(40 * MS_PER_MINUTE, STATE_OK, false, 0);
    assert_told(95 * MS_PER_MINUTE, STATE_SILENT, true, 3);
}
END_TEST

static void tell_days(int days, int64_t step_ms)
{
    int64_t last_ms = MIDNIGHT + 22 * MS_PER_HOUR;

    for (int day = days - 1; day >= 0; day--) {
        for (int64_t before = 15 * MS_PER_HOUR; before >= 0; before -= step_ms) {
            int64_t time_ms = last_ms - day * MS_PER_DAY - before;
            struct window window = {time_ms - step_ms, time_ms};
            struct reading reading = reading_of(SLICE("f"), 'O', entries);
            add(time_ms, &window, &reading, 1);
        }
    }
}

static void assert_pauses(void)
{
    assert_told(5 * MS_PER_HOUR, STATE_OK, false, 0);
    assert_told(8 * MS_PER_HOUR, STATE_OK, false, 0);
    assert_told(13 * MS_PER_HOUR, STATE_SILENT, true, 3);
}

START_TEST(an_hourly_pause_at_night_is_no_silence)
{
    tell_days(5, MS_PER_HOUR);
    assert_pauses();
}
END_TEST

START_TEST(a_minutely_pause_at_night_is_no_silence)
{
    tell_days(3, MS_PER_MINUTE);
    assert_pauses();
}
END_TEST

START_TEST(an_id_ahead_counts_at_once)
{
    static const int64_t ahead_ms[] = {6 * MS_PER_SECOND, MS_PER_DAY};

    tell_until(NOW - ahead_ms[_i] - MS_PER_MINUTE, MS_PER_MINUTE, own_window, "f=20O");
    tell_each_minute("f=1D");
    assert_told(-ahead_ms[_i], STATE_DEGRADED, false, 2);
}
END_TEST

/* --- presence --- */

START_TEST(what_comes_in_every_tenth_report_is_missed_after_thirty)
{
    static const struct {
        const char *others;
        enum state state;
    } cases[] = {{"g=64O", STATE_OK}, {"g=75O", STATE_OK}, {"g=88O", STATE_STALE}};
    char text[256] = "";

    strcat(text, cases[_i].others);
    strcat(text, " cost=4.1O9.1O9.1O9.1O9.1O9.1O9.");
    tell_each_minute(text);
    assert_told(0, cases[_i].state, false, cases[_i].state == STATE_OK ? 0 : 3);
    assert_state("cost", cases[_i].state);
}
END_TEST

START_TEST(of_four_gaps_one_outage_is_no_habit)
{
    static const struct {
        const char *text;
        enum state state;
    } cases[] = {{"g=12O f=2O4.3O3.", STATE_STALE}, {"g=11O f=1O4.3O3.", STATE_OK}};

    tell_each_minute(cases[_i].text);
    assert_told(0, cases[_i].state, false, cases[_i].state == STATE_OK ? 0 : 3);
    assert_state("f", cases[_i].state);
}
END_TEST

START_TEST(what_comes_at_random_is_not_missed)
{
    tell_each_minute("g=120O judge=2.1O1.2O5.1O3.1O1.1O6.1O2.1O1O4.1O2.1O7.1O1.1O3.1O2.1O4.1O5.1O"
                     "1.1O2.1O3.1O6.1O1.1O2.1O4.1O3.1O2.1O1.1O4.1O3.1O");
    assert_told(0, STATE_OK, false, 0);
}
END_TEST

START_TEST(what_came_once_is_never_missed)
{
    static const char *const others[] = {"g=1O w=1O", "g=3O w=1O", "g=4O w=1O", "g=6O w=1O",
                                         "g=41O w=1O"};

    tell_each_minute(others[_i]);
    assert_told(0, STATE_OK, false, 0);
    assert_state("w", STATE_OK);
}
END_TEST

START_TEST(two_missing_reports_are_nothing)
{
    tell_each_minute("g=4O f=2O");
    assert_told(0, STATE_OK, false, 0);
}
END_TEST

START_TEST(three_missing_reports_are_stale)
{
    tell_each_minute("g=5O f=2O");
    assert_told(0, STATE_STALE, false, 3);
    assert_state("f", STATE_STALE);
    ck_assert_uint_eq(dimension_now("f")->missing, 3);
    ck_assert_int_eq(dimension_now("f")->since.time_ms, NOW - 2 * MS_PER_MINUTE);
}
END_TEST

START_TEST(a_sister_that_is_lost_is_lost)
{
    tell_each_minute("R.a=60O R.b=50O");
    assert_told(0, STATE_STALE, false, 3);
    assert_state("R.a", STATE_OK);
    assert_state("R.b", STATE_STALE);
}
END_TEST

START_TEST(an_alternative_supersedes_the_others)
{
    tell_each_minute("R.a=8O1.8O1.8O1. R.b=8.1W8.1W8.1W");
    assert_told(0, STATE_WARN, false, 1);
    assert_state("R.a", STATE_SUPERSEDED);
    assert_state("R.b", STATE_WARN);
    ck_assert_uint_eq(dimension_now("R.a")->other, dimension_now("R.b")->dimension);
}
END_TEST

START_TEST(an_alternative_that_is_ok_ends_the_others_trouble)
{
    tell_each_minute("R.a=8O1.8O1.8O1.1O R.b=8.1W8.1W8.1W1.");
    assert_told(0, STATE_OK, false, 0);
    assert_state("R.a", STATE_OK);
    assert_state("R.b", STATE_SUPERSEDED);
}
END_TEST

START_TEST(a_dimension_with_another_name_is_not_missed)
{
    tell_each_minute("g=60O hit_rate=50O hit_rate_5=50.10O");
    assert_told(0, STATE_OK, false, 0);
    assert_state("hit_rate", STATE_SUPERSEDED);
    ck_assert(dimension_now("hit_rate")->renamed);
    ck_assert_uint_eq(dimension_now("hit_rate")->other, dimension_now("hit_rate_5")->dimension);
}
END_TEST

START_TEST(a_name_is_another_once_it_came_three_times)
{
    tell_each_minute("g=60O hit_rate=3O hit_rate_5=3.57O");
    assert_state("hit_rate", STATE_SUPERSEDED);
    ck_assert(dimension_now("hit_rate")->renamed);
}
END_TEST

START_TEST(what_came_twice_has_no_other_name)
{
    tell_each_minute("g=60O hit_rate=2O hit_rate_5=2.58O");
    assert_state("hit_rate", STATE_STALE);
}
END_TEST

START_TEST(another_name_cures_nothing)
{
    tell_each_minute("g=60O hit_rate=50D hit_rate_5=50.10O");
    assert_told(0, STATE_DEGRADED, false, 2);
    assert_state("hit_rate", STATE_STALE);
    ck_assert(dimension_now("hit_rate")->held);
}
END_TEST

START_TEST(a_name_that_nobody_says_any_more_is_not_judged)
{
    tell_each_minute("g=130O hit_rate=50D hit_rate_5=50.80O");
    assert_told(0, STATE_OK, false, 0);
    ck_assert_uint_eq(judge_after(0)->dimension_count, 2);
}
END_TEST

/* --- nothing hides an alarm --- */

START_TEST(silence_hides_no_alarm)
{
    tell_each_minute("f=50O10D");
    int64_t begun_ms = NOW - 9 * MS_PER_MINUTE;
    assert_told(2 * MS_PER_MINUTE, STATE_DEGRADED, false, 2);
    ck_assert_int_eq(judge_after(2 * MS_PER_MINUTE)->since.time_ms, begun_ms);
    assert_told(14 * MS_PER_MINUTE, STATE_DEGRADED, true, 2);
    ck_assert_int_eq(judge_after(14 * MS_PER_MINUTE)->since.time_ms, begun_ms);
}
END_TEST

START_TEST(what_is_silent_for_a_week_is_forgotten)
{
    tell_each_minute("f=50O10D");
    assert_told(8 * MS_PER_DAY, STATE_DEGRADED, true, 0);
    ck_assert(judge_after(8 * MS_PER_DAY)->forgotten);
    ck_assert_uint_eq(judgement.forgotten, 1);
    ck_assert_uint_eq(judgement.forgotten_bad, 1);
    ck_assert_uint_eq(judgement.by_state[STATE_DEGRADED], 0);
}
END_TEST

START_TEST(a_warning_stays_when_its_tenant_is_silent)
{
    tell_each_minute("f=50O10W");
    assert_told(14 * MS_PER_MINUTE, STATE_WARN, true, 1);
}
END_TEST

START_TEST(vanishing_hides_no_alarm)
{
    tell_each_minute("g=60O f=45O5D");
    assert_told(0, STATE_DEGRADED, false, 2);
    assert_state("f", STATE_STALE);
    ck_assert_int_eq(judge_after(0)->alert.state, ALERT_FIRING);
    ck_assert_int_eq(judge_after(0)->bad_since.time_ms, NOW - 14 * MS_PER_MINUTE);
}
END_TEST

START_TEST(no_data_hides_no_alarm)
{
    tell_each_minute("g=60O f=45O5D10N");
    assert_told(0, STATE_DEGRADED, false, 2);
    assert_state("f", STATE_NO_DATA);
    ck_assert_int_eq(judge_after(0)->alert.state, ALERT_FIRING);
    ck_assert_int_eq(dimension_now("f")->bad_since.time_ms, NOW - 14 * MS_PER_MINUTE);
    ck_assert_int_eq(dimension_now("f")->since.time_ms, NOW - 9 * MS_PER_MINUTE);
}
END_TEST

START_TEST(what_has_no_data_is_not_ok)
{
    tell_each_minute("g=60O f=50O10N");
    assert_told(0, STATE_NO_DATA, false, 3);
}
END_TEST

/* --- since --- */

START_TEST(an_outage_does_not_begin_the_trouble_anew)
{
    int64_t outage_ms = 69 * MS_PER_MINUTE;

    tell_until(NOW - outage_ms, MS_PER_MINUTE, own_window, "f=20O10D");
    tell_each_minute("f=30D");
    int64_t begun_ms = NOW - outage_ms - 9 * MS_PER_MINUTE;
    assert_told(0, STATE_DEGRADED, false, 2);
    ck_assert_int_eq(judge_after(0)->bad_since.time_ms, begun_ms);
    assert_told(4 * MS_PER_MINUTE, STATE_DEGRADED, true, 2);
    ck_assert_int_eq(judge_after(4 * MS_PER_MINUTE)->bad_since.time_ms, begun_ms);
}
END_TEST

START_TEST(degraded_is_one_since_and_bad_another)
{
    tell_each_minute("f=10O48W2D");
    assert_told(0, STATE_DEGRADED, false, 2);
    ck_assert_int_eq(judge_after(0)->since.time_ms, NOW - MS_PER_MINUTE);
    ck_assert_int_eq(judge_after(0)->bad_since.time_ms, NOW - 49 * MS_PER_MINUTE);
    ck_assert_int_eq(dimension_now("f")->since.time_ms, NOW - MS_PER_MINUTE);
    ck_assert_int_eq(dimension_now("f")->bad_since.time_ms, NOW - 49 * MS_PER_MINUTE);
}
END_TEST

START_TEST(a_tenant_is_bad_while_any_of_its_dimensions_is)
{
    tell_each_minute("f=40O10D10O g=49O11D");
    ck_assert_int_eq(judge_after(0)->since.time_ms, NOW - 19 * MS_PER_MINUTE);
    ck_assert_int_eq(dimension_now("g")->since.time_ms, NOW - 10 * MS_PER_MINUTE);
}
END_TEST

START_TEST(what_began_before_all_that_is_known_says_so)
{
    tell_each_minute("f=300D");
    ck_assert(judge_after(0)->since.before);
    ck_assert_int_eq(judge_after(0)->since.time_ms, NOW - 255 * MS_PER_MINUTE);
    ck_assert(dimension_now("f")->bad_since.before);
}
END_TEST

/* --- alerts --- */

/* f is ok and degraded in turn: sixty reports, the newest degraded. */
static void tell_in_turn(int reports)
{
    char text[512] = "f=";

    for (int i = 0; i < reports; i++)
        strcat(text, i % 2 == 0 ? "1O" : "1D");
    tell_each_minute(text);
}

START_TEST(what_flaps_is_one_thing)
{
    tell_in_turn(60);
    assert_told(0, STATE_DEGRADED, false, 2);
    struct flapping flapping = dimension_rare(dimension_now("f"))->flapping;
    ck_assert(flapping.is && flapping.current);
    ck_assert_uint_eq(flapping.changes, 59);
    ck_assert_uint_eq(flapping.bad, 30);
    ck_assert_uint_eq(flapping.readings, 60);
    ck_assert_int_eq(flapping.since_ms, NOW - 58 * MS_PER_MINUTE);
    ck_assert_int_eq(flapping.last_ms, NOW);
    ck_assert_int_eq(flapping.worst, SEVERITY_DEGRADED);
    assert_alert("2/5/3", ALERT_FIRING);
    assert_alert("4/5/3", ALERT_PENDING);
}
END_TEST

START_TEST(what_flaps_is_recovering_while_it_is_ok)
{
    tell_in_turn(59);
    assert_told(0, STATE_OK, false, 0);
    assert_alert("2/5/3", ALERT_RECOVERING);
}
END_TEST

START_TEST(three_reports_of_one_window_are_one_reading)
{
    tell_until(NOW - MS_PER_MINUTE, MS_PER_MINUTE, hour_so_far, "f=177O3D");
    assert_told(0, STATE_DEGRADED, false, 2);
    assert_alert("2/3/2", ALERT_PENDING);
}
END_TEST

START_TEST(of_two_windows_each_report_counts)
{
    tell_until(NOW - MS_PER_MINUTE, MS_PER_MINUTE, hour_so_far, "f=87O3D");
    assert_alert("2/3/2", ALERT_FIRING);
}
END_TEST

START_TEST(a_window_that_never_rolls_counts_each_report)
{
    tell_until(NOW, MS_PER_MINUTE, never_rolls, "f=97O3D");
    assert_alert("2/3/2", ALERT_FIRING);
}
END_TEST

START_TEST(one_degraded_window_in_a_warn_incident_does_not_make_it_degraded)
{
    tell_each_minute("f=20O8W1D3W");
    struct error error;
    ck_assert(rules_parse(&rules.standard, "degraded:2/3/2", &error));
    ck_assert_int_eq(judge_after(0)->alert.state, ALERT_FIRING);
    ck_assert_int_eq(judge_after(0)->alert.severity, SEVERITY_WARN);
    ck_assert_int_eq(judge_after(0)->alert.since_ms, NOW - 10 * MS_PER_MINUTE);
}
END_TEST

START_TEST(noise_at_warn_is_not_told_and_a_degradation_is_at_once)
{
    tell_each_minute("f=59O1W g=59O1D");
    ck_assert_int_eq(dimension_now("f")->alert.state, ALERT_PENDING);
    ck_assert_int_eq(dimension_now("f")->rank, STATE_OK);
    ck_assert_int_eq(dimension_now("g")->alert.state, ALERT_FIRING);
    ck_assert_int_eq(dimension_now("g")->rank, STATE_DEGRADED);
}
END_TEST

START_TEST(a_status_by_alert_waits_for_the_rule)
{
    struct error error;

    tell_each_minute("f=59O1W");
    ck_assert(rules_parse(&rules.standard, "2/3/2", &error));
    rules.by_alert = true;
    assert_told(0, STATE_WARN, false, 0);
    tell_until(NOW + MS_PER_MINUTE, MS_PER_MINUTE, own_window, "f=1W");
    assert_told(0, STATE_WARN, false, 1);
    assert_told(4 * MS_PER_MINUTE, STATE_WARN, true, 1);
    tell_until(NOW + 3 * MS_PER_MINUTE, MS_PER_MINUTE, own_window, "f=2O");
    assert_told(0, STATE_OK, false, 0);
    assert_told(4 * MS_PER_MINUTE, STATE_SILENT, true, 3);
}
END_TEST

/* --- not back --- */

/* Faithfulness falls from 0.92 to 0.69, its baseline slides along, and then it is at `after`. */
/* Afterwards it is what `after` says, one value for each of `count` reports. */
static void tell_collapse_and(const double *after, int count)
{
    for (int i = 0; i < 55 + count; i++) {
        double wobble = (double)((i * 7) % 5 - 2) * 0.003;
        bool bad = i >= 40 && i < 55;
        int64_t time_ms = NOW - (54 + count - i) * MS_PER_MINUTE;
        struct window window = {time_ms - MS_PER_MINUTE, time_ms};
        struct reading reading = reading_of(SLICE("f"), bad ? (i < 50 ? 'D' : 'W') : 'O', 0);
        reading.value = wobble + (bad ? 0.69 : i < 40 ? 0.92 : after[i - 55]);
        reading.baseline = i < 40 ? 0.92 : 0.70;
        add(time_ms, &window, &reading, 1);
    }
}

static void tell_collapse(double after)
{
    double values[8];

    for (size_t i = 0; i < 8; i++)
        values[i] = after;
    tell_collapse_and(values, 8);
}

START_TEST(ok_again_is_not_always_back)
{
    static const struct {
        double after;
        bool not_back;
    } cases[] = {{0.69, true}, {0.80, true}, {0.92, false}, {0.97, false}};

    tell_collapse(cases[_i].after);
    assert_told(0, STATE_OK, false, 0);
    struct not_back not_back = dimension_rare(dimension_now("f"))->not_back;
    ck_assert_int_eq(not_back.is, cases[_i].not_back);
    if (!not_back.is)
        return;
    ck_assert_double_eq_tol(not_back.value_before, 0.92, 0.005);
    ck_assert_double_eq_tol(not_back.baseline_before, 0.92, 1e-9);
    ck_assert_int_eq(not_back.since_ms, NOW - 22 * MS_PER_MINUTE);
}
END_TEST

/* Two of three in a row; of fewer than three the newest. */
START_TEST(one_good_value_is_not_back)
{
    static const struct {
        double after[4];
        int count;
        bool not_back;
    } cases[] = {{{0.92}, 1, false},
                 {{0.69}, 1, true},
                 {{0.69, 0.92}, 2, false},
                 {{0.92, 0.69}, 2, true},
                 {{0.69, 0.69, 0.92}, 3, true},
                 {{0.92, 0.69, 0.69}, 3, true},
                 {{0.69, 0.92, 0.92}, 3, false},
                 {{0.92, 0.69, 0.92}, 3, false},
                 {{0.92, 0.69, 0.69, 0.92}, 4, true},
                 {{0.92, 0.92, 0.69, 0.69}, 4, false}};

    tell_collapse_and(cases[_i].after, cases[_i].count);
    ck_assert_int_eq(dimension_rare(dimension_now("f"))->not_back.is, cases[_i].not_back);
}
END_TEST

START_TEST(single_warnings_leave_nothing_behind)
{
    for (int i = 0; i < 60; i++) {
        int64_t time_ms = NOW - (59 - i) * MS_PER_MINUTE;
        struct window window = {time_ms - MS_PER_MINUTE, time_ms};
        bool bad = i % 20 == 15;
        struct reading reading = reading_of(SLICE("f"), bad ? 'W' : 'O', 0);
        reading.value = bad ? 0.905 : 0.92 + (double)((i * 7) % 5 - 2) * 0.003;
        add(time_ms, &window, &reading, 1);
    }
    ck_assert(!dimension_rare(dimension_now("f"))->not_back.is);
}
END_TEST

/* --- the fleet --- */

static void add_tenants(int count, int64_t last_ms)
{
    for (int i = 0; i < count; i++) {
        char name[16];
        snprintf(name, sizeof(name), "t%d", i);
        tenant = fleet_tenant(&fleet, slice_of(name));
        tenant->looked_at = true;
        recent_asked(&tenant->recent, RECENT_MAX, true, true);
        tell_until(last_ms - i * MS_PER_SECOND, MS_PER_MINUTE, own_window, "f=20O");
    }
}

START_TEST(a_fleet_that_stopped_at_once_is_one_thing)
{
    fleet_remove(&fleet, SLICE("acme"));
    add_tenants(5, NOW);
    const struct judge_moment moment = JUDGE_LIVE_AT(NOW + 10 * MS_PER_MINUTE);
    judgement_renew(&judgement, &fleet, &moment);
    ck_assert_uint_eq(judgement.silent, 5);
    ck_assert(judgement.stopped);
    ck_assert_int_eq(judgement.stopped_ms, NOW);
}
END_TEST

START_TEST(three_tenants_are_enough_to_stop)
{
    const struct judge_moment moment = JUDGE_LIVE_AT(NOW + MS_PER_HOUR);

    fleet_remove(&fleet, SLICE("acme"));
    add_tenants(2, NOW);
    judgement_renew(&judgement, &fleet, &moment);
    ck_assert(!judgement.stopped);
    tenant = fleet_tenant(&fleet, SLICE("third"));
    recent_asked(&tenant->recent, RECENT_MAX, true, true);
    tell_until(NOW, MS_PER_MINUTE, own_window, "f=20O");
    judgement_renew(&judgement, &fleet, &moment);
    ck_assert(judgement.stopped);
}
END_TEST

START_TEST(tenants_that_fall_silent_one_by_one_are_no_stop)
{
    const struct judge_moment moment = JUDGE_LIVE_AT(NOW + 3 * MS_PER_HOUR);

    fleet_remove(&fleet, SLICE("acme"));
    add_tenants(2, NOW);
    judgement_renew(&judgement, &fleet, &moment);
    ck_assert(!judgement.stopped);
    tenant = fleet_tenant(&fleet, SLICE("late"));
    recent_asked(&tenant->recent, RECENT_MAX, true, true);
    tell_until(NOW + MS_PER_HOUR, MS_PER_MINUTE, own_window, "f=20O");
    judgement_renew(&judgement, &fleet, &moment);
    ck_assert_uint_eq(judgement.silent, 3);
    ck_assert(!judgement.stopped);
}
END_TEST

START_TEST(a_stream_without_one_readable_report_is_told_and_not_judged)
{
    for (int i = 0; i < 5; i++) {
        tenant_add_unreadable(tenant, stream_id_at(AT(i)), "no dims", false);
        times[entries++] = AT(i);
    }
    ck_assert(judge_after(0)->unreadable);
    ck_assert_uint_eq(judgement.unreadable, 1);
    ck_assert_uint_eq(judgement.by_state[STATE_NO_DATA], 0);
    ck_assert_int_eq(judgement_exit_status(&judgement), 3);
}
END_TEST

START_TEST(a_report_without_dimensions_is_no_data)
{
    add(NOW, NULL, NULL, 0);
    assert_told(0, STATE_NO_DATA, false, 3);
}
END_TEST

START_TEST(before_its_newest_entries_are_here_a_tenant_is_not_judged_yet)
{
    tell_each_minute("f=10D");
    tenant->recent.asked = 0;
    tenant->recent.whole = false;
    assert_told(0, STATE_UNJUDGED, false, 3);
    ck_assert_uint_eq(judgement.by_state[STATE_UNJUDGED], 1);
    recent_asked(&tenant->recent, RECENT_STATE, false, false);
    assert_told(0, STATE_DEGRADED, false, 2);
}
END_TEST

Suite *suite_truth(void)
{
    Suite *suite = suite_create("truth");
    TCase *tcase = tcase_create("truth");

    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, an_hourly_tenant_is_silent_after_three_hours);
    tcase_add_test(tcase, a_night_that_comes_at_once_is_one_arrival);
    tcase_add_test(tcase, the_first_night_is_told_by_its_windows);
    tcase_add_test(tcase, a_queue_that_empties_is_no_rhythm);
    tcase_add_test(tcase, a_daily_tenant_is_silent_after_thirty_hours);
    tcase_add_test(tcase, a_daily_tenant_stays_degraded_for_its_day);
    tcase_add_test(tcase, one_report_is_told_by_its_window);
    tcase_add_test(tcase, where_nothing_is_known_an_hour_is_silence);
    tcase_add_test(tcase, two_at_once_are_not_silent_within_three_minutes);
    tcase_add_test(tcase, two_windows_of_an_hour_are_an_hourly_tenant);
    tcase_add_test(tcase, a_growing_window_is_no_rhythm);
    tcase_add_test(tcase, five_every_half_an_hour_are_on_time);
    tcase_add_test(tcase, an_hourly_pause_at_night_is_no_silence);
    tcase_add_test(tcase, a_minutely_pause_at_night_is_no_silence);
    tcase_add_loop_test(tcase, an_id_ahead_counts_at_once, 0, 2);
    tcase_add_loop_test(tcase, what_comes_in_every_tenth_report_is_missed_after_thirty, 0, 3);
    tcase_add_loop_test(tcase, of_four_gaps_one_outage_is_no_habit, 0, 2);
    tcase_add_test(tcase, what_comes_at_random_is_not_missed);
    tcase_add_loop_test(tcase, what_came_once_is_never_missed, 0, 5);
    tcase_add_test(tcase, two_missing_reports_are_nothing);
    tcase_add_test(tcase, three_missing_reports_are_stale);
    tcase_add_test(tcase, a_sister_that_is_lost_is_lost);
    tcase_add_test(tcase, an_alternative_supersedes_the_others);
    tcase_add_test(tcase, an_alternative_that_is_ok_ends_the_others_trouble);
    tcase_add_test(tcase, a_dimension_with_another_name_is_not_missed);
    tcase_add_test(tcase, a_name_is_another_once_it_came_three_times);
    tcase_add_test(tcase, what_came_twice_has_no_other_name);
    tcase_add_test(tcase, another_name_cures_nothing);
    tcase_add_test(tcase, a_name_that_nobody_says_any_more_is_not_judged);
    tcase_add_test(tcase, silence_hides_no_alarm);
    tcase_add_test(tcase, what_is_silent_for_a_week_is_forgotten);
    tcase_add_test(tcase, a_warning_stays_when_its_tenant_is_silent);
    tcase_add_test(tcase, vanishing_hides_no_alarm);
    tcase_add_test(tcase, no_data_hides_no_alarm);
    tcase_add_test(tcase, what_has_no_data_is_not_ok);
    tcase_add_test(tcase, an_outage_does_not_begin_the_trouble_anew);
    tcase_add_test(tcase, degraded_is_one_since_and_bad_another);
    tcase_add_test(tcase, a_tenant_is_bad_while_any_of_its_dimensions_is);
    tcase_add_test(tcase, what_began_before_all_that_is_known_says_so);
    tcase_add_test(tcase, what_flaps_is_one_thing);
    tcase_add_test(tcase, what_flaps_is_recovering_while_it_is_ok);
    tcase_add_test(tcase, three_reports_of_one_window_are_one_reading);
    tcase_add_test(tcase, of_two_windows_each_report_counts);
    tcase_add_test(tcase, a_window_that_never_rolls_counts_each_report);
    tcase_add_test(tcase, one_degraded_window_in_a_warn_incident_does_not_make_it_degraded);
    tcase_add_test(tcase, noise_at_warn_is_not_told_and_a_degradation_is_at_once);
    tcase_add_test(tcase, a_status_by_alert_waits_for_the_rule);
    tcase_add_loop_test(tcase, ok_again_is_not_always_back, 0, 4);
    tcase_add_loop_test(tcase, one_good_value_is_not_back, 0, 10);
    tcase_add_test(tcase, single_warnings_leave_nothing_behind);
    tcase_add_test(tcase, a_fleet_that_stopped_at_once_is_one_thing);
    tcase_add_test(tcase, three_tenants_are_enough_to_stop);
    tcase_add_test(tcase, tenants_that_fall_silent_one_by_one_are_no_stop);
    tcase_add_test(tcase, a_stream_without_one_readable_report_is_told_and_not_judged);
    tcase_add_test(tcase, a_report_without_dimensions_is_no_data);
    tcase_add_test(tcase, before_its_newest_entries_are_here_a_tenant_is_not_judged_yet);
    suite_add_tcase(suite, tcase);
    return suite;
}
