#include "config.h"

#include "unit/suites.h"
#include "wire/key_template.h"

#include <fnmatch.h>
#include <string.h>

#define COUNT(table) ((int)(sizeof(table) / sizeof((table)[0])))

static struct buffer out;
static struct buffer back;

static void release(void)
{
    buffer_free(&out);
    buffer_free(&back);
}

static struct key_template *template_of(const char *text, const char *ns, const char *app,
                                        const char *env)
{
    struct error error = {0};
    struct key_values values = {.ns = ns, .app = app, .env = env};
    struct key_template *key_template = key_template_parse(text, &values, &error);

    ck_assert_msg(key_template != NULL, "%s: %s", text, error.text);
    return key_template;
}

#define NS "rag:telemetry"

/* --- Keys and names --- */

static const struct {
    const char *text;
    const char *app;
    const char *env;
    const char *key;
    const char *tenant; /* NULL: the key does not fit */
} keys[] = {
    {"{ns}:{tenant}", NULL, NULL, "rag:telemetry:acme", "acme"},
    {"{ns}:{tenant}", NULL, NULL, "rag:telemetry:acme:eu", "acme:eu"},
    {"{ns}:{tenant}", NULL, NULL, "rag:telemetry:", ""},
    {"{ns}:{tenant}", NULL, NULL, "rag:telemetry", NULL},
    {"{ns}:{tenant}", NULL, NULL, "rag:telemetri:acme", NULL},
    {"{ns}:{tenant}", NULL, NULL, "x:rag:telemetry:acme", NULL},
    {"{ns}:{tenant}", NULL, NULL, "", NULL},
    {"{ns}:{tenant}", NULL, NULL, "rag:telemetry:a/b\\c", "a/b\\c"},
    {"{tenant}", NULL, NULL, "", ""},
    {"{tenant}", NULL, NULL, "anything at all", "anything at all"},
    {"{ns}:{tenant}:drift", NULL, NULL, "rag:telemetry:acme:drift", "acme"},
    {"{ns}:{tenant}:drift", NULL, NULL, "rag:telemetry:acme:drift:drift", "acme:drift"},
    {"{ns}:{tenant}:drift", NULL, NULL, "rag:telemetry:acme", NULL},
    {"{ns}:{tenant}:drift", NULL, NULL, "rag:telemetry:drift", NULL},
    {"{ns}:{tenant}:drift", NULL, NULL, "rag:telemetry::drift", ""},
    {"{app}:drift:{tenant}:{env}", NULL, NULL, "shop:drift:acme:prod", "shop:acme/prod"},
    {"{app}:drift:{tenant}:{env}", NULL, NULL, "shop:drift:acme:prod:eu", "shop:acme/prod:eu"},
    {"{app}:drift:{tenant}:{environment}", NULL, NULL, "a:b:drift:c:d", "a\\:b:c/d"},
    {"{app}:drift:{tenant}:{env}", NULL, NULL, "a\\:drift:b/c\\:d/e", "a\\\\:b\\/c\\\\/d/e"},
    {"{app}:drift:{tenant}:{env}", NULL, NULL, ":drift::", ":/"},
    {"{app}:drift:{tenant}:{env}", NULL, NULL, "shop:drift:acme", NULL},
    {"{app}:drift:{tenant}:{env}", "shop", NULL, "shop:drift:acme:prod", "acme/prod"},
    {"{app}:drift:{tenant}:{env}", "shop", NULL, "mall:drift:acme:prod", NULL},
    {"{app}:drift:{tenant}:{env}", NULL, "prod", "shop:drift:acme:prod", "shop:acme"},
    {"{app}:drift:{tenant}:{env}", "shop", "prod", "shop:drift:acme:prod", "acme"},
    {"{app}:drift:{tenant}:{env}", "shop", "prod", "shop:drift:acme:eu:prod", "acme:eu"},
    {"{app}:drift:{tenant}:{env}", "shop", "prod", "shop:drift:acme:dev", NULL},
    {"{app}:drift:{tenant}:{env}", NULL, NULL, "a:drift:b:c/\\:\\", "a:b/c/\\:\\"},
    {"{env}.{app}.{tenant}", NULL, NULL, "prod.shop.acme.eu", "shop:acme.eu/prod"},
    {"{{{tenant}}}:dlq", NULL, NULL, "{acme}:dlq", "acme"},
    {"{{x}}", NULL, NULL, "{x}", "{x}"},
    {"ragvitals:reports", NULL, NULL, "ragvitals:reports", "ragvitals:reports"},
    {"ragvitals:reports", NULL, NULL, "ragvitals:reports:x", NULL},
    {"{ns}", NULL, NULL, "rag:telemetry", "rag:telemetry"},
    {"{ns}:{env}", NULL, NULL, "rag:telemetry:prod", "rag:telemetry:prod"},
};

