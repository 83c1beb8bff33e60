/* Filter: by examples, and beside a plain reader of the same words. SEED=n and ROUNDS=n run the
 * comparison longer. */
#include "config.h"

#include "drift/fleet.h"
#include "judge/filter.h"
#include "support/dice.h"
#include "support/drift_fixture.h"
#include "support/quick.h"
#include "unit/suites.h"

#include <ctype.h>
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- examples --- */

static const struct {
    const char *filter;
    const char *passes; /* of the tenants below, by their first letters */
} examples[] = {
    {"", "abcd"},
    {"   ", "abcd"},
    {"acme", "ab"},
    {"ACME", "ab"},
    {"acme-", "ab"},
    {"acme eu", "b"},
    {"acme-*", "a"},
    {"*acme*", "ab"},
    {"*-e?", "b"},
    {"!acme", "cd"},
    {"!acme !cargo", "d"},
    {"!*-eu", "acd"},
    {"s:degraded", "b"},
    {"s:deg", "b"},
    {"s:bad", "ab"},
    {"s:warn,degraded", "ab"},
    {"s:warn,", "a"},
    {"!s:bad", "cd"},
    {"s:no-data", "d"},
    {"S:OK", "c"},
    {"d:judge", "bc"},
    {"d:Judge*", "b"},
    {"d:judge s:ok", "c"},
    {"d:judge s:bad", "b"},
    {"d:faith s:ok", "bc"},
    {"d:faith !s:ok", "ad"},
    {"!d:judge", "ad"},
    {"d:faith !d:judge", "ad"},
    {"d:faith d:judge", ""},
    {"d:", "abcd"},
    {"s:", "abcd"},
    {"!", "abcd"},
    {"!d:", "abcd"},
    {"!s:,", "abcd"},
    {"[", ""},
};

static struct tenant_verdict verdicts[4];
static struct fleet fleet;

static void add(size_t at, const char *name, const char *readings)
{
    struct tenant *tenant = fleet_tenant(&fleet, slice_of(name));

    tenant->looked_at = true;
    fixture_asked(tenant);
    fixture_fill(tenant, 0, 60, readings);
    verdicts[at] = (struct tenant_verdict){0};
    verdict_make(&verdicts[at], tenant, &JUDGE_LIVE_AT(AT(60)));
}

static void setup(void)
{
    fleet = (struct fleet){0};
    add(0, "acme-us", "faithfulness=W2");
    add(1, "bacme-eu", "faithfulness=O1 JudgeDrift=D4");
    add(2, "cargo", "faithless=O1 myjudge=O1");
    add(3, "delta", "faithfulness=N");
}

static void teardown(void)
{
    for (size_t i = 0; i < 4; i++)
        verdict_free(&verdicts[i]);
    fleet_free(&fleet);
}

START_TEST(words_hold_together)
{
    struct filter filter;
    struct error error;
    char passes[8] = "";

    ck_assert(filter_parse(examples[_i].filter, &filter, &error));
    for (size_t i = 0; i < 4; i++) {
        if (filter_passes(&filter, &verdicts[i]))
            strncat(passes, verdicts[i].tenant->name, 1);
    }
    ck_assert_str_eq(passes, examples[_i].passes);
}
END_TEST

START_TEST(a_name_with_brackets_is_found_by_itself)
{
    struct filter filter;
    struct error error;

    ck_assert(filter_parse("Acme[1]", &filter, &error));
    ck_assert(filter_passes_one(&filter, "acme[1]", NULL, STATE_OK));
    ck_assert(filter_passes_one(&filter, "acme1", NULL, STATE_OK));
    ck_assert(!filter_passes_one(&filter, "acme", NULL, STATE_OK));
    ck_assert(filter_parse("![", &filter, &error));
    ck_assert(!filter_passes_one(&filter, "acme[1]", NULL, STATE_OK));
    ck_assert(filter_passes_one(&filter, "acme1", NULL, STATE_OK));
}
END_TEST

START_TEST(a_state_that_there_is_not_is_told)
{
    struct filter filter;
    struct error error;

    ck_assert(!filter_parse("acme s:broken", &filter, &error));
    ck_assert_str_eq(error.text,
                     "no state \"broken\": degraded, warn, silent, no_data, stale, empty, ok, bad");
    ck_assert(!filter_parse("!s:ok,x", &filter, &error));
}
END_TEST

