#include "config.h"

#include "base/buffer.h"
#include "support/dice.h"
#include "support/wire_fixture.h"
#include "unit/suites.h"
#include "wire/readings.h"

#include <math.h>
#include <stdio.h>

#define COUNT(table) ((int)(sizeof(table) / sizeof((table)[0])))

static struct report report;

static void release(void)
{
    report_free(&report);
}

static void parse_good(const char *json)
{
    struct error error = {0};

    ck_assert_msg(wire_read_dimensions(&report, json, &error), "%s: %s", json, error.text);
}

/* Reads the only dimension. */
static const struct reading *parse_one(const char *json)
{
    parse_good(json);
    ck_assert_uint_eq(report.count, 1);
    return &report.readings[0];
}

/* --- What the two dialects write --- */

START_TEST(the_dialect_of_stream_drift_sink_is_read)
{
    const struct reading *reading =
        parse_one("[{\"name\": \"ResponseQuality.faithfulness\", \"severity\": \"degraded\", "
                  "\"value\": 0.71, \"baseline\": 0.84, \"z_score\": -4.2, \"sample_count\": 312, "
                  "\"metadata\": {\"judge\": \"v2\", \"tags\": [1, 2]}}]");

    wire_assert_text(reading->name, "ResponseQuality.faithfulness");
    wire_assert_text(reading->severity_word, "degraded");
    ck_assert_int_eq(reading->severity, SEVERITY_DEGRADED);
    ck_assert_double_eq(reading->value, 0.71);
    ck_assert_double_eq(reading->baseline, 0.84);
    ck_assert_double_eq(reading->z, -4.2);
    ck_assert_uint_eq(reading->sample_count, 312);
    wire_assert_text(reading->metadata, "{\"judge\": \"v2\", \"tags\": [1, 2]}");
    wire_assert_no_flaws(&report);
}
END_TEST

START_TEST(the_dialect_of_the_original_redis_sink_is_read)
{
    const struct reading *reading =
        parse_one("[{\"name\":\"JudgeDrift\",\"severity\":\"warn\",\"value\":0.07,\"baseline\":0,"
                  "\"z_score\":null,\"sample_size\":40,\"detail\":\"two-sided\"}]");

    ck_assert_int_eq(reading->severity, SEVERITY_WARN);
    ck_assert_double_eq(reading->baseline, 0);
    ck_assert_double_nan(reading->z);
    ck_assert_uint_eq(reading->sample_count, 40);
    wire_assert_text(reading->metadata, "\"two-sided\"");
    wire_assert_no_flaws(&report);
}
END_TEST

START_TEST(keys_come_in_any_order_and_unknown_ones_are_passed_over)
{
    const struct reading *reading =
        parse_one("[{\"extra\": {\"name\": \"inner\", \"value\": 9}, \"value\": 1, \"x\": [[]], "
                  "\"severity\": \"ok\", \"threshold\": 2.5, \"name\": \"a\"}]");

    wire_assert_text(reading->name, "a");
    ck_assert_double_eq(reading->value, 1);
    ck_assert_int_eq(reading->severity, SEVERITY_OK);
    wire_assert_no_flaws(&report);
}
END_TEST

START_TEST(the_last_of_two_equal_keys_counts)
{
    const struct reading *reading =
        parse_one("[{\"name\":\"a\",\"name\":\"b\",\"severity\":\"ok\",\"severity\":\"degraded\","
                  "\"value\":1,\"value\":2,\"sample_count\":3,\"sample_size\":4}]");

    wire_assert_text(reading->name, "b");
    ck_assert_int_eq(reading->severity, SEVERITY_DEGRADED);
    ck_assert_double_eq(reading->value, 2);
    ck_assert_uint_eq(reading->sample_count, 4);
}
END_TEST

START_TEST(a_key_may_be_escaped)
{
    wire_assert_text(parse_one("[{\"\\u006eame\":\"a\",\"severity\":\"ok\",\"value\":1}]")->name,
                     "a");
}
END_TEST

