#include "config.h"

#include "judge/direction.h"
#include "unit/suites.h"

#include <math.h>
#include <string.h>

static struct directions own;

static void release(void)
{
    directions_free(&own);
}

static enum direction direction_of(const char *name, uint32_t above, uint32_t below)
{
    char copy[64];
    struct dimension dimension = {.name = copy, .name_size = (uint32_t)strlen(name)};

    memcpy(copy, name, dimension.name_size + 1);
    dimension.bad_above = above;
    dimension.bad_below = below;
    return dimension_direction(&own, &dimension);
}

static const struct {
    const char *name;
    enum direction direction;
} names[] = {
    /* What producers ship. */
    {"QueryDistribution", +1},
    {"EmbeddingDrift", +1},
    {"RetrievalRelevance", -1},
    {"ResponseQuality", -1},
    {"ResponseQuality.faithfulness", -1},
    {"ResponseQuality.relevance", -1},
    {"ResponseQuality.something", -1},
    {"ResponseQuality.hallucination_rate", +1},
    {"JudgeDrift", DIRECTION_BOTH},
    /* Higher is worse. */
    {"cosine_distance", +1},
    {"PSI", +1},
    {"psi_score", +1},
    {"query.ks", +1},
    {"MMD-rbf", +1},
    {"noise sensitivity", +1},
    {"p95_latency_ms", +1},
    {"Latency.p95", +1},
    {"cost_usd", +1},
    {"prompt_tokens", +1},
    {"error_rate", +1},
    {"relevance_drift", +1},
    {"irrelevance", +1},
    {"unfaithfulness", +1},
    {"HALLUCINATION_RATE", +1},
    /* Lower is worse. */
    {"hit_rate", -1},
    {"HitRate", -1},
    {"hit rate", -1},
    {"recall@5", -1},
    {"context_precision", -1},
    {"MRR", -1},
    {"mrr@10", -1},
    {"nDCG@10", -1},
    {"answer_relevancy", -1},
    {"groundedness", -1},
    {"ks_p_value", -1},
    {"p-value", -1},
    /* Both. */
    {"answer_length", DIRECTION_BOTH},
    {"query_volume", DIRECTION_BOTH},
    {"judge_drift", DIRECTION_BOTH},
    {"response_length", DIRECTION_BOTH},
    {"QueryVolumeShift", DIRECTION_BOTH},
    /* Unknown: short names do not hide in longer words. */
    {"epsilon", 0},
    {"psilocybin", 0},
    {"kstore", 0},
    {"psia", 0},
    {"PSIZ", 0},
    {"apsi", 0},
    {"Zpsi", 0},
    {"tasks", 0},
    {"checks", 0},
    {"custom", 0},
    {"", 0},
    {".", 0},
    {"___", 0},
};

#define NAMES (sizeof(names) / sizeof(names[0]))

START_TEST(known_names_have_a_direction)
{
    ck_assert_msg(direction_of(names[_i].name, 0, 0) == names[_i].direction, "%s", names[_i].name);
}
END_TEST

START_TEST(unknown_names_learn_their_direction)
{
    ck_assert_int_eq(direction_of("custom", 2, 0), 0);
    ck_assert_int_eq(direction_of("custom", 3, 0), +1);
    ck_assert_int_eq(direction_of("custom", 0, 3), -1);
    ck_assert_int_eq(direction_of("custom", 9, 1), +1);
    ck_assert_int_eq(direction_of("custom", 1, 9), -1);
    ck_assert_int_eq(direction_of("custom", 8, 1), 0);
    ck_assert_int_eq(direction_of("custom", 1, 8), 0);
    ck_assert_int_eq(direction_of("custom", 50, 50), 0);
    ck_assert_int_eq(direction_of("custom", UINT32_MAX, 0), +1);
}
END_TEST

START_TEST(known_names_do_not_learn)
{
    ck_assert_int_eq(direction_of("recall", 100, 0), -1);
    ck_assert_int_eq(direction_of("JudgeDrift", 100, 0), DIRECTION_BOTH);
}
END_TEST

START_TEST(the_operator_has_the_first_say_by_the_first_glob_that_matches)
{
    ck_assert(directions_add(&own, "judge*", "higher", NULL));
    ck_assert(directions_add(&own, "recall@1", " BOTH ", NULL));
    ck_assert(directions_add(&own, "recall*", "higher", NULL));
    ck_assert(directions_add(&own, "custom", "lower", NULL));
    ck_assert_int_eq(direction_of("judge_drift", 0, 0), DIRECTION_HIGHER);
    ck_assert_int_eq(direction_of("JudgeDrift", 0, 0), DIRECTION_BOTH);
    ck_assert_int_eq(direction_of("recall@1", 0, 0), DIRECTION_BOTH);
    ck_assert_int_eq(direction_of("recall@5", 0, 0), DIRECTION_HIGHER);
    ck_assert_int_eq(direction_of("custom", 100, 0), DIRECTION_LOWER);
    ck_assert_int_eq(direction_of("custom2", 100, 0), DIRECTION_HIGHER);
}
END_TEST

START_TEST(a_change_is_for_the_worse_on_the_bad_side)
{
    ck_assert(direction_is_worse(DIRECTION_HIGHER, 0.1));
    ck_assert(!direction_is_worse(DIRECTION_HIGHER, -0.1));
    ck_assert(direction_is_worse(DIRECTION_LOWER, -0.1));
    ck_assert(!direction_is_worse(DIRECTION_LOWER, 0.1));
    ck_assert(direction_is_worse(DIRECTION_BOTH, -0.1));
    ck_assert(direction_is_worse(DIRECTION_BOTH, 0.1));
    for (int i = DIRECTION_LOWER; i <= DIRECTION_BOTH; i++) {
        ck_assert(!direction_is_worse((enum direction)i, 0));
        ck_assert(!direction_is_worse((enum direction)i, NAN));
    }
    ck_assert(!direction_is_worse(DIRECTION_UNKNOWN, 5));
}
END_TEST

START_TEST(a_rule_that_says_nothing_is_refused)
{
    struct error error = {0};

    ck_assert(!directions_add(&own, "a", "up", &error));
    ck_assert_str_eq(error.text, "\"up\" is no direction: write higher, lower or both");
    ck_assert(!directions_add(&own, "", "lower", &error));
    ck_assert_uint_eq(own.count, 0);
}
END_TEST

Suite *suite_direction(void)
{
    Suite *suite = suite_create("direction");
    TCase *tcase = tcase_create("direction");

    tcase_add_checked_fixture(tcase, NULL, release);
    tcase_add_test(tcase, the_operator_has_the_first_say_by_the_first_glob_that_matches);
    tcase_add_test(tcase, a_change_is_for_the_worse_on_the_bad_side);
    tcase_add_test(tcase, a_rule_that_says_nothing_is_refused);
    tcase_add_loop_test(tcase, known_names_have_a_direction, 0, NAMES);
    tcase_add_test(tcase, unknown_names_learn_their_direction);
    tcase_add_test(tcase, known_names_do_not_learn);
    suite_add_tcase(suite, tcase);
    return suite;
}
