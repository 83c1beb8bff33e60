/* Message: the sentence that an operator reads at night, the document, and the ids. */
#include "config.h"

#include "base/memory.h"
#include "base/text.h"
#include "route/message.h"
#include "support/drift_fixture.h"
#include "unit/suites.h"

#include <cjson/cJSON.h>
#include <math.h>
#include <stdlib.h>

static const char *const labels[] = {"team=rag", "tenant=mine", "empty="};

static const struct destination destination = {
    .name = "ops", .labels = labels, .label_count = 3, .flap_edges = 4, .flap_ms = MS_PER_HOUR};

static struct message *message;
static struct buffer text;

static void put_text(char **field, const char *value)
{
    free(*field);
    *field = value != NULL ? mem_strdup(value) : NULL;
}

static void make(enum edge edge, enum alert_kind kind)
{
    message_free(message);
    message = message_create(&destination, edge, kind);
    put_text(&message->tenant, "acme");
    put_text(&message->dimension, kind == KIND_SILENT ? NULL : "faithfulness");
    put_text(&message->stream, "rag:telemetry:acme");
    message->stream_size = strlen(message->stream);
    message->severity = kind == KIND_THRESHOLD ? SEVERITY_DEGRADED : SEVERITY_ABSENT;
    message->since_ms = AT(842);
    message->at_ms = AT(845);
    message->since_id = stream_id_at(AT(842));
    message->at_id = stream_id_at(AT(845));
}

static void make_firing(void)
{
    make(EDGE_FIRING, KIND_THRESHOLD);
    message->rule = (struct rule){3, 5, 3};
    message->value = 0.71;
    message->baseline = 0.84;
    message->z_score = -4.2;
    message->sample_count = 312;
    message->bad = 3;
    message->of = 5;
}

static void setup(void)
{
    message = NULL;
    text = (struct buffer){0};
}

static void teardown(void)
{
    message_free(message);
    buffer_free(&text);
}

static const char *summary(void)
{
    buffer_clear(&text);
    message_summary(message, &text);
    ck_assert_uint_le(text.size, MESSAGE_SUMMARY_MAX);
    return buffer_text(&text);
}

/* --- the sentence --- */

START_TEST(what_fires_is_told_with_its_evidence)
{
    make_firing();
    ck_assert_str_eq(summary(), "acme faithfulness degraded: 0.710 against 0.840 (-15%), z -4.2, "
                                "3 of 5 bad since 14:02 UTC, rule 3/5/3");
    message->edge = EDGE_WORSE;
    message->baseline = NAN;
    message->z_score = NAN;
    ck_assert_str_eq(summary(), "acme faithfulness worse, degraded: 0.710, 3 of 5 bad since 14:02 "
                                "UTC, rule 3/5/3");
    message->edge = EDGE_EASED;
    message->severity = SEVERITY_WARN;
    message->value = NAN;
    message->z_score = -2.5;
    ck_assert_str_eq(summary(), "acme faithfulness eased to warn: z -2.5, 3 of 5 bad since 14:02 "
                                "UTC, rule 3/5/3");
    message->edge = EDGE_STILL;
    message->at_ms = AT(1500);
    message->unknown = true;
    ck_assert_str_eq(summary(), "acme faithfulness still warn: z -2.5, 3 of 5 bad since 14 Nov "
                                "14:02 UTC (10h), rule 3/5/3; no report since 14 Nov 14:05 UTC");
}
END_TEST

START_TEST(who_is_told_of_one_level_is_told_that_this_ended)
{
    struct destination one = destination;

    make_firing();
    one.severity = SEVERITY_DEGRADED;
    message->destination = &one;
    message->edge = EDGE_RESOLVED;
    message->at_ms = AT(867);
    ck_assert_ptr_nonnull(strstr(summary(), "acme faithfulness no longer degraded after 25m: "));
}
END_TEST

START_TEST(what_ends_is_told_with_how_long_it_was)
{
    make_firing();
    message->edge = EDGE_RESOLVED;
    message->value = 0.83;
    message->at_ms = AT(867);
    ck_assert_str_eq(summary(), "acme faithfulness resolved after 25m: 0.830 against 0.840 (-1%), "
                                "was degraded since 14:02 UTC");
    message->until_ms = AT(930);
    ck_assert_str_eq(summary(), "acme faithfulness resolved after 25m: 0.830 against 0.840 (-1%), "
                                "was degraded since 14:02 UTC; as of 15:30 UTC");
    make(EDGE_BACK, KIND_STALE);
    ck_assert_str_eq(summary(), "acme faithfulness back after 3m, was missing since 14:02 UTC");
    make(EDGE_BACK, KIND_SILENT);
    ck_assert_str_eq(summary(), "acme back after 3m, was silent since 14:02 UTC");
    make(EDGE_GONE, KIND_THRESHOLD);
    message->gone_ms = AT(843);
    ck_assert_str_eq(summary(), "acme faithfulness closed, not mended: its stream was deleted "
                                "14:03 UTC, was degraded since 14:02 UTC");
}
END_TEST

