/* export --follow on a cluster whose slots move and whose masters change: each entry is handed out
 * once, and those of a tenant in their order. By seed: STEPS=20000 SEED=7 goes on for longer, from
 * another one. And what export and snapshot say where a part of the cluster is away. */
#include "config.h"

#include "live/suites.h"
#include "support/child.h"
#include "support/cluster.h"
#include "support/dice.h"
#include "support/die.h"
#include "support/has.h"
#include "support/wait.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PREFIX "rag:telemetry"
#define TENANTS 6
#define STEPS 600
#define KEY_SIZE 192
#define HOPS_MAX 100
#define EXPORT "exec $DRIFTOP export --follow -r 100ms --since 1970-01-01 '%s'"

static struct redis_cluster *cluster;
static struct child child;
static size_t masters[CLUSTER_MASTERS];

/* A tenant, and what was written of it. */
struct written {
    char key[KEY_SIZE];
    char name[CLUSTER_NAME_SIZE];
    unsigned slot;
    int last;      /* entries are numbered from 1 */
    size_t to;     /* where its slot goes */
    int move_step; /* 0: it stands */
};

static struct written tenants[TENANTS];

/* One of its own: the random moves of its slots want to begin where others have moved none. */
static void share_cluster(void)
{
    if (cluster == NULL)
        cluster = redis_cluster_create(&(struct redis_cluster_setup){.replicas = true});
}

static void find_masters(void)
{
    size_t count = 0;

    for (size_t node = 0; node < cluster->count && count < CLUSTER_MASTERS; node++) {
        if (redis_cluster_is_master(cluster, node))
            masters[count++] = node;
    }
}

static void set_up(void)
{
    child = (struct child){0};
    redis_cluster_renew(cluster);
    find_masters();
    for (size_t i = 0; i < TENANTS; i++) {
        struct written *tenant = &tenants[i];
        *tenant = (struct written){.last = 0};
        redis_cluster_name(cluster, masters[i % CLUSTER_MASTERS], PREFIX, i, tenant->name);
        snprintf(tenant->key, sizeof(tenant->key), PREFIX ":%s", tenant->name);
        tenant->slot = redis_cluster_slot(tenant->key);
    }
}

static void tear_down(void)
{
    child_free(&child);
}

static size_t node_at(const char *redirect)
{
    const char *colon = strrchr(redirect, ':');
    int port = colon != NULL ? atoi(colon + 1) : 0;

    for (size_t i = 0; i < cluster->count; i++) {
        if (cluster->nodes[i]->port == port)
            return i;
    }
    die("nobody is at %s", redirect);
}

/* Sends it to one node; returns where to send it next, or CLUSTER_NODES_MAX when it was taken. */
static size_t try_node(size_t node, bool asking, const struct written *tenant, bool *ask)
{
    struct redis_server *server = cluster->nodes[node];

    if (asking)
        redis_server_command(server, "ASKING");
    redisReply *reply = redis_server_query(
        server, "XADD %s %d-0 dims [{\"name\":\"x\",\"severity\":\"ok\",\"value\":1}]", tenant->key,
        tenant->last);
    size_t next = CLUSTER_NODES_MAX;
    if (reply->type == REDIS_REPLY_ERROR) {
        *ask = strncmp(reply->str, "ASK", 3) == 0;
        bool moved = strncmp(reply->str, "MOVED", 5) == 0;
        next = *ask || moved ? node_at(reply->str) : masters[0];
    }
    freeReplyObject(reply);
    return next;
}

static void write_next(struct written *tenant)
{
    size_t node = masters[0];
    bool asking = false;
    bool ask = false;

    tenant->last++;
    for (int hops = 0; hops < HOPS_MAX; hops++) {
        node = try_node(node, asking, tenant, &ask);
        if (node == CLUSTER_NODES_MAX)
            return;
        asking = ask;
        ask = false;
    }
    die("nobody takes an entry of %s", tenant->key);
}

/* Brings the move of a tenant's slot one step further. */
static void move_on(struct written *tenant, struct dice *dice)
{
    if (tenant->move_step == 0) {
        size_t owner = redis_cluster_owner_of_slot(cluster, tenant->slot);
        tenant->to = masters[dice_below(dice, CLUSTER_MASTERS)];
        if (tenant->to == owner)
            return;
        redis_cluster_move_begin(cluster, tenant->slot, tenant->to);
    } else if (tenant->move_step == 1) {
        redis_cluster_move_keys(cluster, tenant->slot, tenant->to, 100);
    } else {
        redis_cluster_move_end(cluster, tenant->slot, tenant->to);
    }
    tenant->move_step = (tenant->move_step + 1) % 3;
}

