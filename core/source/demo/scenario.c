#include "config.h"

#include "source/demo/scenario.h"

#include <string.h>

#define QUERY "QueryDistribution"
#define EMBEDDING "EmbeddingDrift"
#define RETRIEVAL "RetrievalRelevance"
#define FAITHFULNESS "ResponseQuality.faithfulness"
#define RELEVANCE "ResponseQuality.relevance"
#define QUALITY "ResponseQuality"
#define JUDGE "JudgeDrift"
#define LATENCY "latency_p95"
#define HIT_RATE "hit_rate@5"

#define SHIPPED QUERY, EMBEDDING, RETRIEVAL, FAITHFULNESS, RELEVANCE, JUDGE

static const struct demo_dimension dimensions[] = {
    {QUERY, 0.082, 0.014, 1, 2, 3, DEMO_Z_SCORE, "{\"method\":\"jensen-shannon\",\"bins\":24}"},
    {EMBEDDING, 0.117, 0.019, 1, 2, 3, DEMO_Z_SCORE, "{\"model\":\"e5-large-v2\"}"},
    {RETRIEVAL, 0.784, 0.027, -1, 2, 3, DEMO_Z_SCORE, "{\"k\":5}"},
    {FAITHFULNESS, 0.861, 0.023, -1, 2, 3, DEMO_Z_SCORE, "{\"judge\":\"rubric-7\"}"},
    {RELEVANCE, 0.823, 0.025, -1, 2, 3, DEMO_Z_SCORE, "{\"judge\":\"rubric-7\"}"},
    {QUALITY, 0.842, 0.024, -1, 2, 3, DEMO_Z_SCORE, ""},
    {JUDGE, 0, 0.025, 1, 2, 6, DEMO_Z_NULL, "{\"judge\":\"rubric-7\"}"},
    {LATENCY, 840, 55, 1, 2, 3, DEMO_Z_SCORE, "{\"unit\":\"ms\"}"},
    {HIT_RATE, 0.91, 0.03, -1, 2, 3, DEMO_Z_RELATIVE, ""},
};
#define DIMENSION_COUNT (sizeof(dimensions) / sizeof(dimensions[0]))

/* A name that attacks the terminal: a colour, a title, a bell, a right-to-left override. */
#define HOSTILE_NAME "mallory\x1b[31m\x1b]0;owned\x07\xe2\x80\xae\xe6\x97\xa5\xe6\x9c\xac"

