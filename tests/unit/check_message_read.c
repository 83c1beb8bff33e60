/* A message that is read from its document is the one that was written. */
#include "config.h"

#include "base/memory.h"
#include "drift/report.h"
#include "route/message_read.h"
#include "support/dice.h"
#include "support/quick.h"
#include "unit/suites.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char *const labels[] = {"team=rag"};
static const struct destination destination = {.name = "ops", .labels = labels, .label_count = 1};

static char *random_text(struct dice *dice)
{
    static const char *const texts[] = {"acme",        "",           "a\"b\\c\x1b\n",
                                        "M\u00fcller", "\U0001F600", "rag:telemetry:{acme}"};

    return dice_once_in(dice, 4) ? NULL : mem_strdup(texts[dice_below(dice, 6)]);
}

static double random_figure(struct dice *dice)
{
    return dice_once_in(dice, 4) ? NAN : ((double)dice_below(dice, 2000001) - 1000000) / 1024;
}

static struct stream_id random_id(struct dice *dice)
{
    return (struct stream_id){dice_below(dice, 3) * 1795000000000, dice_below(dice, 5)};
}

static int64_t random_time(struct dice *dice)
{
    return dice_once_in(dice, 3) ? 0 : (int64_t)(1795000000000 + dice_below(dice, 100000));
}

static void fill_incident(struct message *message, struct dice *dice)
{
    static const enum severity severities[] = {SEVERITY_ABSENT, SEVERITY_WARN, SEVERITY_DEGRADED};

    message->severity = severities[dice_below(dice, 3)];
    if (dice_once_in(dice, 2))
        message->rule = (struct rule){3, 5, 3};
    message->since_id = random_id(dice);
    message->at_id = random_id(dice);
    message->since_ms = random_time(dice);
    message->at_ms = random_time(dice);
    message->until_ms = random_time(dice);
    message->gone_ms = random_time(dice);
    message->sent_ms = random_time(dice);
    message->attempt = (unsigned)dice_below(dice, 3);
    message->is_test = dice_once_in(dice, 5);
    message->unknown = dice_once_in(dice, 5);
    if (message->kind == KIND_SILENT && message->edge != EDGE_BACK)
        message->open = (unsigned)dice_below(dice, 3);
}

static void fill_figures(struct message *message, struct dice *dice)
{
    message->value = random_figure(dice);
    message->baseline = random_figure(dice);
    message->z_score = random_figure(dice);
    if (dice_once_in(dice, 2))
        message->sample_count = UINT64_C(9007199254740993);
    message->of = (uint32_t)dice_below(dice, 3);
    message->bad = (uint32_t)dice_below(dice, 6);
    message->lost = dice_below(dice, 9);
    if (message->edge != EDGE_DIGEST)
        return;
    message->counts.total = (unsigned)dice_below(dice, 99);
    message->counts.passed = (unsigned)dice_below(dice, 9);
    message->counts.edges[dice_below(dice, EDGE_COUNT)] = 7;
}

static struct message *random_message(struct dice *dice)
{
    struct message *message = message_create(&destination, (enum edge)dice_below(dice, EDGE_COUNT),
                                             (enum alert_kind)dice_below(dice, KIND_COUNT));

    message->tenant = random_text(dice);
    message->stream = random_text(dice);
    message->stream_size = message->stream != NULL ? strlen(message->stream) : 0;
    message->dimension = random_text(dice);
    fill_incident(message, dice);
    fill_figures(message, dice);
    message_identify(message, message->since_id);
    return message;
}

/* Both say the same, whatever they are. */
static void compare(const struct message *message)
{
    struct buffer written = {0};
    struct buffer again = {0};
    struct error error = {0};

    message_json(message, &written);
    struct message *read =
        message_read(&destination, (struct slice){written.data, written.size}, &error);
    if (read == NULL)
        ck_abort_msg("%s: %s", error.text, buffer_text(&written));
    message_json(read, &again);
    if (strcmp(buffer_text(&written), buffer_text(&again)) != 0)
        ck_assert_str_eq(buffer_text(&again), buffer_text(&written));
    message_free(read);
    buffer_free(&written);
    buffer_free(&again);
}

START_TEST(what_is_read_is_written_alike)
{
    struct dice dice = {1};

    for (size_t i = 0; i < 3000; i++) {
        struct message *message = random_message(&dice);
        compare(message);
        message_free(message);
    }
}
END_TEST

static const char *const not_documents[] = {
    "",
    "{",
    "[]",
    "{}",
    "null",
    "{\"schema\":\"driftop.alert/2\",\"edge\":\"firing\",\"kind\":\"threshold\"}",
    "{\"schema\":\"driftop.alert/1\",\"edge\":\"fired\",\"kind\":\"threshold\"}",
    "{\"schema\":\"driftop.alert/1\",\"edge\":\"firing\",\"kind\":7}",
    "{\"schema\":\"driftop.alert/1\",\"edge\":\"firing\",\"kind\":\"threshold\"} more",
};

START_TEST(anything_else_is_no_message)
{
    struct error error = {0};

    ck_assert_ptr_null(message_read(&destination, slice_of(not_documents[_i]), &error));
    ck_assert_int_eq(error.class, ERROR_INPUT);
    ck_assert_int_gt(strlen(error.text), 0);
}
END_TEST

/* Values of other kinds than we write them are as if they were not known. */
START_TEST(members_of_another_kind_are_passed_over)
{
    struct error error = {0};
    struct message *message = message_read(
        &destination,
        SLICE("{\"schema\":\"driftop.alert/"
              "1\",\"edge\":\"firing\",\"kind\":\"threshold\",\"new\":[{}],"
              "\"tenant\":7,\"value\":\"x\",\"at_ms\":1.5,\"at_id\":\"x\",\"rule\":\"3/"
              "5\",\"bad\":-1,"
              "\"counts\":[1],\"stream\":{},\"id\":\"short\",\"lost\":1e99,\"test\":\"true\"}"),
        &error);

    ck_assert_msg(message != NULL, "%s", error.text);
    ck_assert_ptr_null(message->tenant);
    ck_assert_ptr_null(message->stream);
    ck_assert_int_eq(message->stream_size, 0);
    ck_assert(isnan(message->value));
    ck_assert_int_eq(message->at_ms, 0);
    ck_assert_int_eq(message->rule.k, 0);
    ck_assert_int_eq(message->bad, 0);
    ck_assert_int_eq(message->lost, 0);
    ck_assert_str_eq(message->id, "");
    ck_assert(!message->is_test);
    message_free(message);
}
END_TEST

START_TEST(a_document_that_is_cut_anywhere_is_none)
{
    struct dice dice = {7};
    struct buffer text = {0};
    struct message *message = random_message(&dice);

    message_json(message, &text);
    for (size_t size = 0; size < text.size; size++)
        QUICK_ASSERT(message_read(&destination, (struct slice){text.data, size}, NULL) == NULL);
    message_free(message);
    buffer_free(&text);
}
END_TEST

Suite *suite_message_read(void)
{
    Suite *suite = suite_create("message_read");
    TCase *tcase = tcase_create("message_read");

    tcase_add_test(tcase, what_is_read_is_written_alike);
    tcase_add_loop_test(tcase, anything_else_is_no_message, 0,
                        sizeof(not_documents) / sizeof(not_documents[0]));
    tcase_add_test(tcase, members_of_another_kind_are_passed_over);
    tcase_add_test(tcase, a_document_that_is_cut_anywhere_is_none);
    suite_add_tcase(suite, tcase);
    return suite;
}
