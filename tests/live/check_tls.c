/* TLS against real servers: which certificates are taken, and what is said of those that are not,
 * and of ports that speak no TLS, or nothing else. */
#include "config.h"

#include "live/client_user.h"
#include "live/fake_cluster.h"
#include "live/fake_server.h"
#include "live/link_probe.h"
#include "live/suites.h"
#include "support/certificates.h"
#include "support/child.h"
#include "support/has.h"
#include "support/redis_server.h"
#include "support/runner.h"

#include <stdio.h>
#include <string.h>

#define COUNT(table) ((int)(sizeof(table) / sizeof((table)[0])))

static struct certificates certificates;
static struct redis_server *server;
static struct link_probe probe;

static void make_certificates(void)
{
    certificates_create(&certificates);
}

/* For a test that changes them. */
static void copy_certificates(void)
{
    const struct certificates all = certificates;

    certificates_copy(&all, &certificates);
}

static const char *file(const char *name, const char *suffix)
{
    static char paths[4][SCRATCH_SIZE + 32];
    static unsigned next;
    char *path = paths[next++ % 4];

    snprintf(path, sizeof(paths[0]), "%s/%s%s", certificates.directory, name, suffix);
    return path;
}

/* A server, a client, and what comes of them. The CA is trusted unless another one is. */
struct meeting {
    const char *certificate; /* that the server shows; NULL: "server" */
    const char *clients;     /* whether it wants one */
    const char *protocols;   /* NULL: all */
    const char *host;        /* NULL: 127.0.0.1 */
    const char *authority;   /* "": that of the system; NULL: ca */
    const char *own;         /* NULL: none */
    const char *sni;
    bool insecure;
    const char *parameters; /* of the URL */
    const char *says;
    const char *reason; /* OpenSSL's */
};

static void start_server(const struct meeting *meeting)
{
    const struct redis_server_tls tls = {.certificates = &certificates,
                                         .certificate = meeting->certificate,
                                         .clients = meeting->clients};
    const char *const arguments[] = {"--tls-protocols", meeting->protocols, "--tls-ciphers",
                                     "DEFAULT:@SECLEVEL=0", NULL};

    server = redis_server_create(&(struct redis_server_setup){
        .tls = &tls, .arguments = meeting->protocols != NULL ? arguments : NULL});
}

static void meet(const struct meeting *meeting, char url[static 128])
{
    start_server(meeting);
    probe_init(&probe);
    probe.access.sni = meeting->sni;
    probe.access.insecure = meeting->insecure;
    if (meeting->authority == NULL)
        probe.access.cacert = file("ca", ".crt");
    else if (meeting->authority[0] != '\0')
        probe.access.cacert = file(meeting->authority, "");
    if (meeting->own != NULL) {
        probe.access.cert = file(meeting->own, ".crt");
        probe.access.key_file = file(meeting->own, ".key");
    }
    snprintf(url, 128, "rediss://%s:%d%s", meeting->host != NULL ? meeting->host : "127.0.0.1",
             server->port, meeting->parameters != NULL ? meeting->parameters : "");
}

static void part(void)
{
    probe_free(&probe);
    redis_server_free(server);
}

static const struct meeting good[] = {
    {.certificate = "server"},
    {.host = "localhost"},
    {.protocols = "TLSv1.2"},
    {.protocols = "TLSv1.3"},
    {.authority = ""},
    {.certificate = "elsewhere", .sni = "redis.example"},
    {.certificate = "expired", .insecure = true},
    {.certificate = "elsewhere", .parameters = "?ssl_check_hostname=false"},
    {.certificate = "early", .parameters = "?ssl_cert_reqs=none"},
    {.clients = "optional"},
    {.clients = "optional", .own = "client"},
    {.clients = "yes", .own = "client"},
    {.clients = "yes", .own = "client", .protocols = "TLSv1.2"},
    {.clients = "yes", .own = "client", .protocols = "TLSv1.3"},
};

/* "" is a folder here: that of all certificates. */
START_TEST(a_good_certificate_is_taken)
{
    struct answer answer = {0};
    char url[128];

    meet(&good[_i], url);
    if (good[_i].authority != NULL)
        probe.access.cacert = certificates.directory;
    probe_connect(&probe, url);
    probe_ask(&probe, &answer, "PING");
    ck_assert_str_eq(answer.text, "PONG");
    part();
}
END_TEST

#define UNTRUSTED "signer is not trusted: --cacert names"
#define WANTED "the server wants a client certificate: --cert and --key-file"
#define REFUSED "the server refuses the client certificate /"