START_TEST(what_does_not_come_is_told)
{
    make_firing();
    message->edge = EDGE_STILL;
    message->of = 0;
    ck_assert_str_eq(summary(), "acme faithfulness still degraded: 0.710 against 0.840 (-15%), z "
                                "-4.2, since 14:02 UTC (3m), rule 3/5/3");
    make(EDGE_NO_DATA, KIND_NO_DATA);
    message->bad = 3;
    message->of = 4;
    message->rule = (struct rule){3, 5, 3};
    ck_assert_str_eq(summary(), "acme faithfulness without data, 3 of 4 reports had no value since "
                                "14:02 UTC, rule 3/5/3");
    make(EDGE_STALE, KIND_STALE);
    ck_assert_str_eq(summary(), "acme faithfulness missing from the reports since 14:02 UTC");
    make(EDGE_SILENT, KIND_SILENT);
    ck_assert_str_eq(summary(), "acme silent, no report since 14:02 UTC (3m)");
    message->open = 2;
    ck_assert_str_eq(summary(), "acme silent, no report since 14:02 UTC (3m); 2 open alerts of it "
                                "unknown");
    make(EDGE_STILL, KIND_STALE);
    ck_assert_str_eq(summary(),
                     "acme faithfulness still missing from the reports since 14:02 UTC (3m)");
    make(EDGE_LOST, KIND_LOST);
    put_text(&message->dimension, NULL);
    message->lost = 3;
    ck_assert_str_eq(summary(), "acme: 3 reports gone before they were read, up to 14:05 UTC");
    make_firing();
    message->edge = EDGE_FLAPPING;
    ck_assert_str_eq(summary(), "acme faithfulness flapping: more than 4 changes within 1h: 0.710 "
                                "against 0.840 (-15%); quiet until it stays as it is for 1h");
}
END_TEST

/* A digest of one that fires and one that ended. */
static void make_digest(void)
{
    make_firing();
    struct message *worst = message;
    message = NULL;
    make(EDGE_RESOLVED, KIND_THRESHOLD);
    struct message *other = message;

    message = message_create(&destination, EDGE_DIGEST, KIND_DIGEST);
    message->at_ms = AT(850);
    message->covered = mem_zalloc(2, sizeof(struct message *));
    message->covered[0] = worst;
    message->covered[1] = other;
    message->covered_count = 2;
    message->counts.edges[EDGE_FIRING] = 17;
    message->counts.edges[EDGE_RESOLVED] = 4;
    message->counts.total = 21;
}

START_TEST(a_digest_is_told_by_its_counts_and_the_worst)
{
    make_digest();
    ck_assert_str_eq(summary(),
                     "21 alerts: 17 firing, 4 resolved; worst: acme faithfulness firing");
    message->counts.passed = 8;
    ck_assert_str_eq(summary(), "21 alerts: 17 firing, 4 resolved, 8 came and went while this "
                                "destination was away; worst: acme faithfulness firing");
}
END_TEST

START_TEST(hostile_names_neither_act_nor_take_the_room_of_the_rest)
{
    char name[1000];

    make_firing();
    memset(name, 'x', sizeof(name) - 1);
    name[sizeof(name) - 1] = '\0';
    put_text(&message->tenant, name);
    put_text(&message->dimension, "\xc3\xa9\x1b[2J\n\xff\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9"
                                  "\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9"
                                  "\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9");
    message->since_ms = AT(-5000);
    message->is_test = true;
    const char *told = summary();
    ck_assert_ptr_nonnull(strstr(told, "bad since 10 Nov 12:40 UTC"));
    ck_assert_ptr_null(strpbrk(told, "\x1b\n\xff"));
    for (struct slice rest = slice_of(told); rest.size > 0;) {
        uint32_t character;
        size_t size = text_decode(rest, &character);
        ck_assert(size > 1 || rest.data[0] > 0);
        rest = (struct slice){rest.data + size, rest.size - size};
    }
    put_text(&message->tenant, "");
    ck_assert_ptr_nonnull(strstr(summary(), "wrong: (empty) "));
}
END_TEST

