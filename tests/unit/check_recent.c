/* Recent entries against a plain list of them, and verdicts of packed and brief ones against those
 * of readings in full. SEED and SEQUENCES in the environment go on for longer. */
#include "config.h"

#include "drift/tenant.h"
#include "judge/verdict.h"
#include "support/dice.h"
#include "support/quick.h"
#include "unit/suites.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define SPREAD (1 / 30.0) /* of a z */

#define ENTRIES 600
#define DIMENSIONS 5

static double roll_double(struct dice *dice)
{
    static const double odd[] = {0.0,          -0.0,        1.0,     0.5,    1e-6,
                                 -2147.483647, 2147.483648, 1e300,   5e-324, INFINITY,
                                 -INFINITY,    0.1 + 0.2,   1.0 / 3, NAN};
    uint64_t bits = 0;
    double number;

    switch (dice_below(dice, 4)) {
    case 0:
        return odd[dice_below(dice, sizeof(odd) / sizeof(odd[0]))];
    case 1:
        return (double)dice_below(dice, 2000000) / 1e6 - 1;
    case 2:
        return (double)dice_below(dice, 1000000) / 999983.0;
    default:
        for (int i = 0; i < 4; i++)
            bits = bits << 16 | dice_below(dice, 65536);
        memcpy(&number, &bits, sizeof(number));
        return number;
    }
}

static uint32_t roll_count(struct dice *dice)
{
    static const uint32_t odd[] = {0, 1, 65535, 65536, SPAN_COUNT_UNKNOWN - 1, SPAN_COUNT_UNKNOWN};

    return dice_once_in(dice, 2) ? 30 : odd[dice_below(dice, sizeof(odd) / sizeof(odd[0]))];
}

/* --- rows --- */

static bool is_same_number(double a, double b)
{
    return (isnan(a) && isnan(b)) || memcmp(&a, &b, sizeof(a)) == 0;
}

static bool is_same_reading(const struct recent_reading *a, const struct recent_reading *b)
{
    return is_same_number(a->value, b->value) && is_same_number(a->baseline, b->baseline) &&
           is_same_number(a->z, b->z) && a->sample_count == b->sample_count &&
           a->dimension == b->dimension && a->severity == b->severity && a->brief == b->brief;
}

/* A z that value and baseline tell, as its producer wrote it: with some digits, or all. */
static void follow_value(struct dice *dice, struct recent_reading *reading)
{
    static const double digits[] = {1e2, 1e6, 1e14, 1e15};
    double one = digits[dice_below(dice, sizeof(digits) / sizeof(digits[0]))];

    reading->value = 0.8 + roll_double(dice) / 30;
    reading->z = (reading->value - reading->baseline) / SPREAD;
    if (dice_once_in(dice, 2))
        reading->z = nearbyint(reading->z * one) / one;
}

static size_t roll_readings(struct dice *dice, struct recent_reading *readings, size_t dimensions)
{
    size_t count = 0;
    size_t step = dice_once_in(dice, 2) ? 1 : 1 + dice_below(dice, 3);
    uint32_t common = roll_count(dice);

    for (size_t i = step - 1; i < dimensions; i += step) {
        readings[count++] = (struct recent_reading){
            .value = roll_double(dice),
            .baseline = dice_once_in(dice, 2) ? 0.8 : roll_double(dice),
            .z = roll_double(dice),
            .sample_count = dice_once_in(dice, 2) ? common : roll_count(dice),
            .dimension = (uint16_t)i,
            .severity = (uint8_t)(SEVERITY_OK + dice_below(dice, 4)),
        };
        if (dice_once_in(dice, 2))
            follow_value(dice, &readings[count - 1]);
    }
    return count;
}

