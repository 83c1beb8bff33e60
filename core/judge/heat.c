#include "config.h"

#include "judge/heat.h"

#include "judge/silence.h"
#include "judge/spells.h"

struct teller {
    const struct past *past;
    const struct tenant_verdict *verdict;
    const struct heat_time *time;
    struct time_range known; /* the part of the grid that is told */
    bool whole;              /* of the tenant, else of one dimension */
    uint8_t *cells;
    int64_t hold_ms; /* how long a reading stands when a silence follows */
    struct spells silences;
    struct spells degraded;
};

static int64_t later(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

static int64_t sooner(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* Says that it was so from `start_ms` to before `end_ms`. */
static void tell(struct teller *teller, enum heat heat, int64_t start_ms, int64_t end_ms)
{
    const struct time_grid *grid = &teller->time->grid;
    int64_t from_ms = later(start_ms, teller->known.start_ms);
    int64_t to_ms = sooner(end_ms, teller->known.end_ms);

    if (from_ms >= to_ms)
        return;
    size_t last = grid_index(grid, to_ms - 1);
    for (size_t i = grid_index(grid, from_ms); i <= last; i++) {
        if (heat > teller->cells[i])
            teller->cells[i] = (uint8_t)heat;
    }
    if (heat == HEAT_DEGRADED)
        spells_add(&teller->degraded, from_ms, to_ms);
}

static int64_t held_until(const struct teller *teller, int64_t last_ms, int64_t end_ms)
{
    return last_ms < INT64_MAX - teller->hold_ms ? sooner(last_ms + teller->hold_ms, end_ms)
                                                 : end_ms;
}

/* --- the tenant as a whole --- */

/* Returns where what begins with a stretch ends: with the next one, or with what is told. */
static int64_t end_of(const struct teller *teller, const struct stretches *stretches, size_t index)
{
    int64_t end_ms = teller->time->end_ms;

    return index + 1 < stretches->count ? sooner(stretches->list[index + 1].first_ms, end_ms)
                                        : end_ms;
}

static bool is_newest(const struct stretches *stretches, size_t index)
{
    return index + 1 == stretches->count;
}

/* Returns true when nothing came for too long behind a stretch. */
static bool is_followed_by_silence(const struct teller *teller, const struct stretches *reports,
                                   size_t index)
{
    const struct stretch *stretch = &reports->list[index];

    if (is_newest(reports, index))
        return teller->verdict->silent;
    return reports->list[index + 1].first_ms - stretch->last_ms > teller->verdict->silent_after_ms;
}

/* Finds the silences; and that a tenant that reports is well, as far as none of its dimensions says
 * otherwise. */
static void tell_reports(struct teller *teller)
{
    const struct stretches *reports = &teller->past->reports;
    enum heat heat = teller->past->dimension_count > 0 ? HEAT_OK : HEAT_NO_DATA;

    for (size_t i = 0; i < reports->count; i++) {
        const struct stretch *stretch = &reports->list[i];
        int64_t end_ms = end_of(teller, reports, i);
        bool silent = is_followed_by_silence(teller, reports, i);
        int64_t held_ms = silent ? held_until(teller, stretch->last_ms, end_ms) : end_ms;
        if (teller->whole)
            tell(teller, heat, stretch->first_ms, held_ms);
        if (!silent)
            continue;
        spells_add(&teller->silences, held_ms, end_ms);
        if (teller->whole)
            tell(teller, HEAT_SILENT, held_ms, end_ms);
    }
}

/* --- one dimension --- */

/* What a dimension says: its own word, as what it counts for the tenant, and until when: what was
 * bad counts no longer once so many entries came that it is not known. */
struct word {
    enum heat own;
    enum heat bad; /* HEAT_NONE: it was not */
    int64_t bad_last_ms;
    int64_t bad_until_ms; /* known where `bad_is_timed`: most stretches lie where nobody looks */
    bool bad_is_timed;
};

/* Tells of one dimension: its own word, but where the whole tenant was silent. */
static void tell_own(struct teller *teller, enum heat own, int64_t start_ms, int64_t end_ms)
{
    for (size_t i = 0; i < teller->silences.count; i++) {
        const struct time_range *silence = &teller->silences.list[i];
        if (silence->end_ms <= start_ms)
            continue;
        tell(teller, own, start_ms, sooner(silence->start_ms, end_ms));
        tell(teller, HEAT_SILENT, later(silence->start_ms, start_ms),
             sooner(silence->end_ms, end_ms));
        start_ms = silence->end_ms;
    }
    tell(teller, own, start_ms, end_ms);
}

static void tell_word(struct teller *teller, const struct word *word, enum heat own,
                      int64_t start_ms, int64_t end_ms)
{
    if (!teller->whole) {
        tell_own(teller, own, start_ms, end_ms);
        return;
    }
    tell(teller, own, start_ms, end_ms);
    tell(teller, word->bad, start_ms, sooner(word->bad_until_ms, end_ms));
}

/* Returns when so many entries came since a moment that what was said then is not known. */
static int64_t forgotten_at(const struct past *past, int64_t last_ms)
{
    const struct span *span = past->span;

    if (span == NULL || last_ms == INT64_MAX)
        return INT64_MAX;
    size_t row = span_find(span, stream_id_at(last_ms + 1)) + RECENT_STATE - 1;
    return row < span->rows ? stream_id_time(span_id(span, row)) : INT64_MAX;
}

/* Returns true when one of its family speaks for a dimension; for one that was bad, only with what
 * is known. */
static bool speaks(const struct span *span, size_t row, const struct dimension_set *sisters,
                   size_t dimensions, bool bad)
{
    for (size_t i = 0; i < dimensions; i++) {
        if ((sisters->words[i / 64] >> i % 64 & 1) == 0)
            continue;
        enum severity severity = span_severity(span, row, i);
        if (severity != SEVERITY_ABSENT && !(bad && severity == SEVERITY_NO_DATA))
            return true;
    }
    return false;
}

/* Returns when one of its family spoke first for a dimension that did not come since a moment, or
 * `end_ms`. */
static int64_t spoken_for_at(const struct past *past, size_t dimension, int64_t last_ms,
                             int64_t end_ms, bool bad)
{
    const struct attendance *attendance = &past->attendance;
    const struct dimension_set *sisters =
        dimension < attendance->count ? attendance->list[dimension].sisters : NULL;
    const struct span *span = past->span;

    if (span == NULL || sisters == NULL || last_ms >= end_ms)
        return end_ms;
    for (size_t row = span_find(span, stream_id_at(last_ms + 1)); row < span->rows; row++) {
        int64_t time_ms = stream_id_time(span_id(span, row));
        if (time_ms >= end_ms || speaks(span, row, sisters, past->dimension_count, bad))
            return sooner(time_ms, end_ms);
    }
    return end_ms;
}

/* Tells of the times from `start_ms` to `end_ms` during which a dimension was gone, and its word
 * between them. Returns where the last of them ended. */
static int64_t tell_absences(struct teller *teller, size_t dimension, const struct word *word,
                             int64_t start_ms, int64_t end_ms)
{
    const struct attendance *attendance = &teller->past->attendance;
    int64_t first_ms = start_ms;

    for (size_t i = 0; i < attendance->absence_count; i++) {
        const struct absence *absence = &attendance->absences[i];
        if (absence->dimension != dimension || absence->start_ms < first_ms ||
            absence->start_ms >= end_ms ||
            attendance_renamed_to(attendance, dimension, absence->start_ms) != SIZE_MAX)
            continue;
        tell_word(teller, word, word->own, start_ms, absence->start_ms);
        start_ms = later(absence->start_ms, start_ms);
        tell_word(teller, word, HEAT_STALE, start_ms, sooner(absence->end_ms, end_ms));
        start_ms = sooner(absence->end_ms, end_ms);
    }
    return start_ms;
}

/* Returns since when another speaks for a dimension, by the verdict: it sees of whom the newest
 * entries alone make an alternative. */
static int64_t superseded_since(const struct teller *teller, size_t dimension)
{
    const struct dimension_verdict *verdict = verdict_of(teller->verdict, dimension);
    bool superseded = verdict != NULL && verdict->state == STATE_SUPERSEDED;

    return superseded && verdict->since.time_ms != INT64_MIN ? verdict->since.time_ms : INT64_MAX;
}

/* Tells what a stretch says, and what followed it up to the next one. */
static void tell_stretch(struct teller *teller, size_t dimension, size_t index,
                         const struct word *word)
{
    const struct past *past = teller->past;
    const struct stretches *stretches = &past->dimensions[dimension];
    const struct stretch *stretch = &stretches->list[index];
    int64_t end_ms = sooner(end_of(teller, stretches, index), forgotten_at(past, stretch->last_ms));
    if (is_newest(stretches, index))
        end_ms = sooner(end_ms, superseded_since(teller, dimension));
    bool gap = end_ms - stretch->last_ms > teller->verdict->silent_after_ms;
    int64_t start_ms = tell_absences(teller, dimension, word, stretch->first_ms, end_ms);

    if (gap)
        end_ms = spoken_for_at(past, dimension, stretch->last_ms, end_ms, word->bad != HEAT_NONE);
    tell_word(teller, word, word->own, start_ms, end_ms);
}

/* Takes what a stretch says. */
static void take_word(struct word *word, const struct stretch *stretch)
{
    word->own = heat_of_severity(stretch->severity);
    if (word->own != HEAT_NO_DATA)
        word->bad = heat_is_bad(word->own) ? word->own : HEAT_NONE;
    if (heat_is_bad(word->own)) {
        word->bad_last_ms = stretch->last_ms;
        word->bad_is_timed = false;
    }
}

/* Finds until when what was bad counts, which costs more than to take a word. */
static void time_word(const struct past *past, struct word *word)
{
    if (word->bad == HEAT_NONE || word->bad_is_timed)
        return;
    word->bad_until_ms = forgotten_at(past, word->bad_last_ms);
    word->bad_is_timed = true;
}

static void tell_dimension(struct teller *teller, size_t dimension)
{
    const struct stretches *stretches = &teller->past->dimensions[dimension];
    struct word word = {.own = HEAT_NONE, .bad = HEAT_NONE, .bad_until_ms = INT64_MIN};

    for (size_t i = 0; i < stretches->count; i++) {
        if (stretches->list[i].first_ms >= teller->known.end_ms)
            break;
        take_word(&word, &stretches->list[i]);
        if (end_of(teller, stretches, i) <= teller->known.start_ms)
            continue;
        time_word(teller->past, &word);
        tell_stretch(teller, dimension, i, &word);
    }
}

/* Tells what the verdict knows of a dimension that does not come, or has no data: it may be so
 * since before what is loaded. */
static void tell_verdict(struct teller *teller, const struct dimension_verdict *verdict)
{
    enum heat heat = heat_of_state(teller->whole ? verdict->counts : verdict->state);

    if (verdict->state != STATE_STALE && verdict->state != STATE_NO_DATA)
        return;
    if (verdict->since.time_ms == INT64_MIN)
        return;
    if (teller->whole)
        tell(teller, heat, verdict->since.time_ms, teller->time->end_ms);
    else
        tell_own(teller, heat, verdict->since.time_ms, teller->time->end_ms);
}

/* --- all of it --- */

static struct time_range known_part(const struct heat_time *time)
{
    struct time_range grid = grid_range(&time->grid);

    return (struct time_range){later(grid.start_ms, time->known_since_ms),
                               sooner(grid.end_ms, time->end_ms)};
}

/* What stood before the first report that is here is not known: the one before it is not loaded. */
static void begin_with_reports(struct teller *teller)
{
    const struct stretches *reports = &teller->past->reports;
    int64_t since_ms = teller->time->known_since_ms;

    if (reports->count == 0 || since_ms >= reports->list[0].first_ms)
        return;
    if (reports->list[0].first_ms - since_ms <= teller->verdict->silent_after_ms &&
        !teller->verdict->tenant->recent.whole)
        teller->known.start_ms = later(teller->known.start_ms, reports->list[0].first_ms);
}

/* Marks the buckets of which something is known. */
static void begin(const struct teller *teller)
{
    const struct time_grid *grid = &teller->time->grid;

    for (size_t i = 0; i < grid->count; i++) {
        struct time_range bucket = grid_bucket(grid, i);
        bool known =
            bucket.end_ms > teller->known.start_ms && bucket.start_ms < teller->known.end_ms;
        teller->cells[i] = known ? HEAT_NONE : HEAT_UNKNOWN;
    }
}

static void tell_all(struct teller *teller, size_t dimension)
{
    const struct tenant_verdict *verdict = teller->verdict;

    tell_reports(teller);
    for (size_t i = 0; i < teller->past->dimension_count; i++) {
        if (teller->whole || i == dimension)
            tell_dimension(teller, i);
    }
    for (size_t i = 0; i < verdict->dimension_count; i++) {
        if (teller->whole || verdict->dimensions[i].dimension == dimension)
            tell_verdict(teller, &verdict->dimensions[i]);
    }
}

/* Marks where what was bad stood on in a silence. */
static void tell_standing(struct teller *teller)
{
    const struct time_grid *grid = &teller->time->grid;

    for (size_t i = 0; teller->whole && i < teller->silences.count; i++) {
        int64_t start_ms = later(teller->silences.list[i].start_ms, teller->known.start_ms);
        int64_t end_ms = sooner(teller->silences.list[i].end_ms, teller->known.end_ms);
        size_t last = start_ms < end_ms ? grid_index(grid, end_ms - 1) + 1 : 0;
        for (size_t j = grid_index(grid, start_ms); j < last; j++) {
            if (heat_is_bad(heat_of_cell(teller->cells[j])))
                teller->cells[j] |= HEAT_STANDS_ON;
        }
    }
}

double heat_make(struct past *past, const struct tenant_verdict *verdict, size_t dimension,
                 const struct heat_time *time, uint8_t *cells)
{
    struct teller teller = {
        .past = past,
        .verdict = verdict,
        .time = time,
        .known = known_part(time),
        .whole = dimension == HEAT_ALL_DIMENSIONS,
        .cells = cells,
        .hold_ms = verdict->usual_ms > 0 ? verdict->usual_ms : SILENT_AFTER_UNKNOWN_MS,
    };

    past_renew(past, verdict->tenant, time->end_ms);
    begin_with_reports(&teller);
    begin(&teller);
    tell_all(&teller, dimension);
    tell_standing(&teller);
    int64_t known_ms = teller.known.end_ms - teller.known.start_ms;
    int64_t degraded_ms = spells_length(&teller.degraded);
    spells_free(&teller.silences);
    spells_free(&teller.degraded);
    return known_ms > 0 ? (double)degraded_ms / (double)known_ms : -1;
}
