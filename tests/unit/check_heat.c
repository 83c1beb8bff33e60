/* The heat of tenants and dimensions, beside a slow model that tells the state
 * of single moments; and beside the verdict, as of the moment that is judged.
 * By hand: SEED=1 SEQUENCES=10000. */
#include "config.h"

#include "judge/heat.h"
#include "judge/silence.h"
#include "support/dice.h"
#include "support/drift_fixture.h"
#include "support/quick.h"
#include "unit/suites.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DIMENSIONS 3
#define CELLS_MAX 80

static struct tenant *tenant;
static struct past past;
static struct tenant_verdict verdict;
static struct dice dice;
static unsigned away;     /* a bit for each name */
static bool alternatives; /* never two of one family in one report */

static void setup(void)
{
    tenant = fixture_tenant();
    past = (struct past){0};
    verdict = (struct tenant_verdict){0};
    away = 0;
}

static void teardown(void)
{
    verdict_free(&verdict);
    past_free(&past);
    tenant_free(tenant);
}

/* --- the model --- */

static const struct span *rows(void)
{
    return history_live(&tenant->history);
}

static int64_t time_of(size_t row)
{
    return stream_id_time(span_id(rows(), row));
}

static bool arrived(size_t row)
{
    return span_kind(rows(), row) != ROW_SKIPPED;
}

static bool names(size_t row, size_t dimension)
{
    return arrived(row) && span_severity(rows(), row, dimension) != SEVERITY_ABSENT;
}

/* Returns the number of rows up to a moment. */
static size_t rows_until(int64_t time_ms)
{
    size_t count = 0;

    while (count < rows()->rows && time_of(count) <= time_ms)
        count++;
    return count;
}

static bool is_silent_at(int64_t time_ms)
{
    size_t last = rows_until(time_ms);
    size_t next = last;

    while (last > 0 && !arrived(last - 1))
        last--;
    while (next < rows()->rows && !arrived(next))
        next++;
    if (last == 0)
        return false;
    int64_t hold_ms = verdict.usual_ms > 0 ? verdict.usual_ms : SILENT_AFTER_UNKNOWN_MS;
    bool silent = next < rows()->rows ? time_of(next) - time_of(last - 1) > verdict.silent_after_ms
                                      : verdict.silent;
    return silent && time_ms >= time_of(last - 1) + hold_ms;
}

static bool is_gone_at(size_t dimension, int64_t time_ms)
{
    const struct attendance *attendance = &past.attendance;

    for (size_t i = 0; i < attendance->absence_count; i++) {
        const struct absence *absence = &attendance->absences[i];
        if (absence->dimension == dimension && absence->start_ms <= time_ms &&
            time_ms < absence->end_ms &&
            attendance_renamed_to(attendance, dimension, absence->start_ms) == SIZE_MAX)
            return true;
    }
    return false;
}

/* `a` and `b` are of one family, and alternatives as long as no report names
 * both. */
static bool are_alternatives(size_t a, size_t b)
{
    bool together = a == b;

    for (size_t row = 0; row < rows()->rows; row++)
        together = together || (names(row, a) && names(row, b));
    return !together && tenant->dimensions[a].name[0] == 'R' &&
           tenant->dimensions[b].name[0] == 'R';
}

/* Returns true when a dimension that did not come for too long left the word to
 * another. */
static bool is_spoken_for(size_t last, size_t dimension, int64_t time_ms, int64_t end_ms, bool bad)
{
    size_t next = last + 1;
    bool spoken = false;

    while (next < rows()->rows && !names(next, dimension))
        next++;
    if (next < rows()->rows && time_of(next) < end_ms)
        end_ms = time_of(next);
    if (last + RECENT_STATE < rows()->rows && time_of(last + RECENT_STATE) < end_ms)
        end_ms = time_of(last + RECENT_STATE);
    for (size_t row = last + 1; row < rows_until(time_ms); row++) {
        for (size_t i = 0; i < tenant->dimension_count; i++)
            spoken = spoken || (names(row, i) && are_alternatives(i, dimension) &&
                                !(bad && span_severity(rows(), row, i) == SEVERITY_NO_DATA));
    }
    return spoken && end_ms - time_of(last) > verdict.silent_after_ms;
}

