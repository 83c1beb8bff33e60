#include "config.h"

#include "drift/severity_words.h"
#include "unit/suites.h"

#define COUNT(table) ((int)(sizeof(table) / sizeof((table)[0])))

static struct severity_words own;

static void release(void)
{
    severity_words_free(&own);
}

static bool add(const char *word, enum severity severity)
{
    return severity_words_add(&own, slice_of(word), severity, NULL);
}

static const struct {
    const char *word;
    enum severity severity;
} words[] = {
    {"ok", SEVERITY_OK},
    {"info", SEVERITY_OK},
    {"healthy", SEVERITY_OK},
    {"normal", SEVERITY_OK},
    {"pass", SEVERITY_OK},
    {"warn", SEVERITY_WARN},
    {"warning", SEVERITY_WARN},
    {"degraded", SEVERITY_DEGRADED},
    {"critical", SEVERITY_DEGRADED},
    {"error", SEVERITY_DEGRADED},
    {"fatal", SEVERITY_DEGRADED},
    /* Case and blanks around it say nothing. */
    {"OK", SEVERITY_OK},
    {"Warning", SEVERITY_WARN},
    {"  CRITICAL\t", SEVERITY_DEGRADED},
    {"ok\r\n", SEVERITY_OK},
    /* Nobody knows. */
    {"", SEVERITY_ABSENT},
    {" ", SEVERITY_ABSENT},
    {"o k", SEVERITY_ABSENT},
    {"okay", SEVERITY_ABSENT},
    {"o", SEVERITY_ABSENT},
    {"no_data", SEVERITY_ABSENT},
    {"high", SEVERITY_ABSENT},
    /* U+212A KELVIN SIGN becomes 'k' where a locale folds it. */
    {"o\xE2\x84\xAA", SEVERITY_ABSENT},
};

START_TEST(usual_words_are_known_without_case_and_blanks)
{
    ck_assert_int_eq(severity_words_find(NULL, slice_of(words[_i].word)), words[_i].severity);
    ck_assert_int_eq(severity_words_find(&own, slice_of(words[_i].word)), words[_i].severity);
}
END_TEST

START_TEST(a_word_without_data_is_unknown)
{
    ck_assert_int_eq(severity_words_find(NULL, (struct slice){0}), SEVERITY_ABSENT);
}
END_TEST

START_TEST(the_operator_adds_words_and_has_the_last_say)
{
    ck_assert(add(" Elevated ", SEVERITY_WARN));
    ck_assert(add("info", SEVERITY_WARN));
    ck_assert_int_eq(severity_words_find(&own, SLICE("elevated")), SEVERITY_WARN);
    ck_assert_int_eq(severity_words_find(&own, SLICE("\tELEVATED")), SEVERITY_WARN);
    ck_assert_int_eq(severity_words_find(&own, SLICE("info")), SEVERITY_WARN);
    ck_assert_int_eq(severity_words_find(&own, SLICE("ok")), SEVERITY_OK);
    ck_assert_int_eq(severity_words_find(NULL, SLICE("elevated")), SEVERITY_ABSENT);
}
END_TEST

START_TEST(a_word_has_one_meaning)
{
    struct error error = {0};

    ck_assert(add("high", SEVERITY_WARN));
    ck_assert(add("HIGH", SEVERITY_WARN));
    ck_assert(!severity_words_add(&own, SLICE("High"), SEVERITY_DEGRADED, &error));
    ck_assert_str_eq(error.text, "\"High\" is both warn and degraded");
    ck_assert(!add("  ", SEVERITY_OK));
    ck_assert_uint_eq(own.count, 1);
}
END_TEST

Suite *suite_severity_words(void)
{
    Suite *suite = suite_create("severity_words");
    TCase *tcase = tcase_create("severity_words");

    tcase_add_checked_fixture(tcase, NULL, release);
    tcase_add_loop_test(tcase, usual_words_are_known_without_case_and_blanks, 0, COUNT(words));
    tcase_add_test(tcase, a_word_without_data_is_unknown);
    tcase_add_test(tcase, the_operator_adds_words_and_has_the_last_say);
    tcase_add_test(tcase, a_word_has_one_meaning);
    suite_add_tcase(suite, tcase);
    return suite;
}
