/* Where alerts go: what a configuration and the command line say of it, and what is made of that.
 */
#include "config.h"

#include "base/duration.h"
#include "headless/configuration.h"
#include "headless/destination_words.h"
#include "headless/destinations.h"
#include "program.h"
#include "support/environment.h"
#include "support/scratch.h"
#include "unit/suites.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static char folder[SCRATCH_SIZE];
static char path[SCRATCH_SIZE + 64];
static struct options options;
static struct destination_list list;
static struct error error;

static void setup(void)
{
    scratch_create(folder);
    snprintf(path, sizeof(path), "%s/a.conf", folder);
    unsetenv("REDIS_TELEMETRY_URL");
    environment_utf8();
    options = (struct options){0};
    list = (struct destination_list){0};
    error = (struct error){0};
}

static void teardown(void)
{
    destinations_free(&list);
    options_free(&options);
    environment_restore();
}

/* Makes the destinations of "route ARGUMENTS..." with a configuration. Arguments are parted by
 * '|', as targets have blanks. */
static bool make(const char *content, const char *arguments)
{
    static char text[1024];
    static char *argv[32];
    int argc = 0;

    destinations_free(&list);
    options_free(&options);
    scratch_write(folder, "a.conf", content);
    ck_assert_int_eq(chmod(path, 0600), 0);
    snprintf(text, sizeof(text), "driftop|route|--config|%s|%s", path, arguments);
    for (char *word = strtok(text, "|"); word != NULL; word = strtok(NULL, "|"))
        argv[argc++] = word;
    argv[argc] = NULL;
    return options_parse(&program, argc, argv, &options, &error) &&
           destinations_make(&options, &list, &error);
}

static void make_well(const char *content, const char *arguments)
{
    ck_assert_msg(make(content, arguments), "%s", error.text);
}

/* --- what is understood --- */

START_TEST(all_keys_of_a_section_have_their_place)
{
    make_well("[destination ops]\n"
              "kind = webhook\n"
              "target = https://hooks.example.org/drift?x=1\n"
              "secret-file = /etc/driftop/hmac\n"
              "token-env = OPS_TOKEN\n"
              "cacert = /etc/ssl/ours.pem\n"
              "tenant = acme-*, globex\n"
              "tenant = initech ; and this\n"
              "dimension = faithfulness\n"
              "label = team=rag\n"
              "label = site=b = c\n"
              "severity = degraded\n"
              "rule = 3/7/4\n"
              "repeat = 2h\n"
              "flap = 6/30m\n"
              "digest = 9/1m\n",
              "");
    const struct destination *ops = &list.items[0];

    ck_assert_uint_eq(list.count, 1);
    ck_assert_str_eq(ops->name, "ops");
    ck_assert_int_eq(ops->kind, DESTINATION_WEBHOOK);
    ck_assert_str_eq(ops->target, "https://hooks.example.org/drift?x=1");
    ck_assert_str_eq(ops->secret_file, "/etc/driftop/hmac");
    ck_assert_ptr_null(ops->secret_variable);
    ck_assert_str_eq(ops->token_variable, "OPS_TOKEN");
    ck_assert_str_eq(ops->cacert, "/etc/ssl/ours.pem");
    ck_assert_uint_eq(ops->tenant_count, 3);
    ck_assert(destination_has_tenant(ops, "acme-x") && destination_has_tenant(ops, "globex"));
    ck_assert(destination_has_tenant(ops, "initech") && !destination_has_tenant(ops, "acme"));
    ck_assert(destination_has_dimension(ops, "faithfulness"));
    ck_assert(!destination_has_dimension(ops, "x"));
    ck_assert_uint_eq(ops->label_count, 2);
    ck_assert_str_eq(ops->labels[1], "site=b = c");
    ck_assert_int_eq(ops->severity, SEVERITY_DEGRADED);
    ck_assert_int_eq(ops->repeat_ms, 2 * MS_PER_HOUR);
    ck_assert_uint_eq(ops->flap_edges, 6);
    ck_assert_int_eq(ops->flap_ms, 30 * MS_PER_MINUTE);
    ck_assert_uint_eq(ops->digest_messages, 9);
    ck_assert_int_eq(ops->digest_ms, MS_PER_MINUTE);
    ck_assert_uint_eq(ops->line, 1);
}
END_TEST

