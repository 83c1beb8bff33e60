/* Work through TLS: large requests and replies, records in pieces, connections that are cut, and
 * the commands of driftop. */
#include "config.h"

#include "base/memory.h"
#include "live/link_probe.h"
#include "live/suites.h"
#include "support/certificates.h"
#include "support/child.h"
#include "support/has.h"
#include "support/proxy.h"
#include "support/redis_server.h"
#include "support/runner.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LARGE ((size_t)3 << 20)

static struct certificates certificates;
static struct redis_server *server;
static struct link_probe probe;
static struct proxy proxy;
static struct child child;
static char cacert[SCRATCH_SIZE + 16];

static void make_wrong_files(void)
{
    char command[512];

    snprintf(command, sizeof(command),
             "cd %s; (cat client.crt; head -c 300 ca.crt) >torn.crt; cp client.key open.key; chmod "
             "644 open.key; openssl "
             "pkey -aes256 -passout pass:x -in client.key -out locked.key",
             certificates.directory);
    ck_assert_int_eq(system(command), 0); /* NOLINT(cert-env33-c) */
}

static void set_up_all(void)
{
    certificates_create(&certificates);
    make_wrong_files();
    snprintf(cacert, sizeof(cacert), "%s/ca.crt", certificates.directory);
    server = redis_server_create(&(struct redis_server_setup){
        .tls = &(struct redis_server_tls){.certificates = &certificates}});
}

static void tear_down_all(void)
{
    redis_server_free(server);
}

static void set_up(void)
{
    redis_server_disconnect(server);
    redis_server_command(server, "FLUSHALL");
    probe_init(&probe);
    probe.access.cacert = cacert;
    proxy = (struct proxy){0};
    child = (struct child){0};
}

static void tear_down(void)
{
    probe_free(&probe);
    proxy_stop(&proxy);
    child_free(&child);
}

/* Returns text that no compression and no repetition makes right by chance; to be freed. */
static char *make_text(size_t size)
{
    char *text = mem_alloc(size + 1);
    uint32_t state = 1;

    for (size_t i = 0; i < size; i++) {
        state = state * 1664525 + 1013904223;
        text[i] = (char)('!' + (state >> 16) % 90);
    }
    text[size] = '\0';
    return text;
}

static void connect_through_proxy(enum proxy_fault fault, uint64_t seed)
{
    char port[16];
    char url[64];

    snprintf(port, sizeof(port), "%d", server->port);
    proxy_start(&proxy, port);
    proxy_set(&proxy, fault, seed);
    snprintf(url, sizeof(url), "rediss%s", strchr(proxy.tcp_url, ':'));
    probe_connect(&probe, url);
}

/* Asks for an entry as large as that, and compares. */
static void read_entry(size_t size)
{
    struct answer answer = {0};
    char *text = make_text(size);

    redis_server_command(server, "XADD k 1-0 f %s", text);
    ck_assert(probe_send(&probe, &answer, "XRANGE k - +", true));
    probe_wait_answer(&probe, &answer);
    ck_assert_msg(!answer.lost, "%s", answer.error.text);
    const char *found = strstr(buffer_text(&answer.trace), ":f 3.1:");
    ck_assert(found != NULL && strncmp(found + strlen(":f 3.1:"), text, size) == 0);
    buffer_free(&answer.trace);
    free(text);
}

START_TEST(a_large_reply_arrives_whole)
{
    probe_connect(&probe, server->tcp_url);
    read_entry(LARGE);
}
END_TEST

static const size_t sizes[] = {1,     16383, 16384, 16385, 65535, 65536,
                               49151, 49152, 49153, 65537, 98304, 131072};

/* At the edges of records and of the read buffer nothing stays behind that nobody comes for. */
START_TEST(replies_of_all_sizes_around_a_record_arrive)
{
    probe_connect(&probe, server->tcp_url);
    for (size_t extra = 0; extra < 40; extra++) {
        redis_server_command(server, "DEL k");
        read_entry(sizes[_i] + extra > 20 ? sizes[_i] + extra - 20 : 1);
    }
}
END_TEST