static void finish_moves(struct dice *dice)
{
    for (size_t i = 0; i < TENANTS; i++) {
        while (tenants[i].move_step != 0)
            move_on(&tenants[i], dice);
    }
}

static void replace_master(struct dice *dice)
{
    size_t replica = redis_cluster_replica(cluster, masters[dice_below(dice, CLUSTER_MASTERS)]);
    if (replica != CLUSTER_NODES_MAX)
        redis_cluster_promote(cluster, replica);
    find_masters();
}

static void take_step(struct dice *dice)
{
    struct written *tenant = &tenants[dice_below(dice, TENANTS)];

    if (dice_once_in(dice, 8))
        move_on(tenant, dice);
    else
        write_next(tenant);
}

static int count_written(void)
{
    int count = 0;

    for (size_t i = 0; i < TENANTS; i++)
        count += tenants[i].last;
    return count;
}

/* The lines of each tenant are numbered from 1 on. */
static void check_lines(const char *text)
{
    int seen[TENANTS] = {0};
    char name[CLUSTER_NAME_SIZE], want[256];

    for (const char *line = text; *line != '\0'; line = strchr(line, '\n') + 1) {
        ck_assert_int_eq(sscanf(line, "{\"tenant\":\"%15[^\"]\"", name), 1);
        size_t i = 0;
        while (i < TENANTS && strcmp(tenants[i].name, name) != 0)
            i++;
        ck_assert_uint_lt(i, TENANTS);
        int length =
            snprintf(want, sizeof(want), "{\"tenant\":\"%s\",\"id\":\"%d-0\"", name, ++seen[i]);
        ck_assert_msg(strncmp(line, want, (size_t)length) == 0, "expected %s, not %.60s", want,
                      line);
    }
    for (size_t i = 0; i < TENANTS; i++)
        ck_assert_int_eq(seen[i], tenants[i].last);
}

static int count_lines(const char *text)
{
    int count = 0;

    for (; *text != '\0'; text++)
        count += *text == '\n';
    return count;
}

static void wait_lines(int count)
{
    struct deadline deadline = deadline_in(PATIENCE_MS);

    while (count_lines(child_out(&child)) < count) {
        if (!deadline_pause(&deadline))
            die("%d lines of %d came: %s", count_lines(child_out(&child)), count,
                child_err(&child));
    }
}

static long number_of(const char *variable, long usual)
{
    const char *text = getenv(variable);

    return text != NULL ? atol(text) : usual;
}

START_TEST(each_entry_is_exported_once_and_in_order_while_slots_move)
{
    struct dice dice = {(uint64_t)number_of("SEED", 1)};
    long steps = number_of("STEPS", STEPS);

    for (size_t i = 0; i < TENANTS; i++)
        write_next(&tenants[i]);
    child_start(&child, EXPORT, cluster->url);
    wait_lines(TENANTS);
    replace_master(&dice);
    for (long step = 0; step < steps; step++)
        take_step(&dice);
    finish_moves(&dice);
    wait_lines(count_written());
    child_signal(&child, SIGTERM);
    child_wait(&child);
    check_lines(child_out(&child));
}
END_TEST

static void set_full_coverage(const char *word)
{
    for (size_t i = 0; i < cluster->count; i++)
        redis_server_command(cluster->nodes[i], "CONFIG SET cluster-require-full-coverage %s",
                             word);
}

/* Lets a master die and nobody take its place, while the others go on. */
static void take_part_away(size_t node)
{
    size_t replica = redis_cluster_replica(cluster, node);

    set_full_coverage("no");
    if (replica != CLUSTER_NODES_MAX)
        redis_server_freeze(cluster->nodes[replica]);
    redis_server_kill(cluster->nodes[node]);
}

/* For several tests, in which the first tenant and another one are away. */
static void set_part_away(void)
{
    share_cluster();
    set_up();
    for (size_t i = 0; i < TENANTS; i++)
        write_next(&tenants[i]);
    take_part_away(masters[0]);
}