START_TEST(an_empty_array_has_no_dimensions)
{
    parse_good(" [ ] ");
    ck_assert_uint_eq(report.count, 0);
    wire_assert_no_flaws(&report);
}
END_TEST

START_TEST(readings_are_added_behind_those_that_are_there)
{
    parse_good("[{\"name\":\"a\",\"severity\":\"ok\",\"value\":1}]");
    parse_good("[{\"name\":\"b\",\"severity\":\"ok\",\"value\":2}]");
    ck_assert_uint_eq(report.count, 2);
    wire_assert_text(report.readings[0].name, "a");
    wire_assert_text(report.readings[1].name, "b");
}
END_TEST

static const struct {
    const char *word; /* as JSON */
    enum word_kind kind;
    enum severity severity;
} words_in_turn[] = {
    {"\"ok\"", WORD_KNOWN, SEVERITY_OK},
    {"\"ok\"", WORD_KNOWN, SEVERITY_OK},
    {"  \"ok\"", WORD_KNOWN, SEVERITY_OK},
    {"\"ok \"", WORD_KNOWN, SEVERITY_OK},
    {"\"okay\"", WORD_UNKNOWN, SEVERITY_ABSENT},
    {"\"ok\"", WORD_KNOWN, SEVERITY_OK},
    {"\"o\\u006b\"", WORD_KNOWN, SEVERITY_OK},
    {"\"o\\u006b\"", WORD_KNOWN, SEVERITY_OK},
    {"\"warn\"", WORD_KNOWN, SEVERITY_WARN},
    {"\"warning\"", WORD_KNOWN, SEVERITY_WARN},
    {"\"degraded\"", WORD_KNOWN, SEVERITY_DEGRADED},
    {"\"\"", WORD_MISSING, SEVERITY_ABSENT},
    {"null", WORD_MISSING, SEVERITY_ABSENT},
    {"\"degraded\"", WORD_KNOWN, SEVERITY_DEGRADED},
    {"\"ok\"", WORD_KNOWN, SEVERITY_OK},
};

START_TEST(a_word_means_the_same_whatever_came_before_it)
{
    struct buffer json = {0};

    for (int i = 0; i < COUNT(words_in_turn); i++)
        buffer_printf(&json, "%s{\"name\": \"d%d\", \"severity\": %s, \"value\": 1}",
                      i == 0 ? "[" : ", ", i, words_in_turn[i].word);
    buffer_char(&json, ']');
    parse_good(buffer_text(&json));
    ck_assert_int_eq((int)report.count, COUNT(words_in_turn));
    for (int i = 0; i < COUNT(words_in_turn); i++) {
        ck_assert_msg(report.readings[i].word == words_in_turn[i].kind, "%d", i);
        ck_assert_msg(report.readings[i].severity == words_in_turn[i].severity, "%d", i);
    }
    wire_assert_text(report.readings[1].severity_word, "ok");
    wire_assert_text(report.readings[4].severity_word, "okay");
    wire_assert_text(report.readings[7].severity_word, "ok");
    buffer_free(&json);
}
END_TEST

/* --- Dimensions whose keys are those of the one before, or nearly --- */

static struct report alone;

/* Appends a dimension of any members, often with those of the one before: `style` says which. */
static void append_dimension(struct buffer *json, struct dice *dice, uint64_t style)
{
    static const char *const keys[] = {"extra",       "value",    "severity", "z_score",
                                       "sample_size", "metadata", "detail",   "b\\u0061seline"};
    struct dice members = {style};

    buffer_string(json, "{\"name\":\"a\"");
    for (size_t i = dice_below(&members, 12); i > 0; i--) {
        const char *space = dice_once_in(&members, 2) ? " " : "";
        const char *key = keys[dice_below(&members, COUNT(keys))];
        buffer_printf(json, ",%s\"%s\"%s:%s%d", space, key, space, space,
                      (int)dice_below(dice, 100));
        if (dice_once_in(dice, 20))
            buffer_string(json, ",\"name\":[{\"value\":7}]");
    }
    buffer_char(json, '}');
}

