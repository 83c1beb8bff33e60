#include "config.h"

#include "wire/complete.h"

#include "wire/lists.h"

#include <math.h>
#include <string.h>

/* An odd number with about as many ones as zeros spreads every bit over the product. */
#define MULTIPLIER UINT64_C(0x9E3779B97F4A7C15)

static uint64_t mix(uint64_t hash, uint64_t word)
{
    hash = (hash ^ word) * MULTIPLIER;
    return hash ^ hash >> 32;
}

static uint64_t mix_text(uint64_t hash, struct slice text)
{
    uint64_t word;

    hash = mix(hash, text.size);
    for (; text.size >= sizeof(word); text.data += sizeof(word), text.size -= sizeof(word)) {
        memcpy(&word, text.data, sizeof(word));
        hash = mix(hash, word);
    }
    if (text.size == 0)
        return hash;
    word = 0;
    memcpy(&word, text.data, text.size);
    return mix(hash, word);
}

/* Unknown is the same whichever of the many NaN stands for it. */
static uint64_t mix_number(uint64_t hash, double number)
{
    uint64_t bits = UINT64_MAX;

    if (!isnan(number))
        memcpy(&bits, &number, sizeof(bits));
    return mix(hash, bits);
}

static uint64_t mix_reading(uint64_t hash, const struct reading *reading)
{
    hash = mix_text(hash, reading->name);
    hash = mix(hash, reading->severity);
    if (reading->word == WORD_UNKNOWN)
        hash = mix_text(hash, reading->severity_word);
    hash = mix_number(hash, reading->value);
    hash = mix_number(hash, reading->baseline);
    hash = mix_number(hash, reading->z);
    return mix(hash, reading->sample_count);
}

/* The fingerprint is taken of what was read and not of the bytes, so that a report keeps it on its
 * way through export and emit. Without its window a report has none: equal values are no proof. */
static uint64_t fingerprint(const struct report *report)
{
    if (report->window_start.size == 0 && report->window_end.size == 0)
        return 0;

    uint64_t hash = mix_text(0, report->window_start);
    hash = mix_text(hash, report->window_end);
    for (size_t i = 0; i < report->count; i++)
        hash = mix_reading(hash, &report->readings[i]);

    return hash != 0 ? hash : 1;
}

static struct slice copy_up_to(struct report *report, struct slice text, size_t limit)
{
    if (text.size > limit)
        return (struct slice){0};
    return (struct slice){arena_copy(&report->text, text.data, text.size), text.size};
}

struct slice window_text(struct report *report, struct slice text)
{
    return text.size > 0 ? copy_up_to(report, text, WINDOW_TEXT_MAX) : (struct slice){0};
}

struct slice list_text(struct report *report, struct slice text)
{
    return copy_up_to(report, text, LIST_TEXT_MAX);
}

/* Returns true when neither a word nor a list says how a dimension is: then none is derived, which
 * would say it to whoever reads the report next. */
static bool says_nothing(const struct report *report)
{
    if (report->degraded.data != NULL || report->warned.data != NULL)
        return false;
    for (size_t i = 0; i < report->count; i++) {
        if (report->readings[i].word == WORD_MISSING)
            return true;
    }
    return false;
}

static void derive_missing_lists(struct report *report)
{
    bool nothing = says_nothing(report);
    bool no_degraded = report->degraded.data == NULL;
    bool no_warned = report->warned.data == NULL;

    report->flaws.count[FLAW_MISSING_FIELDS] += (uint32_t)no_degraded + no_warned;
    if (no_degraded && !nothing)
        report->degraded = list_derive(report, SEVERITY_DEGRADED);
    if (no_warned && !nothing)
        report->warned = list_derive(report, SEVERITY_WARN);
}

void report_complete(struct report *report)
{
    report->flaws.count[FLAW_MISSING_FIELDS] += report->window_start.data == NULL;
    report->flaws.count[FLAW_MISSING_FIELDS] += report->window_end.data == NULL;
    report->degraded = list_with_bars(report, report->degraded, SEVERITY_DEGRADED);
    report->warned = list_with_bars(report, report->warned, SEVERITY_WARN);
    lists_decide(report);
    derive_missing_lists(report);
    report->flaws.count[FLAW_CONTRADICTORY_LISTS] += lists_disagreements(report);
    report->fingerprint = fingerprint(report);
}
