/* Page command: the commands that give without a screen what is on it. */
#ifndef TUI_PAGE_COMMAND_H
#define TUI_PAGE_COMMAND_H

#include "base/buffer.h"
#include "headless/options.h"
#include "state.h"

enum page_command { COMMAND_PICTURE, COMMAND_JSON, COMMAND_REPORTS, PAGE_COMMANDS };

/* A page, and what it is of. */
struct page_about {
    const struct ui_state *state;
    size_t depth;                  /* its place in the stack */
    const struct options *options; /* that driftop was started with; NULL: none */
    const char *source;            /* its name, without a secret */
    const struct tenant *tenant;   /* that is open or selected; NULL: none */
    int columns;                   /* of the screen */
    int rows;
    int64_t now_ms;
};

/* Returns what a command gives: "this page", "its verdicts as JSON". */
const char *page_command_title(enum page_command command);

/* Returns what the commands leave out that the page shows; NULL: nothing. */
const char *page_command_lacks(const struct page_about *about);

/* Appends the command, for a shell: with the options of the command line that it knows, too, and
 * the time, the tenant and the zone that are looked at. */
void page_command_write(const struct page_about *about, enum page_command command,
                        struct buffer *out);

#endif