static void assert_equal(const struct reading *a, const struct reading *b)
{
    ck_assert(slice_equals(a->name, b->name));
    ck_assert(slice_equals(a->severity_word, b->severity_word));
    ck_assert_int_eq(a->severity, b->severity);
    ck_assert(isnan(a->value) ? isnan(b->value) : a->value == b->value);
    ck_assert(isnan(a->baseline) ? isnan(b->baseline) : a->baseline == b->baseline);
    ck_assert(isnan(a->z) ? isnan(b->z) : a->z == b->z);
    ck_assert_uint_eq(a->sample_count, b->sample_count);
    ck_assert(slice_equals(a->metadata, b->metadata));
}

/* Reads ten dimensions in one array into `report`, and each of them into `alone`. */
static void read_both(struct dice *dice)
{
    struct buffer all = {0};
    struct buffer one = {0};
    uint64_t style = 0;

    for (int i = 0; i < 10; i++) {
        if (i == 0 || dice_once_in(dice, 3))
            style = dice_below(dice, 1000);
        buffer_clear(&one);
        buffer_char(&one, '[');
        append_dimension(&one, dice, style);
        buffer_printf(&all, "%c%s", i == 0 ? '[' : ',', buffer_text(&one) + 1);
        buffer_char(&one, ']');
        ck_assert(wire_read_dimensions(&alone, buffer_text(&one), &(struct error){0}));
    }
    buffer_char(&all, ']');
    parse_good(buffer_text(&all));
    buffer_free(&all);
    buffer_free(&one);
}

START_TEST(dimensions_in_one_array_are_what_each_is_alone)
{
    struct dice dice = {(uint64_t)_i};

    for (int round = 0; round < 200; round++) {
        report_reset(&report);
        report_reset(&alone);
        read_both(&dice);
        ck_assert_uint_eq(report.count, alone.count);
        for (size_t i = 0; i < report.count; i++)
            assert_equal(&report.readings[i], &alone.readings[i]);
        ck_assert_mem_eq(&report.flaws, &alone.flaws, sizeof(alone.flaws));
    }
    report_free(&alone);
}
END_TEST

/* --- The traps of production --- */

START_TEST(trap_1_severity_is_trusted_whatever_z_says)
{
    parse_good("[{\"name\":\"a\",\"severity\":\"degraded\",\"value\":1,\"z_score\":0.2},"
               "{\"name\":\"b\",\"severity\":\"ok\",\"value\":1,\"z_score\":-99.5},"
               "{\"name\":\"c\",\"severity\":\"warn\",\"value\":1,\"z_score\":0}]");
    ck_assert_int_eq(report.readings[0].severity, SEVERITY_DEGRADED);
    ck_assert_double_eq(report.readings[0].z, 0.2);
    ck_assert_int_eq(report.readings[1].severity, SEVERITY_OK);
    ck_assert_double_eq(report.readings[1].z, -99.5);
    ck_assert_int_eq(report.readings[2].severity, SEVERITY_WARN);
    wire_assert_no_flaws(&report);
}
END_TEST

START_TEST(trap_2_a_bare_nan_costs_one_number_and_no_neighbour)
{
    parse_good("[{\"name\":\"a\",\"severity\":\"ok\",\"value\":0.5,\"baseline\":0.5,\"z_score\":0},"
               "{\"name\":\"b\",\"severity\":\"warn\",\"value\": NaN,\"baseline\":0.25,"
               "\"z_score\":-Infinity,\"sample_count\":7},"
               "{\"name\":\"c\",\"severity\":\"ok\",\"value\":0.75,\"baseline\":Infinity}]");
    ck_assert_uint_eq(report.count, 3);
    ck_assert_double_eq(report.readings[0].value, 0.5);
    ck_assert_double_nan(report.readings[1].value);
    ck_assert_double_eq(report.readings[1].baseline, 0.25);
    ck_assert_double_nan(report.readings[1].z);
    ck_assert_uint_eq(report.readings[1].sample_count, 7);
    ck_assert_double_eq(report.readings[2].value, 0.75);
    ck_assert_double_nan(report.readings[2].baseline);
    ck_assert_uint_eq(report.flaws.count[FLAW_NUMBERS_NOT_FINITE], 3);
    ck_assert_uint_eq(report_flaws_total(&report.flaws), 3);
}
END_TEST

