/* All that holds, as a configuration that can be read back. */
#include "config.h"

#include "headless/configuration.h"

#include "base/integer.h"
#include "doctor/check.h"
#include "headless/configuration_text.h"
#include "headless/doctor_setup.h"
#include "headless/doctor_words.h"
#include "headless/option_table.h"
#include "redis/url.h"

#include <string.h>

#define DOCTOR_SECTION "doctor"

/* What is written, and where. */
struct dump {
    const struct options *options;
    FILE *out;
};

/* Appends the place of a password in a URL, taken out. Returns false where there is none. */
static bool leave_password_out(const char *source, struct buffer *text)
{
    struct redis_url url = {0};
    bool has_one = redis_url_parse(source, &url, NULL) && url.password != NULL;

    redis_url_free(&url);
    if (!has_one)
        return false;
    const char *authority = strstr(source, "://") + 3;
    const char *colon = authority + strcspn(authority, ":");
    buffer_append(text, source, (size_t)(colon + 1 - source));
    buffer_string(text, strchr(colon, '@'));
    return true;
}

static void print_comment(const struct dump *dump, const char *text)
{
    struct buffer safe = {0};

    configuration_quote(text, false, &safe);
    fprintf(dump->out, "# %s\n", safe.data[0] == '"' ? "(a name that cannot be shown)" : text);
    buffer_free(&safe);
}

/* A line that is too long for the file is a comment. */
static void print_line(const struct dump *dump, const char *name, const char *value)
{
    struct buffer line = {0};

    configuration_quote(name, true, &line);
    buffer_string(&line, " = ");
    configuration_quote(value, false, &line);
    if (line.size > CONFIGURATION_LINE_MAX)
        fputs("# longer than a line may be: set it elsewhere\n# ", dump->out);
    fprintf(dump->out, "%s\n", buffer_text(&line));
    buffer_free(&line);
}

static void print_origin(const struct dump *dump, const struct options *options,
                         const struct option_spec *spec)
{
    struct buffer origin = {0};

    if (option_origin(options, spec) == ORIGIN_FILE)
        buffer_printf(&origin, "%s:%u", dump->options->configuration->file.path,
                      option_line(options, spec));
    else if (option_origin(options, spec) == ORIGIN_ENVIRONMENT)
        buffer_printf(&origin, "$%s", option_variable(spec));
    else
        buffer_string(&origin,
                      option_origin(options, spec) == ORIGIN_DEFAULT ? "default" : "command line");
    print_comment(dump, buffer_text(&origin));
    buffer_free(&origin);
}

static void print_unset(const struct dump *dump, const struct option_spec *spec)
{
    fprintf(dump->out, "# default: %s\n# %s =\n",
            spec->note != NULL          ? spec->note
            : spec->type == OPTION_FLAG ? "no"
                                        : "none",
            option_setting(spec));
}

static void print_ignored(const struct dump *dump, const char *source)
{
    struct buffer ignored = {0};

    redis_url_ignored(source, &ignored);
    if (ignored.size > 0)
        fprintf(dump->out, "# of no meaning here: %s\n", buffer_text(&ignored));
    buffer_free(&ignored);
}

static void print_set(const struct dump *dump, const struct options *options,
                      const struct option_spec *spec)
{
    size_t count = option_value_count(options, spec);
    struct buffer value = {0};

    print_origin(dump, options, spec);
    if (spec->type == OPTION_SOURCE)
        print_ignored(dump, options->source);
    if (spec->type == OPTION_SOURCE && dump->options->files.count > 1)
        fprintf(dump->out, "# and %zu more files, which only a command line can name\n",
                dump->options->files.count - 1);
    for (size_t i = 0; i < count; i++) {
        buffer_clear(&value);
        if (spec->type == OPTION_SOURCE && leave_password_out(options->source, &value))
            fputs("# without its password, which is not shown\n", dump->out);
        else
            option_append_value(options, spec, i, &value);
        print_line(dump, option_setting(spec), buffer_text(&value));
    }
    buffer_free(&value);
}

/* Options of other commands are those that the file sets. */
static void print_option(const struct dump *dump, const struct option_spec *spec)
{
    const struct options *options = dump->options;
    bool is_own = (spec->commands & options->command->set) != 0;

    if (option_setting(spec) == NULL)
        return;
    if (!is_own && options->configuration == NULL)
        return;
    if (!is_own)
        options = &options->configuration->settings;
    if (option_origin(options, spec) != ORIGIN_NONE)
        print_set(dump, options, spec);
    else if (is_own)
        print_unset(dump, spec);
}

