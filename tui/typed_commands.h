/* Typed commands: what can be typed behind a colon beside the names of actions. One table entry
 * each; the help page and the manual read it too. */
#ifndef TUI_TYPED_COMMANDS_H
#define TUI_TYPED_COMMANDS_H

#include "base/slice.h"
#include "completion.h"
#include "screen/screen.h"

#include <stdio.h>

struct typed_command {
    const char *name;
    const char *argument; /* an example of what stands behind it; NULL: nothing does */
    const char *help;

    /* Does it. Says in the prompt what is wrong with the argument; else the prompt is closed
     * afterwards. */
    reaction_set (*run)(struct act *act, const char *argument);

    /* Adds what can stand behind it; NULL: that is not a matter of words. */
    void (*complete)(const struct listing *listing, const char *typed,
                     struct completion *completion);
};

/* Returns the table; `*count` is the number of its rows. */
const struct typed_command *typed_command_table(size_t *count);

/* Returns the command of that name, NULL for none. */
const struct typed_command *typed_command_find(struct slice name);

/* Prints them as mdoc for the manual. */
void typed_commands_manual(FILE *out);

#endif
