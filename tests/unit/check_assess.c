/* Assess: what a destination is told of one stream, case by case. The model stands in
 * check_assess_model.c. */
#include "config.h"

#include "base/memory.h"
#include "route/assess.h"
#include "support/drift_fixture.h"
#include "unit/suites.h"

#include <stdio.h>
#include <stdlib.h>

static struct destination destination;
static struct tenant *tenant;
static struct told told;
static struct message_list messages;
static struct buffer log_text;
static const char *muted; /* a dimension; "*" all; NULL nothing */
static int64_t next_ms;
static int minute; /* of the next entry */

static void setup(void)
{
    destination = (struct destination){
        .name = "ops",
        .severity = SEVERITY_WARN,
        .rules = {.standard = {.warn = {3, 5, 3}, .degraded = {2, 3, 2}},
                  .forget_ms = FORGET_AFTER_MS},
    };
    tenant = fixture_tenant();
    told = (struct told){0};
    messages = (struct message_list){0};
    log_text = (struct buffer){0};
    muted = NULL;
    minute = 0;
}

static void teardown(void)
{
    tenant_free(tenant);
    told_free(&told);
    message_list_free(&messages);
    buffer_free(&log_text);
}

static bool is_muted(void *context, const char *name, const char *dimension)
{
    (void)context;
    ck_assert_str_eq(name, "acme");
    return muted != NULL &&
           (strcmp(muted, "*") == 0 || (dimension != NULL && strcmp(muted, dimension) == 0));
}

static struct assessment assessment(void)
{
    return (struct assessment){.destination = &destination,
                               .tenant = tenant,
                               .stream = SLICE("rag:telemetry:acme"),
                               .told = &told,
                               .muted = is_muted};
}

/* Appends "MINUTE EDGE [DIMENSION] [SEVERITY] [of COUNT open]; " for each message, and empties the
 * list. */
static void tell(void)
{
    for (size_t i = 0; i < messages.count; i++) {
        const struct message *message = messages.items[i];
        buffer_printf(&log_text, "%lld %s", (long long)(message->at_ms - MIDNIGHT) / MS_PER_MINUTE,
                      edge_name(message->edge));
        if (message->dimension != NULL)
            buffer_printf(&log_text, " %s", message->dimension);
        if (message->severity != SEVERITY_ABSENT)
            buffer_printf(&log_text, " %s", severity_name(message->severity));
        if (message->open > 0)
            buffer_printf(&log_text, " of %u open", message->open);
        buffer_string(&log_text, "; ");
    }
    message_list_free(&messages);
}

/* Adds a report, and keeps its messages. */
static void report_once(const char *readings)
{
    struct assessment at = assessment();

    fixture_add_newest(tenant, AT(minute++), readings);
    assess_entry(&at, &messages);
}

/* Adds a report a minute for each word: "O W D N" are readings of x, '-' names only y. */
static void feed(const char *words)
{
    for (; *words != '\0'; words++) {
        char readings[] = "x=? y=O";
        if (*words == ' ')
            continue;
        readings[2] = *words;
        report_once(*words == '-' ? "y=O" : readings);
        tell();
    }
}

static void pass(int at)
{
    struct assessment now = assessment();

    next_ms = assess_time(&now, AT(at), true, &messages);
    tell();
}

static void assert_told(const char *expected)
{
    ck_assert_str_eq(buffer_text(&log_text), expected);
    buffer_clear(&log_text);
}

/* --- thresholds --- */

START_TEST(a_warning_needs_three_of_five_and_three_good_ones)
{
    feed("O W O W O O W O O O");
    assert_told("");
    feed("W O W W O O W O O O");
    assert_told("13 firing x warn; 19 resolved x warn; ");
    ck_assert_uint_eq(told.count, 0);
}
END_TEST

START_TEST(levels_are_one_alert_with_one_id)
{
    struct buffer ids = {0};

    for (const char *words = "WWDODDWWOO"; *words != '\0'; words++) {
        char readings[] = {'x', '=', *words, '\0'};
        report_once(readings);
        for (size_t i = 0; i < messages.count; i++)
            buffer_printf(&ids, "%.8s ", messages.items[i]->id);
        tell();
    }
    assert_told("2 firing x warn; 4 worse x degraded; 7 eased x warn; ");
    ck_assert_uint_eq(ids.size, 27);
    ck_assert(strncmp(ids.data, ids.data + 9, 8) == 0 && strncmp(ids.data, ids.data + 18, 8) == 0);
    buffer_free(&ids);
    feed("O");
    assert_told("10 resolved x warn; ");
}
END_TEST