START_TEST(trap_2_a_number_beyond_a_double_is_unknown)
{
    const struct reading *reading = parse_one("[{\"name\":\"a\",\"severity\":\"warn\",\"value\":"
                                              "1e999,\"baseline\":-1e999,\"z_score\":2}]");

    ck_assert_double_nan(reading->value);
    ck_assert_double_nan(reading->baseline);
    ck_assert_double_eq(reading->z, 2);
    ck_assert_uint_eq(report.flaws.count[FLAW_NUMBERS_NOT_FINITE], 2);
}
END_TEST

START_TEST(trap_2_nan_inside_of_metadata_is_no_flaw)
{
    const struct reading *reading =
        parse_one("[{\"name\":\"a\",\"severity\":\"ok\",\"value\":1,\"metadata\":{\"psi\": NaN}}]");

    wire_assert_text(reading->metadata, "{\"psi\": NaN}");
    wire_assert_no_flaws(&report);
}
END_TEST

START_TEST(trap_3_a_cold_start_is_ok)
{
    const struct reading *reading =
        parse_one("[{\"name\":\"a\",\"severity\":\"ok\",\"value\":0.9,"
                  "\"baseline\":0.0,\"z_score\":0.0,\"sample_count\":1}]");

    ck_assert_int_eq(reading->severity, SEVERITY_OK);
    ck_assert_double_eq(reading->baseline, 0);
    ck_assert_double_eq(reading->z, 0);
    wire_assert_no_flaws(&report);
}
END_TEST

START_TEST(trap_4_a_name_that_flips_is_another_dimension)
{
    parse_good("[{\"name\":\"ResponseQuality\",\"severity\":\"ok\",\"value\":1},"
               "{\"name\":\"ResponseQuality.relevance\",\"severity\":\"ok\",\"value\":2}]");
    wire_assert_text(report.readings[0].name, "ResponseQuality");
    wire_assert_text(report.readings[1].name, "ResponseQuality.relevance");
}
END_TEST

START_TEST(trap_8_keys_differ_by_case)
{
    const struct reading *reading = parse_one("[{\"NAME\":\"x\",\"name\":\"a\",\"severity\":\"ok\","
                                              "\"value\":1,\"Value\":2,\"VALUE\":3}]");

    wire_assert_text(reading->name, "a");
    ck_assert_double_eq(reading->value, 1);
}
END_TEST

START_TEST(trap_9_hostile_names_are_kept_byte_by_byte)
{
    parse_good("[{\"name\":\"\\u001b]0;x\\u0007\\n\\u009b2J\\u202e\\u0000\",\"severity\":\"ok\","
               "\"value\":1},{\"name\":\"\xff\xc3(\",\"severity\":\"ok\",\"value\":1}]");
    const char raw[] = "\x1b]0;x\a\n\xC2\x9B"
                       "2J\xE2\x80\xAE";
    ck_assert_uint_eq(report.readings[0].name.size, sizeof(raw));
    ck_assert_mem_eq(report.readings[0].name.data, raw, sizeof(raw));
    wire_assert_text(report.readings[1].name, "\xff\xc3(");
}
END_TEST

/* --- Severity --- */

START_TEST(capitals_mean_the_same_and_are_kept_as_written)
{
    const struct reading *reading =
        parse_one("[{\"name\":\"a\",\"severity\":\"DEGRADED\",\"value\":1}]");

    ck_assert_int_eq(reading->severity, SEVERITY_DEGRADED);
    wire_assert_text(reading->severity_word, "DEGRADED");
    wire_assert_no_flaws(&report);
}
END_TEST

