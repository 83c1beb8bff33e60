/* What doctor tells of findings that a test writes by hand, as text and as JSON. */
#include "config.h"

#include "headless/doctor.h"

#include "base/text.h"
#include "headless/doctor_report.h"
#include "support/doctor_fixture.h"
#include "support/has.h"
#include "unit/suites.h"

#include <stdlib.h>
#include <string.h>

static struct doctor_fixture fixture;
static struct findings findings;
static struct options options;
static struct doctor_report report;
static char *text;

static void set_up(void)
{
    doctor_fixture_init(&fixture);
    findings = (struct findings){0};
    options = (struct options){.color = "never", .utc = true};
    text = NULL;
}

static void tear_down(void)
{
    free(text);
    findings_free(&findings);
    doctor_fixture_free(&fixture);
}

static const struct check *check_of(const char *id)
{
    for (size_t i = 0; i < doctor_check_count; i++) {
        if (strcmp(doctor_checks[i].id, id) == 0)
            return &doctor_checks[i];
    }
    ck_abort_msg("there is no check %s", id);
}

static void find(const char *id, enum finding_severity severity, struct examined_stream *stream,
                 const char *evidence, const char *cure, const char *note)
{
    struct finding *finding = finding_add(&findings, check_of(id), severity, &fixture.examination,
                                          stream, stream != NULL ? stream->node : 0);

    buffer_string(&finding->evidence, evidence);
    buffer_string(&finding->cure, cure);
    buffer_string(&finding->note, note);
}

static void make_report(void)
{
    findings_sort(&findings);
    doctor_report_make(&report, &options, &fixture.examination, &fixture.settings, &findings);
    report.source = "redis://cache:6379/0";
    report.looked_for = "no stream has a key like {ns}:{tenant}, with the namespace rag:telemetry";
    report.columns = 80;
    report.memory = (struct memory_figures){0};
}

static const char *print(const struct doctor_format *format)
{
    size_t size;

    free(text);
    FILE *out = open_memstream(&text, &size);
    ck_assert_ptr_nonnull(out);
    ck_assert(format->print(out, &report));
    ck_assert_int_eq(fclose(out), 0);
    return text;
}

static const char *told(void)
{
    make_report();
    return print(&doctor_text_format);
}

static const char *told_as_json(void)
{
    make_report();
    return print(&doctor_json_format);
}

/* --- text --- */

START_TEST(a_healthy_server_takes_one_line)
{
    doctor_fixture_stream(&fixture, "rag:telemetry:acme");
    ck_assert_str_eq(told(), "redis://cache:6379/0: nothing found by 34 checks over 1 stream\n");
    ck_assert_int_eq(doctor_status(&report), 0);
}
END_TEST

START_TEST(the_worst_comes_first_with_its_cure_on_a_line_of_its_own)
{
    doctor_fixture_stream(&fixture, "rag:telemetry:acme");
    find("no-maxmemory", FINDING_INFO, NULL, "maxmemory is 0", "CONFIG SET maxmemory 4gb", "");
    find("ttl", FINDING_ERROR, &fixture.examination.streams[0],
         "it ends in 10m, and all of its history with it", "PERSIST rag:telemetry:acme",
         "XADD does not clear a TTL.");
    find("slow", FINDING_WARNING, NULL, "a round trip takes 12 ms", "", "");
    ck_assert_str_eq(told(),
                     "redis://cache:6379/0: 1 error, 1 warning, 1 note of 34 checks over 1 stream\n"
                     "\n"
                     "error    ttl           a stream has a TTL\n"
                     "         rag:telemetry:acme: it ends in 10m, and all of its history with it\n"
                     "           PERSIST rag:telemetry:acme\n"
                     "         XADD does not clear a TTL.\n"
                     "\n"
                     "warning  slow          the server is slow\n"
                     "         a round trip takes 12 ms\n"
                     "\n"
                     "note     no-maxmemory  memory has no limit\n"
                     "         maxmemory is 0\n"
                     "           CONFIG SET maxmemory 4gb\n");
    ck_assert_int_eq(doctor_status(&report), 2);
}
END_TEST

static void find_ttls(size_t count)
{
    char key[48];

    for (size_t i = 0; i < count; i++) {
        snprintf(key, sizeof(key), "rag:telemetry:t%zu", i);
        find("ttl", FINDING_ERROR, doctor_fixture_stream(&fixture, key), "it ends soon",
             "PERSIST k", "The same for all.");
    }
}

static size_t count_of(const char *part)
{
    size_t count = 0;

    for (const char *at = text; (at = strstr(at, part)) != NULL; at++)
        count++;
    return count;
}

