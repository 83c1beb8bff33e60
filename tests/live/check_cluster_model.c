/* The client of a cluster beside a slow and plain one: nodes that take what is sent to them one by
 * one, in any order of connections, while slots and keys move, nodes know of it late or say that
 * the cluster is down, and connections break. With an odd seed slots move and no more: nothing is
 * lost then.
 *
 * Some sequences by default; SEED=n begins with another one, SEQUENCES=n tries more. A sequence
 * that fails says its seed. */
#include "config.h"

#include "live/client_user.h"
#include "live/fake_cluster.h"
#include "live/suites.h"
#include "redis/cluster_slot.h"
#include "support/dice.h"

#include <check.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NODES 4
#define SLOTS 3
#define KEYS 5
#define REQUESTS_MAX 600
#define STEPS 1500
#define NOBODY NODES

static const char *const keys[KEYS] = {"{b}1", "{b}2", "{c}1", "{c}2", "d"}; /* by slot */
static const int slot_of[KEYS] = {0, 0, 1, 1, 2};

/* What is so, and what each node believes. */
static struct {
    struct fake_cluster fake;
    unsigned slot[SLOTS]; /* as the cluster numbers it */
    size_t owner[SLOTS];
    size_t target[SLOTS]; /* to which it moves; NOBODY: it does not */
    bool moved[KEYS];
    bool down[NODES];
    size_t view[NODES][SLOTS];
    unsigned epoch;
    struct buffer map[NODES];

    int log[KEYS][REQUESTS_MAX]; /* requests in the order in which they were carried out */
    size_t done[KEYS];
} world;

static struct client_user user;
static struct user_answer answers[REQUESTS_MAX];
static int key_of[REQUESTS_MAX];
static int handed_in[REQUESTS_MAX]; /* by the clock of what the user is told */
static size_t requests;
static int refused_at[KEYS]; /* the last time that nothing could be sent; 0: never */
static int ready_at[KEYS];   /* the last time that its owner was told to be ready */
static uint64_t seed;

static void draw_map(size_t node)
{
    struct buffer *map = &world.map[node];
    int ranges = 0;

    buffer_clear(map);
    for (int slot = 0; slot < SLOTS; slot++)
        ranges += world.view[node][slot] != NOBODY;
    buffer_printf(map, "*%d\r\n", ranges);
    for (int slot = 0; slot < SLOTS; slot++) {
        int first = slot == 0 ? 0 : (int)world.slot[slot];
        int last = slot == SLOTS - 1 ? CLUSTER_SLOTS - 1 : (int)world.slot[slot + 1] - 1;
        if (world.view[node][slot] != NOBODY)
            fake_range(map, first, last, "127.0.0.1",
                       world.fake.nodes[world.view[node][slot]].port);
    }
    world.fake.nodes[node].slots = buffer_text(map);
}

/* A node learns who owns a slot. */
static void learn(size_t node, int slot)
{
    world.view[node][slot] = world.owner[slot];
    world.fake.nodes[node].epoch = world.epoch;
    draw_map(node);
}

static void give(int slot, size_t to)
{
    size_t from = world.owner[slot];

    world.owner[slot] = to;
    world.target[slot] = NOBODY;
    world.epoch++;
    for (int key = 0; key < KEYS; key++)
        world.moved[key] &= slot_of[key] != slot;
    if (from != NOBODY)
        learn(from, slot);
    if (to != NOBODY)
        learn(to, slot);
}

static int key_named(struct slice name)
{
    for (int key = 0; key < KEYS; key++) {
        if (slice_is(name, keys[key]))
            return key;
    }
    ck_abort_msg("seed %" PRIu64 ": what key is %.*s?", seed, (int)name.size, name.data);
    return 0;
}

static void carry_out(int key, const struct fake_command *command, struct buffer *out)
{
    int request = atoi(command->words[2].data);

    ck_assert_uint_lt(world.done[key], REQUESTS_MAX);
    world.log[key][world.done[key]++] = request;
    buffer_printf(out, "$%zu\r\n%.*s\r\n", command->words[2].size, (int)command->words[2].size,
                  command->words[2].data);
}

static void redirect(const char *how, int slot, size_t to, struct buffer *out)
{
    if (to == NOBODY)
        buffer_string(out, "-CLUSTERDOWN Hash slot not served\r\n");
    else
        buffer_printf(out, "-%s %u 127.0.0.1:%d\r\n", how, world.slot[slot],
                      world.fake.nodes[to].port);
}

