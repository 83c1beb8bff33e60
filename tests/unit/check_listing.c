#include "config.h"

#include "judge/listing.h"
#include "judge/listing_key.h"
#include "judge/ranking.h"
#include "support/drift_fixture.h"
#include "unit/suites.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct fleet fleet;
static struct judgement judgement;
static struct listing listing;

static struct tenant *add_tenant(const char *name)
{
    struct tenant *tenant = fleet_tenant(&fleet, slice_of(name));

    tenant->looked_at = true;
    fixture_asked(tenant);
    return tenant;
}

static void setup(void)
{
    fleet = (struct fleet){0};
    judgement = (struct judgement){0};
    listing = (struct listing){0};
    fixture_fill(add_tenant("ok-far"), 0, 60, "x=O1.5");
    fixture_fill(add_tenant("ok-near"), 0, 59, "x=O0.5");
    fixture_fill(add_tenant("bad"), 0, 60, "x=D-0.2 y=O3");
    fixture_fill(add_tenant("worse"), 0, 60, "x=D-6");
    fixture_fill(add_tenant("late"), 0, 40, "x=O1");
    fixture_fill(add_tenant("unsure"), 0, 60, "x=W2");
    fixture_fill(add_tenant("unknown"), 0, 60, "x=W");
    add_tenant("nothing");
}

static void teardown(void)
{
    listing_free(&listing);
    judgement_free(&judgement);
    fleet_free(&fleet);
}

static void list(enum sort sort, bool reversed, const char *filter)
{
    struct listing_choice choice = {.sort = sort, .reversed = reversed, .filter = filter};

    judgement_renew(&judgement, &fleet, &JUDGE_LIVE_AT(AT(60)));
    listing_renew(&listing, &judgement, &choice);
}

static const struct tenant_verdict *match(const char *part, size_t skip)
{
    size_t count;

    return listing_match(&listing, part, skip, &count);
}

static size_t count_matches(const char *part)
{
    size_t count;

    listing_match(&listing, part, SIZE_MAX, &count);
    return count;
}

static void assert_order(const char *expected)
{
    char names[256] = "";

    for (size_t i = 0; i < listing.count; i++) {
        strcat(names, i > 0 ? " " : "");
        strcat(names, listing.rows[i]->tenant->name);
    }
    ck_assert_str_eq(names, expected);
}

static const struct {
    enum sort sort;
    bool reversed;
    const char *filter;
    const char *order;
} orders[] = {
    {SORT_WORST, false, "", "worse bad late unsure unknown nothing ok-far ok-near"},
    {SORT_WORST, true, "", "ok-far ok-near nothing unknown unsure late bad worse"},
    {SORT_NAME, false, "", "bad late nothing ok-far ok-near unknown unsure worse"},
    {SORT_NAME, true, "", "worse unsure unknown ok-near ok-far nothing late bad"},
    {SORT_AGE, false, "", "nothing late ok-near bad ok-far unknown unsure worse"},
    {SORT_Z, false, "", "worse unsure ok-far late ok-near bad nothing unknown"},
    {SORT_NAME, false, "OK", "ok-far ok-near"},
    {SORT_NAME, false, "un", "unknown unsure"},
    {SORT_NAME, false, "zz", ""},
};

START_TEST(tenants_are_sorted_and_filtered)
{
    list(orders[_i].sort, orders[_i].reversed, orders[_i].filter);
    assert_order(orders[_i].order);
}
END_TEST

START_TEST(states_are_counted_whatever_the_filter)
{
    list(SORT_WORST, false, "bad");
    ck_assert_uint_eq(listing.count, 1);
    ck_assert_uint_eq(judgement.all.count, 8);
    ck_assert_uint_eq(judgement.by_state[STATE_DEGRADED], 2);
    ck_assert_uint_eq(judgement.by_state[STATE_SILENT], 1);
    ck_assert_uint_eq(judgement.by_state[STATE_WARN], 2);
    ck_assert_uint_eq(judgement.by_state[STATE_EMPTY], 1);
    ck_assert_uint_eq(judgement.by_state[STATE_OK], 2);
}
END_TEST

START_TEST(the_worst_is_the_worst_however_they_are_sorted)
{
    list(SORT_NAME, true, "");
    ck_assert_str_eq(listing_worst(&listing)->tenant->name, "worse");
    list(SORT_AGE, false, "un");
    ck_assert_str_eq(listing_worst(&listing)->tenant->name, "unsure");
    list(SORT_Z, false, "zz");
    ck_assert_ptr_null(listing_worst(&listing));
}
END_TEST

