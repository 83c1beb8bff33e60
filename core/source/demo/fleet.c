#include "config.h"

#include "source/demo/fleet.h"

#include "base/buffer.h"
#include "base/duration.h"
#include "base/timestamp.h"
#include "wire/metadata.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define WOBBLE_MS (15 * MS_PER_MINUTE) /* between two turning points of the slow noise */

/* What a random number is for; each purpose has its own, so that they do not move together. */
enum purpose { FOR_KEY, FOR_PHASE, FOR_CHANCE, FOR_SHIFT, FOR_JITTER, FOR_WOBBLE, FOR_COUNT };

/* Scrambles all bits of a number so that neighbours have nothing in common. Multiplying by an odd
 * number carries low bits upwards, the shifts bring high bits down again; the sum keeps 0 from
 * staying 0. */
static uint64_t scramble(uint64_t number)
{
    number += UINT64_C(0x9e3779b97f4a7c15);
    for (int round = 0; round < 2; round++) {
        number ^= number >> 31;
        number *= UINT64_C(0xd6e8feb86659fd93);
    }
    return number ^ number >> 32;
}

static uint64_t random_bits(uint64_t key, enum purpose purpose, int64_t at)
{
    return scramble(scramble(key + (uint64_t)purpose) ^ (uint64_t)at);
}

/* Returns a number from 0 to 1, 1 excluded. */
static double random_fraction(uint64_t key, enum purpose purpose, int64_t at)
{
    return (double)(random_bits(key, purpose, at) >> 11) * 0x1p-53;
}

/* Returns a number from -1 to 1. */
static double random_signed(uint64_t key, enum purpose purpose, int64_t at)
{
    return random_fraction(key, purpose, at) * 2 - 1;
}

static int64_t divide_down(int64_t number, int64_t divisor)
{
    return number / divisor - (number % divisor < 0);
}

/* Chooses scenario and name of a tenant beyond the fixed ones. */
static void describe_extra(struct demo_tenant *tenant, size_t index)
{
    static const char *const products[] = {"kiosk",   "helpdesk", "wiki",
                                           "catalog", "claims",   "tutor"};
    static const char *const regions[] = {"eu", "us", "apac", "latam"};
    const size_t product_count = sizeof(products) / sizeof(products[0]);
    const size_t region_count = sizeof(regions) / sizeof(regions[0]);
    unsigned chance = (unsigned)(random_bits(tenant->key, FOR_CHANCE, 0) % 100);
    int64_t shift = (int64_t)(random_bits(tenant->key, FOR_SHIFT, 0) % 600);

    tenant->scenario = demo_scenario_by_chance(chance);
    tenant->opened_ms -= shift * MS_PER_MINUTE;
    snprintf(tenant->name, sizeof(tenant->name), "%s-%s-%04zu", products[index % product_count],
             regions[index / product_count % region_count], index + 1);
}

void demo_tenant_describe(uint64_t seed, size_t index, int64_t opened_ms,
                          struct demo_tenant *tenant)
{
    *tenant = (struct demo_tenant){
        .key = random_bits(seed, FOR_KEY, (int64_t)index),
        .opened_ms = opened_ms,
        .shared_ms = opened_ms,
    };
    if (index < demo_scenario_count) {
        tenant->scenario = &demo_scenarios[index];
        snprintf(tenant->name, sizeof(tenant->name), "%s", tenant->scenario->name);
    } else {
        describe_extra(tenant, index);
    }

    const struct demo_scenario *scenario = tenant->scenario;
    tenant->interval_ms = scenario->interval_s * MS_PER_SECOND;
    tenant->origin_ms = opened_ms - (int64_t)(random_bits(tenant->key, FOR_PHASE, 0) %
                                              (uint64_t)tenant->interval_ms);
    tenant->last = INT64_MAX;
    if (scenario->last_minute != DEMO_FOREVER) {
        int64_t died_ms = tenant->opened_ms + scenario->last_minute * MS_PER_MINUTE;
        tenant->last = divide_down(died_ms - tenant->origin_ms, tenant->interval_ms);
    }
    tenant->first = (tenant->last < 0 ? tenant->last : 0) - DEMO_RETENTION + 1;
    if (scenario->dimensions[0] == NULL)
        tenant->last = tenant->first - 1;
}

int64_t demo_report_time(const struct demo_tenant *tenant, int64_t number)
{
    return tenant->origin_ms + number * tenant->interval_ms;
}

