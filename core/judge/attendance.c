#include "config.h"

#include "judge/attendance.h"

#include "base/memory.h"
#include "judge/presence.h"

#include <stdlib.h>
#include <string.h>

#define RENAMED_RUN 64 /* in the reports up to then it was in each of so many, or in all */

static bool has(const struct dimension_set *set, size_t dimension)
{
    return set->words[dimension / 64] >> dimension % 64 & 1;
}

static void put(struct dimension_set *set, size_t dimension)
{
    set->words[dimension / 64] |= UINT64_C(1) << dimension % 64;
}

static void take_out(struct dimension_set *set, size_t dimension)
{
    set->words[dimension / 64] &= ~(UINT64_C(1) << dimension % 64);
}

static bool share_any(const struct dimension_set *a, const struct dimension_set *b)
{
    for (size_t i = 0; i < ATTENDANCE_WORDS; i++) {
        if ((a->words[i] & b->words[i]) != 0)
            return true;
    }
    return false;
}

/* Returns the name up to its last dot. */
static struct slice family_of(const struct dimension *dimension)
{
    const char *dot = memrchr(dimension->name, '.', dimension->name_size);

    return (struct slice){dimension->name,
                          dot != NULL ? (size_t)(dot - dimension->name) : dimension->name_size};
}

static void add_sister(struct attendant *attendant, size_t sister)
{
    if (attendant->sisters == NULL)
        attendant->sisters = mem_zalloc(1, sizeof(*attendant->sisters));
    put(attendant->sisters, sister);
}

/* Takes in the dimensions that the tenant has by now. */
static void make_room(struct attendance *attendance, const struct tenant *tenant)
{
    if (attendance->count == tenant->dimension_count)
        return;
    attendance->list =
        mem_resize(attendance->list, tenant->dimension_count, sizeof(*attendance->list));
    for (size_t added = attendance->count; added < tenant->dimension_count; added++) {
        struct slice family = family_of(&tenant->dimensions[added]);
        attendance->list[added] = (struct attendant){0};
        for (size_t i = 0; i < added; i++) {
            if (!slice_equals(family_of(&tenant->dimensions[i]), family))
                continue;
            add_sister(&attendance->list[i], added);
            add_sister(&attendance->list[added], i);
        }
    }
    attendance->count = tenant->dimension_count;
}

/* Who comes together is no alternative of each other. */
static void part_sisters(struct attendance *attendance, size_t dimension)
{
    struct dimension_set *sisters = attendance->list[dimension].sisters;

    if (sisters == NULL || !share_any(sisters, &attendance->present))
        return;
    for (size_t i = 0; i < attendance->count; i++) {
        if (!has(sisters, i) || !has(&attendance->present, i))
            continue;
        take_out(sisters, i);
        take_out(attendance->list[i].sisters, dimension);
    }
}

/* Returns the first report of the record. */
static size_t record_begin(size_t report)
{
    return report > ATTENDANCE_RECORD ? report - ATTENDANCE_RECORD + 1 : 1;
}

/* Forgets the gaps that lie before the record. */
static void trim_gaps(struct attendant *attendant, size_t report)
{
    size_t gone = 0;

    while (gone < attendant->gap_count && attendant->gaps[gone].end <= record_begin(report))
        gone++;
    attendant->gap_count -= gone;
    if (gone > 0 && attendant->gap_count > 0)
        memmove(attendant->gaps, attendant->gaps + gone,
                attendant->gap_count * sizeof(*attendant->gaps));
}

/* Returns the usual gap: the longest, or the second longest where many are known; 0 unknown. */
static size_t usual_gap(struct attendant *attendant, size_t report)
{
    size_t begin = record_begin(report);
    size_t first = begin > attendant->first ? begin : attendant->first;
    size_t longest = 1;
    size_t second = 1;
    size_t holes = 0;

    trim_gaps(attendant, report);
    for (size_t i = 0; i < attendant->gap_count; i++) {
        const struct attendance_gap *gap = &attendant->gaps[i];
        if (gap->end - gap->length < begin) {
            first = gap->end; /* its beginning is not in the record */
            continue;
        }
        holes += gap->length - 1;
        second = gap->length > longest ? longest : gap->length > second ? gap->length : second;
        longest = gap->length > longest ? gap->length : longest;
    }
    if (first >= attendant->said)
        return 0;
    return attendant->said - first - holes >= GAPS_ENOUGH ? second : longest;
}

static void add_gap(struct attendant *attendant, size_t report)
{
    size_t length = report - attendant->said;

    if (attendant->said == 0 || length == 1)
        return;
    trim_gaps(attendant, report);
    if (attendant->gap_count == attendant->gap_capacity)
        attendant->gaps = mem_grow(attendant->gaps, &attendant->gap_capacity,
                                   attendant->gap_count + 1, sizeof(*attendant->gaps));
    attendant->gaps[attendant->gap_count++] = (struct attendance_gap){report, length};
}

