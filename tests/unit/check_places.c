#include "config.h"

#include "places.h"
#include "unit/suites.h"

#include <stdlib.h>
#include <string.h>

#define ROW_LIMIT 12

static const struct places_rule at_once = {0};
static const struct places_rule by_class = {.by_class = true};
static const struct places_rule calm = {.hold_ms = 10000, .after_key_ms = 5000};
static const struct places_rule frozen = {.hold_ms = PLACES_FROZEN};

static struct places places;
static struct placed wanted[ROW_LIMIT];
static size_t wanted_count;

static void teardown(void)
{
    places_free(&places);
}

static struct placed row_of(const void *context, size_t index)
{
    const struct placed *rows = context;

    return rows[index];
}

/* Reads "a2 b1": rows by a letter, each with its class. */
static void want(const char *text)
{
    wanted_count = 0;
    for (; *text != '\0'; text += text[2] == ' ' ? 3 : 2)
        wanted[wanted_count++] = (struct placed){(unsigned char)text[0], text[1] - '0'};
}

static void arrange_for(uint64_t owner, const struct places_rule *rule, int64_t now_ms,
                        int64_t key_ms)
{
    places_arrange(&places, rule,
                   &(struct places_order){
                       .owner = owner, .count = wanted_count, .row = row_of, .context = wanted},
                   now_ms, key_ms);
}

