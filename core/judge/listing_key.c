#include "config.h"

#include "judge/listing_key.h"

#include "judge/far.h"

#include <math.h>
#include <string.h>

/* The most significant bit says who is muted; below it stands what it is sorted by, and then, where
 * there is room, how the name goes on. */
#define MUTED_SHIFT 63
#define ORDER_BITS 63
#define FORGOTTEN_SHIFT 62
#define RANK_SHIFT 56
#define RANK_MAX 63
#define STEP_SHIFT 46
#define STEP_MAX 1023
#define NAME_DROPPED_BITS                                                                          \
    24 /* of what is noted of a name: five bytes stand behind rank and distance */
#define NAME_SHIFT 6
#define WHOLE_NAME_DROPPED_BITS 8 /* seven bytes where it is sorted by name */
#define WHOLE_NAME_SHIFT 7
#define BELOW(bits) ((UINT64_C(1) << (bits)) - 1)

static struct slice name_of(const struct tenant_verdict *verdict)
{
    return (struct slice){verdict->tenant->name, verdict->tenant->name_size};
}

static int compare_name(const struct tenant_verdict *a, const struct tenant_verdict *b)
{
    return order_by_name(name_of(a), name_of(b));
}

static int compare_urgency(const struct tenant_verdict *a, const struct tenant_verdict *b)
{
    return order_by_urgency(verdict_urgency(a), verdict_urgency(b));
}

static int compare_z(const struct tenant_verdict *a, const struct tenant_verdict *b)
{
    return order_by_distance(verdict_z(a), verdict_z(b));
}

/* The longest without a report first; those that never had one before all. No stream is from before
 * the epoch. */
static uint64_t age_key(const struct tenant_verdict *verdict)
{
    uint64_t newest_ms = verdict->newest_ms < 0 ? 0 : (uint64_t)verdict->newest_ms + 1;

    return newest_ms < BELOW(ORDER_BITS) ? newest_ms : BELOW(ORDER_BITS);
}

static int compare_age(const struct tenant_verdict *a, const struct tenant_verdict *b)
{
    return (age_key(a) > age_key(b)) - (age_key(a) < age_key(b));
}

uint64_t listing_name(const struct tenant_verdict *verdict, size_t skip)
{
    struct slice name = name_of(verdict);
    uint64_t bytes = 0;

    for (size_t i = skip; i < skip + sizeof(bytes); i++)
        bytes = bytes << 8 | (i < name.size ? (unsigned char)name.data[i] : 0);
    return bytes;
}

static uint64_t clamp(int value, int limit)
{
    return (uint64_t)(value < 0 ? 0 : value > limit ? limit : value);
}

static uint64_t urgency_key(const struct tenant_verdict *verdict)
{
    struct urgency urgency = verdict_urgency(verdict);

    return (uint64_t)urgency.forgotten << FORGOTTEN_SHIFT |
           (RANK_MAX - clamp(state_urgency(urgency.rank), RANK_MAX)) << RANK_SHIFT |
           (STEP_MAX - clamp(far_step(urgency.far), STEP_MAX)) << STEP_SHIFT;
}

/* Positive numbers are in the order of their bits. */
static uint64_t z_key(const struct tenant_verdict *verdict)
{
    double far = fabs(verdict_z(verdict));
    uint64_t bits = 0;

    if (!isnan(far)) {
        memcpy(&bits, &far, sizeof(bits));
        bits++;
    }
    return BELOW(ORDER_BITS) - bits;
}

static uint64_t order_key(const struct tenant_verdict *verdict, const struct listing_choice *choice,
                          uint64_t name)
{
    switch (choice->sort) {
    case SORT_NAME:
        return name >> WHOLE_NAME_DROPPED_BITS << WHOLE_NAME_SHIFT;
    case SORT_AGE:
        return age_key(verdict);
    case SORT_Z:
        return z_key(verdict);
    default:
        return urgency_key(verdict);
    }
}

uint64_t listing_key(const struct tenant_verdict *verdict, const struct listing_choice *choice,
                     uint64_t name)
{
    uint64_t key = order_key(verdict, choice, name);

    if (choice->reversed)
        key = BELOW(ORDER_BITS) - key;
    if (choice->sort == SORT_WORST) {
        key &= ~BELOW(STEP_SHIFT);
        key |= name >> NAME_DROPPED_BITS << NAME_SHIFT;
    }
    return key | (uint64_t)verdict->muted << MUTED_SHIFT;
}

uint64_t listing_tie_key(const struct listing_choice *choice, uint64_t name)
{
    return choice->sort == SORT_NAME && choice->reversed ? ~name : name;
}

typedef int compare_fn(const struct tenant_verdict *a, const struct tenant_verdict *b);

int listing_compare(const struct tenant_verdict *a, const struct tenant_verdict *b,
                    const struct listing_choice *choice)
{
    static compare_fn *const orders[SORT_COUNT] = {[SORT_WORST] = compare_urgency,
                                                   [SORT_NAME] = compare_name,
                                                   [SORT_AGE] = compare_age,
                                                   [SORT_Z] = compare_z};
    int order = orders[choice->sort](a, b);

    if (a->muted != b->muted)
        return a->muted ? 1 : -1;
    if (order != 0)
        return choice->reversed ? -order : order;
    return compare_name(a, b);
}
