/* The finder, on one server: what it finds, what is pushed, and what it does where nothing is. The
 * model changes keys at random: SEED and SEQUENCES (100) by hand. */
#include "config.h"

#include "live/finder_user.h"
#include "live/suites.h"
#include "route/key_set.h"
#include "support/dice.h"
#include "support/has.h"
#include "support/redis_server.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ACME "rag:telemetry:acme"

static struct redis_server *server;
static struct finder_user finder;

static void set_up(void)
{
    server = redis_server_create(NULL);
    memset(&finder, 0, sizeof(finder));
}

static void tear_down(void)
{
    redis_server_free(server);
}

static void add(const char *key)
{
    redis_server_command(server, "XADD %s * f v", key);
}

static void open_whole(void)
{
    finder_user_open(&finder, server->unix_url);
    finder_user_wait(&finder);
    user_wait_tracked(&finder.user, 0);
}

static void wait_found(int count)
{
    while (finder.found < count)
        finder_user_turn(&finder);
}

static void wait_gone(int count)
{
    while (finder.gone < count)
        finder_user_turn(&finder);
}

/* Has the connection of pushes break, behind which all is searched anew. */
static void break_off(void)
{
    redis_server_command(server, "CLIENT KILL TYPE pubsub");
}

static long long calls(const char *command)
{
    char field[64];
    redisReply *stats = redis_server_query(server, "INFO commandstats");

    snprintf(field, sizeof(field), "cmdstat_%s:calls=", command);
    const char *found = strstr(stats->str, field);
    long long count = found != NULL ? atoll(found + strlen(field)) : 0;
    freeReplyObject(stats);
    return count;
}

START_TEST(all_streams_that_are_there_are_found_once)
{
    char key[64];

    redis_server_command(server, "SET rag:telemetry:text 1");
    add("other:acme");
    for (int i = 0; i < 3000; i++) {
        snprintf(key, sizeof(key), "rag:telemetry:t%d", i);
        add(key);
    }
    open_whole();
    ck_assert_int_eq(finder.found, 3000);
    ck_assert_uint_eq(finder_count(finder.finder), 3000);
    ck_assert(finder_user_has(&finder, "rag:telemetry:t17", "t17"));
    ck_assert(!finder_is_blind(finder.finder));
    ck_assert_ptr_null(finder_blindness(finder.finder));
    ck_assert_ptr_null(finder_trouble(finder.finder));
    break_off();
    while (finder.user.any[0] < 3)
        finder_user_turn(&finder);
    ck_assert_int_eq(finder.found, 3000);
    ck_assert_int_eq(finder.completes, 1);
    finder_user_close(&finder);
}
END_TEST

START_TEST(a_new_stream_is_found_as_it_begins_and_told_when_more_comes)
{
    open_whole();
    ck_assert_int_eq(finder.found, 0);
    add(ACME);
    wait_found(1);
    ck_assert(finder_user_has(&finder, ACME, "acme"));
    add(ACME);
    while (finder.touched < 1)
        finder_user_turn(&finder);
    ck_assert_str_eq(finder.last, ACME);
    finder_user_close(&finder);
}
END_TEST

START_TEST(one_that_is_deleted_is_gone_and_found_again_when_it_is_back)
{
    add(ACME);
    open_whole();
    redis_server_command(server, "DEL " ACME);
    while (finder.touched < 1)
        finder_user_turn(&finder);
    break_off();
    wait_gone(1);
    ck_assert_uint_eq(finder_count(finder.finder), 0);
    add(ACME);
    wait_found(2);
    redis_server_command(server, "FLUSHALL");
    wait_gone(2);
    redis_server_command(server, "SET " ACME " text");
    redis_server_command(server, "DEL " ACME);
    add(ACME);
    wait_found(3);
    redis_server_command(server, "SET " ACME " text");
    break_off();
    wait_gone(3);
    finder_user_close(&finder);
}
END_TEST

START_TEST(one_that_is_missing_to_its_reader_is_gone_without_a_search)
{
    add(ACME);
    open_whole();
    long long searches = calls("scan");
    finder_doubt(finder.finder, slice_of(ACME)); /* it is there */
    redis_server_command(server, "DEL " ACME);
    finder_doubt(finder.finder, slice_of(ACME));
    finder_doubt(finder.finder, SLICE("unknown"));
    wait_gone(1);
    ck_assert_uint_eq(finder_count(finder.finder), 0);
    ck_assert_int_eq(calls("scan"), searches);
    finder_user_close(&finder);
}
END_TEST

