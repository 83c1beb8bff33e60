/* Destinations by HTTP against a server of the tests: what is accepted, what is tried again, and
 * what is never to be; what is sent; and that secrets stay where they belong. */
#include "config.h"

#include "base/timestamp.h"
#include "live/outlet_probe.h"
#include "live/suites.h"
#ifdef HAVE_LIBCURL
#include "route/libcurl.h"
#endif
#include "route/payload.h"
#include "support/has.h"
#include "support/http_server.h"
#include "support/runner.h"
#include "support/scratch.h"

#include <inttypes.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#define ROUTING_KEY "0123456789abcdef0123456789abcdef"

static struct http_server server;
static struct http_server other;
static struct certificates certificates;
static struct outlet_probe probe;
static struct message *message;
static char directory[SCRATCH_SIZE];
static char target[256];

static void setup(void)
{
    http_server_start(&server, NULL, NULL);
    scratch_create(directory);
    message = NULL;
}

static void teardown(void)
{
    message_free(message);
    http_server_stop(&server);
    http_server_stop(&other);
}

static void make_certificates(void)
{
    certificates_create(&certificates);
}

/* Starts one with TLS in place of the other. */
static void setup_tls(void)
{
    message = NULL;
    scratch_create(directory);
}

/* Writes a secret into a file, whose path is returned until the next one. */
static const char *secret_file(const char *text)
{
    static char path[SCRATCH_SIZE + 16];

    scratch_write(directory, "secret", text);
    snprintf(path, sizeof(path), "%s/secret", directory);
    ck_assert_int_eq(chmod(path, 0600), 0);
    return path;
}

static void open_at(enum destination_kind kind, const char *where)
{
    outlet_probe_init(&probe, kind, where);
    message = outlet_probe_message(&probe, EDGE_FIRING);
}

static void open_webhook(void)
{
    open_at(DESTINATION_WEBHOOK, server.url);
    outlet_probe_open(&probe);
}

static enum outcome_kind send_against(struct http_reply reply)
{
    http_server_answer(&server, &reply, 1);
    return outlet_probe_send(&probe, message);
}

static struct http_request last_request(void)
{
    return http_server_request(&server, http_server_count(&server) - 1);
}

static void has_header(const char *name, const char *value)
{
    struct http_request request = last_request();
    char actual[512];

    ck_assert_msg(http_request_header(&request, name, actual, sizeof(actual)), "no %s in %s", name,
                  request.head);
    ck_assert_str_eq(actual, value);
}

static void has_no_header(const char *name)
{
    struct http_request request = last_request();
    char actual[512];

    ck_assert_msg(!http_request_header(&request, name, actual, sizeof(actual)), "%s", request.head);
}

/* --- what is accepted --- */

static const struct status_case {
    int status;
    enum outcome_kind kind;
} status_cases[] = {
    {200, OUTCOME_ACCEPTED}, {201, OUTCOME_ACCEPTED}, {202, OUTCOME_ACCEPTED},
    {204, OUTCOME_ACCEPTED}, {299, OUTCOME_ACCEPTED}, {300, OUTCOME_DEAD},
    {301, OUTCOME_DEAD},     {302, OUTCOME_DEAD},     {307, OUTCOME_DEAD},
    {308, OUTCOME_DEAD},     {400, OUTCOME_DEAD},     {401, OUTCOME_DEAD},
    {403, OUTCOME_DEAD},     {404, OUTCOME_DEAD},     {405, OUTCOME_DEAD},
    {407, OUTCOME_RETRY},    {408, OUTCOME_RETRY},    {410, OUTCOME_DEAD},
    {413, OUTCOME_DEAD},     {422, OUTCOME_DEAD},     {425, OUTCOME_RETRY},
    {429, OUTCOME_RETRY},    {451, OUTCOME_DEAD},     {499, OUTCOME_DEAD},
    {500, OUTCOME_RETRY},    {502, OUTCOME_RETRY},    {503, OUTCOME_RETRY},
    {504, OUTCOME_RETRY},    {599, OUTCOME_RETRY},
};

START_TEST(a_status_says_what_becomes_of_a_message)
{
    open_webhook();
    for (size_t i = 0; i < sizeof(status_cases) / sizeof(status_cases[0]); i++) {
        const struct status_case *at = &status_cases[i];
        char status[80];
        ck_assert_msg(send_against((struct http_reply){.status = at->status}) == at->kind,
                      "status %d is %d", at->status, probe.outcome.kind);
        ck_assert_int_eq(probe.outcome.status, at->status);
        snprintf(status, sizeof(status), "%s: status %d", server.url, at->status);
        if (at->kind == OUTCOME_ACCEPTED)
            ck_assert_int_eq(probe.outcome.error.class, ERROR_NONE);
        else
            has(probe.outcome.error.text, status);
    }
    outlet_probe_close(&probe);
}
END_TEST

static int64_t asked_to_wait(const char *header)
{
    (void)send_against((struct http_reply){.status = 429, .headers = header});
    ck_assert_int_eq(probe.outcome.kind, OUTCOME_RETRY);
    return probe.outcome.retry_after_ms;
}

static int64_t asked_to_wait_until(int64_t in_seconds)
{
    static const char *const days[] = {"Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"};
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    char header[96];
    struct tm tm;
    time_t at = time(NULL) + (time_t)in_seconds;

    ck_assert_ptr_nonnull(gmtime_r(&at, &tm));
    snprintf(header, sizeof(header), "Retry-After: %s, %02d %s %d %02d:%02d:%02d GMT\r\n",
             days[at / 86400 % 7], tm.tm_mday, months[tm.tm_mon], tm.tm_year + 1900, tm.tm_hour,
             tm.tm_min, tm.tm_sec);
    return asked_to_wait(header);
}

