/* Events and timelines told from a past that is gone on with, beside a slow model that walks over
 * every report. */
#include "config.h"

#include "judge/event.h"
#include "judge/run.h"
#include "judge/silence.h"
#include "judge/walk.h"
#include "support/drift_fixture.h"
#include "support/quick.h"
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
static unsigned away; /* a bit for each name */
static unsigned calm; /* so many reports say what the one before said */

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

/* One report as the model sees it: what it says of each dimension. */
struct said {
    int64_t time_ms;
    enum severity severities[DIMENSIONS];
};

static struct said reports[CAPACITY];
static size_t report_count;

/* Reads all reports of the span, oldest first. */
static void read_reports(void)
{
    const struct span *span = history_live(&tenant->history);

    report_count = 0;
    for (size_t row = 0; row < span->rows; row++) {
        if (span_kind(span, row) != ROW_REPORT)
            continue;
        struct said *said = &reports[report_count++];
        QUICK_ASSERT(report_count < CAPACITY);
        said->time_ms = stream_id_time(span_id(span, row));
        for (size_t i = 0; i < DIMENSIONS; i++)
            said->severities[i] = span_severity(span, row, i);
    }
}

/* The changes of one dimension between known readings: when, and before how many readings. */
struct known_change {
    int64_t time_ms;
    size_t reading;
};

/* Finds the group of at least 4 changes to which a moment belongs, by its first and last change. */
static bool find_group(size_t dimension, int64_t moment_ms, struct time_range *group)
{
    static struct known_change changes[CAPACITY];
    enum severity before = SEVERITY_ABSENT;
    size_t readings = 0;
    size_t count = 0;

    for (size_t i = 0; i < report_count; i++) {
        enum severity severity = reports[i].severities[dimension];
        if (severity == SEVERITY_ABSENT || severity == SEVERITY_NO_DATA)
            continue;
        readings++;
        if (before != SEVERITY_ABSENT && before != severity)
            changes[count++] = (struct known_change){reports[i].time_ms, readings};
        before = severity;
    }
    for (size_t first = 0, end; first < count; first = end) {
        for (end = first + 1; end < count && changes[end].reading - changes[end - 1].reading <= 5;)
            end++;
        *group = (struct time_range){changes[first].time_ms, changes[end - 1].time_ms};
        if (end - first >= 4 && group->start_ms <= moment_ms && group->end_ms >= moment_ms)
            return true;
    }
    return false;
}

static size_t count_changes(struct time_range window)
{
    struct time_range group;
    size_t count = 0;

    for (size_t i = 0; i < tenant->dimension_count; i++) {
        struct walk walk = walk_from(tenant, i, window.end_ms);
        if (!walk_older(&walk))
            continue;
        struct walk newer = walk;
        while (newer.time_ms >= window.start_ms && walk_older(&walk)) {
            count += walk.severity != newer.severity && !find_group(i, newer.time_ms, &group);
            newer = walk;
        }
    }
    return count;
}

/* Groups that begin before the window's end and end in it or later. */
static size_t count_flaps(struct time_range window)
{
    size_t count = 0;

    for (size_t i = 0; i < tenant->dimension_count; i++) {
        int64_t counted_ms = INT64_MIN;
        for (size_t j = 0; j < report_count; j++) {
            struct time_range group;
            if (!find_group(i, reports[j].time_ms, &group) || group.start_ms <= counted_ms ||
                group.start_ms >= window.end_ms || group.end_ms < window.start_ms)
                continue;
            counted_ms = group.start_ms;
            count++;
        }
    }
    return count;
}

static bool names(size_t report, size_t dimension)
{
    return reports[report].severities[dimension] != SEVERITY_ABSENT;
}

static bool were_together(size_t a, size_t b, size_t last)
{
    for (size_t i = 0; i <= last; i++) {
        if (names(i, a) && names(i, b))
            return true;
    }
    return false;
}

