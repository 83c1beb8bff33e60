/* Command: what driftop can be told to do, an entry each, and the formats that commands print in.
 *
 * The entries stand with what they run, and main hands the list of them in: so the dashboard, which
 * lies above, is in one list with the commands that need no terminal. */
#ifndef HEADLESS_COMMAND_H
#define HEADLESS_COMMAND_H

#include "base/error.h"
#include "base/slice.h"

#include <stdbool.h>
#include <stddef.h>

struct options;
struct key_setting;

/* Which commands an option or a format is for. */
enum command_set {
    FOR_DASHBOARD = 1 << 0,
    FOR_SNAPSHOT = 1 << 1,
    FOR_EXPORT = 1 << 2,
    FOR_EMIT = 1 << 3,
    FOR_HELP = 1 << 4,
    FOR_ROUTE = 1 << 5,
    FOR_DOCTOR = 1 << 6,
    FOR_READING = FOR_DASHBOARD | FOR_SNAPSHOT | FOR_EXPORT,
    FOR_REPORTS = FOR_READING | FOR_EMIT | FOR_ROUTE | FOR_DOCTOR,
    FOR_ALL = FOR_REPORTS | FOR_HELP
};

struct example {
    const char *command_line;
    const char *meaning;
};

/* What an exit status means. */
struct exit_meaning {
    const char *status; /* "0" */
    const char *meaning;
};

struct command {
    const char *name; /* its word; "" for the one that is meant where there is none */
    unsigned set;     /* the bit of enum command_set that is its own */
    bool writes;      /* into Redis; its source is one that can be written to */
    bool needs_terminal;
    const char *usage; /* what may stand behind its name */
    const char *summary;
    const char *about;
    const struct example *examples;      /* ends with an empty one; NULL: none */
    const char *failed;                  /* what status 1 means; NULL: what it means of most */
    const struct exit_meaning *statuses; /* all of them, ended by an empty one, where they are of
                                            its own; NULL: those of most */
    int misused;                         /* the status of wrong usage; 0: that of most */
    /* Takes the words behind the name, which end with NULL. */
    bool (*take_words)(struct options *options, char **words, struct error *error);
    /* Does it, and returns the exit status. */
    int (*run)(const struct options *options);
};

/* How results are spelled. A command embeds this in what it knows of its own formats. */
struct format {
    const char *name; /* behind --format */
    unsigned set;     /* the command that prints it */
    bool draws;       /* a screen of the dashboard: the options for that have a meaning */
    /* Returns true when it can be printed as the options ask for it; NULL: it always can. */
    bool (*check)(const struct options *options, struct error *error);
};

/* The lists end with NULL. The first command is the one without a name, and the first format of a
 * command is the one that it prints in where none is asked for. */
struct program {
    const struct command *const *commands;
    const struct format *const *formats;
    /* Returns true when the keys can be bound so; else the last of them cannot. NULL: there are
     * none. */
    bool (*check_keys)(const struct key_setting *settings, size_t count, struct error *error);
    const char *const *screens; /* the names of those that can be drawn; NULL: there are none */
};

/* Return the entry, or NULL. */
const struct command *command_find(const struct program *program, struct slice name);
const struct format *format_find(const struct program *program, const struct command *command,
                                 const char *name);

/* Returns the format that comes behind `last` (NULL: the first) among those of a command, or NULL
 * behind the last of them. */
const struct format *format_next(const struct program *program, const struct command *command,
                                 const struct format *last);

#define COMMAND_WORDS_SIZE 32

/* Writes "driftop" or "driftop COMMAND", and returns it. */
const char *command_words(const struct command *command, char text[static COMMAND_WORDS_SIZE]);

#endif
