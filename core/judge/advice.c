#include "config.h"

#include "judge/advice.h"

#include <string.h>

/* What the rule of thumb speaks of. */
enum part { PART_QUERIES, PART_EMBEDDING, PART_RESPONSE, PART_JUDGE, PART_OTHER, PART_COUNT };

/* How the dimensions of a part are: one that is bad makes it bad, else one that is undecided makes
 * it that. */
enum standing { STANDING_UNKNOWN, STANDING_WELL, STANDING_UNDECIDED, STANDING_BAD };

/* Returns whether a dimension has that name, or that and a key behind a dot. */
static bool is_named(const char *name, const char *part, bool keys)
{
    size_t length = strlen(part);

    return strncmp(name, part, length) == 0 &&
           (name[length] == '\0' || (keys && name[length] == '.'));
}

static enum part part_of(const char *name)
{
    static const char *const names[] = {[PART_QUERIES] = "QueryDistribution",
                                        [PART_EMBEDDING] = "EmbeddingDrift",
                                        [PART_RESPONSE] = "ResponseQuality",
                                        [PART_JUDGE] = "JudgeDrift"};
    int part = 0;

    while (part < PART_OTHER && !is_named(name, names[part], part == PART_RESPONSE))
        part++;
    return (enum part)part;
}

static enum standing standing_of(const struct dimension_verdict *verdict)
{
    if (verdict->state == STATE_OK || verdict->state == STATE_SUPERSEDED)
        return STANDING_WELL;
    if (verdict->state < STATE_WARN)
        return STANDING_UNKNOWN;
    return verdict->alert.state == ALERT_FIRING ? STANDING_BAD : STANDING_UNDECIDED;
}

static void find_standings(const struct tenant_verdict *verdict,
                           enum standing standings[static PART_COUNT])
{
    for (int part = 0; part < PART_COUNT; part++)
        standings[part] = STANDING_UNKNOWN;
    for (size_t i = 0; i < verdict->dimension_count; i++) {
        const struct dimension_verdict *dimension = &verdict->dimensions[i];
        enum part part = part_of(verdict->tenant->dimensions[dimension->dimension].name);
        enum standing standing = standing_of(dimension);
        if (standing > standings[part])
            standings[part] = standing;
    }
}

/* Returns true when the judge is bad and nothing else may be. */
static bool is_judge_alone(const enum standing *standings)
{
    for (int part = 0; part < PART_COUNT; part++) {
        if (part != PART_JUDGE && standings[part] > STANDING_WELL)
            return false;
    }
    return standings[PART_JUDGE] == STANDING_BAD;
}

static enum advice_kind kind_of(const enum standing *standings)
{
    bool embedding = standings[PART_EMBEDDING] == STANDING_BAD;

    if (is_judge_alone(standings))
        return ADVICE_JUDGE;
    if (embedding && standings[PART_QUERIES] == STANDING_BAD)
        return ADVICE_USERS;
    bool queries_may_drift = standings[PART_QUERIES] == STANDING_UNDECIDED;
    if (embedding && standings[PART_RESPONSE] == STANDING_BAD && !queries_may_drift)
        return ADVICE_PIPELINE;
    return ADVICE_NONE;
}

struct advice advice_of(const struct tenant_verdict *verdict)
{
    enum standing standings[PART_COUNT];

    if (verdict->silent || verdict->forgotten || verdict->state < STATE_WARN)
        return (struct advice){.kind = ADVICE_NONE};
    if (verdict->alert.state == ALERT_PENDING)
        return (struct advice){
            .kind = ADVICE_WAIT, .bad = verdict->alert.bad, .of = verdict->alert.of};
    find_standings(verdict, standings);
    enum advice_kind kind = kind_of(standings);
    return (struct advice){
        .kind = kind,
        .queries_unknown = kind == ADVICE_PIPELINE && standings[PART_QUERIES] == STANDING_UNKNOWN,
        .judge = (kind == ADVICE_USERS || kind == ADVICE_PIPELINE) &&
                 standings[PART_JUDGE] == STANDING_BAD,
    };
}
