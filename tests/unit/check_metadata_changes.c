/* What is told of changes of metadata is held against a plain reference that goes over every
 * report, whichever way the reports came into the history: forwards, backwards, page by page from
 * several ends, and late. By hand: SEED=7 ROUNDS=3000. */
#include "config.h"

#include "drift/metadata_changes.h"

#include "base/buffer.h"
#include "support/dice.h"
#include "support/quick.h"
#include "unit/suites.h"
#include "wire/metadata.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BEGIN_MS 1000000
#define STEP_MS 1000
#define REPORTS_MAX 1200
#define DIMENSIONS 2
#define CHANGES_MAX REPORTS_MAX

static const char *const names[DIMENSIONS] = {"relevance", "drift"};

/* What the reports say, oldest first; "" for no metadata, NULL for no such dimension. */
static struct {
    char text[DIMENSIONS][96];
    bool named[DIMENSIONS];
    unsigned model; /* what counts of it */
    unsigned k;
    bool twice; /* it repeats the one before: a duplicate */
} told[REPORTS_MAX];
static size_t report_count;
static struct tenant *tenant;
static struct report report;

static void setup(void)
{
    tenant = tenant_create(SLICE("acme"));
}

static void teardown(void)
{
    tenant_free(tenant);
    report_free(&report);
    report = (struct report){0};
}

static int64_t time_of(size_t number)
{
    return BEGIN_MS + (int64_t)number * STEP_MS;
}

/* A model and a k that seldom change, and how many were judged, which always does. */
static void say(char text[static 96], struct dice *dice, unsigned model, unsigned k)
{
    unsigned judged = (unsigned)dice_below(dice, 1000);

    if (dice_once_in(dice, 12))
        text[0] = '\0';
    else if (dice_once_in(dice, 3))
        snprintf(text, 96, "{\"k\": %u, \"judged\": %u, \"model\": \"m%u\"}", k, judged, model);
    else
        snprintf(text, 96, "{\"model\":\"m%u\",\"k\":%u,\"judged\":%u}", model, k, judged);
}

static void tell(struct dice *dice)
{
    report_count = 1 + dice_below(dice, REPORTS_MAX);
    size_t rare = 1 + dice_below(dice, 400);
    unsigned model = 0;
    unsigned k = 0;

    for (size_t i = 0; i < report_count; i++) {
        model = dice_once_in(dice, rare) ? (unsigned)dice_below(dice, 4) : model;
        k = dice_once_in(dice, rare) ? (unsigned)dice_below(dice, 3) : k;
        told[i].model = model;
        told[i].k = k;
        for (size_t j = 0; j < DIMENSIONS; j++) {
            told[i].named[j] = j == 0 || !dice_once_in(dice, 3);
            say(told[i].text[j], dice, model, k);
        }
        told[i].twice = false;
        if (i == 0 || !dice_once_in(dice, 15))
            continue;
        told[i] = told[i - 1];
        told[i].twice = true;
    }
}

static struct report *report_of(size_t number)
{
    size_t content = number;

    while (told[content].twice)
        content--;
    report_reset(&report);
    report.id = stream_id_at(time_of(number));
    report.fingerprint = content + 1;
    report.split_metadata = metadata_split;
    for (size_t j = 0; j < DIMENSIONS; j++) {
        if (!told[number].named[j])
            continue;
        struct reading *reading = report_add(&report);
        reading->name = slice_of(names[j]);
        reading->severity = SEVERITY_OK;
        reading->value = 1;
        reading->metadata = slice_of(told[number].text[j]);
    }
    return &report;
}

static void add(int64_t end_ms, size_t number)
{
    tenant_add_to(tenant, end_ms, report_of(number));
}

static void load_forwards(struct dice *dice)
{
    (void)dice;
    for (size_t i = 0; i < report_count; i++)
        add(HISTORY_LIVE, i);
}

static void load_backwards(struct dice *dice)
{
    (void)dice;
    for (size_t i = report_count; i > 0; i--)
        add(HISTORY_LIVE, i - 1);
}

