#include "config.h"

#include "base/text.h"
#include "headless/snapshot.h"
#include "program.h"
#include "support/drift_fixture.h"
#include "support/environment.h"
#include "support/judge_fixture.h"
#include "unit/suites.h"

#include <cjson/cJSON.h>
#include <errno.h>
#include <math.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define MAX_ARGUMENTS 16
#define HOSTILE "\x1b]0;x\x07\xff\xe2\x80\xae\xc2\x9b日本"

static struct fleet fleet;
static struct notes notes;

static void setup(void)
{
    environment_utf8();
    environment_time_zone("UTC0");
    fleet = (struct fleet){0};
}

static void teardown(void)
{
    fleet_free(&fleet);
    environment_restore();
}

static struct tenant *add_tenant(const char *name)
{
    struct tenant *tenant = fleet_tenant(&fleet, slice_of(name));

    tenant->looked_at = true;
    fixture_asked(tenant);
    history_reach(&tenant->history, HISTORY_LIVE, 0);
    return tenant;
}

/* A fleet with one tenant in trouble, one silent, one empty, and one that cannot be read. */
static void fill_fleet(void)
{
    struct tenant *acme = add_tenant("acme");
    struct tenant *zulu = add_tenant("zulu");
    struct tenant *broken = add_tenant("broken");

    fixture_fill(acme, 0, 40, "relevance=O-0.5 faithfulness=O0.25");
    fixture_fill(acme, 40, 50, "relevance=O-0.5 faithfulness=W-2.5");
    fixture_fill(acme, 50, 60, "relevance=N faithfulness=D-4.25");
    acme->entries = 15004;
    fixture_fill(zulu, 0, 30, "relevance=O1");
    add_tenant("empty");
    fixture_fill(broken, 50, 58, "relevance=O1");
    tenant_add_unreadable(broken, stream_id_at(AT(58)), "dims: byte 3: expected '}'", true);
}

static struct snapshot_frame frame_of(size_t buckets)
{
    return (struct snapshot_frame){
        .source = "redis://localhost:6379/0",
        .looked_for = "no stream",
        .generated_ms = AT(60),
        .window = BETWEEN(0, 60),
        .buckets = buckets,
        .zone = ZONE_UTC,
        .notes = &notes,
    };
}

static bool prints_text(FILE *out, const struct snapshot_frame *frame, const struct glyphs *glyphs,
                        bool ascii)
{
    struct snapshot_frame drawn = *frame;
    struct judged_fleet judged;

    drawn.glyphs = glyphs;
    drawn.ascii = ascii;
    judge_fleet_until(&judged, &fleet, frame->window.end_ms, SORT_WORST);
    bool printed = snapshot_text_format.print(out, &judged.listing, &drawn);
    judged_fleet_free(&judged);
    return printed;
}

static bool prints_json(FILE *out, const struct snapshot_frame *frame)
{
    struct judged_fleet judged;

    judge_fleet_until(&judged, &fleet, frame->window.end_ms, SORT_NAME);
    bool printed = snapshot_json_format.print(out, &judged.listing, frame);
    judged_fleet_free(&judged);
    return printed;
}

static char *printed_text(enum glyph_set set, bool ascii)
{
    struct snapshot_frame frame = frame_of(60);
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);

    ck_assert_ptr_nonnull(out);
    ck_assert(prints_text(out, &frame, glyphs_get(set), ascii));
    ck_assert_int_eq(fclose(out), 0);
    return text;
}

static char *printed_json(size_t buckets)
{
    struct snapshot_frame frame = frame_of(buckets);
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);

    ck_assert_ptr_nonnull(out);
    ck_assert(prints_json(out, &frame));
    ck_assert_int_eq(fclose(out), 0);
    return text;
}

/* Compares texts that are too long for one message: the first line that differs is shown. */
static void assert_same_text(const char *actual, const char *expected)
{
    for (int number = 1; *actual != '\0' || *expected != '\0'; number++) {
        int actual_size = (int)strcspn(actual, "\n");
        int expected_size = (int)strcspn(expected, "\n");
        ck_assert_msg(actual_size == expected_size &&
                          memcmp(actual, expected, (size_t)actual_size) == 0 &&
                          actual[actual_size] == expected[expected_size],
                      "line %d is\n%.80s\nand not\n%.80s", number, actual, expected);
        actual += actual_size + (actual[actual_size] == '\n');
        expected += expected_size + (expected[expected_size] == '\n');
    }
}

/* --- text --- */