START_TEST(a_packed_row_says_what_was_written)
{
    static struct recent_reading readings[RECENT_READINGS_MAX];
    static struct recent_usual usual[RECENT_READINGS_MAX];
    struct dice dice = {11};

    for (size_t i = 0; i < RECENT_READINGS_MAX; i++)
        usual[i] = (struct recent_usual){0.8, 30, SPREAD};
    for (int round = 0; round < 3000; round++) {
        size_t dimensions = dice_below(&dice, 20);
        if (dice_once_in(&dice, 100))
            dimensions = RECENT_READINGS_MAX;
        size_t count = roll_readings(&dice, readings, dimensions);
        size_t room = recent_row_room(count);
        unsigned char *bytes = malloc(room);
        size_t size = recent_row_pack(bytes, readings, count, usual);
        struct recent_row row = recent_row_open(bytes, usual);
        QUICK_ASSERT(size <= room && recent_row_size(bytes) == size && row.count == count);
        for (size_t i = 0; i < count; i++) {
            struct recent_reading reading = recent_row_reading(&row, i);
            struct recent_reading found = recent_row_find(&row, readings[i].dimension);
            QUICK_ASSERT(is_same_reading(&reading, &readings[i]));
            QUICK_ASSERT(is_same_reading(&found, &readings[i]));
        }
        free(bytes);
    }
}
END_TEST

/* Written as a decimal, neither value nor z is quite what the other tells. */
START_TEST(a_z_that_follows_from_the_value_takes_two_bytes)
{
    const struct recent_usual usual = {0.8, 30, SPREAD};
    struct recent_reading reading = {0.7812675362013916, 0.8,  -0.561973913958254, 30, 0,
                                     SEVERITY_OK,        false};
    unsigned char bytes[64];

    size_t size = recent_row_pack(bytes, &reading, 1, &usual);
    ck_assert_uint_eq(size, 2 + 1 + 1 + 8 + 2);
    struct recent_row row = recent_row_open(bytes, &usual);
    struct recent_reading read = recent_row_reading(&row, 0);
    ck_assert(is_same_reading(&read, &reading));
}
END_TEST

START_TEST(a_row_of_brief_readings_has_no_forms)
{
    const struct recent_usual usual[3] = {0};
    struct recent_reading readings[3];
    unsigned char bytes[128];

    for (uint16_t i = 0; i < 3; i++)
        readings[i] =
            (struct recent_reading){NAN, NAN, i / 4.0, SPAN_COUNT_UNKNOWN, i, SEVERITY_OK, true};
    ck_assert_uint_eq(recent_row_pack(bytes, readings, 3, usual), 2 + 1 + 3 * 2);
    ck_assert_uint_eq(recent_row_size(bytes), 2 + 1 + 3 * 2);
    struct recent_row row = recent_row_open(bytes, usual);
    for (size_t i = 0; i < 3; i++) {
        struct recent_reading read = recent_row_reading(&row, i);
        ck_assert(recent_row_is_brief(&row, i) && is_same_reading(&read, &readings[i]));
    }
}
END_TEST

START_TEST(readings_that_are_written_alike_have_one_form)
{
    const struct recent_usual usual[3] = {{0.8, 30, SPREAD}, {0.8, 30, SPREAD}, {0.8, 30, SPREAD}};
    struct recent_reading readings[3];
    unsigned char bytes[128];

    for (uint16_t i = 0; i < 3; i++)
        readings[i] = (struct recent_reading){0.5, 0.8, NAN, 30, i, SEVERITY_OK, false};
    ck_assert_uint_eq(recent_row_pack(bytes, readings, 3, usual), 2 + 1 + 1 + 3 * 4);
    readings[1].baseline = 0.7;
    ck_assert_uint_eq(recent_row_pack(bytes, readings, 3, usual), 2 + 1 + 3 + 3 * 4 + 4);
}
END_TEST

