/* Checks of what groups have not read. */
#include "config.h"

#include "base/duration.h"
#include "base/integer.h"
#include "doctor/check.h"
#include "doctor/group_facts.h"
#include "route/route_key.h"

#include <inttypes.h>

/* Without a count of its own the group has that estimated from where it is, which it keeps:
 * whatever it has read since this was printed. */
#define SET_TO_WHERE_IT_IS                                                                         \
    "EVAL \"for _, group in ipairs(redis.call('XINFO', 'GROUPS', KEYS[1])) do "                    \
    "if group[2] == ARGV[1] then "                                                                 \
    "return redis.call('XGROUP', 'SETID', KEYS[1], ARGV[1], group[8]) end end\" 1"

/* A router that read something this recently is at it. */
#define READS_MS MS_PER_MINUTE

/* --- alerts-lost --- */

static void tell_lost(const struct check *check, const struct group_place *place, uint64_t lost,
                      struct findings *findings)
{
    const struct stream_facts *facts = &place->stream->facts;
    char name[GROUP_NAME_SIZE], count[INTEGER_GROUPED_SIZE], added[INTEGER_GROUPED_SIZE];
    /* Where somebody deletes entries, these may have been meant to go. */
    bool meant = stream_id_compare(facts->deleted, STREAM_ID_MIN) > 0;
    struct finding *finding =
        group_finding(findings, check, meant ? FINDING_WARNING : FINDING_ERROR, place, name);

    integer_group(lost, count);
    integer_group(facts->added, added);
    finding->weight = (double)lost;
    buffer_printf(
        &finding->evidence, "group %s was never given %s of %s entries: they were %s", name, count,
        added, meant ? "trimmed, or deleted, before it read them" : "trimmed before it read them");
    buffer_string(&finding->cure, SET_TO_WHERE_IT_IS);
    group_words(&finding->cure, place);
    buffer_printf(&finding->note,
                  "That clears the count and changes nothing else: what was lost is. A larger cap "
                  "in the sink (DRIFT_RETENTION_CAP=%" PRIu64 ") leaves the group more time.",
                  (facts->length + lost) * 6 / 5);
}

void check_alerts_lost(const struct check *check, const struct examination *examination,
                       const struct doctor_settings *settings, struct findings *findings)
{
    struct group_place place = {.examination = examination};

    (void)settings;
    while (group_next(&place)) {
        uint64_t lost = group_lost(&place);
        if (lost > 0)
            tell_lost(check, &place, lost, findings);
    }
    groups_unchecked(check, examination, findings);
}

/* --- group-lag --- */

static bool is_abandoned(const struct group_place *place, int64_t idle_ms)
{
    const struct examined_group *group = place->group;

    if (!group->consumers_known || group_is_routers(place))
        return false;
    for (size_t i = 0; i < group->consumers_told; i++) {
        if (!consumer_is_abandoned(place, &group->consumers[i], idle_ms))
            return false;
    }
    return group->consumers_told == group->consumer_count;
}

static bool router_reads(const struct group_place *place)
{
    const struct examined_consumer *consumer = group_freshest(place->group, (struct slice){0});
    const struct examined_leases *leases = leases_of(place->examination, place->group->name);

    if (leases != NULL && lease_held(leases, place->stream->key) == WHETHER_NO)
        return false;
    return consumer != NULL && slice_is(consumer->name, ROUTE_CONSUMER) &&
           consumer->idle_ms < READS_MS && group_is_routers(place);
}

/* What is trimmed may take unread entries with it. One that somebody deleted is not trimmed. */
static enum finding_severity severity_of_lag(const struct group_place *place, uint64_t unread,
                                             const struct doctor_settings *settings)
{
    const struct stream_facts *facts = &place->stream->facts;
    bool is_trimmed =
        stream_facts_lost(facts) > 0 && stream_id_compare(facts->deleted, STREAM_ID_MIN) == 0;
    bool is_near_end = is_trimmed && unread > facts->length / 2;

    if (router_reads(place))
        return FINDING_INFO;
    return unread > settings->lag_error || is_near_end ? FINDING_ERROR : FINDING_WARNING;
}

static void say_way_out(struct finding *finding, const struct group_place *place,
                        const struct doctor_settings *settings)
{
    if (router_reads(place)) {
        buffer_string(&finding->note, "A router is reading it.");
    } else if (group_is_routers(place)) {
        buffer_string(&finding->note, "Start driftop route; where one runs, its destination may be "
                                      "down: driftop route --status says so.");
    } else if (is_abandoned(place, (int64_t)settings->consumer_ms)) {
        buffer_string(&finding->cure, "XGROUP DESTROY");
        group_words(&finding->cure, place);
        buffer_string(
            &finding->note,
            "Nobody reads for it. If its reader is only paused, start that again instead: "
            "it goes on where the group is, and what this destroys, that place and what "
            "is pending, does not come back.");
    } else {
        buffer_string(&finding->note, "Its consumers do not keep up: more of them, or faster ones, "
                                      "or a group that is not needed any more.");
    }
}

static void tell_lag(const struct check *check, const struct group_place *place, uint64_t unread,
                     bool at_least, const struct doctor_settings *settings,
                     struct findings *findings)
{
    char name[GROUP_NAME_SIZE], count[INTEGER_GROUPED_SIZE], length[INTEGER_GROUPED_SIZE], age[32];
    struct finding *finding =
        group_finding(findings, check, severity_of_lag(place, unread, settings), place, name);

    integer_group(unread, count);
    integer_group(place->stream->facts.length, length);
    duration_format_short(group_waits_ms(place), age);
    finding->weight = (double)unread;
    buffer_printf(&finding->evidence,
                  "group %s has not read %s%s of %s entries, the first of them for %s", name,
                  at_least ? "at least " : "", count, length, age);
    say_way_out(finding, place, settings);
}

void check_group_lag(const struct check *check, const struct examination *examination,
                     const struct doctor_settings *settings, struct findings *findings)
{
    struct group_place place = {.examination = examination};
    uint64_t unread;
    bool at_least;

    while (group_next(&place)) {
        if (group_unread(&place, &unread, &at_least) && unread > settings->lag_warn)
            tell_lag(check, &place, unread, at_least, settings, findings);
    }
    groups_unchecked(check, examination, findings);
}