START_TEST(what_fired_as_degraded_eases_before_it_is_resolved)
{
    feed("DDOO");
    assert_told("1 firing x degraded; 3 eased x warn; ");
    feed("O");
    assert_told("4 resolved x warn; ");
}
END_TEST

START_TEST(the_message_tells_the_evidence)
{
    feed("OOWO");
    report_once("x=D-4.2");
    report_once("x=D-4.5");
    ck_assert_uint_eq(messages.count, 1);
    const struct message *message = messages.items[0];
    ck_assert_str_eq(message->tenant, "acme");
    ck_assert_uint_eq(message->stream_size, strlen("rag:telemetry:acme"));
    ck_assert_int_eq(message->since_ms, AT(4));
    ck_assert_int_eq(message->at_ms, AT(5));
    ck_assert_double_eq(message->value, 0.5);
    ck_assert_double_eq(message->z_score, -4.5);
    ck_assert_uint_eq(message->sample_count, 10);
    ck_assert_uint_eq(message->bad, 2);
    ck_assert_uint_eq(message->of, 3);
    ck_assert_uint_eq(message->rule.k, 2);
    ck_assert_int_eq(message->before, SEVERITY_ABSENT);
    ck_assert_int_eq(message->after, SEVERITY_DEGRADED);
    ck_assert_uint_eq(message->change_count, 1);
    ck_assert_str_eq(message->changes[0].field, "threshold:x");
    ck_assert_str_eq(message->changes[0].value,
                     "degraded 1699920300000-0 1699920240000-0 1699920300000");
    message_list_free(&messages);
    feed("OO");
    report_once("x=O");
    message = messages.items[0];
    ck_assert_int_eq(message->edge, EDGE_RESOLVED);
    ck_assert_int_eq(message->since_ms, AT(4));
    ck_assert_int_eq(message->severity, SEVERITY_WARN);
    ck_assert_int_eq(message->before, SEVERITY_WARN);
    ck_assert_int_eq(message->after, SEVERITY_ABSENT);
    ck_assert_str_eq(message->changes[0].field, "threshold:x");
    ck_assert_ptr_null(message->changes[0].value);
}
END_TEST

START_TEST(what_was_told_closes_by_good_ones_alone_long_after_its_opening)
{
    feed("WWW");
    assert_told("2 firing x warn; ");
    for (int i = 0; i < 100; i++)
        feed("OOW");
    feed("NN----");
    assert_told("307 stale x; ");
    feed("OO-");
    assert_told("309 back x; ");
    feed("O");
    assert_told("312 resolved x warn; ");
}
END_TEST

static void miss(void)
{
    told_find(&told, KIND_THRESHOLD, "x")->missed = true;
}

START_TEST(what_the_destination_refused_is_opened_by_the_next_edge)
{
    destination.repeat_ms = MS_PER_HOUR;
    feed("DDO");
    miss();
    feed("O");
    assert_told("1 firing x degraded; 3 firing x warn; ");
    miss();
    pass(63);
    assert_told("63 silent; 63 firing x warn; ");
    feed("O");
    assert_told("4 back; 4 resolved x warn; ");
}
END_TEST

START_TEST(what_the_destination_refused_is_not_closed)
{
    struct assessment at = assessment();

    feed("DD");
    miss();
    feed("OOO");
    assert_told("1 firing x degraded; 3 firing x warn; 4 resolved x warn; ");
    feed("WWW");
    miss();
    report_once("x=O y=O");
    report_once("x=O y=O");
    report_once("x=O y=O");
    ck_assert_uint_eq(messages.quiet_count, 1);
    ck_assert_ptr_null(messages.quiet[0].value);
    ck_assert_uint_eq(told.count, 0);
    tell();
    assert_told("7 firing x warn; ");
    feed("DD");
    miss();
    assess_gone(&at, AT(90), AT(99), &messages);
    ck_assert_uint_eq(messages.count, 0);
    ck_assert_uint_eq(told.count, 0);
}
END_TEST

