#include "config.h"

#include "source/redis/trail.h"
#include "unit/suites.h"

static struct trail trail;
static struct trail other;

static void release(void)
{
    trail_free(&trail);
    trail_free(&other);
}

static struct entry_mark mark(uint64_t ms)
{
    return (struct entry_mark){{ms, 0}, ms * 7};
}

static void add(struct trail *to, uint64_t first_ms, uint64_t last_ms)
{
    for (uint64_t ms = first_ms; ms <= last_ms; ms++)
        trail_add(to, mark(ms));
}

START_TEST(an_empty_one_has_nothing)
{
    ck_assert(!trail_has(&trail, mark(1)));
    ck_assert_uint_eq(trail_oldest(&trail).id.ms, 0);
    ck_assert_uint_eq(trail_newest(&trail).id.ms, 0);
}
END_TEST

START_TEST(an_entry_is_told_by_its_id_and_its_content)
{
    add(&trail, 5, 9);
    ck_assert_uint_eq(trail_oldest(&trail).id.ms, 5);
    ck_assert_uint_eq(trail_newest(&trail).id.ms, 9);
    ck_assert(trail_has(&trail, mark(7)));
    ck_assert(!trail_has(&trail, mark(4)));
    ck_assert(!trail_has(&trail, (struct entry_mark){{7, 0}, 1}));
    ck_assert(!trail_has(&trail, (struct entry_mark){{7, 1}, 49}));
}
END_TEST

START_TEST(the_oldest_ones_are_forgotten)
{
    add(&trail, 1, TRAIL_MAX);
    ck_assert(!trail.forgot);
    add(&trail, TRAIL_MAX + 1, TRAIL_MAX + 3);
    ck_assert(trail.forgot);
    ck_assert_uint_eq(trail_oldest(&trail).id.ms, 4);
    ck_assert(!trail_has(&trail, mark(3)));
    ck_assert(trail_has(&trail, mark(4)));
    ck_assert_uint_eq(trail_newest(&trail).id.ms, TRAIL_MAX + 3);
}
END_TEST

START_TEST(what_is_newer_joins)
{
    add(&trail, 1, 4);
    trail_join(&trail, &other);
    add(&other, 3, 7);
    trail_join(&trail, &other);
    ck_assert_uint_eq(trail.count, 7);
    ck_assert_uint_eq(trail_newest(&trail).id.ms, 7);
    ck_assert_uint_eq(other.count, 5);
}
END_TEST

Suite *suite_trail(void)
{
    Suite *suite = suite_create("trail");
    TCase *tcase = tcase_create("trail");

    tcase_add_checked_fixture(tcase, NULL, release);
    tcase_add_test(tcase, an_empty_one_has_nothing);
    tcase_add_test(tcase, an_entry_is_told_by_its_id_and_its_content);
    tcase_add_test(tcase, the_oldest_ones_are_forgotten);
    tcase_add_test(tcase, what_is_newer_joins);
    suite_add_tcase(suite, tcase);
    return suite;
}
