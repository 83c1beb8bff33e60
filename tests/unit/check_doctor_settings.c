/* What people write to say what is a finding: on the command line, and in [doctor]. */
#include "config.h"

#include "base/buffer.h"
#include "doctor/check.h"
#include "headless/configuration.h"
#include "headless/doctor_setup.h"
#include "headless/doctor_words.h"
#include "program.h"
#include "support/has.h"
#include "support/scratch.h"
#include "unit/suites.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WORDS_MAX 16

static char folder[SCRATCH_SIZE];
static char path[SCRATCH_SIZE + 16];
static struct options options;
static struct doctor_setup setup;
static struct error error;

static void set_up(void)
{
    scratch_create(folder);
    snprintf(path, sizeof(path), "%s/a.conf", folder);
    scratch_write(folder, "a.conf", "");
    unsetenv("REDIS_TELEMETRY_URL");
    options = (struct options){0};
    setup = (struct doctor_setup){0};
}

static void tear_down(void)
{
    doctor_setup_free(&setup);
    options_free(&options);
}

/* Reads "COMMAND --config FILE" and words, parted by blanks. */
static bool read_options(const char *command, const char *words)
{
    static char text[SCRATCH_SIZE + 320];
    char *arguments[WORDS_MAX + 1] = {0};
    size_t count = 0;
    char *rest = text;

    snprintf(text, sizeof(text), "%s --config %s %s", command, path, words);
    for (char *word; (word = strsep(&rest, " ")) != NULL && count < WORDS_MAX;) {
        if (*word != '\0')
            arguments[count++] = word;
    }
    return options_understand(&program, arguments, &options, &error);
}

static const struct doctor_settings *settings_of(const char *configuration, const char *words)
{
    scratch_write(folder, "a.conf", configuration);
    ck_assert_msg(read_options("doctor", words), "%s", error.text);
    ck_assert_msg(doctor_setup_make(&setup, &options, "test", &error), "%s", error.text);
    return &setup.settings;
}

static bool is_off(const struct doctor_settings *settings, const char *id)
{
    for (size_t i = 0; i < doctor_check_count; i++) {
        if (strcmp(doctor_checks[i].id, id) == 0)
            return settings->off[i];
    }
    ck_abort_msg("there is no check %s", id);
}

START_TEST(without_a_word_the_standard_holds)
{
    const struct doctor_settings *settings = settings_of("", "");

    ck_assert_uint_eq(settings->hours, 24);
    ck_assert_uint_eq(settings->memory_warn, 80);
    ck_assert_uint_eq(settings->pending_ms, 600000);
    ck_assert_int_eq(setup.options.pending_ms, 600000);
    ck_assert_int_eq(options.refresh_ms, 60000);
    for (size_t i = 0; i < doctor_check_count; i++)
        ck_assert(!settings->off[i]);
}
END_TEST

START_TEST(a_command_line_says_what_is_a_finding)
{
    const struct doctor_settings *settings =
        settings_of("", "--hours 72 --threshold memory-warn=70% --threshold pending=5m "
                        "--threshold lag-warn=7 --skip ttl --skip slow");

    ck_assert_uint_eq(settings->hours, 72);
    ck_assert_uint_eq(settings->memory_warn, 70);
    ck_assert_uint_eq(settings->lag_warn, 7);
    ck_assert_int_eq(setup.options.pending_ms, 300000);
    ck_assert(is_off(settings, "ttl") && is_off(settings, "slow") && !is_off(settings, "denied"));
}
END_TEST

START_TEST(a_configuration_does_and_the_command_line_holds_before_it)
{
    const struct doctor_settings *settings =
        settings_of("refresh = 2s\n[doctor]\nhours = 48\nskip = ttl\nskip = slow\n"
                    "memory-warn = 60\npending = 1h\n",
                    "--threshold memory-warn=70 --skip denied");

    ck_assert_uint_eq(settings->hours, 48);
    ck_assert_uint_eq(settings->memory_warn, 70);
    ck_assert_uint_eq(settings->pending_ms, 3600000);
    ck_assert(is_off(settings, "ttl") && is_off(settings, "slow") && is_off(settings, "denied"));
    /* The dashboard's refresh is not that of a watch. */
    ck_assert_int_eq(options.refresh_ms, 60000);
}
END_TEST

START_TEST(the_section_holds_for_the_dashboard_too)
{
    scratch_write(folder, "a.conf", "[doctor]\nhours = 48\n");
    ck_assert_msg(read_options("snapshot", ""), "%s", error.text);
    ck_assert(doctor_setup_make(&setup, &options, "test", &error));
    ck_assert_uint_eq(setup.settings.hours, 48);
}
END_TEST

static const struct {
    const char *text;
    const char *mistake;
} lines[] = {
    {"hours = 0", "hours \"0\": it takes a whole number from 1 to 100000"},
    {"skip = evictible", "skip: \"evictible\" is no check; did you mean \"evictable\"?"},
    {"skip = xyz", "skip: \"xyz\" is no check; DOCTOR in driftop(1) lists them"},
    {"memory-wran = 70", "\"memory-wran\" is no setting of the doctor; did you mean "
                         "\"memory-warn\"?"},
    {"memory-warn = lots", "memory-warn \"lots\": it takes a share such as 80%"},
    {"pending = 5", "pending \"5\":"},
    {"lag-warn = -1", "lag-warn \"-1\": it takes a number"},
    {"hours = 1\nhours = 2", "hours stands in line 3 already"},
};