START_TEST(text_is_fit_for_a_ticket)
{
    fill_fleet();
    char *text = printed_text(GLYPHS_ASCII, true);

    assert_same_text(text, "source  redis://localhost:6379/0, seen at 2023-11-14 01:00:00 UTC\n"
                           "window  2023-11-14 00:00:00 to 2023-11-14 01:00:00 UTC, 1h\n"
                           "tenants 4: 1 degraded, 1 silent, 1 empty, 1 ok\n"
                           "\n"
                           "acme: DEGRADED 10m, warn since 20m, newest report 00:59:00, 1m old\n"
                           "  dimension    state    value  base change    z  n  severity\n"
                           "  faithfulness degraded 0.500 0.750 -0.250 -4.2 10  "
                           ".................wwwwwDDDDD\n"
                           "  relevance    no data      -     -      -    -  -  "
                           "......................nnnnn\n"
                           "  events, newest first:\n"
                           "  00:50:00  relevance ok -> no data for 10m so far\n"
                           "  00:50:00  faithfulness warn -> degraded for 10m so far\n"
                           "  00:40:00  faithfulness ok -> warn for 10m\n"
                           "\n"
                           "zulu: SILENT for 31m, newest report 00:29:00\n"
                           "  dimension    state    value  base change    z  n  severity\n"
                           "  relevance    ok       0.500 0.750 -0.250 +1.0 10  "
                           ":::::::::::::______________\n"
                           "  events, newest first:\n"
                           "  00:29:00  silent for 31m so far\n"
                           "\n"
                           "empty: EMPTY, the stream has no entries\n"
                           "\n"
                           "broken: OK, newest report 00:58:00, 2m old\n"
                           "  unreadable entries: 1, of the newest: dims: byte 3: expected '}'\n"
                           "  dimension    state    value  base change    z  n  severity\n"
                           "  relevance    ok       0.500 0.750 -0.250 +1.0 10  "
                           "______________________::::_\n");
    free(text);
}
END_TEST

START_TEST(lines_of_text_take_80_columns_at_most)
{
    fill_fleet();
    fixture_add(add_tenant("long"), AT(59),
                "ResponseQuality.faithfulness_measured_by_the_second_judge=D-1234567.5 x=O1e30");
    for (int set = GLYPHS_ASCII; set <= GLYPHS_BRAILLE; set++) {
        char *text = printed_text((enum glyph_set)set, false);
        for (char *line = strtok(text, "\n"); line != NULL; line = strtok(NULL, "\n"))
            ck_assert_msg(text_width(slice_of(line)) <= 80, "%s", line);
        free(text);
    }
}
END_TEST

START_TEST(times_of_another_day_have_a_date)
{
    struct snapshot_frame frame = frame_of(60);
    char *text = NULL;
    size_t size = 0;

    fixture_fill(add_tenant("acme"), 0, 30, "a=D9");
    frame.window = BETWEEN(0, 3 * 24 * 60);
    FILE *out = open_memstream(&text, &size);
    ck_assert(prints_text(out, &frame, glyphs_get(GLYPHS_ASCII), true));
    ck_assert_int_eq(fclose(out), 0);
    ck_assert_ptr_nonnull(strstr(text, "newest report 2023-11-14 00:29:00"));
    free(text);
}
END_TEST

START_TEST(trouble_from_before_the_window_says_so)
{
    fixture_fill(add_tenant("acme"), -RECENT_MAX, 60, "a=D9");
    char *text = printed_text(GLYPHS_ASCII, true);

    ck_assert_ptr_nonnull(strstr(text, "acme: DEGRADED since before "));
    free(text);
}
END_TEST

START_TEST(of_many_events_the_newest_are_told)
{
    struct tenant *tenant = add_tenant("acme");

    for (int minute = 0; minute < 60; minute++)
        fixture_add(tenant, AT(minute), minute / 7 % 2 == 0 ? "a=W2" : "a=O");
    char *text = printed_text(GLYPHS_ASCII, true);
    ck_assert_ptr_nonnull(strstr(text, "  the newest 5 of 8 events:\n  00:56:00  a ok -> warn"));
    ck_assert_ptr_nonnull(strstr(text, "  00:28:00  a ok -> warn for 7m\n"));
    ck_assert_ptr_null(strstr(text, "00:21:00"));
    free(text);
}
END_TEST

START_TEST(a_dimension_that_alternates_is_one_event)
{
    struct tenant *tenant = add_tenant("acme");

    for (int minute = 0; minute < 60; minute++)
        fixture_add(tenant, AT(minute), minute % 2 == 0 ? "a=O b=O" : "a=D2 b=W1");
    fixture_add(tenant, AT(59) + 30000, "a=D2 b=W1 c=O");
    char *text = printed_text(GLYPHS_ASCII, true);
    ck_assert_ptr_nonnull(strstr(text, "a ok <-> degraded x 59 since 00:01, bad 30 of 60\n"));
    ck_assert_ptr_nonnull(strstr(text, "b ok <-> warn x 59 since 00:01, bad 30 of 60\n"));
    ck_assert_ptr_null(strstr(text, "->  degraded"));
    free(text);
}
END_TEST

START_TEST(what_happened_to_the_stream_is_an_event)
{
    struct tenant *tenant = add_tenant("acme");

    fixture_fill(tenant, 0, 60, "a=O");
    tenant_note(tenant, NOTICE_RESET, AT(30), "made again with \x1b[2J");
    char *text = printed_text(GLYPHS_ASCII, true);
    ck_assert_ptr_nonnull(strstr(text, "  00:30:00  made again with ?[2J\n"));
    free(text);
}
END_TEST

START_TEST(a_tenant_that_cannot_be_read_says_why)
{
    struct tenant *tenant = add_tenant("acme");

    tenant->failed = true;
    tenant_set_trouble(tenant, "NOPERM no rights");
    char *text = printed_text(GLYPHS_ASCII, true);
    ck_assert_ptr_nonnull(strstr(text, "acme: NO DATA, newest report ?, no permission\n"
                                       "  the window could not be read: NOPERM no rights\n"));
    free(text);
}
END_TEST

