#include "config.h"

#include "headless/options_check.h"

#include "headless/option_table.h"
#include "wire/key_template.h"

/* Refuses options that the command does not have. */
static bool check_commands(const struct options *options, struct error *error)
{
    char command[COMMAND_WORDS_SIZE];

    command_words(options->command, command);
    for (size_t i = 0; i < option_count; i++) {
        if (options->origins[i] == ORIGIN_COMMAND_LINE &&
            (option_table[i].commands & options->command->set) == 0)
            return error_set(error, ERROR_USAGE,
                             "\"%s\" has no option --%s; \"%s --help\" lists those that it has",
                             command, option_table[i].name, command);
    }
    return true;
}

static bool check_exclusions(const struct options *options, struct error *error)
{
    for (size_t i = 0; i < option_count; i++) {
        const struct option_spec *spec = &option_table[i];
        const struct option_spec *partner = option_partner(spec);
        if (partner != NULL && option_origin(options, spec) == ORIGIN_COMMAND_LINE &&
            option_origin(options, partner) == ORIGIN_COMMAND_LINE)
            return error_set(error, ERROR_USAGE, "--%s and --%s exclude each other", spec->name,
                             partner->name);
    }
    return true;
}

static bool check_follow(const struct options *options, struct error *error)
{
    if (options->follow && options_have_end(options))
        return error_set(error, ERROR_USAGE,
                         "--follow has no end: leave out --until, and --window beside --since");
    return true;
}

/* Who writes has to know where. */
static bool check_single(const struct options *options, struct error *error)
{
    char label[OPTION_LABEL_SIZE];

    for (size_t i = 0; i < option_count; i++) {
        const struct option_spec *spec = &option_table[i];
        const struct words *words = (const void *)((const char *)options + spec->offset);
        if ((spec->single & options->command->set) != 0 && words->count > 1)
            return error_set(error, ERROR_USAGE, "%s: %s takes one, and not both \"%s\" and \"%s\"",
                             option_label(options, spec, label), options->command->name,
                             words->items[0], words->items[1]);
    }
    return true;
}

static bool check_window(const struct options *options, struct error *error)
{
    int64_t now_ms = options->frozen_now_ms != 0 ? options->frozen_now_ms : timestamp_now();
    struct time_range window;

    return (options->command->set & FOR_READING) == 0 ||
           options_window(options, now_ms, &window, error);
}

/* An option for what is drawn would do nothing for what is printed. */
static bool check_drawn(const struct options *options, struct error *error)
{
    for (size_t i = 0; i < option_count; i++) {
        const struct option_spec *spec = &option_table[i];
        if ((spec->drawn & options->command->set) != 0 && !options->format->draws &&
            option_origin(options, spec) == ORIGIN_COMMAND_LINE)
            return error_set(error, ERROR_USAGE,
                             "--%s is for what draws a screen: -f svg or -f ansi, and not -f %s",
                             spec->name, options->format->name);
    }
    return true;
}

static bool check_format(const struct options *options, struct error *error)
{
    const struct format *format = options->format;

    return format == NULL || format->check == NULL || format->check(options, error);
}

/* A template is read again by whoever uses it; here its mistakes have a place. */
static bool check_template(const struct options *options, const char *text, struct error *error)
{
    const struct key_values values = {
        .ns = options->namespaces.items[0], .app = options->app, .env = options->env};
    struct key_template *key_template = key_template_parse(text, &values, error);
    char label[OPTION_LABEL_SIZE];

    if (key_template == NULL)
        return error_prefix(error, "%s", option_label(options, option_find(SLICE("key")), label));
    key_template_free(key_template);
    return true;
}

static bool check_templates(const struct options *options, struct error *error)
{
    bool good = true;

    for (size_t i = 0; i < options->keys.count && good; i++)
        good = check_template(options, options->keys.items[i], error);
    return good;
}

bool options_check_command_line(const struct options *options, struct error *error)
{
    return check_commands(options, error) && check_exclusions(options, error);
}

bool options_check(const struct options *options, struct error *error)
{
    return check_follow(options, error) && check_single(options, error) &&
           check_templates(options, error) && check_window(options, error) &&
           check_drawn(options, error) && check_format(options, error);
}
