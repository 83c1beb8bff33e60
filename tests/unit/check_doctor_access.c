/* Who gets in, and by which way. */
#include "config.h"

#include "base/memory.h"
#include "support/doctor_fixture.h"
#include "unit/suites.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(table) ((int)(sizeof(table) / sizeof((table)[0])))

static struct doctor_fixture fixture;

static void setup(void)
{
    doctor_fixture_init(&fixture);
}

static void release(void)
{
    doctor_fixture_free(&fixture);
}

static struct examined_node *server(void)
{
    return &fixture.examination.nodes[0];
}

static void reach_by(const char *text)
{
    struct error error;

    redis_url_free(&fixture.url);
    ck_assert_msg(redis_url_parse(text, &fixture.url, &error), "%s: %s", text, error.text);
}

static void setting(const char *name, const char *value)
{
    doctor_fixture_setting(&fixture, 0, name, value);
}

static void expect_unchecked(const char *id, const char *needs)
{
    doctor_fixture_expect_none(&fixture, id);
    ck_assert_uint_eq(fixture.findings.unchecked_count, 1);
    ck_assert_str_eq(fixture.findings.unchecked[0].needs, needs);
}

/* --- default-user --- */

#define OPEN "default-user"

static const struct {
    const char *url;
    const char *version;
    const char *bind; /* NULL: CONFIG GET was refused */
    const char *protected_mode;
    const char *port;
    const char *tls_port;
    const char *tls_auth_clients;
    enum whether reachable;
    const char *evidence;
} listeners[] = {
    /* As Redis 7 begins, and as it is packaged. */
    {"redis://127.0.0.1", "7.0.15", "* -::*", "yes", "6379", "0", "yes", WHETHER_NO, ""},
    {"redis://localhost", "7.0.15", "127.0.0.1 -::1", "yes", "6379", "0", "yes", WHETHER_NO, ""},
    {"redis://127.0.0.1", "7.0.15", "127.0.0.1 ::1", "no", "6379", "0", "yes", WHETHER_NO, ""},
    {"unix:///run/redis.sock", "7.0.15", "* -::*", "yes", "0", "0", "yes", WHETHER_NO, ""},
    {"unix:///run/redis.sock", "7.0.15", "", "no", "6379", "0", "yes", WHETHER_NO, ""},
    /* As in the usual container. */
    {"redis://127.0.0.1", "7.0.15", "* -::*", "no", "6379", "0", "yes", WHETHER_YES,
     "user default needs no password, and the server listens on * -::* without protected-mode"},
    {"unix:///run/redis.sock", "7.0.15", "127.0.0.1 10.0.0.5", "no", "6379", "0", "yes",
     WHETHER_YES, "listens on 127.0.0.1 10.0.0.5"},
    /* Before 7.0 protected-mode was for those without `bind`. */
    {"redis://127.0.0.1", "6.2.14", "", "yes", "6379", "0", "yes", WHETHER_NO, ""},
    {"redis://127.0.0.1", "6.2.14", "", "no", "6379", "0", "yes", WHETHER_YES,
     "listens on all addresses"},
    {"redis://127.0.0.1", "6.2.14", "0.0.0.0", "yes", "6379", "0", "yes", WHETHER_YES,
     "listens on 0.0.0.0"},
    {"redis://127.0.0.1", "5.0.14", "0.0.0.0", "no", "6379", "0", NULL, WHETHER_YES,
     "no password is needed, and the server listens on 0.0.0.0"},
    /* A certificate is as good as a password. */
    {"unix:///run/redis.sock", "7.0.15", "*", "no", "0", "6379", "yes", WHETHER_NO, ""},
    {"unix:///run/redis.sock", "7.0.15", "*", "no", "0", "6379", "no", WHETHER_YES, "listens on *"},
    {"rediss://db.example", "7.0.15", NULL, NULL, NULL, NULL, NULL, WHETHER_YES,
     "can be reached at 127.0.0.1:6379"},
    /* Who came from elsewhere needs no settings. */
    {"redis://10.0.0.5", "7.0.15", NULL, NULL, NULL, NULL, NULL, WHETHER_YES,
     "user default needs no password, and can be reached at 127.0.0.1:6379"},
    {"redis://127.0.0.1", "7.0.15", NULL, NULL, NULL, NULL, NULL, WHETHER_UNKNOWN, ""},
    {"unix:///run/redis.sock", "7.0.15", NULL, NULL, NULL, NULL, NULL, WHETHER_UNKNOWN, ""},
};

