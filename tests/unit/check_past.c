/* Events and timelines told from a past that is gone on with, beside a slow model that walks over
 * every report. */
#include "config.h"

#include "judge/event.h"
#include "judge/run.h"
#include "judge/silence.h"
#include "judge/walk.h"
#include "support/drift_fixture.h"
#include "unit/suites.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define STEPS 250
#define CAPACITY 4096
#define DIMENSIONS 3

static struct tenant *tenant;
static uint64_t random_state;
static int64_t newest_ms;
static int64_t oldest_ms;

static uint32_t random_below(uint32_t limit)
{
    random_state = random_state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(random_state >> 33) % limit;
}

/* --- the model --- */

/* Severities minute by minute are not enough: the model tells the severity of one moment. */
static enum severity severity_at(size_t dimension, int64_t window_end_ms, int64_t moment_ms)
{
    int64_t next_ms = tenant_known_clock(tenant, window_end_ms);
    int64_t end_ms = window_end_ms;
    int64_t interval_ms = tenant_interval(tenant);
    int64_t hold_ms = interval_ms > 0 ? interval_ms : SILENT_AFTER_UNKNOWN_MS;
    struct walk walk = walk_arrivals(tenant, dimension, window_end_ms);
    bool found;

    while ((found = walk_older(&walk)) && walk.time_ms > moment_ms) {
        next_ms = walk.time_ms;
        if (walk.time_ms < end_ms)
            end_ms = walk.time_ms;
    }
    if (!found || (next_ms - walk.time_ms > tenant_silent_after(tenant) &&
                   moment_ms >= walk.time_ms + hold_ms))
        return SEVERITY_ABSENT;
    enum severity own = walk.severity;
    struct walk reading = walk_from(tenant, dimension, walk.time_ms + 1);
    while (walk.row != SPAN_NO_ROW && walk_older(&reading)) {
        if (reading.row <= walk.row)
            return reading.severity;
    }
    return own;
}

static size_t count_changes(struct time_range window)
{
    size_t count = 0;

    for (size_t i = 0; i < tenant->dimension_count; i++) {
        struct walk walk = walk_from(tenant, i, window.end_ms);
        if (!walk_older(&walk))
            continue;
        struct walk newer = walk;
        while (newer.time_ms >= window.start_ms && walk_older(&walk)) {
            count += walk.severity != newer.severity;
            newer = walk;
        }
    }
    return count;
}

static size_t count_silences(struct time_range window)
{
    struct walk walk = walk_arrivals(tenant, SPAN_ANY_COLUMN, window.end_ms);
    int64_t end_ms = tenant_known_clock(tenant, window.end_ms);
    size_t count = 0;

    while (walk_older(&walk) && walk.time_ms >= window.start_ms) {
        count += end_ms - walk.time_ms > tenant_silent_after(tenant);
        end_ms = walk.time_ms;
    }
    return count;
}

/* --- what is done, and what is asked --- */

static void add(int64_t time_ms)
{
    static const char letters[] = "OOOOOOWDN";
    char readings[64] = "";
    size_t used = 0;

    if (random_below(30) == 0) {
        tenant_add_unreadable(tenant, stream_id_at(time_ms), "broken", true);
        return;
    }
    for (int name = 'a'; name < 'a' + DIMENSIONS; name++) {
        if (random_below(6) != 0)
            used += (size_t)snprintf(readings + used, sizeof(readings) - used, "%s%c=%c%u",
                                     used > 0 ? " " : "", name,
                                     letters[random_below(sizeof(letters) - 1)], random_below(9));
    }
    fixture_add_marked(tenant, time_ms, readings, random_below(5) == 0 ? 1 + random_below(40) : 0);
}

static int64_t step_ms(void)
{
    uint32_t what = random_below(40);

    if (what == 0)
        return MS_PER_HOUR + random_below(MS_PER_HOUR);
    if (what < 5)
        return MS_PER_MINUTE * (1 + random_below(5));
    return MS_PER_MINUTE + random_below(2000) - 1000;
}