START_TEST(a_destination_of_the_degraded_level_hears_of_nothing_else)
{
    destination.severity = SEVERITY_DEGRADED;
    feed("WWWWDWD");
    assert_told("6 firing x degraded; ");
    feed("WW NNNN -----");
    assert_told("8 resolved x degraded; ");
    pass(600);
    assert_told("");
    struct assessment at = assessment();
    assess_lost(&at, 3, stream_id_at(AT(3)), AT(4), &messages);
    ck_assert_uint_eq(messages.count, 0);
}
END_TEST

START_TEST(what_a_destination_was_told_before_it_chose_less_is_closed_as_it_was_opened)
{
    feed("WWW");
    destination.severity = SEVERITY_DEGRADED;
    feed("OO");
    assert_told("2 firing x warn; ");
    feed("O");
    assert_told("5 resolved x warn; ");
    feed("WWW");
    assert_told("");
}
END_TEST

START_TEST(only_the_dimensions_of_a_destination_open)
{
    static const char *const dimensions[] = {"y*"};

    destination.dimensions = dimensions;
    destination.dimension_count = 1;
    feed("DDD NNNN");
    assert_told("");
    destination.dimension_count = 0;
    feed("D");
    assert_told("7 firing x degraded; ");
    destination.dimension_count = 1;
    feed("OOO");
    assert_told("9 eased x warn; 10 resolved x warn; ");
}
END_TEST

START_TEST(rules_are_those_of_the_tenant_and_the_dimension)
{
    static const char *const names[] = {"x"};
    const struct rule_section section = {.name = "x",
                                         .dimensions = names,
                                         .dimension_count = 1,
                                         .has_warn = true,
                                         .rules = {.warn = {1, 1, 1}}};

    destination.rules.sections = &section;
    destination.rules.count = 1;
    feed("WO");
    assert_told("0 firing x warn; 1 resolved x warn; ");
}
END_TEST

/* --- what is not there --- */

START_TEST(no_data_neither_opens_nor_closes_a_threshold)
{
    feed("DDNNNNOOO");
    assert_told("1 firing x degraded; 4 no_data x; 7 eased x warn; 8 resolved x warn; 8 back x; ");
}
END_TEST

START_TEST(no_data_is_judged_over_the_reports_that_name_it)
{
    feed("ON-N-N");
    assert_told("5 no_data x; ");
    feed("O-O-N-OOO");
    assert_told("14 back x; ");
}
END_TEST

START_TEST(one_that_does_not_come_is_stale_until_it_does)
{
    feed("OOO---");
    assert_told("5 stale x; ");
    feed("----");
    const struct told_alert *alert = told_find(&told, KIND_STALE, "x");
    ck_assert_int_eq(stream_id_time(alert->since), AT(3));
    ck_assert_int_eq(stream_id_time(alert->opened), AT(5));
    feed("O");
    assert_told("10 back x; ");
}
END_TEST

START_TEST(one_that_came_under_another_name_is_back)
{
    for (int i = 0; i < 4; i++)
        report_once("q.a=O y=O");
    for (int i = 0; i < 3; i++)
        report_once("y=O");
    tell();
    assert_told("6 stale q.a; ");
    report_once("q.b=O y=O");
    tell();
    assert_told("7 back q.a; ");
}
END_TEST

START_TEST(silence_is_told_by_the_clock_and_ends_with_any_entry)
{
    feed("OOOOOO");
    pass(6);
    ck_assert_int_eq(next_ms, AT(8) + 1);
    struct assessment at = assessment();
    next_ms = assess_time(&at, AT(9), false, &messages);
    tell();
    assert_told("");
    ck_assert_int_eq(next_ms, AT(10));
    pass(9);
    assert_told("9 silent; ");
    pass(10);
    assert_told("");
    assess_entry(&at, &messages);
    ck_assert_uint_eq(messages.count, 0);
    tenant_add_unreadable(tenant, stream_id_at(AT(12)), "broken", false);
    assess_entry(&at, &messages);
    tell();
    assert_told("12 back; ");
}
END_TEST

START_TEST(a_silent_stream_closes_nothing)
{
    destination.repeat_ms = MS_PER_HOUR;
    feed("DD");
    assert_told("1 firing x degraded; ");
    pass(200);
    assert_told("200 silent of 1 open; 200 still x degraded; ");
    minute = 201;
    feed("O");
    assert_told("201 back; ");
}
END_TEST