START_TEST(a_count_of_most_readings_is_told_once)
{
    const struct recent_usual usual[5] = {{0.8, 30, SPREAD},
                                          {0.8, 30, SPREAD},
                                          {0.8, 30, SPREAD},
                                          {0.8, 30, SPREAD},
                                          {0.8, 30, SPREAD}};
    static const struct {
        uint32_t counts[5];
        size_t bytes;
    } rows[] = {
        {{30, 30, 30, 30, 30}, 1},        {{31, 31, 31, 31, 31}, 1 + 4},
        {{31, 31, 31, 31, 70000}, 5 + 8}, {{31, 31, 31, 30, 30}, 5 + 6},
        {{31, 31, 30, 30, 30}, 5 + 4},    {{31, 32, 33, 34, 35}, 1 + 10},
    };
    struct recent_reading readings[5];
    unsigned char bytes[128];

    for (uint16_t i = 0; i < 5; i++)
        readings[i] =
            (struct recent_reading){NAN, NAN, NAN, rows[_i].counts[i], i, SEVERITY_OK, false};
    ck_assert_uint_eq(recent_row_pack(bytes, readings, 5, usual), 2 + 2 + rows[_i].bytes);
    struct recent_row row = recent_row_open(bytes, usual);
    for (size_t i = 0; i < 5; i++)
        ck_assert_uint_eq(recent_row_reading(&row, i).sample_count, rows[_i].counts[i]);
}
END_TEST

/* Their beginnings and ends are told from the time of the ID and from each other. */
START_TEST(a_window_like_the_first_takes_no_room)
{
    struct recent usual = {0};
    struct recent other = {0};
    struct recent_entry entry = {.start_ms = 0, .end_ms = 60, .readable = true};

    for (uint64_t i = 0; i < 3; i++) {
        entry.id.ms = 100 * i + 60;
        entry.start_ms = (int64_t)(100 * i);
        entry.end_ms = (int64_t)(100 * i + 60);
        recent_append(&usual, &entry, NULL);
        entry.end_ms -= (int64_t)i;
        recent_append(&other, &entry, NULL);
    }
    ck_assert_uint_eq(other.used - usual.used, 2 * 8);
    ck_assert_int_eq(recent_entry(&usual, 2).end_ms, 260);
    ck_assert_int_eq(recent_start(&usual, 2), 200);
    ck_assert_int_eq(recent_entry(&other, 2).end_ms, 258);
    ck_assert_int_eq(recent_start(&other, 2), 200);
    recent_clear(&usual);
    recent_clear(&other);
}
END_TEST

START_TEST(a_brief_reading_keeps_its_severity_and_z_to_two_decimals)
{
    static const struct {
        double z;
        double kept;
    } figures[] = {{-1.2345678, -1.23}, {0.005001, 0.01},   {327.67, 327.67}, {400, 327.67},
                   {-1e300, -327.67},   {INFINITY, 327.67}, {NAN, NAN}};
    const struct recent_usual usual = {0.8, 30, SPREAD};

    for (size_t i = 0; i < sizeof(figures) / sizeof(figures[0]); i++) {
        struct recent_reading reading = {0.5, 0.8, figures[i].z, 30, 0, SEVERITY_OK, true};
        unsigned char bytes[64];
        recent_row_pack(bytes, &reading, 1, &usual);
        struct recent_row row = recent_row_open(bytes, &usual);
        reading = recent_row_reading(&row, 0);
        ck_assert(reading.brief && isnan(reading.value) && isnan(reading.baseline));
        ck_assert(is_same_number(reading.z, figures[i].kept));
        ck_assert_uint_eq(reading.sample_count, SPAN_COUNT_UNKNOWN);
        ck_assert_uint_eq(reading.severity, SEVERITY_OK);
    }
}
END_TEST

/* --- entries --- */

/* All that came, in order; of these the newest ones must be there. */
struct model {
    struct recent_entry entries[ENTRIES];
    struct recent_reading readings[ENTRIES][8];
    size_t count;
};

