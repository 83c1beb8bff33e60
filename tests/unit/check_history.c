/* History against a plain model: one array of all entries that a stream ever had, each with a mark
 * whether it is held, and one mark for every millisecond whether it is known. */
#include "config.h"

#include "drift/bucket.h"
#include "unit/suites.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define ENTRIES 1400
#define COLUMNS 3
#define SPACING_MS 4
#define TIMES (ENTRIES * SPACING_MS) /* all entries are older than this */
#define STEPS 600
#define LOADS 4

struct entry {
    struct stream_id id;
    enum row_kind kind; /* as it is while nothing is known of twins */
    enum row_kind told; /* as the history must tell it; meaningless when it is not held */
    uint64_t fingerprint;
    struct sample samples[COLUMNS];
    bool held;
};

/* Somebody who reads a range, newest first. */
struct load {
    int64_t end_ms;
    int64_t since_ms;
};

static struct history history;
static struct entry entries[ENTRIES];
static size_t written; /* entries that the stream has by now */
static bool known[TIMES];
static uint64_t random_state;

static uint32_t random_below(uint32_t limit)
{
    random_state = random_state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(random_state >> 33) % limit;
}

static void make_sample(struct sample *sample)
{
    *sample = SAMPLE_ABSENT;
    if (random_below(4) == 0)
        return;
    sample->severity = SEVERITY_OK + random_below(4);
    sample->value = (double)random_below(100);
    sample->baseline = 0.5;
    sample->count = random_below(1000);
    if (random_below(8) != 0)
        sample->z = (double)random_below(41) - 20;
}

static void make_entries(void)
{
    struct stream_id id = {10, 0};

    for (size_t i = 0; i < ENTRIES; i++) {
        entries[i] = (struct entry){.id = id, .kind = ROW_REPORT};
        if (random_below(10) == 0)
            entries[i].kind = ROW_SKIPPED;
        else if (random_below(6) == 0)
            entries[i].fingerprint = 1 + random_below(60);
        for (size_t j = 0; j < COLUMNS; j++) {
            entries[i].samples[j] = SAMPLE_ABSENT;
            if (entries[i].kind == ROW_REPORT)
                make_sample(&entries[i].samples[j]);
        }
        if (random_below(5) == 0)
            id.seq++;
        else
            id = (struct stream_id){id.ms + 1 + random_below(2 * (SPACING_MS - 1)), 0};
    }
    ck_assert_uint_lt(id.ms, TIMES);
}

static void begin(uint64_t seed)
{
    random_state = seed;
    memset(&history, 0, sizeof(history));
    memset(known, 0, sizeof(known));
    make_entries();
    written = ENTRIES / 2;
}

/* --- the model --- */

static int64_t limited(int64_t time_ms)
{
    return time_ms < TIMES ? time_ms : TIMES;
}

/* Returns since when all is known up to `end_ms`, which is `end_ms` when nothing is. */
static int64_t known_since(int64_t end_ms)
{
    int64_t since_ms = limited(end_ms);

    while (since_ms > 0 && known[since_ms - 1])
        since_ms--;
    return since_ms;
}

static void know(int64_t start_ms, int64_t end_ms)
{
    for (int64_t i = start_ms < 0 ? 0 : start_ms; i < limited(end_ms); i++)
        known[i] = true;
}

static int64_t known_from(struct stream_id id)
{
    return (int64_t)id.ms + (id.seq > 0);
}

/* Returns true when no time of which nothing is known lies between two entries that are held. */
static bool are_together(size_t older, size_t newer)
{
    return known_since(stream_id_time(entries[newer].id)) <= known_from(entries[older].id);
}

static bool has_twin(size_t of)
{
    size_t rows = 0;

    for (size_t i = of; i-- > 0 && rows < SPAN_DUPLICATE_ROWS;) {
        if (!entries[i].held)
            continue;
        rows++;
        if (entries[i].fingerprint == entries[of].fingerprint)
            return are_together(i, of);
    }
    return false;
}

static void find_twins(void)
{
    for (size_t i = 0; i < ENTRIES; i++) {
        if (entries[i].held && entries[i].fingerprint != 0 && has_twin(i))
            entries[i].told = ROW_DUPLICATE;
    }
}

/* --- what is done to both --- */

static void add(int64_t end_ms, size_t index)
{
    struct entry *entry = &entries[index];
    const struct span_row row = {entry->id, entry->kind, entry->fingerprint, entry->samples,
                                 COLUMNS};
    int64_t since_ms = known_since(end_ms);

    ck_assert_int_eq(history_wants(&history, end_ms, entry->id), !entry->held);
    if (!entry->held) {
        history_add(&history, end_ms, &row);
        entry->held = true;
        entry->told = entry->kind;
    }
    know(known_from(entry->id), since_ms);
}

