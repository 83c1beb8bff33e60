/* What is said of judged tenants and dimensions, sentence by sentence. */
#include "config.h"

#include "base/memory.h"
#include "present/fleet_words.h"
#include "present/verdict_words.h"
#include "support/drift_fixture.h"
#include "unit/suites.h"

#include <math.h>
#include <stdlib.h>

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

#define TELLING ((struct telling){AT(60), ZONE_UTC})
#define SINCE(minute)                                                                              \
    {                                                                                              \
        .time_ms = AT(minute)                                                                      \
    }
#define NEVER                                                                                      \
    {                                                                                              \
        .time_ms = INT64_MIN                                                                       \
    }

static struct buffer text;

static void setup(void)
{
    text = (struct buffer){0};
}

static void teardown(void)
{
    buffer_free(&text);
}

/* Tenants of one dimension: what is said of them. */
static const struct {
    struct tenant_verdict verdict;
    struct dimension_verdict dimension;
    const char *sentence;
} tenants[] = {
    {{.state = STATE_OK, .since = SINCE(0)}, {0}, "ok"},
    {{.state = STATE_EMPTY, .since = NEVER, .bad_since = NEVER}, {0}, "empty"},
    {{.state = STATE_UNJUDGED, .since = NEVER, .bad_since = NEVER}, {0}, "not judged yet"},
    {{.state = STATE_DEGRADED,
      .since = SINCE(40),
      .bad_since = SINCE(40),
      .alert = {.state = ALERT_FIRING, .severity = SEVERITY_DEGRADED, .since_ms = AT(40)}},
     {0},
     "degraded since 00:40 (20m)"},
    {{.state = STATE_WARN,
      .since = {.time_ms = AT(-60), .before = true},
      .bad_since = {.time_ms = AT(-60), .before = true}},
     {0},
     "warn since before 23:00 (>2h)"},
    {{.state = STATE_DEGRADED, .since = SINCE(59), .bad_since = SINCE(11)},
     {0},
     "degraded 1m, warn since 49m"},
    {{.state = STATE_WARN, .since = SINCE(59), .bad_since = SINCE(11)},
     {0},
     "warn 1m, bad since 49m"},
    {{.state = STATE_DEGRADED,
      .since = {.time_ms = AT(40) + 30000},
      .bad_since = {.time_ms = AT(40) + 1}},
     {0},
     "degraded since 00:40 (19m)"},
    {{.state = STATE_DEGRADED,
      .silent = true,
      .newest_ms = AT(56),
      .since = SINCE(40),
      .bad_since = SINCE(40)},
     {0},
     "degraded, silent for 4m, bad since 00:40"},
    {{.state = STATE_SILENT, .silent = true, .newest_ms = AT(56), .bad_since = NEVER},
     {0},
     "silent for 4m"},
    {{.state = STATE_DEGRADED, .since = SINCE(40), .bad_since = SINCE(40)},
     {.state = STATE_NO_DATA, .counts = STATE_DEGRADED, .held = true, .since = SINCE(55)},
     "degraded, no data for 5m, bad since 00:40"},
    {{.state = STATE_WARN, .since = SINCE(40), .bad_since = SINCE(40)},
     {.state = STATE_STALE, .counts = STATE_WARN, .held = true, .since = SINCE(47)},
     "warn, gone for 13m, bad since 00:40"},
    {{.state = STATE_NO_DATA, .since = SINCE(55), .bad_since = NEVER},
     {.state = STATE_NO_DATA, .counts = STATE_NO_DATA},
     "no data since 00:55 (5m)"},
    {{.state = STATE_WARN,
      .since = SINCE(59),
      .bad_since = SINCE(59),
      .alert = {.state = ALERT_PENDING,
                .severity = SEVERITY_WARN,
                .since_ms = AT(59),
                .bad = 1,
                .of = 3}},
     {0},
     "pending, warn for 1m, 1 of 3 bad"},
    {{.state = STATE_OK,
      .since = SINCE(58),
      .bad_since = NEVER,
      .alert = {.state = ALERT_RECOVERING, .severity = SEVERITY_DEGRADED, .since_ms = AT(40)}},
     {0},
     "ok again for 2m, degraded since 00:40"},
    {{.state = STATE_DEGRADED,
      .since = SINCE(59),
      .bad_since = SINCE(40),
      .alert = {.state = ALERT_FIRING, .severity = SEVERITY_WARN, .since_ms = AT(40)}},
     {0},
     "warn since 00:40 (20m)"},
    {{.state = STATE_OK, .since = SINCE(50), .bad_since = NEVER},
     {.rare = &(struct dimension_rare){.not_back = {.is = true}}},
     "ok, but not back"},
};