static void bring_part_back(void)
{
    redis_cluster_renew(cluster);
    set_full_coverage("yes");
}

START_TEST(an_export_without_a_part_tells_the_rest_and_fails)
{
    ck_assert_int_eq(
        child_run(&child, "$DRIFTOP export --timeout 2s --since 1970-01-01 '%s'", cluster->url), 1);
    ck_assert_int_eq(count_lines(child_out(&child)), TENANTS - 2);
    has(child_err(&child), "a part of the tenants is unknown: ");
}
END_TEST

/* What each format says; `status` is with --exit-code. */
static const struct {
    const char *format;
    const char *out;
    const char *err;
} formats[] = {
    {"text", "DRIFT UNKNOWN - ", "a part of the tenants is unknown: "},
    {"json", "{\"id\":\"part_away\",\"text\":\"a part of the tenants is unknown: ",
     "a part of the tenants is unknown: "},
    {"csv", "tenant,tenant_state", "a part of the tenants is unknown: "},
    {"openmetrics", "drift_notes{id=\"part_away\"} 1\n", "a part of the tenants is unknown: "},
};

#define FORMATS (sizeof(formats) / sizeof(formats[0]))

START_TEST(a_snapshot_without_a_part_says_so_in_every_format)
{
    struct child children[FORMATS] = {0};

    for (size_t i = 0; i < FORMATS; i++)
        child_start(&children[i], "$DRIFTOP snapshot --timeout 2s --exit-code -f %s '%s'",
                    formats[i].format, cluster->url);
    for (size_t i = 0; i < FORMATS; i++) {
        ck_assert_int_eq(child_wait(&children[i]), 3);
        has(child_out(&children[i]), formats[i].out);
        has(child_err(&children[i]), formats[i].err);
        if (strcmp(formats[i].format, "text") == 0) /* where they are old, it counts them */
            has(child_out(&children[i]), " of 4 |");
        else
            has(child_out(&children[i]), tenants[1].name);
        child_free(&children[i]);
    }
    ck_assert_int_eq(child_run(&child, "$DRIFTOP snapshot --timeout 2s -t '%s' '%s'",
                               tenants[0].name, cluster->url),
                     1);
    has(child_err(&child), "is not known");
}
END_TEST

/* Whoever names tenants needs no node but theirs. */
START_TEST(named_tenants_are_told_whole_while_another_part_is_away)
{
    static const char *const commands[] = {"snapshot --exit-code -f csv", "snapshot -f json",
                                           "export --since 1970-01-01"};

    for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
        ck_assert_int_eq(child_run(&child, "$DRIFTOP %s -t '%s' -t '%s' '%s'", commands[i],
                                   tenants[1].name, tenants[2].name, cluster->url),
                         0);
        ck_assert_msg(strstr(child_err(&child), "unknown") == NULL &&
                          strstr(child_err(&child), "away") == NULL,
                      "%s", child_err(&child));
        has(child_out(&child), tenants[1].name);
        has(child_out(&child), tenants[2].name);
        child_free(&child);
    }
    ck_assert_int_eq(child_run(&child, "$DRIFTOP export --timeout 2s -t '%s' -t '%s' '%s'",
                               tenants[0].name, tenants[1].name, cluster->url),
                     1);
    has(child_err(&child), "is unknown: ");
}
END_TEST

Suite *suite_topology_feed(void)
{
    Suite *suite = suite_create("topology_feed");
    TCase *feed = tcase_create("feed");
    TCase *part_away = tcase_create("part away");

    tcase_add_unchecked_fixture(feed, share_cluster, NULL);
    tcase_add_checked_fixture(feed, set_up, tear_down);
    tcase_add_test(feed, each_entry_is_exported_once_and_in_order_while_slots_move);
    suite_add_tcase(suite, feed);

    tcase_add_unchecked_fixture(part_away, set_part_away, bring_part_back);
    tcase_add_checked_fixture(part_away, NULL, tear_down);
    tcase_add_test(part_away, an_export_without_a_part_tells_the_rest_and_fails);
    tcase_add_test(part_away, a_snapshot_without_a_part_says_so_in_every_format);
    tcase_add_test(part_away, named_tenants_are_told_whole_while_another_part_is_away);
    suite_add_tcase(suite, part_away);
    return suite;
}