/* Reads a few of the entries before what the load has read. */
static void read_on(const struct load *load)
{
    struct stream_id before = stream_id_at(known_since(load->end_ms));
    uint32_t count = 1 + random_below(90);
    size_t index = 0;

    while (index < written && stream_id_compare(entries[index].id, before) < 0)
        index++;
    for (; count > 0 && index > 0; count--) {
        index--;
        if (stream_id_time(entries[index].id) < load->since_ms)
            break;
        add(load->end_ms, index);
    }
    if (count > 0 || index == 0) {
        know(load->since_ms, known_since(load->end_ms));
        history_reach(&history, load->end_ms, load->since_ms);
    }
}

static void begin_load(struct load *load)
{
    uint32_t newest_ms = (uint32_t)entries[written - 1].id.ms;

    load->end_ms = random_below(3) == 0 ? HISTORY_LIVE : 1 + random_below(newest_ms);
    load->since_ms = limited(load->end_ms) - random_below(TIMES);
    history_open(&history, load->end_ms);
}

/* The stream grows; the live span, if there is one, grows with it. */
static void grow(void)
{
    for (uint32_t count = random_below(40); count > 0 && written < ENTRIES; count--) {
        if (known[TIMES - 1])
            add(HISTORY_LIVE, written);
        written++;
    }
}

static void forget(int64_t start_ms, int64_t end_ms, struct stream_id before)
{
    for (size_t i = 0; i < ENTRIES; i++) {
        int64_t time_ms = stream_id_time(entries[i].id);
        if (time_ms + 1 < start_ms || time_ms >= end_ms ||
            stream_id_compare(entries[i].id, before) >= 0)
            continue;
        entries[i].held = false;
    }
}

/* Whole blocks go: what is left tells how much that was, and none of it may be too young. */
static void trim(void)
{
    if (history.count == 0)
        return;
    struct span *span = history.spans[random_below((uint32_t)history.count)];
    struct time_range before = span->known;
    struct stream_id id = entries[random_below((uint32_t)written)].id;
    size_t rows = span->rows;
    history_trim(&history, before.end_ms, id);
    if (span->rows == rows)
        return;
    struct stream_id first = span->rows > 0 ? span_id(span, 0) : id;
    ck_assert_int_le(stream_id_compare(first, id), 0);
    forget(before.start_ms, before.end_ms, first);
    int64_t since_ms = span->rows > 0 ? known_from(first) : stream_id_time(id);
    if (since_ms > limited(before.end_ms))
        since_ms = limited(before.end_ms);
    memset(&known[before.start_ms < 0 ? 0 : before.start_ms], 0,
           (size_t)(since_ms - (before.start_ms < 0 ? 0 : before.start_ms)));
}

static void release(void)
{
    if (history.count == 0)
        return;
    struct time_range gone = history.spans[random_below((uint32_t)history.count)]->known;
    history_release(&history, gone.end_ms);
    forget(gone.start_ms, gone.end_ms, STREAM_ID_MAX);
    for (int64_t i = gone.start_ms < 0 ? 0 : gone.start_ms; i < limited(gone.end_ms); i++)
        known[i] = false;
}

/* --- what is asked of both --- */

/* One assertion a row: each costs a write. */
static bool is_row(const struct span *span, size_t row, const struct entry *entry)
{
    bool same = stream_id_compare(span_id(span, row), entry->id) == 0 &&
                span_kind(span, row) == entry->told;

    for (size_t i = 0; same && i < COLUMNS; i++) {
        struct sample sample = span_sample(span, row, i);
        same = memcmp(&sample, &entry->samples[i], sizeof(sample)) == 0 &&
               span_severity(span, row, i) == sample.severity;
    }
    return same;
}

static void check_rows(void)
{
    size_t at = 0;

    for (size_t i = 0; i < history.count; i++) {
        const struct span *span = history.spans[i];
        ck_assert_int_le(span->known.start_ms, span->known.end_ms);
        if (i > 0)
            ck_assert_int_lt(history.spans[i - 1]->known.end_ms, span->known.start_ms);
        for (size_t row = 0; row < span->rows; row++, at++) {
            while (at < ENTRIES && !entries[at].held)
                at++;
            if (at == ENTRIES || !is_row(span, row, &entries[at]))
                ck_abort_msg("row %zu of span %zu is not entry %zu", row, i, at);
        }
    }
    while (at < ENTRIES && !entries[at].held)
        at++;
    ck_assert_uint_eq(at, ENTRIES);
}

static void check_known(void)
{
    int64_t since_ms = 0;

    for (int64_t i = 1; i <= TIMES; i++) {
        if (!known[i - 1])
            since_ms = i;
        int64_t told_ms = history_known_since(&history, i);
        bool same = known[i - 1] ? told_ms == since_ms || (since_ms == 0 && told_ms <= 0)
                                 : told_ms == INT64_MAX;
        if (!same)
            ck_abort_msg("known at %jd since %jd", (intmax_t)i, (intmax_t)told_ms);
    }
}

static bool counts(const struct entry *entry, struct time_range range)
{
    int64_t time_ms = stream_id_time(entry->id);

    return entry->held && entry->told == ROW_REPORT && time_ms >= range.start_ms &&
           time_ms < range.end_ms;
}

