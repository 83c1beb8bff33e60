#include "config.h"

#include "support/doctor_fixture.h"
#include "unit/suites.h"

#include <locale.h>
#include <stdio.h>
#include <string.h>

#define COUNT(table) ((int)(sizeof(table) / sizeof((table)[0])))

static const struct {
    const char *word;
    size_t size; /* 0: as long as the string */
    const char *written;
} words[] = {
    {"", 0, "\"\""},
    {"rag:drift:acme", 0, "rag:drift:acme"},
    {"{rag:drift:acme}:x", 0, "{rag:drift:acme}:x"},
    {"a b", 0, "\"a b\""},
    {"it's", 0, "\"it's\""},
    {"say \"x\\\"", 0, "\"say \\\"x\\\\\\\"\""},
    {"\xFF\n", 0, "\"\\xff\\x0a\""},
    {"a\0b", 3, "\"a\\x00b\""},
    {"\xC3\xA9", 0, "\"\\xc3\\xa9\""},
};

START_TEST(a_word_is_written_as_redis_cli_reads_it)
{
    struct buffer out = {0};
    size_t size = words[_i].size > 0 ? words[_i].size : strlen(words[_i].word);

    cure_word(&out, (struct slice){words[_i].word, size});
    ck_assert_str_eq(buffer_text(&out), words[_i].written);
    buffer_free(&out);
}
END_TEST

static const struct {
    const char *name;
    size_t size; /* 0: as long as the string */
    const char *written;
} names[] = {
    {"ops", 0, "ops"},
    {"work er", 0, "work er"},
    {"\xC3\xA9", 0, "\xC3\xA9"},
    {"", 0, "\"\""},
    {"\xE2\x80\xAERTL", 0, "\"\\xe2\\x80\\xaeRTL\""},
    {"\xE2\x80\xADRTL", 0, "\"\\xe2\\x80\\xadRTL\""},
    {"a\0b", 3, "\"a\\x00b\""},
    {"\"a\\x00b\"", 0, "\"\\\"a\\\\x00b\\\"\""},
};

START_TEST(a_name_is_written_so_that_it_can_be_told_from_others)
{
    struct buffer out = {0};
    size_t size = names[_i].size > 0 ? names[_i].size : strlen(names[_i].name);

    setlocale(LC_CTYPE, "C.UTF-8");
    cure_name(&out, (struct slice){names[_i].name, size});
    ck_assert_str_eq(buffer_text(&out), names[_i].written);
    buffer_free(&out);
}
END_TEST

static const struct check *check_at(size_t place)
{
    return &doctor_checks[place];
}

START_TEST(the_worst_comes_first)
{
    struct doctor_fixture fixture;
    struct findings findings = {0};
    char order[16] = "";

    doctor_fixture_init(&fixture);
    doctor_fixture_stream(&fixture, "ns:b");
    doctor_fixture_stream(&fixture, "ns:a");
    const struct examination *seen = &fixture.examination;
    finding_add(&findings, check_at(1), FINDING_INFO, seen, NULL, SIZE_MAX)->weight = 9;
    finding_add(&findings, check_at(1), FINDING_ERROR, seen, &seen->streams[0], 0);
    finding_add(&findings, check_at(1), FINDING_ERROR, seen, &seen->streams[1], 0);
    finding_add(&findings, check_at(1), FINDING_ERROR, seen, NULL, SIZE_MAX);
    finding_add(&findings, check_at(2), FINDING_ERROR, seen, NULL, SIZE_MAX)->weight = 5;
    finding_add(&findings, check_at(0), FINDING_WARNING, seen, NULL, SIZE_MAX)->weight = 1;
    finding_add(&findings, check_at(0), FINDING_WARNING, seen, NULL, SIZE_MAX)->weight = 2;
    findings_sort(&findings);
    for (size_t i = 0; i < findings.count; i++) {
        const struct finding *finding = &findings.items[i];
        order[2 * i] = "IWE"[finding->severity];
        order[2 * i + 1] = finding->key != NULL  ? finding->key[3]
                           : finding->weight > 0 ? (char)('0' + (int)finding->weight)
                                                 : '-';
    }
    ck_assert_str_eq(order, "E-EaEbE5W2W1I9");
    ck_assert_uint_eq(findings_count(&findings, FINDING_ERROR), 4);
    ck_assert(finding_is_same(&findings.items[4], &findings.items[5]));
    ck_assert(!finding_is_same(&findings.items[0], &findings.items[1]));
    ck_assert(!finding_is_same(&findings.items[1], &findings.items[2]));
    finding_set_part(&findings.items[4], SLICE("ops"));
    ck_assert(!finding_is_same(&findings.items[4], &findings.items[5]));
    finding_set_part(&findings.items[5], SLICE("o\nps"));
    ck_assert_ptr_null(strchr(findings.items[5].part, '\n'));
    finding_set_part(&findings.items[5], SLICE("ops"));
    ck_assert(finding_is_same(&findings.items[4], &findings.items[5]));
    findings_free(&findings);
    doctor_fixture_free(&fixture);
}
END_TEST

START_TEST(what_is_needed_is_told_once)
{
    struct findings findings = {0};

    finding_unchecked(&findings, check_at(0), "+pttl");
    finding_unchecked(&findings, check_at(0), "+pttl");
    finding_unchecked(&findings, check_at(0), "+get");
    finding_unchecked(&findings, check_at(1), "+pttl");
    ck_assert_uint_eq(findings.unchecked_count, 3);
    findings_free(&findings);
}
END_TEST

START_TEST(a_healthy_redis_has_no_finding)
{
    struct doctor_fixture fixture;

    doctor_fixture_init(&fixture);
    struct examined_stream *stream = doctor_fixture_stream(&fixture, "ns:acme");
    doctor_fixture_group(&fixture, stream, "ops");
    fixture.settings.hours = 1;
    diagnose(&fixture.examination, &fixture.settings, &fixture.findings);
    for (size_t i = 0; i < fixture.findings.count; i++) {
        const struct finding *finding = &fixture.findings.items[i];
        ck_assert_msg(finding->severity == FINDING_INFO, "%s: %s", finding->check->id,
                      buffer_text(&finding->evidence));
    }
    doctor_fixture_free(&fixture);
}
END_TEST

Suite *suite_doctor_finding(void)
{
    Suite *suite = suite_create("doctor_finding");
    TCase *tcase = tcase_create("doctor_finding");

    tcase_add_loop_test(tcase, a_word_is_written_as_redis_cli_reads_it, 0, COUNT(words));
    tcase_add_loop_test(tcase, a_name_is_written_so_that_it_can_be_told_from_others, 0,
                        COUNT(names));
    tcase_add_test(tcase, the_worst_comes_first);
    tcase_add_test(tcase, what_is_needed_is_told_once);
    tcase_add_test(tcase, a_healthy_redis_has_no_finding);
    suite_add_tcase(suite, tcase);
    return suite;
}