/* The newer half of it newest first, the older half as a span of its own that grows until both
 * meet. */
static void load_from_two_ends(struct dice *dice)
{
    size_t middle = dice_below(dice, report_count);
    size_t from = middle + dice_below(dice, report_count - middle);

    for (size_t i = middle; i > 0; i--)
        add(time_of(middle), i - 1);
    history_reach(&tenant->history, time_of(middle), BEGIN_MS);
    for (size_t i = from; i < report_count; i++)
        add(HISTORY_LIVE, i);
    for (size_t i = from; i > middle; i--)
        add(HISTORY_LIVE, i - 1);
    history_reach(&tenant->history, HISTORY_LIVE, BEGIN_MS);
}

/* As lines of several files come. */
static void load_late(struct dice *dice)
{
    (void)dice;
    for (size_t late = 0; late < 2; late++) {
        for (size_t i = 0; i < report_count; i++) {
            struct tenant_place place = {.keep = true};
            if (((i + report_count) % 3 == 0) == (late == 1))
                tenant_place(tenant, report_of(i), &place);
        }
    }
    history_settle(&tenant->history);
}

static void (*const loads[])(struct dice *) = {load_forwards, load_backwards, load_from_two_ends,
                                               load_late};

/* Every pair, by a pass of its own from the oldest on; returns how many there are. */
static size_t plain_changes(size_t dimension, struct time_range window,
                            struct metadata_change *changes)
{
    size_t count = 0;
    size_t older = SIZE_MAX;

    for (size_t i = 0; i < report_count && time_of(i) < window.end_ms; i++) {
        const char *text = told[i].text[dimension];
        if (told[i].twice || !told[i].named[dimension] || text[0] == '\0')
            continue;
        if (older != SIZE_MAX && time_of(i) >= window.start_ms &&
            (told[older].model != told[i].model || told[older].k != told[i].k)) {
            changes[count].before = stream_id_at(time_of(older));
            changes[count++].now = stream_id_at(time_of(i));
        }
        older = i;
    }
    return count;
}

static void check_window(struct time_range window)
{
    static struct metadata_change plain[CHANGES_MAX];
    static struct metadata_change found[CHANGES_MAX];

    for (size_t dimension = 0; dimension < tenant->dimension_count; dimension++) {
        size_t j = strcmp(tenant->dimensions[dimension].name, names[0]) == 0 ? 0 : 1;
        size_t expected = plain_changes(j, window, plain);
        size_t total;
        size_t count = metadata_changes(tenant, dimension, window, found, CHANGES_MAX, &total);
        QUICK_ASSERT(count == expected && total == expected);
        for (size_t i = 0; i < count; i++) {
            const struct metadata_change *change = &plain[expected - 1 - i];
            QUICK_ASSERT(stream_id_compare(found[i].before, change->before) == 0);
            QUICK_ASSERT(stream_id_compare(found[i].now, change->now) == 0);
        }
    }
}

/* So many reports that "judged" is known to vary. */
static bool is_long(void)
{
    size_t telling[DIMENSIONS] = {0};

    for (size_t i = 0; i < report_count; i++) {
        for (size_t j = 0; j < DIMENSIONS; j++)
            telling[j] += !told[i].twice && told[i].named[j] && told[i].text[j][0] != '\0';
    }
    return telling[0] > 100 && telling[1] > 100;
}

static uint64_t from_environment(const char *name, uint64_t otherwise)
{
    const char *text = getenv(name);

    return text != NULL ? strtoull(text, NULL, 10) : otherwise;
}

START_TEST(changes_are_those_of_a_plain_reference_however_reports_came)
{
    struct dice dice = {from_environment("SEED", 1)};
    uint64_t rounds = from_environment("ROUNDS", 40);

    for (uint64_t round = 0; round < rounds; round++) {
        tell(&dice);
        if (!is_long())
            continue;
        for (size_t i = 0; i < sizeof(loads) / sizeof(loads[0]); i++) {
            tenant_reset(tenant);
            loads[i](&dice);
            int64_t start_ms = time_of(dice_below(&dice, report_count));
            check_window((struct time_range){0, INT64_MAX});
            check_window((struct time_range){start_ms,
                                             start_ms + (int64_t)dice_below(&dice, 900) * STEP_MS});
        }
    }
}
END_TEST