static void change(void)
{
    uint32_t what = random_below(20);

    if (what < 16) {
        for (uint32_t i = random_below(12); i > 0; i--)
            add(newest_ms += step_ms());
    } else if (what < 19) {
        for (uint32_t i = random_below(60); i > 0; i--)
            add(oldest_ms -= step_ms());
    } else {
        history_trim(&tenant->history, HISTORY_LIVE,
                     stream_id_at(newest_ms - random_below(12) * MS_PER_HOUR));
        const struct span *live = history_live(&tenant->history);
        if (live != NULL && live->rows > 0)
            oldest_ms = stream_id_time(span_id(live, 0));
    }
}

static void check_runs(struct past *past, struct time_range window)
{
    static struct run runs[CAPACITY];
    size_t dimension = random_below((uint32_t)tenant->dimension_count);
    size_t count = runs_collect(past, tenant, dimension, window, runs, CAPACITY);

    ck_assert_uint_gt(count, 0);
    ck_assert_uint_lt(count, CAPACITY);
    ck_assert_int_eq(runs[0].start_ms, window.start_ms);
    ck_assert_int_eq(runs[count - 1].end_ms, window.end_ms);
    for (int i = 0; i < 12; i++) {
        const struct run *run = &runs[random_below((uint32_t)count)];
        int64_t edges[] = {run->start_ms, run->end_ms - 1,
                           run->start_ms + random_below((uint32_t)(run->end_ms - run->start_ms))};
        for (size_t j = 0; j < 3; j++)
            ck_assert_int_eq(run->severity, severity_at(dimension, window.end_ms, edges[j]));
    }
    for (size_t i = 1; i < count; i++)
        ck_assert(runs[i].severity != runs[i - 1].severity &&
                  runs[i].start_ms == runs[i - 1].end_ms);
}

static void check_events(struct past *past, struct time_range window)
{
    static struct event events[CAPACITY];
    static struct event anew[CAPACITY];
    struct past nothing = {0};
    size_t total;
    size_t count = events_collect(past, tenant, window, events, CAPACITY, &total);

    ck_assert_uint_eq(total, count_changes(window) + count_silences(window));
    ck_assert_uint_eq(events_collect(&nothing, tenant, window, anew, CAPACITY, NULL), count);
    for (size_t i = 0; i < count; i++)
        ck_assert(events[i].kind == anew[i].kind && events[i].dimension == anew[i].dimension &&
                  events[i].from == anew[i].from && events[i].to == anew[i].to &&
                  events[i].start_ms == anew[i].start_ms && events[i].end_ms == anew[i].end_ms &&
                  events[i].ongoing == anew[i].ongoing &&
                  memcmp(&events[i].z, &anew[i].z, sizeof(double)) == 0);
    past_free(&nothing);
}

START_TEST(a_past_that_is_gone_on_with_tells_the_same)
{
    struct past past = {0};

    tenant = fixture_tenant();
    random_state = (uint64_t)_i + 1;
    newest_ms = oldest_ms = AT(10000);
    add(newest_ms);
    fixture_add(tenant, newest_ms += 1000, "a=O b=O c=O");
    for (int i = 0; i < STEPS; i++) {
        change();
        int64_t end_ms = newest_ms + random_below(10 * MS_PER_MINUTE);
        if (random_below(5) == 0)
            end_ms -= random_below(12) * MS_PER_HOUR;
        struct time_range window = {end_ms - 1 - random_below(10 * MS_PER_HOUR), end_ms};
        check_events(&past, window);
        check_runs(&past, window);
    }
    past_free(&past);
    tenant_free(tenant);
}
END_TEST

Suite *suite_past(void)
{
    Suite *suite = suite_create("past");
    TCase *tcase = tcase_create("past");

    tcase_set_timeout(tcase, 30);
    tcase_add_loop_test(tcase, a_past_that_is_gone_on_with_tells_the_same, 0, 10);
    suite_add_tcase(suite, tcase);
    return suite;
}
