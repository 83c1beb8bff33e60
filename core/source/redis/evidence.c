#include "config.h"

#include "source/redis/evidence.h"

#include "source/redis/streams.h"

uint64_t evidence_unread(const struct stream *stream, const struct stream_facts *facts)
{
    return stream_id_compare(facts->first_entry.id, stream->cursor) > 0 ? facts->length : 0;
}

static bool counters_went_back(const struct stream *stream, const struct stream_facts *facts)
{
    return stream_id_compare(facts->last, stream->cursor) < 0 ||
           (stream->added_known && facts->added_known &&
            facts->added < stream->added + evidence_unread(stream, facts));
}

/* Who looks once did not read what the first entry says until a check did; where it is one of the
 * newest entries, they tell. */
static bool begins_the_same(const struct stream *stream, const struct stream_facts *facts)
{
    bool unread = !stream->streams->follow && stream->first.fingerprint == 0;

    return unread || facts->first_entry.fingerprint == stream->first.fingerprint;
}

static bool has_other_beginning(const struct stream *stream, const struct stream_facts *facts)
{
    uint64_t lost = stream_facts_lost(facts);
    int order = stream_id_compare(facts->first_entry.id, stream->first.id);

    if (facts->length == 0 || stream_id_compare(stream->first.id, STREAM_ID_MIN) == 0)
        return false;
    return order < 0 || (order == 0 && !begins_the_same(stream, facts)) ||
           (facts->added_known && stream->added_to_last_known &&
            (lost < stream->lost || (order > 0 && lost == stream->lost)));
}

/* Under the same ID stands another content than the one that was read. */
static bool is_rewritten(const struct stream *stream, const struct entry_mark *mark)
{
    const struct recent *recent = &stream->tenant->recent;
    size_t held = recent_find(recent, mark->id);
    const struct span *live = history_live(&stream->tenant->history);

    if (held != RECENT_NO_ENTRY)
        return !recent_has_fingerprint(recent, held, mark->fingerprint);
    size_t row = live != NULL ? span_find(live, mark->id) : 0;
    return live != NULL && row < live->rows && mark->fingerprint != 0 &&
           stream_id_compare(span_id(live, row), mark->id) == 0 &&
           !span_has_fingerprint(live, row, mark->fingerprint);
}

bool evidence_of_another(const struct stream *stream, const struct stream_facts *facts)
{
    return counters_went_back(stream, facts) || has_other_beginning(stream, facts) ||
           is_rewritten(stream, &facts->first_entry) || is_rewritten(stream, &facts->last_entry);
}

/* IDs grow with the time: one that was made anew has greater ones. An older copy may have taken
 * newer entries since, and been trimmed. */
bool evidence_of_older_copy(const struct stream *stream, const struct stream_facts *facts)
{
    int order = stream_id_compare(facts->first_entry.id, stream->first.id);
    bool begins_so = order == 0 && begins_the_same(stream, facts);
    bool may_begin_so = order != 0 && stream_id_compare(facts->last_entry.id, stream->cursor) < 0 &&
                        stream_id_compare(facts->last_entry.id, stream->first.id) >= 0;

    return facts->length > 0 && stream_id_compare(stream->first.id, STREAM_ID_MIN) != 0 &&
           (begins_so || may_begin_so) && !is_rewritten(stream, &facts->first_entry) &&
           !is_rewritten(stream, &facts->last_entry);
}

/* Counts the entries from the first one on that are among the newest ones. Returns false where
 * there may be others in front of them. */
static bool count_recent(const struct recent *recent, struct stream_id first, uint64_t *count)
{
    *count = recent->count;
    if (recent->count == 0 || recent->asked == 0 ||
        stream_id_compare(recent_oldest_id(recent), first) > 0)
        return recent->whole;
    for (size_t i = 0; i < recent->count; i++)
        *count -= stream_id_compare(recent_id(recent, i), first) < 0;
    return true;
}

/* The same of those in the live history. */
static bool count_live(const struct stream *stream, struct stream_id first, uint64_t *count)
{
    const struct span *live = history_live(&stream->tenant->history);

    if (!stream->window.joined || live == NULL || live->loading ||
        live->known.start_ms > stream_id_time(first))
        return false;
    *count = live->rows - span_find(live, first);
    return true;
}

static bool is_first_held(const struct stream *stream, struct stream_id first)
{
    const struct recent *recent = &stream->tenant->recent;

    return recent->count == 0 || stream_id_compare(recent_oldest_id(recent), first) > 0 ||
           stream_id_compare(stream->cursor, first) < 0 ||
           recent_find(recent, first) != RECENT_NO_ENTRY;
}

/* What was read last is the newest one, or is no more. */
static bool is_read_to_its_end(const struct stream *stream, const struct stream_facts *facts)
{
    return stream_id_compare(facts->last_entry.id, stream->cursor) <= 0;
}

/* Entries went, none of them from the beginning; or one that is in front of what went before. */
static bool lost_in_the_middle(const struct stream *stream, const struct stream_facts *facts)
{
    if (!facts->added_known || !stream->added_to_last_known ||
        stream_id_compare(stream->first.id, STREAM_ID_MIN) == 0)
        return false;
    bool deleted = stream_id_compare(facts->deleted, stream->deleted) > 0 &&
                   stream_id_compare(facts->deleted, facts->first_entry.id) > 0;
    return deleted || (stream_facts_lost(facts) > stream->lost &&
                       stream_id_compare(facts->first_entry.id, stream->first.id) == 0);
}

bool evidence_of_holes(const struct stream *stream, const struct stream_facts *facts)
{
    const struct tenant *tenant = stream->tenant;
    struct stream_id first = facts->first_entry.id;
    uint64_t count;

    if (!stream->streams->judged || !tenant->has_report || stream_waits_for_look(stream))
        return false;
    if (facts->length == 0)
        return true;
    if (lost_in_the_middle(stream, facts) || !is_first_held(stream, first))
        return true;
    if (!is_read_to_its_end(stream, facts))
        return false;
    if (stream_id_compare(facts->last_entry.id, tenant->newest_id) != 0)
        return true;
    return (count_recent(&tenant->recent, first, &count) || count_live(stream, first, &count)) &&
           count != facts->length;
}