START_TEST(retry_after_is_heeded_in_both_forms)
{
    open_webhook();
    ck_assert_int_eq(asked_to_wait(NULL), 0);
    ck_assert_int_eq(asked_to_wait("Retry-After: 0\r\n"), 0);
    ck_assert_int_eq(asked_to_wait("Retry-After: 7\r\n"), 7000);
    ck_assert_int_eq(asked_to_wait("Retry-After: 600\r\n"), 600000);
    ck_assert_int_eq(asked_to_wait("Retry-After: 601\r\n"), 600000);
    ck_assert_int_eq(asked_to_wait("Retry-After: 99999999999\r\n"), 600000);
    ck_assert_int_eq(asked_to_wait("Retry-After: soon\r\n"), 0);
    ck_assert_int_eq(asked_to_wait("Retry-After: -7\r\n"), 0);
    int64_t wait_ms = asked_to_wait_until(300);
    ck_assert_int_gt(wait_ms, 200000);
    ck_assert_int_le(wait_ms, 300000);
    ck_assert_int_eq(asked_to_wait_until(86400), 600000);
    ck_assert_int_eq(asked_to_wait_until(-86400), 0);
    outlet_probe_close(&probe);
}
END_TEST

static const struct way_case {
    struct http_reply reply;
    enum outcome_kind kind;
    const char *why; /* in the error; NULL: there is none */
} way_cases[] = {
    {{.body = "taken", .way = HTTP_CHUNKED}, OUTCOME_ACCEPTED, NULL},
    {{.body = "taken", .way = HTTP_UNTIL_CLOSE}, OUTCOME_ACCEPTED, NULL},
    {{.body = "taken", .way = HTTP_DRIBBLE}, OUTCOME_ACCEPTED, NULL},
    {{.body = "taken", .fill = 65531}, OUTCOME_ACCEPTED, NULL},
    {{.body = "taken", .fill = 65532}, OUTCOME_ACCEPTED, NULL},
    {{.body = "taken", .fill = 3000000, .way = HTTP_CHUNKED}, OUTCOME_ACCEPTED, NULL},
    {{.status = 503, .body = "not", .fill = 3000000}, OUTCOME_RETRY, "status 503"},
    {{.body = "taken", .way = HTTP_TORN}, OUTCOME_ACCEPTED, NULL},
    {{.status = 400, .body = "never", .way = HTTP_TORN}, OUTCOME_DEAD, "status 400"},
    {{.way = HTTP_RESET}, OUTCOME_RETRY, "reset"},
    {{.way = HTTP_HANG_UP}, OUTCOME_RETRY, "Empty reply"},
    {{.way = HTTP_GARBAGE}, OUTCOME_RETRY, "HTTP/0.9"},
    {{.headers = "X: \x1b[2J\r\n", .body = "\x1b[2Jtaken"}, OUTCOME_ACCEPTED, NULL},
};

START_TEST(however_an_answer_comes_it_is_judged_by_its_status)
{
    open_webhook();
    for (size_t i = 0; i < sizeof(way_cases) / sizeof(way_cases[0]); i++) {
        const struct way_case *at = &way_cases[i];
        ck_assert_msg(send_against(at->reply) == at->kind, "case %zu is %d, %s", i,
                      probe.outcome.kind, probe.outcome.error.text);
        if (at->why != NULL)
            has(probe.outcome.error.text, at->why);
        ck_assert_uint_le(strlen(probe.answer), 500);
        has_not(probe.answer, "\x1b");
        if (at->kind == OUTCOME_ACCEPTED)
            has(probe.answer, "ta");
    }
    outlet_probe_close(&probe);
}
END_TEST

START_TEST(headers_without_an_end_come_to_one)
{
    open_webhook();
    (void)send_against((struct http_reply){.way = HTTP_ENDLESS});
    ck_assert_int_eq(send_against((struct http_reply){0}), OUTCOME_ACCEPTED);
    outlet_probe_close(&probe);
}
END_TEST

START_TEST(a_server_that_does_not_answer_in_time_is_asked_again)
{
    open_at(DESTINATION_WEBHOOK, server.url);
    probe.timeout_ms = 100;
    outlet_probe_open(&probe);
    ck_assert_int_eq(send_against((struct http_reply){.way = HTTP_SILENT}), OUTCOME_RETRY);
    has(probe.outcome.error.text, "timed out");
    ck_assert_int_eq(send_against((struct http_reply){.fill = 60000, .way = HTTP_STALL}),
                     OUTCOME_ACCEPTED); /* its status had come */
    ck_assert_int_eq(probe.outcome.status, 200);
    outlet_probe_close(&probe);
}
END_TEST

START_TEST(where_no_server_is_it_is_tried_again)
{
    open_webhook();
    http_server_stop(&server);
    ck_assert_int_eq(outlet_probe_send(&probe, message), OUTCOME_RETRY);
    ck_assert_int_eq(probe.outcome.status, 0);
    has(probe.outcome.error.text, server.url);
    has(probe.outcome.error.text, ": cannot connect: Connection refused");
    outlet_probe_close(&probe);
}
END_TEST

/* check_lookup.c's resolver never ends with this name; nobody waits for it. */
START_TEST(a_name_that_is_looked_up_for_ever_holds_up_nothing)
{
    open_at(DESTINATION_WEBHOOK, "http://hangs.invalid/");
    probe.timeout_ms = 100;
    outlet_probe_open(&probe);
    ck_assert_int_eq(outlet_probe_send(&probe, message), OUTCOME_RETRY);
    has(probe.outcome.error.text, "http://hangs.invalid: ");
    outlet_probe_begin(&probe, message);
    outlet_probe_turn(&probe);
    outlet_probe_close(&probe);
    ck_assert_int_eq(probe.outcome.kind, OUTCOME_RETRY);
}
END_TEST