START_TEST(without_tenants_text_says_what_was_looked_for)
{
    char *text = printed_text(GLYPHS_BLOCK, false);

    ck_assert_ptr_nonnull(strstr(text, "tenants 0\n\nNothing was found: no stream\n"));
    free(text);
}
END_TEST

static void add_hostile(void)
{
    fixture_fill(add_tenant(HOSTILE), 0, 60, HOSTILE "=D3");
}

START_TEST(hostile_names_are_harmless_in_text)
{
    add_hostile();
    for (int ascii = 0; ascii <= 1; ascii++) {
        char *text = printed_text(GLYPHS_BLOCK, ascii == 1);
        struct slice rest = slice_of(text);
        while (rest.size > 0) {
            uint32_t character;
            size_t size = text_decode(rest, &character);
            ck_assert_msg(character == '\n' || text_safe_character(character) == character,
                          "U+%04X", (unsigned)character);
            ck_assert(size > 1 || character != TEXT_REPLACEMENT);
            ck_assert(ascii == 0 || character < 0x80);
            rest.data += size;
            rest.size -= size;
        }
        ck_assert(ascii == 1 || strstr(text, "日本: DEGRADED") != NULL);
        free(text);
    }
}
END_TEST

/* --- JSON --- */

#define NORMAL                                                                                     \
    "\"alert\":{\"state\":\"normal\",\"severity\":null,\"since_ms\":null,\"bad\":0,\"of\":0},"

