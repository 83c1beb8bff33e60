/* Told: what is kept of a destination's alerts, in any order and with any names, and read back.
 * Above the examples a model: random changes against a plain list, with the fields read back. SEED
 * and SEQUENCES in the environment go on for longer. */
#include "config.h"

#include "base/memory.h"
#include "route/told.h"
#include "support/dice.h"
#include "support/quick.h"
#include "unit/suites.h"

#include <stdlib.h>
#include <string.h>

static struct told told;

static void setup(void)
{
    told = (struct told){0};
}

static void teardown(void)
{
    told_free(&told);
}

static struct told_alert *open_alert(enum alert_kind kind, const char *dimension)
{
    struct told_alert *alert = told_at(&told, kind, dimension);

    alert->level = SEVERITY_DEGRADED;
    alert->opened = (struct stream_id){1700000300000, 2};
    alert->since = (struct stream_id){1700000000000, 0};
    alert->told_ms = 1700000300123;
    return alert;
}

static void assert_change(const struct told_alert *alert, const char *field, const char *value)
{
    struct told_change change = told_change_of(alert);

    ck_assert_str_eq(change.field, field);
    if (value == NULL)
        ck_assert_ptr_null(change.value);
    else
        ck_assert_str_eq(change.value, value);
    told_change_free(&change);
}

static bool take(const char *field, const char *value)
{
    return told_take(&told, slice_of(field), slice_of(value));
}

START_TEST(words_of_edges_and_kinds_read_back)
{
    for (int i = 0; i < EDGE_COUNT; i++) {
        enum edge edge;
        ck_assert(edge_find(edge_name((enum edge)i), &edge));
        ck_assert_int_eq(edge, i);
    }
    for (int i = 0; i < KIND_COUNT; i++) {
        enum alert_kind kind;
        ck_assert(alert_kind_find(alert_kind_name((enum alert_kind)i), &kind));
        ck_assert_int_eq(kind, i);
    }
    enum edge edge;
    enum alert_kind kind;
    ck_assert(!edge_find("fire", &edge));
    ck_assert(!alert_kind_find("", &kind));
    ck_assert(edge_closes(EDGE_GONE) && !edge_closes(EDGE_FLAPPING));
}
END_TEST

START_TEST(an_open_alert_is_one_short_field)
{
    assert_change(open_alert(KIND_THRESHOLD, "Answer.faithfulness"),
                  "threshold:Answer.faithfulness",
                  "degraded 1700000300000-2 1700000000000-0 1700000300123");
    assert_change(open_alert(KIND_SILENT, NULL), "silent",
                  "degraded 1700000300000-2 1700000000000-0 1700000300123");
}
END_TEST

START_TEST(a_closed_alert_goes_unless_its_edges_count)
{
    struct told_alert *alert = open_alert(KIND_STALE, "x");

    alert->level = SEVERITY_ABSENT;
    assert_change(alert, "stale:x", NULL);
    told_add_edge(alert, 5);
    told_add_edge(alert, 7);
    assert_change(alert, "stale:x", "closed 1700000300000-2 1700000000000-0 1700000300123 - 5,7");
    told_drop(&told, KIND_STALE, "x");
    ck_assert_uint_eq(told.count, 1);
    alert->flapping = true;
    told_forget_edges(alert, 7);
    assert_change(alert, "stale:x",
                  "closed 1700000300000-2 1700000000000-0 1700000300123 flapping -");
    ck_assert(told_is_open(alert));
    alert->notice = SEVERITY_DEGRADED;
    assert_change(alert, "stale:x",
                  "closed 1700000300000-2 1700000000000-0 1700000300123 flapping-degraded -");
    alert->flapping = false;
    told_drop(&told, KIND_STALE, "x");
    ck_assert_uint_eq(told.count, 0);
}
END_TEST

START_TEST(only_the_newest_edges_are_kept)
{
    struct told_alert *alert = open_alert(KIND_THRESHOLD, "x");

    for (int i = 0; i < TOLD_EDGES_MAX + 3; i++)
        told_add_edge(alert, i);
    ck_assert_uint_eq(alert->edge_count, TOLD_EDGES_MAX);
    ck_assert_int_eq(alert->edges[0], 3);
    ck_assert_int_eq(alert->edges[TOLD_EDGES_MAX - 1], TOLD_EDGES_MAX + 2);
}
END_TEST