START_TEST(what_is_too_long_is_told)
{
    char text[FILTER_SIZE + 1];
    struct filter filter;
    struct error error;

    memset(text, 'x', sizeof(text));
    text[FILTER_SIZE] = '\0';
    ck_assert(!filter_parse(text, &filter, &error));
    text[FILTER_SIZE - 1] = '\0';
    ck_assert(filter_parse(text, &filter, &error));
    for (size_t i = 1; i < FILTER_SIZE; i += 2)
        text[i] = ' ';
    text[FILTER_SIZE - 1] = '\0';
    ck_assert(filter_parse(text, &filter, &error));
    ck_assert_uint_eq(filter.count, FILTER_WORDS);
}
END_TEST

START_TEST(what_happened_passes_by_itself)
{
    struct filter filter;
    struct error error;

    ck_assert(filter_parse("acme d:faith s:bad", &filter, &error));
    ck_assert(filter_passes_one(&filter, "acme", "faithfulness", STATE_WARN));
    ck_assert(!filter_passes_one(&filter, "acme", "faithfulness", STATE_OK));
    ck_assert(!filter_passes_one(&filter, "acme", "relevance", STATE_WARN));
    ck_assert(!filter_passes_one(&filter, "other", "faithfulness", STATE_WARN));
    ck_assert(!filter_passes_one(&filter, "acme", NULL, STATE_WARN));
    ck_assert(filter_parse("!d:faith", &filter, &error));
    ck_assert(filter_passes_one(&filter, "acme", NULL, STATE_WARN));
    ck_assert(!filter_passes_one(&filter, "acme", "faithfulness", STATE_WARN));
}
END_TEST

/* --- the same, read plainly: every word for itself, from its text, each time --- */

static void lower(const char *text, char *out)
{
    for (; *text != '\0'; text++)
        *out++ = (char)tolower((unsigned char)*text);
    *out = '\0';
}

static bool plain_like(const char *pattern, const char *name)
{
    char small_pattern[FILTER_SIZE];
    char small_name[64];

    lower(pattern, small_pattern);
    lower(name, small_name);
    bool is_glob = strpbrk(pattern, "*?[") != NULL;
    if (is_glob && fnmatch(small_pattern, small_name, 0) == 0)
        return true;
    return (!is_glob || strchr(pattern, '[') != NULL) && strstr(small_name, small_pattern) != NULL;
}

static bool plain_in_state(const char *words, enum state state)
{
    static const char *const more[] = {"bad", "bad"};
    static const enum state bad[] = {STATE_WARN, STATE_DEGRADED};
    char copy[FILTER_SIZE];
    char *rest = copy;

    snprintf(copy, sizeof(copy), "%s", words);
    for (char *word = strsep(&rest, ","); word != NULL; word = strsep(&rest, ",")) {
        size_t size = strlen(word);
        if (size > 0 && strncmp(state_name(state), word, size) == 0)
            return true;
        for (size_t i = 0; i < 2; i++) {
            if (size > 0 && state == bad[i] && strncmp(more[i], word, size) == 0)
                return true;
        }
    }
    return false;
}

struct words {
    const char *texts[FILTER_WORDS];
    size_t count;
};

static bool is_wrong(const struct words *words, char kind, bool inverted, const char *name,
                     enum state state, enum state other)
{
    for (size_t i = 0; i < words->count; i++) {
        const char *text = words->texts[i] + (words->texts[i][0] == '!');
        if ((words->texts[i][0] == '!') != inverted)
            continue;
        bool has_kind = text[0] != '\0' && text[1] == ':' && (text[0] == 's' || text[0] == 'd');
        if ((has_kind ? text[0] : 'n') != kind || text[has_kind ? 2 : 0] == '\0')
            continue;
        bool holds = kind == 's'
                         ? plain_in_state(text + 2, state) || plain_in_state(text + 2, other)
                         : plain_like(text + (has_kind ? 2 : 0), name);
        if (holds == inverted)
            return true;
    }
    return false;
}

static bool asks(const struct words *words)
{
    for (size_t i = 0; i < words->count; i++) {
        if (strncmp(words->texts[i], "d:", 2) == 0 && words->texts[i][2] != '\0')
            return true;
    }
    return false;
}

static bool states_wrong(const struct words *words, enum state state, enum state other)
{
    return is_wrong(words, 's', false, "", state, other) ||
           is_wrong(words, 's', true, "", state, other);
}

