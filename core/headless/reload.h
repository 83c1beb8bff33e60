/* Reload: command line, environment and configuration, read again by a command that runs on. What
 * can be changed while it runs holds from then on; of what cannot, the old holds, and it is told.
 */
#ifndef HEADLESS_RELOAD_H
#define HEADLESS_RELOAD_H

#include "headless/options.h"

/* Begin with the options that the command was started with, and zero. */
struct reload {
    const struct options *options; /* those that hold */
    struct options *own;           /* the same, after the first time; NULL before */
    const struct options *first;   /* those that the command was started with; NULL: `options` */
};

/* Reads again. Returns true when other options may hold now: reload->options are new ones then, and
 * nothing of those before may be used any more, but for what stays (option_spec.live says what
 * does not) and those that the command was started with. `said` is in any case what to tell: what
 * could not be changed, or what is wrong; nothing has changed in that case. */
bool reload(struct reload *reload, struct buffer *said);
void reload_free(struct reload *reload);

/* SIGHUP. A command that is told of it asks first whether it is meant so: not where whoever started
 * the program wants it to be ignored, as nohup does; and once the terminal that the program was
 * started from is gone, that is what the signal tells. */
bool reload_takes_hangup(void);
bool reload_has_terminal(void);

#endif