/* Something is said of a dimension, by itself or by an alternative. */
static void take_word(struct attendance *attendance, size_t dimension, int64_t time_ms, bool own)
{
    struct attendant *attendant = &attendance->list[dimension];

    add_gap(attendant, attendance->reports);
    attendant->said = attendance->reports;
    if (attendant->absence == 0)
        return;
    struct absence *absence = &attendance->absences[attendant->absence - 1];
    absence->end_ms = time_ms;
    absence->returned = own;
    attendant->absence = 0;
}

static void add_absence(struct attendance *attendance, size_t dimension)
{
    struct attendant *attendant = &attendance->list[dimension];

    if (attendance->absence_count == attendance->absence_capacity)
        attendance->absences = mem_grow(attendance->absences, &attendance->absence_capacity,
                                        attendance->absence_count + 1, sizeof(struct absence));
    attendance->absences[attendance->absence_count++] = (struct absence){
        .dimension = dimension,
        .start_ms = attendant->missing_ms,
        .end_ms = INT64_MAX,
    };
    attendant->absence = attendance->absence_count;
}

static void take_hole(struct attendance *attendance, size_t dimension)
{
    struct attendant *attendant = &attendance->list[dimension];
    size_t missing = attendance->reports - attendant->said;

    if (attendant->absence != 0 || missing < STALE_AFTER_GAPS)
        return;
    size_t gap = usual_gap(attendant, attendance->reports);
    if (gap > 0 && missing >= STALE_AFTER_GAPS * gap)
        add_absence(attendance, dimension);
}

static void take_own(struct attendance *attendance, size_t dimension, int64_t time_ms,
                     enum severity severity)
{
    struct attendant *attendant = &attendance->list[dimension];
    bool goes_on = attendant->own > 0 && attendant->own + 1 == attendance->reports;

    take_word(attendance, dimension, time_ms, true);
    if (attendant->first == 0)
        attendant->first = attendance->reports;
    attendant->run = goes_on ? attendant->run + 1 : 1;
    attendant->own = attendance->reports;
    if (severity != SEVERITY_NO_DATA)
        attendant->known = severity;
}

static void take_missing(struct attendance *attendance, size_t dimension, int64_t time_ms)
{
    struct attendant *attendant = &attendance->list[dimension];

    if (attendant->first == 0)
        return;
    if (attendant->own + 1 == attendance->reports)
        attendant->missing_ms = time_ms;
    if (attendant->sisters != NULL && share_any(attendant->sisters, &attendance->present))
        take_word(attendance, dimension, time_ms, false);
    else
        take_hole(attendance, dimension);
}

/* Returns whether a dimension was in the report before the newest one, and is not in that. */
static bool has_just_left(const struct attendance *attendance, size_t dimension)
{
    return attendance->list[dimension].own + 1 == attendance->reports && attendance->reports > 1;
}

static bool has_just_come(const struct attendance *attendance, size_t dimension)
{
    return attendance->list[dimension].first == attendance->reports;
}

/* Remembers who left and who came, where both happened with one report. */
static void note_exchange(struct attendance *attendance, int64_t time_ms)
{
    struct exchange exchange = {.report = attendance->reports, .time_ms = time_ms};

    for (size_t i = 0; i < attendance->count; i++) {
        exchange.left += has_just_left(attendance, i);
        exchange.came += has_just_come(attendance, i);
    }
    if (exchange.left == 0 || exchange.came == 0 || attendance->reports == 1)
        return;
    exchange.names = mem_zalloc(exchange.left + exchange.came, sizeof(*exchange.names));
    size_t left = 0;
    size_t came = exchange.left;
    for (size_t i = 0; i < attendance->count; i++) {
        if (has_just_left(attendance, i))
            exchange.names[left++] = i;
        else if (has_just_come(attendance, i))
            exchange.names[came++] = i;
    }
    if (attendance->exchange_count == attendance->exchange_capacity)
        attendance->exchanges = mem_grow(attendance->exchanges, &attendance->exchange_capacity,
                                         attendance->exchange_count + 1, sizeof(exchange));
    attendance->exchanges[attendance->exchange_count++] = exchange;
}

