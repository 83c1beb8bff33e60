#include "config.h"

#include "headless/habits.h"

#include "base/memory.h"
#include "headless/habit_table.h"
#include "headless/option_table.h"
#include "headless/source_word.h"
#include "redis/url.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DEFAULT_HOST "localhost"
#define DEFAULT_PORT "6379"

/* A command line on its way to one that driftop understands. */
struct rewriting {
    const struct program *program;
    char **arguments; /* what is left; ends with NULL */
    struct arena strings;
    struct words words;              /* what to type, behind "driftop COMMAND" */
    const char *parts[PART_COUNT];   /* of the address */
    const char *command;             /* that was typed, or is meant; NULL: none */
    bool has_cert;                   /* redis-cli's --key is then that of the certificate */
    bool has_word;                   /* that is neither an option nor a command */
    const struct habit *first_habit; /* NULL: there was none */
};

static const char *keep(struct rewriting *rewriting, const char *text, size_t size)
{
    return arena_copy(&rewriting->strings, text, size);
}

/* Returns true when a word behind "-h" can only be a host. */
static bool is_host(const struct program *program, const char *word)
{
    return word != NULL && word[0] != '-' && strstr(word, "://") == NULL &&
           strcmp(word, "demo:") != 0 && command_find(program, slice_of(word)) == NULL &&
           strspn(word, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_:") ==
               strlen(word);
}

/* Returns true when words of redis-cli are about a client certificate. */
static bool has_certificate(char **arguments)
{
    bool tls = false;
    bool cert = false;

    for (; *arguments != NULL; arguments++) {
        tls |= strcmp(*arguments, "--tls") == 0;
        cert |= strcmp(*arguments, "--cert") == 0 || strncmp(*arguments, "--cert=", 7) == 0;
    }
    return tls && cert;
}

/* Returns the habit that an argument is, and in `value` what stands in the same word: "--port=1",
 * "-p1". An option of driftop is none, but for "-h" in front of a host. */
static const struct habit *find_habit(const struct rewriting *rewriting, const char *argument,
                                      const char **value)
{
    bool is_long = strncmp(argument, "--", 2) == 0;
    bool is_letter = !is_long && argument[0] == '-' && argument[1] != '\0';
    const struct habit *habit = habit_find(argument, strlen(argument));

    *value = NULL;
    if (strcmp(argument, "-h") == 0)
        return is_host(rewriting->program, rewriting->arguments[0]) ? habit : NULL;
    if (strncmp(argument, "--key", 5) == 0 && strchr("=", argument[5]) != NULL &&
        !rewriting->has_cert)
        return NULL;
    if (!is_long && !is_letter && (rewriting->command != NULL || rewriting->has_word))
        return NULL;
    if (habit != NULL)
        return habit;
    size_t size = is_long ? strcspn(argument, "=") : 2;
    if ((is_long && argument[size] == '\0') || (!is_long && !is_letter))
        return NULL;
    habit = habit_find(argument, size);
    *value = argument + size + (is_long ? 1 : 0);
    return habit != NULL && habit->takes_value && argument[1] != 'h' ? habit : NULL;
}

/* Adds the words of a text, which are parted by single blanks. */
static void add_words(struct rewriting *rewriting, const char *text)
{
    for (size_t size = 0; *text != '\0'; text += size) {
        text += *text == ' ' ? 1 : 0;
        size = strcspn(text, " ");
        words_add(&rewriting->words, keep(rewriting, text, size));
    }
}

/* Keeps a value for the address, or adds it as a word. */
static void take_value(struct rewriting *rewriting, const struct habit *habit, const char *value)
{
    bool is_bare = habit->is_time && value[strspn(value, "0123456789")] == '\0';
    bool is_source = habit->part == PART_USER && strstr(value, "://") != NULL;
    struct buffer text = {0};

    if (habit->part != PART_NONE) {
        rewriting->parts[is_source ? PART_SOURCE : habit->part] = value;
        return;
    }
    buffer_printf(&text, "%s%s", value, is_bare ? "s" : "");
    words_add(&rewriting->words, keep(rewriting, buffer_text(&text), text.size));
    buffer_free(&text);
}

/* Returns false when the value is missing. */
static bool take_habit(struct rewriting *rewriting, const struct habit *habit, const char *value)
{
    if (rewriting->first_habit == NULL)
        rewriting->first_habit = habit;
    if (habit->command != NULL && rewriting->command == NULL)
        rewriting->command = habit->command;
    if (habit->instead != NULL)
        add_words(rewriting, habit->instead);
    if (!habit->takes_value) {
        rewriting->parts[habit->part] = "";
        return true;
    }
    if (value == NULL && *rewriting->arguments != NULL)
        value = *rewriting->arguments++;
    if (value != NULL)
        take_value(rewriting, habit, value);
    return value != NULL;
}

/* Takes what driftop knows, with its value where that is the next word. */
static void take_known(struct rewriting *rewriting, const char *argument)
{
    bool is_long = strncmp(argument, "--", 2) == 0;
    const struct option_spec *spec = NULL;

    if (is_long)
        spec = option_find_long(slice_of(argument + 2));
    else if (argument[0] == '-' && argument[1] != '\0' && argument[2] == '\0')
        spec = option_find_letter(argument[1]);
    words_add(&rewriting->words, argument);
    if (spec != NULL && spec->argument != NULL && *rewriting->arguments != NULL)
        words_add(&rewriting->words, *rewriting->arguments++);
}

static void take_word(struct rewriting *rewriting, const char *word)
{
    const struct command *command = command_find(rewriting->program, slice_of(word));

    if (command != NULL && *word != '\0' && !rewriting->has_word) {
        rewriting->command = command->name;
    } else if (rewriting->parts[PART_SOURCE] == NULL && source_word_is_redis(word)) {
        rewriting->parts[PART_SOURCE] = word;
        rewriting->has_word = true;
    } else {
        words_add(&rewriting->words, word);
        rewriting->has_word = true;
    }
}

static bool take_all(struct rewriting *rewriting)
{
    while (*rewriting->arguments != NULL) {
        const char *argument = *rewriting->arguments++;
        const char *value;
        const struct habit *habit = find_habit(rewriting, argument, &value);
        if (habit != NULL && !take_habit(rewriting, habit, value))
            return false;
        if (habit == NULL && argument[0] == '-' && argument[1] != '\0')
            take_known(rewriting, argument);
        else if (habit == NULL)
            take_word(rewriting, argument);
    }
    return true;
}

static void append_encoded(const char *text, struct buffer *out)
{
    for (; *text != '\0'; text++) {
        if (strchr("/?#@:% ", *text) != NULL)
            buffer_printf(out, "%%%02X", (unsigned)(unsigned char)*text);
        else
            buffer_char(out, *text);
    }
}

/* Fills in, from the source that was typed, what no other word says of the address. */
static void take_source_apart(struct rewriting *rewriting)
{
    const char **parts = rewriting->parts;
    struct buffer spelled = {0};
    struct redis_url url;

    source_word_spell(parts[PART_SOURCE], &spelled);
    if (redis_url_parse(buffer_text(&spelled), &url, NULL)) {
        bool is_tcp = url.scheme == REDIS_TCP;
        enum habit_part place = is_tcp ? PART_HOST : PART_SOCKET;
        if (parts[place] == NULL)
            parts[place] = keep(rewriting, url.host, strlen(url.host));
        if (is_tcp && parts[PART_PORT] == NULL)
            parts[PART_PORT] = keep(rewriting, url.port, strlen(url.port));
        if (url.tls)
            parts[PART_TLS] = "";
        if (parts[PART_USER] == NULL && url.user != NULL)
            parts[PART_USER] = keep(rewriting, url.user, strlen(url.user));
        if (parts[PART_PASSWORD] == NULL && url.password != NULL)
            parts[PART_PASSWORD] = "";
        if (parts[PART_DB] == NULL && url.db != 0) {
            char db[16];
            snprintf(db, sizeof(db), "%u", url.db);
            parts[PART_DB] = keep(rewriting, db, strlen(db));
        }
        redis_url_free(&url);
    }
    buffer_free(&spelled);
}

static void append_address(const struct rewriting *rewriting, struct buffer *out)
{
    const char *const *parts = rewriting->parts;
    const char *host = parts[PART_HOST] != NULL ? parts[PART_HOST] : DEFAULT_HOST;
    bool brackets = strchr(host, ':') != NULL;

    if (parts[PART_SOCKET] != NULL)
        buffer_string(out, "unix://");
    else
        buffer_string(out, parts[PART_TLS] != NULL ? "rediss://" : "redis://");
    if (parts[PART_USER] != NULL) {
        append_encoded(parts[PART_USER], out);
        buffer_string(out, ":@");
    }
    if (parts[PART_SOCKET] != NULL)
        buffer_string(out, parts[PART_SOCKET]);
    else
        buffer_printf(out, "%s%s%s:%s", brackets ? "[" : "", host, brackets ? "]" : "",
                      parts[PART_PORT] != NULL ? parts[PART_PORT] : DEFAULT_PORT);
    if (parts[PART_DB] != NULL)
        buffer_printf(out, "%s%s", parts[PART_SOCKET] != NULL ? "?db=" : "/", parts[PART_DB]);
}

/* Adds the source: the address that the parts make, or the one word that was given for all. */
static void add_source(struct rewriting *rewriting)
{
    struct buffer address = {0};
    bool has_part = false;

    for (int part = PART_NONE + 1; part < PART_SOURCE; part++)
        has_part = has_part || rewriting->parts[part] != NULL;
    const char *source = rewriting->parts[PART_SOURCE];
    if (source != NULL && has_part && source_word_is_redis(source))
        take_source_apart(rewriting);
    if (has_part)
        append_address(rewriting, &address);
    else if (source != NULL)
        buffer_string(&address, source);
    if (address.size > 0)
        words_add(&rewriting->words, keep(rewriting, address.data, address.size));
    buffer_free(&address);
}

/* Returns true when driftop understands it. */
static bool is_understood(const struct rewriting *rewriting)
{
    size_t count = rewriting->words.count;
    char **arguments = mem_zalloc(count + 2, sizeof(*arguments));
    size_t used = 0;
    struct options options;

    /* Nothing is written into the arguments. */
    if (rewriting->command != NULL)
        arguments[used++] = (char *)(uintptr_t)rewriting->command;
    for (size_t i = 0; i < count; i++)
        arguments[used++] = (char *)(uintptr_t)rewriting->words.items[i];
    bool good = options_understand(rewriting->program, arguments, &options, NULL);
    options_free(&options);
    free(arguments);
    return good;
}

/* Appends a word as a shell reads it back. */
static void append_shell(const char *word, struct buffer *out)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                "@%+=:,./_-";
    bool is_plain = *word != '\0' && word[strspn(word, plain)] == '\0';

    buffer_string(out, is_plain ? " " : " '");
    for (; *word != '\0'; word++) {
        if (*word == '\'')
            buffer_string(out, "'\\''");
        else
            buffer_char(out, *word);
    }
    buffer_string(out, is_plain ? "" : "'");
}