/* Returns the newest row before `count` that names a dimension, as a number
 * from 1; 0: none does. */
static size_t last_named(size_t dimension, size_t count)
{
    while (count > 0 && !names(count - 1, dimension))
        count--;
    return count;
}

/* Returns what a row says: what comes twice says what was said before. */
static enum severity said(size_t dimension, size_t row)
{
    do {
        if (span_kind(rows(), row) == ROW_REPORT &&
            span_severity(rows(), row, dimension) != SEVERITY_ABSENT)
            return span_severity(rows(), row, dimension);
    } while (row-- > 0);
    return SEVERITY_ABSENT;
}

/* What a dimension says at a moment, without regard to silences; and what is
 * bad of it still. */
static enum heat word_at(size_t dimension, int64_t time_ms, int64_t end_ms, enum heat *bad)
{
    size_t count = rows_until(time_ms);
    size_t last = last_named(dimension, count);
    size_t known = last;

    *bad = HEAT_NONE;
    while (known > 0 && said(dimension, known - 1) == SEVERITY_NO_DATA)
        known = last_named(dimension, known - 1);
    enum heat last_known = known > 0 ? heat_of_severity(said(dimension, known - 1)) : HEAT_NONE;
    const struct dimension_verdict *judged = verdict_of(&verdict, dimension);
    bool superseded = judged != NULL && judged->state == STATE_SUPERSEDED &&
                      judged->since.time_ms != INT64_MIN && judged->since.time_ms <= time_ms;
    if (last == 0 || count - last >= RECENT_STATE || superseded)
        return HEAT_NONE;
    bool gone = is_gone_at(dimension, time_ms);
    if (!gone && is_spoken_for(last - 1, dimension, time_ms, end_ms, heat_is_bad(last_known)))
        return HEAT_NONE;
    if (heat_is_bad(last_known) && count - known < RECENT_STATE)
        *bad = last_known;
    return gone ? HEAT_STALE : heat_of_severity(said(dimension, last - 1));
}

/* What the verdict says of one that does not come, or has no data, from then on. */
static enum heat judged_at(size_t dimension, int64_t time_ms, bool counts)
{
    const struct dimension_verdict *judged = verdict_of(&verdict, dimension);

    if (judged == NULL || judged->since.time_ms == INT64_MIN || judged->since.time_ms > time_ms ||
        (judged->state != STATE_STALE && judged->state != STATE_NO_DATA))
        return HEAT_NONE;
    return heat_of_state(counts ? judged->counts : judged->state);
}

static enum heat worse(enum heat a, enum heat b)
{
    return a > b ? a : b;
}

static enum heat dimension_at(size_t dimension, int64_t time_ms, int64_t end_ms)
{
    enum heat bad;
    enum heat own =
        worse(word_at(dimension, time_ms, end_ms, &bad), judged_at(dimension, time_ms, false));

    return own != HEAT_NONE && is_silent_at(time_ms) ? HEAT_SILENT : own;
}

static enum heat heat_at(size_t dimension, int64_t time_ms, int64_t end_ms)
{
    enum heat worst = HEAT_NONE;
    enum heat bad;

    if (dimension != HEAT_ALL_DIMENSIONS)
        return dimension_at(dimension, time_ms, end_ms);
    for (size_t row = rows_until(time_ms); row-- > 0;)
        worst = arrived(row) ? HEAT_OK : worst;
    if (is_silent_at(time_ms))
        worst = HEAT_SILENT;
    for (size_t i = 0; i < tenant->dimension_count; i++) {
        worst = worse(worst, word_at(i, time_ms, end_ms, &bad));
        worst = worse(worst, bad);
        worst = worse(worst, judged_at(i, time_ms, true));
    }
    return worst;
}

/* Returns the next moment at which a state may change: with a row, or a usual
 * interval behind one.
 */