START_TEST(a_mistake_in_the_file_is_told_with_its_line)
{
    char content[128];
    char expected[SCRATCH_SIZE + 160];
    const bool twice = strchr(lines[_i].text, '\n') != NULL;

    snprintf(content, sizeof(content), "\n[doctor]\n%s\n", lines[_i].text);
    scratch_write(folder, "a.conf", content);
    ck_assert(!read_options("doctor", ""));
    ck_assert_uint_eq(options.problems.count, 1);
    snprintf(expected, sizeof(expected), "%s:%d: %s", path, twice ? 4 : 3, lines[_i].mistake);
    has(error.text, expected);
}
END_TEST

static const struct {
    const char *words;
    const char *mistake;
} wrong[] = {
    {"--threshold memory-wran=70", "--threshold: \"memory-wran\" is no threshold; did you mean "
                                   "\"memory-warn\"?"},
    {"--threshold memory-warn", "lacks its value: a threshold is written NAME=VALUE"},
    {"--threshold memory-warn=x", "--threshold: memory-warn \"x\": it takes a share"},
    {"--skip ttll", "--skip: \"ttll\" is no check; did you mean \"ttl\"?"},
    {"--hours 0", "--hours \"0\": it takes a whole number from 1 to"},
    {"--acl owner", "--acl \"owner\": it takes reader, sink, route, doctor"},
    {"demo:", "\"demo:\" is no Redis"},
    {"a.jsonl", "\"a.jsonl\" is no Redis"},
    {"-w 1h", "\"driftop doctor\" has no option --window"},
};

START_TEST(a_mistake_on_the_command_line_is_told)
{
    ck_assert(!read_options("doctor", wrong[_i].words));
    has(error.text, wrong[_i].mistake);
    ck_assert_int_eq(options.command->misused, 3);
}
END_TEST

START_TEST(a_source_of_the_configuration_that_is_no_redis_is_refused)
{
    scratch_write(folder, "a.conf", "source = demo:\n");
    ck_assert_msg(read_options("doctor", ""), "%s", error.text);
    ck_assert(!doctor_setup_make(&setup, &options, "test", &error));
    ck_assert_int_eq(error.class, ERROR_USAGE);
    has(error.text, "\"demo:\" is no Redis: there is no server to examine");
}
END_TEST

START_TEST(a_threshold_is_written_as_it_is_read)
{
    for (size_t i = 0; doctor_thresholds[i].name != NULL; i++) {
        struct doctor_settings settings;
        struct buffer text = {0};
        buffer_printf(&text, "%s=", doctor_thresholds[i].name);
        doctor_words_append(&text, &doctor_thresholds[i], doctor_thresholds[i].fallback);
        ck_assert_msg(doctor_words_threshold(&settings, buffer_text(&text), &error), "%s",
                      error.text);
        buffer_free(&text);
    }
}
END_TEST

static char *dumped(void)
{
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);

    ck_assert_ptr_nonnull(out);
    configuration_dump(&options, out);
    ck_assert_int_eq(fclose(out), 0);
    return text;
}

START_TEST(what_holds_is_dumped_with_where_it_came_from)
{
    char expected[SCRATCH_SIZE + 64];

    settings_of("[doctor]\nhours = 48\nskip = ttl\nmemory-warn = 60\n[keys]\n",
                "--threshold memory-warn=70 --skip slow");
    char *text = dumped();
    ck_assert_str_eq(strstr(text, "\n[doctor]"), strrchr(text, '[') - 1);
    snprintf(expected, sizeof(expected), "# %s:2\nhours = 48\n", path);
    has(text, expected);
    has(text, "# command line\nmemory-warn = 70%\n");
    has(text, "# default\nmemory-error = 95%\n# default\n");
    has(text, "pending = 10m\n");
    has(text, "# command line\nskip = slow\n");
    scratch_write(folder, "a.conf", text);
    options_free(&options);
    doctor_setup_free(&setup);
    const struct doctor_settings *again = settings_of(text, "");
    ck_assert_uint_eq(again->memory_warn, 70);
    ck_assert(is_off(again, "ttl") && is_off(again, "slow"));
    free(text);
}
END_TEST

Suite *suite_doctor_settings(void)
{
    Suite *suite = suite_create("doctor_settings");
    TCase *tests = tcase_create("doctor_settings");

    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, without_a_word_the_standard_holds);
    tcase_add_test(tests, a_command_line_says_what_is_a_finding);
    tcase_add_test(tests, a_configuration_does_and_the_command_line_holds_before_it);
    tcase_add_test(tests, the_section_holds_for_the_dashboard_too);
    tcase_add_loop_test(tests, a_mistake_in_the_file_is_told_with_its_line, 0,
                        (int)(sizeof(lines) / sizeof(lines[0])));
    tcase_add_loop_test(tests, a_mistake_on_the_command_line_is_told, 0,
                        (int)(sizeof(wrong) / sizeof(wrong[0])));
    tcase_add_test(tests, a_source_of_the_configuration_that_is_no_redis_is_refused);
    tcase_add_test(tests, a_threshold_is_written_as_it_is_read);
    tcase_add_test(tests, what_holds_is_dumped_with_where_it_came_from);
    suite_add_tcase(suite, tests);
    return suite;
}