static void tell(const struct rewriting *rewriting, struct error *error)
{
    const char *typed = rewriting->first_habit->typed;
    bool is_help = strcmp(typed, "-h") == 0;
    struct buffer line = {0};

    if (rewriting->command != NULL)
        buffer_printf(&line, " %s", rewriting->command);
    for (size_t i = 0; i < rewriting->words.count; i++)
        append_shell(rewriting->words.items[i], &line);
    error_set(error, ERROR_USAGE, "%s \"%s\"%s; type: driftop%s%s",
              is_help ? "here" : "there is no", typed, is_help ? " asks for help" : "",
              buffer_text(&line),
              rewriting->parts[PART_PASSWORD] != NULL
                  ? " (with the password in $REDISCLI_AUTH, or in a file for --password-file)"
                  : "");
    buffer_free(&line);
}

bool habits_answer(const struct program *program, char **arguments, struct error *error)
{
    struct rewriting rewriting = {
        .program = program, .arguments = arguments, .has_cert = has_certificate(arguments)};
    bool answered = take_all(&rewriting) && rewriting.first_habit != NULL;

    if (answered) {
        add_source(&rewriting);
        answered = is_understood(&rewriting);
        if (answered)
            tell(&rewriting, error);
    }
    words_free(&rewriting.words);
    arena_free(&rewriting.strings);
    return answered;
}

bool habits_mislead(const struct program *program, char **arguments)
{
    for (; *arguments != NULL && strcmp(*arguments, "--") != 0; arguments++) {
        if (strcmp(*arguments, "-h") == 0 && is_host(program, arguments[1]))
            return true;
    }
    return false;
}
