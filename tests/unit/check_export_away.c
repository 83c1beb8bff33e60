/* What export says of a source that goes and comes back. */
#include "config.h"

#include "headless/export_private.h"
#include "support/die.h"
#include "unit/suites.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const struct feed_ops ops; /* of a feed that waits for no server */

static char said[1024];
static struct options options;
static struct feed feed;
static struct export export;
static uv_loop_t loop;

static void on_patience_ended(void *context)
{
    (void)context;
}

/* Lets export see a phase, and keeps what it says on standard error. */
static void see(enum source_phase phase)
{
    FILE *file = tmpfile();
    int before = dup(STDERR_FILENO);

    if (file == NULL || before < 0 || dup2(fileno(file), STDERR_FILENO) < 0)
        die_errno("standard error");
    feed.status.phase = phase;
    feed.status.error = (struct error){0};
    if (phase == SOURCE_AWAY)
        error_set(&feed.status.error, ERROR_RETRY, "the connection was lost");
    export_events.changed(&export);
    fflush(stderr);
    dup2(before, STDERR_FILENO);
    close(before);
    rewind(file);
    said[fread(said, 1, sizeof(said) - 1, file)] = '\0';
    fclose(file);
}

START_TEST(back_is_told_only_after_away)
{
    feed.ops = &ops;
    options.follow = true;
    export.options = &options;
    export.feed = &feed;
    ck_assert_int_eq(uv_loop_init(&loop), 0);
    patience_begin(&export.patience, &loop, 60000, on_patience_ended, NULL);
    see(SOURCE_AWAY);
    ck_assert_str_eq(said, "");
    export.begun = true;
    see(SOURCE_LIVE);
    ck_assert_str_eq(said, "");
    see(SOURCE_AWAY);
    ck_assert_ptr_nonnull(strstr(said, "the connection was lost"));
    see(SOURCE_LIVE);
    ck_assert_ptr_nonnull(strstr(said, "is back"));
    see(SOURCE_LIVE);
    ck_assert_str_eq(said, "");
    patience_close(&export.patience);
    uv_run(&loop, UV_RUN_DEFAULT);
    ck_assert_int_eq(uv_loop_close(&loop), 0);
}
END_TEST

Suite *suite_export_away(void)
{
    Suite *suite = suite_create("export_away");
    TCase *tests = tcase_create("export_away");

    tcase_add_test(tests, back_is_told_only_after_away);
    suite_add_tcase(suite, tests);
    return suite;
}