START_TEST(a_key_stands_for_a_tenant)
{
    struct key_template *key_template = template_of(keys[_i].text, NS, keys[_i].app, keys[_i].env);
    bool fits = key_template_tenant(key_template, slice_of(keys[_i].key), &out);

    ck_assert_int_eq(fits, keys[_i].tenant != NULL);
    ck_assert_str_eq(buffer_text(&out), fits ? keys[_i].tenant : "");
    key_template_free(key_template);
}
END_TEST

START_TEST(the_tenant_stands_for_that_key)
{
    struct key_template *key_template = template_of(keys[_i].text, NS, keys[_i].app, keys[_i].env);

    if (keys[_i].tenant != NULL) {
        ck_assert(key_template_key(key_template, slice_of(keys[_i].tenant), &out));
        ck_assert_str_eq(buffer_text(&out), keys[_i].key);
    }
    key_template_free(key_template);
}
END_TEST

static const struct {
    const char *text;
    const char *tenant;
} without_key[] = {
    {"{app}:drift:{tenant}:{env}", "acme"},
    {"{app}:drift:{tenant}:{env}", "shop:acme"},
    {"{app}:drift:{tenant}:{env}", "acme/prod"},
    {"{app}:drift:{tenant}:{env}", ""},
    {"{app}:drift:{tenant}:{env}", "shop:acme\\/prod"},
    {"{tenant}:{env}", "acme\\"},
    {"{tenant}:{env}", "ac\\me/prod"},
    /* These keys would be read as another tenant's. */
    {"{tenant}:{env}", "acme:eu/prod"},
    {"{app}:drift:{tenant}:{env}", "a\\:drift\\:b:c/d"},
    {"ragvitals:reports", "acme"},
    {"ragvitals:reports", ""},
    {"{ns}:{env}", "acme"},
};

START_TEST(a_name_that_no_key_stands_for_is_refused)
{
    struct key_template *key_template = template_of(without_key[_i].text, NS, NULL, NULL);

    buffer_string(&out, "before");
    ck_assert(!key_template_key(key_template, slice_of(without_key[_i].tenant), &out));
    ck_assert_str_eq(buffer_text(&out), "before");
    key_template_free(key_template);
}
END_TEST

static const char *const templates[] = {
    "{ns}:{tenant}",  "{tenant}",       "{ns}:{tenant}:drift",    "{app}:drift:{tenant}:{env}",
    "{app}:{tenant}", "{tenant}/{env}", "{env}\\{tenant}\\{app}", "{{{tenant}}}",
};

static const char *const hostile[] = {
    "",          "a",
    "*",         "?",
    "[",         "]",
    "[a-z]",     "^",
    "-",         ":",
    "::",        "a:",
    ":a",        "/",
    "//",        "a/b:c",
    "\\",        "\\\\",
    "\\:",       "\\/",
    "{",         "}",
    "{tenant}",  "{ns}:{tenant}",
    "two words", " ",
    "\t\n",      "caf\xC3\xA9 \xF0\x9F\x98\x80",
    "\xff\xfe",  "\x1b[2J",
    "drift",     ":drift:",
    ":drift",    "rag:telemetry:",
};

/* Whatever name has a key has it alone: the key leads back to the name. */
START_TEST(every_name_that_has_a_key_comes_back_from_it)
{
    struct key_template *key_template = template_of(templates[_i], NS, NULL, NULL);

    for (int i = 0; i < COUNT(hostile); i++) {
        buffer_clear(&out);
        buffer_clear(&back);
        if (!key_template_key(key_template, slice_of(hostile[i]), &out))
            continue;
        ck_assert(key_template_tenant(key_template, (struct slice){out.data, out.size}, &back));
        ck_assert_str_eq(buffer_text(&back), hostile[i]);
    }
    key_template_free(key_template);
}
END_TEST