START_TEST(of_many_streams_three_are_told_and_one_note)
{
    find_ttls(5);
    has(told(), "ttl  a stream has a TTL\n         rag:telemetry:t0: it ends soon\n");
    ck_assert_uint_eq(count_of("PERSIST k"), 3);
    ck_assert_uint_eq(count_of("The same for all."), 1);
    has(text, "\n         and 2 more, which --all tells\n         The same for all.\n");
    options.all = true;
    told();
    ck_assert_uint_eq(count_of("PERSIST k"), 5);
    ck_assert_ptr_null(strstr(text, "more"));
}
END_TEST

START_TEST(no_line_is_longer_than_the_terminal_but_a_cure)
{
    const char *long_cure =
        "XTRIM rag:telemetry:acme-support-with-a-name-that-is-long-enough MAXLEN ~ 15000";

    find("unbounded", FINDING_WARNING,
         doctor_fixture_stream(&fixture, "rag:telemetry:acme-support-with-a-name-that-is-long"),
         "1,000,000 entries and none was ever trimmed, at 3,600 an hour and 877 B each: 3.2 GiB",
         long_cure,
         "In the sink: XADD … MAXLEN ~ 15000, or DRIFT_RETENTION_CAP=15000, which keeps");
    finding_unchecked(&findings, check_of("ttl"), "+pttl");
    told();
    for (struct slice rest = slice_of(text); rest.data != NULL;) {
        struct slice line = slice_split(&rest, '\n');
        bool is_cure = memmem(line.data, line.size, "XTRIM", 5) != NULL;
        ck_assert_msg(is_cure || text_width(line) <= 80, "%.*s", (int)line.size, line.data);
    }
    has(text, long_cure);
}
END_TEST

START_TEST(what_was_not_checked_is_told_with_what_it_needs)
{
    finding_unchecked(&findings, check_of("ttl"), "+pttl");
    finding_unchecked(&findings, check_of("no-persistence"), "+config|get");
    finding_unchecked(&findings, check_of("node-size"), "+config|get");
    has(told(), "\nnot checked, for want of\n"
                "  +pttl        ttl\n"
                "  +config|get  no-persistence, node-size\n"
                "  driftop doctor --acl doctor prints the line that grants all\n");
}
END_TEST

START_TEST(what_was_not_seen_is_said)
{
    has(told(), "over 0 streams\n"
                "no stream has a key like {ns}:{tenant}, with the namespace rag:telemetry: the\n"
                "  server alone was looked at\n");
    for (int i = 0; i < 3; i++)
        doctor_fixture_stream(&fixture, "rag:telemetry:acme");
    fixture.examination.sampled = 1;
    has(told(), "entries were read of a sample of 1 stream\n");
    fixture.examination.searched = false;
    error_set(&fixture.examination.trouble, ERROR_STOP, "no right to SCAN");
    has(told(), "not all streams were found: no right to SCAN\n");
    doctor_fixture_node(&fixture, "10.0.0.2:6379")->answered = false;
    error_set(&fixture.examination.nodes[1].error, ERROR_RETRY, "connection refused");
    has(told(), "over 3 streams on 2 servers\n");
    has(text, "10.0.0.2:6379 did not tell of itself: connection refused\n");
}
END_TEST

START_TEST(checks_that_are_skipped_are_counted)
{
    ck_assert(doctor_settings_skip(&fixture.settings, "ttl"));
    has(told(), "by 33 checks (1 skipped) over");
}
END_TEST

START_TEST(names_act_on_no_terminal)
{
    find("ttl", FINDING_ERROR, doctor_fixture_stream(&fixture, "rag:telemetry:a\x1b[31m\xff"),
         "it ends soon", "PERSIST k", "");
    has(told(), "rag:telemetry:a\\u001b[31m\\xff: it ends soon");
    ck_assert_ptr_null(strchr(text, '\x1b'));
}
END_TEST

START_TEST(colours_end_before_a_line_does)
{
    find_ttls(5);
    find("slow", FINDING_INFO, NULL, "a round trip takes 12 ms", "", "and a note");
    options.color = "always";
    has(told(), "\033[1;31merror    \033[m\033[1mttl ");
    bool open = false;
    for (const char *at = text; *at != '\0'; at++) {
        if (*at == '\033')
            open = strncmp(at, "\033[m", 3) != 0;
        ck_assert_msg(*at != '\n' || !open, "a colour goes on behind a line");
    }
}
END_TEST

