/* The examiner: what each consumer group is asked. */
#include "config.h"

#include "doctor/doctor_private.h"

#include <stdio.h>

#define CONSUMERS_LISTED 5000 /* a group with more would hold the server up */
#define BEHIND_MAX 10001      /* entries of a group that are counted; of all groups together */
#define BEHIND_ALL 50000      /* so many, but of each one at least */
#define BEHIND_FIRST 101      /* so many, */
#define BEHIND_BYTES 262144   /* in replies of about that size, */
#define BEHIND_STEP 500       /* and so many at most */

static struct examined_stream *stream_of(const struct query *query)
{
    return &query->doctor->examination->streams[query->item.stream];
}

static struct examined_group *group_of(const struct query *query)
{
    return &stream_of(query)->groups[query->item.group];
}

static struct arena *arena_of(const struct query *query)
{
    return &query->doctor->examination->arena;
}

bool ask_groups(struct query *query, struct phrase *phrase)
{
    phrase_say(phrase, "XINFO GROUPS");
    phrase_add(phrase, stream_of(query)->key);
    return true;
}

bool take_groups(struct query *query, const struct reply *reply)
{
    struct examined_stream *stream = stream_of(query);

    stream->groups_known =
        groups_read(reply, arena_of(query), &stream->groups, &stream->group_count);
    return false;
}

bool ask_consumers(struct query *query, struct phrase *phrase)
{
    phrase_say(phrase, "XINFO CONSUMERS");
    phrase_add(phrase, stream_of(query)->key);
    phrase_add(phrase, group_of(query)->name);
    return group_of(query)->consumer_count <= CONSUMERS_LISTED;
}

bool take_consumers(struct query *query, const struct reply *reply)
{
    consumers_read(reply, arena_of(query), group_of(query));
    return false;
}

void find_leases(struct doctor *doctor)
{
    leases_find(doctor->examination);
}

size_t count_leases(const struct doctor *doctor)
{
    return doctor->examination->leases_count;
}

/* Those of one group are asked for one after the other: the first says how many there are. */
bool ask_lease(struct query *query, struct phrase *phrase)
{
    struct doctor *doctor = query->doctor;

    buffer_clear(&doctor->lease);
    phrase_say(phrase, "GET");
    if (!lease_key(&doctor->examination->leases[query->item.part], query->turn, &doctor->lease))
        return false;
    phrase_add(phrase, (struct slice){buffer_text(&doctor->lease), doctor->lease.size});
    return true;
}

bool take_lease(struct query *query, const struct reply *reply)
{
    lease_take(&query->doctor->examination->leases[query->item.part], query->turn - 1, reply);
    return query->turn < LEASE_QUESTIONS_MAX;
}

bool ask_pending(struct query *query, struct phrase *phrase)
{
    struct slice more[PENDING_WORDS_MAX];
    size_t count =
        pending_words(group_of(query), query->doctor->options.pending_ms, more, phrase->texts[0]);

    phrase_say(phrase, "XPENDING");
    phrase_add(phrase, stream_of(query)->key);
    phrase_add(phrase, group_of(query)->name);
    for (size_t i = 0; i < count; i++)
        phrase_add(phrase, more[i]);
    return count > 0;
}

bool take_pending(struct query *query, const struct reply *reply)
{
    pending_read(reply, arena_of(query), query->doctor->options.pending_ms, group_of(query));
    return false;
}

/* So many that the reply is of a bearable size. */
static uint64_t step_of(const struct query *query)
{
    uint64_t most = query->turn == 0 ? BEHIND_FIRST : BEHIND_STEP;
    uint64_t step = BEHIND_BYTES / (stream_entry_bytes(stream_of(query)) + 1) + 1;

    return step < most ? step : most;
}

/* Where it was given nothing of what the stream holds, or all of that, it need not be counted. */
static bool counts_itself(const struct examined_stream *stream, struct examined_group *group)
{
    bool has_none = stream->facts.length == 0 ||
                    stream_id_compare(group->delivered, stream->facts.first_entry.id) < 0;
    bool has_all = stream_id_compare(group->delivered, stream->facts.last_entry.id) >= 0;

    if (!has_none && !has_all)
        return false;
    group->counted = true;
    group->behind = has_none ? stream->facts.length : 0;
    group->behind_max = UINT64_MAX;
    return true;
}

static void ask_from(struct query *query, struct phrase *phrase, struct stream_id last)
{
    query->wanted = step_of(query);
    query->weight = BEHIND_BYTES;
    stream_id_format(stream_id_next(last), phrase->texts[0]);
    snprintf(phrase->texts[1], sizeof(phrase->texts[1]), "%llu", (unsigned long long)query->wanted);
    phrase_say(phrase, "XRANGE");
    phrase_add(phrase, stream_of(query)->key);
    phrase_add(phrase, slice_of(phrase->texts[0]));
    phrase_say(phrase, "+ COUNT");
    phrase_add(phrase, slice_of(phrase->texts[1]));
}

/* Where the lag is not known what is behind is counted, a piece at a time. */
bool ask_behind(struct query *query, struct phrase *phrase)
{
    struct examined_group *group = group_of(query);
    bool first = query->turn == 0;

    if (group->lag_known || (first && counts_itself(stream_of(query), group)))
        return false;
    ask_from(query, phrase, first ? group->delivered : query->after);
    return true;
}

/* Returns whether there may be more behind, of which more may be counted. */
static bool goes_on(struct query *query, uint64_t count)
{
    struct doctor *doctor = query->doctor;

    doctor->counted += count;
    return count >= query->wanted && doctor->counted < BEHIND_ALL;
}

bool take_behind(struct query *query, const struct reply *reply)
{
    struct examined_group *group = group_of(query);
    uint64_t count = 0;

    if (reply->nodes[0].type != REPLY_ARRAY)
        return false;
    for (size_t i = 1; i < reply->count; i = reply->nodes[i].next, count++)
        stream_id_parse(reply_text(reply, reply_child(reply, i, 0)), &query->after);
    bool more = goes_on(query, count);
    group->counted = true;
    group->behind += count;
    group->behind_max = count >= query->wanted ? group->behind : UINT64_MAX;
    return more && group->behind < BEHIND_MAX;
}
