/* Which routers are alive, and how many shards each should have. */
#include "config.h"

#include "route/peers.h"
#include "support/dice.h"
#include "unit/suites.h"

#include <stdio.h>
#include <string.h>

#define LEASE 1000

static struct peers peers;
static const char *buried;

static void begin(void)
{
    peers = (struct peers){.lease_ms = LEASE};
}

static void end(void)
{
    peers_free(&peers);
}

static void note(const char *name, const char *beats, int64_t now_ms)
{
    peers_note(&peers, slice_of(name), slice_of(beats), now_ms);
}

static bool is_alive(const char *name, int64_t now_ms)
{
    return peers_is_alive(&peers, peers_find(&peers, slice_of(name)), now_ms);
}

START_TEST(alive_is_who_raised_its_counter_within_a_lease)
{
    note("a", "1", 0);
    ck_assert(is_alive("a", LEASE - 1));
    ck_assert(!is_alive("a", LEASE));
    note("a", "1", LEASE - 1); /* looked at again, and the same */
    ck_assert(!is_alive("a", LEASE));
    note("a", "2", LEASE);
    ck_assert(is_alive("a", 2 * LEASE - 1));
    note("a", "1", 2 * LEASE); /* the hash was lost: another one all the same */
    ck_assert(is_alive("a", 3 * LEASE - 1));
}
END_TEST

START_TEST(who_was_not_looked_at_is_trusted_for_a_lease)
{
    note("a", "1", 0);
    peers_trust(&peers, 5 * LEASE);
    ck_assert(is_alive("a", 6 * LEASE - 1));
    ck_assert(!is_alive("a", 6 * LEASE));
}
END_TEST

static void note_burial(void *context, const char *name)
{
    ck_assert_ptr_eq(context, &peers);
    buried = strcmp(name, "dead") == 0 ? "dead" : "?";
}

START_TEST(the_dead_are_buried_and_oneself_never)
{
    note("dead", "1", 0);
    note("me", "1", 0);
    note("young", "1", LEASE);
    peers_bury(&peers, "me", 10 * LEASE - 1, note_burial, &peers);
    ck_assert_ptr_null(buried);
    peers_bury(&peers, "me", 10 * LEASE, note_burial, &peers);
    ck_assert_str_eq(buried, "dead");
    ck_assert_ptr_null(peers_find(&peers, SLICE("dead")));
    ck_assert_ptr_nonnull(peers_find(&peers, SLICE("me")));
    ck_assert_ptr_nonnull(peers_find(&peers, SLICE("young")));
}
END_TEST

/* Whatever names, all shards are shared, and nobody has more than one above another. */
START_TEST(shares_are_even_and_make_all)
{
    struct dice dice = {.state = (uint64_t)_i};
    size_t count = 1 + dice_below(&dice, 12);
    unsigned shards = 1 + (unsigned)dice_below(&dice, 64);
    unsigned sum = 0, least = UINT32_MAX, most = 0;
    char name[48];

    for (size_t i = 0; i < count; i++) {
        snprintf(name, sizeof(name), "%zu:%zu", dice_below(&dice, 1000), i);
        note(name, "1", 0);
    }
    note("dead", "1", -LEASE);
    for (size_t i = 0; i < count; i++) {
        unsigned share = peers_share(&peers, peers.items[i].name, shards, 0);
        sum += share;
        least = share < least ? share : least;
        most = share > most ? share : most;
    }
    ck_assert_uint_eq(sum, shards);
    ck_assert_uint_le(most - least, 1);
}
END_TEST

START_TEST(a_router_that_nobody_knows_is_alive_for_itself)
{
    ck_assert_uint_eq(peers_share(&peers, "me", 8, 0), 8);
    note("other", "1", 0);
    ck_assert_uint_eq(peers_share(&peers, "me", 8, 0), 4);
    ck_assert_uint_eq(peers_share(&peers, "me", 8, LEASE), 8);
}
END_TEST

START_TEST(one_is_short_that_is_alive_and_has_less_than_its_share)
{
    note("me", "1", 0);
    note("other", "1", 0);
    ck_assert(peers_is_one_short(&peers, "me", 8, 0));
    peers_find(&peers, SLICE("other"))->held = 3;
    ck_assert(peers_is_one_short(&peers, "me", 8, 0));
    peers_find(&peers, SLICE("other"))->held = 4;
    ck_assert(!peers_is_one_short(&peers, "me", 8, 0));
    peers_find(&peers, SLICE("other"))->held = 0;
    ck_assert(!peers_is_one_short(&peers, "me", 8, LEASE));
}
END_TEST

Suite *suite_peers(void)
{
    Suite *suite = suite_create("peers");
    TCase *tests = tcase_create("peers");

    tcase_add_checked_fixture(tests, begin, end);
    tcase_add_test(tests, alive_is_who_raised_its_counter_within_a_lease);
    tcase_add_test(tests, who_was_not_looked_at_is_trusted_for_a_lease);
    tcase_add_test(tests, the_dead_are_buried_and_oneself_never);
    tcase_add_loop_test(tests, shares_are_even_and_make_all, 1, 41);
    tcase_add_test(tests, a_router_that_nobody_knows_is_alive_for_itself);
    tcase_add_test(tests, one_is_short_that_is_alive_and_has_less_than_its_share);
    suite_add_tcase(suite, tests);
    return suite;
}
