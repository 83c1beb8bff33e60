#include "config.h"

#include "headless/options.h"

#include "base/duration.h"
#include "base/integer.h"
#include "base/memory.h"
#include "headless/option_value.h"
#include "headless/options_table.h"
#include "headless/suggest.h"
#include "source/file/name.h"
#include "source/source.h"

#include <stdlib.h>
#include <string.h>

#define MAX_OPTIONS 64

/* How far the command line is read. */
struct parser {
    char **arguments; /* what is left; ends with NULL */
    struct options *options;
    struct error *error;
    bool used[MAX_OPTIONS]; /* by place in the table */
    const char **words;     /* command, source, files */
    size_t word_count;
};

const char *command_name(enum command command)
{
    return command_table[command].name;
}

/* Returns "driftop" or "driftop COMMAND" in two parts for a message. */
static const char *space_before(enum command command)
{
    return command == COMMAND_DASHBOARD ? "" : " ";
}

/* Sets an option whose value, unless `value` is it already, is the next argument. */
static bool take_option(struct parser *parser, const struct option_spec *spec, const char *value)
{
    parser->used[spec - option_table] = true;
    if (spec->argument != NULL && value == NULL) {
        value = *parser->arguments;
        if (value == NULL)
            return error_set(parser->error, ERROR_USAGE, "--%s needs a value: --%s %s", spec->name,
                             spec->name, spec->argument);
        parser->arguments++;
    }
    return option_set(parser->options, spec, value, parser->error);
}

static bool fail_unknown(struct parser *parser, const char *name)
{
    struct suggestion suggestion = {.word = name};

    for (size_t i = 0; i < option_count; i++)
        suggestion_offer(&suggestion, option_table[i].name);
    if (suggestion.best != NULL)
        return error_set(parser->error, ERROR_USAGE,
                         "unknown option \"--%s\"; did you mean \"--%s\"?", name, suggestion.best);
    return error_set(parser->error, ERROR_USAGE,
                     "unknown option \"--%s\"; \"driftop --help\" lists those that there are",
                     name);
}

/* Reads "name" or "name=value" behind "--". */
static bool take_long(struct parser *parser, const char *text)
{
    size_t size = strcspn(text, "=");
    const char *value = text[size] == '=' ? text + size + 1 : NULL;
    struct slice name = {text, size};

    for (size_t i = 0; i < option_count; i++) {
        const struct option_spec *spec = &option_table[i];
        if (!slice_is(name, spec->name))
            continue;
        if (spec->argument == NULL && value != NULL)
            return error_set(parser->error, ERROR_USAGE, "--%s takes no value", spec->name);
        return take_option(parser, spec, value);
    }
    char *unknown = mem_strndup(text, size);
    fail_unknown(parser, unknown);
    free(unknown);
    return false;
}

static const struct option_spec *find_letter(char letter)
{
    for (size_t i = 0; i < option_count; i++) {
        if (option_table[i].letter == letter)
            return &option_table[i];
    }
    return NULL;
}

/* Reads what stands behind "-": flags, the last of them perhaps an option with its value. */
static bool take_letters(struct parser *parser, const char *letters)
{
    for (; *letters != '\0'; letters++) {
        const struct option_spec *spec = find_letter(*letters);
        if (spec == NULL)
            return error_set(
                parser->error, ERROR_USAGE,
                "unknown option \"-%c\"; \"driftop --help\" lists those that there are", *letters);
        bool takes_rest = spec->argument != NULL && letters[1] != '\0';
        if (!take_option(parser, spec, takes_rest ? letters + 1 : NULL))
            return false;
        if (spec->argument != NULL)
            break;
    }
    return true;
}

static bool take_arguments(struct parser *parser)
{
    bool only_words = false;

    while (*parser->arguments != NULL) {
        const char *argument = *parser->arguments++;
        bool taken;
        if (only_words || argument[0] != '-' || argument[1] == '\0') {
            parser->words[parser->word_count++] = argument;
            taken = true;
        } else if (strcmp(argument, "--") == 0) {
            taken = only_words = true;
        } else if (argument[1] == '-') {
            taken = take_long(parser, argument + 2);
        } else {
            taken = take_letters(parser, argument + 1);
        }
        if (!taken)
            return false;
    }
    return true;
}

static bool looks_like_source(const char *word)
{
    for (size_t i = 0; i < source_form_count; i++) {
        if (strncmp(word, source_forms[i].prefix, strlen(source_forms[i].prefix)) == 0)
            return true;
    }
    return strstr(word, "://") != NULL || file_name_is_source(word);
}