START_TEST(a_kind_brings_what_is_usual_for_it)
{
    make_well("", "--to|a=command:/bin/page --now|--to|b=slack:file:/etc/slack|"
                  "--to|c=alertmanager:http://am1:9093 http://am2:9093|--to|d=file:-|"
                  "--to|e=pagerduty:env:PD_KEY|--to|f=stream:alerts");
    ck_assert_uint_eq(list.count, 6);
    ck_assert_str_eq(list.items[0].target, "/bin/page --now");
    ck_assert_int_eq(list.items[0].repeat_ms, 0);
    ck_assert_uint_eq(list.items[0].flap_edges, 0);
    ck_assert_int_eq(list.items[0].severity, SEVERITY_WARN);
    ck_assert(destination_has_tenant(&list.items[0], "any"));
    ck_assert_str_eq(list.items[1].secret_file, "/etc/slack");
    ck_assert_ptr_null(list.items[1].target);
    ck_assert_int_eq(list.items[1].repeat_ms, 4 * MS_PER_HOUR);
    ck_assert_uint_eq(list.items[1].digest_messages, 20);
    ck_assert_str_eq(list.items[2].target, "http://am1:9093 http://am2:9093");
    ck_assert_int_eq(list.items[2].repeat_ms, MS_PER_MINUTE);
    ck_assert_str_eq(list.items[3].target, "-");
    ck_assert_str_eq(list.items[4].secret_variable, "PD_KEY");
    ck_assert_uint_eq(list.items[4].flap_edges, 4);
    ck_assert_uint_eq(list.items[4].digest_messages, 0);
    ck_assert_int_eq(list.items[5].kind, DESTINATION_STREAM);
    ck_assert_uint_eq(list.items[5].line, 0);
}
END_TEST

START_TEST(options_stand_behind_a_destination_and_before_its_kind)
{
    static const char content[] = "repeat = 3h\nflap = 9/2h\n"
                                  "[destination own]\nkind = slack\nsecret-env = S\nrepeat = off\n"
                                  "flap = off\n[destination am]\nkind = alertmanager\n"
                                  "target = http://am\n[destination chat]\nkind = slack\n"
                                  "secret-env = S\n";

    make_well(content, "--digest|5/1m|--severity|degraded");
    ck_assert_int_eq(list.items[0].repeat_ms, 0);
    ck_assert_uint_eq(list.items[0].flap_edges, 0);
    ck_assert_uint_eq(list.items[0].digest_messages, 5);
    ck_assert_int_eq(list.items[1].repeat_ms, MS_PER_MINUTE); /* its re-send */
    ck_assert_uint_eq(list.items[1].flap_edges, 9);
    ck_assert_int_eq(list.items[2].repeat_ms, 3 * MS_PER_HOUR);
    ck_assert_int_eq(list.items[2].severity, SEVERITY_DEGRADED);
    make_well(content, "--repeat|off|--digest|off");
    ck_assert_int_eq(list.items[2].repeat_ms, 0);
    ck_assert_uint_eq(list.items[2].digest_messages, 0);
}
END_TEST

static void assert_rule(struct rule rule, uint32_t k, uint32_t n, uint32_t m)
{
    ck_assert_uint_eq(rule.k, k);
    ck_assert_uint_eq(rule.n, n);
    ck_assert_uint_eq(rule.m, m);
}

START_TEST(a_destinations_rule_comes_before_sections_before_the_option_before_the_usual)
{
    static const char content[] = "[rule calm]\ntenant = acme\nwarn = 5/9/5\nsilent = 2d\n"
                                  "[destination a]\nkind = file\ntarget = -\n"
                                  "rule = degraded:4/4/4\n"
                                  "[destination b]\nkind = file\ntarget = x\n";

    make_well(content, "--rule|warn:1/2/1");
    struct rules own = rule_book_find(&list.items[0].rules, "acme", "d");
    struct rules other = rule_book_find(&list.items[0].rules, "globex", "d");
    struct rules none = rule_book_find(&list.items[1].rules, "globex", "d");

    assert_rule(own.warn, 5, 9, 5);
    assert_rule(own.degraded, 4, 4, 4);
    assert_rule(other.warn, 1, 2, 1);
    assert_rule(none.degraded, 2, 3, 2);
    ck_assert_int_eq(rule_book_silent_after(&list.items[0].rules, "acme"), 2 * MS_PER_DAY);
    make_well(content, "");
    assert_rule(rule_book_find(&list.items[1].rules, "globex", "d").warn, 3, 5, 3);
}
END_TEST

START_TEST(what_was_made_outlives_the_options)
{
    make_well("[rule r]\ntenant = acme\nwarn = 5/9/5\n"
              "[destination a]\nkind = file\ntarget = /x\ntenant = acme\nlabel = a=b\n",
              "--to|b=file:/y");
    options_free(&options);
    options = (struct options){0};
    ck_assert_str_eq(list.items[0].target, "/x");
    ck_assert_str_eq(list.items[0].labels[0], "a=b");
    ck_assert_str_eq(list.items[1].name, "b");
    assert_rule(rule_book_find(&list.items[0].rules, "acme", "d").warn, 5, 9, 5);
}
END_TEST