START_TEST(memory_stands_in_columns)
{
    struct examined_stream *stream = doctor_fixture_stream(&fixture, "rag:telemetry:acme");

    find("slow", FINDING_INFO, NULL, "a round trip takes 12 ms", "", "");
    make_report();
    report.cap = 1728;
    report.memory = (struct memory_figures){.used = 860 << 20,
                                            .limit = 1 << 30,
                                            .streams = 640 << 20,
                                            .share = 0.625,
                                            .hours_until_full = 31.26,
                                            .history_hours = 12.5,
                                            .largest_count = 1};
    report.memory.largest[0] = (struct stream_figures){
        .stream = stream, .per_hour = 60, .history_hours = 1.65, .cap = 1728};
    has(print(&doctor_text_format),
        "\nmemory\n"
        "  used 860 MiB of 1 GiB (84 %), streams 640 MiB (62 %, the line is 80 %)\n"
        "  full in 31h15m at the rate that was seen; trimmed streams hold 12h30m or more\n"
        "  24 h of every stream need a cap of 1,728 entries (DRIFT_RETENTION_CAP=1728)\n"
        "  largest streams        memory     entries    hours   cap for 24h\n"
        "  rag:telemetry:acme   85.6 KiB         100      1.6         1,728\n");
    report.memory.bounded = true;
    has(print(&doctor_text_format), "(84 %), streams at most 640 MiB (62 %, the line is 80 %)\n");
}
END_TEST

START_TEST(where_there_is_little_room_the_table_of_memory_has_fewer_columns)
{
    struct examined_stream *stream =
        doctor_fixture_stream(&fixture, "rag:telemetry:acme-of-the-northern-hemisphere");

    for (int columns = 40; columns <= 120; columns++) {
        make_report();
        report.columns = columns;
        report.memory = (struct memory_figures){.used = 860 << 20, .largest_count = 1};
        report.memory.largest[0] = (struct stream_figures){
            .stream = stream, .per_hour = 60, .history_hours = 1.65, .cap = 1728};
        struct slice rest = slice_of(strstr(print(&doctor_text_format), "\nmemory\n"));
        while (rest.data != NULL)
            ck_assert_int_le(text_width(slice_split(&rest, '\n')), columns);
        ck_assert(strstr(text, "     entries") == NULL || columns >= 64);
        if (columns == 40)
            has(text, "\n  largest streams        memory    hours\n"
                      "  rag:telemetry:acm~   85.6 KiB      1.6\n");
    }
}
END_TEST

/* --- JSON --- */

START_TEST(json_has_the_members_that_were_promised)
{
    find("ttl", FINDING_ERROR, doctor_fixture_stream(&fixture, "rag:telemetry:acme"),
         "it ends soon", "PERSIST rag:telemetry:acme", "");
    find("slow", FINDING_WARNING, NULL, "a round trip takes 12 ms", "", "SLOWLOG");
    finding_unchecked(&findings, check_of("node-size"), "+config|get");
    has(told_as_json(), "{\"schema\":\"driftop.doctor/1\",\"source\":\"redis://cache:6379/0\","
                        "\"generated_ms\":1764000000000,");
    has(text, "{\"id\":\"ttl\",\"severity\":\"error\",\"scope\":\"rag:telemetry:acme\","
              "\"kind\":\"stream\",\"part\":null,\"node\":null,\"title\":\"a stream has a TTL\","
              "\"evidence\":\"it ends soon\",\"cure\":\"PERSIST rag:telemetry:acme\","
              "\"note\":null}");
    has(text, "\"severity\":\"warning\",\"scope\":\"server\",\"kind\":\"server\",");
    has(text, "\"cure\":null,\"note\":\"SLOWLOG\"}");
    has(text, "\"unchecked\":[{\"id\":\"node-size\",\"needs\":\"+config|get\"}]");
    has(text, "\"streams\":{\"count\":1,\"examined\":1,\"sampled\":false,\"complete\":true}");
    has(text, "\"memory\":{\"used\":null,\"limit\":null,");
}
END_TEST

START_TEST(json_tells_names_of_any_bytes_apart)
{
    find("ttl", FINDING_ERROR, doctor_fixture_stream(&fixture, "t:\xff"), "e", "c", "");
    find("ttl", FINDING_ERROR, doctor_fixture_stream(&fixture, "t:\xfe"), "e", "c", "");
    has(told_as_json(), "\"scope_hex\":\"743aff\"");
    has(text, "\"scope_hex\":\"743afe\"");
}
END_TEST

/* --- what changes --- */

static struct finding *add(struct findings *to, const char *id, enum finding_severity severity,
                           struct examined_stream *stream)
{
    return finding_add(to, check_of(id), severity, &fixture.examination, stream, 0);
}

