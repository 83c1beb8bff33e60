/* Options table: every command and option, told once. Parsing, --help and the manual read it; a new
 * command or option is one entry. */
#ifndef HEADLESS_OPTIONS_TABLE_H
#define HEADLESS_OPTIONS_TABLE_H

#include "headless/options.h"

#define OPTION_MAX_CHOICES 6

/* What an option takes, and so which kind of member of struct options it fills. */
enum option_type {
    OPTION_FLAG,     /* bool */
    OPTION_TEXT,     /* const char *; one of the choices where there are some */
    OPTION_TENANT,   /* one more of options->tenants */
    OPTION_DURATION, /* int64_t milliseconds, from min to max */
    OPTION_SIZE,     /* size_t, from min to max */
    OPTION_SEED,     /* uint64_t */
    OPTION_UINT64,   /* uint64_t, from min to max */
    OPTION_BYTES,    /* uint64_t bytes, from min to max: "65536", "64KiB", "1MB" */
    OPTION_FORMAT,   /* enum format, in the order of the choices */
    OPTION_MOMENT    /* int64_t epoch milliseconds */
};

enum option_section {
    SECTION_SOURCE,
    SECTION_TIME,
    SECTION_WRITING,
    SECTION_SPOOL,
    SECTION_OUTPUT,
    SECTION_OTHER,
    SECTION_COUNT
};

struct option_spec {
    char letter;          /* '\0': it has none */
    const char *name;     /* behind "--" */
    const char *argument; /* what help calls its value; NULL for a flag */
    enum option_type type;
    size_t offset;     /* of the member that it fills */
    unsigned commands; /* those that have it: bits 1 << enum command */
    enum option_section section;
    const char *help;
    const char *choices[OPTION_MAX_CHOICES]; /* empty: anything */
    int64_t min;
    int64_t max;
};

struct example {
    const char *command_line;
    const char *meaning;
};

struct command_spec {
    const char *name;     /* "" for the dashboard */
    const char *operands; /* NULL: "[SOURCE]" */
    const char *summary;
    const char *about;
    unsigned formats;   /* that it can print: bits 1 << enum format; 0: it has no --format */
    enum format format; /* where --format is not given */
    const struct example *examples; /* ends with an empty one */
};

/* How a source is written. */
struct source_form {
    const char *prefix;
    const char *form;
    const char *meaning;
};

struct exit_status {
    const char *status;
    const char *meaning;
};

extern const struct option_spec option_table[];
extern const size_t option_count;
extern const struct command_spec command_table[COMMAND_COUNT];
extern const char *const option_section_names[SECTION_COUNT];
extern const struct source_form source_forms[];
extern const size_t source_form_count;
extern const struct exit_status exit_statuses[];
extern const size_t exit_status_count;

#define DEFAULT_SOURCE "redis://localhost:6379/0"
#define DEFAULT_NS "rag:telemetry"
#define DEFAULT_KEY "{ns}:{tenant}"
#define DEFAULT_RETENTION 15000

#endif