static int64_t roll_window(struct dice *dice, uint64_t ms)
{
    static const int64_t odd[] = {INT64_MIN, INT64_MIN + 1, INT64_MAX, 0};

    if (dice_once_in(dice, 3))
        return (int64_t)(ms - 60);
    return dice_once_in(dice, 4) ? odd[dice_below(dice, 4)]
                                 : (int64_t)(ms - dice_below(dice, 100000));
}

/* IDs go beyond what has room in a slot where the round is wild. */
static struct recent_entry roll_entry(struct dice *dice, size_t place, bool wild,
                                      struct recent_reading *readings)
{
    uint64_t ms = 1000 + place + (wild && place >= ENTRIES / 2 ? UINT64_MAX - 10000 : 0);
    struct recent_entry entry = {
        .id = {ms, wild ? dice_below(dice, 600) : 0},
        .start_ms = wild ? roll_window(dice, ms) : INT64_MIN,
        .end_ms = wild ? roll_window(dice, ms) : (int64_t)dice_below(dice, 2),
        .fingerprint = dice_below(dice, 6) << (wild ? 40 : 0),
        .readable = !dice_once_in(dice, 10),
    };

    entry.count = entry.readable ? (uint16_t)roll_readings(dice, readings, dice_below(dice, 6)) : 0;
    entry.fingerprint = entry.readable ? entry.fingerprint : 0;
    return entry;
}

static size_t slow_repeats(const struct model *model, size_t first, size_t index)
{
    const struct recent_entry *entry = &model->entries[index];

    for (size_t before = 1; before <= index - first && entry->fingerprint != 0; before++) {
        const struct recent_entry *earlier = &model->entries[index - before];
        if (recent_fingerprint(earlier->fingerprint) == recent_fingerprint(entry->fingerprint) &&
            earlier->start_ms == entry->start_ms && earlier->end_ms == entry->end_ms &&
            earlier->count == entry->count)
            return before;
    }
    return 0;
}

static bool is_like_row(const struct recent *recent, size_t index,
                        const struct recent_reading *readings, size_t count)
{
    struct recent_row row = recent_row(recent, index);
    bool same = row.count == count;

    for (size_t i = 0; i < count && same; i++) {
        struct recent_reading reading = recent_row_reading(&row, i);
        same = is_same_reading(&reading, &readings[i]);
    }
    return same;
}

static bool is_like_entry(const struct recent *recent, size_t index, const struct model *model,
                          size_t first)
{
    struct recent_entry is = recent_entry(recent, index);
    const struct recent_entry *should = &model->entries[first + index];
    size_t repeats = slow_repeats(model, first, first + index);

    return stream_id_compare(is.id, should->id) == 0 && is.start_ms == should->start_ms &&
           is.end_ms == should->end_ms && is.readable == should->readable &&
           is.fingerprint == recent_fingerprint(should->fingerprint) &&
           recent_start(recent, index) == should->start_ms &&
           recent_find(recent, should->id) == index &&
           (repeats > 0 ? is.repeats == repeats : is.repeats == 0 || is.repeats > index) &&
           is_like_row(recent, index, model->readings[first + index], should->count);
}

static void assert_like_model(const struct recent *recent, const struct model *model, size_t first)
{
    for (size_t i = 0; i < recent->count; i++)
        QUICK_ASSERT(is_like_entry(recent, i, model, first));
}

/* Entries come at both ends, and between the others; `first` and `end` of the model are what is
 * there. */