START_TEST(only_some_can_be_asked_for)
{
    static const char to[] = "--to|a=file:1|--to|b=file:2|--to|c=file:3|--only|c|--only|a";

    make_well("", to);
    ck_assert_uint_eq(list.count, 2);
    ck_assert_str_eq(list.items[0].name, "a");
    ck_assert_str_eq(list.items[1].name, "c");
    ck_assert_ptr_eq(destinations_find(&list, "c"), &list.items[1]);
    ck_assert_ptr_null(destinations_find(&list, "b"));
}
END_TEST

/* --- what is wrong --- */

static const struct {
    const char *content;
    const char *arguments;
    const char *told;
} mistakes[] = {
    {"", "", "there is no destination: write [destination NAME]"},
    {"", "--to|ops", "it takes NAME=KIND:TARGET"},
    {"", "--to|o ps=file:-", "a destination is named by letters, digits"},
    {"", "--to|=file:-", "a destination is named by"},
    {"", "--to|ops=fiel:x", "did you mean \"file\"?"},
    {"", "--to|ops=file", "ops: kind = file needs target = FILE"},
    {"", "--to|ops=file:", "ops: target: \"\": it cannot be empty"},
    {"", "--to|ops=webhook:ftp://h/x", "its target is http[s]://HOST"},
    {"", "--to|ops=webhook:http:///x", "its target is http[s]://HOST"},
    {"", "--to|ops=webhook:http://a http://b", "it takes one URL"},
    {"", "--to|ops=pagerduty:0123456789abcdef", "pagerduty:file:FILE or pagerduty:env:NAME"},
    {"", "--to|ops=pagerduty", "the routing key is a secret"},
    {"", "--to|ops=slack:https://hooks/sesame", "slack:file:FILE or slack:env:NAME"},
    {"", "--to|ops=slack:env:A-B", "the name of a variable of the environment"},
    {"", "--to|ops=webhook:https://u:sesame@h/x", "a configuration that others cannot read"},
    {"", "--to|a=file:-|--to|a=file:x", "--to a: two destinations have this name"},
    {"[destination a]\nkind=file\ntarget=-\n", "--to|a=file:x", "a.conf:1 has a [destination a]"},
    {"", "--to|night=file:-|--only|nihgt", "did you mean \"night\"?"},
    {"[destination a]\n", "", "a.conf:1: [destination a]: kind is missing: command, webhook"},
    {"[destination a/b]\nkind = file\ntarget = -\n", "", "a destination is named by letters"},
    {"[destination a]\nkind = slak\n", "", "a.conf:2: kind: \"slak\": there is no such kind"},
    {"[destination a]\nkind = slack\n", "",
     "needs secret-file = FILE or secret-env = NAME, with the URL of the webhook"},
    {"[destination a]\nkind = slack\ntarget = https://hooks/sesame\nsecret-env = A\n", "",
     "kind = slack takes no target: its URL is a secret"},
    {"[destination a]\nkind = pagerduty\nsecret-env = A\nsecret-file = b\n", "",
     "secret-file and secret-env exclude each other"},
    {"[destination a]\nkind = webhook\ntarget = http://h\ntarget-env = A\n", "",
     "target, target-file and target-env exclude each other"},
    {"[destination a]\nkind = webhook\ntarget-file = b\ntarget-env = A\n", "",
     "target-file and target-env exclude each other"},
    {"[destination a]\nkind = command\ntarget-file = b\n", "", "no use for target-file"},
    {"[destination a]\nkind = slack\nsecret-env = A\ntarget-env = B\n", "", "no use for target"},
    {"[destination a]\nkind = file\ntarget = -\nsecret-env = A\n", "", "no use for a secret"},
    {"[destination a]\nkind = alertmanager\ntarget = http://h\nsecret-env = A\n", "",
     "token-file and token-env are for its token"},
    {"[destination a]\nkind = file\ntarget = -\ntoken-env = A\n", "", "no use for a token"},
    {"[destination a]\nkind = file\ntarget = -\ncacert = x\n", "", "no use for cacert"},
    {"[destination a]\nkind = alertmanager\ntarget = http://h\nrepeat = off\n", "",
     "repeat cannot be off"},
    {"[destination a]\nkind = pagerduty\nsecret-env = S\ndigest = 20/10s\n", "",
     "has no use for a digest"},
    {"[destination a]\nkind = file\ntarget = -\nseverity = ok\n", "",
     "a.conf:4: severity: \"ok\": it takes warn or degraded"},
    {"[destination a]\nkind = file\ntarget = -\nflap = 4\n", "", "such as 4/1h"},
    {"[destination a]\nkind = file\ntarget = -\nflap = 0/1h\n", "", "such as 4/1h"},
    {"[destination a]\nkind = file\ntarget = -\ndigest = 20/10\n", "", "such as 4/1h"},
    {"[destination a]\nkind = file\ntarget = -\nrepeat = 1s\n", "", "10s to 3660d, or off"},
    {"[destination a]\nkind = file\ntarget = -\nrule = 4/3/2\n", "", "is no rule"},
    {"[destination a]\nkind = file\ntarget = -\ntenant = a,,b\n", "", "parted by commas"},
    {"[destination a]\nkind = file\ntarget = -\nlabel = team\n", "", "it takes NAME=VALUE"},
    {"[destination a]\nkind = file\ntarget = -\nlabel = a=1\nlabel = a=2\n", "",
     "\"a=1\" is there already"},
    {"[destination a]\nkind = file\ntarget = -\nlabel = tenant=x\n", "", "a tenant of their own"},
    {"[destination a]\nkind = file\ntraget = -\n", "", "did you mean \"target\"?"},
    {"[destination a]\nkind = file\ntarget = -\nkind = file\n", "", "kind stands in line 2"},
    {"[destination a]\nkind = file\ntarget = -\n[destination a]\n", "", "stands in line 1 already"},
    {"[destination]\nkind = file\n", "", "is written [destination NAME]"},
    {"", "--to|a=file:-|--repeat|1", "--repeat"},
    {"", "--to|a=file:-|--flap|often", "--flap \"often\""},
    {"", "--to|a=file:-|--severity|bad", "--severity \"bad\": it takes warn, degraded"},
    {"", "--to|s=stream:rag:telemetry:alerts", "is one of the streams that are read"},
    {"", "--to|s=stream:driftop:mutes", "is a key of its own"},
    {"", "--to|s=stream:{rag:telemetry:a}:driftop:s", "is a key of its own"},
    {"", "--to|s=stream:{a}:driftop:s:rag:x{a}", "is a key of its own"},
    {"", "demo:", "is no Redis"},
};

