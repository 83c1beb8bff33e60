#include "config.h"

#include "route/courier_plan.h"

#include "base/memory.h"
#include "route/courier.h"

#include <stdlib.h>
#include <string.h>

void courier_plan_init(struct courier_plan *plan, const struct destination *destination)
{
    *plan = (struct courier_plan){.destination = destination, .has_late = true};
    if (destination->digest_messages > 0 && !destination_traits[destination->kind].keyed)
        plan->posted_ms = mem_zalloc(destination->digest_messages + 1, sizeof(int64_t));
}

struct stand_in *courier_plan_next(const struct courier_plan *plan, const struct owners *owners)
{
    for (struct stand_in *each = plan->first; each != NULL; each = each->next) {
        if (each->is_of_many || !owners_find(owners, each->owner)->is_under_way)
            return each;
    }
    return NULL;
}

void courier_plan_take(struct courier_plan *plan, struct stand_in *stand_in)
{
    struct stand_in **place = &plan->first;
    struct stand_in *before = NULL;

    for (; *place != stand_in; place = &(*place)->next)
        before = *place;
    *place = stand_in->next;
    if (plan->last == stand_in)
        plan->last = before;
    stand_in->next = NULL;
}

static struct stand_in *shift(struct courier_plan *plan)
{
    struct stand_in *first = plan->first;

    if (first != NULL)
        courier_plan_take(plan, first);
    return first;
}

void courier_plan_free(struct courier_plan *plan)
{
    for (struct stand_in *each = NULL; (each = shift(plan)) != NULL;)
        stand_in_free(each);
    free(plan->posted_ms);
}

static void append(struct courier_plan *plan, struct stand_in *stand_in)
{
    stand_in_finish(stand_in);
    if (plan->last != NULL)
        plan->last->next = stand_in;
    else
        plan->first = stand_in;
    plan->last = stand_in;
}

void courier_plan_drop(struct courier_plan *plan, const struct owners *owners)
{
    for (struct stand_in *each = NULL; (each = shift(plan)) != NULL;)
        stand_in_dissolve(each, owners);
    plan->has_late = true;
    plan->is_combed = false;
}

void courier_plan_drop_owner(struct courier_plan *plan, const struct owners *owners,
                             const struct owner *owner)
{
    for (size_t i = 0; i < owner->count; i++) {
        const struct parcel *parcel = owner_parcel(owner, i);
        if (parcel->by != NULL && !parcel->by->is_under_way && !parcel->taken) {
            courier_plan_drop(plan, owners);
            return;
        }
    }
}

/* --- alerts among the parcels of an owner that wait --- */

static bool waits(const struct owner *owner, size_t place)
{
    return !owner_parcel(owner, place)->taken;
}

/* What is taken already, and waits for those before it, is about none. */
static bool same_alert(const struct owner *owner, size_t a, size_t b)
{
    return waits(owner, a) == waits(owner, b) &&
           memcmp(owner_parcel(owner, a)->message->key, owner_parcel(owner, b)->message->key,
                  MESSAGE_ID_SIZE) == 0;
}

/* Returns the place of the first parcel about the same alert as that of a place. */
static size_t first_of_alert(const struct owner *owner, size_t place)
{
    size_t first = 0;

    while (!same_alert(owner, first, place))
        first++;
    return first;
}

static bool is_last_of_alert(const struct owner *owner, size_t place, size_t count)
{
    for (size_t i = place + 1; i < count; i++) {
        if (same_alert(owner, place, i))
            return false;
    }
    return true;
}

/* --- net differences --- */

static bool is_late(const struct message *message, const struct courier_outage *outage,
                    struct courier_moment now)
{
    int64_t posted_ms = now.epoch_ms - (now.monotonic_ms - message->posted_ms);
    int64_t since_ms = message->at_ms < posted_ms ? message->at_ms : posted_ms;
    int64_t until_ms = outage->until_ms < now.epoch_ms ? outage->until_ms : now.epoch_ms;

    if (since_ms < outage->since_ms)
        since_ms = outage->since_ms;
    return outage->since_ms != 0 && until_ms - since_ms > COURIER_NET_MS;
}

/* What was lost, and that it is quiet from now on, is said in any case. */
static bool says_nothing(const struct message *first, const struct message *last)
{
    return first->before == last->after && last->edge != EDGE_LOST && last->edge != EDGE_FLAPPING;
}

static void cover_alert(struct stand_in *stand_in, struct owner *owner, size_t first, size_t last)
{
    for (size_t i = first; i <= last; i++) {
        if (same_alert(owner, i, last))
            stand_in_cover(stand_in, owner_parcel(owner, i),
                           i == last && owner_parcel(owner, i)->message->after != SEVERITY_ABSENT);
    }
}

static size_t count_late(const struct owner *owner, const struct courier_outage *outage,
                         struct courier_moment now)
{
    size_t count = 0;

    while (count < owner->count &&
           (!waits(owner, count) || is_late(owner_parcel(owner, count)->message, outage, now)))
        count++;
    return count;
}

/* Adds what an alert came to, or adds it to what came and went. */
static void add_net(struct courier_plan *plan, struct owner *owner, size_t place,
                    struct stand_in *passed, int64_t now_ms)
{
    size_t place_of_first = first_of_alert(owner, place);
    const struct message *first = owner_parcel(owner, place_of_first)->message;
    const struct message *last = owner_parcel(owner, place)->message;

