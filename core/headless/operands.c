#include "config.h"

#include "headless/operands.h"

#include "headless/option_table.h"
#include "headless/source_word.h"
#include "headless/suggest.h"
#include "source/file/name.h"

#include <string.h>

static void suggest_commands(const struct options *options, struct suggestion *suggestion)
{
    for (const struct command *const *at = options->program->commands; *at != NULL; at++)
        suggestion_offer(suggestion, (*at)->name);
}

static bool take_source(struct options *options, const char *word, struct error *error)
{
    return option_set_by_name(options, SLICE("source"), word, ORIGIN_COMMAND_LINE, "the source",
                              error);
}

static bool is_host(const char *word)
{
    return *word != '\0' && strspn(word, "abcdefghijklmnopqrstuvwxyz0123456789.-") == strlen(word);
}

/* Behind a command another one has no place. */
static bool fail_word(const struct options *options, const char *word, struct error *error)
{
    struct suggestion suggestion = {.word = word};
    bool is_first = options->command->name[0] == '\0';

    if (is_first)
        suggest_commands(options, &suggestion);
    if (suggestion.best != NULL)
        return error_set(error, ERROR_USAGE,
                         "\"%s\" is neither a command nor a source; did you mean \"%s\"?", word,
                         suggestion.best);
    return error_set(error, ERROR_USAGE,
                     "\"%s\" is %s a file that there is; a source looks like redis://%s, "
                     "unix:///PATH, demo: or PATH.jsonl",
                     word, is_first ? "neither a command, nor a source, nor" : "no source, nor",
                     is_host(word) ? word : "HOST:PORT/DB");
}

static bool is_file(const char *word)
{
    return !source_word_is_redis(word) &&
           (file_name_is_source(word) || file_source_looks_like(word));
}

/* Several words are one source where each is a file. */
static bool take_files(struct options *options, char **words, struct error *error)
{
    for (char **word = words; *word != NULL; word++) {
        if (!is_file(*word))
            return error_set(error, ERROR_USAGE,
                             "\"%s\" is no file; behind a file of reports only others can stand, "
                             "and one that has no usual ending yet is written file:%s",
                             *word, *word);
        words_add(&options->files, *word);
    }
    return take_source(options, *words, error);
}

/* "COMMAND help", unless that is a file. */
static bool take_help(struct options *options, char **words)
{
    bool is_help = *options->command->name != '\0' && *words != NULL &&
                   strcmp(*words, "help") == 0 && words[1] == NULL && !is_file(*words);

    if (is_help)
        options->help = true;
    return is_help;
}

bool operands_source(struct options *options, char **words, struct error *error)
{
    if (*words == NULL || take_help(options, words))
        return true;
    if (!option_is_source(*words))
        return fail_word(options, *words, error);
    if (is_file(*words))
        return take_files(options, words, error);
    if (words[1] != NULL)
        return error_set(error, ERROR_USAGE, "unexpected word \"%s\" behind the source", words[1]);
    return take_source(options, *words, error);
}

bool operands_files(struct options *options, char **words, struct error *error)
{
    if (take_help(options, words))
        return true;
    if (*words != NULL && (strstr(*words, "://") != NULL || strncmp(*words, "demo:", 5) == 0 ||
                           source_word_is_redis(*words))) {
        if (!take_source(options, *words++, error))
            return false;
    }
    for (; *words != NULL; words++)
        words_add(&options->files, *words);
    return true;
}

bool operands_server(struct options *options, char **words, struct error *error)
{
    if (*words == NULL || take_help(options, words))
        return true;
    if (strstr(*words, "://") == NULL && !source_word_is_redis(*words))
        return error_set(error, ERROR_USAGE,
                         "\"%s\" is no Redis: %s reads from one, which looks like "
                         "redis://HOST:PORT/DB or unix:///PATH",
                         *words, options->command->name);
    if (words[1] != NULL)
        return error_set(error, ERROR_USAGE, "unexpected word \"%s\" behind the source", words[1]);
    return take_source(options, *words, error);
}

bool operands_command(struct options *options, char **words, struct error *error)
{
    struct suggestion suggestion = {.word = *words};

    if (*words == NULL)
        return true;
    options->topic = command_find(options->program, slice_of(*words));
    if (options->topic == NULL) {
        suggest_commands(options, &suggestion);
        return error_set(error, ERROR_USAGE, "\"%s\" is no command%s%s%s", *words,
                         suggestion.best != NULL ? "; did you mean \"" : "",
                         suggestion.best != NULL ? suggestion.best : "",
                         suggestion.best != NULL ? "\"?" : "");
    }
    return words[1] == NULL ||
           error_set(error, ERROR_USAGE, "unexpected word \"%s\" behind the command", words[1]);
}