START_TEST(fields_are_read_with_any_name)
{
    ck_assert(take("threshold:a:b \xff\x1b", "warn 2-1 1-0 3"));
    const struct told_alert *alert = told_find(&told, KIND_THRESHOLD, "a:b \xff\x1b");
    ck_assert_ptr_nonnull(alert);
    ck_assert_int_eq(alert->level, SEVERITY_WARN);
    ck_assert_uint_eq(alert->opened.ms, 2);
    ck_assert_uint_eq(alert->opened.seq, 1);
    ck_assert_int_eq(alert->told_ms, 3);
    ck_assert(take("no_data:", "closed 2-1 1-0 3 - 8,9"));
    ck_assert_uint_eq(told_find(&told, KIND_NO_DATA, "")->edge_count, 2);
    ck_assert(!told_is_open(told_find(&told, KIND_NO_DATA, "")));
    ck_assert(take("threshold:a:b \xff\x1b", "degraded 2-1 1-0 3"));
    ck_assert_uint_eq(told.count, 2);
    ck_assert_uint_eq(told_open_count(&told), 1);
}
END_TEST

START_TEST(that_it_was_missed_is_kept_with_what_is_open)
{
    struct told_alert *alert = open_alert(KIND_STALE, "x");
    struct told_change change = told_change_of(alert);

    told_change_miss(&change);
    ck_assert_str_eq(change.value, "degraded 1700000300000-2 1700000000000-0 1700000300123 - - "
                                   "missed");
    ck_assert(take(change.field, change.value));
    ck_assert(told_find(&told, KIND_STALE, "x")->missed);
    told_change_free(&change);
    ck_assert(take("stale:x", "warn 1-0 1-0 5 flapping 7,8 missed"));
    alert = told_find(&told, KIND_STALE, "x");
    ck_assert(alert->missed && alert->flapping);
    ck_assert_uint_eq(alert->edge_count, 2);
    ck_assert(!take("stale:x", "warn 1-0 1-0 5 - - other"));
    ck_assert(!take("stale:x", "warn 1-0 1-0 5 - - missed missed"));
    change = (struct told_change){.field = mem_strdup("stale:x")};
    told_change_miss(&change);
    ck_assert_ptr_null(change.value);
    told_change_free(&change);
}
END_TEST

START_TEST(other_fields_are_passed_over_and_damaged_ones_told)
{
    static const char *const damaged[][2] = {{"threshold", "warn 2-1 1-0 3"},
                                             {"silent:x", "warn 2-1 1-0 3"},
                                             {"threshold:x", ""},
                                             {"threshold:x", "bad 2-1 1-0 3"},
                                             {"threshold:x", "warn 2-x 1-0 3"},
                                             {"threshold:x", "warn 2-1 1-0"},
                                             {"threshold:x", "warn 2-1 1-0 -3"},
                                             {"threshold:x", "warn 2-1 1-0 3 -"},
                                             {"threshold:x", "warn 2-1 1-0 3 - "},
                                             {"threshold:x", "warn 2-1 1-0 3 quiet 4"},
                                             {"threshold:x", "warn 2-1 1-0 3 - 4,"}};

    ck_assert(take("epoch", "17") && take("at", "1-1") && take("lost", "x"));
    for (size_t i = 0; i < sizeof(damaged) / sizeof(damaged[0]); i++)
        ck_assert_msg(!take(damaged[i][0], damaged[i][1]), "%s", damaged[i][1]);
    ck_assert_uint_eq(told.count, 0);
}
END_TEST

/* --- the model --- */

#define NAMES 6
#define KEPT 4

struct plain {
    enum severity level;
    uint64_t opened;
    bool flapping;
    enum severity notice;
    size_t edges;
};

static const char *const names[NAMES] = {"a", "b", "", "a.b", "threshold:a", "\xf0\x9f\x98\x80"};

static const char *name_of(enum alert_kind kind, size_t name)
{
    return kind == KIND_SILENT ? NULL : names[name];
}

static void change(struct dice *dice, struct plain *plain, enum alert_kind kind, size_t name)
{
    struct told_alert *alert = told_at(&told, kind, name_of(kind, name));

    static const enum severity levels[] = {SEVERITY_ABSENT, SEVERITY_WARN, SEVERITY_DEGRADED};
    plain->level = alert->level = levels[dice_below(dice, 3)];
    plain->opened = alert->opened.ms = dice_below(dice, 1000);
    plain->flapping = alert->flapping = dice_once_in(dice, 4);
    plain->notice = alert->notice = levels[1 + dice_below(dice, 2)];
    if (dice_once_in(dice, 2)) {
        told_add_edge(alert, (int64_t)dice_below(dice, 1000));
        plain->edges++;
    } else {
        told_forget_edges(alert, INT64_MAX);
        plain->edges = 0;
    }
    told_drop(&told, kind, name_of(kind, name));
}

/* Reads all of it back from its fields. */
static void reopen(void)
{
    struct told again = {0};

    for (size_t i = told.count; i-- > 0;) {
        struct told_change field = told_change_of(&told.alerts[i]);
        QUICK_ASSERT(field.value != NULL);
        QUICK_ASSERT(told_take(&again, slice_of(field.field), slice_of(field.value)));
        told_change_free(&field);
    }
    told_free(&told);
    told = again;
}