/* Whatever the rules are: these verdicts are made by hand. */
START_TEST(json_is_exactly_the_schema)
{
    struct tenant *acme = add_tenant("acme");
    struct note note = {.id = "replica"};
    const struct since never = SINCE_NONE;
    struct dimension_verdict dimensions[] = {
        {.dimension = 0,
         .state = STATE_DEGRADED,
         .severity = SEVERITY_DEGRADED,
         .newest_ms = AT(58),
         .newest = {.value = 0.5, .baseline = 0.75, .z = -4.25, .count = 10},
         .since = {.time_ms = AT(57)},
         .bad_since = {.time_ms = AT(40), .before = true},
         .alert = {.state = ALERT_FIRING,
                   .severity = SEVERITY_DEGRADED,
                   .since_ms = AT(57),
                   .bad = 3,
                   .of = 5},
         .rare = &(struct dimension_rare){.flapping = {.is = true,
                                                       .current = true,
                                                       .changes = 4,
                                                       .bad = 3,
                                                       .readings = 5,
                                                       .since_ms = AT(55)}},
         .other = DIMENSION_NONE},
        {.dimension = 1,
         .state = STATE_SUPERSEDED,
         .severity = SEVERITY_OK,
         .newest_ms = AT(28),
         .newest = {.value = NAN, .baseline = NAN, .z = NAN, .count = SPAN_COUNT_UNKNOWN},
         .since = never,
         .bad_since = never,
         .alert = ALERT_NONE,
         .rare = &(struct dimension_rare){.not_back = {.is = true,
                                                       .value_before = 0.92,
                                                       .baseline_before = NAN,
                                                       .since_ms = AT(22)}},
         .held = true,
         .other = 0},
    };
    struct tenant_verdict verdicts[] = {
        {.tenant = add_tenant("Empty"),
         .state = STATE_EMPTY,
         .since = never,
         .bad_since = never,
         .newest_ms = INT64_MIN,
         .alert = ALERT_NONE},
        {.tenant = acme,
         .state = STATE_DEGRADED,
         .silent = true,
         .forgotten = true,
         .since = {.time_ms = AT(57)},
         .bad_since = {.time_ms = AT(40)},
         .alert = {.state = ALERT_PENDING,
                   .severity = SEVERITY_WARN,
                   .since_ms = AT(57),
                   .bad = 1,
                   .of = 3},
         .newest_ms = AT(59),
         .newest_id = {(uint64_t)AT(59), 7},
         .dimensions = dimensions,
         .dimension_count = 2},
    };
    const struct tenant_verdict *rows[] = {&verdicts[0], &verdicts[1]};
    const struct listing tenants = {.rows = rows, .count = 2};
    struct snapshot_frame frame = frame_of(2);
    char *text = NULL;
    size_t size = 0;

    fixture_fill(acme, 0, 30, "b=O-0.5 a=W2.25");
    fixture_fill(acme, 30, 60, "b=N");
    acme->entries = 15004;
    acme->skipped = 2;
    acme->flaws.count[FLAW_NUMBERS_AS_TEXT] = 3;
    buffer_string(&note.text, "a \"replica\"");
    notes = (struct notes){.list = &note, .count = 1};
    FILE *out = open_memstream(&text, &size);
    ck_assert(snapshot_json_format.print(out, &tenants, &frame));
    ck_assert_int_eq(fclose(out), 0);
    assert_same_text(
        text,
        "{\"schema\":\"driftop.snapshot/1\",\"generated_ms\":1699923600000,"
        "\"source\":\"redis://localhost:6379/0\","
        "\"notes\":[{\"id\":\"replica\",\"text\":\"a \\\"replica\\\"\"}],"
        "\"window\":{\"start_ms\":1699920000000,\"end_ms\":1699923600000},\"tenants\":[\n"
        "{\"tenant\":\"Empty\",\"state\":\"empty\",\"silent\":false,\"forgotten\":false," NORMAL
        "\"since_ms\":null,\"bad_since_ms\":null,\"acknowledged\":null,\"muted\":null,\"last_id\":"
        "null,\"last_ms\":null,"
        "\"age_ms\":null,\"reports\":0,\"entries\":0,\"skipped\":0,\"flaws\":{},"
        "\"dimensions\":[]},\n"
        "{\"tenant\":\"acme\",\"state\":\"degraded\",\"silent\":true,\"forgotten\":true,"
        "\"alert\":{\"state\":\"pending\",\"severity\":\"warn\",\"since_ms\":1699923420000,"
        "\"bad\":1,\"of\":3},"
        "\"since_ms\":1699923420000,\"bad_since_ms\":1699922400000,"
        "\"acknowledged\":null,\"muted\":null,\"last_id\":\"1699923540000-7\",\"last_ms\":"
        "1699923540000,\"age_ms\":60000,"
        "\"reports\":60,\"entries\":15004,\"skipped\":2,\"flaws\":{\"numbers_as_text\":3},"
        "\"dimensions\":["
        "{\"name\":\"b\",\"state\":\"degraded\",\"severity\":\"degraded\",\"value\":0.5,"
        "\"baseline\":0.75,\"z_score\":-4.25,\"sample_count\":10,"
        "\"since_ms\":1699923420000,\"bad_since_ms\":null,\"held\":false,"
        "\"alert\":{\"state\":\"firing\",\"severity\":\"degraded\",\"since_ms\":1699923420000,"
        "\"bad\":3,\"of\":5},\"not_back\":null,"
        "\"flapping\":{\"changes\":4,\"bad\":3,\"of\":5,\"since_ms\":1699923300000},"
        "\"acknowledged\":null,\"muted\":null,\"metadata_change_count\":0,\"metadata_changes\":[],"
        "\"window\":{\"z_min\":-0.5,\"z_max\":-0.5,\"z_mean\":-0.5,\"worst\":\"no_data\","
        "\"ok\":30,\"warn\":0,\"degraded\":0,\"no_data\":30},"
        "\"series\":[{\"start_ms\":1699920000000,\"z\":-0.5,\"severity\":\"ok\",\"count\":30},"
        "{\"start_ms\":1699921800000,\"z\":null,\"severity\":\"no_data\",\"count\":30}]},"
        "{\"name\":\"a\",\"state\":\"superseded\",\"severity\":\"ok\",\"value\":null,"
        "\"baseline\":null,\"z_score\":null,\"sample_count\":null,"
        "\"since_ms\":null,\"bad_since_ms\":null,\"held\":true," NORMAL
        "\"not_back\":{\"value_before\":0.92,\"baseline_before\":null,"
        "\"since_ms\":1699921320000},\"flapping\":null,\"superseded_by\":\"b\","
        "\"acknowledged\":null,\"muted\":null,\"metadata_change_count\":0,\"metadata_changes\":[],"
        "\"window\":{\"z_min\":2.25,\"z_max\":2.25,\"z_mean\":2.25,\"worst\":\"warn\","
        "\"ok\":0,\"warn\":30,\"degraded\":0,\"no_data\":0},"
        "\"series\":[{\"start_ms\":1699920000000,\"z\":2.25,\"severity\":\"warn\",\"count\":30},"
        "{\"start_ms\":1699921800000,\"z\":null,\"severity\":null,\"count\":0}]}]}\n"
        "]}\n");
    buffer_free(&note.text);
    free(text);
}
END_TEST

START_TEST(names_that_are_no_utf8_differ_in_json_too)
{
    fixture_add(add_tenant("a\xff"), AT(1), "x=O1");
    fixture_add(add_tenant("a\xEF\xBF\xBD"), AT(1), "\xfe=O1");
    char *text = printed_json(1);

    ck_assert_ptr_nonnull(
        strstr(text, "{\"tenant\":\"a\\ufddf\\ufdef\",\"tenant_hex\":\"61ff\",\"state\""));
    ck_assert_ptr_nonnull(strstr(text, "{\"tenant\":\"a\xEF\xBF\xBD\",\"state\""));
    ck_assert_ptr_nonnull(
        strstr(text, "{\"name\":\"\\ufddf\\ufdee\",\"name_hex\":\"fe\",\"state\""));
    free(text);
}
END_TEST

START_TEST(the_severity_is_the_producers_own_word)
{
    static const struct {
        const char *word, *told;
        enum severity severity;
        double value;
    } words[] = {
        {"CRITICAL", "CRITICAL", SEVERITY_DEGRADED, 1},
        {"Warn", "warn", SEVERITY_WARN, 1},
        {"info", "info", SEVERITY_OK, 1},
        {"ok", "no_data", SEVERITY_NO_DATA, NAN},
        {"", "ok", SEVERITY_OK, 1},
    };
    struct report report = {.id = stream_id_at(AT(59))};
    char part[64];

    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        struct reading *reading = report_add(&report);
        char name[2] = {(char)('a' + i), '\0'};
        reading->name = (struct slice){arena_copy(&report.text, name, 1), 1};
        reading->severity = words[i].severity;
        reading->severity_word = slice_of(words[i].word);
        reading->value = words[i].value;
    }
    tenant_add(add_tenant("acme"), &report, true);
    report_free(&report);
    char *text = printed_json(1);
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        snprintf(part, sizeof(part), "{\"name\":\"%c\",\"state\":\"%s\",\"severity\":\"%s\"",
                 (char)('a' + i), severity_name(words[i].severity), words[i].told);
        ck_assert_msg(strstr(text, part) != NULL, "\"%s\" is not in %s", part, text);
    }
    free(text);
}
END_TEST

