#include "config.h"

#include "drift/fleet.h"
#include "support/dice.h"
#include "support/drift_fixture.h"
#include "unit/suites.h"

#include <stdio.h>
#include <string.h>

static struct fleet fleet;

static void setup(void)
{
    fleet = (struct fleet){0};
}

static void teardown(void)
{
    fleet_free(&fleet);
}

static struct slice numbered(int number)
{
    static char name[32];

    snprintf(name, sizeof(name), "tenant-%d", number);
    return slice_of(name);
}

START_TEST(an_empty_fleet_knows_nobody)
{
    ck_assert_ptr_null(fleet_find(&fleet, SLICE("acme")));
    fleet_remove(&fleet, SLICE("acme"));
    ck_assert_uint_eq(fleet.changes.revision, 0);
}
END_TEST

START_TEST(a_tenant_is_made_once)
{
    struct tenant *acme = fleet_tenant(&fleet, SLICE("acme"));

    ck_assert_uint_eq(fleet.changes.revision, 1);
    ck_assert_ptr_eq(fleet_tenant(&fleet, SLICE("acme")), acme);
    ck_assert_ptr_eq(fleet_find(&fleet, SLICE("acme")), acme);
    ck_assert_uint_eq(fleet.count, 1);
    ck_assert_uint_eq(fleet.changes.revision, 1);
    ck_assert_str_eq(acme->name, "acme");
    ck_assert(!acme->looked_at);
}
END_TEST

START_TEST(names_differ_by_every_byte)
{
    struct tenant *one = fleet_tenant(&fleet, (struct slice){"a\0b", 3});
    struct tenant *two = fleet_tenant(&fleet, (struct slice){"a\0c", 3});
    struct tenant *none = fleet_tenant(&fleet, SLICE(""));

    ck_assert(one != two && two != none && one != none);
    ck_assert_ptr_eq(fleet_find(&fleet, SLICE("")), none);
    ck_assert_ptr_eq(fleet_find(&fleet, (struct slice){NULL, 0}), none);
    ck_assert_ptr_null(fleet_find(&fleet, SLICE("a")));
    ck_assert_ptr_null(fleet_find(&fleet, SLICE("A")));
}
END_TEST

START_TEST(tenants_stay_where_they_are_while_others_come_and_go)
{
    static struct tenant *tenants[3000];

    for (int i = 0; i < 3000; i++)
        tenants[i] = fleet_tenant(&fleet, numbered(i));
    for (int i = 0; i < 3000; i += 3)
        fleet_remove(&fleet, numbered(i));

    ck_assert_uint_eq(fleet.count, 2000);
    ck_assert_uint_eq(fleet.changes.revision, 4000);
    for (int i = 0; i < 3000; i++) {
        struct tenant *expected = i % 3 == 0 ? NULL : tenants[i];
        ck_assert_ptr_eq(fleet_find(&fleet, numbered(i)), expected);
    }
    /* Discovery's order holds. */
    ck_assert_str_eq(fleet.tenants[0]->name, "tenant-1");
    ck_assert_str_eq(fleet.tenants[1]->name, "tenant-2");
    ck_assert_str_eq(fleet.tenants[1999]->name, "tenant-2999");
}
END_TEST

/* Names move and go at random; what is left is found, by the names of now and no others. */
START_TEST(tenants_are_found_by_the_names_that_they_were_given_last)
{
    static int names[500];
    struct dice dice = {7};

    for (int i = 0; i < 500; i++) {
        names[i] = i;
        fleet_tenant(&fleet, numbered(i));
    }
    for (int i = 0; i < 5000; i++) {
        size_t position = dice_below(&dice, 500);
        int name = (int)dice_below(&dice, 3000);
        if (fleet_find(&fleet, numbered(name)) != NULL)
            continue;
        fleet_rename(&fleet, position, numbered(name));
        names[position] = name;
    }
    ck_assert_uint_eq(fleet.names.count, 500);
    for (int name = 0; name < 3000; name++) {
        struct tenant *expected = NULL;
        for (int i = 0; i < 500; i++)
            expected = names[i] == name ? fleet.tenants[i] : expected;
        ck_assert_ptr_eq(fleet_find(&fleet, numbered(name)), expected);
    }
}
END_TEST

