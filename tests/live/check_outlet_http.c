/* Destinations by HTTP against a server of the tests: what is accepted, what is tried again, and
 * what is never to be; what is sent; and that secrets stay where they belong. */
#include "config.h"

#include "live/outlet_probe.h"
#include "live/suites.h"
#include "support/has.h"
#include "support/http_server.h"
#include "support/runner.h"
#include "support/scratch.h"

#include <cjson/cJSON.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct http_server server;
static struct outlet_probe probe;
static struct message *message;

static void setup(void)
{
    http_server_start(&server, NULL, NULL);
    message = NULL;
}

static void teardown(void)
{
    message_free(message);
    http_server_stop(&server);
}

/* Opens a webhook at the server. */
static void open_webhook(void)
{
    outlet_probe_init(&probe, DESTINATION_WEBHOOK, server.url);
    outlet_probe_open(&probe);
    message = outlet_probe_message(&probe, EDGE_FIRING);
}

static enum outcome_kind send_against(struct http_reply reply)
{
    http_server_answer(&server, &reply, 1);
    return outlet_probe_send(&probe, message);
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

Suite *suite_outlet_http(void)
{
    Suite *suite = suite_create("outlet_http");
    TCase *answers = tcase_create("answers");

    tcase_add_checked_fixture(answers, setup, teardown);
    tcase_add_test(answers, a_status_says_what_becomes_of_a_message);
    suite_add_tcase(suite, answers);
    return suite;
}