START_TEST(json_without_tenants_has_an_empty_list)
{
    char *text = printed_json(60);
    cJSON *root = cJSON_Parse(text);

    ck_assert(cJSON_IsArray(cJSON_GetObjectItemCaseSensitive(root, "tenants")));
    ck_assert_int_eq(cJSON_GetArraySize(cJSON_GetObjectItemCaseSensitive(root, "tenants")), 0);
    cJSON_Delete(root);
    free(text);
}
END_TEST

static cJSON *only_tenant(cJSON *root)
{
    cJSON *tenants = cJSON_GetObjectItemCaseSensitive(root, "tenants");

    ck_assert_int_eq(cJSON_GetArraySize(tenants), 1);
    return cJSON_GetArrayItem(tenants, 0);
}

START_TEST(numbers_read_back_as_they_were)
{
    static const double values[] = {0.1,  1.0 / 3,  -2.5e-300, 1.7976931348623157e308,
                                    1e15, 123456.75};
    struct report report = {.id = stream_id_at(AT(1))};

    for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
        struct reading *reading = report_add(&report);
        char name[2] = {(char)('a' + i), '\0'};
        reading->name = (struct slice){arena_copy(&report.text, name, 1), 1};
        reading->severity = SEVERITY_OK;
        reading->value = values[i];
    }
    tenant_add(add_tenant("acme"), &report, true);
    report_free(&report);
    char *text = printed_json(1);
    cJSON *root = cJSON_Parse(text);
    const cJSON *dimensions = cJSON_GetObjectItemCaseSensitive(only_tenant(root), "dimensions");
    for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
        const cJSON *value =
            cJSON_GetObjectItemCaseSensitive(cJSON_GetArrayItem(dimensions, (int)i), "value");
        ck_assert(cJSON_IsNumber(value));
        ck_assert_double_eq(value->valuedouble, values[i]);
    }
    cJSON_Delete(root);
    free(text);
}
END_TEST

START_TEST(counts_beyond_a_double_stay_exact)
{
    struct report report = {.id = {(uint64_t)AT(1), UINT64_MAX}};
    struct reading *reading = report_add(&report);
    struct tenant *tenant = add_tenant("acme");

    reading->name = SLICE("a");
    reading->severity = SEVERITY_OK;
    reading->sample_count = UINT64_MAX - 1;
    tenant_add(tenant, &report, true);
    report_free(&report);
    tenant->entries = UINT64_C(9007199254740993);
    char *text = printed_json(1);
    ck_assert_ptr_nonnull(strstr(text, "\"sample_count\":18446744073709551614,"));
    ck_assert_ptr_nonnull(strstr(text, "\"entries\":9007199254740993,"));
    ck_assert_ptr_nonnull(strstr(text, "\"acknowledged\":null,\"muted\":null,\"last_id\":"
                                       "\"1699920060000-18446744073709551615\","));
    free(text);
}
END_TEST

START_TEST(what_came_behind_the_window_is_not_seen)
{
    struct tenant *tenant = add_tenant("acme");

    fixture_fill(tenant, 0, 60, "a=O1");
    fixture_add(tenant, AT(61), "a=D9 later=D9");
    char *text = printed_json(60);
    ck_assert_ptr_nonnull(
        strstr(text, "\"acknowledged\":null,\"muted\":null,\"last_id\":\"1699923540000-0\""));
    ck_assert_ptr_null(strstr(text, "later"));
    ck_assert_ptr_null(strstr(text, "degraded\","));
    free(text);
}
END_TEST

START_TEST(a_bucket_stands_for_its_extreme)
{
    struct tenant *tenant = add_tenant("acme");

    fixture_add(tenant, AT(10), "a=O1");
    fixture_add(tenant, AT(11), "a=D-8");
    fixture_add(tenant, AT(12), "a=O2");
    char *text = printed_json(1);
    ck_assert_ptr_nonnull(strstr(text, "\"z\":-8,\"severity\":\"degraded\",\"count\":3"));
    free(text);
}
END_TEST

START_TEST(hostile_names_are_valid_and_harmless_in_json)
{
    add_hostile();
    char *text = printed_json(1);
    for (const char *at = text; *at != '\0'; at++)
        ck_assert(*at == '\n' || (unsigned char)*at >= 0x20);
    ck_assert_ptr_null(strstr(text, "\xc2\x9b"));

    cJSON *root = cJSON_Parse(text);
    ck_assert_ptr_nonnull(root);
    const cJSON *name = cJSON_GetObjectItemCaseSensitive(only_tenant(root), "tenant");
    ck_assert_str_eq(name->valuestring,
                     "\x1b]0;x\x07\xef\xb7\x9f\xef\xb7\xaf\xe2\x80\xae\xc2\x9b日本");
    cJSON_Delete(root);
    free(text);
}
END_TEST

