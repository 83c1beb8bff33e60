/* Status: what the program exits with. */
#ifndef HEADLESS_STATUS_H
#define HEADLESS_STATUS_H

enum {
    STATUS_DONE,
    STATUS_FAILED,
    STATUS_USAGE,
    STATUS_UNKNOWN,           /* of a monitoring plug-in; 0 to 2 are its ok, warn and degraded */
    STATUS_SIGNAL = 128,      /* and the signal's number */
    STATUS_INTERRUPTED = 130, /* by SIGINT */
};

/* Closes standard output: what was printed has arrived only when that succeeds. Returns the status;
 * a failure is told. */
int status_of_output(void);

#endif
