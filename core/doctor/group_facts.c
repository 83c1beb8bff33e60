#include "config.h"

#include "doctor/group_facts.h"

#include "base/duration.h"
#include "base/text.h"
#include "doctor/check.h"
#include "route/route_key.h"

bool group_next(struct group_place *place)
{
    const struct examination *examination = place->examination;
    size_t next = 0;

    if (place->stream != NULL) {
        const struct examined_stream *stream = place->stream;
        if (++place->group < stream->groups + stream->group_count)
            return true;
        next = (size_t)(stream - examination->streams) + 1;
    }
    for (; next < examination->stream_count; next++) {
        const struct examined_stream *stream = &examination->streams[next];
        place->stream = stream;
        place->group = stream->groups;
        if (stream->answered && stream->groups_known && stream->group_count > 0)
            return true;
    }
    return false;
}

void groups_unchecked(const struct check *check, const struct examination *examination,
                      struct findings *findings)
{
    if (examination->stream_count > 0)
        check_needs(check, examination, "xinfo", "groups", findings);
}

bool group_is_routers(const struct group_place *place)
{
    const struct examined_leases *leases = leases_of(place->examination, place->group->name);

    return leases != NULL ? leases->is_routers != WHETHER_NO : leases_concern(place->group);
}

bool consumer_is_abandoned(const struct group_place *place,
                           const struct examined_consumer *consumer, int64_t idle_ms)
{
    int64_t now_ms = examined_now(place->examination, place->stream->node);
    int64_t came_ms = stream_id_time(place->stream->facts.last);

    if (slice_is(consumer->name, ROUTE_CONSUMER) && group_is_routers(place))
        return false;
    return consumer->idle_ms >= idle_ms && came_ms > now_ms - consumer->idle_ms;
}

const struct examined_consumer *group_freshest(const struct examined_group *group,
                                               struct slice other)
{
    const struct examined_consumer *freshest = NULL;

    for (size_t i = 0; i < group->consumers_told; i++) {
        const struct examined_consumer *consumer = &group->consumers[i];
        bool fresher = freshest == NULL || consumer->idle_ms < freshest->idle_ms;
        if (fresher && !slice_equals(consumer->name, other))
            freshest = consumer;
    }
    return freshest;
}

/* --- what it has not read --- */

/* The stream was looked at before the group: where that is still in front of the first entry, or at
 * the last one, it has not moved since. */
uint64_t group_lost(const struct group_place *place)
{
    const struct stream_facts *facts = &place->stream->facts;
    const struct examined_group *group = place->group;
    uint64_t there = 0;

    if (!facts->added_known || !group->read_known || facts->length > facts->added)
        return 0;
    if (stream_id_compare(group->delivered, facts->last) > 0)
        return 0;
    if (stream_id_compare(group->delivered, facts->last) < 0) {
        there = facts->length;
        if (there > 0 && stream_id_compare(facts->first_entry.id, group->delivered) <= 0)
            return 0;
    }
    uint64_t given = group->read + there;
    return facts->added > given ? facts->added - given : 0;
}

/* What Redis 7.0 calls lag counts for ever also what went before it was read; where that is not
 * known yet, no more can be unread than is there. */
bool group_unread(const struct group_place *place, uint64_t *unread, bool *at_least)
{
    const struct examined_group *group = place->group;
    uint64_t lost = group_lost(place), length = place->stream->facts.length;

    *at_least = !group->lag_known && group->counted && group->behind >= group->behind_max;
    *unread = group->lag_known ? group->lag : group->behind;
    if (group->lag_known)
        *unread = *unread > lost ? *unread - lost : 0;
    if (*unread > length)
        *unread = length;
    return group->lag_known || group->counted;
}

/* Of several only the last one's time is known: the others are taken to have come evenly. */
static int64_t first_unread(const struct group_place *place, uint64_t unread)
{
    const struct stream_facts *facts = &place->stream->facts;
    int64_t last_ms = stream_id_time(facts->last);
    int64_t given_ms = stream_id_time(place->group->delivered);

    if (stream_id_compare(facts->first_entry.id, place->group->delivered) > 0)
        return stream_id_time(facts->first_entry.id);
    return unread > 1 ? given_ms + (last_ms - given_ms) / (int64_t)unread : last_ms;
}

int64_t group_waits_ms(const struct group_place *place)
{
    const struct stream_facts *facts = &place->stream->facts;
    int64_t now_ms = examined_now(place->examination, place->stream->node);
    uint64_t unread = 0;
    bool at_least;

    if (facts->length == 0 || stream_id_compare(facts->last, place->group->delivered) <= 0)
        return 0;
    if (!group_unread(place, &unread, &at_least))
        unread = 1;
    int64_t first_ms = first_unread(place, unread);
    return unread > 0 && first_ms < now_ms ? now_ms - first_ms : 0;
}

/* --- findings --- */

void group_name(char out[static GROUP_NAME_SIZE], struct slice name)
{
    struct buffer text = {0};

    cure_name(&text, name);
    text_safe_copy(out, GROUP_NAME_SIZE, (struct slice){buffer_text(&text), text.size});
    buffer_free(&text);
}

struct finding *group_finding(struct findings *findings, const struct check *check,
                              enum finding_severity severity, const struct group_place *place,
                              char name[static GROUP_NAME_SIZE])
{
    struct finding *finding = finding_add(findings, check, severity, place->examination,
                                          place->stream, place->stream->node);

    group_name(name, place->group->name);
    finding_set_part(finding, place->group->name);
    return finding;
}

void group_words(struct buffer *out, const struct group_place *place)
{
    buffer_char(out, ' ');
    cure_word(out, place->stream->key);
    buffer_char(out, ' ');
    cure_word(out, place->group->name);
}
