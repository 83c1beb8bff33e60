/* The dashboard beside the snapshot: whatever the size of the screen and wherever one has scrolled,
 * both say the same of every tenant. */
#include "config.h"

#include "judge/python.h"
#include "judge/suites.h"
#include "present/state_words.h"
#include "support/child.h"
#include "support/dice.h"
#include "support/redis_server.h"
#include "support/terminal.h"
#include "support/told.h"
#include "support/wait.h"

#include <cjson/cJSON.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define QUIET_MS 200
#define NOW "2026-11-25T10:00:00Z" /* of tests/judge/streams.py */
#define TENANTS "60"
#define PAGES_LIMIT 64

static const struct {
    int columns;
    int rows;
} sizes[] = {{60, 12}, {80, 24}, {200, 50}};

#define SIZE_COUNT ((int)(sizeof(sizes) / sizeof(sizes[0])))

static struct redis_server *server;
static struct child child;
static struct terminal *terminal;
static cJSON *frame; /* what snapshot says */

static void set_up(void)
{
    server = redis_server_create(NULL);
}

static void tear_down(void)
{
    terminal_free(terminal);
    cJSON_Delete(frame);
    child_free(&child);
    redis_server_free(server);
}

static void take_snapshot(const char *source)
{
    int status = child_run(&child, "\"$DRIFTOP\" snapshot -f json --now " NOW " -w 1h %s", source);

    ck_assert_msg(status == 0, "%s", child_err(&child));
    frame = cJSON_Parse(child_out(&child));
    ck_assert_ptr_nonnull(frame);
}

static void open_dashboard(int size, const char *source)
{
    const char *const argv[] = {getenv("DRIFTOP"), "--utc", "--now", NOW, source, NULL};

    terminal = terminal_start(&(struct terminal_setup){
        .argv = argv, .columns = sizes[size].columns, .rows = sizes[size].rows});
}

static void close_dashboard(void)
{
    terminal_free(terminal);
    terminal = NULL;
}

/* Checks the tenants that can be seen, and marks them. Returns how many there are. */
static size_t check_page(void)
{
    cJSON *tenant;
    size_t seen = 0;

    cJSON_ArrayForEach(tenant, cJSON_GetObjectItemCaseSensitive(frame, "tenants"))
    {
        char *words = told_before(terminal, told_text(tenant, "tenant"));
        if (words == NULL)
            continue;
        ck_assert_msg(told_says(words, tenant), "%s: '%s' on the screen, %s in the snapshot",
                      told_text(tenant, "tenant"), words, told_text(tenant, "state"));
        if (!cJSON_GetObjectItemCaseSensitive(tenant, "seen"))
            cJSON_AddTrueToObject(tenant, "seen");
        seen++;
        free(words);
    }
    return seen;
}

/* A busy machine may paint a page in more than one go. */
static bool page_has_tenants(struct terminal *where, void *context)
{
    (void)where;
    (void)context;
    return check_page() > 0;
}

static size_t count_seen(void)
{
    const cJSON *tenant;
    size_t count = 0;

    cJSON_ArrayForEach(tenant, cJSON_GetObjectItemCaseSensitive(frame, "tenants"))
    {
        if (cJSON_HasObjectItem(tenant, "seen"))
            count++;
    }
    return count;
}

static void forget_seen(void)
{
    cJSON *tenant;

    cJSON_ArrayForEach(tenant, cJSON_GetObjectItemCaseSensitive(frame, "tenants"))
    {
        cJSON_DeleteItemFromObjectCaseSensitive(tenant, "seen");
    }
}