static void check_range(void)
{
    int64_t start_ms = random_below(TIMES);
    struct time_range range = {start_ms, start_ms + 1 + random_below(TIMES)};
    size_t column = random_below(COLUMNS);
    size_t reports = 0;
    struct bucket bucket;
    uint32_t named = 0;
    double last = NAN;
    double sum = 0;

    for (size_t i = 0; i < ENTRIES; i++) {
        const struct sample *sample = &entries[i].samples[column];
        if (!counts(&entries[i], range))
            continue;
        reports++;
        named += sample->severity != SEVERITY_ABSENT;
        sum += isnan(sample->z) ? 0 : sample->z;
        last = isnan(sample->z) ? last : sample->z;
    }
    ck_assert_uint_eq(history_count_reports(&history, range), reports);
    bucket_of_range(&history, column, range, &bucket);
    ck_assert_uint_eq(bucket.count, named);
    ck_assert_mem_eq(&bucket.z_last, &last, sizeof(last));
    if (bucket.z_count > 0)
        ck_assert_double_eq_tol(bucket.z_mean, sum / bucket.z_count, 1e-12);
}

static void check(void)
{
    find_twins();
    check_rows();
    check_known();
    check_range();
    check_range();
}

START_TEST(a_history_is_what_a_plain_array_is)
{
    struct load loads[LOADS];

    begin((uint64_t)_i + 1);
    for (size_t i = 0; i < LOADS; i++)
        begin_load(&loads[i]);
    for (int i = 0; i < STEPS; i++) {
        struct load *load = &loads[random_below(LOADS)];
        uint32_t what = random_below(100);
        if (what < 60)
            read_on(load);
        else if (what < 75)
            begin_load(load);
        else if (what < 90)
            grow();
        else if (what < 95)
            trim();
        else
            release();
        check();
    }
    history_clear(&history);
    ck_assert_uint_eq(history_memory(&history), 0);
}
END_TEST

/* --- single cases --- */

static void add_plain(int64_t end_ms, uint64_t time_ms)
{
    const struct span_row row = {.id = {time_ms, 0}, .kind = ROW_REPORT};

    ck_assert(history_wants(&history, end_ms, row.id));
    history_add(&history, end_ms, &row);
}

START_TEST(of_an_empty_history_nothing_is_known)
{
    history = (struct history){0};
    ck_assert_ptr_null(history_live(&history));
    ck_assert_ptr_null(history_at(&history, 100));
    ck_assert_ptr_null(history_at(&history, HISTORY_LIVE));
    ck_assert_int_eq(history_known_since(&history, 100), INT64_MAX);
    ck_assert(!history_is_loaded(&history));
    history_open(&history, HISTORY_LIVE);
    ck_assert_ptr_nonnull(history_live(&history));
    ck_assert_ptr_null(history_at(&history, HISTORY_LIVE));
    history_clear(&history);
}
END_TEST

START_TEST(a_range_that_is_read_apart_leaves_the_time_between_unknown)
{
    history = (struct history){0};
    add_plain(HISTORY_LIVE, 1000);
    add_plain(200, 150);
    history_reach(&history, 200, 100);
    ck_assert_uint_eq(history.count, 2);
    ck_assert_ptr_null(history_at(&history, 100));
    ck_assert_ptr_eq(history_at(&history, 200), history.spans[0]);
    ck_assert_ptr_null(history_at(&history, 201));
    ck_assert_ptr_null(history_at(&history, 1000));
    ck_assert_ptr_eq(history_at(&history, 1001), history_live(&history));
    history_release(&history, 200);
    ck_assert_uint_eq(history.count, 1);
    history_clear(&history);
}
END_TEST

START_TEST(spans_that_meet_are_joined)
{
    history = (struct history){0};
    add_plain(HISTORY_LIVE, 1000);
    add_plain(200, 150);
    history_reach(&history, 200, 100);
    history_reach(&history, HISTORY_LIVE, 201);
    ck_assert_uint_eq(history.count, 2);
    history_reach(&history, HISTORY_LIVE, 200);
    ck_assert_uint_eq(history.count, 1);
    ck_assert_uint_eq(history_live(&history)->rows, 2);
    ck_assert_int_eq(history_known_since(&history, HISTORY_LIVE), 100);
    ck_assert_ptr_eq(history_find(&history, 200), history_live(&history));
    history_clear(&history);
}
END_TEST

Suite *suite_history(void)
{
    Suite *suite = suite_create("history");
    TCase *tcase = tcase_create("history");

    tcase_add_test(tcase, of_an_empty_history_nothing_is_known);
    tcase_add_test(tcase, a_range_that_is_read_apart_leaves_the_time_between_unknown);
    tcase_add_test(tcase, spans_that_meet_are_joined);
    tcase_add_loop_test(tcase, a_history_is_what_a_plain_array_is, 0, 12);
    suite_add_tcase(suite, tcase);
    return suite;
}