static int64_t next_moment(int64_t time_ms, int64_t end_ms)
{
    int64_t hold_ms = verdict.usual_ms > 0 ? verdict.usual_ms : SILENT_AFTER_UNKNOWN_MS;

    for (size_t row = 0; row < rows()->rows; row++) {
        int64_t moments[] = {time_of(row), time_of(row) + hold_ms};
        for (size_t i = 0; i < 2; i++)
            end_ms = moments[i] > time_ms && moments[i] < end_ms ? moments[i] : end_ms;
    }
    return end_ms;
}

static enum heat worst_within(size_t dimension, struct time_range range, int64_t end_ms)
{
    enum heat worst = HEAT_UNKNOWN;

    while (range.start_ms < range.end_ms) {
        enum heat heat = heat_at(dimension, range.start_ms, end_ms);
        worst = heat > worst ? heat : worst;
        range.start_ms = next_moment(range.start_ms, range.end_ms);
    }
    return worst;
}

/* The same states, moment by moment, add up to the share. */
static double share_within(size_t dimension, struct time_range range)
{
    int64_t degraded_ms = 0;

    for (int64_t from_ms = range.start_ms, to_ms; from_ms < range.end_ms; from_ms = to_ms) {
        to_ms = next_moment(from_ms, range.end_ms);
        if (heat_at(dimension, from_ms, range.end_ms) == HEAT_DEGRADED)
            degraded_ms += to_ms - from_ms;
    }
    return (double)degraded_ms / (double)(range.end_ms - range.start_ms);
}

/* --- what is done, and what is asked --- */

static bool is_away(int name)
{
    if (dice_once_in(&dice, 40))
        away ^= 1U << (name - 'a');
    return away >> (name - 'a') & 1;
}

/* `a` and `b` are of one family, `c` is alone. Now and then a report comes
 * twice. */
static void add(int64_t time_ms)
{
    static const char letters[] = "OOOOOOOOWDN";
    static char readings[64];
    static uint64_t fingerprint;
    size_t used = 0;

    if (dice_once_in(&dice, 30)) {
        tenant_add_unreadable(tenant, stream_id_at(time_ms), "broken", true);
        return;
    }
    if (dice_once_in(&dice, 12) && fingerprint != 0) {
        fixture_add_marked(tenant, time_ms, readings, fingerprint);
        return;
    }
    readings[0] = '\0';
    fingerprint++;
    int first = alternatives && dice_once_in(&dice, 3) ? 'b' : 'a';
    for (int name = first; name < 'a' + DIMENSIONS; name++) {
        if (alternatives && name == 'b' && first == 'a')
            continue;
        if (!dice_once_in(&dice, 9) && !is_away(name))
            used += (size_t)snprintf(readings + used, sizeof(readings) - used, "%s%s%c=%c",
                                     used > 0 ? " " : "", name < 'c' ? "R." : "", name,
                                     letters[dice_below(&dice, sizeof(letters) - 1)]);
    }
    fixture_add_marked(tenant, time_ms, readings, fingerprint);
}

static int64_t step_ms(void)
{
    size_t what = dice_below(&dice, 40);

    if (what == 0)
        return MS_PER_HOUR + (int64_t)dice_below(&dice, MS_PER_HOUR);
    if (what < 5)
        return MS_PER_MINUTE * (1 + (int64_t)dice_below(&dice, 5));
    return MS_PER_MINUTE + (int64_t)dice_below(&dice, 2000) - 1000;
}

static int64_t add_some(int64_t time_ms, size_t count)
{
    alternatives = dice_once_in(&dice, 2);
    fixture_add(tenant, time_ms, "R.a=O c=O");
    fixture_add(tenant, ++time_ms, alternatives ? "R.b=O c=O" : "R.a=O R.b=O c=O");
    while (count-- > 0)
        add(time_ms += step_ms());
    return time_ms;
}

static void judge(int64_t now_ms)
{
    const struct judge_moment moment = JUDGE_LIVE_AT(now_ms);

    fixture_asked(tenant);
    verdict_make(&verdict, tenant, &moment);
}