START_TEST(a_tenant_is_told_in_one_sentence)
{
    struct dimension_verdict dimension = tenants[_i].dimension;
    struct tenant_verdict verdict = tenants[_i].verdict;

    verdict.dimensions = &dimension;
    verdict.dimension_count = 1;
    tenant_describe(&verdict, TELLING, &text);
    ck_assert_str_eq(buffer_text(&text), tenants[_i].sentence);
}
END_TEST

static const struct {
    struct dimension_verdict verdict;
    const char *remark;
} dimensions[] = {
    {{.state = STATE_OK, .other = DIMENSION_NONE}, ""},
    {{.state = STATE_NO_DATA,
      .counts = STATE_DEGRADED,
      .held = true,
      .since = SINCE(55),
      .other = DIMENSION_NONE},
     "degraded, no data for 5m"},
    {{.state = STATE_STALE,
      .counts = STATE_DEGRADED,
      .held = true,
      .since = SINCE(47),
      .other = DIMENSION_NONE},
     "degraded, gone for 13m"},
    {{.state = STATE_SUPERSEDED, .other = 1}, "replaced by hit_rate_5"},
    {{.state = STATE_SUPERSEDED, .other = 1, .renamed = true}, "now hit_rate_5"},
    {{.state = STATE_DEGRADED,
      .other = DIMENSION_NONE,
      .rare = &(struct dimension_rare){.flapping = {.is = true,
                                                    .current = true,
                                                    .changes = 59,
                                                    .bad = 30,
                                                    .readings = 60,
                                                    .since_ms = AT(1),
                                                    .mildest = SEVERITY_OK,
                                                    .worst = SEVERITY_DEGRADED}}},
     "ok <-> degraded x 59 since 00:01, bad 30 of 60"},
    {{.state = STATE_OK,
      .other = DIMENSION_NONE,
      .rare = &(struct dimension_rare){.flapping = {.is = true}}},
     ""},
    {{.state = STATE_OK,
      .newest = {.value = 0.69},
      .other = DIMENSION_NONE,
      .rare =
          &(struct dimension_rare){
              .not_back = {.is = true, .value_before = 0.92, .since_ms = AT(22)}}},
     "ok again, but not back: 0.690 against 0.920 before 00:22"},
    {{.state = STATE_SUPERSEDED,
      .other = 1,
      .rare = &(
          struct dimension_rare){.not_back = {.is = true, .value_before = 1, .since_ms = AT(22)}}},
     "replaced by hit_rate_5; ok again, but not back: 0.000 against 1.000 before 00:22"},
};

START_TEST(a_dimension_has_a_remark_where_there_is_something_to_say)
{
    struct tenant *tenant = fixture_tenant();

    fixture_add(tenant, AT(1), "hit_rate=O1 hit_rate_5=O1");
    dimension_describe(tenant, &dimensions[_i].verdict, TELLING, &text);
    ck_assert_str_eq(buffer_text(&text), dimensions[_i].remark);
    tenant_free(tenant);
}
END_TEST

START_TEST(the_tenant_without_a_name_is_called_empty)
{
    struct tenant *tenant = tenant_create((struct slice){"", 0});

    ck_assert(slice_is(tenant_title(tenant), "(empty)"));
    tenant_free(tenant);
}
END_TEST