static const struct meeting bad[] = {
    {.authority = "other_ca.crt", .says = UNTRUSTED, .reason = "(self-signed certificate in"},
    {.authority = "", .says = UNTRUSTED, .reason = "signed by CN=Test CA"},
    {.certificate = "stranger", .says = UNTRUSTED, .reason = "signed by CN=Other CA"},
    {.certificate = "expired", .says = "has expired: it has to be renewed", .reason = "on Jan  2"},
    {.certificate = "early", .says = "not valid yet; is the clock", .reason = "before Jan  1"},
    {.certificate = "elsewhere",
     .host = "localhost",
     .says = "is not for localhost but for redis.example: use such a name, or --sni",
     .reason = "hostname mismatch"},
    {.certificate = "elsewhere",
     .says = "is not for 127.0.0.1 but for redis.example",
     .reason = "IP address mismatch"},
    {.sni = "other.example",
     .says = "is not for other.example but for localhost, 127.0.0.1",
     .reason = "hostname mismatch"},
    {.certificate = "cn_only",
     .host = "localhost",
     .says = "names no host (no subjectAltName): it has to be issued anew",
     .reason = "hostname mismatch"},
    {.certificate = "client", .says = "not one for servers", .reason = "purpose"},
    {.clients = "yes", .protocols = "TLSv1.2", .says = WANTED, .reason = "handshake failure"},
    {.clients = "yes", .protocols = "TLSv1.3", .says = WANTED, .reason = "certificate required"},
    {.clients = "yes", .own = "stranger", .protocols = "TLSv1.2", .says = REFUSED, .reason = "ca)"},
    {.clients = "yes", .own = "stranger", .protocols = "TLSv1.3", .says = REFUSED, .reason = "ca)"},
    {.protocols = "TLSv1.1",
     .says = "speaks no TLS from 1.2 up, and older is not safe",
     .reason = "protocol version"},
};

START_TEST(a_bad_certificate_or_protocol_stops_with_the_cause_and_the_way_out)
{
    char url[128];

    meet(&bad[_i], url);
    probe_fail(&probe, url);
    has(probe.loss.text, bad[_i].says);
    has(probe.loss.text, bad[_i].reason);
    has(probe.loss.text, " (127.0.0.1:");
    ck_assert_int_eq(probe.loss.class, ERROR_STOP);
    ck_assert_int_eq(probe.loss_state, LINK_STOPPED);
    part();
}
END_TEST

/* The refusal comes behind the handshake, and would be lost behind a write: again and again. */
START_TEST(the_late_refusal_of_a_client_certificate_is_never_missed)
{
    const struct meeting meeting = {.clients = "yes", .protocols = "TLSv1.3"};
    char url[128];

    meet(&meeting, url);
    probe_fail(&probe, url);
    for (int losses = 1; losses < 20; losses++) {
        has(probe.loss.text, "certificate required");
        has(probe.loss.text, " (127.0.0.1:");
        link_retry(probe.link);
        probe_wait_count(&probe, &probe.losses, losses + 1);
    }
    part();
}
END_TEST

/* Puts a certificate in the place of another one, with its key. */
static void replace(const char *name, const char *with)
{
    ck_assert_int_eq(rename(file(with, ".crt"), file(name, ".crt")), 0);
    ck_assert_int_eq(rename(file(with, ".key"), file(name, ".key")), 0);
}

static void restart(void)
{
    redis_server_kill(server);
    redis_server_start(server);
}

START_TEST(after_a_good_greeting_a_bad_certificate_is_tried_again)
{
    const struct meeting meeting = {0};
    char url[128];

    copy_certificates();
    meet(&meeting, url);
    probe_connect(&probe, url);
    replace("server", "expired");
    restart();
    while (strstr(probe.loss.text, "has expired") == NULL)
        probe_wait_count(&probe, &probe.losses, probe.losses + 1);
    ck_assert_int_eq(probe.loss.class, ERROR_RETRY);
    ck_assert_int_eq(probe.loss_state, LINK_WAITING);
    part();
}
END_TEST

/* A new authority, and what it signed: the link reads them for its next connection. */
START_TEST(certificates_are_renewed_under_a_client_that_runs)
{
    const struct meeting meeting = {.clients = "yes", .own = "client"};
    char url[128];

    copy_certificates();
    meet(&meeting, url);
    probe_connect(&probe, url);
    certificates_renew(&certificates, "ca");
    certificates_renew(&certificates, "server");
    certificates_renew(&certificates, "client");
    restart();
    probe_wait_count(&probe, &probe.readies, 2);
    part();
}
END_TEST

START_TEST(files_that_are_half_written_leave_those_of_before_in_use)
{
    const struct meeting meeting = {.clients = "yes", .own = "client"};
    char url[128];

    copy_certificates();
    meet(&meeting, url);
    probe_connect(&probe, url);
    scratch_write(certificates.directory, "client.key", "-----BEGIN PRIVATE KEY-----\nMIG");
    restart();
    probe_wait_count(&probe, &probe.readies, 2);
    replace("server", "expired");
    restart();
    while (strstr(probe.loss.text, "has expired") == NULL)
        probe_wait_count(&probe, &probe.losses, probe.losses + 1);
    has(probe.loss.text, "; the files have changed and are not used: key /");
    part();
}
END_TEST