const struct demo_scenario demo_scenarios[] = {
    {
        .name = "acme-support",
        .summary = "an incident that goes on: the index was rebuilt with another embedding",
        .interval_s = 15,
        .noise = 1.1,
        .last_minute = DEMO_FOREVER,
        .dimensions = {SHIPPED, LATENCY},
        .stories =
            {
                {EMBEDDING, -24, DEMO_FOREVER, .rise = 3, .badness = 2.5},
                {RETRIEVAL, -23, DEMO_FOREVER, .rise = 4, .badness = 6.2},
                {FAITHFULNESS, -20, DEMO_FOREVER, .rise = 6, .badness = 4.9},
                {RELEVANCE, -1510, -1420, .rise = 10, .fall = 10, .badness = 4.4},
                {RETRIEVAL, -1515, -1420, .rise = 5, .fall = 10, .badness = 5.1},
            },
        .reworks = {{EMBEDDING, -24, "{\"model\":\"e5-large-v3\"}"}},
    },
    {
        .name = "billing-faq",
        .summary = "a constant baseline: z is the relative change, and 0.2 is degraded",
        .interval_s = 60,
        .noise = 0.9,
        .last_minute = DEMO_FOREVER,
        .dimensions = {SHIPPED, HIT_RATE},
        .stories = {{HIT_RATE, -52, DEMO_FOREVER, .rise = 2, .badness = 6.4}},
    },
    {
        .name = "payments-kyc",
        .summary = "the producer died 14 minutes ago",
        .interval_s = 60,
        .noise = 1.2,
        .last_minute = -14,
        .dimensions = {SHIPPED},
        .stories = {{QUERY, -20, DEMO_FOREVER, .rise = 3, .badness = 2.6}},
    },
    {
        .name = "legal-docs",
        .summary = "slow decay of the retriever since yesterday: what is new is embedded otherwise",
        .interval_s = 60,
        .noise = 0.3,
        .last_minute = DEMO_FOREVER,
        .dimensions = {SHIPPED},
        .stories =
            {
                {FAITHFULNESS, -1200, DEMO_FOREVER, .rise = 1800, .badness = 3.6},
                {RETRIEVAL, -1200, DEMO_FOREVER, .rise = 1800, .badness = 2.3},
                {EMBEDDING, -1200, DEMO_FOREVER, .rise = 1800, .badness = 1.9},
            },
        .reworks = {{EMBEDDING, -1200, "{\"model\":\"e5-base-v2\"}"}},
    },
    {
        .name = "news-digest",
        .summary = "only the judge changed, and its producer has a word of its own for it",
        .interval_s = 60,
        .noise = 0.9,
        .last_minute = DEMO_FOREVER,
        .dimensions = {SHIPPED},
        .stories = {{JUDGE, -38, DEMO_FOREVER, .rise = 1, .badness = 3.4, .word = "elevated"}},
    },
    {
        .name = "docs-global",
        .summary = "the quality dimension flips its name, and latency does not come any more",
        .interval_s = 60,
        .noise = 0.9,
        .last_minute = DEMO_FOREVER,
        .flips_names = true,
        .dimensions = {QUERY, EMBEDDING, RETRIEVAL, LATENCY, QUALITY},
        .stories = {{LATENCY, -13, DEMO_FOREVER, .gone = true}},
    },
    {
        .name = "staging-bot",
        .summary = "no traffic for half an hour, so nothing to judge",
        .interval_s = 60,
        .noise = 1.1,
        .last_minute = DEMO_FOREVER,
        .dimensions = {QUERY, RETRIEVAL, FAITHFULNESS, RELEVANCE},
        .stories =
            {
                {QUERY, -35, DEMO_FOREVER, .no_data = true},
                {RETRIEVAL, -35, DEMO_FOREVER, .no_data = true},
                {FAITHFULNESS, -35, DEMO_FOREVER, .no_data = true},
                {RELEVANCE, -35, DEMO_FOREVER, .no_data = true},
            },
    },
    {
        .name = "search-eu",
        .summary = "an incident with recovery, every four hours when the cache is rebuilt",
        .interval_s = 60,
        .noise = 1.1,
        .last_minute = DEMO_FOREVER,
        .dimensions = {SHIPPED, LATENCY},
        .stories =
            {
                {LATENCY, -48, -31, .rise = 3, .fall = 4, .every = 240, .badness = 6.8},
                {RETRIEVAL, -45, -33, .rise = 2, .fall = 3, .every = 240, .badness = 4.2},
            },
    },
    {
        .name = "hr-portal",
        .summary = "noise: few questions, so single windows stray beyond the threshold",
        .interval_s = 60,
        .noise = 2.7,
        .last_minute = DEMO_FOREVER,
        .dimensions = {SHIPPED},
    },
    {
        .name = HOSTILE_NAME,
        .summary = "a hostile name, made harmless; nothing else happens",
        .interval_s = 60,
        .noise = 1.2,
        .last_minute = DEMO_FOREVER,
        .dimensions = {QUERY, EMBEDDING, RETRIEVAL},
    },
    {
        .name = "shop-assistant",
        .summary = "healthy, and busy: a report every ten seconds",
        .interval_s = 10,
        .noise = 1.2,
        .last_minute = DEMO_FOREVER,
        .dimensions = {SHIPPED, LATENCY},
    },
    {
        .name = "new-customer",
        .summary = "a stream without an entry",
        .interval_s = 60,
        .last_minute = DEMO_FOREVER,
    },
};
const size_t demo_scenario_count = sizeof(demo_scenarios) / sizeof(demo_scenarios[0]);

/* Another judge for everybody, to which the reference was fitted some minutes later: for all but
 * the one that was forgotten. */
const struct demo_shared demo_shared = {
    .stories = {{JUDGE, -38, -33, .rise = 1, .fall = 2, .badness = 3}},
    .reworks =
        {
            {JUDGE, -38, "{\"judge\":\"rubric-8\"}"},
            {FAITHFULNESS, -38, "{\"judge\":\"rubric-8\"}"},
            {RELEVANCE, -38, "{\"judge\":\"rubric-8\"}"},
        },
};

const struct demo_scenario *demo_scenario_by_chance(unsigned chance)
{
    /* Tenants of a large fleet report once a minute; nothing happens to most of them. */
    static const struct demo_scenario healthy = {
        .interval_s = 60,
        .noise = 1.2,
        .last_minute = DEMO_FOREVER,
        .dimensions = {SHIPPED, LATENCY},
    };
    static const struct {
        unsigned below;
        const char *name;
    } chances[] = {
        {1, "acme-support"}, {2, "payments-kyc"}, {3, "staging-bot"}, {4, "billing-faq"},
        {6, "legal-docs"},   {10, "search-eu"},   {14, "hr-portal"},
    };

    for (size_t i = 0; i < sizeof(chances) / sizeof(chances[0]); i++) {
        if (chance >= chances[i].below)
            continue;
        for (size_t scenario = 0; scenario < demo_scenario_count; scenario++) {
            if (strcmp(demo_scenarios[scenario].name, chances[i].name) == 0)
                return &demo_scenarios[scenario];
        }
    }
    return &healthy;
}

const struct demo_dimension *demo_dimension_find(const char *name)
{
    size_t i = 0;

    while (i < DIMENSION_COUNT - 1 && strcmp(dimensions[i].name, name) != 0)
        i++;
    return &dimensions[i];
}

const char *demo_flipped_name(long minute)
{
    static const char *const names[] = {QUALITY, FAITHFULNESS, RELEVANCE};
    const long stretch = 20;     /* minutes under one name */
    const long last_change = 13; /* minutes before the demo was opened */

    long since = minute + last_change;
    long turn = since / stretch - (since % stretch < 0);
    return names[(turn % 3 + 3) % 3];
}