START_TEST(any_time_and_number_can_be_told)
{
    static const int64_t times[] = {INT64_MIN, -1, 0, 1, INT64_MAX};

    for (int edge = 0; edge < EDGE_COUNT; edge++) {
        for (size_t i = 0; i < 25; i++) {
            make((enum edge)edge, (enum alert_kind)(i % KIND_COUNT));
            message->since_ms = times[i % 5];
            message->at_ms = times[i / 5];
            message->gone_ms = times[i % 5];
            message->value = i % 2 == 0 ? (double)INFINITY : -1e300;
            message->baseline = -1e-300;
            message->z_score = -1e300;
            ck_assert_uint_gt(strlen(summary()), 0);
        }
    }
}
END_TEST

/* --- the document --- */

static cJSON *document(void)
{
    buffer_clear(&text);
    message_json(message, &text);
    ck_assert_ptr_null(strchr(buffer_text(&text), '\n'));
    cJSON *json = cJSON_Parse(buffer_text(&text));
    ck_assert_ptr_nonnull(json);
    return json;
}

START_TEST(the_document_holds_all_that_is_known)
{
    make_firing();
    memset(message->id, 'a', MESSAGE_ID_SIZE - 1);
    memset(message->key, 'b', MESSAGE_ID_SIZE - 1);
    message->attempt = 2;
    message->sent_ms = AT(846);
    cJSON_Delete(document());
    ck_assert_str_eq(
        buffer_text(&text),
        "{\"schema\":\"driftop.alert/1\","
        "\"id\":\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\","
        "\"key\":\"bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb\","
        "\"edge\":\"firing\",\"kind\":\"threshold\",\"destination\":\"ops\",\"rule\":\"3/5/3\","
        "\"tenant\":\"acme\",\"stream\":\"rag:telemetry:acme\",\"dimension\":\"faithfulness\","
        "\"severity\":\"degraded\",\"since_id\":\"1699970520000-0\",\"since_ms\":1699970520000,"
        "\"at_id\":\"1699970700000-0\",\"at_ms\":1699970700000,\"sent_ms\":1699970760000,"
        "\"attempt\":2,\"value\":0.71,\"baseline\":0.84,\"z_score\":-4.2,\"sample_count\":312,"
        "\"bad\":3,\"of\":5,\"until_ms\":null,\"summary\":\"acme faithfulness degraded: 0.710 "
        "against 0.840 (-15%), z -4.2, 3 of 5 bad since 14:02 UTC, rule 3/5/3\","
        "\"labels\":{\"kind\":\"threshold\",\"tenant\":\"acme\",\"dimension\":\"faithfulness\","
        "\"team\":\"rag\",\"empty\":\"\"}}");
}
END_TEST

START_TEST(what_is_not_known_is_null)
{
    static const char *const members[] = {
        "rule",     "tenant",  "stream",       "dimension", "severity", "since_id",
        "since_ms", "at_id",   "at_ms",        "sent_ms",   "attempt",  "value",
        "baseline", "z_score", "sample_count", "bad",       "of",       "until_ms"};

    message = message_create(&destination, EDGE_DIGEST, KIND_DIGEST);
    cJSON *json = document();
    for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++)
        ck_assert_msg(cJSON_IsNull(cJSON_GetObjectItemCaseSensitive(json, members[i])), "%s",
                      members[i]);
    cJSON_Delete(json);
}
END_TEST

START_TEST(what_only_some_have_stands_there_where_it_applies)
{
    make(EDGE_LOST, KIND_LOST);
    message->lost = 12;
    cJSON *json = document();
    ck_assert_int_eq(cJSON_GetObjectItem(json, "lost")->valueint, 12);
    ck_assert(!cJSON_HasObjectItem(json, "test") && !cJSON_HasObjectItem(json, "counts"));
    cJSON_Delete(json);
    make_firing();
    message->is_test = message->unknown = true;
    json = document();
    ck_assert(cJSON_IsTrue(cJSON_GetObjectItem(json, "test")));
    ck_assert(cJSON_IsTrue(cJSON_GetObjectItem(json, "unknown")));
    ck_assert(!cJSON_HasObjectItem(json, "lost"));
    cJSON_Delete(json);
    make(EDGE_GONE, KIND_NO_DATA);
    message->gone_ms = AT(1);
    json = document();
    ck_assert_double_eq(cJSON_GetObjectItem(json, "gone_ms")->valuedouble, (double)AT(1));
    cJSON_Delete(json);
}
END_TEST