START_TEST(redirects_are_never_followed)
{
    char headers[160];

    http_server_start(&other, NULL, NULL);
    open_webhook();
    snprintf(headers, sizeof(headers), "Location: %s/new?ticket=0123456789abcdef\r\n", other.url);
    for (int status = 301; status <= 308; status++) {
        ck_assert_int_eq(send_against((struct http_reply){.status = status, .headers = headers}),
                         OUTCOME_DEAD);
        has_not(probe.outcome.error.text, "ticket");
    }
    has(probe.outcome.error.text, other.url);
    has(probe.outcome.error.text, "/new (redirects are not followed: make that the target)");
    ck_assert_uint_eq(http_server_count(&other), 0);
    outlet_probe_close(&probe);
}
END_TEST

/* --- what is sent --- */

START_TEST(a_webhook_gets_the_document)
{
    struct buffer document = {0};
    char key[160];

    snprintf(target, sizeof(target), "%s/hook?a=b", server.url);
    open_at(DESTINATION_WEBHOOK, target);
    outlet_probe_open(&probe);
    ck_assert_int_eq(outlet_probe_send(&probe, message), OUTCOME_ACCEPTED);
    struct http_request request = last_request();
    ck_assert_int_eq(strncmp(request.head, "POST /hook?a=b HTTP/1.1\r\n", 25), 0);
    message_json(message, &document);
    ck_assert_str_eq(request.body.data, document.data);
    has_header("Content-Type", "application/json");
    has_header("User-Agent", PACKAGE_NAME "/" PACKAGE_VERSION);
    snprintf(key, sizeof(key), "%s/firing/%" PRIu64 "-7", message->id, message->at_id.ms);
    has_header("Idempotency-Key", key);
    has_no_header("Authorization");
    has_no_header("X-Driftop-Signature");
    has_no_header("Expect");
    buffer_free(&document);
    outlet_probe_close(&probe);
}
END_TEST

/* Two that come between two entries are two; what comes again is the same. */
START_TEST(what_is_still_open_has_a_key_for_each_time)
{
    char first[160];
    char second[160];

    open_webhook();
    message_free(message);
    message = outlet_probe_message(&probe, EDGE_STILL);
    for (int i = 0; i < 3; i++) {
        struct http_request request;
        message->at_ms += i == 2 ? 60000 : 0;
        ck_assert_int_eq(outlet_probe_send(&probe, message), OUTCOME_ACCEPTED);
        request = last_request();
        ck_assert(http_request_header(&request, "Idempotency-Key", i == 0 ? first : second, 160));
        ck_assert((strcmp(first, i == 0 ? first : second) == 0) == (i < 2));
    }
    outlet_probe_close(&probe);
}
END_TEST

static void sign(const char *key, struct slice body, char out[static 80])
{
    unsigned char digest[EVP_MAX_MD_SIZE];
    size_t size = 0;
    EVP_PKEY *made =
        EVP_PKEY_new_raw_private_key(EVP_PKEY_HMAC, NULL, (const unsigned char *)key, strlen(key));
    EVP_MD_CTX *context = EVP_MD_CTX_new();

    ck_assert_int_eq(EVP_DigestSignInit(context, NULL, EVP_sha256(), NULL, made), 1);
    size = sizeof(digest);
    ck_assert_int_eq(
        EVP_DigestSign(context, digest, &size, (const unsigned char *)body.data, body.size), 1);
    EVP_MD_CTX_free(context);
    EVP_PKEY_free(made);
    strcpy(out, "sha256=");
    for (size_t i = 0; i < size; i++)
        snprintf(out + 7 + i * 2, 3, "%02x", digest[i]);
}

START_TEST(a_webhook_with_a_secret_is_signed_and_with_a_token_says_it)
{
    char signature[80];

    setenv("HOOK_TOKEN", "t0ken-of-the-hook", 1);
    open_at(DESTINATION_WEBHOOK, server.url);
    probe.destination.secret_file = secret_file("hmac key\n");
    probe.destination.token_variable = "HOOK_TOKEN";
    outlet_probe_open(&probe);
    ck_assert_int_eq(outlet_probe_send(&probe, message), OUTCOME_ACCEPTED);
    sign("hmac key", last_request().body, signature);
    has_header("X-Driftop-Signature", signature);
    has_header("Authorization", "Bearer t0ken-of-the-hook");
    outlet_probe_close(&probe);
    unsetenv("HOOK_TOKEN");
}
END_TEST

START_TEST(a_new_secret_is_taken_when_it_is_told)
{
    struct error error;

    open_at(DESTINATION_WEBHOOK, server.url);
    probe.destination.token_file = secret_file("first");
    outlet_probe_open(&probe);
    (void)secret_file("second");
    ck_assert_int_eq(outlet_probe_send(&probe, message), OUTCOME_ACCEPTED);
    has_header("Authorization", "Bearer first");
    ck_assert(outlet_reload(probe.outlet, &error));
    ck_assert_int_eq(outlet_probe_send(&probe, message), OUTCOME_ACCEPTED);
    has_header("Authorization", "Bearer second");
    (void)secret_file("");
    ck_assert(!outlet_reload(probe.outlet, &error));
    has(error.text, "destination ops: token-file");
    ck_assert_int_eq(outlet_probe_send(&probe, message), OUTCOME_ACCEPTED);
    has_header("Authorization", "Bearer second");
    outlet_probe_close(&probe);
}
END_TEST

