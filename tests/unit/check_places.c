#include "config.h"

#include "places.h"
#include "unit/suites.h"

#include <stdlib.h>
#include <string.h>

#define ROW_LIMIT 12

static const struct places_rule at_once = {0};
static const struct places_rule calm = {.hold_ms = 10000, .after_key_ms = 5000};
static const struct places_rule after_keys = {.after_key_ms = 5000};
static const struct places_rule frozen = {.hold_ms = PLACES_FROZEN};

static struct places places;
static uint64_t wanted[ROW_LIMIT];
static size_t wanted_count;
static bool goes_on;
static size_t came; /* of these the last ones by their ids, where the order goes on */

static void teardown(void)
{
    places_free(&places);
}

static uint64_t row_of(const void *context, size_t index)
{
    const uint64_t *rows = context;

    return rows[index];
}

static size_t find_row(const void *context, uint64_t id)
{
    const uint64_t *rows = context;
    size_t row = 0;

    while (row < wanted_count && rows[row] != id)
        row++;
    return row;
}

static uint64_t newcomer(const void *context, size_t index)
{
    const uint64_t *rows = context;

    for (size_t row = 0;; row++) {
        if (rows[row] >= wanted_count - came && index-- == 0)
            return rows[row];
    }
}

/* Rows by their letters. */
static void want(const char *text)
{
    for (wanted_count = 0; *text != '\0'; text++)
        wanted[wanted_count++] = (unsigned char)*text;
}

static void arrange_for(uint64_t owner, const struct places_rule *rule, int64_t now_ms,
                        int64_t key_ms)
{
    places_arrange(&places, rule,
                   &(struct places_order){
                       .owner = owner,
                       .count = wanted_count,
                       .row = row_of,
                       .find = find_row,
                       .goes_on = goes_on,
                       .came = came,
                       .newcomer = newcomer,
                       .context = wanted,
                   },
                   now_ms, key_ms);
}

static void assert_stands(const char *expected)
{
    char shown[ROW_LIMIT + 1] = "";

    for (size_t i = 0; i < wanted_count; i++) {
        shown[i] = (char)wanted[places_row(&places, i)];
        ck_assert_uint_eq(places_find(&places, places_row(&places, i)), i);
    }
    ck_assert_str_eq(shown, expected);
}

#define ARRANGE(text, rule, now_ms, key_ms)                                                        \
    do {                                                                                           \
        want(text);                                                                                \
        arrange_for(1, rule, now_ms, key_ms);                                                      \
    } while (0)

START_TEST(without_a_rule_rows_move_at_once)
{
    ARRANGE("abc", &at_once, 0, 0);
    assert_stands("abc");
    ARRANGE("cab", &at_once, 1, 1);
    assert_stands("cab");
}
END_TEST

START_TEST(rows_are_held_for_a_while_and_after_a_key)
{
    ARRANGE("abc", &calm, 20000, 0);
    assert_stands("abc");
    ARRANGE("cba", &calm, 29999, 0);
    assert_stands("abc");
    ARRANGE("cba", &calm, 30000, 25001);
    assert_stands("abc");
    ARRANGE("cba", &calm, 30001, 25001);
    assert_stands("cba");
    ARRANGE("abc", &calm, 40000, 25001);
    assert_stands("cba");
    ARRANGE("abc", &calm, 40001, 25001);
    assert_stands("abc");
}
END_TEST

START_TEST(rows_that_move_at_once_stand_still_under_a_key)
{
    ARRANGE("abc", &after_keys, 20000, 0);
    ARRANGE("cab", &after_keys, 20001, 0);
    assert_stands("cab");
    ARRANGE("bca", &after_keys, 25000, 20001);
    assert_stands("cab");
    ARRANGE("bca", &after_keys, 25001, 20001);
    assert_stands("bca");
    ARRANGE("abc", &calm, 25002, 20001);
    assert_stands("bca");
}
END_TEST

START_TEST(while_rows_are_held_new_ones_go_to_the_end)
{
    ARRANGE("ab", &calm, 0, -99999);
    ARRANGE("xayb", &calm, 1, -99999);
    assert_stands("abxy");
    ARRANGE("xyb", &calm, 2, -99999);
    assert_stands("bxy");
    places_renew(&places);
    ARRANGE("xyb", &calm, 3, -99999);
    assert_stands("xyb");
}
END_TEST

START_TEST(frozen_rows_stay_until_places_are_renewed)
{
    ARRANGE("ab", &frozen, 0, 0);
    ARRANGE("ba", &frozen, INT64_MAX, 0);
    assert_stands("ab");
    places_renew(&places);
    ARRANGE("ba", &frozen, INT64_MAX, 0);
    assert_stands("ba");
}
END_TEST

START_TEST(another_owner_takes_places_anew)
{
    ARRANGE("ab", &frozen, 0, 0);
    want("ba");
    arrange_for(2, &frozen, 1, 0);
    assert_stands("ba");
}
END_TEST

START_TEST(a_clock_that_is_set_back_holds_nothing)
{
    ARRANGE("ab", &calm, 100000, 100000);
    ARRANGE("ba", &calm, 50000, 40000);
    assert_stands("ba");
}
END_TEST