/* A judgement of so many tenants, for the sentences alone. */
static void judge_some(struct judgement *judgement, struct tenant_verdict *verdicts, size_t count)
{
    static struct tenant_verdict *list[64];

    *judgement = (struct judgement){.all = {list, count, COUNT(list)}};
    for (size_t i = 0; i < count; i++)
        list[i] = &verdicts[i];
}

START_TEST(a_fleet_that_stopped_is_one_sentence)
{
    struct judgement judgement = {.silent = 38, .counted = 40, .stopped_ms = AT(45)};

    fleet_stopped_describe(&judgement, TELLING, &text);
    ck_assert_str_eq(buffer_text(&text), "everything stopped at 00:45: 38 of 40 tenants silent");
    judgement.silent = 20;
    buffer_clear(&text);
    fleet_stopped_describe(&judgement, TELLING, &text);
    ck_assert_str_eq(buffer_text(&text), "20 of 40 tenants stopped at 00:45");
}
END_TEST

START_TEST(forgotten_tenants_are_one_sentence)
{
    struct tenant_verdict verdicts[] = {
        {.forgotten = true, .silent = true, .state = STATE_SILENT},
        {.forgotten = true, .silent = true, .state = STATE_DEGRADED},
        {.forgotten = true, .silent = true, .state = STATE_SILENT},
        {.state = STATE_DEGRADED},
    };
    struct judgement judgement;

    judge_some(&judgement, verdicts, COUNT(verdicts));
    judgement.forgotten = 3;
    fleet_forgotten_describe(&judgement, FORGET_AFTER_MS, &text);
    ck_assert_str_eq(buffer_text(&text),
                     "3 tenants silent for more than 7 days, 1 of them was degraded");
    buffer_clear(&text);
    judge_some(&judgement, &verdicts[1], 1);
    judgement.forgotten = 1;
    fleet_forgotten_describe(&judgement, FORGET_AFTER_MS, &text);
    ck_assert_str_eq(buffer_text(&text), "1 tenant silent for more than 7 days, it was degraded");
    buffer_clear(&text);
    judge_some(&judgement, verdicts, COUNT(verdicts));
    judgement.forgotten = 3;
    verdicts[0].state = STATE_WARN;
    verdicts[2].state = STATE_WARN;
    fleet_forgotten_describe(&judgement, 36 * MS_PER_HOUR, &text);
    ck_assert_str_eq(
        buffer_text(&text),
        "3 tenants silent for more than 36h, 1 of them was degraded and 2 of them were warn");
}
END_TEST

START_TEST(counts_go_from_the_most_urgent_to_ok)
{
    struct judgement judgement = {0};

    fleet_counts_describe(&judgement, &text);
    ck_assert_str_eq(buffer_text(&text), "");
    for (int state = 0; state < STATE_COUNT; state++)
        judgement.by_state[state] = state == STATE_SUPERSEDED ? 0 : (size_t)state + 1;
    fleet_counts_describe(&judgement, &text);
    ck_assert_str_eq(buffer_text(&text), "9 degraded, 8 warn, 7 silent, 6 no data, 5 stale, "
                                         "4 empty, 3 not judged yet, 1 ok");
}
END_TEST

Suite *suite_verdict_words(void)
{
    Suite *suite = suite_create("verdict_words");
    TCase *tcase = tcase_create("verdict_words");

    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_loop_test(tcase, a_tenant_is_told_in_one_sentence, 0, (int)COUNT(tenants));
    tcase_add_loop_test(tcase, a_dimension_has_a_remark_where_there_is_something_to_say, 0,
                        (int)COUNT(dimensions));
    tcase_add_test(tcase, the_tenant_without_a_name_is_called_empty);
    tcase_add_test(tcase, a_fleet_that_stopped_is_one_sentence);
    tcase_add_test(tcase, forgotten_tenants_are_one_sentence);
    tcase_add_test(tcase, counts_go_from_the_most_urgent_to_ok);
    suite_add_tcase(suite, tcase);
    return suite;
}