/* `a` and `b` are of one family, `c` is alone: see add(). */
static bool says(size_t report, size_t dimension)
{
    if (names(report, dimension))
        return true;
    for (size_t i = 0; i < DIMENSIONS; i++) {
        bool family = tenant->dimensions[i].name[0] == 'R' &&
                      tenant->dimensions[dimension].name[0] == 'R' && i != dimension;
        if (family && names(report, i) && !were_together(i, dimension, report))
            return true;
    }
    return false;
}

static size_t gap_in(size_t begin, size_t last, size_t first, size_t dimension)
{
    size_t longest = 0;
    size_t second = 0;
    size_t gaps = 0;
    size_t before = SIZE_MAX;

    for (size_t i = begin > first ? begin : first; i <= last; i++) {
        if (!says(i, dimension))
            continue;
        size_t gap = before != SIZE_MAX ? i - before : 0;
        gaps += before != SIZE_MAX;
        second = gap > longest ? longest : gap > second ? gap : second;
        longest = gap > longest ? gap : longest;
        before = i;
    }
    return gaps >= 4 ? second : longest;
}

/* Counts the absences that begin in the window, and the returns from one. */
static size_t count_absences(struct time_range window, size_t dimension)
{
    size_t first = 0;
    size_t own = 0;
    size_t newest = 0;
    bool gone = false;
    size_t count = 0;

    while (first < report_count && !names(first, dimension))
        first++;
    for (size_t i = first; i < report_count; i++) {
        if (says(i, dimension)) {
            count += gone && names(i, dimension) && reports[i].time_ms >= window.start_ms &&
                     reports[i].time_ms < window.end_ms;
            gone = false;
            newest = i;
            own = names(i, dimension) ? i : own;
            continue;
        }
        size_t gap = gap_in(i >= 255 ? i - 255 : 0, i, first, dimension);
        if (gone || gap == 0 || i - newest < 3 * gap)
            continue;
        gone = true;
        count +=
            reports[own + 1].time_ms >= window.start_ms && reports[own + 1].time_ms < window.end_ms;
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

/* Some stay away for a while, together or not. */
static bool is_away(int name)
{
    if (random_below(60) == 0)
        away ^= 1U << (name - 'a');
    return away >> (name - 'a') & 1;
}

static void say_anew(char *readings, size_t size)
{
    static const char letters[] = "OOOOOOOOOOOOOOOOWDN";
    size_t used = 0;

    readings[0] = '\0';
    for (int name = 'a'; name < 'a' + DIMENSIONS; name++) {
        if (random_below(6) != 0 && !is_away(name))
            used += (size_t)snprintf(readings + used, size - used, "%s%s%c=%c%u",
                                     used > 0 ? " " : "", name < 'c' ? "R." : "", name,
                                     letters[random_below(sizeof(letters) - 1)], random_below(9));
    }
}

static void add(int64_t time_ms)
{
    static char readings[64];

    if (random_below(calm > 0 ? 90 : 30) == 0) {
        tenant_add_unreadable(tenant, stream_id_at(time_ms), "broken", true);
        return;
    }
    if (calm > 0)
        calm--;
    else
        say_anew(readings, sizeof(readings));
    if (calm == 0 && random_below(20) == 0)
        calm = random_below(80);
    uint32_t again = random_below(calm > 0 ? 30 : 5);
    fixture_add_marked(tenant, time_ms, readings, again == 0 ? 1 + random_below(40) : 0);
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

    QUICK_ASSERT(count > 0);
    QUICK_ASSERT(count < CAPACITY);
    QUICK_ASSERT(runs[0].start_ms == window.start_ms);
    QUICK_ASSERT(runs[count - 1].end_ms == window.end_ms);
    for (int i = 0; i < 12; i++) {
        const struct run *run = &runs[random_below((uint32_t)count)];
        int64_t edges[] = {run->start_ms, run->end_ms - 1,
                           run->start_ms + random_below((uint32_t)(run->end_ms - run->start_ms))};
        for (size_t j = 0; j < 3; j++)
            QUICK_ASSERT(run->severity == severity_at(dimension, window.end_ms, edges[j]));
    }
    for (size_t i = 1; i < count; i++)
        QUICK_ASSERT(runs[i].severity != runs[i - 1].severity &&
                     runs[i].start_ms == runs[i - 1].end_ms);
}

static void check_events(struct past *past, struct time_range window)
{
    static struct event events[CAPACITY];
    static struct event anew[CAPACITY];
    struct past nothing = {0};
    size_t total;
    size_t count = events_collect(past, tenant, NULL, window, events, CAPACITY, &total);

    read_reports();
    size_t expected = count_changes(window) + count_flaps(window) + count_silences(window);
    for (size_t i = 0; i < tenant->dimension_count; i++)
        expected += count_absences(window, i);
    QUICK_ASSERT(total == expected);
    QUICK_ASSERT(events_collect(&nothing, tenant, NULL, window, anew, CAPACITY, NULL) == count);
    for (size_t i = 0; i < count; i++)
        QUICK_ASSERT(events[i].kind == anew[i].kind && events[i].dimension == anew[i].dimension &&
                     events[i].from.severity == anew[i].from.severity &&
                     events[i].to.severity == anew[i].to.severity &&
                     events[i].from.word == anew[i].from.word &&
                     events[i].to.word == anew[i].to.word &&
                     memcmp(&events[i].flapping, &anew[i].flapping, sizeof(struct flapping)) == 0 &&
                     events[i].other == anew[i].other && events[i].start_ms == anew[i].start_ms &&
                     events[i].end_ms == anew[i].end_ms && events[i].ongoing == anew[i].ongoing &&
                     memcmp(&events[i].z, &anew[i].z, sizeof(double)) == 0);
    past_free(&nothing);
}

START_TEST(a_past_that_is_gone_on_with_tells_the_same)
{
    struct past past = {0};

    tenant = fixture_tenant();
    random_state = (uint64_t)_i + 1;
    newest_ms = oldest_ms = AT(10000);
    calm = 0;
    add(newest_ms);
    fixture_add(tenant, newest_ms += 1000, "R.a=O R.b=O c=O");
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

/* One past serves every tenant that is looked at, and tenants have more names or fewer. */
START_TEST(a_past_tells_of_the_names_of_the_tenant_at_hand)
{
    static struct event events[CAPACITY];
    struct past past = {0};
    struct tenant *many = fixture_tenant();
    struct tenant *few = fixture_tenant();

    many->number = 1;
    few->number = 2;
    fixture_add(many, AT(1), "a=O b=O c=O d=O e=O f=O g=O h=O i=O");
    fixture_add(many, AT(2), "a=D b=D c=D d=D e=D f=D g=D h=D i=D");
    fixture_add_newest(few, AT(2), "a=O");
    events_collect(&past, many, NULL, BETWEEN(0, 3), events, CAPACITY, NULL);
    past_renew(&past, few, AT(3));
    ck_assert_uint_eq(past.dimension_count, 1);
    ck_assert_uint_eq(past.dimensions[0].count, 1);
    past_renew(&past, many, AT(3));
    ck_assert_uint_eq(past.dimension_count, 9);
    ck_assert_uint_eq(past.dimensions[8].count, 2);
    past_free(&past);
    tenant_free(many);
    tenant_free(few);
}
END_TEST

Suite *suite_past(void)
{
    Suite *suite = suite_create("past");
    TCase *tcase = tcase_create("past");

    tcase_add_loop_test(tcase, a_past_that_is_gone_on_with_tells_the_same, 0, 10);
    tcase_add_test(tcase, a_past_tells_of_the_names_of_the_tenant_at_hand);
    suite_add_tcase(suite, tcase);
    return suite;
}