START_TEST(flaws_of_reports_are_told)
{
    struct tenant *tenant = add_tenant("acme");

    fixture_fill(tenant, 0, 60, "x=O1");
    tenant->flaws.count[FLAW_NUMBERS_NOT_FINITE] = 60;
    tenant->flaws.count[FLAW_MISSING_FIELDS] = 1;
    char *text = printed_text(GLYPHS_ASCII, true);
    ck_assert_ptr_nonnull(
        strstr(text, "\n  in its reports: 60 numbers not finite, 1 missing field\n"));
    free(text);
}
END_TEST

START_TEST(an_unknown_severity_is_told_with_its_cure)
{
    struct tenant *tenant = add_tenant("acme");
    struct report report = {.id = stream_id_at(AT(59))};
    struct reading *reading = report_add(&report);

    reading->name = SLICE("x");
    reading->severity = SEVERITY_WARN;
    reading->severity_word = SLICE("catastrophic");
    reading->word = WORD_UNKNOWN;
    tenant_add(tenant, &report, true);
    report_free(&report);
    char *text = printed_text(GLYPHS_ASCII, true);
    ck_assert_ptr_nonnull(strstr(text, "is read as warn; to say what it means,\n"
                                       "    under [severity]: catastrophic = warn\n"));
    ck_assert_ptr_nonnull(strstr(text, "  x         pending "));
    free(text);
}
END_TEST

START_TEST(a_window_across_a_change_of_time_names_both_zones)
{
    struct snapshot_frame frame = frame_of(60);
    char *text = NULL;
    size_t size = 0;

    environment_time_zone(ZONE_BERLIN);
    /* At 01:00 UTC on 29 October 2023 clocks went back from 3 to 2. */
    frame.zone = ZONE_LOCAL;
    frame.window = (struct time_range){INT64_C(1698539400000), INT64_C(1698546600000)};
    FILE *out = open_memstream(&text, &size);
    ck_assert(prints_text(out, &frame, glyphs_get(GLYPHS_ASCII), true));
    ck_assert_int_eq(fclose(out), 0);
    ck_assert_ptr_nonnull(
        strstr(text, "window  2023-10-29 02:30:00 CEST to 2023-10-29 03:30:00 CET, 2h\n"));
    free(text);
}
END_TEST

/* A C string would end there, and make one name of two. */
START_TEST(a_nul_in_a_name_stays_in_json)
{
    struct tenant *tenant = fleet_tenant(&fleet, (struct slice){"a\0b", 3});
    struct report report = {.id = stream_id_at(AT(1))};

    fixture_asked(tenant);
    for (int i = 0; i < 2; i++) {
        struct reading *reading = report_add(&report);
        reading->name = (struct slice){i == 0 ? "x\0y" : "x\0z", 3};
        reading->severity = SEVERITY_OK;
    }
    tenant_add(tenant, &report, true);
    history_reach(&tenant->history, HISTORY_LIVE, 0);
    char *text = printed_json(1);
    ck_assert_ptr_nonnull(strstr(text, "\"tenant\":\"a\\u0000b\""));
    ck_assert_ptr_nonnull(strstr(text, "\"name\":\"x\\u0000y\""));
    ck_assert_ptr_nonnull(strstr(text, "\"name\":\"x\\u0000z\""));
    free(text);
    report_free(&report);
}
END_TEST

START_TEST(a_full_disk_is_told)
{
    struct snapshot_frame frame = frame_of(60);
    FILE *out = fopen("/dev/full", "w");

    ck_assert_ptr_nonnull(out);
    setvbuf(out, NULL, _IONBF, 0);
    fill_fleet();
    ck_assert(!prints_json(out, &frame));
    clearerr(out);
    ck_assert(!prints_text(out, &frame, glyphs_get(GLYPHS_ASCII), true));
    fclose(out);
}
END_TEST

/* --- the command, on the demo with its clock at rest --- */

#define FROZEN "snapshot --utc --now 2026-11-22T12:00:00Z "

struct run {
    int status;
    char *out;
    char *errors;
};

static const char *const format_words[] = {"text", "json", "csv", "openmetrics"};

static char *read_back(FILE *file)
{
    long size = ftell(file);
    char *text = calloc(1, (size_t)size + 1);

    ck_assert_ptr_nonnull(text);
    rewind(file);
    ck_assert_uint_eq(fread(text, 1, (size_t)size, file), (size_t)size);
    return text;
}

static bool parse(const char *line, struct options *options)
{
    static char text[256];
    char *argv[MAX_ARGUMENTS + 2] = {(char[]){"driftop"}};
    struct error error;
    int argc = 1;

    snprintf(text, sizeof(text), "%s", line);
    for (char *word = strtok(text, " "); word != NULL; word = strtok(NULL, " "))
        argv[argc++] = word;
    bool parsed = options_parse(&program, argc, argv, options, &error);
    ck_assert_msg(parsed, "%s: %s", line, error.text);
    return parsed;
}

