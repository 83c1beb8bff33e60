#include "config.h"

#include "drift/history.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

#define LATE_ROWS 1024 /* kept aside at least, before they are put into their places */
#define TWINS 64       /* reports of one millisecond that are looked at for the same one */

/* Returns the index of the span at `end_ms`, or history->count. */
static size_t index_of(const struct history *history, int64_t end_ms)
{
    for (size_t i = history->count; i-- > 0;) {
        const struct time_range *known = &history->spans[i]->known;
        if (known->start_ms <= end_ms && end_ms <= known->end_ms)
            return i;
    }
    return history->count;
}

struct span *history_find(const struct history *history, int64_t end_ms)
{
    size_t index = index_of(history, end_ms);

    return index < history->count ? history->spans[index] : NULL;
}

struct span *history_live(const struct history *history)
{
    return history_find(history, HISTORY_LIVE);
}

bool history_is_loaded(const struct history *history)
{
    const struct span *live = history_live(history);

    return live != NULL && !live->loading;
}

struct span *history_open(struct history *history, int64_t end_ms)
{
    struct span *span = history_find(history, end_ms);
    size_t at = history->count;

    if (span != NULL)
        return span;
    while (at > 0 && history->spans[at - 1]->known.start_ms > end_ms)
        at--;
    span = mem_zalloc(1, sizeof(*span));
    span->known = (struct time_range){end_ms, end_ms};
    history->spans = mem_resize(history->spans, history->count + 1, sizeof(struct span *));
    memmove(&history->spans[at + 1], &history->spans[at],
            (history->count - at) * sizeof(struct span *));
    history->spans[at] = span;
    history->count++;
    return span;
}

static void remove_at(struct history *history, size_t index)
{
    history->rewritten += history->spans[index]->rows > 0;
    span_clear(history->spans[index]);
    free(history->spans[index]);
    history->count--;
    memmove(&history->spans[index], &history->spans[index + 1],
            (history->count - index) * sizeof(struct span *));
}

/* Joins the span before `index` with that at `index`, which stays. */
static void join_before(struct history *history, size_t index)
{
    struct span *older = history->spans[index - 1];
    struct span *newer = history->spans[index];

    if (older->known.start_ms < newer->known.start_ms)
        newer->known.start_ms = older->known.start_ms;
    newer->loading = newer->loading || older->loading;
    history->duplicates += span_join(newer, older);
    history->rewritten++;
    remove_at(history, index - 1);
}

/* Joins the span at `end_ms` with those that it meets. */
static void join_met(struct history *history, int64_t end_ms)
{
    size_t index = index_of(history, end_ms);

    while (index > 0 &&
           history->spans[index - 1]->known.end_ms >= history->spans[index]->known.start_ms)
        join_before(history, index--);
    while (index + 1 < history->count &&
           history->spans[index]->known.end_ms >= history->spans[index + 1]->known.start_ms)
        join_before(history, index + 1);
}

/* Returns the first moment of which a span knows everything when its oldest row has that ID. */
static int64_t known_from(struct stream_id oldest)
{
    int64_t time_ms = stream_id_time(oldest);

    return oldest.seq > 0 && time_ms < INT64_MAX ? time_ms + 1 : time_ms;
}

bool history_wants(struct history *history, int64_t end_ms, struct stream_id id)
{
    size_t index = index_of(history, end_ms);
    int64_t time_ms = stream_id_time(id);

    if (index == history->count)
        return true;
    for (; index > 0 && time_ms < history->spans[index - 1]->known.end_ms; index--)
        join_before(history, index);
    while (index + 1 < history->count && time_ms >= history->spans[index + 1]->known.start_ms)
        join_before(history, index + 1);
    const struct span *span = history->spans[index];
    return span->rows == 0 || stream_id_compare(id, span_id(span, 0)) < 0 ||
           stream_id_compare(id, span_id(span, span->rows - 1)) > 0;
}

/* Keeps the count of what is no mere coming at one of the ends: a row before the others may make
 * one of them a duplicate, one between two spans is at no end of the whole, and what comes after
 * old rows went does not take their place. */
static void note_change(struct history *history, const struct span *span, bool behind,
                        bool duplicate)
{
    if (behind) {
        history->rewritten += span != history->spans[history->count - 1];
        return;
    }
    history->rewritten += duplicate || span != history->spans[0] || history->trimmed;
    history->trimmed = false;
}

