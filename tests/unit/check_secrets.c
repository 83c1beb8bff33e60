/* Secrets of destinations: where they come from, and that they are not seen. */
#include "config.h"

#include "route/secrets.h"
#include "support/has.h"
#include "support/scratch.h"
#include "unit/suites.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char directory[SCRATCH_SIZE];
static char path[SCRATCH_SIZE + 16];
static struct destination destination;
static struct secrets secrets;
static struct error error;

static void setup(void)
{
    scratch_create(directory);
    snprintf(path, sizeof(path), "%s/key", directory);
    destination = (struct destination){.name = "ops", .kind = DESTINATION_WEBHOOK};
    secrets = (struct secrets){0};
    error = (struct error){0};
}

static void teardown(void)
{
    secrets_free(&secrets);
    unsetenv("OPS_KEY");
}

static void write_file(const char *text, mode_t mode)
{
    scratch_write(directory, "key", text);
    ck_assert_int_eq(chmod(path, mode), 0);
}

static void refused(const char *why)
{
    ck_assert(!secrets_read(&secrets, &destination, &error));
    ck_assert_int_eq(error.class, ERROR_USAGE);
    has(error.text, why);
    ck_assert_ptr_null(secrets.secret);
    ck_assert_ptr_null(secrets.token);
    ck_assert_uint_eq(secrets.hidden_count, 0);
}

START_TEST(a_secret_is_the_line_of_its_file)
{
    write_file("s3cret and more\r\n", 0640);
    destination.secret_file = path;
    ck_assert(secrets_read(&secrets, &destination, &error));
    ck_assert_str_eq(secrets.secret, "s3cret and more");
    ck_assert_ptr_null(secrets.token);
}
END_TEST

START_TEST(secret_and_token_are_two)
{
    write_file("one\n", 0600);
    setenv("OPS_KEY", "two", 1);
    destination.token_file = path;
    destination.secret_variable = "OPS_KEY";
    ck_assert(secrets_read(&secrets, &destination, &error));
    ck_assert_str_eq(secrets.token, "one");
    ck_assert_str_eq(secrets.secret, "two");
}
END_TEST

START_TEST(a_secret_that_others_can_read_is_refused)
{
    static const mode_t modes[] = {0604, 0644, 0602, 0660, 0601};

    destination.secret_file = path;
    for (size_t i = 0; i < sizeof(modes) / sizeof(modes[0]); i++) {
        write_file("s3cret", modes[i]);
        refused("others can read or change it (chmod 600)");
        has(error.text, "secret-file ");
        has(error.text, path);
        has_not(error.text, "s3cret");
    }
}
END_TEST

START_TEST(what_is_no_secret_is_refused)
{
    destination.secret_file = path;
    refused("secret-file");
    has(error.text, "No such file");
    write_file("", 0600);
    refused("is empty");
    write_file("a\nb\n", 0600);
    refused("is not a single line of text");
    write_file("a\rb\n", 0600);
    refused("holds control characters");
    destination.secret_file = directory;
    refused("is a directory");
    ck_assert_int_eq(unlink(path), 0);
    ck_assert_int_eq(mkfifo(path, 0600), 0);
    destination.secret_file = path;
    refused("is no regular file");
    destination.secret_file = NULL;
    destination.token_variable = "OPS_KEY";
    refused("token-env OPS_KEY: is not set in the environment");
    setenv("OPS_KEY", "", 1);
    refused("token-env OPS_KEY: is empty in the environment");
    setenv("OPS_KEY", "a\nX-Evil: 1", 1);
    refused("token-env OPS_KEY: holds control characters");
}
END_TEST

START_TEST(a_kind_that_cannot_be_without_one_says_so)
{
    destination.kind = DESTINATION_PAGERDUTY;
    refused("pagerduty needs a secret-file or a secret-env");
    has(error.text, "routing key");
    destination.kind = DESTINATION_SLACK;
    refused("slack needs a secret-file or a secret-env");
}
END_TEST

static void scrubbed(const char *text, const char *expected)
{
    struct buffer out = {0};

    secrets_scrub(&secrets, slice_of(text), &out);
    ck_assert_str_eq(buffer_text(&out), expected);
    buffer_free(&out);
}

START_TEST(no_secret_is_seen_wherever_it_stands)
{
    setenv("OPS_KEY", "abc", 1);
    destination.secret_variable = "OPS_KEY";
    ck_assert(secrets_read(&secrets, &destination, &error));
    secrets_hide(&secrets, "abcdef", 6);
    secrets_hide(&secrets, "bx", 2);
    secrets_hide(&secrets, "", 0);
    scrubbed("", "");
    scrubbed("nothing", "nothing");
    scrubbed("abc", "***");
    scrubbed("abcdef", "***"); /* the longer one, and nothing of it is left */
    scrubbed("xabcabcdefabx", "x******a***");
    scrubbed("ab", "ab");
}
END_TEST

Suite *suite_secrets(void)
{
    Suite *suite = suite_create("secrets");
    TCase *tests = tcase_create("secrets");

    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, a_secret_is_the_line_of_its_file);
    tcase_add_test(tests, secret_and_token_are_two);
    tcase_add_test(tests, a_secret_that_others_can_read_is_refused);
    tcase_add_test(tests, what_is_no_secret_is_refused);
    tcase_add_test(tests, a_kind_that_cannot_be_without_one_says_so);
    tcase_add_test(tests, no_secret_is_seen_wherever_it_stands);
    suite_add_tcase(suite, tests);
    return suite;
}
