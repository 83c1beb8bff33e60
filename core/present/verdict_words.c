#include "config.h"

#include "present/verdict_words.h"

#include "present/number.h"
#include "present/state_words.h"

#include <inttypes.h>
#include <string.h>

struct slice tenant_title(const struct tenant *tenant)
{
    return tenant->name_size > 0 ? tenant_name(tenant) : SLICE("(empty)");
}

static bool is_bad(enum state state)
{
    return state == STATE_WARN || state == STATE_DEGRADED;
}

/* What is bad, but not yet by its rule; what is good again, but not yet by its rule. */
static bool is_pending(enum state state, const struct alert *alert)
{
    return alert->state == ALERT_PENDING && is_bad(state);
}

static bool is_ok_again(enum state state, const struct alert *alert)
{
    return alert->state == ALERT_RECOVERING && state == STATE_OK;
}

static const char *word_of(enum state state, const struct alert *alert)
{
    if (is_pending(state, alert))
        return "pending";
    if (is_ok_again(state, alert))
        return "ok again";
    if (alert->state == ALERT_FIRING && is_bad(state))
        return state_word(severity_state(alert->severity));
    return state_word(state);
}

const char *tenant_word(const struct tenant_verdict *verdict)
{
    return word_of(verdict->state, &verdict->alert);
}

const char *dimension_word(const struct dimension_verdict *verdict)
{
    return word_of(verdict->state, &verdict->alert);
}

bool tenant_is_not_back(const struct tenant_verdict *verdict)
{
    if (verdict->state != STATE_OK)
        return false;
    for (size_t i = 0; i < verdict->dimension_count; i++) {
        if (dimension_rare(&verdict->dimensions[i])->not_back.is)
            return true;
    }
    return false;
}

static void append_length(struct buffer *out, const char *before, struct since since,
                          struct telling telling)
{
    char length[SINCE_LENGTH_SIZE];

    since_length(since.time_ms, since.before, telling.now_ms, length);
    buffer_printf(out, "%s%s", before, length);
}

static void append_moment(struct buffer *out, const char *before, struct since since,
                          struct telling telling)
{
    char moment[SINCE_MOMENT_SIZE];

    since_moment(since.time_ms, since.before, telling.now_ms, telling.zone, moment);
    buffer_printf(out, "%s%s", before, moment);
}

static bool is_known(struct since since)
{
    return since.time_ms != INT64_MIN;
}

/* Returns true when it is worse, or better, than when it turned bad, and has been for a while. */
static bool has_turned(const struct tenant_verdict *verdict, struct telling telling)
{
    char length[SINCE_LENGTH_SIZE];
    char bad_length[SINCE_LENGTH_SIZE];
    struct since since = verdict->since;
    struct since bad = verdict->bad_since;

    if (!is_bad(verdict->state) || !is_known(bad) || bad.time_ms >= since.time_ms)
        return false;
    since_length(since.time_ms, since.before, telling.now_ms, length);
    since_length(bad.time_ms, bad.before, telling.now_ms, bad_length);
    return strcmp(length, bad_length) != 0;
}

static void append_trouble(struct buffer *out, const struct tenant_verdict *verdict,
                           struct telling telling)
{
    append_length(out, " ", verdict->since, telling);
    append_length(out, verdict->state == STATE_DEGRADED ? ", warn since " : ", bad since ",
                  verdict->bad_since, telling);
}

static void append_since(struct buffer *out, struct since since, struct telling telling)
{
    if (!is_known(since))
        return;
    append_moment(out, " since ", since, telling);
    append_length(out, " (", since, telling);
    buffer_char(out, ')');
}

static void append_state_since(struct buffer *out, const struct tenant_verdict *verdict,
                               struct telling telling)
{
    const struct since opened = {.time_ms = verdict->alert.since_ms};
    bool is_milder = verdict->alert.state == ALERT_FIRING &&
                     severity_state(verdict->alert.severity) < verdict->state;

    if (is_milder)
        append_since(out, opened, telling);
    else if (has_turned(verdict, telling))
        append_trouble(out, verdict, telling);
    else
        append_since(out, verdict->since, telling);
}

/* The bad reading still counts, and nothing is known since. */
static void append_held(struct buffer *out, const struct dimension_verdict *verdict,
                        struct telling telling)
{
    append_length(out, verdict->state == STATE_STALE ? ", gone for " : ", no data for ",
                  verdict->since, telling);
}

static void append_bad_since(struct buffer *out, struct since since, struct telling telling)
{
    if (is_known(since))
        append_moment(out, ", bad since ", since, telling);
}