bool history_add(struct history *history, int64_t end_ms, const struct span_row *row)
{
    struct span *span = history_open(history, end_ms);
    bool behind = span->rows == 0 || stream_id_compare(row->id, span_id(span, 0)) > 0;
    bool duplicate = behind ? span_append(span, row) : span_prepend(span, row);
    int64_t time_ms = stream_id_time(row->id);

    history->duplicates += duplicate;
    note_change(history, span, behind, duplicate);
    if (known_from(row->id) < span->known.start_ms)
        span->known.start_ms = known_from(row->id);
    /* Others of the same millisecond may be yet to come. */
    if (time_ms > span->known.end_ms)
        span->known.end_ms = time_ms;
    if (history->count > 1)
        join_met(history, end_ms);
    return duplicate;
}

/* What is kept aside costs a search and a move for each row that comes, and a pass over all rows
 * when it is put into its place. */
static bool is_time_to_settle(const struct history *history)
{
    size_t rows = history_live(history)->rows / 64;

    return history->late.count >= (rows > LATE_ROWS ? rows : LATE_ROWS);
}

bool history_insert(struct history *history, const struct span_row *row)
{
    if (history_wants(history, HISTORY_LIVE, row->id))
        return history_add(history, HISTORY_LIVE, row);
    late_add(&history->late, row);
    if (is_time_to_settle(history))
        history_settle(history);
    return false;
}

bool history_settle(struct history *history)
{
    struct late_rows *late = &history->late;

    if (late->count == 0)
        return false;
    struct span *live = history_open(history, HISTORY_LIVE);
    history->duplicates += span_insert(live, late->rows, late->count);
    history->rewritten++;
    if (known_from(span_id(live, 0)) < live->known.start_ms)
        live->known.start_ms = known_from(span_id(live, 0));
    late_clear(late);
    return true;
}

struct vacancy vacancy_of(struct stream_id wanted, uint64_t fingerprint)
{
    return (struct vacancy){.wanted = wanted, .fingerprint = fingerprint, .newest = STREAM_ID_MIN};
}

void vacancy_see(struct vacancy *vacancy, struct stream_id id, bool same)
{
    if (id.ms != vacancy->wanted.ms)
        return;
    vacancy->taken |= stream_id_compare(id, vacancy->wanted) == 0;
    vacancy->repeated |= same && vacancy->fingerprint != 0;
    if (stream_id_compare(id, vacancy->newest) > 0)
        vacancy->newest = id;
}

static void see_rows(const struct span *span, struct vacancy *vacancy)
{
    size_t wanted = span_find(span, vacancy->wanted);
    size_t end = span_find(span, (struct stream_id){vacancy->wanted.ms, UINT64_MAX});

    if (wanted < span->rows)
        vacancy_see(vacancy, span_id(span, wanted), false);
    for (size_t i = 1; i <= TWINS && i <= end && span_id(span, end - i).ms == vacancy->wanted.ms;
         i++)
        vacancy_see(vacancy, span_id(span, end - i),
                    span_has_fingerprint(span, end - i, vacancy->fingerprint));
}

static void see_late(const struct late_rows *late, struct vacancy *vacancy)
{
    size_t wanted = late_find(late, vacancy->wanted);
    size_t end = late_find(late, (struct stream_id){vacancy->wanted.ms, UINT64_MAX});

    if (wanted < late->count)
        vacancy_see(vacancy, late->rows[wanted].id, false);
    for (size_t i = 1; i <= TWINS && i <= end; i++) {
        const struct span_row *row = &late->rows[end - i];
        vacancy_see(vacancy, row->id, row->fingerprint == vacancy->fingerprint);
    }
}

void history_see(const struct history *history, struct vacancy *vacancy)
{
    const struct span *live = history_live(history);

    if (live != NULL)
        see_rows(live, vacancy);
    see_late(&history->late, vacancy);
}

void history_reach(struct history *history, int64_t end_ms, int64_t since_ms)
{
    struct span *span = history_open(history, end_ms);

    if (since_ms < span->known.start_ms)
        span->known.start_ms = since_ms;
    join_met(history, end_ms);
}

