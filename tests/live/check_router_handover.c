/* A second router joins while the first one has a message under way: what is under way ends and is
 * saved before its shard is given, and nothing of it is told twice. The destination is a command
 * that takes no message before a file "go" is there. */
#include "config.h"

#include "live/pager.h"
#include "live/suites.h"

#include "route/route_key.h"

#include <stdio.h>
#include <string.h>

#define SHARDS 8
#define GIVEN (SHARDS - 1) /* the shard that the first router gives to the second one */
#define PROGRAM                                                                                    \
    "read -r line\n"                                                                               \
    "echo begun >> \"${0%/*}/begun\"\n"                                                            \
    "while [ ! -e \"${0%/*}/go\" ]; do sleep 0.02; done\n"                                         \
    "printf '%s\\n' \"$line\" >> \"${0%/*}/alerts\"\n"

static struct redis_server *server;
static struct pager first, second;
static char target[SCRATCH_SIZE + 32]; /* the command of both */
static char tenant[16];                /* of the shard that is given */

static void begin(struct pager *pager)
{
    pager->destination.kind = DESTINATION_COMMAND;
    pager->destination.target = target;
    struct router_options options = pager_options(pager, server->unix_url);
    options.shards = SHARDS;
    pager_start(pager, &options);
}

static void name_tenant(void)
{
    char key[64];

    for (unsigned number = 0;; number++) {
        snprintf(tenant, sizeof(tenant), "t%u", number);
        snprintf(key, sizeof(key), PAGER_PREFIX "%s", tenant);
        if (route_key_shard(slice_of(key), SHARDS) == GIVEN)
            return;
    }
}

static void set_up(void)
{
    server = redis_server_create(NULL);
    pager_create(&first);
    pager_create(&second);
    scratch_write(first.directory, "take", PROGRAM);
    snprintf(target, sizeof(target), "sh %s/take", first.directory);
    name_tenant();
    begin(&first);
    pager_began(&first, server);
}

static void tear_down(void)
{
    pager_end(&second);
    pager_end(&first);
    redis_server_free(server);
}

/* --- conditions; both loops run --- */

static bool run_second(void)
{
    if (second.router != NULL)
        uv_run(&second.loop, UV_RUN_NOWAIT);
    return true;
}

static bool has_one_under_way_and_one_waiting(struct pager *pager, void *unused)
{
    char path[SCRATCH_SIZE + 16];
    struct buffer text = {0};

    (void)unused;
    snprintf(path, sizeof(path), "%s/begun", pager->directory);
    bool begun = scratch_read(path, &text)[0] != '\0';
    buffer_free(&text);
    return begun && router_counts(pager->router).waiting == 2;
}

static bool second_has(unsigned shard)
{
    redisReply *owner = redis_server_query(server, "GET driftop:" PAGER_GROUP ":lease:%u", shard);
    bool has = owner->type == REDIS_REPLY_STRING && strcmp(owner->str, second.name) == 0;

    freeReplyObject(owner);
    return has;
}

static bool second_has_any(struct pager *pager, void *unused)
{
    bool any = false;

    (void)pager;
    (void)unused;
    for (unsigned shard = 0; run_second() && shard < SHARDS; shard++)
        any = any || second_has(shard);
    return any;
}

static bool second_has_the_given_one(struct pager *pager, void *unused)
{
    (void)pager;
    (void)unused;
    return run_second() && second_has(GIVEN);
}

static bool so_many_arrived(struct pager *pager, void *count)
{
    return run_second() && pager_count(pager) >= *(size_t *)count;
}

static bool nothing_waits(struct pager *pager, void *unused)
{
    (void)unused;
    return run_second() && router_counts(pager->router).waiting == 0 &&
           router_counts(second.router).waiting == 0 && pager_pending(server, tenant) == 0;
}

/* --- what happens --- */

/* The first one has two messages, one of them under way, and the second one joins. */
static void join(void)
{
    pager_reports(server, tenant, "ddoo");
    PAGER_WAIT(&first, has_one_under_way_and_one_waiting, NULL);
    begin(&second);
    PAGER_WAIT(&first, second_has_any, NULL);
}

static void go(void)
{
    scratch_write(first.directory, "go", "");
}

static void wait_for_messages(size_t count)
{
    PAGER_WAIT(&first, so_many_arrived, &count);
    PAGER_WAIT(&first, nothing_waits, NULL);
    ck_assert_uint_eq(pager_count(&first), count);
}

/* Asserts that an incident was told once from its beginning to its end, and the next one begun. */
static void expect_each_once(void)
{
    pager_reports(server, tenant, "dd");
    wait_for_messages(3);
    pager_expect(&first, 0, "firing", tenant);
    pager_expect(&first, 1, "resolved", tenant);
    pager_expect(&first, 2, "firing", tenant);
}

START_TEST(what_is_under_way_is_not_sent_again_by_the_next_owner)
{
    join();
    ck_assert(!second_has(GIVEN));
    go();
    PAGER_WAIT(&first, second_has_the_given_one, NULL);
    ck_assert_uint_eq(router_counts(first.router).accepted, 1);
    expect_each_once();
    ck_assert_uint_eq(router_counts(second.router).accepted, 2);
}
END_TEST

START_TEST(a_loss_of_the_connection_meanwhile_repeats_nothing)
{
    join();
    redis_server_command(server, "CLIENT KILL TYPE normal");
    go();
    PAGER_WAIT(&first, second_has_the_given_one, NULL);
    expect_each_once();
}
END_TEST

/* It is told twice then, with one id. */
START_TEST(what_does_not_end_is_waited_for_so_long)
{
    unsigned firing = 0;

    join();
    PAGER_WAIT(&first, second_has_the_given_one, NULL);
    go();
    wait_for_messages(3);
    cJSON *one = pager_message(&first, 0);
    for (size_t i = 0; i < 3; i++) {
        cJSON *message = pager_message(&first, i);
        ck_assert_str_eq(message_text(message, "id"), message_text(one, "id"));
        firing += strcmp(message_text(message, "edge"), "firing") == 0;
        cJSON_Delete(message);
    }
    ck_assert_uint_eq(firing, 2);
    cJSON_Delete(one);
}
END_TEST

Suite *suite_router_handover(void)
{
    Suite *suite = suite_create("router_handover");
    TCase *tests = tcase_create("router_handover");

    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, what_is_under_way_is_not_sent_again_by_the_next_owner);
    tcase_add_test(tests, a_loss_of_the_connection_meanwhile_repeats_nothing);
    tcase_add_test(tests, what_does_not_end_is_waited_for_so_long);
    suite_add_tcase(suite, tests);
    return suite;
}