/* More than a socket takes, so that the rest is written from another place in memory. */
START_TEST(large_requests_leave_whole_while_replies_come)
{
    struct answer answers[3] = {{0}};
    char *text = make_text(LARGE);
    char *command = mem_alloc(LARGE + 16);

    redis_server_command(server, "XADD %s 1-0 f v", text);
    snprintf(command, LARGE + 16, "XRANGE %s - +", text);
    probe_connect(&probe, server->tcp_url);
    for (size_t i = 0; i < 3; i++) {
        ck_assert(probe_send(&probe, &answers[i], command, false));
        probe_turn(&probe);
    }
    for (size_t i = 0; i < 3; i++) {
        probe_wait_answer(&probe, &answers[i]);
        ck_assert_msg(!answers[i].lost, "%s", answers[i].error.text);
        ck_assert_uint_eq(answers[i].nodes, 6);
    }
    free(command);
    free(text);
}
END_TEST

START_TEST(records_in_pieces_of_bytes_are_put_together)
{
    connect_through_proxy(PROXY_FRAGMENT, (uint64_t)_i);
    read_entry(40000);
}
END_TEST

static const enum proxy_fault cuts[] = {PROXY_TRUNCATE, PROXY_RESET, PROXY_CORRUPT,
                                        PROXY_DOUBLE_BYTES};

/* Whatever happens to the bytes, no other bytes come of it: a reply is whole or it is lost. */
START_TEST(a_connection_that_is_cut_or_garbled_is_lost_and_comes_back)
{
    struct answer answer = {0};
    char *text = make_text(LARGE);

    redis_server_command(server, "XADD k 1-0 f %s", text);
    connect_through_proxy(PROXY_NONE, 0);
    proxy_set(&proxy, cuts[_i], 7);
    for (int i = 0; i < 100 && !answer.lost; i++) {
        buffer_free(&answer.trace);
        answer = (struct answer){0};
        if (probe_send(&probe, &answer, "XRANGE k - +", true))
            probe_wait_answer(&probe, &answer);
    }
    ck_assert(answer.lost);
    proxy_set(&proxy, PROXY_NONE, 0);
    int readies = probe.readies;
    if (link_state(probe.link) != LINK_READY)
        probe_wait_count(&probe, &probe.readies, readies + 1);
    ck_assert_int_eq(probe.loss.class, ERROR_RETRY);
    redis_server_command(server, "DEL k");
    read_entry(100);
    buffer_free(&answer.trace);
    free(text);
}
END_TEST

START_TEST(a_server_that_is_killed_and_one_that_closes_are_lost_connections)
{
    struct answer answer = {0};
    struct redis_server *own = redis_server_create(&(struct redis_server_setup){
        .tls = &(struct redis_server_tls){.certificates = &certificates}});

    probe_connect(&probe, own->tcp_url);
    redis_server_command(own, "CLIENT KILL TYPE normal SKIPME yes");
    probe_wait_count(&probe, &probe.losses, 1);
    has(probe.loss.text, "the server closed the connection");
    probe_wait_count(&probe, &probe.readies, 2);
    redis_server_kill(own);
    probe_wait_count(&probe, &probe.losses, 2);
    redis_server_start(own);
    probe_wait_count(&probe, &probe.readies, 3);
    probe_ask(&probe, &answer, "PING");
    ck_assert_str_eq(answer.text, "PONG");
    redis_server_free(own);
}
END_TEST

#define LINE                                                                                       \
    "{\"tenant\":\"acme\",\"window_start\":\"a\",\"window_end\":\"b\",\"degraded\":[],"            \
    "\"warned\":[\"recall\"],\"dims\":[{\"name\":\"recall\",\"value\":0.5,\"baseline\":0.6,"       \
    "\"z_score\":-1,\"sample_count\":5,\"severity\":\"warn\"}]}"