static void listen_as(int i)
{
    reach_by(listeners[i].url);
    doctor_fixture_info(&fixture, 0, "redis_version", listeners[i].version);
    doctor_fixture_info(&fixture, 0, "tcp_port", "6379");
    if (listeners[i].bind == NULL)
        return;
    setting("bind", listeners[i].bind);
    setting("protected-mode", listeners[i].protected_mode);
    setting("port", listeners[i].port);
    setting("tls-port", listeners[i].tls_port);
    if (listeners[i].tls_auth_clients != NULL)
        setting("tls-auth-clients", listeners[i].tls_auth_clients);
}

START_TEST(an_open_user_is_one_where_others_can_come)
{
    listen_as(_i);
    server()->default_open = WHETHER_YES;
    if (listeners[_i].reachable == WHETHER_YES)
        doctor_fixture_expect(&fixture, OPEN, FINDING_WARNING, listeners[_i].evidence, "");
    else if (listeners[_i].reachable == WHETHER_UNKNOWN)
        expect_unchecked(OPEN, "+config|get");
    else
        doctor_fixture_expect_none(&fixture, OPEN);
}
END_TEST

START_TEST(a_user_with_a_password_is_not_open)
{
    listen_as(_i);
    server()->default_open = WHETHER_NO;
    doctor_fixture_expect_none(&fixture, OPEN);
    ck_assert_uint_eq(fixture.findings.unchecked_count, 0);
}
END_TEST

START_TEST(who_was_let_in_without_a_word_is_default)
{
    server()->default_open = WHETHER_UNKNOWN;
    reach_by("redis://10.0.0.5");
    doctor_fixture_expect(&fixture, OPEN, FINDING_WARNING, "needs no password", NULL);
    reach_by("redis://dash:secret@10.0.0.5");
    expect_unchecked(OPEN, "+acl|getuser");
    reach_by("redis://:secret@10.0.0.5");
    expect_unchecked(OPEN, "+acl|getuser");
    doctor_fixture_info(&fixture, 0, "redis_version", "5.0.14");
    doctor_fixture_expect_none(&fixture, OPEN);
    ck_assert_uint_eq(fixture.findings.unchecked_count, 0);
}
END_TEST

/* Pasted by who is that user it would lock out whoever pastes it, too. */
START_TEST(who_is_the_open_user_cannot_lock_it)
{
    const char *const urls[] = {"redis://10.0.0.5", "redis://:secret@10.0.0.5",
                                "redis://default:secret@10.0.0.5"};
    const char *const last = "only then ACL SETUSER default off. ";

    server()->default_open = WHETHER_YES;
    for (int i = 0; i < COUNT(urls); i++) {
        reach_by(urls[i]);
        doctor_fixture_expect(&fixture, OPEN, FINDING_WARNING, "needs no password", "");
        ck_assert_ptr_nonnull(strstr(buffer_text(&fixture.findings.items[0].note), last));
    }
    reach_by("redis://dash:secret@10.0.0.5");
    doctor_fixture_expect(&fixture, OPEN, FINDING_WARNING, "", "ACL SETUSER default off");
}
END_TEST