static void assert_stands(const char *expected)
{
    char shown[ROW_LIMIT + 1] = "";

    for (size_t i = 0; i < wanted_count; i++) {
        shown[i] = (char)wanted[places_row(&places, i)].id;
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
    ARRANGE("a2 b1 c0", &at_once, 0, 0);
    assert_stands("abc");
    ARRANGE("c2 a2 b1", &at_once, 1, 1);
    assert_stands("cab");
}
END_TEST

START_TEST(a_row_stays_as_long_as_its_class_does)
{
    ARRANGE("a2 b2 c0 d0", &by_class, 0, 0);
    ARRANGE("b2 a2 d0 c0", &by_class, 1, 0);
    assert_stands("abcd");
    /* d gets worse: it comes to the end or the middle of its like, as the judge has it */
    ARRANGE("b2 d2 a2 c0", &by_class, 2, 0);
    assert_stands("dabc");
    ARRANGE("b2 d1 a2 c0", &by_class, 3, 0);
    assert_stands("abdc");
    /* one goes, one comes */
    ARRANGE("e2 b2 d1 c0", &by_class, 4, 0);
    assert_stands("ebdc");
    places_renew(&places);
    ARRANGE("c0 d1 b2 e2", &by_class, 5, 0);
    assert_stands("cdbe");
}
END_TEST

START_TEST(rows_are_held_for_a_while_and_after_a_key)
{
    ARRANGE("a2 b1 c0", &calm, 20000, 0);
    assert_stands("abc");
    ARRANGE("c2 b1 a0", &calm, 29999, 0);
    assert_stands("abc");
    ARRANGE("c2 b1 a0", &calm, 30000, 25001);
    assert_stands("abc");
    ARRANGE("c2 b1 a0", &calm, 30001, 25001);
    assert_stands("cba");
    ARRANGE("a2 b1 c0", &calm, 40000, 25001);
    assert_stands("cba");
    ARRANGE("a2 b1 c0", &calm, 40001, 25001);
    assert_stands("abc");
}
END_TEST

START_TEST(while_rows_are_held_new_ones_go_to_the_end)
{
    ARRANGE("a2 b1", &calm, 0, -99999);
    ARRANGE("x2 a2 y2 b1", &calm, 1, -99999);
    assert_stands("abxy");
    ARRANGE("x2 y2 b1", &calm, 2, -99999);
    assert_stands("bxy");
    places_renew(&places);
    ARRANGE("x2 y2 b1", &calm, 3, -99999);
    assert_stands("xyb");
}
END_TEST

START_TEST(frozen_rows_stay_until_places_are_renewed)
{
    ARRANGE("a1 b0", &frozen, 0, 0);
    ARRANGE("b1 a0", &frozen, INT64_MAX, 0);
    assert_stands("ab");
    places_renew(&places);
    ARRANGE("b1 a0", &frozen, INT64_MAX, 0);
    assert_stands("ba");
}
END_TEST

START_TEST(another_owner_takes_places_anew)
{
    ARRANGE("a1 b0", &frozen, 0, 0);
    want("b1 a0");
    arrange_for(2, &frozen, 1, 0);
    assert_stands("ba");
}
END_TEST

START_TEST(a_clock_that_is_set_back_holds_nothing)
{
    ARRANGE("a1 b0", &calm, 100000, 100000);
    ARRANGE("b1 a0", &calm, 50000, 40000);
    assert_stands("ba");
}
END_TEST

/* The model: what stands, as a list, with the rules said once more in the plainest way. */
struct model {
    struct placed rows[ROW_LIMIT];
    size_t count;
    int64_t taken_ms;
    bool taken;
};

static size_t wanted_index(uint64_t id)
{
    size_t i = 0;

    while (i < wanted_count && wanted[i].id != id)
        i++;
    return i;
}

static bool comes_before(struct placed a, struct placed b)
{
    if (a.class != b.class)
        return a.class > b.class;
    return wanted_index(a.id) < wanted_index(b.id);
}

static void model_insert(struct model *model, struct placed row, bool at_end)
{
    size_t place = 0;

    while (place < model->count && (at_end || comes_before(model->rows[place], row)))
        place++;
    memmove(&model->rows[place + 1], &model->rows[place],
            (model->count - place) * sizeof(model->rows[0]));
    model->rows[place] = row;
    model->count++;
}

static bool model_has(const struct model *model, uint64_t id)
{
    for (size_t i = 0; i < model->count; i++) {
        if (model->rows[i].id == id)
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
    for (size_t i = 0; i < before.count && model->taken; i++) {
        size_t index = wanted_index(before.rows[i].id);
        if (index < wanted_count &&
            (held || (rule->by_class && wanted[index].class == before.rows[i].class)))
            model->rows[model->count++] = wanted[index];
    }
    bool anew = model->count == 0;
    for (size_t i = 0; i < wanted_count; i++) {
        if (!model_has(model, wanted[i].id))
            model_insert(model, wanted[i], held || anew);
    }
    if (!held)
        model->taken_ms = now_ms;
    model->taken = true;
}

static void want_at_random(void)
{
    wanted_count = 0;
    for (uint64_t id = 0; id < ROW_LIMIT; id++) {
        if (rand() % 8 > 0)
            wanted[wanted_count++] = (struct placed){id, rand() % 3};
    }
    for (size_t i = wanted_count; i > 1; i--) {
        size_t other = (size_t)rand() % i;
        struct placed row = wanted[i - 1];
        wanted[i - 1] = wanted[other];
        wanted[other] = row;
    }
}

START_TEST(rows_stand_where_the_model_has_them)
{
    const struct places_rule *const rules[] = {&at_once, &by_class, &calm};
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
            ck_assert_uint_eq(wanted[places_row(&places, i)].id, model.rows[i].id);
    }
}
END_TEST

Suite *suite_places(void)
{
    Suite *suite = suite_create("places");
    TCase *tcase = tcase_create("places");

    tcase_add_checked_fixture(tcase, NULL, teardown);
    tcase_add_test(tcase, without_a_rule_rows_move_at_once);
    tcase_add_test(tcase, a_row_stays_as_long_as_its_class_does);
    tcase_add_test(tcase, rows_are_held_for_a_while_and_after_a_key);
    tcase_add_test(tcase, while_rows_are_held_new_ones_go_to_the_end);
    tcase_add_test(tcase, frozen_rows_stay_until_places_are_renewed);
    tcase_add_test(tcase, another_owner_takes_places_anew);
    tcase_add_test(tcase, a_clock_that_is_set_back_holds_nothing);
    tcase_add_loop_test(tcase, rows_stand_where_the_model_has_them, 0, 30);
    suite_add_tcase(suite, tcase);
    return suite;
}