START_TEST(who_is_silent_for_longer_than_anybody_remembers_is_not_told)
{
    feed("OOOOOO");
    pass(8 * 1440);
    assert_told("");
}
END_TEST

START_TEST(what_cannot_be_read_or_comes_twice_is_no_report)
{
    struct assessment at = assessment();

    feed("D");
    tenant_add_unreadable(tenant, stream_id_at(AT(minute++)), "broken", false);
    assess_entry(&at, &messages);
    for (int i = 0; i < 3; i++) {
        fixture_add_marked(tenant, AT(minute++), "x=D y=O", 77);
        assess_entry(&at, &messages);
        tell();
    }
    assert_told("2 firing x degraded; ");
}
END_TEST

START_TEST(a_window_that_is_told_again_is_one_reading)
{
    static const char *const windows[] = {"2023-11-14T00:00:00Z", "2023-11-14T00:01:00Z",
                                          "2023-11-14T00:02:00Z", "2023-11-14T00:03:00Z"};
    struct assessment at = assessment();

    for (size_t window = 0; window < 4; window++) {
        for (int again = 0; again < 5; again++) {
            struct report report = {.id = stream_id_at(AT(minute++))};
            report.window_start = slice_of(windows[window]);
            struct reading *reading = report_add(&report);
            reading->name = SLICE("x");
            reading->severity = window < 2 ? SEVERITY_OK : SEVERITY_DEGRADED;
            reading->value = 1;
            tenant_add(tenant, &report, false);
            report_free(&report);
            assess_entry(&at, &messages);
            tell();
        }
    }
    assert_told("15 firing x degraded; ");
}
END_TEST

/* --- again, and not at all --- */

START_TEST(what_is_open_is_told_again)
{
    destination.repeat_ms = 4 * MS_PER_HOUR;
    feed("DD");
    buffer_clear(&log_text);
    for (int at = 2; at < 600; at++)
        feed("D");
    pass(240);
    assert_told("");
    ck_assert_int_eq(next_ms, AT(241));
    pass(600);
    assert_told("600 still x degraded; ");
    ck_assert_int_eq(told_find(&told, KIND_THRESHOLD, "x")->told_ms, AT(600));
    pass(601);
    assert_told("");
}
END_TEST

START_TEST(what_an_alertmanager_is_told_again_is_not_saved)
{
    destination.kind = DESTINATION_ALERTMANAGER;
    destination.repeat_ms = MS_PER_MINUTE;
    feed("DD");
    struct assessment at = assessment();
    ck_assert_int_eq(assess_time(&at, AT(2), true, &messages), AT(3));
    ck_assert_uint_eq(messages.count, 1);
    ck_assert_uint_eq(messages.items[0]->change_count, 0);
    ck_assert_int_eq(messages.items[0]->before, SEVERITY_DEGRADED);
    ck_assert_int_eq(messages.items[0]->after, SEVERITY_DEGRADED);
}
END_TEST

START_TEST(a_mute_ends_nothing_at_an_alertmanager)
{
    destination.kind = DESTINATION_ALERTMANAGER;
    destination.repeat_ms = MS_PER_MINUTE;
    feed("DD");
    muted = "*";
    pass(2);
    assert_told("1 firing x degraded; 2 still x degraded; ");
}
END_TEST

START_TEST(what_was_read_late_is_not_told_again_at_once)
{
    struct assessment at = assessment();

    destination.repeat_ms = MS_PER_HOUR;
    at.now_ms = AT(600);
    feed("D");
    fixture_add_newest(tenant, AT(1), "x=D");
    assess_entry(&at, &messages);
    ck_assert_int_eq(told_find(&told, KIND_THRESHOLD, "x")->told_ms, AT(600));
}
END_TEST

START_TEST(a_mute_keeps_openings_back_and_no_closings)
{
    muted = "x";
    feed("DD NNN ----");
    pass(100);
    assert_told("100 silent; ");
    minute = 101;
    feed("D");
    assert_told("101 back; ");
    muted = NULL;
    feed("D");
    assert_told("102 firing x degraded; ");
    muted = "*";
    feed("OOO");
    assert_told("104 eased x warn; 105 resolved x warn; ");
    struct assessment at = assessment();
    assess_lost(&at, 3, stream_id_at(AT(3)), AT(4), &messages);
    ck_assert_uint_eq(messages.count, 0);
}
END_TEST