static void come_to_both_ends(struct dice *dice)
{
    static struct model model;
    struct recent recent = {0};
    bool wild = dice_once_in(dice, 2);
    size_t first = ENTRIES / 2;
    size_t end = first;

    if (dice_once_in(dice, 2))
        recent_make_room(&recent);
    if (dice_once_in(dice, 2))
        recent_asked(&recent, RECENT_STATE, false, false);
    size_t room = recent.room > 0 ? RECENT_MAX : RECENT_STATE;
    while (first > 0 && end < ENTRIES) {
        bool older = dice_once_in(dice, 2) && end > first;
        size_t place = older ? first - 1 : end;
        if (older && !recent_has_room(&recent))
            break;
        model.entries[place] = roll_entry(dice, place, wild, model.readings[place]);
        (older ? recent_prepend : recent_append)(&recent, &model.entries[place],
                                                 model.readings[place]);
        first = older ? place : first;
        end = older ? end : place + 1;
        if (end - first > room)
            first = end - room;
        QUICK_ASSERT(recent.count == end - first);
        if (dice_once_in(dice, 16))
            assert_like_model(&recent, &model, first);
    }
    assert_like_model(&recent, &model, first);
    recent_clear(&recent);
}

START_TEST(the_newest_entries_are_kept_whichever_end_they_come_to)
{
    struct dice dice = {5};

    for (int round = 0; round < 100; round++)
        come_to_both_ends(&dice);
}
END_TEST

START_TEST(an_entry_comes_between_others)
{
    static struct model model;
    struct dice dice = {6};

    for (int round = 0; round < 50; round++) {
        struct recent recent = {0};
        size_t order[40];
        for (size_t i = 0; i < 40; i++) {
            size_t other = dice_below(&dice, i + 1);
            model.entries[i] = roll_entry(&dice, i, false, model.readings[i]);
            order[i] = order[other];
            order[other] = i;
        }
        for (size_t i = 0; i < 40; i++)
            recent_insert(&recent, &model.entries[order[i]], model.readings[order[i]]);
        QUICK_ASSERT(recent.count == 40);
        for (size_t i = 0; i < 40; i++)
            QUICK_ASSERT(is_like_row(&recent, i, model.readings[i], model.entries[i].count));
        recent_clear(&recent);
    }
}
END_TEST

START_TEST(what_goes_is_not_the_whole_stream_any_more)
{
    struct recent recent = {0};

    recent_asked(&recent, RECENT_STATE, true, true);
    for (uint64_t i = 0; i < RECENT_STATE; i++)
        recent_append(&recent, &(struct recent_entry){.id = {i + 1, 0}}, NULL);
    ck_assert(recent.whole && recent.complete);
    recent_append(&recent, &(struct recent_entry){.id = {1000, 0}}, NULL);
    ck_assert(!recent.whole && !recent.complete);
    ck_assert_uint_eq(recent.count, RECENT_STATE);
    recent_asked(&recent, RECENT_MAX, false, true);
    ck_assert(!recent.complete);
    ck_assert_uint_eq(recent.asked, RECENT_MAX);
    recent_clear(&recent);
}
END_TEST

/* --- verdicts --- */

/* How the reports of a sequence are rolled. */
struct producer {
    struct dice *dice;
    size_t bad_once_in;
    bool slides; /* baselines do */
    bool short_numbers;
    bool silent_on_z;
    bool alternates; /* two dimensions of a family come in turn */
    enum severity severities[DIMENSIONS];
};

static double roll_value(struct producer *producer, double middle)
{
    double value = middle + ((double)dice_below(producer->dice, 1000) - 500) / 9973.0;

    return producer->short_numbers ? nearbyint(value * 1e4) / 1e4 : value;
}

static enum severity roll_severity(struct producer *producer, size_t dimension)
{
    enum severity *severity = &producer->severities[dimension];

    if (*severity > SEVERITY_OK ? dice_once_in(producer->dice, 4)
                                : dice_once_in(producer->dice, producer->bad_once_in))
        *severity = (enum severity)(SEVERITY_OK + dice_below(producer->dice, 4));
    return *severity;
}

