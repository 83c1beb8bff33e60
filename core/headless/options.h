/* Options: what the command line, the environment and the configuration ask for. */
#ifndef HEADLESS_OPTIONS_H
#define HEADLESS_OPTIONS_H

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"
#include "base/timestamp.h"
#include "doctor/settings.h"
#include "drift/severity_words.h"
#include "headless/command.h"
#include "headless/problems.h"
#include "headless/words.h"
#include "judge/direction.h"
#include "judge/verdict.h"
#include "redis/access.h"

#include <stdbool.h>
#include <stdint.h>

#define OPTIONS_MAX 96

/* Who set an option, the weakest first: the stronger holds. */
enum option_origin {
    ORIGIN_NONE,
    ORIGIN_DEFAULT,
    ORIGIN_FILE,
    ORIGIN_ENVIRONMENT,
    ORIGIN_COMMAND_LINE
};

struct configuration;

/* Which keys an action shall have, in the dashboard's words. */
struct key_setting {
    const char *action;
    const char *keys;
};

struct options {
    const struct program *program;
    const struct command *command;
    char **arguments;                    /* behind the program's name; ends with NULL */
    const struct command *topic;         /* that help is asked for; NULL: none was named */
    const struct format *format;         /* NULL: the command prints in none */
    unsigned char origins[OPTIONS_MAX];  /* enum option_origin, by place in the table of options */
    unsigned lines[OPTIONS_MAX];         /* of the configuration, where that set it */
    struct configuration *configuration; /* NULL: there is none */
    struct problems problems;            /* with it */
    struct arena strings;                /* those that are none of argv or the environment */

    const char *source;
    struct words namespaces;
    struct words keys; /* templates */
    const char *app;
    const char *env;
    struct words tenants;
    struct words excludes;
    int64_t window_ms;
    const char *since;  /* NULL: end - window */
    const char *until;  /* NULL: now, or since + window where both were given */
    int64_t compare_ms; /* how much earlier a screen compares with; 0: with nothing */
    bool window_given;  /* the window was asked for, and is not the default */
    int64_t refresh_ms;
    uint64_t server_share; /* in percent */
    int64_t timeout_ms;
    const char *format_name; /* NULL: that of the command */
    uint64_t buckets;
    const char *screen;
    const char *dimension; /* that it is about; NULL: the worst */
    const char *size;      /* see picture_size_parse() */
    const char *theme;
    const char *glyphs;
    const char *color;
    bool clipboard;        /* the terminal's may be filled */
    const char *bell;      /* from which state on it rings */
    const char *on_change; /* a command; NULL: none */
    bool slow;             /* is the line to the terminal */
    bool stats;            /* of the dashboard itself are told */
    bool mouse;            /* is asked for */
    struct redis_access access;
    int64_t frozen_now_ms; /* 0: the real clock; else where it stands */
    uint64_t seed;
    struct words rule_words; /* as they were given; `rules` is what they mean */
    struct words files; /* operands that are files of reports, folders or globs: the source; of emit
                           what stands behind the source. None: `source` is the source, and emit
                           reads standard input */
    uint64_t retention;
    int64_t min_age_ms; /* 0: streams are trimmed by length */
    uint64_t max_bytes;
    const char *rejects;
    const char *spool;
    uint64_t spool_max;
    const char *spool_full;
    bool exact;
    bool keep_ids;
    bool ack;
    struct words to;      /* destinations, each as destination_draft_parse() reads it */
    struct words only;    /* names of destinations; none: all */
    const char *severity; /* the least that is told; NULL: none was given, as the next three */
    const char *repeat;   /* see destination_repeat_parse() */
    const char *flap;     /* see destination_limit_parse() */
    const char *digest;   /* likewise */
    int64_t gone_after_ms;
    uint64_t shards; /* 0: as Redis has them */
    int64_t lease_ms;
    bool dry_run; /* and what else route does instead of running on: */
    bool once;
    const char *test; /* a destination */
    bool route_status;
    bool dead;
    const char *resend; /* an ID of a dead letter, or "all" */
    const char *drop;
    bool claim;
    const char *mute; /* TENANT[/DIMENSION] */
    const char *unmute;
    int64_t mute_ms; /* 0: it was not said */
    const char *why;
    uint64_t hours;          /* of history that are wanted; 0: it was not said */
    struct words thresholds; /* as doctor_words_threshold() takes them */
    struct words skips;      /* checks that are not made */
    bool all;                /* streams that a finding is about are told */
    bool watch;
    const char *acl; /* a role; NULL: none is asked for */
    const char *user;
    bool utc;
    bool follow;
    bool quiet;
    bool exit_code;
    bool no_doctor;
    bool help;
    bool version;
    bool list_themes;
    const char *config; /* NULL: the usual files */
    bool dump_config;

    struct rule_book rules; /* the standard, by --rule, and those of the configuration */

    /* Of the configuration alone. */
    struct doctor_settings doctor; /* standard ones, and what it says of them */
    struct severity_words severity_words;
    struct directions directions;
    struct key_setting *key_settings;
    size_t key_setting_count;
};

/* Reads the command line, then the environment, the configuration, and the defaults of the table.
 * Strings stay those of argv and the environment. Returns false with ERROR_USAGE: which option,
 * what was wrong with it, and what it takes; of a configuration that is wrong options->problems
 * then holds all that is. options->exit_code still tells whether --exit-code was asked for. To be
 * freed in both cases. */
bool options_parse(const struct program *program, int argc, char **argv, struct options *options,
                   struct error *error);

/* The same of what stands behind the program's name, which ends with NULL, and without an answer to
 * what another program would understand. */
bool options_understand(const struct program *program, char **arguments, struct options *options,
                        struct error *error);
void options_free(struct options *options);

struct source_options;

/* Fills in how the options want a source opened; the strings stay those of the options. */
void options_source(const struct options *options, bool follow,
                    struct source_options *source_options);

/* Returns the window that the options ask for, seen from `now_ms`. */
bool options_window(const struct options *options, int64_t now_ms, struct time_range *window,
                    struct error *error);

/* Returns as of when, and by which rules, tenants are judged. */
struct judge_moment options_moment(const struct options *options, int64_t now_ms);

/* Returns true when the window ends at a moment that was asked for, and does not go on with time.
 */
bool options_have_end(const struct options *options);

/* Says that no stream was found, and which ones were looked for, in the words of the options. */
void options_describe_streams(const struct options *options, struct buffer *out);

#endif