START_TEST(a_mute_keeps_what_gets_worse_and_what_is_told_again_back)
{
    destination.repeat_ms = MS_PER_HOUR;
    feed("WWW");
    assert_told("2 firing x warn; ");
    muted = "x";
    feed("DD");
    pass(70);
    assert_told("70 silent of 1 open; ");
    ck_assert_int_eq(next_ms, AT(71));
    muted = NULL;
    feed("W");
    assert_told("5 back; 5 worse x degraded; ");
}
END_TEST

/* --- to and fro --- */

static void make_flapping(void)
{
    destination.rules.standard = (struct rules){.warn = {1, 1, 1}, .degraded = {1, 1, 1}};
    destination.flap_edges = 4;
    destination.flap_ms = MS_PER_HOUR;
}

START_TEST(too_many_edges_are_one_notice_and_then_quiet)
{
    make_flapping();
    feed("WOWO");
    assert_told("0 firing x warn; 1 resolved x warn; 2 firing x warn; 3 resolved x warn; ");
    feed("WOWOWO");
    assert_told("4 flapping x warn; ");
    ck_assert(told_is_open(told_find(&told, KIND_THRESHOLD, "x")));
    for (int i = 0; i < 59; i++)
        feed("O");
    assert_told("");
    feed("O");
    assert_told("69 resolved x warn; ");
    ck_assert_uint_eq(told.count, 0);
}
END_TEST

START_TEST(what_flaps_and_stays_bad_is_told_once_it_is_calm)
{
    make_flapping();
    feed("WOWOW OOO W");
    buffer_clear(&log_text);
    for (int i = 0; i < 60; i++)
        feed("W");
    assert_told("68 still x warn; ");
    const struct told_alert *alert = told_find(&told, KIND_THRESHOLD, "x");
    ck_assert(!alert->flapping && alert->level == SEVERITY_WARN && alert->edge_count == 0);
    ck_assert_int_eq(alert->told_ms, AT(68));
    feed("O");
    assert_told("69 resolved x warn; ");
}
END_TEST

/* What the notice said of it, and as what it stays. */
static const struct {
    const char *words;
    char stays;
    const char *told;
} calms[] = {
    {"WOWOW", 'D', "65 worse x degraded; "},    {"WOWOD", 'W', "65 eased x warn; "},
    {"WOWOD", 'O', "65 resolved x degraded; "}, {"WOWOWO", 'W', "66 still x warn; "},
    {"WOWOWDWO", 'D', "68 worse x degraded; "},
};

START_TEST(the_end_of_flapping_is_held_against_what_its_notice_said)
{
    const char word[] = {calms[_i].stays, '\0'};

    make_flapping();
    feed(calms[_i].words);
    buffer_clear(&log_text);
    feed(word);
    for (int i = 0; i < 60; i++)
        feed(word);
    assert_told(calms[_i].told);
}
END_TEST

START_TEST(a_mute_keeps_the_end_of_flapping_back_where_it_is_no_better)
{
    make_flapping();
    feed("WOWOW");
    muted = "x";
    buffer_clear(&log_text);
    for (int i = 0; i < 70; i++)
        feed("W");
    assert_told("");
    muted = NULL;
    feed("W");
    assert_told("64 still x warn; ");
}
END_TEST

START_TEST(the_end_of_flapping_is_a_matter_of_time_too)
{
    make_flapping();
    feed("WOWOWO");
    buffer_clear(&log_text);
    pass(64);
    assert_told("64 silent; ");
    ck_assert_int_eq(next_ms, AT(65));
    pass(70);
    assert_told("65 resolved x warn; ");
}
END_TEST

START_TEST(it_begins_with_a_closing_as_well_and_stays_open_until_it_ends)
{
    make_flapping();
    destination.flap_edges = 3;
    feed("WOWO");
    assert_told("0 firing x warn; 1 resolved x warn; 2 firing x warn; 3 flapping x warn; ");
    for (int i = 0; i < 60; i++)
        feed("O");
    assert_told("63 resolved x warn; ");
}
END_TEST