START_TEST(what_cannot_be_found_is_at_the_end)
{
    list(SORT_NAME, false, "");
    ck_assert_uint_eq(listing_find(&listing, "bad"), 0);
    ck_assert_uint_eq(listing_find(&listing, "ba"), 8);
    ck_assert_ptr_null(match("zz", 0));
    ck_assert_uint_eq(count_matches("zz"), 0);
}
END_TEST

START_TEST(beginnings_match_before_the_rest)
{
    list(SORT_NAME, false, "");
    ck_assert_uint_eq(count_matches("N"), 4);
    ck_assert_str_eq(match("N", 0)->tenant->name, "nothing");
    ck_assert_str_eq(match("N", 1)->tenant->name, "ok-near");
    ck_assert_str_eq(match("N", 3)->tenant->name, "unsure");
    ck_assert_ptr_null(match("N", 4));
}
END_TEST

/* Whoever types a whole name means it, however many go on behind it, and listed or not. */
START_TEST(a_whole_name_is_found_first)
{
    fixture_fill(add_tenant("ba"), 0, 60, "x=O1");
    fixture_fill(add_tenant("BA"), 0, 60, "x=D-9");
    list(SORT_WORST, false, "");
    ck_assert_str_eq(match("ba", 0)->tenant->name, "ba");
    ck_assert_str_eq(match("ba", 1)->tenant->name, "BA");
    ck_assert_str_eq(match("ba", 2)->tenant->name, "bad");
    ck_assert_str_eq(match("BA", 0)->tenant->name, "BA");
    ck_assert_str_eq(match("b", 0)->tenant->name, "BA");
    list(SORT_WORST, false, "bad");
    ck_assert_str_eq(match("ba", 0)->tenant->name, "ba");
    ck_assert_str_eq(match("ba", 1)->tenant->name, "bad");
    ck_assert_uint_eq(count_matches("ba"), 3);
}
END_TEST

START_TEST(who_is_not_listed_is_found_behind_who_is)
{
    list(SORT_NAME, false, "late");
    ck_assert_uint_eq(listing.count, 1);
    ck_assert_uint_eq(count_matches("N"), 4);
    ck_assert_str_eq(match("a", 0)->tenant->name, "late");
    ck_assert_str_eq(match("n", 0)->tenant->name, "nothing");
    list(SORT_NAME, false, "s:nonsense");
    ck_assert_uint_eq(listing.count, 0);
}
END_TEST

START_TEST(of_many_names_that_match_the_rows_decide)
{
    char name[16];
    size_t place = 0;

    for (int i = 0; i < 600; i++) {
        snprintf(name, sizeof(name), "%s%03d", i % 2 == 0 ? "many-" : "so-many-", i * 7 % 600);
        fixture_fill(add_tenant(name), 0, 60, i % 3 == 0 ? "x=O1" : "x=D-3");
    }
    list(SORT_AGE, true, "many");
    for (int begins = 1; begins >= 0; begins--) {
        for (size_t row = 0; row < listing.count; row++) {
            const char *found = listing.rows[row]->tenant->name;
            if ((strncmp(found, "many", 4) == 0) == begins)
                ck_assert_str_eq(match("many", place++)->tenant->name, found);
        }
    }
    ck_assert_uint_eq(place, 600);
    ck_assert_uint_eq(count_matches("many"), 600);
    ck_assert_ptr_null(match("many", 600));
}
END_TEST

/* Names share their first eight letters, which differ at six places or at one; and many have the
 * same age and the same z. */
START_TEST(many_that_tie_are_in_the_order_of_their_names)
{
    static const char *const others[] = {"so-many-of-them", "some-ale-is-left"};
    static const char *const readings[] = {"x=O1", "x=O1 y=O2", "x=D-3", "x=O1.01"};
    char name[40];

    for (int i = 0; i < 1200; i++) {
        snprintf(name, sizeof(name), "%s-%0*d", i % 3 == 0 ? others[_i] : "some-are", i % 5 + 1,
                 i * 7 % 1200);
        fixture_fill(add_tenant(name), 0, i % 7 == 0 ? 59 : 60, readings[i % 11 % 4]);
    }
    for (int sort = 0; sort < SORT_COUNT; sort++) {
        for (int reversed = 0; reversed <= 1; reversed++) {
            list((enum sort)sort, reversed != 0, "");
            ck_assert_uint_eq(listing.count, 1208);
            for (size_t row = 1; row < listing.count; row++)
                ck_assert(
                    listing_compare(listing.rows[row - 1], listing.rows[row], &listing.choice) < 0);
            for (size_t row = 0; row < listing.count; row++)
                ck_assert(listing_row(&listing, listing.rows[row]) == row);
        }
    }
}
END_TEST