/* Runs the command with standard error caught. */
static struct run run(const char *line)
{
    struct options options;
    struct run result;
    FILE *out = tmpfile();
    FILE *errors = tmpfile();
    int saved = dup(STDERR_FILENO);

    ck_assert(out != NULL && errors != NULL && saved >= 0);
    parse(line, &options);
    ck_assert_int_ge(dup2(fileno(errors), STDERR_FILENO), 0);
    result.status = snapshot_run(&options, out);
    ck_assert_int_ge(dup2(saved, STDERR_FILENO), 0);
    close(saved);
    options_free(&options);
    fseek(errors, 0, SEEK_END);
    result.out = read_back(out);
    result.errors = read_back(errors);
    fclose(out);
    fclose(errors);
    return result;
}

static void run_free(struct run *result)
{
    free(result->out);
    free(result->errors);
}

/* Compares with a file of the tests; RECORD_GOLDEN=1 in the environment writes it anew. */
static void assert_golden(const char *name, const char *text)
{
    const char *tests = getenv("TESTS_DIR");
    char path[512];

    snprintf(path, sizeof(path), "%s/unit/golden/%s", tests != NULL ? tests : "tests", name);
    FILE *file = fopen(path, getenv("RECORD_GOLDEN") != NULL ? "w+" : "r");
    ck_assert_msg(file != NULL, "%s: %s", path, strerror(errno));
    if (getenv("RECORD_GOLDEN") != NULL)
        fputs(text, file);
    fseek(file, 0, SEEK_END);
    char *golden = read_back(file);
    fclose(file);
    assert_same_text(text, golden);
    free(golden);
}

START_TEST(the_demo_as_text_is_as_recorded)
{
    struct run result = run(FROZEN "demo:");

    ck_assert_int_eq(result.status, 0);
    ck_assert_str_eq(result.errors, "");
    assert_golden("snapshot_demo.txt", result.out);
    run_free(&result);
}
END_TEST

START_TEST(the_demo_as_json_is_as_recorded)
{
    struct run result = run(FROZEN "-f json --buckets 6 -w 6h demo:");

    ck_assert_int_eq(result.status, 0);
    assert_golden("snapshot_demo.json", result.out);
    run_free(&result);
}
END_TEST

START_TEST(the_exit_status_says_how_it_is)
{
    static const struct {
        const char *line;
        int status;
        const char *errors; /* part of what stands on standard error; "" for nothing at all */
    } cases[] = {
        {FROZEN "demo:", 0, ""},
        {FROZEN "-t acme-support demo:", 0, ""},
        {FROZEN "--exit-code demo:", 2, ""},
        {FROZEN "--exit-code -t acme-support demo:", 2, ""},
        {FROZEN "--exit-code -t legal-docs demo:", 1, ""},
        {FROZEN "--exit-code -t legal-docs -t payments-kyc demo:", 1, ""},
        {FROZEN "--exit-code -t payments-kyc demo:", 1, ""},
        {FROZEN "--exit-code -t staging-bot demo:", 3, ""},
        {FROZEN "--exit-code -t new-customer demo:", 3, ""},
        {FROZEN "--exit-code -t shop-assistant demo:", 0, ""},
        {FROZEN "--exit-code -t no* demo:", 3, ""},
        {FROZEN "-t no* demo:", 0, ""},
        {FROZEN "-t nobody demo:", 1, "driftop: there is no tenant \"nobody\" in demo:\n"},
        {FROZEN "-f ansi --screen dimension --dimension nope -t acme-support demo:", 1,
         "driftop: acme-support: there is no dimension \"nope\"\n"},
        {FROZEN "-t nobody -t shop-assistant demo:", 1, "\"nobody\""},
        {FROZEN "--exit-code -t nobody -t shop-assistant demo:", 3, "\"nobody\""},
        {FROZEN "--exit-code -t nobody -t legal-docs demo:", 1, "\"nobody\""},
        {FROZEN "-t no\x1b(0body demo:", 1, "no\xef\xbf\xbd(0body"},
        {FROZEN "demo:?x=1", 2, "driftop: demo: has no parameter \"x\""},
        {FROZEN "--exit-code demo:?x=1", 3, "has no parameter"},
        {FROZEN "--timeout 20ms unix:///nowhere/at/all", 1, "/nowhere/at/all"},
        {FROZEN "--exit-code --timeout 20ms unix:///nowhere/at/all", 3, "No such file"},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct run result = run(cases[i].line);
        ck_assert_msg(result.status == cases[i].status, "%s: status %d: %s", cases[i].line,
                      result.status, result.errors);
        if (cases[i].errors[0] == '\0')
            ck_assert_str_eq(result.errors, "");
        else
            ck_assert_msg(strstr(result.errors, cases[i].errors) != NULL, "%s: %s", cases[i].line,
                          result.errors);
        run_free(&result);
    }
}
END_TEST

START_TEST(an_earlier_window_is_judged_by_its_end)
{
    struct run result = run(FROZEN "-t acme-support --until now-30m demo:");

    ck_assert_ptr_nonnull(strstr(result.out, "window  2026-11-22 10:30:00 to 2026-11-22 11:30:00"));
    ck_assert_ptr_nonnull(strstr(result.out, "acme-support: OK, newest report 11:29:"));
    run_free(&result);
}
END_TEST