static const struct {
    struct fake_script script;
    const char *says;
    enum error_class class;
    int64_t deadline_ms; /* 0: the usual one, which is not reached */
} foreign[] = {
    {{0}, "no TLS answer in 200ms: is this a plain port? then redis://", ERROR_RETRY, 200},
    {{.greeting = "HTTP/1.1 400 Bad Request\r\n"}, "an HTTP server answers here", ERROR_STOP, 0},
    {{.greeting = "-ERR unknown command\r\n"},
     "plain port? then redis:// (it says \"-ERR unkn",
     ERROR_STOP,
     0},
    {{.greeting = "\x16\x03\x03\x01", .hang_up = true},
     "lost in the TLS handshake",
     ERROR_RETRY,
     0},
    {{.greeting = "\x16\x03\x03\x01"}, "the TLS handshake was not done in 500ms", ERROR_RETRY, 500},
    {{.greeting = "", .hang_up = true}, "no TLS answer: is this a plain port?", ERROR_RETRY, 0},
};

START_TEST(what_is_no_tls_is_told_within_the_deadline)
{
    struct fake_server fake;
    char url[64];

    fake_server_open(&fake, &probe, foreign[_i].script);
    probe.access.insecure = true;
    if (foreign[_i].deadline_ms > 0)
        probe.limits.connect_ms = foreign[_i].deadline_ms;
    snprintf(url, sizeof(url), "rediss%s", strchr(fake.url, ':'));
    probe_fail(&probe, url);
    has(probe.loss.text, foreign[_i].says);
    has(probe.loss.text, "(127.0.0.1:");
    ck_assert_int_eq(probe.loss.class, foreign[_i].class);
    fake_server_close(&fake, &probe);
}
END_TEST

START_TEST(a_plain_client_at_a_tls_port_is_asked_whether_it_wants_tls)
{
    char url[64];

    start_server(&good[0]);
    probe_init(&probe);
    snprintf(url, sizeof(url), "redis://127.0.0.1:%d", server->port);
    probe_fail(&probe, url);
    has(probe.loss.text, "does it want rediss://?");
    ck_assert_int_eq(probe.loss.class, ERROR_RETRY);
    part();
}
END_TEST

/* Whoever was at a plain one before. */
START_TEST(a_plain_link_that_moves_to_a_tls_port_is_asked_too)
{
    struct redis_server *plain = redis_server_create(NULL);
    struct redis_url url;
    struct error reason;
    char text[64];

    start_server(&good[0]);
    probe_init(&probe);
    probe_connect(&probe, plain->tcp_url);
    snprintf(text, sizeof(text), "redis://127.0.0.1:%d", server->port);
    ck_assert(redis_url_parse(text, &url, &reason));
    error_set(&reason, ERROR_RESOLVE, "it moved");
    link_move(probe.link, &url, &reason);
    redis_url_free(&url);
    probe_wait_count(&probe, &probe.losses, 2);
    has(probe.loss.text, "does it want rediss://?");
    redis_server_free(plain);
    part();
}
END_TEST

/* A node says that half of the slots are at one that speaks TLS. */
START_TEST(a_plain_client_whose_cluster_names_a_tls_port_is_asked_too)
{
    struct fake_cluster fake = {0};
    struct client_user user;
    struct buffer map = {0};

    start_server(&good[0]);
    user_begin(&user);
    fake_cluster_open(&fake, &user.loop, 1);
    buffer_string(&map, "*2\r\n");
    fake_range(&map, 0, 8191, "127.0.0.1", fake.nodes[0].port);
    fake_range(&map, 8192, 16383, "127.0.0.1", server->port);
    fake.nodes[0].slots = buffer_text(&map);
    user_connect(&user, fake.url, COMMANDS_READING);
    while (client_nodes(user.client) < 2 || client_node(user.client, 1).error->class == ERROR_NONE)
        user_turn(&user);
    has(client_node(user.client, 1).error->text, "does it want rediss+cluster://?");
    fake_cluster_close(&fake);
    user_close(&user);
    buffer_free(&map);
    redis_server_free(server);
}
END_TEST

#define ALERT "\x15\x03\x01"

static const char *const topologies[] = {"", "+cluster", "+sentinel"};
static const char *const paths[] = {"", "", "/m"};