START_TEST(an_unknown_word_is_kept_and_counted)
{
    const struct reading *reading =
        parse_one("[{\"name\":\"a\",\"severity\":\"cr\\u00edtico\",\"value\":1}]");

    ck_assert_int_eq(reading->word, WORD_UNKNOWN);
    wire_assert_text(reading->severity_word, "cr\xC3\xADtico");
    ck_assert_uint_eq(report.flaws.count[FLAW_UNKNOWN_SEVERITY], 1);
    ck_assert_uint_eq(report_flaws_total(&report.flaws), 1);
}
END_TEST

static const struct {
    const char *members;
    enum severity severity;
    uint32_t missing;
    uint32_t not_finite;
} severities[] = {
    {"\"severity\":\"ok\",\"value\":0", SEVERITY_OK, 0, 0},
    /* No data is not healthy. */
    {"\"severity\":\"ok\",\"value\":null", SEVERITY_NO_DATA, 0, 0},
    {"\"severity\":\"OK\",\"value\":null,\"baseline\":null,\"z_score\":null,\"sample_count\":0",
     SEVERITY_NO_DATA, 0, 0},
    {"\"severity\":\" info \",\"value\":null", SEVERITY_NO_DATA, 0, 0},
    {"\"severity\":\"ok\",\"value\":NaN", SEVERITY_NO_DATA, 0, 1},
    {"\"severity\":\"ok\",\"value\":\"n/a\"", SEVERITY_NO_DATA, 0, 1},
    {"\"severity\":\"ok\",\"value\":\"0.5\"", SEVERITY_OK, 0, 0},
    {"\"severity\":\"ok\",\"value\":[0.5]", SEVERITY_NO_DATA, 0, 1},
    {"\"severity\":\"ok\",\"value\":true", SEVERITY_NO_DATA, 0, 1},
    {"\"severity\":\"ok\"", SEVERITY_NO_DATA, 1, 0},
    {"\"value\":null,\"severity\":\"ok\",\"value\":1", SEVERITY_OK, 0, 0},
    /* An alarm is never hidden. */
    {"\"severity\":\"warn\",\"value\":null", SEVERITY_WARN, 0, 0},
    {"\"severity\":\"degraded\",\"value\":null", SEVERITY_DEGRADED, 0, 0},
    {"\"severity\":\"degraded\"", SEVERITY_DEGRADED, 1, 0},
    {"\"severity\":\"degraded\",\"value\":NaN", SEVERITY_DEGRADED, 0, 1},
    {"\"severity\":\"FATAL\",\"value\":1", SEVERITY_DEGRADED, 0, 0},
    /* Without a word the lists decide, and here they are empty. */
    {"\"value\":0.5", SEVERITY_OK, 1, 0},
    {"\"severity\":null,\"value\":0.5", SEVERITY_OK, 1, 0},
    {"\"severity\":3,\"value\":0.5", SEVERITY_OK, 1, 0},
    {"\"severity\":\"\",\"value\":0.5", SEVERITY_OK, 1, 0},
    {"\"severity\":\"  \",\"value\":0.5", SEVERITY_OK, 1, 0},
    {"\"severity\":\"ok\",\"severity\":null,\"value\":0.5", SEVERITY_OK, 1, 0},
    {"\"value\":null", SEVERITY_NO_DATA, 1, 0},
    {"\"severity\":null", SEVERITY_NO_DATA, 2, 0},
};

START_TEST(severity_follows_the_word_and_the_value)
{
    char json[256];

    snprintf(json, sizeof(json), "[{\"name\":\"a\",%s}]", severities[_i].members);
    wire_read_entry(&report, "", "", json);
    ck_assert_int_eq(report.readings[0].severity, severities[_i].severity);
    ck_assert_uint_eq(report.flaws.count[FLAW_MISSING_FIELDS], severities[_i].missing);
    ck_assert_uint_eq(report.flaws.count[FLAW_NUMBERS_NOT_FINITE], severities[_i].not_finite);
    ck_assert_uint_eq(report.flaws.count[FLAW_UNKNOWN_SEVERITY], 0);
}
END_TEST