START_TEST(edges_of_quiet_are_saved_without_a_message)
{
    make_flapping();
    feed("WOWOW");
    report_once("x=O");
    ck_assert_uint_eq(messages.count, 0);
    ck_assert_uint_eq(messages.quiet_count, 1);
    ck_assert_str_eq(messages.quiet[0].field, "threshold:x");
    ck_assert_ptr_nonnull(strstr(messages.quiet[0].value, "closed "));
    ck_assert_ptr_nonnull(strstr(messages.quiet[0].value, " flapping 1699920000000,"));
}
END_TEST

START_TEST(a_closed_alert_is_forgotten_with_its_edges)
{
    make_flapping();
    feed("WO");
    ck_assert_uint_eq(told.count, 1);
    struct assessment at = assessment();
    assess_time(&at, AT(61), false, &messages);
    ck_assert_uint_eq(told.count, 0);
    ck_assert_uint_eq(messages.quiet_count, 1);
    ck_assert_ptr_null(messages.quiet[0].value);
}
END_TEST

START_TEST(edges_within_longer_than_that_do_not_flap)
{
    make_flapping();
    for (int i = 0; i < 20; i++) {
        feed(i % 2 == 0 ? "W" : "O");
        minute += 16;
    }
    ck_assert_ptr_null(strstr(buffer_text(&log_text), "flapping"));
}
END_TEST

START_TEST(a_muted_closing_is_told_though_it_were_one_too_many)
{
    make_flapping();
    destination.flap_edges = 3;
    feed("WOW");
    buffer_clear(&log_text);
    muted = "*";
    feed("O");
    assert_told("3 resolved x warn; ");
}
END_TEST

/* --- the stream itself --- */

START_TEST(lost_entries_are_told_with_their_number)
{
    struct assessment at = assessment();

    assess_lost(&at, 3, stream_id_at(AT(3)), AT(4), &messages);
    ck_assert_uint_eq(messages.count, 1);
    ck_assert_int_eq(messages.items[0]->edge, EDGE_LOST);
    ck_assert_uint_eq(messages.items[0]->lost, 3);
    ck_assert_uint_eq(messages.items[0]->change_count, 0);
    ck_assert_int_eq(messages.items[0]->at_ms, AT(4));
    ck_assert_uint_eq(told.count, 0);
}
END_TEST

START_TEST(a_deleted_stream_closes_all_that_is_open_and_nothing_else)
{
    feed("DD NNN");
    pass(60);
    buffer_clear(&log_text);
    tenant_reset(tenant);
    struct assessment at = assessment();
    assess_gone(&at, AT(61), AT(1501), &messages);
    ck_assert_uint_eq(messages.count, 3);
    ck_assert_int_eq(messages.items[1]->gone_ms, AT(61));
    ck_assert_ptr_null(messages.items[1]->changes[0].value);
    tell();
    assert_told("1501 gone; 1501 gone x degraded; 1501 gone x; ");
    ck_assert_uint_eq(told.count, 0);
    assess_entry(&at, &messages);
    ck_assert_int_eq(assess_time(&at, AT(1502), true, &messages), INT64_MAX);
    ck_assert_uint_eq(messages.count, 0);
}
END_TEST

START_TEST(names_with_a_nul_are_told_apart)
{
    struct assessment at = assessment();

    for (int i = 0; i < 2; i++) {
        struct report report = {.id = stream_id_at(AT(minute++))};
        for (int name = 0; name < 2; name++) {
            struct reading *reading = report_add(&report);
            reading->name = (struct slice){name == 0 ? "a\0b" : "a\0c", 3};
            reading->severity = name == 0 ? SEVERITY_OK : SEVERITY_DEGRADED;
            reading->value = 1;
        }
        tenant_add(tenant, &report, false);
        report_free(&report);
        assess_entry(&at, &messages);
    }
    tell();
    assert_told("1 firing a\\u0000c degraded; ");
}
END_TEST

START_TEST(more_entries_are_wanted_where_windows_repeat_or_one_is_missing)
{
    for (int i = 0; i < 70; i++)
        feed("O");
    tenant->recent.whole = false;
    tenant->recent.asked = RECENT_STATE;
    ck_assert(!assess_wants_more(tenant));
    feed("--");
    ck_assert(!assess_wants_more(tenant));
    feed("-");
    ck_assert(assess_wants_more(tenant));
    tenant->recent.asked = RECENT_MAX;
    ck_assert(!assess_wants_more(tenant));
    tenant->recent.asked = RECENT_STATE;
    for (int i = 0; i < 62; i++)
        feed("-");
    ck_assert(!assess_wants_more(tenant));
}
END_TEST

