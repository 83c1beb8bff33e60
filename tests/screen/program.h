/* Program: driftop under a terminal, as the screen tests start it. */
#ifndef SCREEN_PROGRAM_H
#define SCREEN_PROGRAM_H

#include "support/terminal.h"
#include "support/wait.h"

/* A demo that is the same every time. */
#define FROZEN_DEMO "demo:", "--utc", "--now", "2026-11-22T14:30:15Z"

/* Returns the path of the program: $DRIFTOP, which make check sets. */
const char *program_path(void);

/* A list of arguments, ended by NULL. */
#define ARGUMENTS(...) ((const char *const[]){__VA_ARGS__, NULL})

/* Starts the program with arguments. The setup says the rest; its argv is not used. */
struct terminal *program_start_in(const struct terminal_setup *setup, const char *const *arguments);

#define program_start(columns_, rows_, ...)                                                        \
    program_start_in(&(struct terminal_setup){.columns = (columns_), .rows = (rows_)},             \
                     ARGUMENTS(__VA_ARGS__))

/* Starts the frozen demo on 80 by 24, and waits until its fleet is there. */
struct terminal *program_start_demo(void);

/* Starts a shell script that finds the program in $DRIFTOP. */
struct terminal *program_start_script(const char *script);

/* Waits for the program's end and checks that it exited with that status. */
void program_expect_exit(struct terminal *terminal, int status);

/* Checks that the terminal is as it was before. */
void program_expect_restored(const struct terminal *terminal);

#endif