/* What is under way with the old one is still judged by it. */
START_TEST(a_secret_may_change_while_a_message_is_under_way)
{
    struct error error;

    open_at(DESTINATION_WEBHOOK, server.url);
    probe.destination.token_file = secret_file("first-token");
    outlet_probe_open(&probe);
    http_server_answer(&server,
                       &(struct http_reply){
                           .status = 400, .body = "first-token second-token", .way = HTTP_DRIBBLE},
                       1);
    outlet_probe_begin(&probe, message);
    while (http_server_count(&server) == 0)
        uv_run(&probe.loop, UV_RUN_NOWAIT);
    (void)secret_file("second-token");
    ck_assert(outlet_reload(probe.outlet, &error));
    outlet_probe_wait(&probe, 1);
    ck_assert_str_eq(probe.answer, "*** second-token");
    outlet_probe_close(&probe);
}
END_TEST

START_TEST(slack_is_posted_to_its_secret_and_says_ok)
{
    snprintf(target, sizeof(target), "%s/services/T0/B0/xyz", server.url);
    open_at(DESTINATION_SLACK, NULL);
    probe.destination.secret_file = secret_file(target);
    outlet_probe_open(&probe);
    ck_assert_uint_eq(outlet_width(probe.outlet), 1);
    ck_assert_int_eq(send_against((struct http_reply){.body = "ok"}), OUTCOME_ACCEPTED);
    struct http_request request = last_request();
    ck_assert_int_eq(strncmp(request.head, "POST /services/T0/B0/xyz ", 25), 0);
    has(request.body.data, "\"blocks\"");
    has_no_header("Idempotency-Key");
    outlet_probe_close(&probe);
}
END_TEST

START_TEST(a_url_that_is_a_secret_is_posted_to_and_never_shown)
{
    snprintf(target, sizeof(target), "%s/hooks/sesame", server.url);
    open_at(DESTINATION_WEBHOOK, NULL);
    probe.destination.target_file = secret_file(target);
    outlet_probe_open(&probe);
    ck_assert_int_eq(send_against((struct http_reply){.status = 400, .body = "no /hooks/sesame"}),
                     OUTCOME_DEAD);
    ck_assert_int_eq(strncmp(last_request().head, "POST /hooks/sesame ", 19), 0);
    ck_assert_str_eq(probe.answer, "no /***");
    outlet_probe_close(&probe);
}
END_TEST

static const struct slack_case {
    int status;
    const char *body;
    enum outcome_kind kind;
} slack_cases[] = {
    {200, "ok\n", OUTCOME_ACCEPTED},
    {200, "{\"success\":true}", OUTCOME_ACCEPTED},
    {200, "<html>please log in</html>", OUTCOME_RETRY},
    {200, "", OUTCOME_RETRY},
    {400, "invalid_payload", OUTCOME_DEAD},
    {400, "user_not_found", OUTCOME_DEAD},
    {403, "action_prohibited", OUTCOME_DEAD},
    {404, "channel_not_found", OUTCOME_DEAD},
    {410, "channel_is_archived", OUTCOME_DEAD},
    {500, "rollup_error", OUTCOME_RETRY},
    {429, "{\"retry_after\":1,\"ok\":false,\"error\":\"rate_limited\"}", OUTCOME_RETRY},
};

START_TEST(slack_says_in_words_what_becomes_of_a_message)
{
    const struct slack_case *at = &slack_cases[_i];

    snprintf(target, sizeof(target), "%s/services/T0/B0/xyz", server.url);
    open_at(DESTINATION_SLACK, NULL);
    probe.destination.secret_file = secret_file(target);
    outlet_probe_open(&probe);
    ck_assert_int_eq(send_against((struct http_reply){.status = at->status, .body = at->body}),
                     at->kind);
    ck_assert_int_eq(strncmp(probe.answer, at->body, strcspn(at->body, "\n")), 0);
    outlet_probe_close(&probe);
}
END_TEST

START_TEST(slack_is_told_one_message_a_second)
{
    snprintf(target, sizeof(target), "%s/x", server.url);
    open_at(DESTINATION_SLACK, NULL);
    probe.destination.secret_file = secret_file(target);
    outlet_probe_open(&probe);
    int64_t begun_ms = timestamp_monotonic();
    ck_assert_int_eq(send_against((struct http_reply){.body = "ok"}), OUTCOME_ACCEPTED);
    ck_assert_int_eq(outlet_probe_send(&probe, message), OUTCOME_ACCEPTED);
    ck_assert_int_ge(timestamp_monotonic() - begun_ms, 1000);
    outlet_probe_begin(&probe, message); /* it waits for its turn, and is given up */
    outlet_probe_close(&probe);
    ck_assert_uint_eq(probe.told, 3);
    ck_assert_int_eq(probe.outcome.kind, OUTCOME_RETRY);
    ck_assert_uint_eq(http_server_count(&server), 2);
}
END_TEST

START_TEST(pagerduty_takes_by_202_alone)
{
    snprintf(target, sizeof(target), "%s/v2/enqueue", server.url);
    open_at(DESTINATION_PAGERDUTY, target);
    probe.destination.secret_file = secret_file(ROUTING_KEY "\n");
    outlet_probe_open(&probe);
    ck_assert_int_eq(send_against((struct http_reply){.status = 202}), OUTCOME_ACCEPTED);
    has(last_request().body.data,
        "{\"routing_key\":\"" ROUTING_KEY "\",\"event_action\":\"trigger\"");
    ck_assert_int_eq(send_against((struct http_reply){.status = 200, .body = "<html>"}),
                     OUTCOME_RETRY);
    has(probe.outcome.error.text, "status 200, but not the answer of one that took it");
    ck_assert_int_eq(send_against((struct http_reply){
                         .status = 400,
                         .body = "{\"status\":\"invalid event\",\"message\":\"Event object is "
                                 "invalid\",\"errors\":[\"'routing_key' " ROUTING_KEY "\"]}"}),
                     OUTCOME_DEAD);
    has(probe.answer, "Event object is invalid");
    has_not(probe.answer, "01234567");
    ck_assert_int_eq(send_against((struct http_reply){.status = 429}), OUTCOME_RETRY);
    outlet_probe_close(&probe);
}
END_TEST

