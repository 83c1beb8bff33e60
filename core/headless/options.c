#include "config.h"

#include "headless/options.h"

#include "base/memory.h"
#include "headless/arguments.h"
#include "headless/configuration.h"
#include "headless/habits.h"
#include "headless/option_table.h"
#include "headless/options_check.h"
#include "headless/suggest.h"
#include "redis/url.h"
#include "route/destination.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The first word may be a command. */
static bool choose_command(struct options *options, char **words, struct error *error)
{
    const struct command *named =
        *words != NULL && **words != '\0' ? command_find(options->program, slice_of(*words)) : NULL;

    if (named != NULL) {
        options->command = named;
        words++;
    }
    return options->command->take_words(options, words, error);
}

/* An empty variable counts as not set. */
static bool fill_from_environment(struct options *options, struct error *error)
{
    char label[40];

    for (size_t i = 0; i < option_count; i++) {
        const struct option_spec *spec = &option_table[i];
        const char *text = spec->variable != NULL ? getenv(spec->variable) : NULL;
        if (text == NULL || *text == '\0' || (spec->commands & options->command->set) == 0)
            continue;
        snprintf(label, sizeof(label), "$%s", spec->variable);
        if (!option_set(options, spec, text, ORIGIN_ENVIRONMENT, label, error))
            return false;
    }
    return true;
}

static bool fill_from_configuration(struct options *options, struct error *error)
{
    bool good = configuration_read(options);

    configuration_apply(options);
    return good || problems_summary(&options->problems, error);
}

static bool fill_from_table(struct options *options, struct error *error)
{
    for (size_t i = 0; i < option_count; i++) {
        const struct option_spec *spec = &option_table[i];
        bool apart = (spec->apart & options->command->set) != 0;
        const char *fallback = apart ? spec->apart_fallback : spec->fallback;
        if (fallback != NULL &&
            !option_set(options, spec, fallback, ORIGIN_DEFAULT, "the default", error))
            return false;
    }
    return true;
}

static bool fail_format(const struct options *options, struct error *error)
{
    struct suggestion suggestion = {.word = options->format_name};
    const struct format *format = NULL;
    char command[COMMAND_WORDS_SIZE];
    struct buffer list = {0};

    while ((format = format_next(options->program, options->command, format)) != NULL) {
        buffer_printf(&list, "%s%s", list.size > 0 ? ", " : "", format->name);
        suggestion_offer(&suggestion, format->name);
    }
    if (suggestion.best != NULL)
        buffer_printf(&list, "; did you mean \"%s\"?", suggestion.best);
    error_set(error, ERROR_USAGE,
              "--format \"%s\": it takes %s; \"%s\" does not print this --format",
              options->format_name, buffer_text(&list), command_words(options->command, command));
    buffer_free(&list);
    return false;
}

/* Chooses the first format of the command where none is asked for. The one of a configuration may
 * be meant for another command. */
static bool choose_format(struct options *options, struct error *error)
{
    const struct format *first = format_next(options->program, options->command, NULL);

    options->format = first;
    if (options->format_name != NULL)
        options->format = format_find(options->program, options->command, options->format_name);
    if (options->format == NULL &&
        option_origin(options, option_find(SLICE("format"))) == ORIGIN_FILE)
        options->format = first;
    return options->format == first || options->format != NULL || fail_format(options, error);
}

/* A source may name a timeout; who gives the option means that. */
static void take_timeout(struct options *options)
{
    const struct option_spec *timeout = option_find(SLICE("timeout"));
    const struct option_spec *source = option_find(SLICE("source"));
    struct redis_url url;

    if (options->source == NULL || option_origin(options, timeout) != ORIGIN_NONE ||
        !redis_url_parse(options->source, &url, NULL))
        return;
    if (url.timeout_ms > 0) {
        options->timeout_ms = url.timeout_ms;
        options->origins[timeout - option_table] = options->origins[source - option_table];
        options->lines[timeout - option_table] = option_line(options, source);
    }
    redis_url_free(&url);
}

/* The configuration's sections are there already. */
static void make_rules(struct options *options)
{
    const struct rule_book standard = RULE_BOOK_DEFAULT;
    bool routes = options->command->set == FOR_ROUTE;

    options->rules.standard = routes ? ROUTE_RULES_DEFAULT : standard.standard;
    options->rules.forget_ms = standard.forget_ms;
    options->rules.by_alert = options->rule_words.count > 0;
    for (size_t i = 0; i < options->rule_words.count; i++)
        rules_parse(&options->rules.standard, options->rule_words.items[i], NULL);
}

/* What was meant says which status wrong usage has, however wrong the rest is. */
static void guess_command(struct options *options, const char *word)
{
    const struct command *meant =
        word != NULL && *word != '\0' ? command_find(options->program, slice_of(word)) : NULL;

    if (meant != NULL && options->command == options->program->commands[0])
        options->command = meant;
}

/* That the command has no such option is told before what it would take. */
static bool take_arguments(char **arguments, struct options *options, char **words,
                           struct error *error)
{
    if (arguments_take(arguments, options, words, error))
        return true;
    guess_command(options, words[0]);
    options_check_command_line(options, error);
    return false;
}

static bool parse(char **arguments, struct options *options, char **words, struct error *error)
{
    if (!take_arguments(arguments, options, words, error) || !choose_command(options, words, error))
        return false;
    if (options->help || options->version)
        return true;
    if (!options_check_command_line(options, error) || !fill_from_environment(options, error) ||
        !fill_from_configuration(options, error) || !choose_format(options, error))
        return false;
    make_rules(options);
    take_timeout(options);
    options->window_given =
        option_origin(options, option_find(SLICE("window"))) == ORIGIN_COMMAND_LINE;
    return fill_from_table(options, error) && options_check(options, error);
}

bool options_understand(const struct program *program, char **arguments, struct options *options,
                        struct error *error)
{
    size_t count = 0;

    while (arguments[count] != NULL)
        count++;
    char **words = mem_zalloc(count + 1, sizeof(*words));
    *options = (struct options){
        .program = program, .command = program->commands[0], .arguments = arguments};
    doctor_settings_init(&options->doctor);
    bool good = parse(arguments, options, words, error);
    if (!good)
        guess_command(options, words[0]);
    free(words);
    if (!good)
        options->exit_code = options->exit_code || arguments_have(arguments, "--exit-code");
    return good;
}

bool options_parse(const struct program *program, int argc, char **argv, struct options *options,
                   struct error *error)
{
    bool good = options_understand(program, argc > 0 ? argv + 1 : argv, options, error);

    if (good && !habits_mislead(program, options->arguments))
        return true;
    /* A configuration that is wrong stands in the way of any command line. */
    if (options->problems.count > 0)
        return false;
    return !habits_answer(program, options->arguments, error) && good;
}

void options_free(struct options *options)
{
    for (size_t i = 0; i < option_count; i++) {
        struct words *words = (struct words *)((char *)options + option_table[i].offset);
        if (option_table[i].type == OPTION_WORDS)
            words_free(words);
    }
    words_free(&options->files);
    configuration_free(options->configuration);
    problems_free(&options->problems);
    severity_words_free(&options->severity_words);
    directions_free(&options->directions);
    free(options->key_settings);
    arena_free(&options->strings);
}
