/* The dashboard through TLS, and on a cluster while one of its masters is killed. */
#include "config.h"

#include "screen/program.h"
#include "screen/suites.h"
#include "support/cluster.h"
#include "support/runner.h"

#include <stdio.h>

#define PREFIX "rag:telemetry"
#define TENANTS CLUSTER_MASTERS

static void write_report(struct redis_server *server, const char *tenant)
{
    redis_server_command(server,
                         "XADD " PREFIX ":%s * ws 1 we 2 dims "
                         "[{\"name\":\"faithfulness\",\"severity\":\"ok\",\"value\":1}]",
                         tenant);
}

static void expect_end(struct terminal *terminal)
{
    terminal_type(terminal, "q");
    program_expect_exit(terminal, 0);
    terminal_free(terminal);
}

static struct certificates certificates;
static struct redis_server *secure;

static void start_secure(void)
{
    static const struct redis_server_tls tls = {.certificates = &certificates};

    certificates_create(&certificates);
    secure = redis_server_create(&(struct redis_server_setup){.tls = &tls});
    write_report(secure, "acme");
}

static void stop_secure(void)
{
    redis_server_free(secure);
}

START_TEST(it_comes_through_tls_and_stays_while_the_server_is_away)
{
    char authority[SCRATCH_SIZE + 16];

    snprintf(authority, sizeof(authority), "%s/ca.crt", certificates.directory);
    struct terminal *terminal =
        program_start(80, 24, "-r", "100ms", "--cacert", authority, secure->tcp_url);
    ck_assert(terminal_wait_text(terminal, "acme", PATIENCE_MS));
    ck_assert(terminal_wait_text(terminal, " live", PATIENCE_MS));
    ck_assert(!terminal_find(terminal, "INSECURE", NULL, NULL));
    redis_server_kill(secure);
    ck_assert(terminal_wait_text(terminal, " AWAY ", PATIENCE_MS));
    ck_assert(terminal_wait_text(terminal, "acme", PATIENCE_MS));
    redis_server_start(secure);
    write_report(secure, "globex");
    terminal_type(terminal, "r");
    ck_assert(terminal_wait_text(terminal, " live", PATIENCE_MS));
    terminal_type(terminal, "r");
    ck_assert(terminal_wait_text(terminal, "globex", PATIENCE_MS));
    expect_end(terminal);
}
END_TEST

START_TEST(what_is_wrong_with_tls_is_said_whole)
{
    struct terminal *terminal = program_start(80, 24, secure->tcp_url);

    ck_assert(terminal_wait_text(terminal, " STOPPED ", PATIENCE_MS));
    ck_assert(terminal_wait_text(
        terminal, "  the certificate's signer is not trusted: --cacert names its CA's certificate",
        PATIENCE_MS));
    ck_assert(terminal_wait_text(terminal, "  r tries again.", PATIENCE_MS));
    expect_end(terminal);
}
END_TEST

START_TEST(what_was_not_checked_is_marked)
{
    struct terminal *terminal = program_start(80, 24, "--insecure", secure->tcp_url);

    ck_assert(terminal_wait_text(terminal, "acme", PATIENCE_MS));
    ck_assert(terminal_wait_text(terminal, "INSECURE", PATIENCE_MS));
    expect_end(terminal);
}
END_TEST

static struct redis_cluster *cluster;

static void start_cluster(void)
{
    cluster = redis_cluster_create(&(struct redis_cluster_setup){.replicas = true});
    for (size_t i = 0; i < cluster->count; i++)
        redis_server_command(cluster->nodes[i], "CONFIG SET cluster-require-full-coverage no");
}

static void stop_cluster(void)
{
    redis_cluster_free(cluster);
}

/* Nobody takes the place of the master before the screen has said which part is away. */
START_TEST(it_stays_and_names_the_part_of_a_cluster_that_is_away)
{
    struct redis_server *replica = cluster->nodes[redis_cluster_replica(cluster, 0)];
    char names[TENANTS][CLUSTER_NAME_SIZE], says[64];

    for (size_t i = 0; i < TENANTS; i++) {
        redis_cluster_name(cluster, i, PREFIX, 0, names[i]);
        write_report(cluster->nodes[i], names[i]);
    }
    redis_server_command(cluster->nodes[0], "WAIT 1 %d", PATIENCE_MS);
    struct terminal *terminal =
        program_start(120, 35, "-r", "100ms", "--timeout", "500ms", cluster->url);
    for (size_t i = 0; i < TENANTS; i++)
        ck_assert(terminal_wait_text(terminal, names[i], PATIENCE_MS));
    ck_assert(terminal_wait_text(terminal, " live", PATIENCE_MS));
    redis_cluster_notice_losses(cluster);
    redis_server_freeze(replica);
    redis_server_kill(cluster->nodes[0]);
    snprintf(says, sizeof(says), "1 of 3 tenants is away: 127.0.0.1:%d: ", cluster->nodes[0]->port);
    ck_assert(terminal_wait_text(terminal, "PART AWAY", PATIENCE_MS));
    ck_assert(terminal_wait_text(terminal, says, PATIENCE_MS));
    for (size_t i = 0; i < TENANTS; i++)
        ck_assert(terminal_wait_text(terminal, names[i], PATIENCE_MS));
    redis_server_thaw(replica);
    ck_assert(terminal_wait_no_text(terminal, "AWAY", PATIENCE_MS));
    ck_assert(terminal_wait_text(terminal, " live", PATIENCE_MS));
    for (size_t i = 0; i < TENANTS; i++)
        ck_assert(terminal_wait_text(terminal, names[i], PATIENCE_MS));
    expect_end(terminal);
}
END_TEST

Suite *suite_topology(void)
{
    Suite *suite = suite_create("topology");
    const char *server = redis_server_program() ? NULL : "no redis-server or valkey-server found";
    const char *tls = server != NULL ? server : certificates_missing();
    TCase *through_tls = tcase_create("tls");
    TCase *on_a_cluster = tcase_create("cluster");

    if (tls == NULL)
        tcase_add_checked_fixture(through_tls, start_secure, stop_secure);
    tcase_add_test(through_tls,
                   unless(tls, it_comes_through_tls_and_stays_while_the_server_is_away));
    tcase_add_test(through_tls, unless(tls, what_is_wrong_with_tls_is_said_whole));
    tcase_add_test(through_tls, unless(tls, what_was_not_checked_is_marked));
    suite_add_tcase(suite, through_tls);
    if (server == NULL)
        tcase_add_unchecked_fixture(on_a_cluster, start_cluster, stop_cluster);
    tcase_add_test(on_a_cluster,
                   unless(server, it_stays_and_names_the_part_of_a_cluster_that_is_away));
    suite_add_tcase(suite, on_a_cluster);
    return suite;
}
