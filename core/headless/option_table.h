/* Option table: every option, told once. Parsing, --help, the manual and whoever reads a
 * configuration go by it; a new option is one entry, and the member of struct options that it
 * fills.
 */
#ifndef HEADLESS_OPTION_TABLE_H
#define HEADLESS_OPTION_TABLE_H

#include "headless/options.h"

#define OPTION_MAX_CHOICES 6
#define OPTION_LABEL_SIZE 240

/* What an option takes, and so which kind of member of struct options it fills. */
enum option_type {
    OPTION_FLAG,     /* bool */
    OPTION_TEXT,     /* const char *; one of the choices where there are some */
    OPTION_FORMAT,   /* const char *; one of the formats of the command */
    OPTION_SCREEN,   /* const char *; one of the screens of the program */
    OPTION_SOURCE,   /* const char *; where reports come from, or go to */
    OPTION_WORDS,    /* struct words: one more each time */
    OPTION_NUMBER,   /* uint64_t, from min to max */
    OPTION_BYTES,    /* uint64_t bytes, from min to max: "65536", "64KiB", "1MB" */
    OPTION_DURATION, /* int64_t milliseconds, from min to max */
    OPTION_MOMENT,   /* int64_t epoch milliseconds */
    OPTION_TYPE_COUNT
};

enum option_section {
    SECTION_SOURCE,
    SECTION_TIME,
    SECTION_WRITING,
    SECTION_SPOOL,
    SECTION_ALERTS,
    SECTION_ROUTING,
    SECTION_CHECKING,
    SECTION_OUTPUT,
    SECTION_OTHER,
    SECTION_COUNT
};

struct option_spec {
    char letter;          /* '\0': it has none */
    const char *name;     /* behind "--"; NULL: it is an operand of the command line */
    const char *argument; /* what help calls its value; NULL for a flag */
    enum option_type type;
    size_t offset;     /* of the member that it fills */
    unsigned commands; /* those that have it: bits of enum command_set */
    enum option_section section;
    const char *help;
    const char *choices[OPTION_MAX_CHOICES + 1]; /* ends with NULL; empty: anything */
    uint64_t min;
    uint64_t max;
    const char *fallback; /* the default as it would be written; NULL: none */
    const char *note;     /* what more there is to say of the default */
    const char *variable; /* of the environment, which stands before the default; NULL: none */
    const char *excludes; /* the option that makes no sense beside it; NULL: none */
    const char *setting;  /* its name in a configuration; NULL: the long name */
    /* Returns true when a word is one; NULL: every word is. */
    bool (*check)(const char *text, struct error *error);
    unsigned live;   /* the commands that take another value while they run */
    unsigned single; /* the commands that take one of these words, and no more */
    unsigned drawn;  /* the commands that take it for a format that draws, and no other */
    unsigned apart;  /* the commands that take it from the command line alone, and have a default of
                        their own */
    const char *apart_fallback;
    bool once; /* it does something and sets nothing: it has no place in a configuration */
};

/* How a source is written. */
struct source_form {
    const char *prefix;
    const char *form;
    const char *meaning;
    bool writable;
};

extern const struct option_spec option_table[];
extern const size_t option_count;
extern const char *const option_section_names[SECTION_COUNT];
extern const struct source_form source_forms[];
extern const size_t source_form_count;

/* Returns the name that an option has in a configuration, or NULL: it cannot stand in one. */
const char *option_setting(const struct option_spec *spec);

/* Return the option of that configuration name, of that long name, of that letter; or NULL. */
const struct option_spec *option_find(struct slice setting);
const struct option_spec *option_find_long(struct slice name);
const struct option_spec *option_find_letter(char letter);

/* Returns who has set an option so far; in which line of the configuration, 0: in none; and how
 * whoever did calls it: "--window", "$NAME", "FILE:LINE: window". */
enum option_origin option_origin(const struct options *options, const struct option_spec *spec);
unsigned option_line(const struct options *options, const struct option_spec *spec);
const char *option_label(const struct options *options, const struct option_spec *spec,
                         char label[static OPTION_LABEL_SIZE]);

/* Returns the variable of the environment that sets it: its own, or that of the source, which may
 * hold a timeout. */
const char *option_variable(const struct option_spec *spec);

/* Returns the option that cannot stand beside it; NULL: all can. */
const struct option_spec *option_partner(const struct option_spec *spec);

/* Returns the words that it takes, ended by NULL; NULL: any. */
const char *const *option_choices(const struct program *program, const struct option_spec *spec);

/* Returns true when a word looks like a source, be it one that there is not. */
bool option_is_source(const char *word);

/* Sets an option from a text, or from NULL: a flag that stands for itself. The text stays where it
 * is. Does nothing where somebody stronger has set it, or its partner; words of somebody weaker are
 * replaced. Fails
 * with `label`, which names the option as the person who set it did ("--window", "$VARIABLE"), and
 * what it takes. */
bool option_set(struct options *options, const struct option_spec *spec, const char *text,
                enum option_origin origin, const char *label, struct error *error);

/* Sets it as it is set in other options, of the same origin; a list then is one of its own. */
void option_copy(struct options *options, const struct options *from,
                 const struct option_spec *spec);

/* Puts the value of other options in place of its own, whoever set it; texts are copied. */
void option_keep(struct options *options, const struct options *from,
                 const struct option_spec *spec);

/* Returns how many values an option has: 0 where nobody has set it, 1, or those of a list; appends
 * one of them, as option_set() reads it; returns true when two have the same. */
size_t option_value_count(const struct options *options, const struct option_spec *spec);
void option_append_value(const struct options *options, const struct option_spec *spec,
                         size_t index, struct buffer *out);
bool option_is_equal(const struct options *a, const struct options *b,
                     const struct option_spec *spec);

/* Sets an option by its configuration name. */
bool option_set_by_name(struct options *options, struct slice setting, const char *text,
                        enum option_origin origin, const char *label, struct error *error);

/* Appends what an option is for: its help, its choices, and its default. `command` is the one that
 * it is told for; NULL: all. */
void option_describe(const struct program *program, const struct command *command,
                     const struct option_spec *spec, struct buffer *out);

#endif