    if (says_nothing(first, last)) {
        passed->message->counts.passed += last->after == SEVERITY_ABSENT;
        cover_alert(passed, owner, place_of_first, place);
        return;
    }
    struct stand_in *net = stand_in_net(last, first->before, now_ms);
    cover_alert(net, owner, place_of_first, place);
    append(plan, net);
}

static void make_nets(struct courier_plan *plan, struct owners *owners,
                      const struct courier_outage *outage, struct courier_moment now)
{
    struct stand_in *passed = stand_in_digest(plan->destination, now.epoch_ms);

    for (struct owner *owner = owners->first; owner != NULL; owner = owner->behind) {
        size_t late = count_late(owner, outage, now);
        for (size_t i = 0; i < late; i++) {
            if (waits(owner, i) && is_last_of_alert(owner, i, late))
                add_net(plan, owner, i, passed, now.epoch_ms);
        }
    }
    plan->has_late = outage->until_ms > now.epoch_ms || owners->under_way > 0;
    passed->message->until_ms = now.epoch_ms;
    if (passed->part_count > 0)
        append(plan, passed);
    else
        stand_in_free(passed);
}

/* --- digests --- */

void courier_plan_count(struct courier_plan *plan, const struct message *message,
                        const struct courier_outage *outage, struct courier_moment now)
{
    size_t size = plan->destination->digest_messages + 1;

    if (is_late(message, outage, now))
        plan->has_late = true;
    plan->is_combed = false;
    if (plan->posted_ms != NULL)
        plan->posted_ms[plan->posted_count++ % size] = now.monotonic_ms;
}

/* More messages were posted within the time than go out one by one. */
static bool is_crowded(const struct courier_plan *plan, int64_t now_ms)
{
    size_t size = plan->destination->digest_messages + 1;

    return plan->posted_count >= size &&
           now_ms - plan->posted_ms[plan->posted_count % size] < plan->destination->digest_ms;
}

static bool may_be_covered(const struct owner *owner, size_t place)
{
    return owner_parcel(owner, place)->by == NULL;
}

static size_t count_coverable(const struct owners *owners)
{
    size_t count = 0;

    for (const struct owner *owner = owners->first; owner != NULL; owner = owner->behind) {
        for (size_t i = 0; i < owner->count; i++)
            count += may_be_covered(owner, i);
    }
    return count;
}

static bool has_passed(const struct owner *owner, size_t place)
{
    return edge_closes(owner_parcel(owner, place)->message->edge) &&
           owner_parcel(owner, first_of_alert(owner, place))->message->before == SEVERITY_ABSENT;
}

static void cover_owner(struct owner *owner, struct stand_in *digest)
{
    for (size_t i = 0; i < owner->count; i++) {
        bool is_last = is_last_of_alert(owner, i, owner->count);
        if (!may_be_covered(owner, i))
            continue;
        digest->message->counts.passed += is_last && has_passed(owner, i);
        stand_in_cover(digest, owner_parcel(owner, i),
                       is_last && owner_parcel(owner, i)->message->after != SEVERITY_ABSENT);
    }
}

/* One alone goes as it is, and is not looked through again. */
static void make_digest(struct courier_plan *plan, struct owners *owners, int64_t now_ms)
{
    plan->is_combed = count_coverable(owners) < 2;
    if (plan->is_combed)
        return;
    struct stand_in *digest = stand_in_digest(plan->destination, now_ms);
    for (struct owner *owner = owners->first; owner != NULL; owner = owner->behind)
        cover_owner(owner, digest);
    append(plan, digest);
}

static void choose_moment(struct courier_plan *plan, const struct owners *owners, bool is_crowded,
                          int64_t now_ms)
{
    bool is_much = owners->parcels > plan->destination->digest_messages && !plan->is_combed;

    if (!is_crowded && !is_much && plan->digest_at_ms == 0)
        return;
    if (plan->is_hurried || (plan->digest_at_ms == 0 && !is_crowded))
        plan->digest_at_ms = now_ms;
    else if (plan->digest_at_ms == 0)
        plan->digest_at_ms = now_ms + plan->destination->digest_ms;
}

/* Returns the moment until which what waits is gathered; 0: nothing is, any more. */
static int64_t gather(struct courier_plan *plan, struct owners *owners, struct courier_moment now)
{
    bool crowded = is_crowded(plan, now.monotonic_ms);

    choose_moment(plan, owners, crowded, now.monotonic_ms);
    if (plan->digest_at_ms == 0 || plan->digest_at_ms > now.monotonic_ms)
        return plan->digest_at_ms;
    plan->digest_at_ms = crowded ? now.monotonic_ms + plan->destination->digest_ms : 0;
    plan->is_hurried = false;
    make_digest(plan, owners, now.epoch_ms);
    return 0;
}

int64_t courier_plan_make(struct courier_plan *plan, struct owners *owners,
                          const struct courier_outage *outage, struct courier_moment now)
{
    int64_t gathers_until_ms = 0;

    if (plan->first != NULL)
        return 0;
    if (plan->posted_ms != NULL)
        gathers_until_ms = gather(plan, owners, now);
    if (gathers_until_ms == 0 && plan->first == NULL && plan->has_late)
        make_nets(plan, owners, outage, now);
    return gathers_until_ms;
}