START_TEST(a_digest_lists_its_counts_and_the_worst)
{
    make_digest();
    message->counts.passed = 2;
    cJSON *json = document();
    const cJSON *counts = cJSON_GetObjectItem(json, "counts");
    ck_assert_int_eq(cJSON_GetArraySize(counts), 4);
    ck_assert_int_eq(cJSON_GetObjectItem(counts, "firing")->valueint, 17);
    ck_assert_int_eq(cJSON_GetObjectItem(counts, "passed")->valueint, 2);
    ck_assert_int_eq(cJSON_GetObjectItem(counts, "total")->valueint, 21);
    const cJSON *worst = cJSON_GetObjectItem(json, "worst");
    ck_assert_int_eq(cJSON_GetArraySize(worst), 2);
    const cJSON *first = cJSON_GetArrayItem(worst, 0);
    ck_assert_str_eq(cJSON_GetObjectItem(first, "edge")->valuestring, "firing");
    ck_assert_str_eq(cJSON_GetObjectItem(first, "tenant")->valuestring, "acme");
    ck_assert_ptr_nonnull(strstr(cJSON_GetObjectItem(first, "summary")->valuestring, "degraded"));
    cJSON_Delete(json);
}
END_TEST

START_TEST(bytes_that_are_no_text_are_still_json)
{
    make_firing();
    put_text(&message->tenant, "\xff\"\x01");
    cJSON_Delete(document());
}
END_TEST

/* --- ids --- */

static void identify(char id[MESSAGE_ID_SIZE], char key[MESSAGE_ID_SIZE], uint64_t opened)
{
    message_identify(message, (struct stream_id){opened, 0});
    memcpy(id, message->id, MESSAGE_ID_SIZE);
    memcpy(key, message->key, MESSAGE_ID_SIZE);
}

START_TEST(ids_tell_incidents_apart_and_keys_alerts)
{
    char id[8][MESSAGE_ID_SIZE];
    char key[8][MESSAGE_ID_SIZE];

    make_firing();
    identify(id[0], key[0], 5);
    ck_assert_uint_eq(strspn(id[0], "0123456789abcdef"), 64);
    message->edge = EDGE_RESOLVED;
    message->value = 3;
    identify(id[1], key[1], 5);
    ck_assert_str_eq(id[1], id[0]);
    ck_assert_str_eq(key[1], key[0]);
    identify(id[1], key[1], 6);
    ck_assert_str_ne(id[1], id[0]);
    ck_assert_str_eq(key[1], key[0]);
    put_text(&message->dimension, NULL);
    identify(id[2], key[2], 5);
    put_text(&message->dimension, "");
    identify(id[3], key[3], 5);
    message->stream_size--;
    identify(id[4], key[4], 5);
    message->kind = KIND_STALE;
    identify(id[5], key[5], 5);
    for (int i = 0; i < 6; i++) {
        for (int j = 0; j < i; j++) {
            ck_assert_str_ne(id[i], id[j]);
            ck_assert(i < 2 || strcmp(key[i], key[j]) != 0);
        }
        ck_assert_str_ne(id[i], key[i]);
    }
}
END_TEST

START_TEST(ids_are_the_same_in_every_release)
{
    char id[MESSAGE_ID_SIZE];
    char key[MESSAGE_ID_SIZE];

    make_firing();
    identify(id, key, 5);
    /* printf '3:ops,18:rag:telemetry:acme,9:threshold,12:faithfulness,' | sha256sum; the id has
     * '3:5-0,' behind it. */
    ck_assert_str_eq(key, "f3b96aabbb09680f2f521d3c9c3ef33aa2d2a794df7f14b9833f9d4c5969663f");
    ck_assert_str_eq(id, "88cf711f387b38bb8df89a2c095322f4f59832ecf4f1af20c7437c6b8e66a23d");
}
END_TEST

Suite *suite_message(void)
{
    Suite *suite = suite_create("message");
    TCase *tcase = tcase_create("message");

    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, what_fires_is_told_with_its_evidence);
    tcase_add_test(tcase, what_ends_is_told_with_how_long_it_was);
    tcase_add_test(tcase, who_is_told_of_one_level_is_told_that_this_ended);
    tcase_add_test(tcase, what_does_not_come_is_told);
    tcase_add_test(tcase, a_digest_is_told_by_its_counts_and_the_worst);
    tcase_add_test(tcase, hostile_names_neither_act_nor_take_the_room_of_the_rest);
    tcase_add_test(tcase, any_time_and_number_can_be_told);
    tcase_add_test(tcase, the_document_holds_all_that_is_known);
    tcase_add_test(tcase, what_is_not_known_is_null);
    tcase_add_test(tcase, what_only_some_have_stands_there_where_it_applies);
    tcase_add_test(tcase, a_digest_lists_its_counts_and_the_worst);
    tcase_add_test(tcase, bytes_that_are_no_text_are_still_json);
    tcase_add_test(tcase, ids_tell_incidents_apart_and_keys_alerts);
    tcase_add_test(tcase, ids_are_the_same_in_every_release);
    suite_add_tcase(suite, tcase);
    return suite;
}
