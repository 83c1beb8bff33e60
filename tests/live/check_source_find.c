/* The Redis source: which streams are found, and what their tenants are called. */
#include "config.h"

#include "live/producer.h"
#include "live/suites.h"
#include "live/watcher.h"
#include "support/dice.h"
#include "support/redis_server.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PROD "prod:rag:drift:"
#define STAGE "stage:rag:drift:"

static struct redis_server *server;
static struct watcher watcher;
static struct source_options options;

static const char *const two_namespaces[] = {"prod:rag:drift", "stage:rag:drift"};

static void set_up(void)
{
    server = redis_server_create(NULL);
    options = watcher_options();
    options.namespaces = two_namespaces;
    options.namespace_count = 2;
}

static void tear_down(void)
{
    watcher_close(&watcher);
    redis_server_free(server);
}

static void look(void)
{
    watcher_open(&watcher, server->unix_url, &options);
    WATCHER_WAIT(&watcher, is_discovered, NULL);
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Checks the names of all tenants, given in order and parted by blanks. */
static void check_names(const char *expected)
{
    const struct fleet *fleet = &watcher.fleet;
    const char **names = calloc(fleet->count + 1, sizeof(char *));
    struct buffer joined = {0};

    for (size_t i = 0; i < fleet->count; i++)
        names[i] = fleet->tenants[i]->name;
    qsort(names, fleet->count, sizeof(char *), compare_names);
    for (size_t i = 0; i < fleet->count; i++)
        buffer_printf(&joined, "%s%s", i > 0 ? " " : "", names[i]);
    ck_assert_str_eq(buffer_text(&joined), expected);
    buffer_free(&joined);
    free(names);
}

static void check_key(const char *tenant, const char *key)
{
    const struct tenant *found = watcher_tenant(&watcher, tenant);

    ck_assert_str_eq(found->key, key);
    ck_assert_uint_eq(found->newest_id.ms, strlen(key));
}

/* Adds a report whose ID tells its key's length. */
static void produce_in(const char *key)
{
    char id[32];

    snprintf(id, sizeof(id), "%zu-1", strlen(key));
    produce(server, key, id, 1);
}

START_TEST(a_tenant_of_one_namespace_is_called_as_it_is)
{
    produce_in(PROD "acme");
    produce_in(STAGE "bare");
    produce_in("rag:telemetry:other");
    look();
    check_names("acme bare");
    check_key("acme", PROD "acme");
    check_key("bare", STAGE "bare");
}
END_TEST

START_TEST(a_tenant_of_two_namespaces_is_called_by_what_tells_them_apart)
{
    produce_in(PROD "acme");
    produce_in(STAGE "acme");
    produce_in(PROD "bare");
    look();
    check_names("bare prod:acme stage:acme");
    check_key("prod:acme", PROD "acme");
    check_key("stage:acme", STAGE "acme");
    ck_assert(fleet_knows(&watcher.fleet, SLICE("acme")));
    ck_assert(fleet_knows(&watcher.fleet, SLICE("prod:acme")));
    ck_assert(!fleet_knows(&watcher.fleet, SLICE("prod")));
}
END_TEST

static bool has_three(struct watcher *of, void *unused)
{
    (void)unused;
    return of->fleet.count == 3;
}

START_TEST(a_tenant_that_comes_to_a_second_namespace_later_renames_the_first)
{
    produce_in(PROD "acme");
    produce_in(PROD "bare");
    look();
    check_names("acme bare");
    produce_in(STAGE "acme");
    source_refresh(watcher.source);
    WATCHER_WAIT(&watcher, has_three, NULL);
    watcher_refresh(&watcher);
    check_names("bare prod:acme stage:acme");
    check_key("stage:acme", STAGE "acme");
    watcher_watch(&watcher, 0, "prod:acme", NULL);
    WATCHER_WAIT(&watcher, is_loaded, NULL);
    ck_assert_uint_eq(history_rows(&watcher_tenant(&watcher, "prod:acme")->history), 1);
}
END_TEST

/* prod:acme is what acme of the first namespace would be called, too. */
START_TEST(a_name_that_two_could_have_nobody_has)
{
    produce_in(PROD "acme");
    produce_in(STAGE "acme");
    produce_in(STAGE "prod:acme");
    look();
    check_names(PROD "acme stage:acme stage:prod:acme");
    check_key("stage:prod:acme", STAGE "prod:acme");
    check_key(PROD "acme", PROD "acme");
}
END_TEST

START_TEST(templates_make_a_union_in_which_a_key_is_one_tenant)
{
    static const char *const keys[] = {"{ns}:{tenant}", "prod:{tenant}", "single"};

    options.keys = keys;
    options.key_count = 3;
    produce_in(PROD "acme");
    produce_in("prod:other");
    produce_in("single");
    look();
    check_names("acme other single");
    check_key("other", "prod:other");
}
END_TEST

START_TEST(a_tenant_asked_for_by_name_is_found_in_every_namespace)
{
    static const char *const tenants[] = {"acme", "stage:bare"};

    options.tenants = tenants;
    options.tenant_count = 2;
    produce_in(PROD "acme");
    produce_in(STAGE "acme");
    produce_in(PROD "bare");
    produce_in(STAGE "bare");
    look();
    check_names("bare prod:acme stage:acme");
    check_key("bare", STAGE "bare");
}
END_TEST

START_TEST(tenants_are_left_out_by_glob_and_by_qualified_name)
{
    static const char *const excludes[] = {"alert*", "stage:acme"};

    options.excludes = excludes;
    options.exclude_count = 2;
    produce_in(PROD "acme");
    produce_in(STAGE "acme");
    produce_in(PROD "alerts");
    look();
    check_names("acme");
    check_key("acme", PROD "acme");
}
END_TEST

/* Random keys of overlapping templates: names are all different, and the same whoever comes first.
 */
static void random_key(struct dice *dice, char *key, size_t size)
{
    static const char *const parts[] = {"a", "b", "a:b"};

    snprintf(key, size, "%s:%s", parts[dice_below(dice, 3)], parts[dice_below(dice, 3)]);
    if (dice_below(dice, 2) == 0)
        snprintf(key + strlen(key), size - strlen(key), ":%s", parts[dice_below(dice, 3)]);
}

static void names_by_key(struct buffer *out)
{
    const struct fleet *fleet = &watcher.fleet;
    char **lines = calloc(fleet->count + 1, sizeof(char *));

    for (size_t i = 0; i < fleet->count; i++) {
        struct buffer line = {0};
        buffer_printf(&line, "%s=%s ", fleet->tenants[i]->key, fleet->tenants[i]->name);
        lines[i] = line.data;
    }
    qsort(lines, fleet->count, sizeof(char *), compare_names);
    for (size_t i = 0; i < fleet->count; i++) {
        buffer_string(out, lines[i]);
        free(lines[i]);
    }
    free(lines);
}

static bool has_as_many(struct watcher *of, void *count)
{
    return of->fleet.count == *(const size_t *)count;
}

START_TEST(names_do_not_depend_on_who_is_found_first)
{
    static const char *const namespaces[] = {"a:b", "a", "b"};
    struct dice dice = {(uint64_t)_i + 1};
    struct buffer grown = {0}, at_once = {0};

    options.namespaces = namespaces;
    options.namespace_count = 3;
    look();
    for (int i = 0; i < 12; i++) {
        char key[32];
        random_key(&dice, key, sizeof(key));
        if (redis_server_integer(server, "EXISTS %s", key) == 0) {
            size_t count = watcher.fleet.count + 1;
            produce_in(key);
            source_refresh(watcher.source);
            WATCHER_WAIT(&watcher, has_as_many, &count);
        }
    }
    names_by_key(&grown);
    for (size_t i = 0; i < watcher.fleet.count; i++)
        ck_assert_ptr_eq(fleet_find(&watcher.fleet, tenant_name(watcher.fleet.tenants[i])),
                         watcher.fleet.tenants[i]);
    watcher_close(&watcher);
    look();
    names_by_key(&at_once);
    ck_assert_str_eq(buffer_text(&grown), buffer_text(&at_once));
    buffer_free(&grown);
    buffer_free(&at_once);
}
END_TEST

/* Checks what is told of a place. */
static void check_elsewhere(size_t index, const char *expected)
{
    const struct source_status *status = &watcher.source->status;
    struct buffer told = {0};

    ck_assert_uint_gt(status->elsewhere_count, index);
    source_elsewhere_describe(&status->elsewhere[index], &told);
    ck_assert_str_eq(buffer_text(&told), expected);
    buffer_free(&told);
}

static void look_for_the_usual(void)
{
    options = watcher_options();
    look();
}

START_TEST(where_nothing_is_found_nothing_else_is_told)
{
    redis_server_command(server, "SET config yes");
    redis_server_command(server, "XADD queue:jobs * job 7");
    look_for_the_usual();
    ck_assert_uint_eq(watcher.source->status.elsewhere_count, 0);
}
END_TEST

START_TEST(streams_of_reports_under_other_keys_are_told_with_the_option_that_shows_them)
{
    produce_in("ragvitals:reports");
    for (int i = 0; i < 3; i++) {
        char key[64];
        snprintf(key, sizeof(key), PROD "t%d", i);
        produce_in(key);
    }
    produce_in("deep:down:in:here");
    produce_in("it's {odd}");
    redis_server_command(server, "XADD " PROD "alerts * alert 7");
    look_for_the_usual();
    ck_assert_uint_eq(watcher.source->status.elsewhere_count, 4);
    ck_assert_str_eq(watcher.source->status.elsewhere[0].option, "--ns prod:rag:drift");
    ck_assert_uint_eq(watcher.source->status.elsewhere[0].streams, 3);
    check_elsewhere(1, "deep:down:in:here holds reports: --ns deep:down:in");
    check_elsewhere(2, "it's {odd} holds reports: --key 'it'\\''s {{odd}}'");
    check_elsewhere(3, "ragvitals:reports holds reports: --key ragvitals:reports");
}
END_TEST

START_TEST(an_own_template_is_answered_with_a_template)
{
    static const char *const keys[] = {"{app}:quality:{tenant}"};

    produce_in(PROD "acme");
    options = watcher_options();
    options.keys = keys;
    look();
    check_elsewhere(0, PROD "acme holds reports: --key 'prod:rag:drift:{tenant}'");
}
END_TEST

START_TEST(other_databases_that_hold_keys_are_told)
{
    char expected[128];

    redis_server_command(server, "SELECT 3");
    redis_server_command(server, "SET a 1");
    produce_in(PROD "acme");
    redis_server_command(server, "SELECT 0");
    options = watcher_options();
    watcher_open(&watcher, server->tcp_url, &options);
    WATCHER_WAIT(&watcher, is_discovered, NULL);
    check_elsewhere(0, PROD "acme holds reports: --ns prod:rag:drift");
    snprintf(expected, sizeof(expected), "db3 holds 1 key: redis://127.0.0.1:%d/3", server->port);
    check_elsewhere(1, expected);
}
END_TEST

static bool has_acme(struct watcher *of, void *unused)
{
    (void)unused;
    return fleet_find(&of->fleet, SLICE("acme")) != NULL;
}

START_TEST(what_is_found_at_last_ends_the_search)
{
    produce_in(PROD "acme");
    look_for_the_usual();
    ck_assert_uint_eq(watcher.source->status.elsewhere_count, 1);
    produce_in("rag:telemetry:acme");
    source_refresh(watcher.source);
    WATCHER_WAIT(&watcher, has_acme, NULL);
    watcher_refresh(&watcher);
    ck_assert_uint_eq(watcher.source->status.elsewhere_count, 0);
}
END_TEST

/* A hundred keys are not tried by whoever may not read one. */
START_TEST(who_may_not_look_elsewhere_tries_once)
{
    char url[128];

    for (int i = 0; i < 100; i++) {
        char key[64];
        snprintf(key, sizeof(key), PROD "t%d", i);
        produce_in(key);
    }
    redis_server_command(server, "ACL SETUSER dash on >pw resetkeys %%R~rag:telemetry:* +@all");
    snprintf(url, sizeof(url), "redis://dash:pw@127.0.0.1:%d/0", server->port);
    options = watcher_options();
    watcher_open(&watcher, url, &options);
    WATCHER_WAIT(&watcher, is_discovered, NULL);
    ck_assert_uint_eq(watcher.source->status.elsewhere_count, 0);
    redisReply *log = redis_server_query(server, "ACL LOG");
    ck_assert_uint_eq(log->elements, 1);
    freeReplyObject(log);
}
END_TEST

Suite *suite_source_find(void)
{
    Suite *suite = suite_create("source_find");
    TCase *cases = tcase_create("names");

    tcase_add_checked_fixture(cases, set_up, tear_down);
    tcase_add_test(cases, a_tenant_of_one_namespace_is_called_as_it_is);
    tcase_add_test(cases, a_tenant_of_two_namespaces_is_called_by_what_tells_them_apart);
    tcase_add_test(cases, a_tenant_that_comes_to_a_second_namespace_later_renames_the_first);
    tcase_add_test(cases, a_name_that_two_could_have_nobody_has);
    tcase_add_test(cases, templates_make_a_union_in_which_a_key_is_one_tenant);
    tcase_add_test(cases, a_tenant_asked_for_by_name_is_found_in_every_namespace);
    tcase_add_test(cases, tenants_are_left_out_by_glob_and_by_qualified_name);
    tcase_add_loop_test(cases, names_do_not_depend_on_who_is_found_first, 0, 10);
    tcase_add_test(cases, where_nothing_is_found_nothing_else_is_told);
    tcase_add_test(cases,
                   streams_of_reports_under_other_keys_are_told_with_the_option_that_shows_them);
    tcase_add_test(cases, an_own_template_is_answered_with_a_template);
    tcase_add_test(cases, other_databases_that_hold_keys_are_told);
    tcase_add_test(cases, what_is_found_at_last_ends_the_search);
    tcase_add_test(cases, who_may_not_look_elsewhere_tries_once);
    suite_add_tcase(suite, cases);
    return suite;
}
