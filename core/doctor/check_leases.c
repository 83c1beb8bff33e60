/* Check of the groups that driftop route reads: whether one does. */
#include "config.h"

#include "base/duration.h"
#include "base/integer.h"
#include "doctor/check.h"
#include "doctor/figure.h"
#include "doctor/group_facts.h"

/* A router that is started anew, or whose lease goes to another, is back by then. */
#define BACK_MS MS_PER_MINUTE

/* What waits in the streams of shards that nobody has. */
struct waiting {
    size_t streams;
    uint64_t entries;
    int64_t longest_ms;
};

static void add(struct waiting *waiting, const struct group_place *place)
{
    int64_t waits_ms = group_waits_ms(place);
    uint64_t unread = 0;
    bool at_least;

    if (waits_ms < BACK_MS && place->group->old_routers == 0)
        return;
    (void)group_unread(place, &unread, &at_least);
    waiting->streams++;
    waiting->entries += unread + place->group->old_routers;
    if (waits_ms > waiting->longest_ms)
        waiting->longest_ms = waits_ms;
}

static struct waiting find_waiting(const struct examination *examination,
                                   const struct examined_leases *leases)
{
    struct group_place place = {.examination = examination};
    struct waiting waiting = {0};

    while (group_next(&place)) {
        if (slice_equals(place.group->name, leases->group) &&
            lease_held(leases, place.stream->key) == WHETHER_NO)
            add(&waiting, &place);
    }
    return waiting;
}

static unsigned count_free(const struct examined_leases *leases)
{
    unsigned count = 0;

    for (unsigned i = 0; i < leases->shards; i++)
        count += leases->held[i] == WHETHER_NO;
    return count;
}

static void tell(const struct check *check, const struct examination *examination,
                 const struct examined_leases *leases, const struct waiting *waiting,
                 struct findings *findings)
{
    struct finding *finding =
        finding_add(findings, check, FINDING_WARNING, examination, NULL, SIZE_MAX);
    char name[GROUP_NAME_SIZE], entries[INTEGER_GROUPED_SIZE], age[32];

    group_name(name, leases->group);
    finding_set_part(finding, leases->group);
    finding->weight = (double)waiting->entries;
    integer_group(waiting->entries, entries);
    buffer_printf(&finding->evidence,
                  "no router holds %u of %u leases of group %s: %s entries wait in %s stream%s",
                  count_free(leases), leases->shards, name, entries, FIGURE_COUNT(waiting->streams),
                  waiting->streams == 1 ? "" : "s");
    if (waiting->longest_ms > 0) {
        duration_format_short(waiting->longest_ms, age);
        buffer_printf(&finding->evidence, ", the first for %s", age);
    }
    buffer_printf(&finding->note,
                  "Start driftop route with a destination %s. Where there is to be none any more: "
                  "XGROUP DESTROY of that group on each stream.",
                  name);
}

static void judge(const struct check *check, const struct examination *examination,
                  const struct examined_leases *leases, struct findings *findings)
{
    if (leases->refused)
        finding_unchecked(findings, check, "%R~driftop:*");
    if (leases->shards == 0)
        return;
    const struct waiting waiting = find_waiting(examination, leases);
    if (waiting.streams > 0)
        tell(check, examination, leases, &waiting, findings);
}

/* Which groups are those of routers is known by their consumers. */
static void tell_unasked(const struct check *check, const struct examination *examination,
                         struct findings *findings)
{
    struct group_place place = {.examination = examination};

    while (group_next(&place)) {
        if (!place.group->consumers_known && examined_refused(examination, "XINFO", "CONSUMERS"))
            finding_unchecked(findings, check, "+xinfo|consumers");
        else if (leases_concern(place.group) && examined_refused(examination, "GET", NULL))
            finding_unchecked(findings, check, "+get");
    }
    groups_unchecked(check, examination, findings);
}

void check_route_lease(const struct check *check, const struct examination *examination,
                       const struct doctor_settings *settings, struct findings *findings)
{
    (void)settings;
    for (size_t i = 0; i < examination->leases_count; i++)
        judge(check, examination, &examination->leases[i], findings);
    tell_unasked(check, examination, findings);
}
