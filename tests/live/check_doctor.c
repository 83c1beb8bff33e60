/* The examiner, on one server: what it sees is what redis-cli says, and nothing stops it. */
#include "config.h"

#include "live/doctor_user.h"
#include "live/suites.h"
#include "support/redis_server.h"
#include "support/runner.h"

#include <stdlib.h>
#include <string.h>

static struct redis_server *server;
static struct doctor_user user;

static void set_up(void)
{
    server = redis_server_create(NULL);
}

static void tear_down(void)
{
    redis_server_free(server);
}

static void add(const char *tenant, int count)
{
    for (int i = 0; i < count; i++)
        redis_server_command(server, "XADD rag:telemetry:%s * f v", tenant);
}

static void examine(void)
{
    doctor_user_run(&user, server->unix_url);
    ck_assert_msg(user.examination != NULL, "%s", user.error.text);
}

START_TEST(an_empty_server_is_examined)
{
    examine();
    ck_assert_uint_eq(user.examination->node_count, 1);
    ck_assert(user.examination->nodes[0].answered);
    ck_assert_uint_gt(user.examination->nodes[0].before.size, 1000);
    ck_assert_uint_gt(user.examination->nodes[0].after.size, 1000);
    ck_assert_int_ge(user.examination->nodes[0].apart_ms, 2000);
    ck_assert(user.examination->searched);
    ck_assert_uint_eq(user.examination->stream_count, 0);
    doctor_user_end(&user);
}
END_TEST

START_TEST(streams_are_what_redis_says)
{
    add("acme", 30);
    add("globex", 1);
    redis_server_command(server, "XTRIM rag:telemetry:acme MAXLEN 20");
    redis_server_command(server, "PEXPIRE rag:telemetry:globex 1000000");
    redis_server_command(server, "SET rag:telemetry:text 1");
    redis_server_command(server, "XADD other:acme * f v");
    examine();
    ck_assert_uint_eq(user.examination->stream_count, 2);

    const struct examined_stream *acme = doctor_user_stream(&user, "acme");
    ck_assert(acme->answered);
    ck_assert(slice_is(acme->key, "rag:telemetry:acme"));
    ck_assert_uint_eq(acme->facts.length, 20);
    ck_assert_uint_eq(acme->facts.added, 30);
    ck_assert_int_eq(acme->bytes,
                     redis_server_integer(server, "MEMORY USAGE rag:telemetry:acme SAMPLES 0"));
    ck_assert_int_eq(acme->ttl_ms, TTL_NONE);
    const struct examined_stream *globex = doctor_user_stream(&user, "globex");
    ck_assert_int_gt(globex->ttl_ms, 900000);
    ck_assert_int_le(globex->ttl_ms, 1000000);
    doctor_user_end(&user);
}
END_TEST

Suite *suite_doctor(void)
{
    const char *reason = redis_server_program() == NULL ? "there is no redis-server" : NULL;
    TCase *tests = tcase_create("doctor");
    Suite *suite = suite_create("doctor");

    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, unless(reason, an_empty_server_is_examined));
    tcase_add_test(tests, unless(reason, streams_are_what_redis_says));
    suite_add_tcase(suite, tests);
    return suite;
}