START_TEST(where_the_locale_demands_it_text_is_ascii)
{
    environment_c_locale();
    struct run result = run(FROZEN "demo:");

    for (const char *at = result.out; *at != '\0'; at++)
        ck_assert((unsigned char)*at < 0x80);
    run_free(&result);
    result = run(FROZEN "--glyphs block demo:"); /* who asks for signs gets them */
    ck_assert_ptr_nonnull(strstr(result.out, "\xe2\x96\x87"));
    run_free(&result);
}
END_TEST

START_TEST(a_full_disk_fails_the_command)
{
    struct options options;
    char line[128];
    FILE *full = fopen("/dev/full", "w");
    FILE *errors = tmpfile();
    int saved = dup(STDERR_FILENO);

    ck_assert(full != NULL && errors != NULL && saved >= 0);
    snprintf(line, sizeof(line), FROZEN "-f %s demo:?tenants=300", format_words[_i]);
    parse(line, &options);
    ck_assert_int_ge(dup2(fileno(errors), STDERR_FILENO), 0);
    int status = snapshot_run(&options, full);
    ck_assert_int_ge(dup2(saved, STDERR_FILENO), 0);
    close(saved);
    options_free(&options);
    fclose(full);
    fseek(errors, 0, SEEK_END);
    char *text = read_back(errors);
    ck_assert_int_eq(status, 1);
    ck_assert_str_eq(text, "driftop: cannot write the snapshot: No space left on device\n");
    free(text);
    fclose(errors);
}
END_TEST

START_TEST(a_closed_pipe_ends_it_quietly)
{
    int ends[2];
    int status;

    ck_assert_int_eq(pipe(ends), 0);
    close(ends[0]);
    pid_t child = fork();
    ck_assert_int_ge(child, 0);
    if (child == 0) {
        struct options options;
        char line[128];
        FILE *out = fdopen(ends[1], "w");
        signal(SIGPIPE, SIG_IGN);
        snprintf(line, sizeof(line), FROZEN "-f %s demo:?tenants=300", format_words[_i]);
        parse(line, &options);
        _exit(snapshot_run(&options, out));
    }
    close(ends[1]);
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    ck_assert(WIFSIGNALED(status));
    ck_assert_int_eq(WTERMSIG(status), SIGPIPE);
}
END_TEST

Suite *suite_snapshot(void)
{
    Suite *suite = suite_create("snapshot");

    TCase *text = tcase_create("text");
    tcase_add_checked_fixture(text, setup, teardown);
    tcase_add_test(text, text_is_fit_for_a_ticket);
    tcase_add_test(text, lines_of_text_take_80_columns_at_most);
    tcase_add_test(text, times_of_another_day_have_a_date);
    tcase_add_test(text, trouble_from_before_the_window_says_so);
    tcase_add_test(text, of_many_events_the_newest_are_told);
    tcase_add_test(text, a_dimension_that_alternates_is_one_event);
    tcase_add_test(text, what_happened_to_the_stream_is_an_event);
    tcase_add_test(text, a_tenant_that_cannot_be_read_says_why);
    tcase_add_test(text, without_tenants_text_says_what_was_looked_for);
    tcase_add_test(text, hostile_names_are_harmless_in_text);
    tcase_add_test(text, flaws_of_reports_are_told);
    tcase_add_test(text, an_unknown_severity_is_told_with_its_cure);
    tcase_add_test(text, a_window_across_a_change_of_time_names_both_zones);
    suite_add_tcase(suite, text);

    TCase *json = tcase_create("json");
    tcase_add_checked_fixture(json, setup, teardown);
    tcase_add_test(json, json_is_exactly_the_schema);
    tcase_add_test(json, names_that_are_no_utf8_differ_in_json_too);
    tcase_add_test(json, the_severity_is_the_producers_own_word);
    tcase_add_test(json, json_without_tenants_has_an_empty_list);
    tcase_add_test(json, numbers_read_back_as_they_were);
    tcase_add_test(json, counts_beyond_a_double_stay_exact);
    tcase_add_test(json, what_came_behind_the_window_is_not_seen);
    tcase_add_test(json, a_bucket_stands_for_its_extreme);
    tcase_add_test(json, hostile_names_are_valid_and_harmless_in_json);
    tcase_add_test(json, a_nul_in_a_name_stays_in_json);
    tcase_add_test(json, a_full_disk_is_told);
    suite_add_tcase(suite, json);

    TCase *command = tcase_create("command");
    tcase_add_checked_fixture(command, setup, teardown);
    tcase_add_test(command, the_demo_as_text_is_as_recorded);
    tcase_add_test(command, the_demo_as_json_is_as_recorded);
    tcase_add_test(command, the_exit_status_says_how_it_is);
    tcase_add_test(command, an_earlier_window_is_judged_by_its_end);
    tcase_add_test(command, where_the_locale_demands_it_text_is_ascii);
    tcase_add_loop_test(command, a_full_disk_fails_the_command, 0,
                        sizeof(format_words) / sizeof(format_words[0]));
    tcase_add_loop_test(command, a_closed_pipe_ends_it_quietly, 0,
                        sizeof(format_words) / sizeof(format_words[0]));
    suite_add_tcase(suite, command);
    return suite;
}