static bool fail_word(struct parser *parser, const char *word)
{
    struct suggestion suggestion = {.word = word};

    for (size_t i = 0; i < COMMAND_COUNT; i++)
        suggestion_offer(&suggestion, command_table[i].name);
    if (suggestion.best != NULL)
        return error_set(parser->error, ERROR_USAGE,
                         "\"%s\" is neither a command nor a source; did you mean \"%s\"?", word,
                         suggestion.best);
    return error_set(
        parser->error, ERROR_USAGE,
        "\"%s\" is neither a command nor a source; a source looks like %s, %s, %s or %s", word,
        "redis://HOST:PORT/DB", "unix:///PATH", "demo:", "PATH.jsonl");
}

/* Emit has a Redis and files, of which each may be left out. */
static void resolve_files(struct parser *parser, size_t at)
{
    struct options *options = parser->options;

    if (at < parser->word_count &&
        (strstr(parser->words[at], "://") != NULL || strncmp(parser->words[at], "demo:", 5) == 0))
        options->source = parser->words[at++];
    options->files = mem_zalloc(parser->word_count + 1, sizeof(*options->files));
    while (at < parser->word_count)
        options->files[options->file_count++] = parser->words[at++];
}

/* The first word may be a command, the one behind it is the source. */
static bool resolve_words(struct parser *parser)
{
    struct options *options = parser->options;
    size_t at = 0;

    for (size_t i = 0; i < COMMAND_COUNT && at == 0 && parser->word_count > 0; i++) {
        if (*command_table[i].name != '\0' &&
            strcmp(parser->words[0], command_table[i].name) == 0) {
            options->command = (enum command)i;
            at = 1;
        }
    }
    if (options->command == COMMAND_EMIT) {
        resolve_files(parser, at);
        return true;
    }
    if (at == parser->word_count)
        return true;
    if (!looks_like_source(parser->words[at]))
        return fail_word(parser, parser->words[at]);
    options->source = parser->words[at++];
    if (at < parser->word_count)
        return error_set(parser->error, ERROR_USAGE, "unexpected word \"%s\" behind the source",
                         parser->words[at]);
    return true;
}

/* Returns the variable's value; empty counts as not set. */
static const char *environment(const char *name)
{
    const char *value = getenv(name);

    return value != NULL && *value != '\0' ? value : NULL;
}

static bool fill_from_environment(struct parser *parser)
{
    struct options *options = parser->options;
    const char *url = environment("REDIS_TELEMETRY_URL");
    const char *ns = environment("DRIFT_STREAM_NS");

    if (options->ns == NULL)
        options->ns = ns != NULL ? ns : DEFAULT_NS;
    if (options->source != NULL)
        return true;
    options->source = url != NULL ? url : DEFAULT_SOURCE;
    if (!looks_like_source(options->source))
        return error_set(parser->error, ERROR_USAGE,
                         "$REDIS_TELEMETRY_URL does not look like redis://HOST:PORT/DB");
    return true;
}

static bool fill_retention(struct parser *parser)
{
    struct options *options = parser->options;
    const char *cap = environment("DRIFT_RETENTION_CAP");

    if (options->retention != 0)
        return options->min_age_ms == 0 ||
               error_set(parser->error, ERROR_USAGE,
                         "--retention and --min-age exclude each other");
    options->retention = DEFAULT_RETENTION;
    if (cap == NULL || options->command != COMMAND_EMIT || options->min_age_ms != 0)
        return true;
    return (integer_parse(slice_of(cap), INT64_MAX, &options->retention) &&
            options->retention > 0) ||
           error_set(parser->error, ERROR_USAGE,
                     "$DRIFT_RETENTION_CAP is no whole number of at least 1");
}

/* Refuses options that the command does not have. */
static bool check_commands(struct parser *parser)
{
    enum command command = parser->options->command;

    for (size_t i = 0; i < option_count; i++) {
        if (parser->used[i] && (option_table[i].commands & 1u << command) == 0)
            return error_set(
                parser->error, ERROR_USAGE,
                "\"driftop%s%s\" has no option --%s; \"driftop%s%s --help\" lists those "
                "that it has",
                space_before(command), command_name(command), option_table[i].name,
                space_before(command), command_name(command));
    }
    return true;
}

/* Chooses the format where none was given, and refuses one that the command does not print. */
static bool check_format(struct parser *parser)
{
    struct options *options = parser->options;
    const struct command_spec *command = &command_table[options->command];

    if (options->format == FORMAT_COUNT)
        options->format = command->format;
    else if ((command->formats & 1u << options->format) == 0)
        return error_set(parser->error, ERROR_USAGE,
                         "\"driftop %s\" does not print this --format; \"driftop %s --help\" "
                         "lists those that it does",
                         command->name, command->name);
    return true;
}

