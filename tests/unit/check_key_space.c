#include "config.h"

#include "unit/suites.h"
#include "wire/key_space.h"

#include <string.h>

#define WORDS_MAX 4

static struct key_space space;

static size_t count_of(const char *const *words)
{
    size_t count = 0;

    while (count < WORDS_MAX && words[count] != NULL)
        count++;
    return count;
}

static bool parse(const char *const *templates, const char *const *namespaces, struct error *error)
{
    return key_space_parse(&space,
                           &(struct key_space_words){
                               .templates = templates,
                               .template_count = count_of(templates),
                               .namespaces = namespaces,
                               .namespace_count = count_of(namespaces),
                           },
                           error);
}

static const struct {
    const char *templates[WORDS_MAX];
    const char *namespaces[WORDS_MAX];
    const char *qualifiers; /* parted by blanks */
} spaces[] = {
    {{"{ns}:{tenant}"}, {"rag:telemetry"}, "rag:telemetry"},
    {{"{ns}:{tenant}"}, {"prod:rag:drift", "stage:rag:drift"}, "prod stage"},
    {{"{ns}:{tenant}"}, {"rag:telemetry:a", "rag:telemetry:b"}, "a b"},
    {{"{ns}:{tenant}"}, {"prod:rag:a", "stage:rag:b"}, "prod:rag:a stage:rag:b"},
    {{"{ns}:{tenant}"}, {"rag", "rag:telemetry"}, "rag telemetry"},
    {{"{ns}/{tenant}"}, {"prod/rag", "stage/rag"}, "prod/rag stage/rag"},
    {{"{ns}:{tenant}", "{app}:drift:{tenant}:{env}"}, {"rag"}, "rag drift"},
    {{"{ns}:{tenant}", "{ns}:{tenant}:v2"}, {"rag"}, "rag v2"},
    {{"{tenant}", "{app}:{tenant}"}, {"rag"}, "{tenant} {app}:{tenant}"},
    {{"{ns}:{tenant}", "ragvitals:reports"}, {"rag"}, "rag ragvitals:reports"},
    {{"one", "one", "{ns}"}, {"one", "two"}, "one two"},
    {{"{ns}:{tenant}"}, {"same", "same"}, "same"},
};

START_TEST(a_template_is_qualified_by_what_tells_it_from_the_others)
{
    struct buffer all = {0};

    ck_assert(parse(spaces[_i].templates, spaces[_i].namespaces, NULL));
    for (size_t i = 0; i < space.count; i++)
        buffer_printf(&all, "%s%s", i > 0 ? " " : "", space.qualifiers[i]);
    ck_assert_str_eq(buffer_text(&all), spaces[_i].qualifiers);
    buffer_free(&all);
    key_space_free(&space);
}
END_TEST

START_TEST(a_key_belongs_to_the_first_template_that_it_fits)
{
    static const char *const templates[] = {"{ns}:{tenant}", "{tenant}:reports", NULL};
    static const char *const namespaces[] = {"rag", NULL};
    struct buffer tenant = {0};

    ck_assert(parse(templates, namespaces, NULL));
    ck_assert_uint_eq(key_space_tenant(&space, SLICE("rag:reports"), &tenant), 0);
    ck_assert_str_eq(buffer_text(&tenant), "reports");
    buffer_clear(&tenant);
    ck_assert_uint_eq(key_space_tenant(&space, SLICE("ragvitals:reports"), &tenant), 1);
    ck_assert_str_eq(buffer_text(&tenant), "ragvitals");
    buffer_clear(&tenant);
    ck_assert_uint_eq(key_space_tenant(&space, SLICE("ragvitals"), &tenant), KEY_SPACE_NONE);
    ck_assert_uint_eq(tenant.size, 0);
    key_space_qualify(&space, 1, SLICE("acme"), &tenant);
    ck_assert_str_eq(buffer_text(&tenant), "reports:acme");
    buffer_free(&tenant);
    key_space_free(&space);
}
END_TEST

START_TEST(one_mistake_spoils_the_space)
{
    static const char *const templates[] = {"{ns}:{tenant}", "{nobody}", NULL};
    static const char *const namespaces[] = {"rag", NULL};
    struct error error = {.class = ERROR_NONE};

    ck_assert(!parse(templates, namespaces, &error));
    ck_assert_int_eq(error.class, ERROR_USAGE);
    ck_assert_ptr_nonnull(strstr(error.text, "{nobody}"));
    ck_assert_uint_eq(space.count, 0);
}
END_TEST

Suite *suite_key_space(void)
{
    Suite *suite = suite_create("key_space");
    TCase *tcase = tcase_create("key_space");

    tcase_add_loop_test(tcase, a_template_is_qualified_by_what_tells_it_from_the_others, 0,
                        (int)(sizeof(spaces) / sizeof(spaces[0])));
    tcase_add_test(tcase, a_key_belongs_to_the_first_template_that_it_fits);
    tcase_add_test(tcase, one_mistake_spoils_the_space);
    suite_add_tcase(suite, tcase);
    return suite;
}
