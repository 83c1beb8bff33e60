/* Advice: the rule of thumb as a table of truth, and what it says in words. */
#include "config.h"

#include "judge/advice.h"
#include "present/advice_words.h"
#include "support/drift_fixture.h"
#include "unit/suites.h"

#include <stdio.h>

#define UNKNOWN "retriever, index or generator? embedding and response drift, queries unknown"
#define PIPELINE "retriever, index or generator? embedding and response drift, queries do not"
#define JUDGED "retriever, index, generator or judge? embedding, response and judge drift"
#define USERS "other users or questions? queries and embedding drift together"
#define JUDGE "another judge? it drifts alone: do not trust the scores that it gives"
#define WAIT "wait for more? bad in 1 of 3 reports, too few for its rule"

/* What ten reports say, one a minute, then the newest one; and what follows. */
static const struct {
    const char *reports;
    const char *newest;
    const char *advice;
} truths[] = {
    {"QueryDistribution=O EmbeddingDrift=O ResponseQuality.relevance=O JudgeDrift=O", NULL, ""},
    /* Queries and embedding. */
    {"QueryDistribution=W EmbeddingDrift=W ResponseQuality.relevance=O", NULL, USERS},
    {"QueryDistribution=D EmbeddingDrift=W", NULL, USERS},
    {"QueryDistribution=W EmbeddingDrift=W ResponseQuality.relevance=D", NULL, USERS},
    {"QueryDistribution=W EmbeddingDrift=W JudgeDrift=W", NULL, USERS ", and the judge"},
    {"QueryDistribution=W EmbeddingDrift=O ResponseQuality.relevance=O", NULL, ""},
    {"QueryDistribution=O EmbeddingDrift=W ResponseQuality.relevance=O", NULL, ""},
    /* Embedding and response quality without queries. */
    {"QueryDistribution=O EmbeddingDrift=W ResponseQuality.relevance=D", NULL, PIPELINE},
    {"QueryDistribution=O EmbeddingDrift=W ResponseQuality=W", NULL, PIPELINE},
    {"QueryDistribution=O EmbeddingDrift=D ResponseQuality.a=O ResponseQuality.b=W", NULL,
     PIPELINE},
    {"EmbeddingDrift=W ResponseQuality.relevance=D", NULL, UNKNOWN},
    {"QueryDistribution=N EmbeddingDrift=W ResponseQuality.relevance=D", NULL, UNKNOWN},
    {"QueryDistribution=O EmbeddingDrift=W ResponseQuality.relevance=D JudgeDrift=W", NULL, JUDGED},
    {"QueryDistribution=O EmbeddingDrift=N ResponseQuality.relevance=D", NULL, ""},
    {"QueryDistribution=O EmbeddingDrift=O ResponseQuality.relevance=D", NULL, ""},
    /* The judge alone. */
    {"QueryDistribution=O EmbeddingDrift=O ResponseQuality.relevance=O JudgeDrift=W", NULL, JUDGE},
    {"JudgeDrift=D", NULL, JUDGE},
    {"QueryDistribution=N JudgeDrift=D", NULL, JUDGE},
    {"QueryDistribution=O RetrievalRelevance=W JudgeDrift=D", NULL, ""},
    {"QueryDistribution=O latency_p95=W JudgeDrift=D", NULL, ""},
    /* One bad report; and one of queries, of which nobody knows what comes of it. */
    {"QueryDistribution=O EmbeddingDrift=O", "QueryDistribution=W EmbeddingDrift=W", WAIT},
    {"JudgeDrift=O", "JudgeDrift=W", WAIT},
    {"QueryDistribution=O EmbeddingDrift=W ResponseQuality.relevance=D",
     "QueryDistribution=W EmbeddingDrift=W ResponseQuality.relevance=D", ""},
    {"QueryDistribution=O JudgeDrift=D", "QueryDistribution=W JudgeDrift=D", ""},
    /* Names that only look like these. */
    {"QueryDistributions=W EmbeddingDrift=W", NULL, ""},
    {"QueryDistribution.a=W EmbeddingDrift=W", NULL, ""},
    {"EmbeddingDrift=W ResponseQualityX=W QueryDistribution=O", NULL, ""},
    {"JudgeDrift.a=W", NULL, ""},
    /* Bad when it was known last. */
    {"QueryDistribution=O EmbeddingDrift=W ResponseQuality.relevance=D",
     "QueryDistribution=O EmbeddingDrift=N ResponseQuality.relevance=D", ""},
};

static void assert_advice(const struct tenant *tenant, int64_t now_ms, const char *expected)
{
    struct tenant_verdict verdict = {0};
    struct buffer words = {0};

    verdict_make(&verdict, tenant, &JUDGE_LIVE_AT(now_ms));
    struct advice advice = advice_of(&verdict);
    advice_describe(&advice, &words);
    ck_assert_str_eq(buffer_text(&words), expected);
    ck_assert_uint_le(words.size, 78);
    buffer_free(&words);
    verdict_free(&verdict);
}

START_TEST(dimensions_together_tell_where_to_look)
{
    struct tenant *tenant = fixture_tenant();

    fixture_fill(tenant, 0, 10, truths[_i].reports);
    fixture_add(tenant, AT(10), truths[_i].newest != NULL ? truths[_i].newest : truths[_i].reports);
    assert_advice(tenant, AT(11), truths[_i].advice);
    tenant_free(tenant);
}
END_TEST

START_TEST(of_a_tenant_that_is_silent_nothing_is_said)
{
    struct tenant *tenant = fixture_tenant();

    fixture_fill(tenant, 0, 10, "JudgeDrift=D");
    assert_advice(tenant, AT(11), JUDGE);
    assert_advice(tenant, AT(60), "");
    tenant_free(tenant);
}
END_TEST

Suite *suite_advice(void)
{
    Suite *suite = suite_create("advice");
    TCase *tcase = tcase_create("advice");

    tcase_add_loop_test(tcase, dimensions_together_tell_where_to_look, 0,
                        (int)(sizeof(truths) / sizeof(truths[0])));
    tcase_add_test(tcase, of_a_tenant_that_is_silent_nothing_is_said);
    suite_add_tcase(suite, tcase);
    return suite;
}