START_TEST(the_operators_words_are_known)
{
    struct severity_words own = {0};

    ck_assert(severity_words_add(&own, SLICE("elevated"), SEVERITY_WARN, NULL));
    ck_assert(severity_words_add(&own, SLICE("info"), SEVERITY_WARN, NULL));
    report.severity_words = &own;
    wire_read_entry(&report, "", "a|b",
                    "[{\"name\":\"a\",\"severity\":\"Elevated\",\"value\":1},"
                    "{\"name\":\"b\",\"severity\":\"info\",\"value\":1}]");
    ck_assert_int_eq(report.readings[0].severity, SEVERITY_WARN);
    ck_assert_int_eq(report.readings[1].severity, SEVERITY_WARN);
    wire_assert_no_flaws(&report);
    severity_words_free(&own);
    report.severity_words = NULL;
}
END_TEST

/* --- Numbers that are written as text --- */

static const struct {
    const char *text;
    double value; /* NaN: it is none */
} texts[] = {
    {"0.91", 0.91},
    {" 0.91 ", 0.91},
    {"\\t-4.2\\n", -4.2},
    {"+1", 1},
    {"007", 7},
    {".5", 0.5},
    {"5.", 5},
    {"1e-3", 1e-3},
    {"1.E3", 1000},
    {"\\u0031", 1},
    {"0", 0},
    {"-0.0", -0.0},
    {"123456789012345678901234567890", 123456789012345678901234567890.0},
    {"0.30000000000000004", 0.30000000000000004},
    {"", NAN},
    {" ", NAN},
    {"n/a", NAN},
    {"1_0", NAN},
    {"0x1p3", NAN},
    {"0,91", NAN},
    {"NaN", NAN},
    {"nan", NAN},
    {"Infinity", NAN},
    {"-inf", NAN},
    {"1e999", NAN},
    {"1 2", NAN},
    {"1-", NAN},
    {"--1", NAN},
    {"+", NAN},
    {".", NAN},
    {"e5", NAN},
    {"1e", NAN},
    {"1e+", NAN},
    {"1.2.3", NAN},
    {"12%", NAN},
    {"true", NAN},
    {"1\\u0000", NAN},
};

START_TEST(a_text_that_is_one_decimal_number_is_read_and_counted)
{
    char json[256];
    bool known = !isnan(texts[_i].value);

    snprintf(json, sizeof(json),
             "[{\"name\":\"a\",\"severity\":\"ok\",\"value\":\"%s\",\"baseline\":\"%s\","
             "\"z_score\":\"%s\"}]",
             texts[_i].text, texts[_i].text, texts[_i].text);
    const struct reading *reading = parse_one(json);
    ck_assert(known ? reading->value == texts[_i].value : isnan(reading->value));
    ck_assert(known ? reading->baseline == texts[_i].value : isnan(reading->baseline));
    ck_assert(known ? reading->z == texts[_i].value : isnan(reading->z));
    ck_assert_uint_eq(report.flaws.count[FLAW_NUMBERS_AS_TEXT], known ? 3 : 0);
    ck_assert_uint_eq(report.flaws.count[FLAW_NUMBERS_NOT_FINITE], known ? 0 : 3);
}
END_TEST

/* --- Samples --- */

static const struct {
    const char *written;
    uint64_t count;
    uint32_t not_whole;
    uint32_t not_finite;
} sample_counts[] = {
    {"0", 0, 0, 0},
    {"312", 312, 0, 0},
    {"312.0", 312, 0, 0},
    {"3.12e2", 312, 0, 0},
    {"9007199254740993", 9007199254740993, 0, 0},
    {"null", SAMPLE_COUNT_UNKNOWN, 0, 0},
    {"312.5", SAMPLE_COUNT_UNKNOWN, 1, 0},
    {"-1", SAMPLE_COUNT_UNKNOWN, 1, 0},
    {"NaN", SAMPLE_COUNT_UNKNOWN, 0, 1},
    {"1e999", SAMPLE_COUNT_UNKNOWN, 0, 1},
    {"1e30", SAMPLE_COUNT_UNKNOWN, 1, 0},
    {"18446744073709551615", SAMPLE_COUNT_UNKNOWN, 1, 0},
    {"\"312\"", 312, 0, 0},
    {"\"312.5\"", SAMPLE_COUNT_UNKNOWN, 1, 0},
    {"\"many\"", SAMPLE_COUNT_UNKNOWN, 0, 1},
    {"{}", SAMPLE_COUNT_UNKNOWN, 0, 1},
};