/* Whoever is sorted otherwise in the moment in which somebody comes is not missed. */
START_TEST(another_order_and_a_newcomer_come_together)
{
    list(SORT_NAME, false, "n");
    assert_order("nothing ok-near unknown unsure");
    fixture_fill(add_tenant("none"), 0, 60, "x=O7");
    list(SORT_NAME, true, "n");
    assert_order("unsure unknown ok-near nothing none");
    ck_assert_uint_eq(count_matches("n"), 5);
}
END_TEST

START_TEST(the_marked_can_be_listed_alone)
{
    struct marks marks = {0};
    struct listing_choice choice = {.sort = SORT_NAME, .filter = "", .only = &marks};

    list(SORT_NAME, false, "");
    listing_renew(&listing, &judgement, &choice);
    assert_order("");
    ck_assert(marks_toggle(&marks, "late"));
    ck_assert(marks_toggle(&marks, "bad"));
    ck_assert(marks_toggle(&marks, "nobody"));
    listing_renew(&listing, &judgement, &choice);
    assert_order("bad late");
    choice.filter = "a d:y";
    listing_renew(&listing, &judgement, &choice);
    assert_order("bad");
    ck_assert(!marks_toggle(&marks, "bad"));
    choice.filter = "";
    listing_renew(&listing, &judgement, &choice);
    assert_order("late");
    list(SORT_NAME, false, "");
    ck_assert_uint_eq(listing.count, 8);
    marks_free(&marks);
}
END_TEST

/* --- ranking --- */

static void assert_ranking(struct tenant *tenant, struct time_range window, const char *expected)
{
    struct tenant_verdict verdict = {0};
    struct ranking ranking = {0};
    char names[256] = "";

    verdict_make(&verdict, tenant, &((struct judge_moment){window.end_ms, window.end_ms, NULL}));
    ranking_make(&ranking, &verdict, window);
    for (size_t i = 0; i < ranking.count; i++) {
        strcat(names, i > 0 ? " " : "");
        strcat(names, tenant->dimensions[ranking.rows[i].verdict->dimension].name);
    }
    ck_assert_str_eq(names, expected);
    ranking_free(&ranking);
    verdict_free(&verdict);
}

START_TEST(dimensions_are_ranked_the_worst_first)
{
    struct tenant *tenant = fixture_tenant();

    fixture_fill(tenant, 0, 10, "d=O c=D-4 b=W a=O f=O e=N");
    fixture_fill(tenant, 10, 60, "d=O1 c=O b=O-2 a=O f=D-4 e=W");
    assert_ranking(tenant, BETWEEN(0, 60), "f e a b c d");
    tenant_free(tenant);
}
END_TEST

START_TEST(dimensions_that_come_later_are_not_ranked)
{
    struct tenant *tenant = fixture_tenant();

    fixture_fill(tenant, 0, 10, "a=O");
    fixture_fill(tenant, 10, 20, "a=O b=D");
    assert_ranking(tenant, BETWEEN(0, 10), "a");
    assert_ranking(tenant, BETWEEN(0, 20), "b a");
    tenant_free(tenant);
}
END_TEST

Suite *suite_listing(void)
{
    Suite *suite = suite_create("listing");
    TCase *tcase = tcase_create("listing");
    TCase *ranking = tcase_create("ranking");

    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_loop_test(tcase, tenants_are_sorted_and_filtered, 0,
                        (int)(sizeof(orders) / sizeof(orders[0])));
    tcase_add_test(tcase, of_many_names_that_match_the_rows_decide);
    tcase_add_loop_test(tcase, many_that_tie_are_in_the_order_of_their_names, 0, 2);
    tcase_add_test(tcase, another_order_and_a_newcomer_come_together);
    tcase_add_test(tcase, states_are_counted_whatever_the_filter);
    tcase_add_test(tcase, the_worst_is_the_worst_however_they_are_sorted);
    tcase_add_test(tcase, what_cannot_be_found_is_at_the_end);
    tcase_add_test(tcase, a_whole_name_is_found_first);
    tcase_add_test(tcase, beginnings_match_before_the_rest);
    tcase_add_test(tcase, who_is_not_listed_is_found_behind_who_is);
    tcase_add_test(tcase, the_marked_can_be_listed_alone);
    suite_add_tcase(suite, tcase);
    tcase_add_test(ranking, dimensions_are_ranked_the_worst_first);
    tcase_add_test(ranking, dimensions_that_come_later_are_not_ranked);
    suite_add_tcase(suite, ranking);
    return suite;
}