/* --- Alertmanager --- */

/* At the server and at the other one, which is started. */
static void open_alertmanagers(const char *path_of_other)
{
    http_server_start(&other, NULL, NULL);
    snprintf(target, sizeof(target), "%s  %s%s", server.url, other.url, path_of_other);
    open_at(DESTINATION_ALERTMANAGER, target);
    outlet_probe_open(&probe);
}

START_TEST(alertmanagers_all_get_each_alert)
{
    open_alertmanagers("/prefix/");
    ck_assert_int_eq(outlet_probe_send(&probe, message), OUTCOME_ACCEPTED);
    ck_assert_int_eq(strncmp(last_request().head, "POST /api/v2/alerts ", 20), 0);
    has(last_request().body.data, "[{\"labels\":{\"alertname\":\"DriftopThreshold\"");
    ck_assert_int_eq(
        strncmp(http_server_request(&other, 0).head, "POST /prefix/api/v2/alerts ", 27), 0);
    ck_assert_str_eq(http_server_request(&other, 0).body.data, last_request().body.data);
    outlet_probe_close(&probe);
}
END_TEST

START_TEST(one_alertmanager_is_enough_and_the_other_is_told_about)
{
    open_alertmanagers("/api/v2/alerts");
    http_server_answer(&server, &(struct http_reply){.status = 503}, 1);
    ck_assert_int_eq(outlet_probe_send(&probe, message), OUTCOME_ACCEPTED);
    ck_assert_int_eq(outlet_probe_send(&probe, message), OUTCOME_ACCEPTED);
    http_server_answer(&server, &(struct http_reply){.status = 200}, 1);
    ck_assert_int_eq(outlet_probe_send(&probe, message), OUTCOME_ACCEPTED);
    snprintf(target, sizeof(target),
             "destination ops: %s: status 503: it cannot take it now; others of it take alerts "
             "meanwhile\ndestination ops: %s takes alerts again\n",
             server.url, server.url);
    ck_assert_str_eq(buffer_text(&probe.said), target);
    outlet_probe_close(&probe);
}
END_TEST

START_TEST(without_any_alertmanager_the_better_answer_counts)
{
    static const int statuses[][2] = {{503, 400}, {400, 503}, {400, 400}};

    open_alertmanagers("");
    for (size_t i = 0; i < 3; i++) {
        http_server_answer(&server, &(struct http_reply){.status = statuses[i][0]}, 1);
        http_server_answer(&other, &(struct http_reply){.status = statuses[i][1]}, 1);
        ck_assert_int_eq(outlet_probe_send(&probe, message), i < 2 ? OUTCOME_RETRY : OUTCOME_DEAD);
        ck_assert_int_eq(probe.outcome.status, i < 2 ? 503 : 400);
    }
    outlet_probe_close(&probe);
}
END_TEST

/* Waits until a request comes whose body holds the text. */
static void wait_for_body(const char *part)
{
    size_t number = http_server_count(&server);

    for (;;) {
        while (http_server_count(&server) <= number)
            outlet_probe_turn(&probe);
        if (strstr(http_server_request(&server, number++).body.data, part) != NULL)
            return;
    }
}

START_TEST(an_alertmanager_is_reminded_of_what_closed)
{
    snprintf(target, sizeof(target), "%s", server.url);
    open_at(DESTINATION_ALERTMANAGER, target);
    probe.destination.repeat_ms = 20;
    outlet_probe_open(&probe);
    struct message *resolved = outlet_probe_message(&probe, EDGE_RESOLVED);
    ck_assert_int_eq(outlet_probe_send(&probe, message), OUTCOME_ACCEPTED);
    http_server_answer(&server, &(struct http_reply){.status = 400}, 1);
    ck_assert_int_eq(outlet_probe_send(&probe, resolved), OUTCOME_DEAD);
    http_server_answer(&server, &(struct http_reply){0}, 1);
    ck_assert_int_eq(outlet_probe_send(&probe, resolved), OUTCOME_ACCEPTED);
    wait_for_body("\"edge\":\"resolved\"");
    wait_for_body("\"edge\":\"resolved\"");
    ck_assert_uint_eq(probe.told, 3);
    outlet_probe_close(&probe);
    message_free(resolved);
}
END_TEST

/* --- secrets --- */

static void is_not_seen(const char *secret)
{
    has_not(probe.outcome.error.text, secret);
    has_not(probe.answer, secret);
    has_not(buffer_text(&probe.said), secret);
}

START_TEST(a_server_that_shows_what_it_was_sent_betrays_nothing)
{
    snprintf(target, sizeof(target),
             "http://user:pass%%20word@127.0.0.1:%d/hooks/0123456789abcdefXYZ?sig=abc&k=v",
             server.port);
    open_at(DESTINATION_WEBHOOK, target);
    probe.destination.secret_file = secret_file("hmac");
    setenv("HOOK_TOKEN", "t0ken", 1);
    outlet_probe_open(&probe);
    ck_assert_int_eq(
        send_against((struct http_reply){
            .status = 400,
            .body = "Cannot POST /hooks/0123456789abcdefXYZ?sig=abc&k=v by user:pass word "
                    "(Basic dXNlcjpwYXNzIHdvcmQ=) hmac"}),
        OUTCOME_DEAD);
    ck_assert_str_eq(probe.answer, "Cannot POST /hooks/***?*** by user:*** (Basic ***) ***");
    has_header("Authorization", "Basic dXNlcjpwYXNzIHdvcmQ=");
    is_not_seen("0123456789");
    outlet_probe_close(&probe);
    unsetenv("HOOK_TOKEN");
}
END_TEST