/* The fixture holds evidence to what one line takes. */
START_TEST(many_addresses_are_not_all_told)
{
    static const char host[] = "a-very-long-name-of-a-host.in-a-department.of-a-company.which-is."
                               "in-a-country.of-a-continent.of-this-planet.example";
    char text[256];

    reach_by("unix:///run/redis.sock");
    server()->default_open = WHETHER_YES;
    doctor_fixture_info(&fixture, 0, "tcp_port", "6379");
    setting("protected-mode", "no");
    setting("bind",
            "127.0.0.1 10.0.0.5 2001:db8:1234:5678:9abc:def0:1234:5678 "
            "2001:db8:1234:5678:9abc:def0:1234:5679 2001:db8:1234:5678:9abc:def0:1234:567a");
    doctor_fixture_expect(&fixture, OPEN, FINDING_WARNING,
                          "listens on 127.0.0.1 10.0.0.5 2001:", NULL);
    snprintf(text, sizeof(text), "redis://%s", host);
    reach_by(text);
    free(server()->name);
    server()->name = mem_strdup(host);
    doctor_fixture_expect(&fixture, OPEN, FINDING_WARNING, "reached at a-very-long-name", NULL);
    doctor_fixture_expect(&fixture, "plain-tcp", FINDING_WARNING, " is reached without TLS", NULL);
}
END_TEST

START_TEST(a_port_that_is_closed_is_not_reached)
{
    server()->default_open = WHETHER_YES;
    reach_by("unix:///run/redis.sock");
    doctor_fixture_info(&fixture, 0, "tcp_port", "0");
    doctor_fixture_expect_none(&fixture, OPEN);
    ck_assert_uint_eq(fixture.findings.unchecked_count, 0);
}
END_TEST

START_TEST(each_node_of_a_cluster_is_reached_by_its_own)
{
    doctor_fixture_node(&fixture, "10.0.0.7:7002")->default_open = WHETHER_YES;
    server()->default_open = WHETHER_YES;
    reach_by("redis+cluster://127.0.0.1:7001");
    doctor_fixture_expect(&fixture, OPEN, FINDING_WARNING, "can be reached at 10.0.0.7:7002", NULL);
    ck_assert_str_eq(fixture.findings.items[0].node, "10.0.0.7:7002");
}
END_TEST

/* --- denied --- */

static void rise(const char *name, const char *before, const char *after)
{
    doctor_fixture_info(&fixture, 0, name, before);
    doctor_info_set(&server()->after, name, after);
}

START_TEST(what_was_denied_before_is_no_news)
{
    doctor_fixture_info(&fixture, 0, "acl_access_denied_auth", "12");
    doctor_fixture_info(&fixture, 0, "errorstat_NOPERM", "count=3");
    doctor_fixture_expect_none(&fixture, "denied");
}
END_TEST

START_TEST(what_is_denied_meanwhile_is_told)
{
    rise("acl_access_denied_auth", "12", "14");
    rise("errorstat_WRONGPASS", "count=3", "count=5");
    rise("acl_access_denied_key", "0", "1");
    rise("errorstat_NOAUTH", "count=1", "count=4");
    doctor_fixture_expect(
        &fixture, "denied", FINDING_INFO,
        "2 logins failed, 1 command was not permitted, 3 commands came without a login in 2.0 s",
        "ACL LOG");
}
END_TEST

START_TEST(what_the_examiner_was_refused_is_its_own)
{
    const struct slice pttl[] = {SLICE("PTTL"), SLICE("k")};
    const struct slice settings[] = {SLICE("CONFIG"), SLICE("GET")};

    fixture.examination.refused =
        command_bit(command_rule_of(pttl, 2)) | command_bit(command_rule_of(settings, 2));
    rise("errorstat_NOPERM", "count=1", "count=3");
    rise("acl_access_denied_cmd", "1", "3");
    doctor_fixture_expect_none(&fixture, "denied");
    rise("errorstat_NOPERM", "count=1", "count=4");
    doctor_fixture_expect(&fixture, "denied", FINDING_INFO, "1 command was not permitted",
                          "ACL LOG");
}
END_TEST