static struct heat_time random_time(int64_t oldest_ms, int64_t now_ms)
{
    struct heat_time time = {.end_ms = now_ms, .known_since_ms = oldest_ms};
    size_t count = 1 + dice_below(&dice, CELLS_MAX);
    int64_t width_ms = 1000 + (int64_t)dice_below(&dice, 20 * MS_PER_MINUTE);
    int64_t ahead_ms = (int64_t)dice_below(&dice, (size_t)(width_ms * (int64_t)count / 3));

    time.grid = (struct time_grid){now_ms + ahead_ms - width_ms * (int64_t)count, width_ms, count};
    return time;
}

static struct time_range told(const struct heat_time *time, size_t cell)
{
    struct time_range range = grid_bucket(&time->grid, cell);

    if (range.start_ms < time->known_since_ms)
        range.start_ms = time->known_since_ms;
    if (range.end_ms > time->end_ms)
        range.end_ms = time->end_ms;
    return range;
}

static bool is_silent_within(struct time_range range)
{
    bool silent = false;

    while (range.start_ms < range.end_ms && !silent) {
        silent = is_silent_at(range.start_ms);
        range.start_ms = next_moment(range.start_ms, range.end_ms);
    }
    return silent;
}

static void compare(size_t dimension, const struct heat_time *time)
{
    uint8_t cells[CELLS_MAX];
    double share = heat_make(&past, &verdict, dimension, time, cells);
    struct time_range whole = {told(time, 0).start_ms, time->end_ms};

    for (size_t i = 0; i < time->grid.count; i++) {
        enum heat worst = worst_within(dimension, told(time, i), time->end_ms);
        bool stands_on = dimension == HEAT_ALL_DIMENSIONS && heat_is_bad(worst) &&
                         is_silent_within(told(time, i));
        QUICK_ASSERT(heat_of_cell(cells[i]) == worst);
        QUICK_ASSERT(((cells[i] & HEAT_STANDS_ON) != 0) == stands_on);
    }
    QUICK_ASSERT(fabs(share - share_within(dimension, whole)) < 1e-9);
}

/* At the moment that is judged the heat is the state of the verdict. */
static void compare_with_verdict(int64_t now_ms)
{
    const struct heat_time time = {.grid = {now_ms - 1, 1, 1}, .end_ms = now_ms};
    uint8_t cell;

    heat_make(&past, &verdict, HEAT_ALL_DIMENSIONS, &time, &cell);
    QUICK_ASSERT(heat_state(heat_of_cell(cell)) == verdict.state);
}

static void check_sequence(uint64_t seed)
{
    dice = (struct dice){seed};
    int64_t oldest_ms = AT(10000);
    int64_t newest_ms = add_some(oldest_ms, dice_below(&dice, 150));
    int64_t now_ms = newest_ms + 1 + (int64_t)dice_below(&dice, 10 * MS_PER_MINUTE);

    judge(now_ms);
    for (int i = 0; i < 4; i++) {
        struct heat_time time = random_time(oldest_ms, now_ms);
        compare(HEAT_ALL_DIMENSIONS, &time);
        for (size_t j = 0; j < tenant->dimension_count; j++)
            compare(j, &time);
    }
    compare_with_verdict(now_ms);
}

START_TEST(each_cell_is_the_worst_that_stood)
{
    const char *seed = getenv("SEED");
    const char *sequences = getenv("SEQUENCES");
    uint64_t first = seed != NULL ? strtoull(seed, NULL, 10) : 1;
    uint64_t count = sequences != NULL ? strtoull(sequences, NULL, 10) : 60;

    for (uint64_t i = 0; i < count; i++) {
        if (sequences != NULL)
            fprintf(stderr, "seed %llu\n", (unsigned long long)first + i);
        check_sequence(first + i);
        teardown();
        setup();
    }
}
END_TEST

Suite *suite_heat(void)
{
    Suite *suite = suite_create("heat");
    TCase *tcase = tcase_create("heat");

    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_set_timeout(tcase, 600);
    tcase_add_test(tcase, each_cell_is_the_worst_that_stood);
    suite_add_tcase(suite, tcase);
    return suite;
}