void attendance_take(struct attendance *attendance, const struct tenant *tenant, int64_t time_ms,
                     const uint8_t *severities)
{
    bool anybody_came = false;

    make_room(attendance, tenant);
    attendance->reports++;
    attendance->present = (struct dimension_set){0};
    for (size_t i = 0; i < attendance->count; i++) {
        if (severities[i] != SEVERITY_ABSENT)
            put(&attendance->present, i);
    }
    for (size_t i = 0; i < attendance->count; i++) {
        if (severities[i] != SEVERITY_ABSENT)
            part_sisters(attendance, i);
    }
    for (size_t i = 0; i < attendance->count; i++) {
        if (severities[i] == SEVERITY_ABSENT) {
            take_missing(attendance, i, time_ms);
            continue;
        }
        take_own(attendance, i, time_ms, (enum severity)severities[i]);
        anybody_came = anybody_came || has_just_come(attendance, i);
    }
    if (anybody_came)
        note_exchange(attendance, time_ms);
}

/* Returns whether it may still be found to be gone: its usual gap is known for as long as the
 * record holds what was said of it. */
static bool is_missed(const struct attendance *attendance, const struct attendant *attendant)
{
    return attendant->first > 0 && attendant->absence == 0 &&
           attendant->said != attendance->reports &&
           attendant->said > record_begin(attendance->reports + 1);
}

bool attendance_is_settled(const struct attendance *attendance, const struct tenant *tenant)
{
    if (attendance->reports == 0 || attendance->count != tenant->dimension_count)
        return false;
    for (size_t i = 0; i < attendance->count; i++) {
        if (is_missed(attendance, &attendance->list[i]))
            return false;
    }
    return true;
}

void attendance_take_same(struct attendance *attendance, size_t count)
{
    size_t before = attendance->reports;

    attendance->reports += count;
    for (size_t i = 0; i < attendance->count; i++) {
        struct attendant *attendant = &attendance->list[i];
        if (attendant->said == before)
            attendant->said += count;
        if (attendant->own != before)
            continue;
        attendant->own += count;
        attendant->run += count;
    }
}

bool attendance_is_present(const struct attendance *attendance, size_t dimension)
{
    return has(&attendance->present, dimension);
}

static bool left_for_good(const struct attendance *attendance, const struct exchange *exchange,
                          size_t dimension)
{
    return attendance->list[dimension].own + 1 == exchange->report;
}

/* Returns whether all that came have been in every report since. */
static bool all_go_on(const struct attendance *attendance, const struct exchange *exchange)
{
    for (size_t i = 0; i < exchange->came; i++) {
        const struct attendant *heir = &attendance->list[exchange->names[exchange->left + i]];
        if (heir->run != attendance->reports - exchange->report + 1 ||
            heir->own != attendance->reports)
            return false;
    }
    return true;
}

/* Returns whether it was always there, well when it left, and nobody speaks for it since. */
static bool may_be_renamed(const struct attendant *attendant)
{
    size_t reports = attendant->own;

    return attendant->said == attendant->own && attendant->run >= RENAMED_AFTER_REPORTS &&
           (attendant->run == reports || attendant->run >= RENAMED_RUN) &&
           attendant->known < SEVERITY_WARN;
}

size_t attendance_heir(const struct attendance *attendance, const struct exchange *exchange,
                       size_t index, size_t *dimension)
{
    size_t left = 0;
    size_t place = 0;

    *dimension = exchange->names[index];
    for (size_t i = 0; i < exchange->left; i++) {
        if (i == index)
            place = left;
        left += left_for_good(attendance, exchange, exchange->names[i]);
    }
    if (left != exchange->came || !left_for_good(attendance, exchange, *dimension) ||
        !may_be_renamed(&attendance->list[*dimension]) || !all_go_on(attendance, exchange))
        return SIZE_MAX;
    return exchange->names[exchange->left + place];
}

size_t attendance_renamed_to(const struct attendance *attendance, size_t dimension, int64_t time_ms)
{
    for (size_t i = attendance->exchange_count; i-- > 0;) {
        const struct exchange *exchange = &attendance->exchanges[i];
        size_t left;
        for (size_t j = 0; exchange->time_ms == time_ms && j < exchange->left; j++) {
            size_t heir = attendance_heir(attendance, exchange, j, &left);
            if (left == dimension && heir != SIZE_MAX)
                return heir;
        }
    }
    return SIZE_MAX;
}

void attendance_clear(struct attendance *attendance)
{
    for (size_t i = 0; i < attendance->count; i++) {
        free(attendance->list[i].gaps);
        free(attendance->list[i].sisters);
    }
    for (size_t i = 0; i < attendance->exchange_count; i++)
        free(attendance->exchanges[i].names);
    attendance->count = 0;
    attendance->reports = 0;
    attendance->absence_count = 0;
    attendance->exchange_count = 0;
}

void attendance_free(struct attendance *attendance)
{
    attendance_clear(attendance);
    free(attendance->list);
    free(attendance->absences);
    free(attendance->exchanges);
    *attendance = (struct attendance){0};
}