/* A target may be a URL that is a secret. */
static void print_entry(const struct dump *dump, const struct configuration_entry *entry)
{
    struct buffer shown = {0};

    if (destination_target_show(entry->value, &shown))
        fputs("# without what may be a secret in it, which is not shown\n", dump->out);
    print_line(dump, entry->name, buffer_text(&shown));
    buffer_free(&shown);
}

static void print_section(const struct dump *dump, size_t head)
{
    const struct configuration_file *file = &dump->options->configuration->file;
    struct buffer place = {0};

    fprintf(dump->out, "\n[%s]\n", file->heads[head].name);
    for (size_t i = 0; i < file->count; i++) {
        const struct configuration_entry *entry = &file->entries[i];
        if (entry->head != head)
            continue;
        buffer_clear(&place);
        buffer_printf(&place, "%s:%u", file->path, entry->line);
        print_comment(dump, buffer_text(&place));
        print_entry(dump, entry);
    }
    buffer_free(&place);
}

/* Returns the last line of [doctor] that sets a name, to that value where one is given; 0: none. */
static unsigned doctor_line(const struct options *options, const char *name, const char *value)
{
    const struct configuration *configuration = options->configuration;
    unsigned line = 0;

    for (size_t i = 0; configuration != NULL && i < configuration->file.count; i++) {
        const struct configuration_entry *entry = &configuration->file.entries[i];
        const char *heading = configuration_heading(&configuration->file, entry);
        if (heading != NULL && strcmp(heading, DOCTOR_SECTION) == 0 &&
            strcmp(entry->name, name) == 0 && (value == NULL || strcmp(entry->value, value) == 0))
            line = entry->line;
    }
    return line;
}

static void print_doctor_value(const struct dump *dump, unsigned line, bool typed, const char *name,
                               const char *value)
{
    struct buffer origin = {0};

    if (typed)
        buffer_string(&origin, "command line");
    else if (line > 0)
        buffer_printf(&origin, "%s:%u", dump->options->configuration->file.path, line);
    else
        buffer_string(&origin, "default");
    print_comment(dump, buffer_text(&origin));
    print_line(dump, name, value);
    buffer_free(&origin);
}

/* "NAME=VALUE" sets NAME. */
static bool is_typed(const struct words *thresholds, const char *name)
{
    bool typed = false;

    for (size_t i = 0; i < thresholds->count; i++)
        typed |= slice_is((struct slice){thresholds->items[i], strcspn(thresholds->items[i], "=")},
                          name);
    return typed;
}

static void print_thresholds(const struct dump *dump, const struct doctor_settings *settings)
{
    const struct options *options = dump->options;
    struct buffer value = {0};

    for (size_t i = 0; doctor_thresholds[i].name != NULL; i++) {
        const char *name = doctor_thresholds[i].name;
        buffer_clear(&value);
        doctor_words_append(&value, &doctor_thresholds[i], doctor_settings_get(settings, i));
        print_doctor_value(dump, doctor_line(options, name, NULL),
                           is_typed(&options->thresholds, name), name, buffer_text(&value));
    }
    buffer_free(&value);
}

static void print_skips(const struct dump *dump, const struct doctor_settings *settings)
{
    for (size_t i = 0; i < doctor_check_count; i++) {
        unsigned line = doctor_line(dump->options, "skip", doctor_checks[i].id);
        if (settings->off[i])
            print_doctor_value(dump, line, line == 0, "skip", doctor_checks[i].id);
    }
}

/* All that holds for doctor, whoever said it. */
static void print_doctor(const struct dump *dump)
{
    struct doctor_settings settings;
    struct buffer hours = {0};

    doctor_setup_settings(&settings, dump->options);
    fputs("\n[" DOCTOR_SECTION "]\n", dump->out);
    integer_append(&hours, settings.hours);
    print_doctor_value(dump, doctor_line(dump->options, "hours", NULL), dump->options->hours != 0,
                       "hours", buffer_text(&hours));
    print_thresholds(dump, &settings);
    print_skips(dump, &settings);
    buffer_free(&hours);
}

void configuration_dump(const struct options *options, FILE *out)
{
    const struct dump dump = {options, out};
    const struct configuration *configuration = options->configuration;
    char command[COMMAND_WORDS_SIZE];

    fprintf(out, "# What holds for \"%s\", and where it came from.\n",
            command_words(options->command, command));
    for (size_t i = 0; i < option_count; i++)
        print_option(&dump, &option_table[i]);
    bool examines = options->command->set == FOR_DOCTOR;
    for (size_t i = 1; configuration != NULL && i < configuration->file.head_count; i++) {
        if (!examines || strcmp(configuration->file.heads[i].name, DOCTOR_SECTION) != 0)
            print_section(&dump, i);
    }
    if (examines)
        print_doctor(&dump);
}