START_TEST(emit_snapshot_and_export_work_through_tls)
{
    ck_assert_msg(child_run(&child, "echo '%s' | $DRIFTOP emit --cacert %s %s", LINE, cacert,
                            server->tcp_url) == 0,
                  "%s", child_err(&child));
    ck_assert_int_eq(redis_server_integer(server, "XLEN rag:telemetry:acme"), 1);
    child_free(&child);
    ck_assert_int_eq(child_run(&child, "$DRIFTOP snapshot -f json '%s?ssl_ca_certs=%s'",
                               server->tcp_url, cacert),
                     0);
    has(child_out(&child), "\"tenant\":\"acme\"");
    has(child_out(&child), "\"notes\":[]");
    child_free(&child);
    ck_assert_int_eq(child_run(&child, "$DRIFTOP export --cacert %s %s", cacert, server->tcp_url),
                     0);
    has(child_out(&child), "\"recall\"");
}
END_TEST

static const struct silence {
    bool is_tls;
    const char *scheme;
    const char *path;
    const char *says;
} silences[] = {
    {true, "rediss", "", "no TLS answer in 500ms: is this a plain port? then redis://"},
    {true, "rediss+cluster", "",
     "no TLS answer in 500ms: is this a plain port? then redis+cluster://"},
    {true, "rediss+sentinel", "/m",
     "no TLS answer in 500ms: is this a plain port? then redis+sentinel"},
    {false, "redis", "", "in 500ms; does it want rediss://?"},
    {false, "redis+cluster", "", "in 500ms; does it want rediss+cluster://?"},
    {false, "redis+sentinel", "/m", "in 500ms; does it want rediss+sentinel://?"},
};

static const char *const silenced[] = {"snapshot", "export", "export --follow", "emit"};

#define COUNT(table) ((int)(sizeof(table) / sizeof((table)[0])))

/* A plain server says nothing to a client of TLS. One of TLS resets a plain client; what stands in
 * front of it may wait for a handshake instead, as a server that is frozen does. */
START_TEST(a_port_of_the_other_kind_that_is_silent_is_told_within_any_timeout)
{
    const struct silence *of = &silences[_i * COUNT(silences) / 2];
    struct redis_server *plain = redis_server_create(NULL);
    struct child children[COUNT(silences) / 2 * COUNT(silenced)] = {0};

    if (!of->is_tls)
        redis_server_freeze(plain);
    for (int i = 0; i < COUNT(children); i++)
        child_start(&children[i], "echo '%s' | $DRIFTOP %s %s --timeout 500ms %s://127.0.0.1:%d%s",
                    LINE, silenced[i % COUNT(silenced)], of->is_tls ? "--insecure" : "",
                    of[i / COUNT(silenced)].scheme, plain->port, of[i / COUNT(silenced)].path);
    for (int i = 0; i < COUNT(children); i++) {
        ck_assert_int_ne(child_wait(&children[i]), 0);
        has(child_err(&children[i]), of[i / COUNT(silenced)].says);
        child_free(&children[i]);
    }
    redis_server_free(plain);
}
END_TEST

#define CAUTION "certificates are not checked (--insecure)"

static const struct {
    const char *command;
    bool on_standard_output;
    const char *says;
} marked[] = {
    {"snapshot -f json", true, CAUTION}, {"snapshot -f openmetrics", true, "{id=\"unchecked\"} 1"},
    {"snapshot", true, CAUTION},         {"snapshot -f csv", false, CAUTION},
    {"export", false, CAUTION},          {"emit", false, CAUTION},
};

START_TEST(whoever_looks_is_told_that_nothing_is_checked)
{
    (void)child_run(&child, "$DRIFTOP %s --insecure %s", marked[_i].command, server->tcp_url);
    has(marked[_i].on_standard_output ? child_out(&child) : child_err(&child), marked[_i].says);
}
END_TEST