static void answer(const struct fake_command *command, struct buffer *out)
{
    size_t node = (size_t)(command->node - world.fake.nodes);
    int key = key_named(command->words[1]);
    int slot = slot_of[key];
    bool imports = world.target[slot] == node && command->asking;

    if (world.down[node])
        buffer_string(out, "-CLUSTERDOWN The cluster is down\r\n");
    else if (world.owner[slot] == node && world.moved[key])
        redirect("ASK", slot, world.target[slot], out);
    else if (imports && !world.moved[key])
        ck_abort_msg("seed %" PRIu64 ": ASKING for %s, which has not moved", seed, keys[key]);
    else if (imports || world.owner[slot] == node)
        carry_out(key, command, out);
    else
        redirect("MOVED", slot, world.view[node][slot], out);
}

static void ask(struct dice *dice)
{
    char command[64];
    int key = (int)dice_below(dice, KEYS);

    if (requests == REQUESTS_MAX)
        return;
    snprintf(command, sizeof(command), "XADD %s %zu f v", keys[key], requests);
    if (!user_send(&user, &answers[requests], command)) {
        refused_at[key] = ++user.told;
        return;
    }
    key_of[requests] = key;
    handed_in[requests++] = ++user.told;
}

/* Slots move as whoever owns the cluster moves them, and all know of it. */
static void reshard(struct dice *dice)
{
    int slot = (int)dice_below(dice, SLOTS);
    int key = (int)dice_below(dice, KEYS);
    size_t node = dice_below(dice, NODES);

    switch (dice_below(dice, 4)) {
    case 0:
        if (world.owner[slot] != NOBODY && world.target[slot] == NOBODY &&
            node != world.owner[slot])
            world.target[slot] = node;
        break;
    case 1:
        world.moved[key] = world.target[slot_of[key]] != NOBODY;
        break;
    case 2:
        if (world.target[slot] != NOBODY)
            give(slot, world.target[slot]);
        break;
    default:
        learn(node, slot);
        break;
    }
}

static void upset(struct dice *dice)
{
    int slot = (int)dice_below(dice, SLOTS);
    size_t node = dice_below(dice, NODES);

    switch (dice_below(dice, 8)) {
    case 0:
        give(slot, node);
        break;
    case 1:
        if (dice_once_in(dice, 3))
            give(slot, NOBODY);
        break;
    case 2:
        world.down[node] = !world.down[node] && dice_once_in(dice, 3);
        world.fake.nodes[node].state = world.down[node] ? "fail" : "ok";
        break;
    case 3:
        if (dice_once_in(dice, 4))
            fake_node_drop(&world.fake.nodes[node], true);
        break;
    default:
        reshard(dice);
        break;
    }
}

static void take_some(struct dice *dice)
{
    fake_cluster_step(&world.fake.nodes[dice_below(dice, NODES)], dice_below(dice, 8),
                      1 + dice_below(dice, 4));
}

static void heal(void)
{
    for (int slot = 0; slot < SLOTS; slot++) {
        if (world.owner[slot] == NOBODY)
            give(slot, (size_t)slot);
    }
    for (size_t node = 0; node < NODES; node++) {
        world.down[node] = false;
        world.fake.nodes[node].state = "ok";
        for (int slot = 0; slot < SLOTS; slot++)
            learn(node, slot);
    }
    world.fake.slow = false;
    for (size_t node = 0; node < NODES; node++) {
        for (size_t peer = 0; peer < 8; peer++)
            fake_cluster_step(&world.fake.nodes[node], peer, SIZE_MAX);
    }
}

/* Whoever was told that something is lost, or could send nothing, hears of it when that is over. */
static bool is_owed(int key)
{
    int lost_at = refused_at[key];

    for (size_t i = 0; i < requests; i++) {
        if (answers[i].calls == 0)
            return true;
        if (key_of[i] == key && answers[i].lost && answers[i].order > lost_at)
            lost_at = answers[i].order;
    }
    return ready_at[key] < lost_at;
}

static void note_ready(struct client_user *told, size_t node)
{
    for (int key = 0; key < KEYS; key++) {
        if (client_owner(told->client, slice_of(keys[key])) == node)
            ready_at[key] = told->told;
    }
}

static void wait_until_all_is_well(void)
{
    user_wait_ready(&user);
    for (int key = 0; key < KEYS; key++) {
        while (is_owed(key))
            user_turn(&user);
    }
}