int64_t demo_newest_report(const struct demo_tenant *tenant, int64_t time_ms)
{
    int64_t number = divide_down(time_ms - tenant->origin_ms, tenant->interval_ms);

    return number < tenant->last ? number : tenant->last;
}

/* Returns how far a story has come at `minute`: from 0, it did not begin, to 1. */
static double story_strength(const struct demo_story *story, double minute)
{
    double since = minute - story->from;
    double length = story->to - story->from;

    if (story->every > 0)
        since -= floor(since / story->every) * story->every;
    if (since < 0 || since >= length + story->fall)
        return 0;
    if (since < story->rise)
        return since / story->rise;
    return since < length ? 1 : 1 - (since - length) / story->fall;
}

/* Returns noise from -1 to 1: half of it jumps with every report, half wanders slowly. */
static double noise_at(uint64_t key, int64_t number, int64_t time_ms)
{
    int64_t turn = divide_down(time_ms, WOBBLE_MS);
    double progress = (double)(time_ms - turn * WOBBLE_MS) / (double)WOBBLE_MS;
    double ease = progress * progress * (3 - 2 * progress);
    double from = random_signed(key, FOR_WOBBLE, turn);
    double to = random_signed(key, FOR_WOBBLE, turn + 1);

    return (from + (to - from) * ease + random_signed(key, FOR_JITTER, number)) / 2;
}

/* What happens to one dimension at one moment. */
struct condition {
    double badness;
    bool gone;
    bool no_data;
    const char *word;
};

static bool is_about(const char *dimension, const char *name)
{
    return dimension != NULL && strcmp(dimension, name) == 0;
}

static double minutes_since(int64_t time_ms, int64_t since_ms)
{
    return (double)(time_ms - since_ms) / (double)MS_PER_MINUTE;
}

/* Returns whether any of the stories is about the dimension; those that have begun make its
 * condition. */
static bool tell_stories(const struct demo_story *stories, const char *name, double minute,
                         struct condition *condition)
{
    bool any = false;

    for (size_t i = 0; i < DEMO_MAX_STORIES; i++) {
        const struct demo_story *story = &stories[i];
        if (!is_about(story->dimension, name))
            continue;
        any = true;
        double strength = story_strength(story, minute);
        if (strength <= 0)
            continue;
        condition->badness += strength * story->badness;
        condition->gone = condition->gone || story->gone;
        condition->no_data = condition->no_data || story->no_data;
        condition->word = story->word;
    }
    return any;
}

/* Within a story the noise steps back, so that it is not taken for the end of it. */
static struct condition condition_at(const struct demo_tenant *tenant, const char *name,
                                     uint64_t key, int64_t number, int64_t since_opened_ms)
{
    int64_t time_ms = tenant->opened_ms + since_opened_ms;
    struct condition condition = {0};

    if (!tell_stories(tenant->scenario->stories, name, minutes_since(time_ms, tenant->opened_ms),
                      &condition))
        tell_stories(demo_shared.stories, name, minutes_since(time_ms, tenant->shared_ms),
                     &condition);
    double noise = noise_at(key, number, since_opened_ms) * tenant->scenario->noise;
    condition.badness += noise / (1 + condition.badness);
    return condition;
}

/* Rounds to a number of decimals whose power of ten is `scale`. */
static double round_to(double value, double scale)
{
    return round(value * scale) / scale;
}

static double producer_z(const struct demo_dimension *dimension, double badness, double value)
{
    switch (dimension->z) {
    case DEMO_Z_SCORE:
        return round_to(badness * dimension->direction, 1e3);
    case DEMO_Z_RELATIVE:
        return round_to((value - dimension->baseline) / dimension->baseline, 1e3);
    case DEMO_Z_NULL:
        break;
    }
    return NAN;
}

/* A dimension that is bad on both sides (JudgeDrift) has no z; its badness is the distance. */
static enum severity producer_severity(const struct demo_dimension *dimension, double badness)
{
    if (dimension->z == DEMO_Z_NULL)
        badness = fabs(badness);
    if (badness >= dimension->degraded_at)
        return SEVERITY_DEGRADED;
    return badness >= dimension->warn_at ? SEVERITY_WARN : SEVERITY_OK;
}

/* Replaces the usual word of severity with one that an operator may know. */
static void use_own_word(struct report *report, struct reading *reading, const char *word)
{
    reading->severity_word = slice_of(word);
    reading->severity = severity_words_find(report->severity_words, reading->severity_word);
    if (reading->severity != SEVERITY_ABSENT)
        return;
    reading->word = WORD_UNKNOWN;
    reading->severity = SEVERITY_WARN;
    report->flaws.count[FLAW_UNKNOWN_SEVERITY]++;
}