/* The states that are counted stand in the first lines, as "3 warn" or as "W3". */
static bool counts_are_told(struct terminal *where, void *context)
{
    const size_t *counts = context;
    char *first = terminal_row(where, 0);
    char *second = terminal_row(where, 1);
    bool all = true;

    for (int state = 0; state < STATE_COUNT; state++) {
        char words[40];
        char marks[40];
        snprintf(words, sizeof(words), " %zu %s", counts[state], state_word((enum state)state));
        snprintf(marks, sizeof(marks), "%s%zu", state_mark((enum state)state), counts[state]);
        if (counts[state] > 0 && !strstr(first, words) && !strstr(second, words) &&
            !strstr(first, marks) && !strstr(second, marks))
            all = false;
    }
    free(first);
    free(second);
    return all;
}

static void expect_counts(void)
{
    const cJSON *tenant;
    size_t counts[STATE_COUNT] = {0};

    cJSON_ArrayForEach(tenant, cJSON_GetObjectItemCaseSensitive(frame, "tenants"))
    {
        /* Of a tenant that was silent for a week only the total tells. */
        double age = cJSON_GetNumberValue(cJSON_GetObjectItemCaseSensitive(tenant, "age_ms"));
        if (!(age > 7 * 86400000.0 &&
              cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(tenant, "silent"))))
            counts[told_state(tenant)]++;
    }
    ck_assert(terminal_wait(terminal, counts_are_told, counts, PATIENCE_MS));
}

static void press_at_random(struct dice *dice)
{
    static const VTermKey keys[] = {VTERM_KEY_DOWN,     VTERM_KEY_UP,     VTERM_KEY_PAGEDOWN,
                                    VTERM_KEY_PAGEDOWN, VTERM_KEY_PAGEUP, VTERM_KEY_END,
                                    VTERM_KEY_HOME};

    terminal_key(terminal, keys[dice_below(dice, sizeof(keys) / sizeof(keys[0]))]);
    ck_assert(terminal_wait_quiet(terminal, QUIET_MS, PATIENCE_MS));
}

/* From the top to the bottom every tenant comes by. */
static void check_all_pages(void)
{
    size_t all = (size_t)cJSON_GetArraySize(cJSON_GetObjectItemCaseSensitive(frame, "tenants"));

    terminal_key(terminal, VTERM_KEY_HOME);
    for (int page = 0; page < PAGES_LIMIT && count_seen() < all; page++) {
        ck_assert(terminal_wait_quiet(terminal, QUIET_MS, PATIENCE_MS));
        check_page();
        terminal_key(terminal, VTERM_KEY_PAGEDOWN);
    }
    ck_assert_uint_eq(count_seen(), all);
}

static void check_dashboard(int size, const char *source, uint64_t scrolling)
{
    struct dice dice = {scrolling};

    open_dashboard(size, source);
    expect_counts();
    for (int i = 0; i < 12; i++) {
        press_at_random(&dice);
        ck_assert(terminal_wait(terminal, page_has_tenants, NULL, PATIENCE_MS));
    }
    forget_seen();
    check_all_pages();
    expect_counts();
    close_dashboard();
}

/* Another fleet by hand: SEED=7 CK_RUN_SUITE=screens ./check_model. */
static int seed(void)
{
    const char *text = getenv("SEED");

    return text ? atoi(text) : 1000;
}

START_TEST(the_dashboard_says_of_every_tenant_what_snapshot_says)
{
    python_succeeds(server->socket_path, "model.py", "--write --tenants " TENANTS " %d", seed());
    take_snapshot(server->unix_url);
    check_dashboard(_i, server->unix_url, (uint64_t)seed());
}
END_TEST

START_TEST(the_demo_is_the_same_at_every_size)
{
    take_snapshot("demo:");
    check_dashboard(_i, "demo:", (uint64_t)_i + 1);
}
END_TEST

Suite *suite_screens(void)
{
    Suite *suite = suite_create("screens");
    TCase *tests = tcase_create("screens");

    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_loop_test(tests, the_dashboard_says_of_every_tenant_what_snapshot_says, 0,
                        SIZE_COUNT);
    tcase_add_loop_test(tests, the_demo_is_the_same_at_every_size, 0, SIZE_COUNT);
    suite_add_tcase(suite, tests);
    return suite;
}
