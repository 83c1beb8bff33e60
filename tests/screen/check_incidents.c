/* The incidents of demo:, each worked from the first screen to the raw report by typed keys, at
 * most eight of them; on the way stands what an operator needs to know. */
#include "config.h"

#include "screen/program.h"
#include "screen/suites.h"

#include <string.h>

#define KEYS_MAX 8
#define STEPS_MAX 8

/* Keys, and what they lead to; the first step has none: the first screen says it. */
struct step {
    const char *keys;
    const char *shows[4];
};

static const struct incident {
    const char *name;
    struct step steps[STEPS_MAX];
} incidents[] = {
    {"a retriever decays in one tenant",
     {
         {"", {"degraded acme-support", "RetrievalRelevance"}},
         {"j\r", {"acme-support  degraded", "model e5-large-v2", "-21%"}},
         {"\r", {"RetrievalRelevance  degraded"}},
         {"{", {"14:09"}},
         {"\r", {"acme-support", "RetrievalRelevance", "ENTRY", "degraded"}},
     }},
    {"the judge changed, and all scores with it",
     {
         {"", {"news-digest", "JudgeD"}},
         {"jjj\r", {"news-digest  warn", "judge rubric-7", "do not trust the scores"}},
         {"\r", {"JudgeDrift  warn", "judge rubric-7"}},
         {"{\r", {"CHANGED since the report before", "rubric-8", "JudgeDrift"}},
     }},
    {"a producer falls silent",
     {
         {"", {"payments-kyc", "silent"}},
         {"jj\r", {"payments-kyc  warn, silent for"}},
         {"\r", {"payments-kyc", "QueryDistribution"}},
         {"\r", {"payments-kyc", "ENTRY"}},
     }},
};

#define INCIDENT_COUNT ((int)(sizeof(incidents) / sizeof(incidents[0])))

static void expect(struct terminal *terminal, const struct incident *incident,
                   const struct step *step)
{
    for (size_t i = 0; i < 4 && step->shows[i] != NULL; i++)
        ck_assert_msg(terminal_wait_text(terminal, step->shows[i], PATIENCE_MS),
                      "%s: '%s' is not shown", incident->name, step->shows[i]);
}

START_TEST(an_incident_is_worked_to_the_raw_report)
{
    const struct incident *incident = &incidents[_i];
    struct terminal *terminal = program_start(80, 24, FROZEN_DEMO);
    size_t keys = 0;

    ck_assert(terminal_wait_text(terminal, "all judged", PATIENCE_MS));
    for (const struct step *step = incident->steps; step->keys != NULL; step++) {
        keys += strlen(step->keys);
        terminal_type(terminal, step->keys);
        expect(terminal, incident, step);
    }
    ck_assert_uint_le(keys, KEYS_MAX);
    terminal_free(terminal);
}
END_TEST

Suite *suite_incidents(void)
{
    Suite *suite = suite_create("incidents");
    TCase *tcase = tcase_create("incidents");

    tcase_add_loop_test(tcase, an_incident_is_worked_to_the_raw_report, 0, INCIDENT_COUNT);
    suite_add_tcase(suite, tcase);
    return suite;
}