/* Returns what is said by then, NULL: what is always said. */
static const char *find_rework(const struct demo_rework *reworks, const char *name, double minute)
{
    const char *metadata = NULL;

    for (size_t i = 0; i < DEMO_MAX_REWORKS; i++) {
        if (is_about(reworks[i].dimension, name) && minute >= reworks[i].from)
            metadata = reworks[i].metadata;
    }
    return metadata;
}

static struct slice metadata_at(const struct demo_tenant *tenant,
                                const struct demo_dimension *dimension, int64_t time_ms)
{
    const char *own = find_rework(tenant->scenario->reworks, dimension->name,
                                  minutes_since(time_ms, tenant->opened_ms));
    const char *shared = find_rework(demo_shared.reworks, dimension->name,
                                     minutes_since(time_ms, tenant->shared_ms));

    return slice_of(own != NULL ? own : shared != NULL ? shared : dimension->metadata);
}

static void add_reading(const struct demo_tenant *tenant, size_t index, int64_t number,
                        int64_t since_opened_ms, struct report *report)
{
    const struct demo_scenario *scenario = tenant->scenario;
    const char *name = scenario->dimensions[index];
    uint64_t key = scramble(tenant->key + index + 1);
    struct condition condition = condition_at(tenant, name, key, number, since_opened_ms);

    bool last_flips = scenario->flips_names &&
                      (index + 1 == DEMO_MAX_DIMENSIONS || scenario->dimensions[index + 1] == NULL);
    if (last_flips)
        name = demo_flipped_name((long)divide_down(since_opened_ms, MS_PER_MINUTE));

    if (condition.gone)
        return;
    const struct demo_dimension *dimension = demo_dimension_find(name);
    struct reading *reading = report_add(report);
    reading->name = slice_of(name);
    reading->metadata = metadata_at(tenant, dimension, tenant->opened_ms + since_opened_ms);
    if (condition.no_data) {
        reading->severity_word = SLICE("ok");
        reading->severity = SEVERITY_NO_DATA;
        reading->sample_count = 0;
        return;
    }
    double change = condition.badness * dimension->direction * dimension->spread;
    reading->value = round_to(dimension->baseline + change, 1e6);
    reading->baseline = dimension->baseline;
    reading->z = producer_z(dimension, condition.badness, reading->value);
    reading->severity = producer_severity(dimension, condition.badness);
    reading->severity_word = slice_of(severity_name(reading->severity));
    reading->sample_count = (uint64_t)(scenario->interval_s * 4) +
                            random_bits(key, FOR_COUNT, number) % (uint64_t)scenario->interval_s;
    if (condition.word != NULL)
        use_own_word(report, reading, condition.word);
}

/* Joins the names of the readings with that severity, as the producers do. */
static struct slice joined_names(struct report *report, enum severity severity)
{
    char text[512];
    size_t size = 0;

    for (size_t i = 0; i < report->count; i++) {
        struct slice name = report->readings[i].name;
        if (report->readings[i].severity != severity || size + 1 + name.size > sizeof(text))
            continue;
        if (size > 0)
            text[size++] = '|';
        memcpy(text + size, name.data, name.size);
        size += name.size;
    }
    return (struct slice){arena_copy(&report->text, text, size), size};
}

static struct slice iso_time(struct report *report, int64_t time_ms)
{
    char text[32];

    timestamp_format_iso(time_ms, text);
    return (struct slice){arena_copy(&report->text, text, strlen(text)), strlen(text)};
}

void demo_report(const struct demo_tenant *tenant, int64_t number, struct report *report)
{
    int64_t time_ms = demo_report_time(tenant, number);
    int64_t since_opened_ms = time_ms - tenant->opened_ms;

    report_reset(report);
    report->split_metadata = metadata_split;
    report->id = stream_id_at(time_ms);
    report->window_start = iso_time(report, time_ms - tenant->interval_ms);
    report->window_end = iso_time(report, time_ms);
    for (size_t i = 0; i < DEMO_MAX_DIMENSIONS && tenant->scenario->dimensions[i] != NULL; i++)
        add_reading(tenant, i, number, since_opened_ms, report);
    report->degraded = joined_names(report, SEVERITY_DEGRADED);
    report->warned = joined_names(report, SEVERITY_WARN);
}