START_TEST(every_key_that_has_a_name_comes_back_from_it)
{
    struct key_template *key_template = template_of(templates[_i], NS, NULL, NULL);
    struct buffer key = {0};

    for (int i = 0; i < COUNT(hostile) * COUNT(hostile); i++) {
        const char *first = hostile[i / COUNT(hostile)];
        const char *second = hostile[i % COUNT(hostile)];
        buffer_clear(&key);
        buffer_clear(&out);
        buffer_clear(&back);
        buffer_printf(&key, _i % 2 == 0 ? NS ":%s:%s:drift" : "%s:drift:%s/\\", first, second);
        if (!key_template_tenant(key_template, (struct slice){key.data, key.size}, &out))
            continue;
        ck_assert_msg(key_template_key(key_template, (struct slice){out.data, out.size}, &back),
                      "%s: %s", key.data, out.data);
        ck_assert_str_eq(buffer_text(&back), key.data);
    }
    buffer_free(&key);
    key_template_free(key_template);
}
END_TEST

START_TEST(by_default_every_name_has_a_key)
{
    struct key_template *key_template = template_of("{ns}:{tenant}", NS, NULL, NULL);

    buffer_string(&back, NS ":");
    buffer_string(&back, hostile[_i]);
    ck_assert(key_template_key(key_template, slice_of(hostile[_i]), &out));
    ck_assert_str_eq(buffer_text(&out), buffer_text(&back));
    key_template_free(key_template);
}
END_TEST

START_TEST(names_may_hold_any_byte)
{
    struct key_template *key_template = template_of("{tenant}:{env}", NS, NULL, NULL);
    char name[258];

    /* Every byte but the separator, then an environment. */
    size_t size = 0;
    for (int byte = 0; byte < 256; byte++) {
        if (byte == ':')
            continue;
        if (byte == '/' || byte == '\\')
            name[size++] = '\\';
        name[size++] = (char)byte;
    }
    name[size++] = '/';
    ck_assert_uint_eq(size, sizeof(name));
    ck_assert(key_template_key(key_template, (struct slice){name, size}, &out));
    ck_assert_uint_eq(out.size, 256);
    ck_assert(key_template_tenant(key_template, (struct slice){out.data, out.size}, &back));
    ck_assert_uint_eq(back.size, size);
    ck_assert_mem_eq(back.data, name, size);
    key_template_free(key_template);
}
END_TEST

/* --- Patterns --- */

static const struct {
    const char *text;
    const char *ns;
    const char *env;
    const char *pattern;
    bool literal;
} patterns[] = {
    {"{ns}:{tenant}", "rag:telemetry", NULL, "rag:telemetry:*", false},
    {"{ns}:{tenant}", "a*b?c[d]e^f-g\\h", NULL, "a\\*b\\?c\\[d\\]e\\^f\\-g\\\\h:*", false},
    {"{app}:drift:{tenant}:{env}", "x", NULL, "*:drift:*:*", false},
    {"{app}:drift:{tenant}:{env}", "x", "prod*", "*:drift:*:prod\\*", false},
    {"{tenant}", "x", NULL, "*", false},
    {"{{{tenant}}}*", "x", NULL, "{*}\\*", false},
    {"{ns}", "a*", NULL, "a\\*", true},
    {"ragvitals:reports", "x", NULL, "ragvitals:reports", true},
    {"{ns}:{env}", "x", NULL, "x:*", false},
    {"{ns}:{env}", "x", "prod", "x:prod", true},
};

START_TEST(the_pattern_escapes_what_is_text)
{
    struct key_template *key_template =
        template_of(patterns[_i].text, patterns[_i].ns, NULL, patterns[_i].env);

    key_template_pattern(key_template, &out);
    ck_assert_str_eq(buffer_text(&out), patterns[_i].pattern);
    ck_assert_int_eq(key_template_is_literal(key_template), patterns[_i].literal);
    key_template_free(key_template);
}
END_TEST

START_TEST(a_literal_template_names_its_key)
{
    struct key_template *key_template = template_of("{ns}:{env}*", "x", NULL, "prod");

    key_template_text(key_template, &out);
    ck_assert_str_eq(buffer_text(&out), "x:prod*");
    key_template_free(key_template);
}
END_TEST