/* No secret that somebody wrote into the wrong place is told on. */
START_TEST(mistakes_are_told_with_the_way_out)
{
    ck_assert(!make(mistakes[_i].content, mistakes[_i].arguments));
    ck_assert_int_eq(error.class, ERROR_USAGE);
    ck_assert_msg(strstr(error.text, mistakes[_i].told) != NULL, "%s", error.text);
    ck_assert_msg(strstr(error.text, "sesame") == NULL, "%s", error.text);
    ck_assert_msg(strstr(error.text, "0123456789abcdef") == NULL, "%s", error.text);
}
END_TEST

START_TEST(all_mistakes_of_a_file_are_told_at_once)
{
    ck_assert(
        !make("[destination a]\nkind = x\n[destination b]\n[destination c]\nkind = file\n", ""));
    ck_assert_uint_eq(options.problems.count, 3);
}
END_TEST

START_TEST(a_password_in_a_file_that_others_can_read_is_refused)
{
    static const char content[] = "[destination a]\nkind = webhook\n"
                                  "target = https://u:sesame@h/x\n";

    make_well(content, "");
    ck_assert_str_eq(list.items[0].target, "https://u:sesame@h/x");
    scratch_write(folder, "b.conf", content);
    snprintf(path, sizeof(path), "%s/b.conf", folder);
    ck_assert_int_eq(chmod(path, 0644), 0);
    char *argv[] = {(char[]){"driftop"}, (char[]){"route"}, (char[]){"--config"}, path, NULL};
    options_free(&options);
    ck_assert(!options_parse(&program, 4, argv, &options, &error));
    ck_assert_ptr_nonnull(strstr(error.text, "chmod 600"));
    ck_assert_ptr_null(strstr(error.text, "sesame"));
}
END_TEST