/* What was answered was carried out once, and in this order. */
static void check_log(int key)
{
    int place[REQUESTS_MAX], last = -1;

    memset(place, -1, sizeof(place));
    for (size_t i = 0; i < world.done[key]; i++) {
        int request = world.log[key][i];
        ck_assert_msg(place[request] < 0, "seed %" PRIu64 ": %d was carried out twice", seed,
                      request);
        place[request] = (int)i;
    }
    for (size_t i = 0; i < requests; i++) {
        if (key_of[i] != key || answers[i].lost)
            continue;
        ck_assert_msg(place[i] > last, "seed %" PRIu64 ": %zu was carried out too early", seed, i);
        last = place[i];
    }
}

static void check_told(int key)
{
    int last = 0, lost_at = 0;

    for (size_t i = 0; i < requests; i++) {
        if (key_of[i] != key)
            continue;
        ck_assert_msg(answers[i].calls == 1, "seed %" PRIu64 ": %zu was told %d times", seed, i,
                      answers[i].calls);
        ck_assert_msg(answers[i].lost || answers[i].order > last,
                      "seed %" PRIu64 ": %zu was answered too early", seed, i);
        ck_assert_msg(answers[i].lost || handed_in[i] > lost_at,
                      "seed %" PRIu64 ": %zu was answered behind one that was lost", seed, i);
        if (!answers[i].lost)
            last = answers[i].order;
        else if (answers[i].order > lost_at)
            lost_at = answers[i].order;
    }
}

static void begin_world(struct dice *dice)
{
    memset(&world, 0, sizeof(world));
    memset(refused_at, 0, sizeof(refused_at));
    memset(ready_at, 0, sizeof(ready_at));
    memset(answers, 0, sizeof(answers));
    requests = 0;
    user_begin(&user);
    user.when_ready = note_ready;
    world.fake.answer = answer;
    fake_cluster_open(&world.fake, &user.loop, NODES);
    for (int slot = 0; slot < SLOTS; slot++)
        world.slot[slot] = cluster_slot(slice_of(keys[2 * slot]));
    for (int slot = 0; slot < SLOTS; slot++) {
        world.owner[slot] = world.target[slot] = NOBODY;
        give(slot, dice_below(dice, NODES));
    }
    heal();
}

static void run(uint64_t number)
{
    struct dice dice = {number};

    seed = number;
    begin_world(&dice);
    user_connect(&user, world.fake.url, COMMANDS_SINK);
    wait_until_all_is_well();
    world.fake.slow = true;
    for (int step = 0; step < STEPS; step++) {
        size_t what = dice_below(&dice, 256);
        if (what < 80)
            ask(&dice);
        else if (what < 250)
            take_some(&dice);
        else if (number % 2 == 0)
            upset(&dice);
        else if (what < 252)
            reshard(&dice);
        uv_run(&user.loop, UV_RUN_NOWAIT);
    }
    heal();
    wait_until_all_is_well();
    for (int key = 0; key < KEYS; key++) {
        check_log(key);
        check_told(key);
    }
    for (size_t i = 0; i < requests && number % 2 == 1; i++)
        ck_assert_msg(!answers[i].lost, "seed %" PRIu64 ": %zu was lost: %s", seed, i,
                      answers[i].error.text);
    for (size_t i = 0; i < requests; i++)
        user_forget(&answers[i]);
    fake_cluster_close(&world.fake);
    user_close(&user);
    for (size_t node = 0; node < NODES; node++)
        buffer_free(&world.map[node]);
}

static uint64_t number_from(const char *name, uint64_t usual)
{
    const char *text = getenv(name);

    return text != NULL ? strtoull(text, NULL, 10) : usual;
}

START_TEST(order_is_kept_and_each_is_told_once_whatever_moves)
{
    uint64_t first = number_from("SEED", 1);
    uint64_t count = number_from("SEQUENCES", 16);

    for (uint64_t i = 0; i < count; i++)
        run(first + i);
}
END_TEST

Suite *suite_cluster_model(void)
{
    Suite *suite = suite_create("cluster_model");
    TCase *tcase = tcase_create("model");

    tcase_set_timeout(tcase, 0);
    tcase_add_test(tcase, order_is_kept_and_each_is_told_once_whatever_moves);
    suite_add_tcase(suite, tcase);
    return suite;
}