/* The shell's patterns are those of Redis in all that is used here. */
START_TEST(the_pattern_matches_the_keys_of_a_hostile_namespace)
{
    struct key_template *key_template = template_of("{ns}:{tenant}", hostile[_i], NULL, NULL);

    key_template_pattern(key_template, &out);
    for (int i = 0; i < COUNT(hostile); i++) {
        buffer_clear(&back);
        ck_assert(key_template_key(key_template, slice_of(hostile[i]), &back));
        ck_assert_int_eq(fnmatch(buffer_text(&out), buffer_text(&back), 0), 0);
    }
    buffer_clear(&back);
    buffer_printf(&back, "x%s:acme", hostile[_i]);
    ck_assert_int_ne(fnmatch(buffer_text(&out), buffer_text(&back), 0), 0);
    key_template_free(key_template);
}
END_TEST

/* --- Mistakes --- */

static const struct {
    const char *text;
    const char *error;
} mistakes[] = {
    {"", "the key template is empty"},
    {"{ns}:{user}", "key template, character 6: '{user}' is not known; there are {ns}, {tenant}, "
                    "{app} and {env}"},
    {"{}",
     "key template, character 1: '{}' is not known; there are {ns}, {tenant}, {app} and {env}"},
    {"{NS}", "key template, character 1: '{NS}' is not known; there are {ns}, {tenant}, {app} and "
             "{env}"},
    {"a:{tenant", "key template, character 3: '{' without '}'; a brace is written '{{'"},
    {"{", "key template, character 1: '{' without '}'; a brace is written '{{'"},
    {"a}b", "key template, character 2: '}' without '{'; a brace is written '}}'"},
    {"{tenant}:{tenant}", "key template, character 10: the placeholder occurs twice"},
    {"{env}:{environment}", "key template, character 7: the placeholder occurs twice"},
    {"{app}{tenant}", "key template, character 6: there must be text between two placeholders"},
};

START_TEST(a_mistake_in_the_template_is_told_with_its_place)
{
    struct key_values values = {.ns = ""};
    struct error error = {0};

    ck_assert_ptr_null(key_template_parse(mistakes[_i].text, &values, &error));
    ck_assert_int_eq(error.class, ERROR_USAGE);
    ck_assert_str_eq(error.text, mistakes[_i].error);
}
END_TEST

START_TEST(what_has_a_value_may_occur_twice_and_side_by_side)
{
    struct key_template *key_template = template_of("{app}{ns}{app}{tenant}", "n", "a", NULL);

    ck_assert(key_template_tenant(key_template, SLICE("anaacme"), &out));
    ck_assert_str_eq(buffer_text(&out), "acme");
    key_template_free(key_template);
}
END_TEST

START_TEST(freeing_nothing_is_allowed)
{
    key_template_free(NULL);
}
END_TEST

static TCase *name_case(void)
{
    TCase *tcase = tcase_create("keys and names");

    tcase_add_checked_fixture(tcase, NULL, release);
    tcase_add_loop_test(tcase, a_key_stands_for_a_tenant, 0, COUNT(keys));
    tcase_add_loop_test(tcase, the_tenant_stands_for_that_key, 0, COUNT(keys));
    tcase_add_loop_test(tcase, a_name_that_no_key_stands_for_is_refused, 0, COUNT(without_key));
    tcase_add_loop_test(tcase, every_name_that_has_a_key_comes_back_from_it, 0, COUNT(templates));
    tcase_add_loop_test(tcase, every_key_that_has_a_name_comes_back_from_it, 0, COUNT(templates));
    tcase_add_loop_test(tcase, by_default_every_name_has_a_key, 0, COUNT(hostile));
    tcase_add_test(tcase, names_may_hold_any_byte);
    return tcase;
}

static TCase *pattern_case(void)
{
    TCase *tcase = tcase_create("patterns and mistakes");

    tcase_add_checked_fixture(tcase, NULL, release);
    tcase_add_loop_test(tcase, the_pattern_escapes_what_is_text, 0, COUNT(patterns));
    tcase_add_test(tcase, a_literal_template_names_its_key);
    tcase_add_loop_test(tcase, the_pattern_matches_the_keys_of_a_hostile_namespace, 0,
                        COUNT(hostile));
    tcase_add_loop_test(tcase, a_mistake_in_the_template_is_told_with_its_place, 0,
                        COUNT(mistakes));
    tcase_add_test(tcase, what_has_a_value_may_occur_twice_and_side_by_side);
    tcase_add_test(tcase, freeing_nothing_is_allowed);
    return tcase;
}

Suite *suite_key_template(void)
{
    Suite *suite = suite_create("key_template");

    suite_add_tcase(suite, name_case());
    suite_add_tcase(suite, pattern_case());
    return suite;
}