static bool check_follow(struct parser *parser)
{
    const struct options *options = parser->options;
    bool has_end = options->until != NULL || (options->since != NULL && options->window_given);

    if (options->follow && has_end)
        return error_set(parser->error, ERROR_USAGE,
                         "--follow has no end: leave out --until, and --window beside --since");
    return true;
}

static bool parse(struct parser *parser)
{
    struct options *options = parser->options;
    struct time_range window;

    if (!take_arguments(parser))
        return false;
    if (!resolve_words(parser))
        return false;
    if (options->help || options->version)
        return true;
    options->window_given = options->window_ms != 0;
    if (!options->window_given)
        options->window_ms = MS_PER_HOUR;
    int64_t now_ms = options->frozen_now_ms != 0 ? options->frozen_now_ms : timestamp_now();
    return check_commands(parser) && fill_retention(parser) && check_format(parser) &&
           check_follow(parser) && fill_from_environment(parser) &&
           options_window(options, now_ms, &window, parser->error);
}

/* Returns true when the flag stands on the command line, also behind a mistake. */
static bool has_flag(char **arguments, const char *flag)
{
    for (; *arguments != NULL && strcmp(*arguments, "--") != 0; arguments++) {
        if (strcmp(*arguments, flag) == 0)
            return true;
    }
    return false;
}

bool options_parse(int argc, char **argv, struct options *options, struct error *error)
{
    char **arguments = argc > 0 ? argv + 1 : argv;
    struct parser parser = {.arguments = arguments, .options = options, .error = error};

    *options = (struct options){
        .command = COMMAND_DASHBOARD,
        .key = DEFAULT_KEY,
        .refresh_ms = 2 * MS_PER_SECOND,
        .timeout_ms = 5 * MS_PER_SECOND,
        .format = FORMAT_COUNT,
        .buckets = 60,
        .glyphs = "auto",
        .color = "auto",
        .seed = 1,
        .max_bytes = 64 << 10,
        .spool_max = 256 << 20,
        .spool_full = "refuse",
    };
    parser.words = mem_zalloc((size_t)argc + 1, sizeof(*parser.words));
    bool good = parse(&parser);
    free(parser.words);
    if (good)
        return true;
    options->exit_code = has_flag(arguments, "--exit-code");
    return false;
}

void options_free(struct options *options)
{
    free(options->tenants);
    free(options->files);
    options->tenants = NULL;
    options->tenant_count = 0;
    options->files = NULL;
    options->file_count = 0;
}

void options_source(const struct options *options, bool follow,
                    struct source_options *source_options)
{
    struct time_range window = {0};
    int64_t now_ms = options->frozen_now_ms != 0 ? options->frozen_now_ms : timestamp_now();
    int64_t window_ms = options->window_ms;

    /* What begins with --since may reach further back than a window. */
    if (options_window(options, now_ms, &window, NULL) && now_ms - window.start_ms > window_ms)
        window_ms = now_ms - window.start_ms;
    *source_options = (struct source_options){
        .ns = options->ns,
        .key_template = options->key,
        .app = options->app,
        .env = options->env,
        .tenants = options->tenants,
        .tenant_count = options->tenant_count,
        .password_file = options->password_file,
        .refresh_ms = options->refresh_ms,
        .timeout_ms = options->timeout_ms,
        .window_ms = window_ms,
        .frozen_now_ms = options->frozen_now_ms,
        .seed = options->seed,
        .follow = follow,
    };
}

bool options_window(const struct options *options, int64_t now_ms, struct time_range *window,
                    struct error *error)
{
    enum time_zone zone = options->utc ? ZONE_UTC : ZONE_LOCAL;

    window->end_ms = now_ms;
    if (options->until != NULL &&
        !timestamp_parse(options->until, now_ms, zone, &window->end_ms, error))
        return error_prefix(error, "--until");
    window->start_ms = window->end_ms - options->window_ms;
    if (options->since != NULL &&
        !timestamp_parse(options->since, now_ms, zone, &window->start_ms, error))
        return error_prefix(error, "--since");
    if (options->since != NULL && options->until == NULL && options->window_given)
        window->end_ms = window->start_ms + options->window_ms;
    if (window->start_ms >= window->end_ms)
        return error_set(error, ERROR_USAGE,
                         "the window is empty: --since must come before --until and before now");
    return true;
}