static const char *changes_of(struct findings *before, struct findings *now)
{
    static char words[256];
    size_t count;
    struct doctor_change *changes;

    findings_sort(before);
    findings_sort(now);
    changes = doctor_changes(before, now, &count);
    words[0] = '\0';
    for (size_t i = 0; i < count; i++) {
        const struct finding *finding = changes[i].now != NULL ? changes[i].now : changes[i].before;
        size_t size = strlen(words);
        snprintf(words + size, sizeof(words) - size, "%s %s;", doctor_change_name(changes[i].kind),
                 finding->check->id);
    }
    free(changes);
    findings_free(before);
    return words;
}

START_TEST(only_what_has_changed_is_told)
{
    struct findings before = {0};
    struct examined_stream *stream = doctor_fixture_stream(&fixture, "rag:telemetry:acme");

    add(&findings, "ttl", FINDING_ERROR, stream);
    add(&findings, "slow", FINDING_WARNING, NULL);
    ck_assert_str_eq(changes_of(&before, &findings), "new ttl;new slow;");
    add(&before, "ttl", FINDING_ERROR, stream);
    add(&before, "slow", FINDING_WARNING, NULL);
    ck_assert_str_eq(changes_of(&before, &findings), "");
    add(&before, "slow", FINDING_INFO, NULL);
    add(&before, "ttl", FINDING_ERROR, NULL);
    ck_assert_str_eq(changes_of(&before, &findings), "new ttl;worse slow;gone ttl;");
    add(&before, "slow", FINDING_ERROR, NULL);
    add(&before, "ttl", FINDING_ERROR, stream);
    ck_assert_str_eq(changes_of(&before, &findings), "better slow;");
}
END_TEST

START_TEST(of_two_of_a_kind_the_one_that_stays_is_told_of_no_change)
{
    struct findings before = {0};

    add(&before, "replication", FINDING_ERROR, NULL);
    add(&before, "replication", FINDING_WARNING, NULL);
    add(&findings, "replication", FINDING_WARNING, NULL);
    ck_assert_str_eq(changes_of(&before, &findings), "gone replication;");
}
END_TEST

static void add_group(struct findings *to, struct examined_stream *stream, const char *group)
{
    finding_set_part(add(to, "group-lag", FINDING_WARNING, stream), slice_of(group));
}

START_TEST(of_two_groups_of_a_stream_the_one_that_goes_is_told)
{
    struct findings before = {0};
    struct examined_stream *stream = doctor_fixture_stream(&fixture, "rag:telemetry:acme");
    size_t count;

    add_group(&before, stream, "old");
    add_group(&before, stream, "stays");
    add_group(&findings, stream, "stays");
    add_group(&findings, stream, "young");
    struct doctor_change *changes = doctor_changes(&before, &findings, &count);
    ck_assert_uint_eq(count, 2);
    ck_assert_int_eq(changes[0].kind, CHANGE_NEW);
    ck_assert_str_eq(changes[0].now->part, "young");
    ck_assert_int_eq(changes[1].kind, CHANGE_GONE);
    ck_assert_str_eq(changes[1].before->part, "old");
    free(changes);
    findings_free(&before);
}
END_TEST

START_TEST(what_nobody_could_look_at_is_not_told_as_gone)
{
    struct findings before = {0};
    struct examination *examination = &fixture.examination;
    struct examined_stream *stream = doctor_fixture_stream(&fixture, "t:\xff");

    doctor_fixture_node(&fixture, "10.0.0.2:6379");
    find("ttl", FINDING_ERROR, stream, "it ends soon", "PERSIST k", "");
    finding_set_part(&findings.items[0], SLICE("ops"));
    before = findings;
    findings = (struct findings){0};
    examination->streams[0].answered = false;
    doctor_keep_unseen(&before, &findings, examination);
    ck_assert_uint_eq(findings.count, 1);
    ck_assert(finding_is_same(&before.items[0], &findings.items[0]));
    ck_assert_str_eq(buffer_text(&findings.items[0].cure), "PERSIST k");
    findings_free(&findings);
    examination->streams[0].answered = true;
    doctor_keep_unseen(&before, &findings, examination);
    ck_assert_uint_eq(findings.count, 0);
    examination->stream_count = 0;
    examination->nodes[1].answered = false;
    doctor_keep_unseen(&before, &findings, examination);
    ck_assert_uint_eq(findings.count, 1);
    examination->nodes[1].answered = true;
    finding_unchecked(&before, check_of("slow"), "+x");
    findings_free(&findings);
    doctor_keep_unseen(&before, &findings, examination);
    ck_assert_uint_eq(findings.count, 0);
    finding_unchecked(&findings, check_of("ttl"), "+pttl");
    doctor_keep_unseen(&before, &findings, examination);
    ck_assert_uint_eq(findings.count, 1);
    findings_free(&before);
}
END_TEST