static void roll_reading(struct producer *producer, struct report *report, size_t dimension)
{
    static const char *const names[DIMENSIONS] = {"f.a", "f.b", "c", "d", "e"};
    enum severity severity = roll_severity(producer, dimension);
    struct reading *reading = report_add(report);

    reading->name = slice_of(names[dimension]);
    reading->severity = severity;
    reading->severity_word = slice_of(severity_name(severity));
    reading->sample_count = 30 + dice_below(producer->dice, 2);
    if (severity == SEVERITY_NO_DATA)
        return;
    reading->value = roll_value(producer, severity >= SEVERITY_WARN ? 0.2 : 0.8);
    reading->baseline = producer->slides ? roll_value(producer, 0.8) : 0.8;
    reading->z = producer->silent_on_z ? NAN : (reading->value - 0.8) * 30;
}

static void roll_report(struct producer *producer, struct report *report, size_t number)
{
    report_reset(report);
    report->id = (struct stream_id){1000000 + number * 60000, 0};
    report->fingerprint = 1 + (dice_once_in(producer->dice, 20) ? number / 2 : number);
    for (size_t i = 0; i < DIMENSIONS; i++) {
        if (producer->alternates && i < 2 && i != number / 40 % 2)
            continue;
        if (!dice_once_in(producer->dice, 15))
            roll_reading(producer, report, i);
    }
}

static struct producer roll_producer(struct dice *dice)
{
    static const size_t often[] = {4, 30, 200, 2000};
    struct producer producer = {
        .dice = dice,
        .bad_once_in = often[dice_below(dice, 4)],
        .slides = dice_once_in(dice, 2),
        .short_numbers = dice_once_in(dice, 2),
        .silent_on_z = dice_once_in(dice, 3),
        .alternates = dice_once_in(dice, 2),
    };

    for (size_t i = 0; i < DIMENSIONS; i++)
        producer.severities[i] = SEVERITY_OK;
    return producer;
}

static bool is_same_since(struct since a, struct since b)
{
    return a.time_ms == b.time_ms && a.before == b.before;
}

static bool is_same_alert(const struct alert *a, const struct alert *b)
{
    return a->state == b->state && a->severity == b->severity && a->since_ms == b->since_ms &&
           a->bad == b->bad && a->of == b->of;
}

static bool is_same_not_back(const struct not_back *a, const struct not_back *b)
{
    return a->is == b->is && (!a->is || (is_same_number(a->value_before, b->value_before) &&
                                         is_same_number(a->baseline_before, b->baseline_before) &&
                                         a->since_ms == b->since_ms));
}

static bool is_same_flapping(const struct flapping *a, const struct flapping *b)
{
    return a->is == b->is && a->current == b->current && a->changes == b->changes &&
           a->bad == b->bad && a->readings == b->readings && a->since_ms == b->since_ms;
}

/* Of a brief reading only the figures may differ. */
static bool is_same_newest(const struct sample *brief, const struct sample *full, bool live)
{
    bool same = is_same_number(brief->value, full->value) &&
                is_same_number(brief->baseline, full->baseline) &&
                is_same_number(brief->z, full->z) && brief->count == full->count;
    bool told = !live && isnan(brief->value) && full->severity == SEVERITY_OK &&
                ((isnan(brief->z) && isnan(full->z)) || fabs(brief->z - full->z) <= 0.005001);

    return brief->severity == full->severity && (same || told);
}

static void assert_same_dimension(const struct dimension_verdict *a,
                                  const struct dimension_verdict *b, bool live)
{
    QUICK_ASSERT(a->dimension == b->dimension && a->state == b->state);
    QUICK_ASSERT(a->counts == b->counts && a->rank == b->rank && a->held == b->held);
    QUICK_ASSERT(a->newest_ms == b->newest_ms && is_same_number(a->far, b->far));
    QUICK_ASSERT(is_same_newest(&a->newest, &b->newest, live));
    QUICK_ASSERT(is_same_since(a->since, b->since) && is_same_since(a->bad_since, b->bad_since));
    QUICK_ASSERT(is_same_alert(&a->alert, &b->alert));
    QUICK_ASSERT(is_same_not_back(&dimension_rare(a)->not_back, &dimension_rare(b)->not_back));
    QUICK_ASSERT(is_same_flapping(&dimension_rare(a)->flapping, &dimension_rare(b)->flapping));
    QUICK_ASSERT(a->other == b->other && a->renamed == b->renamed && a->missing == b->missing);
}