/* Those at some positions go at once; the others are found where they are now. */
START_TEST(many_go_at_once_and_the_others_are_found)
{
    static size_t positions[3000];
    static struct tenant *tenants[3000];
    struct dice dice = {3};
    size_t count = 0;

    for (int i = 0; i < 3000; i++) {
        tenants[i] = fleet_tenant(&fleet, numbered(i));
        if (dice_once_in(&dice, 3)) {
            tenants[i] = NULL;
            positions[count++] = (size_t)i;
        }
    }
    fleet_remove_at(&fleet, positions, count);
    ck_assert_uint_eq(fleet.count, 3000 - count);
    ck_assert_uint_eq(fleet.removed, count);
    for (int i = 0; i < 3000; i++)
        ck_assert_ptr_eq(fleet_find(&fleet, numbered(i)), tenants[i]);
    for (size_t i = 1; i < fleet.count; i++)
        ck_assert_uint_lt(fleet.tenants[i - 1]->number, fleet.tenants[i]->number);
}
END_TEST

START_TEST(a_tenant_may_come_back)
{
    fleet_tenant(&fleet, SLICE("acme"))->looked_at = true;
    /* The name may be the tenant's own. */
    fleet_remove(&fleet, slice_of(fleet.tenants[0]->name));
    ck_assert_uint_eq(fleet.count, 0);
    ck_assert_ptr_null(fleet_find(&fleet, SLICE("acme")));
    ck_assert(!fleet_tenant(&fleet, SLICE("acme"))->looked_at);
}
END_TEST

/* Writes the names of those that changed after a revision, the last one first. */
static void assert_changed_since(uint64_t revision, const char *expected)
{
    const struct change *change = fleet.changes.newest;
    char names[64] = "";

    for (; change != NULL && change->revision > revision; change = change->older) {
        strcat(names, names[0] != '\0' ? " " : "");
        strcat(names, change->tenant->name);
    }
    ck_assert_str_eq(names, expected);
}

START_TEST(who_changed_last_comes_first)
{
    struct tenant *a = fleet_tenant(&fleet, SLICE("a"));
    fleet_tenant(&fleet, SLICE("b"));
    struct tenant *c = fleet_tenant(&fleet, SLICE("c"));
    assert_changed_since(0, "c b a");
    uint64_t revision = fleet.changes.revision;

    assert_changed_since(revision, "");
    fixture_add(a, AT(0), "x=O");
    assert_changed_since(revision, "a");
    tenant_note(c, NOTICE_RESET, AT(0), "again");
    assert_changed_since(revision, "c a");
    fixture_add_recent(a, AT(-1), "x=O y=O");
    assert_changed_since(revision, "a c");
    tenant_clear_history(c);
    tenant_add_unreadable(a, stream_id_at(AT(1)), "broken", true);
    tenant_changed(c);
    assert_changed_since(revision, "c a");
    fleet_remove(&fleet, SLICE("c"));
    assert_changed_since(revision, "a");
    assert_changed_since(0, "a b");
    fleet_tenant(&fleet, SLICE("c"));
    assert_changed_since(revision, "c a");
    ck_assert_uint_eq(fleet_find(&fleet, SLICE("c"))->number, 3);
    ck_assert_uint_eq(fleet.discovered - fleet.removed, fleet.count);
}
END_TEST

START_TEST(what_is_known_already_is_no_change)
{
    struct tenant *a = fleet_tenant(&fleet, SLICE("a"));

    fixture_fill(a, 0, 3, "x=O");
    uint64_t revision = fleet.changes.revision;
    ck_assert_int_eq(fixture_add(a, AT(1), "x=D"), TENANT_KNOWN);
    ck_assert_int_eq(fixture_add_newest(a, AT(2), "x=D"), TENANT_KNOWN);
    ck_assert_uint_eq(fleet.changes.revision, revision);
}
END_TEST

Suite *suite_fleet(void)
{
    Suite *suite = suite_create("fleet");
    TCase *tcase = tcase_create("fleet");

    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, an_empty_fleet_knows_nobody);
    tcase_add_test(tcase, a_tenant_is_made_once);
    tcase_add_test(tcase, names_differ_by_every_byte);
    tcase_add_test(tcase, tenants_stay_where_they_are_while_others_come_and_go);
    tcase_add_test(tcase, tenants_are_found_by_the_names_that_they_were_given_last);
    tcase_add_test(tcase, many_go_at_once_and_the_others_are_found);
    tcase_add_test(tcase, a_tenant_may_come_back);
    tcase_add_test(tcase, who_changed_last_comes_first);
    tcase_add_test(tcase, what_is_known_already_is_no_change);
    suite_add_tcase(suite, tcase);
    return suite;
}