START_TEST(the_address_of_slack_is_never_seen)
{
    static const struct http_reply replies[] = {
        {.status = 404, .body = "no /services/T0/B0/xyzzy here"},
        {.status = 302, .headers = "Location: /services/T0/B0/xyzzy\r\n"},
        {.status = 500, .body = "services/T0/B0/xyzzy"},
        {.way = HTTP_RESET},
    };
    struct error error;

    snprintf(target, sizeof(target), "%s/services/T0/B0/xyzzy", server.url);
    open_at(DESTINATION_SLACK, NULL);
    probe.destination.secret_file = secret_file(target);
    outlet_probe_open(&probe);
    (void)send_against(replies[_i]);
    ck_assert_int_ne(probe.outcome.kind, OUTCOME_ACCEPTED);
    is_not_seen("xyzzy");
    (void)secret_file("no URL, but xyzzy");
    ck_assert(!outlet_reload(probe.outlet, &error));
    has(error.text, "destination ops: secret: is no URL");
    has_not(error.text, "xyzzy");
    outlet_probe_close(&probe);
}
END_TEST

/* --- what can never work --- */

static const struct bad_case {
    enum destination_kind kind;
    const char *target;
    const char *secret; /* NULL: none */
    const char *why;
} bad_cases[] = {
    {DESTINATION_WEBHOOK, "", NULL, "target: is no URL of the form http[s]://HOST"},
    {DESTINATION_WEBHOOK, "hook.example/x", NULL, "target: is no URL"},
    {DESTINATION_WEBHOOK, "ftp://hook.example/x", NULL, "target: is no URL"},
    {DESTINATION_WEBHOOK, "file:///etc/passwd", NULL, "target: is no URL"},
    {DESTINATION_WEBHOOK, "http://", NULL, "target: is no URL"},
    {DESTINATION_WEBHOOK, "http://a b/", NULL, "target: is no URL"},
    {DESTINATION_ALERTMANAGER, " ", NULL, "alertmanager needs a target"},
    {DESTINATION_ALERTMANAGER, "http://a:1 b:2", NULL, "target: is no URL"},
    {DESTINATION_SLACK, NULL, NULL, "slack needs a secret-file"},
    {DESTINATION_SLACK, NULL, "xoxb-1", "secret: is no URL"},
    {DESTINATION_PAGERDUTY, NULL, NULL, "pagerduty needs a secret-file"},
    {DESTINATION_PAGERDUTY, NULL, "0123", "secret: is no routing key"},
    {DESTINATION_PAGERDUTY, NULL, ROUTING_KEY "0", "secret: is no routing key"},
    {DESTINATION_PAGERDUTY, NULL, "0123456789abcdef0123456789abcde-", "is no routing key"},
    {DESTINATION_PAGERDUTY, "events.pagerduty.com", ROUTING_KEY, "target: is no URL"},
};

START_TEST(what_can_never_work_is_refused_at_the_start)
{
    const struct bad_case *at = &bad_cases[_i];
    struct error error;

    outlet_probe_init(&probe, at->kind, at->target);
    if (at->secret != NULL)
        probe.destination.secret_file = secret_file(at->secret);
    has(outlet_probe_refuse(&probe, &error), "destination ops: ");
    has(error.text, at->why);
    ck_assert_int_eq(error.class, ERROR_USAGE);
    outlet_probe_close(&probe);
}
END_TEST

START_TEST(what_is_trusted_must_be_readable)
{
    struct error error;

    outlet_probe_init(&probe, DESTINATION_WEBHOOK, "https://localhost/");
    probe.destination.cacert = "/nowhere/ca.pem";
    has(outlet_probe_refuse(&probe, &error), "destination ops: CA certificates /nowhere/ca.pem");
    outlet_probe_close(&probe);
}
END_TEST

/* --- many, and from within --- */

START_TEST(several_messages_are_under_way_at_a_time)
{
    open_webhook();
    http_server_answer(&server, &(struct http_reply){.body = "slow", .way = HTTP_DRIBBLE}, 1);
    size_t width = outlet_width(probe.outlet);
    ck_assert_uint_gt(width, 1);
    for (size_t i = 0; i < width; i++)
        outlet_probe_begin(&probe, message);
    outlet_probe_wait(&probe, width);
    ck_assert_uint_eq(http_server_count(&server), width);
    outlet_probe_close(&probe);
}
END_TEST

START_TEST(a_thousand_messages_go_one_after_the_other)
{
    open_webhook();
    for (int i = 0; i < 1000; i++)
        ck_assert_int_eq(outlet_probe_send(&probe, message), OUTCOME_ACCEPTED);
    ck_assert_uint_eq(http_server_count(&server), 1000);
    outlet_probe_close(&probe);
}
END_TEST

START_TEST(the_next_may_be_sent_from_within)
{
    open_webhook();
    probe.again = message;
    outlet_probe_begin(&probe, message);
    outlet_probe_wait(&probe, 2);
    ck_assert_uint_eq(http_server_count(&server), 2);
    outlet_probe_close(&probe);
}
END_TEST

START_TEST(it_may_be_closed_from_within_while_others_are_under_way)
{
    open_webhook();
    probe.close_within = true;
    for (int i = 0; i < 4; i++)
        outlet_probe_begin(&probe, message);
    while (!probe.closed)
        outlet_probe_turn(&probe);
    ck_assert_uint_eq(probe.told, 4);
    ck_assert_ptr_null(probe.outlet);
    probe.close_within = false;
    outlet_probe_close(&probe);
}
END_TEST