void history_trim(struct history *history, int64_t end_ms, struct stream_id id)
{
    struct span *span = history_find(history, end_ms);

    if (span == NULL)
        return;
    size_t rows = span->rows;
    span_trim(span, id);
    if (span->rows == rows)
        return;
    history->rewritten += span != history->spans[0] || span->rows == 0;
    history->trimmed = true;
    int64_t since_ms = span->rows > 0 ? known_from(span_id(span, 0)) : stream_id_time(id);
    span->known.start_ms = since_ms < span->known.end_ms ? since_ms : span->known.end_ms;
}

size_t history_drop(struct history *history, struct stream_id id)
{
    size_t before = history_rows(history);

    for (size_t i = 0; i < history->count; i++) {
        struct span *span = history->spans[i];
        size_t rows = span->rows;
        span_drop(span, id);
        history->rewritten += span->rows < rows && (i > 0 || span->rows == 0);
        history->trimmed |= span->rows < rows;
    }
    return before - history_rows(history);
}

void history_release(struct history *history, int64_t end_ms)
{
    size_t index = index_of(history, end_ms);

    if (index < history->count)
        remove_at(history, index);
}

void history_clear(struct history *history)
{
    while (history->count > 0)
        remove_at(history, history->count - 1);
    free(history->spans);
    late_clear(&history->late);
    *history = (struct history){.rewritten = history->rewritten};
}

const struct span *history_at(const struct history *history, int64_t end_ms)
{
    const struct span *span = history_find(history, end_ms);

    return span != NULL && span->known.start_ms < end_ms ? span : NULL;
}

int64_t history_known_since(const struct history *history, int64_t end_ms)
{
    const struct span *span = history_at(history, end_ms);

    return span != NULL ? span->known.start_ms : INT64_MAX;
}

struct history_mark history_mark(const struct history *history)
{
    struct history_mark mark = {.rewritten = history->rewritten};

    for (size_t i = 0; i < history->count; i++) {
        const struct span *span = history->spans[i];
        if (span->rows == 0)
            continue;
        if (!mark.held)
            mark.oldest = span_id(span, 0);
        mark.newest = span_id(span, span->rows - 1);
        mark.held = true;
    }
    return mark;
}

static struct stream_id later(struct stream_id a, struct stream_id b)
{
    return stream_id_compare(a, b) > 0 ? a : b;
}

static int64_t after(int64_t time_ms)
{
    return time_ms < INT64_MAX ? time_ms + 1 : time_ms;
}

struct time_range history_unchanged(const struct history *history, const struct history_mark *mark)
{
    struct history_mark now = history_mark(history);
    struct time_range unchanged = {INT64_MIN, INT64_MAX};

    if (!mark->held || !now.held || mark->rewritten != now.rewritten)
        return (struct time_range){0, 0};
    /* Others of the same millisecond may have come or gone beside the ones at the ends. */
    if (stream_id_compare(mark->oldest, now.oldest) != 0)
        unchanged.start_ms = after(stream_id_time(later(mark->oldest, now.oldest)));
    if (stream_id_compare(mark->newest, now.newest) != 0)
        unchanged.end_ms = stream_id_time(mark->newest);
    return unchanged;
}

bool history_is_unchanged(const struct history *history, const struct history_mark *mark)
{
    struct history_mark now = history_mark(history);

    return now.rewritten == mark->rewritten && now.held == mark->held &&
           stream_id_compare(now.oldest, mark->oldest) == 0 &&
           stream_id_compare(now.newest, mark->newest) == 0;
}

size_t history_rows(const struct history *history)
{
    size_t rows = 0;

    for (size_t i = 0; i < history->count; i++)
        rows += history->spans[i]->rows;
    return rows;
}

size_t history_count_reports(const struct history *history, struct time_range range)
{
    size_t reports = 0;

    for (size_t i = 0; i < history->count; i++) {
        const struct span *span = history->spans[i];
        reports += span_count_reports(span, span_find(span, stream_id_at(range.start_ms)),
                                      span_find(span, stream_id_at(range.end_ms)));
    }
    return reports;
}

size_t history_memory(const struct history *history)
{
    size_t bytes = history->count * sizeof(struct span *);

    for (size_t i = 0; i < history->count; i++)
        bytes += sizeof(struct span) + span_memory(history->spans[i]);
    return bytes;
}
