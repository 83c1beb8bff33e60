/* Checks of what groups were given, and nobody acknowledges. */
#include "config.h"

#include "base/duration.h"
#include "base/integer.h"
#include "doctor/check.h"
#include "doctor/figure.h"
#include "doctor/group_facts.h"
#include "route/route_key.h"

#include <inttypes.h>

/* More than these keep the server busy for some ten milliseconds. */
#define CLAIM_MAX 10000
#define CLAIM_MIN 100

/* Appends the command that gives what has been pending for so long to another consumer: all of it
 * where it is not very much. */
static void append_claim(struct finding *finding, const struct group_place *place,
                         struct slice consumer, uint64_t old_ms)
{
    uint64_t count = place->group->pending;

    if (count < CLAIM_MIN)
        count = CLAIM_MIN;
    buffer_string(&finding->cure, "XAUTOCLAIM");
    group_words(&finding->cure, place);
    buffer_char(&finding->cure, ' ');
    cure_word(&finding->cure, consumer);
    buffer_printf(&finding->cure, " %" PRIu64 " 0 COUNT %" PRIu64 " JUSTID", old_ms,
                  count < CLAIM_MAX ? count : CLAIM_MAX);
    if (count > CLAIM_MAX)
        buffer_string(&finding->note, "Again, until it answers with 0-0 first. ");
}

static void say_who_reads(struct finding *finding, const struct group_place *place)
{
    if (group_is_routers(place))
        buffer_string(&finding->note,
                      "A router judges them when it begins; driftop route --claim takes all.");
    else
        buffer_string(&finding->note,
                      "Its new consumer is given them when it reads what is pending "
                      "of its own (XREADGROUP with 0 in place of >).");
}

/* --- pending-old --- */

/* Returns who has the first of them. */
static struct slice holder_of_old(const struct examined_group *group)
{
    return group->old_consumer.size > 0 ? group->old_consumer : SLICE(ROUTE_CONSUMER);
}

/* Returns who is to have them: another one, that reads; empty: nobody. Given to the one that has
 * them they would only count as new. */
static struct slice heir(const struct group_place *place, int64_t old_ms)
{
    const struct examined_consumer *freshest =
        group_freshest(place->group, holder_of_old(place->group));

    if (group_is_routers(place))
        return SLICE(ROUTE_CONSUMER);
    return freshest != NULL && !consumer_is_abandoned(place, freshest, old_ms) ? freshest->name
                                                                               : (struct slice){0};
}

/* The same for all streams of a fleet, so that it is told once. */
static void say_how_to_end_them(struct finding *finding, uint64_t old_ms)
{
    buffer_printf(&finding->note,
                  "Nobody else is known to read for the group. Start its consumer again: it finds "
                  "them when it reads with 0 in place of >. Or look at them (XPENDING of that key "
                  "and group with IDLE %" PRIu64 " - + 10 tells their IDs) and XACK what is done.",
                  old_ms);
}

static void give_away(struct finding *finding, const struct group_place *place, uint64_t old_ms)
{
    struct slice consumer = heir(place, (int64_t)old_ms);

    if (consumer.size == 0) {
        say_how_to_end_them(finding, old_ms);
        return;
    }
    append_claim(finding, place, consumer, old_ms);
    say_who_reads(finding, place);
}

static void tell_old(const struct check *check, const struct group_place *place, uint64_t old,
                     uint64_t old_ms, struct findings *findings)
{
    const struct examined_group *group = place->group;
    char name[GROUP_NAME_SIZE], holder[GROUP_NAME_SIZE], count[INTEGER_GROUPED_SIZE],
        pending[INTEGER_GROUPED_SIZE], limit[32], age[32];
    struct finding *finding = group_finding(findings, check, FINDING_WARNING, place, name);

    integer_group(old, count);
    integer_group(group->pending, pending);
    duration_format((int64_t)old_ms, limit);
    finding->weight = (double)old;
    buffer_printf(&finding->evidence, "%s%s of %s pending entries of group %s are older than %s",
                  group->old_all ? "" : "at least ", count, pending, name, limit);
    if (group->old_consumer.size > 0) {
        group_name(holder, group->old_consumer);
        duration_format_short(group->old_ms, age);
        buffer_printf(&finding->evidence, "; the first, at %s, is %s old", holder, age);
    }
    give_away(finding, place, old_ms);
}

void check_pending_old(const struct check *check, const struct examination *examination,
                       const struct doctor_settings *settings, struct findings *findings)
{
    struct group_place place = {.examination = examination};

    while (group_next(&place)) {
        const struct examined_group *group = place.group;
        uint64_t history = group_is_routers(&place) ? group->old_routers : 0;
        if (!group->old_known && examined_refused(examination, "XPENDING", NULL))
            finding_unchecked(findings, check, "+xpending");
        else if (group->old_known && group->old > history)
            tell_old(check, &place, group->old - history, settings->pending_ms, findings);
    }
    groups_unchecked(check, examination, findings);
}

/* --- consumer-abandoned --- */