static void add_thresholds(TCase *tcase)
{
    tcase_add_test(tcase, a_warning_needs_three_of_five_and_three_good_ones);
    tcase_add_test(tcase, levels_are_one_alert_with_one_id);
    tcase_add_test(tcase, what_fired_as_degraded_eases_before_it_is_resolved);
    tcase_add_test(tcase, the_message_tells_the_evidence);
    tcase_add_test(tcase, what_was_told_closes_by_good_ones_alone_long_after_its_opening);
    tcase_add_test(tcase, what_the_destination_refused_is_opened_by_the_next_edge);
    tcase_add_test(tcase, what_the_destination_refused_is_not_closed);
    tcase_add_test(tcase, a_destination_of_the_degraded_level_hears_of_nothing_else);
    tcase_add_test(tcase,
                   what_a_destination_was_told_before_it_chose_less_is_closed_as_it_was_opened);
    tcase_add_test(tcase, only_the_dimensions_of_a_destination_open);
    tcase_add_test(tcase, rules_are_those_of_the_tenant_and_the_dimension);
}

static void add_absence(TCase *tcase)
{
    tcase_add_test(tcase, no_data_neither_opens_nor_closes_a_threshold);
    tcase_add_test(tcase, no_data_is_judged_over_the_reports_that_name_it);
    tcase_add_test(tcase, one_that_does_not_come_is_stale_until_it_does);
    tcase_add_test(tcase, one_that_came_under_another_name_is_back);
    tcase_add_test(tcase, silence_is_told_by_the_clock_and_ends_with_any_entry);
    tcase_add_test(tcase, a_silent_stream_closes_nothing);
    tcase_add_test(tcase, who_is_silent_for_longer_than_anybody_remembers_is_not_told);
    tcase_add_test(tcase, what_cannot_be_read_or_comes_twice_is_no_report);
    tcase_add_test(tcase, a_window_that_is_told_again_is_one_reading);
    tcase_add_test(tcase, more_entries_are_wanted_where_windows_repeat_or_one_is_missing);
    tcase_add_test(tcase, names_with_a_nul_are_told_apart);
    tcase_add_test(tcase, lost_entries_are_told_with_their_number);
    tcase_add_test(tcase, a_deleted_stream_closes_all_that_is_open_and_nothing_else);
}

static void add_repeats(TCase *tcase)
{
    tcase_add_test(tcase, what_is_open_is_told_again);
    tcase_add_test(tcase, what_an_alertmanager_is_told_again_is_not_saved);
    tcase_add_test(tcase, a_mute_ends_nothing_at_an_alertmanager);
    tcase_add_test(tcase, what_was_read_late_is_not_told_again_at_once);
    tcase_add_test(tcase, a_mute_keeps_openings_back_and_no_closings);
    tcase_add_test(tcase, a_mute_keeps_what_gets_worse_and_what_is_told_again_back);
    tcase_add_test(tcase, too_many_edges_are_one_notice_and_then_quiet);
    tcase_add_test(tcase, what_flaps_and_stays_bad_is_told_once_it_is_calm);
    tcase_add_loop_test(tcase, the_end_of_flapping_is_held_against_what_its_notice_said, 0,
                        sizeof(calms) / sizeof(calms[0]));
    tcase_add_test(tcase, a_mute_keeps_the_end_of_flapping_back_where_it_is_no_better);
    tcase_add_test(tcase, the_end_of_flapping_is_a_matter_of_time_too);
    tcase_add_test(tcase, it_begins_with_a_closing_as_well_and_stays_open_until_it_ends);
    tcase_add_test(tcase, edges_of_quiet_are_saved_without_a_message);
    tcase_add_test(tcase, a_closed_alert_is_forgotten_with_its_edges);
    tcase_add_test(tcase, edges_within_longer_than_that_do_not_flap);
    tcase_add_test(tcase, a_muted_closing_is_told_though_it_were_one_too_many);
}

Suite *suite_assess(void)
{
    Suite *suite = suite_create("assess");
    TCase *tcase = tcase_create("assess");

    tcase_add_checked_fixture(tcase, setup, teardown);
    add_thresholds(tcase);
    add_absence(tcase);
    add_repeats(tcase);
    suite_add_tcase(suite, tcase);
    return suite;
}