static const struct {
    const char *options; /* CERT stands for the folder */
    const char *says;
} wrong[] = {
    {"--cacert /nowhere/ca.crt", "CA certificates /nowhere/ca.crt: No such file or directory"},
    {"--cacert /", "CA certificates /: none of its files holds a certificate"},
    {"--cacert %1$s/ca.key", "ca.key: holds no certificate (PEM)"},
    {"--cacert /dev/zero", "CA certificates /dev/zero: is no file"},
    {"--cert %1$s/client.key", "certificate "},
    {"--cert %1$s/client.crt", "client.crt: holds no private key (PEM): --key-file names it"},
    {"--cert %1$s/client.crt --key-file %1$s/server.key", "server.key: is not that of the cert"},
    {"--cert %1$s/client.crt --key-file %1$s/open.key", "open.key: others can read or change it"},
    {"--cert %1$s/client.crt --key-file %1$s/locked.key", "is locked by a passphrase"},
    {"--key-file %1$s/client.key", "there is no certificate for it: --cert names it"},
    {"--cacert %1$s/torn.crt", "torn.crt: certificate number 2 in it cannot be read"},
    {"--cert %1$s/torn.crt", "torn.crt: certificate number 2 in it cannot be read"},
    {"--sni ''", "it cannot be empty"},
    {"--sni $(printf %%0300d 0)", "--sni: a name has at most 255 bytes"},
    {"--sni \"$(printf 'a\\tb')\"", "no blanks and no controls"},
};

START_TEST(files_that_are_wrong_are_named_before_anything_is_connected)
{
    char options[512];

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    snprintf(options, sizeof(options), wrong[_i].options, certificates.directory);
#pragma GCC diagnostic pop
    ck_assert_int_eq(child_run(&child, "$DRIFTOP snapshot %s rediss://127.0.0.1:1", options), 2);
    has(child_err(&child), wrong[_i].says);
}
END_TEST

static const char *const plain[] = {"--insecure", "--cacert ca.crt", "--cert c", "--key-file k",
                                    "--sni n"};

START_TEST(options_of_tls_are_refused_without_it)
{
    ck_assert_int_eq(child_run(&child, "$DRIFTOP snapshot %s redis://127.0.0.1:1", plain[_i]), 2);
    has(child_err(&child), "write rediss://");
    child_free(&child);
    ck_assert_int_eq(child_run(&child, "$DRIFTOP emit %s unix:///nowhere", plain[_i]), 2);
    has(child_err(&child), "a unix socket has none");
}
END_TEST

Suite *suite_tls_work(void)
{
    const char *missing = certificates_missing();

    if (missing != NULL)
        return skipped_suite("tls_work", missing);
    Suite *suite = suite_create("tls_work");
    TCase *tests = tcase_create("tls_work");
    tcase_add_unchecked_fixture(tests, set_up_all, tear_down_all);
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, a_large_reply_arrives_whole);
    tcase_add_loop_test(tests, replies_of_all_sizes_around_a_record_arrive, 0, COUNT(sizes));
    tcase_add_test(tests, large_requests_leave_whole_while_replies_come);
    tcase_add_loop_test(tests, records_in_pieces_of_bytes_are_put_together, 1, 4);
    tcase_add_loop_test(tests, a_connection_that_is_cut_or_garbled_is_lost_and_comes_back, 0,
                        COUNT(cuts));
    tcase_add_test(tests, emit_snapshot_and_export_work_through_tls);
    tcase_add_loop_test(tests, a_port_of_the_other_kind_that_is_silent_is_told_within_any_timeout,
                        0, 2);
    tcase_add_loop_test(tests, whoever_looks_is_told_that_nothing_is_checked, 0, COUNT(marked));
    tcase_add_loop_test(tests, files_that_are_wrong_are_named_before_anything_is_connected, 0,
                        COUNT(wrong));
    tcase_add_loop_test(tests, options_of_tls_are_refused_without_it, 0, COUNT(plain));
    tcase_add_test(tests, a_server_that_is_killed_and_one_that_closes_are_lost_connections);
    suite_add_tcase(suite, tests);
    return suite;
}
