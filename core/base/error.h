/* Error: why something failed, in words for the person who can mend it. */
#ifndef BASE_ERROR_H
#define BASE_ERROR_H

#include <stdbool.h>

/* What the caller can do about it. */
enum error_class {
    ERROR_NONE,
    ERROR_USAGE,   /* the command line or a configuration is wrong: status 2 */
    ERROR_INPUT,   /* data from outside cannot be read: count it, show it, go on */
    ERROR_RETRY,   /* passing: try again with backoff */
    ERROR_RESOLVE, /* the address is stale: resolve again, then as ERROR_RETRY */
    ERROR_STOP,    /* needs a person (wrong password, no permission): do not retry */
    ERROR_SYSTEM   /* the operating system refused */
};

struct error {
    enum error_class class;
    char text[320]; /* one line, no newline at the end, safe for a terminal */
};

/* Fills `error` (which may be NULL) and returns false, so that a function can return it. Control
 * characters in the formatted text are made visible. */
bool error_set(struct error *error, enum error_class class, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The same with the text of an errno value behind it: "open spool: No such file or directory". */
bool error_system(struct error *error, int error_number, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Puts "WHERE: " in front of the text: a file and line, a stream ID. Returns false. */
bool error_prefix(struct error *error, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