/* What is asked for is the scheme that was typed, with its s or without. */
START_TEST(a_plain_command_at_a_tls_port_is_asked_for_its_scheme_with_an_s)
{
    struct child children[COUNT(topologies)];
    char says[64];

    start_server(&good[0]);
    for (int i = 0; i < COUNT(topologies); i++)
        child_start(&children[i], "$DRIFTOP snapshot --timeout 1s redis%s://127.0.0.1:%d%s",
                    topologies[i], server->port, paths[i]);
    for (int i = 0; i < COUNT(topologies); i++) {
        ck_assert_int_eq(child_wait(&children[i]), 1);
        snprintf(says, sizeof(says), "does it want rediss%s://?", topologies[i]);
        has(child_err(&children[i]), says);
        child_free(&children[i]);
    }
    redis_server_free(server);
}
END_TEST

/* Some servers of TLS reset a plain client, others send an alert. */
START_TEST(the_way_out_keeps_the_topology)
{
    const char *name = topologies[_i], *path = paths[_i];
    struct fake_server fake;
    char says[64], url[96];

    fake_server_open(&fake, &probe, (struct fake_script){.greeting = "-ERR unknown command\r\n"});
    probe.access.insecure = true;
    snprintf(url, sizeof(url), "rediss%s%s%s", name, strchr(fake.url, ':'), path);
    probe_fail(&probe, url);
    snprintf(says, sizeof(says), "is this a plain port? then redis%s:// (", name);
    has(probe.loss.text, says);
    fake_server_close(&fake, &probe);

    fake_server_open(&fake, &probe, (struct fake_script){.greeting = ALERT, .hang_up = true});
    snprintf(url, sizeof(url), "redis%s%s%s", name, strchr(fake.url, ':'), path);
    probe_fail(&probe, url);
    snprintf(says, sizeof(says), "a TLS server answers here: does it want rediss%s://?", name);
    has(probe.loss.text, says);
    fake_server_close(&fake, &probe);
}
END_TEST

START_TEST(a_server_of_https_is_told_to_be_no_redis)
{
    struct child web;
    char url[64];
    int port;

    child_start(&web,
                "(printf 'HTTP/1.1 400 Bad Request\\r\\n\\r\\n'; sleep 20) | exec openssl s_server "
                "-accept 127.0.0.1:0 -cert %s -key %s",
                file("server", ".crt"), file("server", ".key"));
    child_expect_out(&web, "ACCEPT 127.0.0.1:");
    ck_assert_int_eq(sscanf(strstr(child_out(&web), "ACCEPT"), "ACCEPT 127.0.0.1:%d", &port), 1);
    snprintf(url, sizeof(url), "rediss://127.0.0.1:%d", port);
    probe_init(&probe);
    probe.access.cacert = file("ca", ".crt");
    probe_fail(&probe, url);
    has(probe.loss.text, "an HTTP server answers here, not Redis");
    ck_assert_int_eq(probe.loss.class, ERROR_STOP);
    probe_free(&probe);
    child_free(&web);
}
END_TEST

static TCase *cases(Suite *suite, const char *name)
{
    TCase *tests = tcase_create(name);

    tcase_add_unchecked_fixture(tests, make_certificates, NULL);
    suite_add_tcase(suite, tests);
    return tests;
}

Suite *suite_tls(void)
{
    const char *missing = certificates_missing();

    if (missing != NULL)
        return skipped_suite("tls", missing);
    Suite *suite = suite_create("tls");
    TCase *matrix = cases(suite, "matrix");
    tcase_add_loop_test(matrix, a_good_certificate_is_taken, 0, COUNT(good));
    tcase_add_loop_test(matrix, a_bad_certificate_or_protocol_stops_with_the_cause_and_the_way_out,
                        0, COUNT(bad));
    tcase_add_test(matrix, the_late_refusal_of_a_client_certificate_is_never_missed);
    tcase_add_test(matrix, after_a_good_greeting_a_bad_certificate_is_tried_again);
    tcase_add_test(matrix, certificates_are_renewed_under_a_client_that_runs);
    tcase_add_test(matrix, files_that_are_half_written_leave_those_of_before_in_use);
    tcase_add_loop_test(matrix, what_is_no_tls_is_told_within_the_deadline, 0, COUNT(foreign));
    tcase_add_test(matrix, a_plain_client_at_a_tls_port_is_asked_whether_it_wants_tls);
    tcase_add_test(matrix, a_plain_link_that_moves_to_a_tls_port_is_asked_too);
    tcase_add_test(matrix, a_plain_client_whose_cluster_names_a_tls_port_is_asked_too);
    tcase_add_test(matrix, a_plain_command_at_a_tls_port_is_asked_for_its_scheme_with_an_s);
    tcase_add_loop_test(matrix, the_way_out_keeps_the_topology, 0, COUNT(topologies));
    tcase_add_test(matrix, a_server_of_https_is_told_to_be_no_redis);
    return suite;
}