/* As of a moment that has passed, or live. */
static void assert_same_verdict(const struct tenant *brief, const struct tenant *full,
                                int64_t until_ms)
{
    struct judge_moment moment = {.now_ms = 1000000 + 1000 * 60000, .until_ms = until_ms};
    struct tenant_verdict a = {0};
    struct tenant_verdict b = {0};

    verdict_make(&a, brief, &moment);
    verdict_make(&b, full, &moment);
    QUICK_ASSERT(a.state == b.state && a.silent == b.silent && a.rank == b.rank);
    QUICK_ASSERT(is_same_number(a.far, b.far) && a.usual_ms == b.usual_ms);
    QUICK_ASSERT(is_same_since(a.since, b.since) && is_same_since(a.bad_since, b.bad_since));
    QUICK_ASSERT(a.question == b.question && a.dimension_count == b.dimension_count);
    for (size_t i = 0; i < a.dimension_count; i++)
        assert_same_dimension(&a.dimensions[i], &b.dimensions[i], until_ms == INT64_MAX);
    verdict_free(&a);
    verdict_free(&b);
}

static struct tenant *make_tenant(void)
{
    struct tenant *tenant = tenant_create(SLICE("acme"));

    tenant->looked_at = true;
    return tenant;
}

/* Two tenants of the same reports, read newest first: one keeps what it may brief. */
struct twins {
    struct tenant *brief;
    struct tenant *full;
};

/* A page of reports up to `end`, newest first. */
static void read_page(struct twins *twins, const struct report *reports, size_t first, size_t end)
{
    for (size_t i = end; i-- > first;) {
        tenant_add_recent(twins->brief, &reports[i]);
        tenant_add_recent(twins->full, &reports[i]);
    }
}

static void say_asked(struct twins *twins, size_t count)
{
    recent_keep_brief(&twins->brief->recent, true);
    recent_asked(&twins->brief->recent, count, false, false);
    recent_asked(&twins->full->recent, count, false, false);
}

static void assert_same_at_all_moments(const struct twins *twins)
{
    const struct recent *recent = &twins->full->recent;

    assert_same_verdict(twins->brief, twins->full, INT64_MAX);
    for (size_t i = 0; i < recent->count; i++)
        assert_same_verdict(twins->brief, twins->full, stream_id_time(recent_id(recent, i)) + 1);
}

/* The oldest `behind` entries of those that are there, read once more, and all before them. */
static void read_more(struct twins *twins, const struct report *reports, size_t newest)
{
    size_t count = twins->full->recent.count;
    size_t brief = recent_brief_end(&twins->brief->recent);
    size_t oldest = newest - count;
    size_t first = newest > RECENT_MAX ? newest - RECENT_MAX : 0;

    recent_keep_brief(&twins->brief->recent, false);
    recent_make_room(&twins->brief->recent);
    recent_make_room(&twins->full->recent);
    read_page(twins, reports, first, oldest + brief);
    QUICK_ASSERT(recent_brief_end(&twins->brief->recent) == 0);
    say_asked(twins, RECENT_MAX);
}

