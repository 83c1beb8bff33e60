/* The lines of ACL SETUSER: for which keys, and on which kind of Redis. */
#include "config.h"

#include "doctor/rights.h"
#include "redis/url.h"
#include "support/has.h"
#include "unit/suites.h"

#define MAX 4

/* What is asked for, and what stands in the line then. */
static const struct asked {
    const char *role;
    const char *url;
    const char *templates[MAX];
    const char *namespaces[MAX];
    const char *says[MAX];
    const char *never[MAX];
} asked[] = {
    {"reader",
     "redis://h",
     {"{ns}:{tenant}"},
     {"rag:telemetry"},
     {"ACL SETUSER dash on >PASSWORD resetkeys %R~rag:telemetry:* resetchannels nocommands "
      "+client|setname +select +ping +info "},
     {"+auth", "+role", "("}},
    {"reader",
     "redis://h",
     {"{ns}:{tenant}", "{app}:{env}:{ns}:{tenant}:drift"},
     {"prod", "stage"},
     {"%R~prod:* %R~stage:* %R~*:*:prod:*:drift %R~*:*:stage:*:drift resetchannels"},
     {"driftop"}},
    {"reader", "redis://h", {"{ns}"}, {"one"}, {" %R~one resetchannels"}, {"*"}},
    {"reader",
     "redis://h",
     {"a[*?b {tenant}"},
     {"x"},
     {" \"%R~a\\\\[\\\\*\\\\?b?*\" resetchannels"},
     {NULL}},
    {"reader",
     "redis+cluster://h",
     {"{tenant}"},
     {"x"},
     {" +cluster|slots", " +cluster|info", " +asking"},
     {"+readonly", "+role"}},
    {"doctor",
     "redis+cluster://h",
     {"{tenant}"},
     {"x"},
     {"%R~* %R~driftop:* ", " +cluster|info", " +pttl", " +get"},
     {"(", "+set"}},
    {"doctor", "redis://h", {"{tenant}"}, {"x"}, {"ACL SETUSER doctor on"}, {"+cluster"}},
    {"sink",
     "redis+sentinel://h/m",
     {"{tenant}"},
     {"x"},
     {" ~*", " +role", " +xadd"},
     {"+sentinel", "+hello", "+xrevrange", "%"}},
    {"route",
     "redis://h",
     {"{ns}:{tenant}", "{{{tenant}}}:{ns}"},
     {"a", "b"},
     {" resetkeys ~a:* ~b:* ~{*}:a ~{*}:b ~{a:*}:driftop:* ~{b:*}:driftop:* ~{*}:driftop:* "
      "resetchannels &__redis__:invalidate nocommands clearselectors +",
      " (~driftop:* ~{a:*}:driftop:* ~{b:*}:driftop:* ~{*}:driftop:* +get "},
     {"{*}:driftop:* ~{*}:driftop:*"}},
    {"route",
     "redis://h",
     {"it's:{tenant}"},
     {"a"},
     {" \"~{it's:*}:driftop:*\" resetchannels",
      " (~driftop:* \"\\\"~{it's:*}:driftop:*\\\"\" +get"},
     {NULL}},
};

static size_t count_of(const char *const *texts)
{
    size_t count = 0;

    while (count < MAX && texts[count] != NULL)
        count++;
    return count;
}

static void make_line(const struct asked *of, const char *user, struct buffer *line)
{
    const struct key_space_words words = {.templates = of->templates,
                                          .template_count = count_of(of->templates),
                                          .namespaces = of->namespaces,
                                          .namespace_count = count_of(of->namespaces)};
    struct key_space space;
    struct redis_url url;
    struct error error;

    ck_assert(key_space_parse(&space, &words, &error));
    ck_assert(redis_url_parse(of->url, &url, &error));
    acl_line(acl_role_find(of->role), user, &space, &url, line);
    key_space_free(&space);
    redis_url_free(&url);
}

START_TEST(a_line_is_for_what_is_asked)
{
    const struct asked *of = &asked[_i];
    struct buffer line = {0};

    make_line(of, NULL, &line);
    for (size_t i = 0; i < count_of(of->says); i++)
        has(buffer_text(&line), of->says[i]);
    for (size_t i = 0; i < count_of(of->never); i++)
        has_not(buffer_text(&line), of->never[i]);
    ck_assert_ptr_null(strchr(line.data, '\n'));
    ck_assert_ptr_null(strstr(line.data, "  "));
    buffer_free(&line);
}
END_TEST

START_TEST(a_user_may_have_any_name)
{
    struct buffer line = {0};

    make_line(&asked[0], "a \"b\"", &line);
    has(line.data, "ACL SETUSER \"a \\\"b\\\"\" on >PASSWORD ");
    buffer_free(&line);
}
END_TEST

START_TEST(replicas_are_read_from_by_a_right_of_its_own)
{
    struct redis_url url;
    struct error error;
    struct buffer rights = {0};

    ck_assert(redis_url_parse("redis+cluster://h", &url, &error));
    url.replicas = true;
    acl_rights(acl_role_find("reader"), &url, &rights);
    has(buffer_text(&rights), " +readonly");
    buffer_clear(&rights);
    acl_rights(acl_role_find("sink"), &url, &rights);
    has_not(buffer_text(&rights), "+readonly");
    buffer_free(&rights);
    redis_url_free(&url);
}
END_TEST

START_TEST(roles_are_found_by_their_names)
{
    ck_assert_str_eq(acl_role_find("reader")->user, "dash");
    ck_assert_ptr_null(acl_role_find("dash"));
    ck_assert_ptr_null(acl_role_find(""));
}
END_TEST

Suite *suite_acl(void)
{
    Suite *suite = suite_create("acl");
    TCase *tcase = tcase_create("acl");

    tcase_add_loop_test(tcase, a_line_is_for_what_is_asked, 0,
                        (int)(sizeof(asked) / sizeof(asked[0])));
    tcase_add_test(tcase, a_user_may_have_any_name);
    tcase_add_test(tcase, replicas_are_read_from_by_a_right_of_its_own);
    tcase_add_test(tcase, roles_are_found_by_their_names);
    suite_add_tcase(suite, tcase);
    return suite;
}
