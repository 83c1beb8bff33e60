/* The scripts' sums, and the errors that servers answer them with. */
#include "config.h"

#include "route/script.h"
#include "unit/suites.h"

#include <openssl/evp.h>
#include <stdio.h>
#include <string.h>

START_TEST(sums_are_those_of_the_texts)
{
    const struct script *script = &scripts[_i];
    unsigned char sum[EVP_MAX_MD_SIZE];
    char digits[2 * EVP_MAX_MD_SIZE + 1] = "";
    unsigned size = 0;

    ck_assert(EVP_Digest(script->text, strlen(script->text), sum, &size, EVP_sha1(), NULL));
    for (unsigned i = 0; i < size; i++)
        snprintf(digits + strlen(digits), 3, "%02x", sum[i]);
    ck_assert_str_eq(script->sum, digits);
}
END_TEST

/* As 7.0.15 and 6.0.16 answer; what a person sees holds neither sums nor lines. */
static const struct {
    const char *reply;
    enum error_class class;
    const char *text;
} errors[] = {
    {"OOM command not allowed when used memory > 'maxmemory'. script: 5f0e, on @user_script:3.",
     ERROR_RETRY, "OOM command not allowed when used memory > 'maxmemory'."},
    {"ERR Error running script (call to f_5f0e): @user_script:3: @user_script: 3: -OOM command not "
     "allowed when used memory > 'maxmemory'. ",
     ERROR_RETRY, "OOM command not allowed when used memory > 'maxmemory'. "},
    {"ERR Error running script (call to f_5f0e): @user_script:8: @user_script: 8: -READONLY You "
     "can't write against a read only replica. ",
     ERROR_RESOLVE, "READONLY You can't write against a read only replica. "},
    {"ERR Error running script (call to f_5f0e): @user_script:8: WRONGTYPE Operation against a key "
     "holding the wrong kind of value",
     ERROR_STOP, "WRONGTYPE Operation against a key holding the wrong kind of value"},
    {"WRONGTYPE Operation against a key holding the wrong kind of value script: 5f0e, on "
     "@user_script:1.",
     ERROR_STOP, "WRONGTYPE Operation against a key holding the wrong kind of value"},
    {"NOPERM this user has no permissions to run the 'evalsha' command", ERROR_STOP,
     "NOPERM this user has no permissions to run the 'evalsha' command"},
    {"MISCONF Redis is configured to save RDB snapshots", ERROR_RETRY,
     "MISCONF Redis is configured to save RDB snapshots"},
    {"MOVED 12 127.0.0.1:7000", ERROR_RESOLVE, "MOVED 12 127.0.0.1:7000"},
    {"ERR @user_script: ", ERROR_STOP, "ERR @user_script: "},
    {"", ERROR_STOP, ""},
};

START_TEST(an_error_is_what_the_command_in_it_was_refused_with)
{
    struct error error;

    script_error(slice_of(errors[_i].reply), &error);
    ck_assert_str_eq(error.text, errors[_i].text);
    ck_assert_int_eq(error.class, errors[_i].class);
}
END_TEST

Suite *suite_script(void)
{
    Suite *suite = suite_create("script");
    TCase *tests = tcase_create("script");

    tcase_add_loop_test(tests, sums_are_those_of_the_texts, 0, SCRIPT_COUNT);
    tcase_add_loop_test(tests, an_error_is_what_the_command_in_it_was_refused_with, 0,
                        sizeof(errors) / sizeof(errors[0]));
    suite_add_tcase(suite, tests);
    return suite;
}