START_TEST(who_was_asked_once_denied_nothing)
{
    doctor_fixture_info(&fixture, 0, "errorstat_NOPERM", "count=3");
    buffer_clear(&server()->after);
    doctor_fixture_expect_none(&fixture, "denied");
    buffer_append(&server()->after, server()->before.data, server()->before.size);
    buffer_clear(&server()->before);
    doctor_fixture_expect_none(&fixture, "denied");
}
END_TEST

/* --- plain-tcp --- */

static const char *const near[] = {
    "redis://127.0.0.1",         "redis://127.0.1.1:7",
    "redis://localhost/3",       "redis://LOCALHOST",
    "redis://[::1]:6379",        "redis://0.0.0.0",
    "unix:///run/redis.sock",    "rediss://db.example",
    "rediss+cluster://db1,db2",  "redis+cluster://127.0.0.1:7001,localhost:7002",
    "rediss+sentinel://s1/main",
};

START_TEST(what_stays_on_the_machine_or_is_encrypted_is_not_read)
{
    reach_by(near[_i]);
    doctor_fixture_expect_none(&fixture, "plain-tcp");
}
END_TEST

static const struct {
    const char *url;
    const char *evidence;
    const char *note;
} far[] = {
    {"redis://db.example", "db.example is reached without TLS", "write rediss://"},
    {"redis://10.0.0.5", "10.0.0.5 is reached", "rediss://"},
    {"redis://127.example", "127.example", "rediss://"},
    {"redis+cluster://127.0.0.1:7001,10.0.0.5:7002", "10.0.0.5 is", "rediss+cluster://"},
    {"redis+sentinel://10.0.0.5/main", "10.0.0.5 is", "rediss+sentinel://"},
};

START_TEST(what_leaves_the_machine_can_be_read)
{
    reach_by(far[_i].url);
    doctor_fixture_expect(&fixture, "plain-tcp", FINDING_WARNING, far[_i].evidence, "");
    ck_assert_ptr_nonnull(strstr(buffer_text(&fixture.findings.items[0].note), far[_i].note));
}
END_TEST

START_TEST(a_server_that_a_local_sentinel_names_may_be_far)
{
    reach_by("redis+sentinel://127.0.0.1/main");
    doctor_fixture_expect_none(&fixture, "plain-tcp");
    free(server()->name);
    server()->name = mem_strdup("10.0.0.9:6379");
    doctor_fixture_expect(&fixture, "plain-tcp", FINDING_WARNING, "10.0.0.9:6379 is", "");
}
END_TEST

Suite *suite_doctor_access(void)
{
    Suite *suite = suite_create("doctor_access");
    TCase *tcase = tcase_create("doctor_access");

    tcase_add_checked_fixture(tcase, setup, release);
    tcase_add_loop_test(tcase, an_open_user_is_one_where_others_can_come, 0, COUNT(listeners));
    tcase_add_loop_test(tcase, a_user_with_a_password_is_not_open, 0, COUNT(listeners));
    tcase_add_test(tcase, who_was_let_in_without_a_word_is_default);
    tcase_add_test(tcase, who_is_the_open_user_cannot_lock_it);
    tcase_add_test(tcase, many_addresses_are_not_all_told);
    tcase_add_test(tcase, a_port_that_is_closed_is_not_reached);
    tcase_add_test(tcase, each_node_of_a_cluster_is_reached_by_its_own);
    tcase_add_test(tcase, what_was_denied_before_is_no_news);
    tcase_add_test(tcase, what_is_denied_meanwhile_is_told);
    tcase_add_test(tcase, what_the_examiner_was_refused_is_its_own);
    tcase_add_test(tcase, who_was_asked_once_denied_nothing);
    tcase_add_loop_test(tcase, what_stays_on_the_machine_or_is_encrypted_is_not_read, 0,
                        COUNT(near));
    tcase_add_loop_test(tcase, what_leaves_the_machine_can_be_read, 0, COUNT(far));
    tcase_add_test(tcase, a_server_that_a_local_sentinel_names_may_be_far);
    suite_add_tcase(suite, tcase);
    return suite;
}