START_TEST(secrets_of_targets_are_found_wherever_they_are)
{
    static const struct {
        const char *target;
        const char *shown;
        bool has_password;
    } cases[] = {
        {"https://h/x", "https://h/x", false},
        {"https://h", "https://h", false},
        {"https://u:pw@h/x", "https://u:@h/x", true},
        {"https://u@h/x", "https://u@h/x", false},
        {"https://h/x:y@z", "https://h/x:y@z", false},
        {"https://:p@w@h?a:b@c", "https://:@h?***", true},
        {"http://a:9093 http://u:p@b:9093", "http://a:9093 http://u:@b:9093", true},
        {"https://h/hooks/0123456789abcdef/x", "https://h/hooks/***/x", false},
        {"https://h/hooks/0123456789abcde/", "https://h/hooks/0123456789abcde/", false},
        {"https://h/hooks?key=/s&t=1", "https://h/hooks?***", false},
        {"https://h/0123456789abcdef#s", "https://h/***#***", false},
        {"/bin/page --to a:b@c", "/bin/page --to a:b@c", false},
        {"/var/log/0123456789abcdef", "/var/log/0123456789abcdef", false},
        {"", "", false},
    };
    struct buffer shown = {0};

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        buffer_clear(&shown);
        ck_assert_int_eq(destination_target_show(cases[i].target, &shown),
                         strcmp(cases[i].target, cases[i].shown) != 0);
        ck_assert_str_eq(buffer_text(&shown), cases[i].shown);
        ck_assert_int_eq(destination_target_has_password(cases[i].target), cases[i].has_password);
    }
    buffer_free(&shown);
}
END_TEST

START_TEST(a_dump_shows_destinations_and_no_secret)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);

    make_well("[destination a]\nkind = webhook\n"
              "target = https://u:sesame@h/x/open-sesame-1234567?k=sesame\nlabel = a=b\n",
              "");
    configuration_dump(&options, out);
    ck_assert_int_eq(fclose(out), 0);
    ck_assert_ptr_nonnull(strstr(text, "[destination a]\n"));
    ck_assert_ptr_nonnull(strstr(text, "target = https://u:@h/x/***?***\n"));
    ck_assert_ptr_nonnull(strstr(text, "label = a=b\n"));
    ck_assert_ptr_null(strstr(text, "sesame"));
    free(text);
}
END_TEST

START_TEST(a_url_that_is_a_secret_comes_from_elsewhere)
{
    make_well("[destination a]\nkind = webhook\ntarget-file = /etc/hook\n"
              "[destination b]\nkind = pagerduty\nsecret-env = KEY\ntarget-env = URL\n",
              "--to|c=webhook:file:/etc/c|--to|d=alertmanager:env:AM");
    for (size_t i = 0; i < 4; i++)
        ck_assert_ptr_null(list.items[i].target);
    ck_assert_str_eq(list.items[0].target_file, "/etc/hook");
    ck_assert_str_eq(list.items[1].target_variable, "URL");
    ck_assert_str_eq(list.items[2].target_file, "/etc/c");
    ck_assert_str_eq(list.items[3].target_variable, "AM");
}
END_TEST

START_TEST(each_kind_is_found_by_its_name)
{
    enum destination_kind kind;

    for (size_t i = 0; i < DESTINATION_KINDS; i++) {
        ck_assert(destination_kind_find(destination_traits[i].name, &kind));
        ck_assert_uint_eq(kind, i);
        ck_assert(!destination_traits[i].needs_secret || destination_traits[i].secret != NULL);
        ck_assert(!destination_traits[i].resends || destination_traits[i].repeat_ms > 0);
    }
    ck_assert(!destination_kind_find("mail", &kind));
}
END_TEST

Suite *suite_destination(void)
{
    Suite *suite = suite_create("destination");
    TCase *tests = tcase_create("understood");

    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, all_keys_of_a_section_have_their_place);
    tcase_add_test(tests, a_kind_brings_what_is_usual_for_it);
    tcase_add_test(tests, options_stand_behind_a_destination_and_before_its_kind);
    tcase_add_test(tests,
                   a_destinations_rule_comes_before_sections_before_the_option_before_the_usual);
    tcase_add_test(tests, a_url_that_is_a_secret_comes_from_elsewhere);
    tcase_add_test(tests, what_was_made_outlives_the_options);
    tcase_add_test(tests, only_some_can_be_asked_for);
    suite_add_tcase(suite, tests);

    tests = tcase_create("wrong");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_loop_test(tests, mistakes_are_told_with_the_way_out, 0,
                        (int)(sizeof(mistakes) / sizeof(mistakes[0])));
    tcase_add_test(tests, all_mistakes_of_a_file_are_told_at_once);
    tcase_add_test(tests, a_password_in_a_file_that_others_can_read_is_refused);
    tcase_add_test(tests, secrets_of_targets_are_found_wherever_they_are);
    tcase_add_test(tests, a_dump_shows_destinations_and_no_secret);
    tcase_add_test(tests, each_kind_is_found_by_its_name);
    suite_add_tcase(suite, tests);
    return suite;
}