/* The model: what stands, as a list, with the rules said once more in the plainest way. */
struct model {
    uint64_t rows[ROW_LIMIT];
    size_t count;
    int64_t taken_ms;
    bool taken;
};

static bool is_in(const uint64_t *rows, size_t count, uint64_t id)
{
    for (size_t i = 0; i < count; i++) {
        if (rows[i] == id)
            return true;
    }
    return false;
}

static void model_arrange(struct model *model, const struct places_rule *rule, int64_t now_ms,
                          int64_t key_ms)
{
    bool held = model->taken &&
                (now_ms - model->taken_ms < rule->hold_ms || now_ms - key_ms < rule->after_key_ms);
    struct model before = *model;

    model->count = 0;
    for (size_t i = 0; i < before.count && held; i++) {
        if (is_in(wanted, wanted_count, before.rows[i]))
            model->rows[model->count++] = before.rows[i];
    }
    for (size_t i = 0; i < wanted_count; i++) {
        if (!is_in(model->rows, model->count, wanted[i]))
            model->rows[model->count++] = wanted[i];
    }
    if (!held)
        model->taken_ms = now_ms;
    model->taken = true;
}

static void shuffle(void)
{
    for (size_t i = wanted_count; i > 1; i--) {
        size_t other = (size_t)rand() % i;
        uint64_t row = wanted[i - 1];
        wanted[i - 1] = wanted[other];
        wanted[other] = row;
    }
}

static void want_at_random(void)
{
    wanted_count = 0;
    for (uint64_t id = 0; id < ROW_LIMIT; id++) {
        if (rand() % 8 > 0)
            wanted[wanted_count++] = id;
    }
    shuffle();
}

/* Ids from 0 on, some more than before. */
static void want_more(void)
{
    size_t before = wanted_count;

    wanted_count += before < ROW_LIMIT ? (size_t)rand() % (ROW_LIMIT - before + 1) : 0;
    came = wanted_count - before;
    for (uint64_t id = 0; id < wanted_count; id++)
        wanted[id] = id;
    shuffle();
}

START_TEST(an_order_that_goes_on_stands_where_the_model_has_it)
{
    const struct places_rule *rule = _i % 2 == 0 ? &calm : &after_keys;
    struct model model = {0};
    int64_t now_ms = 0;
    int64_t key_ms = -100000;

    srand((unsigned)_i + 1);
    wanted_count = 0;
    for (goes_on = false; wanted_count < ROW_LIMIT; goes_on = true) {
        want_more();
        now_ms += rand() % 4000;
        key_ms = rand() % 4 == 0 ? now_ms : key_ms;
        arrange_for(1, rule, now_ms, key_ms);
        model_arrange(&model, rule, now_ms, key_ms);
        ck_assert_uint_eq(places.count, wanted_count);
        for (size_t i = 0; i < wanted_count; i++)
            ck_assert_uint_eq(wanted[places_row(&places, i)], model.rows[i]);
    }
    goes_on = false;
    came = 0;
}
END_TEST

START_TEST(rows_stand_where_the_model_has_them)
{
    const struct places_rule *const rules[] = {&at_once, &after_keys, &calm};
    const struct places_rule *rule = rules[_i % 3];
    struct model model = {0};
    int64_t now_ms = 0;
    int64_t key_ms = -100000;

    srand((unsigned)_i + 1);
    for (int step = 0; step < 200; step++) {
        want_at_random();
        now_ms += rand() % 4000;
        key_ms = rand() % 4 == 0 ? now_ms : key_ms;
        if (rand() % 16 == 0) {
            places_renew(&places);
            model.taken = false;
        }
        arrange_for(1, rule, now_ms, key_ms);
        model_arrange(&model, rule, now_ms, key_ms);
        for (size_t i = 0; i < wanted_count; i++)
            ck_assert_uint_eq(wanted[places_row(&places, i)], model.rows[i]);
    }
}
END_TEST

Suite *suite_places(void)
{
    Suite *suite = suite_create("places");
    TCase *tcase = tcase_create("places");

    tcase_add_checked_fixture(tcase, NULL, teardown);
    tcase_add_test(tcase, without_a_rule_rows_move_at_once);
    tcase_add_test(tcase, rows_are_held_for_a_while_and_after_a_key);
    tcase_add_test(tcase, rows_that_move_at_once_stand_still_under_a_key);
    tcase_add_test(tcase, while_rows_are_held_new_ones_go_to_the_end);
    tcase_add_test(tcase, frozen_rows_stay_until_places_are_renewed);
    tcase_add_test(tcase, another_owner_takes_places_anew);
    tcase_add_test(tcase, a_clock_that_is_set_back_holds_nothing);
    tcase_add_loop_test(tcase, an_order_that_goes_on_stands_where_the_model_has_it, 0, 100);
    tcase_add_loop_test(tcase, rows_stand_where_the_model_has_them, 0, 30);
    suite_add_tcase(suite, tcase);
    return suite;
}
