#include "config.h"

#include "screen/program.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>

#define ARGUMENT_LIMIT 16

const char *program_path(void)
{
    const char *path = getenv("DRIFTOP");

    ck_assert_msg(path != NULL, "$DRIFTOP does not say where the program is");
    return path;
}

struct terminal *program_start_in(const struct terminal_setup *setup, const char *const *arguments)
{
    struct terminal_setup complete = *setup;
    const char *argv[ARGUMENT_LIMIT + 2] = {program_path()};

    for (size_t i = 0; arguments[i] != NULL; i++) {
        ck_assert_uint_lt(i, ARGUMENT_LIMIT);
        argv[i + 1] = arguments[i];
    }
    complete.argv = argv;
    return terminal_start(&complete);
}

struct terminal *program_start_demo(void)
{
    struct terminal *terminal = program_start(80, 24, FROZEN_DEMO);

    ck_assert(terminal_wait_text(terminal, "degraded acme-support", PATIENCE_MS));
    return terminal;
}

struct terminal *program_start_script(const char *script)
{
    const char *const argv[] = {"sh", "-c", script, NULL};
    char variable[4096];
    const char *const environment[] = {variable, NULL};

    snprintf(variable, sizeof(variable), "DRIFTOP=%s", program_path());
    return terminal_start(&(struct terminal_setup){
        .argv = argv, .columns = 80, .rows = 24, .environment = environment});
}

void program_expect_exit(struct terminal *terminal, int status)
{
    int ended;

    ck_assert(terminal_wait_exit(terminal, &ended, PATIENCE_MS));
    ck_assert_msg(WIFEXITED(ended), "ended by signal %d", WTERMSIG(ended));
    ck_assert_int_eq(WEXITSTATUS(ended), status);
}

void program_expect_restored(const struct terminal *terminal)
{
    ck_assert(!terminal_in_alternate_screen(terminal));
    ck_assert(terminal_cursor_is_visible(terminal));
    ck_assert(!terminal_reports_mouse(terminal));
    ck_assert(!terminal_brackets_pastes(terminal));
    ck_assert(terminal_modes_are_restored(terminal));
}