static const char *news_as(const struct doctor_format *format, const struct doctor_news *news)
{
    size_t size;

    free(text);
    FILE *out = open_memstream(&text, &size);
    ck_assert_ptr_nonnull(out);
    ck_assert(format->print_news(out, news));
    fclose(out);
    return text;
}

START_TEST(news_are_told_with_their_time)
{
    struct findings before = {0};
    size_t count;

    add_group(&before, doctor_fixture_stream(&fixture, "t:a"), "ops");
    add(&before, "slow", FINDING_ERROR, NULL);
    find("slow", FINDING_WARNING, NULL, "a round trip takes 12 ms", "", "");
    struct doctor_change *changes = doctor_changes(&before, &findings, &count);
    struct doctor_news news = {.changes = changes,
                               .change_count = count,
                               .source = "redis://cache:6379/0",
                               .time_ms = DOCTOR_NOW_MS,
                               .status = 1,
                               .zone = ZONE_UTC,
                               .columns = 80};
    ck_assert_str_eq(news_as(&doctor_text_format, &news),
                     "2025-11-24 16:00:00 UTC  better  warning slow (was: error)\n"
                     "         a round trip takes 12 ms\n"
                     "2025-11-24 16:00:00 UTC  gone    warning group-lag t:a (ops)\n");
    has(news_as(&doctor_json_format, &news),
        "{\"schema\":\"driftop.doctor_change/1\",\"source\":\"redis://cache:6379/0\","
        "\"generated_ms\":1764000000000,\"status\":1,\"away\":null,\"changes\":["
        "{\"change\":\"better\",\"was\":\"error\",\"id\":\"slow\",\"severity\":\"warning\",");
    ck_assert_uint_eq(count_of("\n"), 1);
    free(changes);
    findings_free(&before);
}
END_TEST

START_TEST(away_and_back_are_told)
{
    struct doctor_news news = {.source = "redis://cache:6379/0",
                               .away = "connection refused",
                               .time_ms = DOCTOR_NOW_MS,
                               .columns = 80};

    ck_assert_str_eq(
        news_as(&doctor_text_format, &news),
        "2025-11-24 16:00:00 UTC  redis://cache:6379/0: cannot look: connection refused\n");
    has(news_as(&doctor_json_format, &news), "\"away\":\"connection refused\",\"changes\":[]}\n");
    news.away = NULL;
    news.back = true;
    has(news_as(&doctor_text_format, &news), "redis://cache:6379/0 can be looked at again\n");
}
END_TEST

Suite *suite_doctor_text(void)
{
    Suite *suite = suite_create("doctor_text");

    TCase *page = tcase_create("page");
    tcase_add_checked_fixture(page, set_up, tear_down);
    tcase_add_test(page, a_healthy_server_takes_one_line);
    tcase_add_test(page, the_worst_comes_first_with_its_cure_on_a_line_of_its_own);
    tcase_add_test(page, of_many_streams_three_are_told_and_one_note);
    tcase_add_test(page, no_line_is_longer_than_the_terminal_but_a_cure);
    tcase_add_test(page, what_was_not_checked_is_told_with_what_it_needs);
    tcase_add_test(page, what_was_not_seen_is_said);
    tcase_add_test(page, checks_that_are_skipped_are_counted);
    tcase_add_test(page, names_act_on_no_terminal);
    tcase_add_test(page, colours_end_before_a_line_does);
    tcase_add_test(page, memory_stands_in_columns);
    tcase_add_test(page, where_there_is_little_room_the_table_of_memory_has_fewer_columns);
    suite_add_tcase(suite, page);

    TCase *json = tcase_create("json");
    tcase_add_checked_fixture(json, set_up, tear_down);
    tcase_add_test(json, json_has_the_members_that_were_promised);
    tcase_add_test(json, json_tells_names_of_any_bytes_apart);
    suite_add_tcase(suite, json);

    TCase *change = tcase_create("change");
    tcase_add_checked_fixture(change, set_up, tear_down);
    tcase_add_test(change, only_what_has_changed_is_told);
    tcase_add_test(change, of_two_of_a_kind_the_one_that_stays_is_told_of_no_change);
    tcase_add_test(change, of_two_groups_of_a_stream_the_one_that_goes_is_told);
    tcase_add_test(change, what_nobody_could_look_at_is_not_told_as_gone);
    tcase_add_test(change, news_are_told_with_their_time);
    tcase_add_test(change, away_and_back_are_told);
    suite_add_tcase(suite, change);
    return suite;
}