/* A key that is no stream is asked for once, and again at the next look where it was touched. */
START_TEST(a_key_that_becomes_a_stream_is_found_at_the_next_look)
{
    open_whole();
    redis_server_command(server, "SET " ACME " text");
    while (calls("type") < 1)
        finder_user_turn(&finder);
    for (int i = 0; i < 20; i++)
        redis_server_command(server, "SET " ACME " text");
    redis_server_command(server, "DEL " ACME);
    add(ACME);
    wait_found(1);
    ck_assert_int_le(calls("type"), 2);
    finder_user_close(&finder);
}
END_TEST

START_TEST(several_templates_are_told_apart_and_dead_letters_left_out)
{
    static const char *const templates[] = {"prod:{tenant}", "stage:{tenant}", "driftop:{tenant}"};
    static char globex[] = "globex", acme[] = "stage:acme", *excludes[] = {globex, acme};

    finder.templates = templates;
    finder.template_count = 3;
    finder.selection.excludes = excludes;
    finder.selection.exclude_count = 2;
    add("prod:acme");
    add("stage:acme");
    add("prod:globex");
    add("driftop:ops:dead");
    open_whole();
    ck_assert_int_eq(finder.found, 1);
    ck_assert(finder_user_has(&finder, "prod:acme", "prod:acme"));
    add("driftop:more:dead");
    add("stage:globex");
    add("stage:initech");
    wait_found(2);
    ck_assert(finder_user_has(&finder, "stage:initech", "stage:initech"));
    finder_user_close(&finder);
}
END_TEST

START_TEST(named_tenants_need_no_search)
{
    static char acme[] = "acme", globex[] = "globex", *tenants[] = {acme, globex};

    finder.selection.tenants = tenants;
    finder.selection.tenant_count = 2;
    add(ACME);
    add("rag:telemetry:initech");
    open_whole();
    ck_assert_int_eq(finder.found, 1);
    add("rag:telemetry:globex");
    wait_found(2);
    ck_assert(finder_user_has(&finder, "rag:telemetry:globex", "globex"));
    redis_server_command(server, "DEL " ACME);
    break_off();
    wait_gone(1);
    ck_assert_int_eq(calls("scan"), 0);
    finder_user_close(&finder);
}
END_TEST

static const char *url_with(const char *rights)
{
    static char url[64];
    char command[512];
    redisContext *admin = redis_server_connect(server);

    snprintf(command, sizeof(command),
             "ACL SETUSER route on >pw resetkeys ~rag:* resetchannels nocommands +ping +info "
             "+client|setname %s",
             rights);
    redisReply *reply = redisCommand(admin, command);
    ck_assert_msg(reply != NULL && reply->type == REDIS_REPLY_STATUS, "%s", command);
    freeReplyObject(reply);
    redisFree(admin);
    snprintf(url, sizeof(url), "redis://route:pw@127.0.0.1:%d", server->port);
    return url;
}

START_TEST(where_nothing_is_pushed_all_is_looked_at_often_and_searched_for)
{
    add(ACME);
    finder_user_open(&finder, url_with("+scan +type"));
    finder_user_wait(&finder);
    while (finder_blindness(finder.finder) == NULL)
        finder_user_turn(&finder);
    has(finder_blindness(finder.finder)->text, "CLIENT ID: NOPERM");
    ck_assert(finder_is_blind(finder.finder));
    int looks = finder.looks;
    while (finder.looks < looks + 10)
        finder_user_turn(&finder);
    add("rag:telemetry:late");
    redis_server_command(server, "DEL " ACME);
    wait_found(2);
    wait_gone(1);
    redisReply *log = redis_server_query(server, "ACL LOG");
    ck_assert_uint_eq(log->elements, 1);
    freeReplyObject(log);
    finder_user_close(&finder);
}
END_TEST

START_TEST(without_the_right_to_search_that_is_said)
{
    add(ACME);
    finder_user_open(
        &finder, url_with("+type +client|id +client|tracking +subscribe &__redis__:invalidate"));
    user_wait_tracked(&finder.user, 0);
    while (finder_trouble(finder.finder) == NULL)
        finder_user_turn(&finder);
    has(finder_trouble(finder.finder)->text, "SCAN: NOPERM");
    add("rag:telemetry:late");
    wait_found(1);
    finder_user_close(&finder);
}
END_TEST

START_TEST(a_server_that_lost_its_data_is_seen)
{
    add(ACME);
    open_whole();
    redis_server_kill(server);
    redis_server_start(server);
    wait_gone(1);
    add(ACME);
    wait_found(2);
    finder_user_close(&finder);
}
END_TEST

static int events_left;

static void close_in_time(struct finder_user *user)
{
    if (--events_left == 0)
        finder_user_end(user);
}