START_TEST(sample_counts_are_whole_numbers)
{
    char json[256];

    snprintf(json, sizeof(json),
             "[{\"name\":\"a\",\"severity\":\"ok\",\"value\":1,\"sample_count\":%s}]",
             sample_counts[_i].written);
    ck_assert_uint_eq(parse_one(json)->sample_count, sample_counts[_i].count);
    ck_assert_uint_eq(report.flaws.count[FLAW_COUNTS_NOT_WHOLE], sample_counts[_i].not_whole);
    ck_assert_uint_eq(report.flaws.count[FLAW_NUMBERS_NOT_FINITE], sample_counts[_i].not_finite);
}
END_TEST

START_TEST(a_missing_sample_count_is_unknown_and_no_flaw)
{
    ck_assert_uint_eq(parse_one("[{\"name\":\"a\",\"severity\":\"ok\",\"value\":1}]")->sample_count,
                      SAMPLE_COUNT_UNKNOWN);
    wire_assert_no_flaws(&report);
}
END_TEST

Suite *suite_readings(void)
{
    Suite *suite = suite_create("readings");
    TCase *tcase = tcase_create("readings");

    tcase_add_checked_fixture(tcase, NULL, release);
    tcase_add_test(tcase, a_word_means_the_same_whatever_came_before_it);
    tcase_add_test(tcase, the_dialect_of_stream_drift_sink_is_read);
    tcase_add_test(tcase, the_dialect_of_the_original_redis_sink_is_read);
    tcase_add_test(tcase, keys_come_in_any_order_and_unknown_ones_are_passed_over);
    tcase_add_test(tcase, the_last_of_two_equal_keys_counts);
    tcase_add_test(tcase, a_key_may_be_escaped);
    tcase_add_test(tcase, an_empty_array_has_no_dimensions);
    tcase_add_test(tcase, readings_are_added_behind_those_that_are_there);
    tcase_add_loop_test(tcase, dimensions_in_one_array_are_what_each_is_alone, 0, 5);
    tcase_add_loop_test(tcase, sample_counts_are_whole_numbers, 0, COUNT(sample_counts));
    tcase_add_test(tcase, a_missing_sample_count_is_unknown_and_no_flaw);
    tcase_add_test(tcase, trap_1_severity_is_trusted_whatever_z_says);
    tcase_add_test(tcase, trap_2_a_bare_nan_costs_one_number_and_no_neighbour);
    tcase_add_test(tcase, trap_2_a_number_beyond_a_double_is_unknown);
    tcase_add_test(tcase, trap_2_nan_inside_of_metadata_is_no_flaw);
    tcase_add_test(tcase, trap_3_a_cold_start_is_ok);
    tcase_add_test(tcase, trap_4_a_name_that_flips_is_another_dimension);
    tcase_add_test(tcase, trap_8_keys_differ_by_case);
    tcase_add_test(tcase, trap_9_hostile_names_are_kept_byte_by_byte);
    tcase_add_test(tcase, capitals_mean_the_same_and_are_kept_as_written);
    tcase_add_test(tcase, an_unknown_word_is_kept_and_counted);
    tcase_add_test(tcase, the_operators_words_are_known);
    tcase_add_loop_test(tcase, a_text_that_is_one_decimal_number_is_read_and_counted, 0,
                        COUNT(texts));
    tcase_add_loop_test(tcase, severity_follows_the_word_and_the_value, 0, COUNT(severities));
    suite_add_tcase(suite, tcase);
    return suite;
}