static bool plain_passes(const struct words *words, const struct tenant_verdict *verdict)
{
    const char *name = verdict->tenant->name;
    bool found = false;

    if (is_wrong(words, 'n', false, name, 0, 0) || is_wrong(words, 'n', true, name, 0, 0))
        return false;
    for (size_t i = 0; i < verdict->dimension_count; i++) {
        const struct dimension_verdict *own = &verdict->dimensions[i];
        const char *dimension = verdict->tenant->dimensions[own->dimension].name;
        if (is_wrong(words, 'd', true, dimension, 0, 0))
            return false;
        enum state other = own->state == STATE_SUPERSEDED ? STATE_OK : own->state;
        found = found || (!is_wrong(words, 'd', false, dimension, 0, 0) &&
                          !states_wrong(words, own->state, other));
    }
    if (asks(words))
        return found;
    return !states_wrong(words, verdict->state, verdict->silent ? STATE_SILENT : verdict->state);
}

static void roll_text(struct dice *dice, char *out)
{
    static const char *const parts[] = {"!",     "d:",  "s:",  "s:ok", "s:bad,st", "s:de", "!s:w",
                                        "a",     "*a*", "a*",  "?b*",  "ab",       "B",    "d:x",
                                        "!d:?y", "d:*", "!ab", "s:,",  "d:a",      "s:su"};
    size_t count = dice_below(dice, 4);

    out[0] = '\0';
    for (size_t i = 0; i < count; i++) {
        strcat(out, parts[dice_below(dice, sizeof(parts) / sizeof(parts[0]))]);
        strcat(out, dice_once_in(dice, 3) ? "  " : " ");
    }
}

static void roll_name(struct dice *dice, char *out)
{
    size_t size = 1 + dice_below(dice, 4);

    for (size_t i = 0; i < size; i++)
        *out++ = "abxyAB"[dice_below(dice, 6)];
    *out = '\0';
}

static void roll_verdict(struct dice *dice, struct tenant_verdict *verdict, struct tenant *tenant,
                         char (*names)[8])
{
    roll_name(dice, names[0]);
    tenant->name = names[0];
    verdict->tenant = tenant;
    verdict->state = (enum state)dice_below(dice, STATE_COUNT);
    verdict->silent = dice_once_in(dice, 3);
    verdict->dimension_count = dice_below(dice, 4);
    for (size_t i = 0; i < verdict->dimension_count; i++) {
        roll_name(dice, names[i + 1]);
        tenant->dimensions[i].name = names[i + 1];
        verdict->dimensions[i].dimension = i;
        verdict->dimensions[i].state = (enum state)dice_below(dice, STATE_COUNT);
    }
}

static uint64_t environment(const char *name, uint64_t otherwise)
{
    const char *text = getenv(name);

    return text != NULL ? strtoull(text, NULL, 10) : otherwise;
}

START_TEST(it_is_as_when_read_plainly)
{
    struct dice dice = {environment("SEED", 1)};
    struct dimension dimensions[4] = {0};
    struct dimension_verdict own[4] = {0};
    char names[5][8];
    size_t passed = 0;
    uint64_t rounds = environment("ROUNDS", 200000);

    for (uint64_t round = 0; round < rounds; round++) {
        struct tenant tenant = {.dimensions = dimensions};
        struct tenant_verdict verdict = {.dimensions = own};
        struct filter filter;
        struct error error;
        struct words words = {0};
        char text[FILTER_SIZE];
        roll_text(&dice, text);
        roll_verdict(&dice, &verdict, &tenant, names);
        QUICK_ASSERT(filter_parse(text, &filter, &error));
        char *rest = text;
        for (char *word = strsep(&rest, " "); word != NULL; word = strsep(&rest, " ")) {
            if (word[0] != '\0' && strcmp(word, "s:,") != 0)
                words.texts[words.count++] = word;
        }
        bool passes = filter_passes(&filter, &verdict);
        QUICK_ASSERT(passes == plain_passes(&words, &verdict));
        passed += passes;
    }
    ck_assert_uint_gt(passed, rounds / 10);
    ck_assert_uint_lt(passed, rounds - rounds / 10);
}
END_TEST

Suite *suite_filter(void)
{
    Suite *suite = suite_create("filter");
    TCase *tcase = tcase_create("examples");
    TCase *model = tcase_create("model");

    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_loop_test(tcase, words_hold_together, 0, sizeof(examples) / sizeof(examples[0]));
    tcase_add_test(tcase, a_name_with_brackets_is_found_by_itself);
    tcase_add_test(tcase, a_state_that_there_is_not_is_told);
    tcase_add_test(tcase, what_is_too_long_is_told);
    tcase_add_test(tcase, what_happened_passes_by_itself);
    suite_add_tcase(suite, tcase);
    tcase_add_test(model, it_is_as_when_read_plainly);
    suite_add_tcase(suite, model);
    return suite;
}