/* The consumers of one group that are abandoned. */
struct abandoned {
    size_t count;
    const struct examined_consumer *worst; /* with the most pending, then the longest idle */
    uint64_t pending;
};

static bool is_worse(const struct examined_consumer *a, const struct examined_consumer *b)
{
    return b == NULL || a->pending > b->pending ||
           (a->pending == b->pending && a->idle_ms > b->idle_ms);
}

static struct abandoned find_abandoned(const struct group_place *place, int64_t idle_ms)
{
    struct abandoned found = {0};

    for (size_t i = 0; i < place->group->consumers_told; i++) {
        const struct examined_consumer *consumer = &place->group->consumers[i];
        if (!consumer_is_abandoned(place, consumer, idle_ms))
            continue;
        found.count++;
        found.pending += consumer->pending;
        if (is_worse(consumer, found.worst))
            found.worst = consumer;
    }
    return found;
}

/* Returns who is still there to have what is pending; empty: nobody. */
static struct slice survivor(const struct group_place *place, int64_t idle_ms)
{
    const struct examined_consumer *freshest = group_freshest(place->group, (struct slice){0});

    if (group_is_routers(place))
        return SLICE(ROUTE_CONSUMER);
    return freshest != NULL && !consumer_is_abandoned(place, freshest, idle_ms) ? freshest->name
                                                                                : (struct slice){0};
}

static void rescue(struct finding *finding, const struct group_place *place, int64_t idle_ms)
{
    struct slice consumer = survivor(place, idle_ms);

    if (consumer.size == 0) {
        buffer_string(&finding->note,
                      "Start it again: it finds what is pending when it reads with 0 "
                      "in place of >. XGROUP DELCONSUMER would give that up.");
        return;
    }
    append_claim(finding, place, consumer, (uint64_t)idle_ms);
    say_who_reads(finding, place);
}

/* What has come to one of them meanwhile is left alone. */
static void remove_several(struct finding *finding, const struct group_place *place,
                           int64_t idle_ms)
{
    buffer_string(&finding->cure,
                  "EVAL \"local n = 0 "
                  "for _, one in ipairs(redis.call('XINFO', 'CONSUMERS', KEYS[1], ARGV[1])) do "
                  "if one[4] == 0 and one[6] >= tonumber(ARGV[2]) then "
                  "redis.call('XGROUP', 'DELCONSUMER', KEYS[1], ARGV[1], one[2]) n = n + 1 "
                  "end end return n\" 1");
    group_words(&finding->cure, place);
    buffer_printf(&finding->cure, " %" PRId64, idle_ms);
}

static void remove_them(struct finding *finding, const struct group_place *place,
                        const struct abandoned *found, int64_t idle_ms)
{
    if (found->count > 1) {
        remove_several(finding, place, idle_ms);
    } else {
        buffer_string(&finding->cure, "XGROUP DELCONSUMER");
        group_words(&finding->cure, place);
        buffer_char(&finding->cure, ' ');
        cure_word(&finding->cure, found->worst->name);
    }
    buffer_string(&finding->note, "It has nothing pending; if it reads again, it is made again.");
}

static void tell_abandoned(const struct check *check, const struct group_place *place,
                           const struct abandoned *found, int64_t idle_ms,
                           struct findings *findings)
{
    enum finding_severity severity = found->pending > 0 ? FINDING_WARNING : FINDING_INFO;
    char name[GROUP_NAME_SIZE], worst[GROUP_NAME_SIZE], pending[INTEGER_GROUPED_SIZE], age[32];
    struct finding *finding = group_finding(findings, check, severity, place, name);

    group_name(worst, found->worst->name);
    integer_group(found->pending, pending);
    duration_format_short(found->worst->idle_ms, age);
    finding->weight = (double)found->pending;
    if (found->count > 1)
        buffer_printf(&finding->evidence, "%s consumers of group %s are idle, such as %s for %s",
                      FIGURE_COUNT(found->count), name, worst, age);
    else
        buffer_printf(&finding->evidence, "consumer %s of group %s has been idle for %s", worst,
                      name, age);
    if (found->pending > 0)
        buffer_printf(&finding->evidence, ", with %s entries pending", pending);
    else
        buffer_string(&finding->evidence, ", with nothing pending");
    if (found->pending > 0)
        rescue(finding, place, idle_ms);
    else
        remove_them(finding, place, found, idle_ms);
}

void check_consumer_abandoned(const struct check *check, const struct examination *examination,
                              const struct doctor_settings *settings, struct findings *findings)
{
    struct group_place place = {.examination = examination};
    int64_t idle_ms = (int64_t)settings->consumer_ms;

    while (group_next(&place)) {
        const struct abandoned found = find_abandoned(&place, idle_ms);
        if (!place.group->consumers_known && examined_refused(examination, "XINFO", "CONSUMERS"))
            finding_unchecked(findings, check, "+xinfo|consumers");
        else if (found.count > 0)
            tell_abandoned(check, &place, &found, idle_ms, findings);
    }
    groups_unchecked(check, examination, findings);
}
