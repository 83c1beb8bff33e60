/* Options: the command line, from one table that also makes --help and the manual. */
#ifndef HEADLESS_OPTIONS_H
#define HEADLESS_OPTIONS_H

#include "base/buffer.h"
#include "base/error.h"
#include "base/timestamp.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

enum command { COMMAND_DASHBOARD, COMMAND_SNAPSHOT, COMMAND_EXPORT, COMMAND_EMIT, COMMAND_COUNT };

enum format {
    FORMAT_TEXT,
    FORMAT_JSON,
    FORMAT_NDJSON,
    FORMAT_CSV,
    FORMAT_OPENMETRICS,
    FORMAT_COUNT
};

struct options {
    enum command command;
    const char *source; /* as given, or from $REDIS_TELEMETRY_URL, or the default */
    const char *ns;
    const char *key;
    const char *app;
    const char *env;
    const char **tenants;
    size_t tenant_count;
    int64_t window_ms;
    const char *since; /* NULL: end - window */
    const char *until; /* NULL: now, or since + window where both were given */
    bool window_given; /* --window was on the command line */
    int64_t refresh_ms;
    int64_t timeout_ms;
    enum format format;
    size_t buckets;
    const char *theme;
    const char *glyphs;
    const char *color;
    const char *password_file;
    int64_t frozen_now_ms; /* 0: the real clock; else where it stands */
    uint64_t seed;
    const char **files; /* of emit: operands behind the source; none: standard input */
    size_t file_count;
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
    bool utc;
    bool follow;
    bool quiet;
    bool exit_code;
    bool help;
    bool version;
    bool list_themes;
};

/* Reads the command line and the environment. The first word may be a command. Strings stay those
 * of argv and the environment. Returns false with ERROR_USAGE: which option, what was wrong with
 * it, and what it takes; options->exit_code then still tells whether --exit-code was asked for. */
bool options_parse(int argc, char **argv, struct options *options, struct error *error);
void options_free(struct options *options);

/* Prints `driftop --help` or `driftop COMMAND --help`. */
void options_help(enum command command, FILE *out);

/* Prints the options of all commands as mdoc for the manual. */
void options_manual(FILE *out);

struct source_options;

/* Fills in how the options want a source opened; the strings stay those of the options. */
void options_source(const struct options *options, bool follow,
                    struct source_options *source_options);

/* Returns the window that the options ask for, seen from `now_ms`. */
bool options_window(const struct options *options, int64_t now_ms, struct time_range *window,
                    struct error *error);

/* Says that no stream was found, and which ones were looked for, in the words of the options. */
void options_describe_streams(const struct options *options, struct buffer *out);

/* Returns the command's word; "" for the dashboard. */
const char *command_name(enum command command);

#endif
