/* What --status prints as text: lines of 80 columns, whatever stands in them. */
#include "config.h"

#include "headless/route_report.h"

#include "base/duration.h"
#include "base/memory.h"
#include "support/has.h"
#include "unit/suites.h"

#include <stdlib.h>
#include <string.h>

#define SHARDS 16
#define NOW_MS (1764000000 * MS_PER_SECOND)

/* As long as driftop makes them: the name of a host is cut. */
#define LONG_NAME(letter) letter "-name-of-a-host-that-is-as-long-as-kept:4194304:0123abcd"

/* Prints one destination that is away, whose shards two routers have by turns. To be freed. */
static char *print(const char *first, const char *second, const char *why)
{
    static const struct destination ops = {.name = "ops", .kind = DESTINATION_COMMAND};
    char *names[2] = {mem_strdup(first), mem_strdup(second)};
    char *owners[SHARDS];
    struct router_report routers[2] = {{.name = names[0], .accepted = 12345678},
                                       {.name = names[1], .accepted = 1}};
    struct destination_report item = {
        .destination = &ops,
        .is_known = true,
        .shards = SHARDS,
        .owners = owners,
        .routers = routers,
        .router_count = 2,
        .down_since_ms = NOW_MS - MS_PER_MINUTE,
        .down_why = mem_strdup(why),
        .down_router = names[0],
        .accepted_ms = NOW_MS,
        .dead_letters = UINT64_MAX,
        .lag_unknown = UINT64_MAX,
        .unread = UINT64_MAX,
        .held = UINT64_MAX,
        .unreadable = UINT64_MAX,
    };
    const struct route_report report = {
        .now_ms = NOW_MS, .zone = TIME_UTC, .items = &item, .count = 1};
    char *text = NULL;
    size_t size = 0;

    for (int i = 0; i < SHARDS; i++)
        owners[i] = names[i % 2];
    FILE *out = open_memstream(&text, &size);
    ck_assert_ptr_nonnull(out);
    ck_assert(route_text_format.print(out, &report));
    ck_assert_int_eq(fclose(out), 0);
    free(item.down_why);
    free(names[0]);
    free(names[1]);
    return text;
}

static void assert_narrow(const char *text)
{
    for (const char *line = text; *line != '\0'; line += strcspn(line, "\n") + 1)
        ck_assert_msg(strcspn(line, "\n") <= 80, "%s", line);
}

START_TEST(long_names_and_reasons_are_broken_between_words)
{
    const char *why =
        "`/usr/local/bin/page --now --whom nights` said of it: there is nobody here who "
        "could be paged, as the calendar has an end: exit status 75";
    char *text = print(LONG_NAME("a"), LONG_NAME("b"), why);

    assert_narrow(text);
    has(text, LONG_NAME("a") ":\n    `/usr");
    has(text, LONG_NAME("b") " has");
    has(text, " 3");
    has(text, "exit status 75");
    free(text);
}
END_TEST

/* A comma stands behind the last word of a line. */
START_TEST(names_of_any_length_fit)
{
    char name[61] = "";

    memset(name, 'n', (size_t)_i);
    char *text = print(name, "web2:2:0b", "exit status 75");
    assert_narrow(text);
    free(text);
}
END_TEST

START_TEST(short_ones_have_a_line)
{
    char *text = print("web1:1:0a", "web2:2:0b", "exit status 75");

    assert_narrow(text);
    has(text, "  web1:1:0a: exit status 75\n");
    has(text, "  web1:1:0a has 0 2 4 6 8 10 12 14 and brought 12345678,\n"
              "    web2:2:0b has 1 3 5 7 9 11 13 15 and brought 1\n");
    free(text);
}
END_TEST

Suite *suite_route_text(void)
{
    Suite *suite = suite_create("route_text");
    TCase *tcase = tcase_create("route_text");

    tcase_add_test(tcase, long_names_and_reasons_are_broken_between_words);
    tcase_add_loop_test(tcase, names_of_any_length_fit, 1, 61);
    tcase_add_test(tcase, short_ones_have_a_line);
    suite_add_tcase(suite, tcase);
    return suite;
}