static void roll_sequence(struct dice *dice)
{
    static struct report reports[ENTRIES];
    struct producer producer = roll_producer(dice);
    struct twins twins = {make_tenant(), make_tenant()};
    size_t end = RECENT_STATE + dice_below(dice, ENTRIES / 2);
    size_t more = dice_once_in(dice, 2) ? end + dice_below(dice, 100) : SIZE_MAX;
    size_t last = end + 100;

    for (size_t i = 0; i < last; i++)
        roll_report(&producer, &reports[i], i);
    read_page(&twins, reports, end - RECENT_STATE, end);
    say_asked(&twins, RECENT_STATE);
    assert_same_at_all_moments(&twins);
    for (size_t i = end; i < last; i++) {
        if (i == more)
            read_more(&twins, reports, i);
        tenant_add(twins.brief, &reports[i], false);
        tenant_add(twins.full, &reports[i], false);
        assert_same_verdict(twins.brief, twins.full, INT64_MAX);
        if (dice_once_in(dice, 25))
            assert_same_at_all_moments(&twins);
    }
    assert_same_at_all_moments(&twins);
    tenant_free(twins.brief);
    tenant_free(twins.full);
    for (size_t i = 0; i < last; i++)
        report_free(&reports[i]);
    memset(reports, 0, sizeof(reports));
}

START_TEST(a_verdict_of_brief_readings_is_that_of_full_ones)
{
    const char *seed = getenv("SEED");
    const char *sequences = getenv("SEQUENCES");
    uint64_t first = seed != NULL ? strtoull(seed, NULL, 10) : 1;
    uint64_t count = sequences != NULL ? strtoull(sequences, NULL, 10) : 30;

    for (uint64_t i = first; i < first + count; i++) {
        struct dice dice = {i};
        roll_sequence(&dice);
    }
}
END_TEST

START_TEST(readings_of_a_calm_tenant_become_brief)
{
    struct dice dice = {3};
    static struct report reports[RECENT_STATE];
    struct producer producer = {.dice = &dice, .bad_once_in = SIZE_MAX, .slides = true};
    struct twins twins = {make_tenant(), make_tenant()};

    for (size_t i = 0; i < DIMENSIONS; i++)
        producer.severities[i] = SEVERITY_OK;
    for (size_t i = 0; i < RECENT_STATE; i++)
        roll_report(&producer, &reports[i], i);
    read_page(&twins, reports, 0, RECENT_STATE);
    say_asked(&twins, RECENT_STATE);
    ck_assert_uint_ge(recent_brief_end(&twins.brief->recent), RECENT_STATE - 2 * RECENT_FULL);
    ck_assert_uint_lt(recent_brief_end(&twins.brief->recent), RECENT_STATE - RECENT_FULL + 1);
    ck_assert_uint_eq(recent_brief_end(&twins.full->recent), 0);
    ck_assert_uint_lt(3 * recent_memory(&twins.brief->recent),
                      2 * recent_memory(&twins.full->recent));
    tenant_free(twins.brief);
    tenant_free(twins.full);
    for (size_t i = 0; i < RECENT_STATE; i++)
        report_free(&reports[i]);
}
END_TEST

Suite *suite_recent(void)
{
    Suite *suite = suite_create("recent");
    TCase *tcase = tcase_create("recent");

    tcase_set_timeout(tcase, 0);
    tcase_add_test(tcase, a_packed_row_says_what_was_written);
    tcase_add_test(tcase, a_z_that_follows_from_the_value_takes_two_bytes);
    tcase_add_test(tcase, a_row_of_brief_readings_has_no_forms);
    tcase_add_test(tcase, readings_that_are_written_alike_have_one_form);
    tcase_add_loop_test(tcase, a_count_of_most_readings_is_told_once, 0, 6);
    tcase_add_test(tcase, a_window_like_the_first_takes_no_room);
    tcase_add_test(tcase, a_brief_reading_keeps_its_severity_and_z_to_two_decimals);
    tcase_add_test(tcase, the_newest_entries_are_kept_whichever_end_they_come_to);
    tcase_add_test(tcase, an_entry_comes_between_others);
    tcase_add_test(tcase, what_goes_is_not_the_whole_stream_any_more);
    tcase_add_test(tcase, a_verdict_of_brief_readings_is_that_of_full_ones);
    tcase_add_test(tcase, readings_of_a_calm_tenant_become_brief);
    suite_add_tcase(suite, tcase);
    return suite;
}