static void append_silence(struct buffer *out, const struct tenant_verdict *verdict,
                           struct telling telling)
{
    const struct since newest = {.time_ms = verdict->newest_ms};

    append_length(out, verdict->state == STATE_SILENT ? " for " : ", silent for ", newest, telling);
    append_bad_since(out, verdict->bad_since, telling);
}

static void append_pending(struct buffer *out, const struct alert *alert, struct telling telling)
{
    const struct since since = {.time_ms = alert->since_ms};

    buffer_printf(out, ", %s", severity_word(alert->severity));
    append_length(out, " for ", since, telling);
    buffer_printf(out, ", %" PRIu32 " of %" PRIu32 " bad", alert->bad, alert->of);
}

static void append_recovering(struct buffer *out, const struct tenant_verdict *verdict,
                              struct telling telling)
{
    const struct since opened = {.time_ms = verdict->alert.since_ms};

    append_length(out, " for ", verdict->since, telling);
    buffer_printf(out, ", %s", severity_word(verdict->alert.severity));
    append_moment(out, " since ", opened, telling);
}

/* Returns the dimension that the tenant is in its state for, where that is held; else NULL. */
static const struct dimension_verdict *held_worst(const struct tenant_verdict *verdict)
{
    const struct dimension_verdict *worst = verdict_worst(verdict);

    return worst != NULL && worst->held && worst->counts == verdict->state ? worst : NULL;
}

/* How it stands with what is bad, or was. */
static void append_standing(struct buffer *out, const struct tenant_verdict *verdict,
                            struct telling telling)
{
    const struct dimension_verdict *held = held_worst(verdict);

    if (is_pending(verdict->state, &verdict->alert)) {
        append_pending(out, &verdict->alert, telling);
    } else if (is_ok_again(verdict->state, &verdict->alert)) {
        append_recovering(out, verdict, telling);
    } else if (held != NULL) {
        append_held(out, held, telling);
        append_bad_since(out, verdict->bad_since, telling);
    } else {
        append_state_since(out, verdict, telling);
    }
}

void tenant_describe(const struct tenant_verdict *verdict, struct telling telling,
                     struct buffer *out)
{
    buffer_string(out, tenant_word(verdict));
    if (verdict->silent)
        append_silence(out, verdict, telling);
    else if (verdict->state != STATE_OK || alert_is_open(&verdict->alert))
        append_standing(out, verdict, telling);
    else if (tenant_is_not_back(verdict))
        buffer_string(out, ", but not back");
}

void flapping_describe(const struct flapping *flapping, const char *mildest, const char *worst,
                       struct telling telling, struct buffer *out)
{
    const struct since since = {.time_ms = flapping->since_ms};

    buffer_printf(out, "%s <-> %s x %" PRIu32, mildest, worst, flapping->changes);
    append_moment(out, " since ", since, telling);
    buffer_printf(out, ", bad %" PRIu32 " of %" PRIu32, flapping->bad, flapping->readings);
}

void not_back_describe(const struct not_back *not_back, double value, struct telling telling,
                       struct buffer *out)
{
    const struct since since = {.time_ms = not_back->since_ms};
    char now[NUMBER_SIZE];
    char before[NUMBER_SIZE];

    number_value(value, now);
    number_value(not_back->value_before, before);
    buffer_printf(out, "ok again, but not back: %s against %s", now, before);
    append_moment(out, " before ", since, telling);
}

static void append_other(struct buffer *out, const struct tenant *tenant,
                         const struct dimension_verdict *verdict)
{
    const struct dimension *other = &tenant->dimensions[verdict->other];

    buffer_string(out, verdict->renamed ? "now " : "replaced by ");
    buffer_append(out, other->name, other->name_size);
}

/* One thing to say, behind what was said. */
static struct buffer *next(struct buffer *out, size_t begin)
{
    if (out->size > begin)
        buffer_string(out, "; ");
    return out;
}

void dimension_describe(const struct tenant *tenant, const struct dimension_verdict *verdict,
                        struct telling telling, struct buffer *out)
{
    const struct dimension_rare *rare = dimension_rare(verdict);
    size_t begin = out->size;

    if (verdict->held) {
        buffer_string(out, state_word(verdict->counts));
        append_held(out, verdict, telling);
    }
    if (verdict->other != DIMENSION_NONE)
        append_other(next(out, begin), tenant, verdict);
    if (rare->flapping.is && rare->flapping.current)
        flapping_describe(&rare->flapping, severity_word(rare->flapping.mildest),
                          severity_word(rare->flapping.worst), telling, next(out, begin));
    if (rare->not_back.is)
        not_back_describe(&rare->not_back, verdict->newest.value, telling, next(out, begin));
}
