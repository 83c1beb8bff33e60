/* The link and who it is: passwords, users, rights. */
#include "config.h"

#include "live/link_probe.h"
#include "live/suites.h"
#include "support/redis_server.h"

#include <stdio.h>
#include <string.h>

/* What a dashboard needs, as the manual gives it. */
#define LEAST_RIGHTS                                                                               \
    "user default on >master ~* &* +@all\n"                                                        \
    "user dash on >pw resetkeys %R~rag:* resetchannels -@all +client|setname +select +ping "       \
    "+info +scan +type +xlen +xrange +xrevrange +xread +xinfo|stream\n"                            \
    "user free on nopass ~* +@all\n"

/* "redis://credentials@127.0.0.1:PORT" */
static const char *url_with(const struct redis_server *of, const char *credentials)
{
    static char url[128];

    snprintf(url, sizeof(url), "redis://%s@127.0.0.1:%d", credentials, of->port);
    return url;
}

static const struct refusal {
    const char *credentials;
    const char *says;
} refusals[] = {
    {":wr0ng-s3cret", "refuses this user name or password"},
    {"dash:wr0ng-s3cret", "refuses this user name or password"},
    {"nobody:wr0ng-s3cret", "refuses this user name or password"},
    {"", "wants a password"},
};

START_TEST(a_refused_login_stops_it_and_shows_no_secret)
{
    struct redis_server *own = redis_server_create(
        &(struct redis_server_setup){.password = "master", .acl = LEAST_RIGHTS});
    const struct refusal *refusal = &refusals[_i];
    struct link_probe probe;

    probe_init(&probe);
    probe_fail(&probe, refusal->credentials[0] != '\0' ? url_with(own, refusal->credentials)
                                                       : own->tcp_url);
    ck_assert_int_eq(link_state(probe.link), LINK_STOPPED);
    ck_assert_int_eq(probe.loss.class, ERROR_STOP);
    ck_assert_int_eq(link_retry_at(probe.link), 0);
    ck_assert_msg(strstr(probe.loss.text, refusal->says) != NULL, "%s", probe.loss.text);
    ck_assert_ptr_null(strstr(probe.loss.text, "s3cret"));
    link_retry(probe.link);
    probe_wait_count(&probe, &probe.losses, 2);
    ck_assert_int_eq(link_state(probe.link), LINK_STOPPED);
    probe_free(&probe);
    redis_server_free(own);
}
END_TEST

START_TEST(a_password_where_none_is_wanted_stops_it)
{
    struct redis_server *own = redis_server_create(NULL);
    struct link_probe probe;

    probe_init(&probe);
    probe_fail(&probe, url_with(own, ":s3cret"));
    ck_assert_int_eq(link_state(probe.link), LINK_STOPPED);
    ck_assert_ptr_nonnull(strstr(probe.loss.text, "leave it out"));
    ck_assert_ptr_null(strstr(probe.loss.text, "s3cret"));
    probe_free(&probe);
    redis_server_free(own);
}
END_TEST

START_TEST(the_least_privileged_user_reads_its_streams_alone)
{
    struct redis_server *own = redis_server_create(
        &(struct redis_server_setup){.password = "master", .acl = LEAST_RIGHTS});
    struct link_probe probe;
    struct answer inside = {0}, outside = {0};

    redis_server_command(own, "XADD rag:telemetry:acme 1-1 f v");
    redis_server_command(own, "XADD other 1-1 f v");
    probe_init(&probe);
    probe_connect(&probe, url_with(own, "dash:pw"));
    probe_ask(&probe, &inside, "XLEN rag:telemetry:acme");
    ck_assert_int_eq(inside.integer, 1);
    probe_ask(&probe, &outside, "XLEN other");
    ck_assert_int_eq(outside.type, REPLY_ERROR);
    ck_assert_int_eq(strncmp(outside.text, "NOPERM", 6), 0);
    probe_free(&probe);
    redis_server_free(own);
}
END_TEST

START_TEST(a_user_without_a_password_gets_in)
{
    struct redis_server *own = redis_server_create(
        &(struct redis_server_setup){.password = "master", .acl = LEAST_RIGHTS});
    struct link_probe probe;

    probe_init(&probe);
    probe_connect(&probe, url_with(own, "free:"));
    probe_free(&probe);
    redis_server_free(own);
}
END_TEST

Suite *suite_link_login(void)
{
    Suite *suite = suite_create("link_login");
    TCase *tcase = tcase_create("link_login");

    tcase_add_loop_test(tcase, a_refused_login_stops_it_and_shows_no_secret, 0,
                        sizeof(refusals) / sizeof(refusals[0]));
    tcase_add_test(tcase, a_password_where_none_is_wanted_stops_it);
    tcase_add_test(tcase, the_least_privileged_user_reads_its_streams_alone);
    tcase_add_test(tcase, a_user_without_a_password_gets_in);
    suite_add_tcase(suite, tcase);
    return suite;
}