static uint8_t number(struct metadata_table **table, const char *text)
{
    return metadata_number(table, slice_of(text), metadata_split);
}

START_TEST(what_is_spelled_otherwise_is_the_same)
{
    struct metadata_table *table = NULL;
    uint8_t first = number(&table, "{\"a\":1,\"b\":{\"c\":2}}");

    ck_assert_uint_ne(first, METADATA_NONE);
    ck_assert_uint_eq(number(&table, "{ \"b\": {\"c\": 2}, \"a\": 1 }"), first);
    ck_assert(!metadata_differs(table, first, METADATA_NONE));
    ck_assert(metadata_differs(table, first, number(&table, "{\"a\":1,\"b\":{\"c\":3}}")));
    ck_assert(slice_is(metadata_text(table, first), "{\"a\":1,\"b\":{\"c\":2}}"));
    metadata_table_free(table);
}
END_TEST

START_TEST(a_member_of_many_values_varies_and_hides_no_other)
{
    struct metadata_table *table = NULL;
    char text[64];

    for (int i = 0; i < 1000; i++) {
        snprintf(text, sizeof(text), "{\"run\":%d,\"model\":\"m%d\"}", i, i >= 990);
        number(&table, text);
    }
    ck_assert(metadata_varies(table, SLICE("run")));
    ck_assert(!metadata_varies(table, SLICE("model")));
    ck_assert(!metadata_is_full(table));
    uint8_t old = number(&table, "{\"run\":2000,\"model\":\"m0\"}");
    ck_assert(!metadata_differs(table, old, number(&table, "{\"run\":3,\"model\":\"m0\"}")));
    ck_assert(metadata_differs(table, old, number(&table, "{\"run\":3,\"model\":\"m1\"}")));
    metadata_table_free(table);
}
END_TEST

START_TEST(with_more_kinds_than_are_told_apart_none_is)
{
    struct metadata_table *table = NULL;
    char text[64];

    for (int i = 0; i < 1000; i++) {
        snprintf(text, sizeof(text), "{\"a\":%d,\"b\":%d,\"c\":%d}", i % 10, i / 10 % 10, i / 100);
        number(&table, text);
    }
    ck_assert(metadata_is_full(table));
    ck_assert(!metadata_differs(table, 1, 2));
    ck_assert_uint_eq(number(&table, "{\"new\":1}"), METADATA_NONE);
    metadata_table_free(table);
}
END_TEST

START_TEST(what_is_too_long_to_keep_is_compared_as_a_whole)
{
    struct metadata_table *table = NULL;
    struct buffer text = {0};
    uint8_t numbers[2];

    for (int i = 0; i < 2; i++) {
        buffer_clear(&text);
        buffer_printf(&text, "{\"text\":\"%*d\"}", METADATA_TEXT_MAX, i);
        numbers[i] = number(&table, buffer_text(&text));
    }
    ck_assert(metadata_differs(table, numbers[0], numbers[1]));
    ck_assert_ptr_null(metadata_text(table, numbers[0]).data);
    buffer_free(&text);
    metadata_table_free(table);
}
END_TEST

Suite *suite_metadata_changes(void)
{
    Suite *suite = suite_create("metadata_changes");
    TCase *tcase = tcase_create("metadata_changes");

    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, changes_are_those_of_a_plain_reference_however_reports_came);
    tcase_add_test(tcase, what_is_spelled_otherwise_is_the_same);
    tcase_add_test(tcase, a_member_of_many_values_varies_and_hides_no_other);
    tcase_add_test(tcase, with_more_kinds_than_are_told_apart_none_is);
    tcase_add_test(tcase, what_is_too_long_to_keep_is_compared_as_a_whole);
    suite_add_tcase(suite, tcase);
    return suite;
}