START_TEST(what_is_under_way_is_told_before_it_is_closed)
{
    open_webhook();
    http_server_answer(&server, &(struct http_reply){.way = HTTP_SILENT}, 1);
    outlet_probe_begin(&probe, message);
    while (http_server_count(&server) == 0)
        uv_run(&probe.loop, UV_RUN_NOWAIT);
    outlet_probe_begin(&probe, message); /* not even begun */
    outlet_probe_close(&probe);
    ck_assert_uint_eq(probe.told, 2);
    ck_assert_int_eq(probe.outcome.kind, OUTCOME_RETRY);
    has(probe.outcome.error.text, "given up");
}
END_TEST

START_TEST(a_server_that_was_started_anew_is_found_again)
{
    open_webhook();
    ck_assert_int_eq(outlet_probe_send(&probe, message), OUTCOME_ACCEPTED);
    for (int i = 0; i < 5; i++) {
        http_server_answer(&server, &(struct http_reply){.way = HTTP_UNTIL_CLOSE}, 1);
        ck_assert_int_eq(outlet_probe_send(&probe, message), OUTCOME_ACCEPTED);
        http_server_answer(&server, &(struct http_reply){.way = HTTP_HANG_UP}, 1);
        ck_assert_int_eq(outlet_probe_send(&probe, message), OUTCOME_RETRY);
    }
    outlet_probe_close(&probe);
}
END_TEST

START_TEST(the_proxy_of_the_environment_is_used)
{
    open_at(DESTINATION_WEBHOOK, "http://hook.example/x");
    setenv("http_proxy", server.url, 1);
    outlet_probe_open(&probe);
    ck_assert_int_eq(outlet_probe_send(&probe, message), OUTCOME_ACCEPTED);
    ck_assert_int_eq(strncmp(last_request().head, "POST http://hook.example/x HTTP/1.1", 35), 0);
    outlet_probe_close(&probe);
    unsetenv("http_proxy");
}
END_TEST

/* --- TLS --- */

static const struct tls_case {
    const char *name;   /* of the server's certificate */
    const char *cacert; /* NULL: the system's, "" the folder */
    enum outcome_kind kind;
    const char *why;
} tls_cases[] = {
    {"server", "ca.crt", OUTCOME_ACCEPTED, NULL},
    {"server", "", OUTCOME_ACCEPTED, NULL},
    {"server", NULL, OUTCOME_RETRY, "(cacert names whose certificates are trusted)"},
    {"elsewhere", "ca.crt", OUTCOME_RETRY, "localhost"},
    {"stranger", "ca.crt", OUTCOME_RETRY, "(cacert names whose certificates are trusted)"},
    {"expired", "ca.crt", OUTCOME_RETRY, "expired"},
    {"early", "ca.crt", OUTCOME_RETRY, "not yet valid"},
};

START_TEST(a_certificate_must_be_of_whom_is_trusted_and_for_the_host)
{
    const struct tls_case *at = &tls_cases[_i];
    char cacert[SCRATCH_SIZE + 16];

    http_server_start(&server, &certificates, at->name);
    snprintf(cacert, sizeof(cacert), "%s/%s", certificates.directory,
             at->cacert != NULL ? at->cacert : "");
    open_at(DESTINATION_WEBHOOK, server.url);
    probe.destination.cacert = at->cacert != NULL ? cacert : NULL;
    outlet_probe_open(&probe);
    ck_assert_msg(outlet_probe_send(&probe, message) == at->kind, "%s", probe.outcome.error.text);
    if (at->why != NULL) {
        has(probe.outcome.error.text, at->why);
        ck_assert((strcmp(at->why, "localhost") != 0) ||
                  strstr(probe.outcome.error.text, "cacert") == NULL);
        ck_assert_uint_eq(http_server_count(&server), 0);
    }
    outlet_probe_close(&probe);
}
END_TEST

START_TEST(a_server_in_the_clear_is_no_server_with_tls)
{
    http_server_start(&server, NULL, NULL);
    snprintf(target, sizeof(target), "https://127.0.0.1:%d/", server.port);
    open_at(DESTINATION_WEBHOOK, target);
    probe.timeout_ms = 2000;
    outlet_probe_open(&probe);
    ck_assert_int_eq(outlet_probe_send(&probe, message), OUTCOME_RETRY);
    ck_assert_int_eq(probe.outcome.status, 0);
    outlet_probe_close(&probe);
}
END_TEST

START_TEST(other_certificates_are_trusted_when_it_is_told)
{
    char cacert[SCRATCH_SIZE + 16];
    struct certificates own;
    struct error error;

    certificates_copy(&certificates, &own);
    http_server_start(&server, &own, "stranger");
    snprintf(cacert, sizeof(cacert), "%s/ca.crt", own.directory);
    open_at(DESTINATION_WEBHOOK, server.url);
    probe.destination.cacert = cacert;
    outlet_probe_open(&probe);
    ck_assert_int_eq(outlet_probe_send(&probe, message), OUTCOME_RETRY);
    struct buffer text = {0};
    char from[SCRATCH_SIZE + 16];
    snprintf(from, sizeof(from), "%s/other_ca.crt", own.directory);
    scratch_write(own.directory, "ca.crt", scratch_read(from, &text));
    ck_assert(outlet_reload(probe.outlet, &error));
    ck_assert_msg(outlet_probe_send(&probe, message) == OUTCOME_ACCEPTED, "%s",
                  probe.outcome.error.text);
    scratch_write(own.directory, "ca.crt", "none");
    ck_assert(!outlet_reload(probe.outlet, &error));
    buffer_free(&text);
    outlet_probe_close(&probe);
}
END_TEST