/* At each of the first events; requests may be under way. */
START_TEST(it_may_be_closed_by_whoever_is_told)
{
    for (int i = 0; i < 20; i++)
        redis_server_command(server, "XADD rag:telemetry:t%d * f v", i);
    events_left = _i + 1;
    finder.when_told = close_in_time;
    finder_user_open(&finder, server->unix_url);
    while (!finder.closed)
        finder_user_turn(&finder);
    finder_user_close(&finder);
}
END_TEST

enum { KEYS = 12 };

static void change_one(struct dice *dice)
{
    int which = (int)dice_below(dice, KEYS);
    static const char *const changes[] = {"XADD rag:telemetry:k%d * f v",
                                          "XADD rag:telemetry:k%d * f v", "DEL rag:telemetry:k%d",
                                          "SET rag:telemetry:k%d text"};

    switch (dice_below(dice, 12)) {
    case 0:
        redis_server_command(server, "FLUSHALL");
        break;
    case 1:
        break_off();
        break;
    default: {
        redisReply *reply =
            redis_server_query(server, changes[dice_below(dice, 4)], which); /* WRONGTYPE is fine */
        freeReplyObject(reply);
    }
    }
}

static bool is_stream(int which)
{
    redisReply *type = redis_server_query(server, "TYPE rag:telemetry:k%d", which);
    bool stream = strcmp(type->str, "stream") == 0;

    freeReplyObject(type);
    return stream;
}

static bool agrees(void)
{
    char key[64], name[16];

    for (int i = 0; i < KEYS; i++) {
        snprintf(key, sizeof(key), "rag:telemetry:k%d", i);
        snprintf(name, sizeof(name), "k%d", i);
        if (finder_user_has(&finder, key, name) != is_stream(i))
            return false;
    }
    return true;
}

START_TEST(whatever_happens_what_it_tells_is_what_is_there)
{
    const char *by_hand = getenv("SEQUENCES");
    int sequences = by_hand != NULL ? atoi(by_hand) : 5;
    const char *seed = getenv("SEED");
    struct dice dice = {seed != NULL ? (uint64_t)atoll(seed) : 20261126};

    open_whole();
    for (int i = 0; i < sequences; i++) {
        for (int change = 0; change < 30; change++) {
            change_one(&dice);
            if (dice_below(&dice, 3) == 0)
                finder_user_turn(&finder);
        }
        break_off();
        while (!agrees())
            finder_user_turn(&finder);
    }
    finder_user_close(&finder);
}
END_TEST

START_TEST(a_set_of_keys_keeps_what_was_not_removed)
{
    struct key_set set = {0};
    char key[32];

    for (uint64_t i = 0; i < 1000; i++) {
        snprintf(key, sizeof(key), "key:%d", (int)i);
        key_set_add(&set, slice_of(key), i);
    }
    for (int i = 0; i < 1000; i += 3) {
        snprintf(key, sizeof(key), "key:%d", i);
        key_set_remove(&set, key_set_find(&set, slice_of(key)));
    }
    for (int i = 0; i < 1000; i++) {
        snprintf(key, sizeof(key), "key:%d", i);
        const struct key_item *item = key_set_find(&set, slice_of(key));
        ck_assert_int_eq(item != NULL, i % 3 != 0);
        ck_assert(item == NULL || (item->mark == (uint64_t)i && set.items[item->place] == item));
    }
    ck_assert_uint_eq(set.count, 666);
    key_set_free(&set);
}
END_TEST

Suite *suite_finder(void)
{
    Suite *suite = suite_create("finder");
    TCase *tcase = tcase_create("finder");

    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_add_test(tcase, all_streams_that_are_there_are_found_once);
    tcase_add_test(tcase, a_new_stream_is_found_as_it_begins_and_told_when_more_comes);
    tcase_add_test(tcase, one_that_is_deleted_is_gone_and_found_again_when_it_is_back);
    tcase_add_test(tcase, one_that_is_missing_to_its_reader_is_gone_without_a_search);
    tcase_add_test(tcase, a_key_that_becomes_a_stream_is_found_at_the_next_look);
    tcase_add_test(tcase, several_templates_are_told_apart_and_dead_letters_left_out);
    tcase_add_test(tcase, named_tenants_need_no_search);
    tcase_add_test(tcase, where_nothing_is_pushed_all_is_looked_at_often_and_searched_for);
    tcase_add_test(tcase, without_the_right_to_search_that_is_said);
    tcase_add_test(tcase, a_server_that_lost_its_data_is_seen);
    tcase_add_loop_test(tcase, it_may_be_closed_by_whoever_is_told, 0, 22);
    tcase_add_test(tcase, whatever_happens_what_it_tells_is_what_is_there);
    tcase_add_test(tcase, a_set_of_keys_keeps_what_was_not_removed);
    suite_add_tcase(suite, tcase);
    return suite;
}
