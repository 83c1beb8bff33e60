/* History: what is known of a tenant's past, in spans: stretches of time without a gap.
 *
 * The live span has no end: new reports come to it. Others hold what was read apart from it; they
 * are made when somebody looks there and released when nobody does. Spans that meet or overlap are
 * joined, so between two of them there always lies time of which nothing is known.
 *
 * Whoever reads a range holds no span, which may be joined with another meanwhile. It names the
 * span by the end of the range, which stays in it: HISTORY_LIVE for the live one. */
#ifndef DRIFT_HISTORY_H
#define DRIFT_HISTORY_H

#include "drift/late.h"
#include "drift/span.h"

#define HISTORY_LIVE INT64_MAX

/* Zero-initialised is empty and ready. */
struct history {
    struct span **spans; /* oldest first */
    size_t count;
    uint64_t duplicates;   /* found so far */
    uint64_t rewritten;    /* grows when rows change other than by coming and going at the ends */
    struct late_rows late; /* of the live span, not in it yet */
    bool trimmed;          /* old rows went since one came before the oldest */
};

/* Vacancy: whether the ID of a report is free, and what else stands in its millisecond. */
struct vacancy {
    struct stream_id wanted;
    uint64_t fingerprint; /* of the report; 0: none */
    bool taken;
    bool repeated;           /* the same report stands there already */
    struct stream_id newest; /* the last ID of that millisecond; STREAM_ID_MIN: none */
};

/* Begins with what is wanted; says that an entry stands there, with the same fingerprint or not. */
struct vacancy vacancy_of(struct stream_id wanted, uint64_t fingerprint);
void vacancy_see(struct vacancy *vacancy, struct stream_id id, bool same);

/* Mark: what rows a history held when something was made of them. Zero-initialised: none. */
struct history_mark {
    uint64_t rewritten;
    struct stream_id oldest;
    struct stream_id newest;
    bool held; /* there were rows */
};

/* Returns the span that ends at or holds `end_ms` (not in the future, which nobody knows), and
 * makes an empty one that ends there if need be. It may be gone after the next change of the
 * history. */
struct span *history_open(struct history *history, int64_t end_ms);

/* The same without making one: NULL. */
struct span *history_find(const struct history *history, int64_t end_ms);
struct span *history_live(const struct history *history);

/* Returns true when there is a live span and nobody reads more of it. */
bool history_is_loaded(const struct history *history);

/* Returns whether a row of that ID can be added to the span at `end_ms`: it lies beyond one of its
 * ends, and no other span holds it. An older or newer span that the span has come to is joined with
 * it. */
bool history_wants(struct history *history, int64_t end_ms, struct stream_id id);

/* Adds a row that is wanted. Returns true when it was found to be a duplicate, or to make one of
 * the row behind it. */
bool history_add(struct history *history, int64_t end_ms, const struct span_row *row);

/* Adds a row to the live span wherever its place is: at once at one of its ends, else it is kept
 * aside until history_settle(), or until there are many. No row may have its ID. Returns true when
 * it was found to be a duplicate, or to make one of the row behind it. */
bool history_insert(struct history *history, const struct span_row *row);

/* Puts what was kept aside into its place. Returns false when there was nothing. */
bool history_settle(struct history *history);

/* Sees what stands in the millisecond of a report that is to be inserted. */
void history_see(const struct history *history, struct vacancy *vacancy);

/* Says that the span at `end_ms` is complete from `since_ms` on. */
void history_reach(struct history *history, int64_t end_ms, int64_t since_ms);

/* Releases rows of the span at `end_ms` that are older than `id`, in whole blocks. */
void history_trim(struct history *history, int64_t end_ms, struct stream_id id);

/* Releases all rows before `id`, which are no more: that time is known, and holds nothing. Returns
 * how many rows went. */
size_t history_drop(struct history *history, struct stream_id id);

/* Releases the span at `end_ms`; all of them. */
void history_release(struct history *history, int64_t end_ms);
void history_clear(struct history *history);

/* Returns the span that knows what came just before `end_ms`, or NULL: that is not known. */
const struct span *history_at(const struct history *history, int64_t end_ms);

/* Returns since when everything up to `end_ms` is known; INT64_MAX when nothing is. */
int64_t history_known_since(const struct history *history, int64_t end_ms);

/* Returns the mark of what is held now. */
struct history_mark history_mark(const struct history *history);

/* Returns the time whose rows are today what they were at a mark; before and behind it rows came or
 * went. Empty when that cannot be told. */
struct time_range history_unchanged(const struct history *history, const struct history_mark *mark);

/* Returns true when all of it is. */
bool history_is_unchanged(const struct history *history, const struct history_mark *mark);

/* Returns how many rows there are; and how many of those of a range are a ROW_REPORT. */
size_t history_rows(const struct history *history);
size_t history_count_reports(const struct history *history, struct time_range range);

/* Returns the bytes that the history occupies. */
size_t history_memory(const struct history *history);

#endif