static void assert_same(const struct plain plain[KEPT][NAMES])
{
    size_t count = 0;

    for (int kind = 0; kind < KEPT; kind++) {
        for (size_t i = 0; i < NAMES; i++) {
            const struct plain *expected = &plain[kind][kind == KIND_SILENT ? 0 : i];
            const struct told_alert *alert =
                told_find(&told, (enum alert_kind)kind, name_of((enum alert_kind)kind, i));
            bool kept =
                expected->level != SEVERITY_ABSENT || expected->flapping || expected->edges > 0;
            QUICK_ASSERT((alert != NULL) == kept);
            count += kept && (kind != KIND_SILENT || i == 0);
            if (!kept)
                continue;
            QUICK_ASSERT(alert->level == expected->level);
            QUICK_ASSERT(alert->flapping == expected->flapping);
            QUICK_ASSERT(!alert->flapping || alert->notice == expected->notice);
            QUICK_ASSERT(alert->opened.ms == expected->opened);
            QUICK_ASSERT(alert->edge_count == expected->edges);
        }
    }
    QUICK_ASSERT(told.count == count);
}

static void run(uint64_t seed)
{
    struct dice dice = {.state = seed};
    struct plain plain[KEPT][NAMES] = {0};

    setup();
    for (int step = 0; step < 60; step++) {
        enum alert_kind kind = (enum alert_kind)dice_below(&dice, KEPT);
        size_t name = kind == KIND_SILENT ? 0 : dice_below(&dice, NAMES);
        change(&dice, &plain[kind][name], kind, name);
        if (dice_once_in(&dice, 5))
            reopen();
        assert_same((const struct plain(*)[NAMES])plain);
    }
    teardown();
}

START_TEST(random_changes_are_kept_as_in_a_plain_list)
{
    const char *seed = getenv("SEED");
    const char *sequences = getenv("SEQUENCES");
    uint64_t first = seed != NULL ? strtoull(seed, NULL, 10) : 1;
    uint64_t count = sequences != NULL ? strtoull(sequences, NULL, 10) : 200;

    for (uint64_t i = 0; i < count; i++)
        run(first + i);
}
END_TEST

/* A byte of a good value is another, or one goes. What is taken all the same reads back as it was
 * taken. */
static void garble(struct dice *dice, const char *good)
{
    char value[128];
    size_t size = strlen(good);

    memcpy(value, good, size + 1);
    for (size_t i = dice_below(dice, 3); i-- > 0 && size > 0;) {
        size_t place = dice_below(dice, size);
        if (dice_once_in(dice, 2))
            value[place] = "0159-, .xwd\xff"[dice_below(dice, 12)];
        else
            memmove(&value[place], &value[place + 1], size-- - place);
    }
    setup();
    if (take("threshold:x", value) && told.count > 0) {
        struct told again = told;
        struct told_change change = told_change_of(&told.alerts[0]);
        told = (struct told){0};
        QUICK_ASSERT(take(change.field, change.value));
        struct told_change same = told_change_of(&told.alerts[0]);
        ck_assert_str_eq(same.value, change.value);
        told_change_free(&change);
        told_change_free(&same);
        told_free(&again);
    }
    teardown();
}

START_TEST(garbled_values_are_refused_or_read_as_something_whole)
{
    static const char *const good[] = {"degraded 1700000300000-2 1700000000000-0 1700000300123",
                                       "closed 17-2 17-0 3 - 5,7", "warn 1-1 1-1 9 flapping -",
                                       "warn 1-1 1-1 9 flapping-degraded 4"};
    struct dice dice = {.state = 1};

    for (size_t i = 0; i < 3000; i++)
        garble(&dice, good[i % 4]);
}
END_TEST

Suite *suite_told(void)
{
    Suite *suite = suite_create("told");
    TCase *tcase = tcase_create("told");
    TCase *model = tcase_create("model");

    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, words_of_edges_and_kinds_read_back);
    tcase_add_test(tcase, an_open_alert_is_one_short_field);
    tcase_add_test(tcase, a_closed_alert_goes_unless_its_edges_count);
    tcase_add_test(tcase, only_the_newest_edges_are_kept);
    tcase_add_test(tcase, fields_are_read_with_any_name);
    tcase_add_test(tcase, that_it_was_missed_is_kept_with_what_is_open);
    tcase_add_test(tcase, other_fields_are_passed_over_and_damaged_ones_told);
    suite_add_tcase(suite, tcase);
    tcase_add_test(model, garbled_values_are_refused_or_read_as_something_whole);
    tcase_add_test(model, random_changes_are_kept_as_in_a_plain_list);
    suite_add_tcase(suite, model);
    return suite;
}