#ifdef HAVE_LIBCURL
START_TEST(a_libcurl_that_cannot_be_loaded_is_named)
{
    struct error error;

    ck_assert(!libcurl_load("libcurl-of-nowhere.so", &error));
    ck_assert_int_eq(error.class, ERROR_STOP);
    has(error.text, "cannot load libcurl, which alerts by HTTP need: libcurl-of-nowhere.so: ");
    ck_assert(libcurl_load(LIBCURL_FILE, &error));
    ck_assert(libcurl_load("libcurl-of-nowhere.so", &error)); /* it is there already */
}
END_TEST
#else
START_TEST(without_libcurl_it_is_refused_by_name)
{
    struct error error;

    outlet_probe_init(&probe, DESTINATION_WEBHOOK, "http://localhost/");
    has(outlet_probe_refuse(&probe, &error), "libcurl");
    has(error.text, "webhook");
    outlet_probe_close(&probe);
}
END_TEST
#endif

#define COUNT(cases) ((int)(sizeof(cases) / sizeof((cases)[0])))

/* Both are known when this is compiled. */
#ifdef HAVE_LIBCURL
#include <curl/curlver.h>
#define HAS_LIBCURL true
#define WAITS_FOR_RESOLVER (LIBCURL_VERSION_NUM < 0x075700 ? "libcurl is older than 7.87" : NULL)
#else
#define HAS_LIBCURL false
#define WAITS_FOR_RESOLVER NULL
#endif

static TCase *answers_case(void)
{
    TCase *tests = tcase_create("answers");

    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, a_status_says_what_becomes_of_a_message);
    tcase_add_test(tests, retry_after_is_heeded_in_both_forms);
    tcase_add_test(tests, however_an_answer_comes_it_is_judged_by_its_status);
    tcase_add_test(tests, headers_without_an_end_come_to_one);
    tcase_add_test(tests, a_server_that_does_not_answer_in_time_is_asked_again);
    tcase_add_test(tests, where_no_server_is_it_is_tried_again);
    tcase_add_test(tests,
                   unless(WAITS_FOR_RESOLVER, a_name_that_is_looked_up_for_ever_holds_up_nothing));
    tcase_add_test(tests, redirects_are_never_followed);
    return tests;
}

static TCase *sent_case(void)
{
    TCase *tests = tcase_create("sent");

    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, a_webhook_gets_the_document);
    tcase_add_test(tests, what_is_still_open_has_a_key_for_each_time);
    tcase_add_test(tests, a_webhook_with_a_secret_is_signed_and_with_a_token_says_it);
    tcase_add_test(tests, a_new_secret_is_taken_when_it_is_told);
    tcase_add_test(tests, a_secret_may_change_while_a_message_is_under_way);
    tcase_add_test(tests, a_url_that_is_a_secret_is_posted_to_and_never_shown);
    tcase_add_test(tests, slack_is_posted_to_its_secret_and_says_ok);
    tcase_add_loop_test(tests, slack_says_in_words_what_becomes_of_a_message, 0,
                        COUNT(slack_cases));
    tcase_add_test(tests, slack_is_told_one_message_a_second);
    tcase_add_test(tests, pagerduty_takes_by_202_alone);
    tcase_add_test(tests, alertmanagers_all_get_each_alert);
    tcase_add_test(tests, one_alertmanager_is_enough_and_the_other_is_told_about);
    tcase_add_test(tests, without_any_alertmanager_the_better_answer_counts);
    tcase_add_test(tests, an_alertmanager_is_reminded_of_what_closed);
    return tests;
}

static TCase *secrets_case(void)
{
    TCase *tests = tcase_create("secrets");

    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, a_server_that_shows_what_it_was_sent_betrays_nothing);
    tcase_add_loop_test(tests, the_address_of_slack_is_never_seen, 0, 4);
    tcase_add_loop_test(tests, what_can_never_work_is_refused_at_the_start, 0, COUNT(bad_cases));
    tcase_add_test(tests, what_is_trusted_must_be_readable);
    return tests;
}

static TCase *many_case(void)
{
    TCase *tests = tcase_create("many");

    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, several_messages_are_under_way_at_a_time);
    tcase_add_test(tests, a_thousand_messages_go_one_after_the_other);
    tcase_add_test(tests, the_next_may_be_sent_from_within);
    tcase_add_test(tests, it_may_be_closed_from_within_while_others_are_under_way);
    tcase_add_test(tests, what_is_under_way_is_told_before_it_is_closed);
    tcase_add_test(tests, a_server_that_was_started_anew_is_found_again);
    tcase_add_test(tests, the_proxy_of_the_environment_is_used);
    return tests;
}

static TCase *tls_case(void)
{
    TCase *tests = tcase_create("tls");

    if (certificates_missing() == NULL)
        tcase_add_unchecked_fixture(tests, make_certificates, NULL);
    tcase_add_checked_fixture(tests, setup_tls, teardown);
    if (certificates_missing() == NULL)
        tcase_add_loop_test(tests, a_certificate_must_be_of_whom_is_trusted_and_for_the_host, 0,
                            COUNT(tls_cases));
    tcase_add_test(tests,
                   unless(certificates_missing(), a_server_in_the_clear_is_no_server_with_tls));
    tcase_add_test(tests,
                   unless(certificates_missing(), other_certificates_are_trusted_when_it_is_told));
    return tests;
}

static TCase *absent_case(void)
{
    TCase *tests = tcase_create("absent");

#ifdef HAVE_LIBCURL
    tcase_add_test(tests, a_libcurl_that_cannot_be_loaded_is_named);
#else
    tcase_add_test(tests, without_libcurl_it_is_refused_by_name);
#endif
    return tests;
}

Suite *suite_outlet_http(void)
{
    static TCase *(*const cases[])(void) = {answers_case, sent_case, secrets_case, many_case,
                                            tls_case};
    Suite *suite = suite_create("outlet_http");

    suite_add_tcase(suite, absent_case());
    for (size_t i = 0; HAS_LIBCURL && i < sizeof(cases) / sizeof(cases[0]); i++)
        suite_add_tcase(suite, cases[i]());
    return suite;
}
