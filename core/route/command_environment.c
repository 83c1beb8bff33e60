#include "config.h"

#include "route/command_environment.h"

#include "base/buffer.h"
#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *const passed[] = {
    "PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR", "CREDENTIALS_DIRECTORY"};

/* The word is taken over from the buffer, which is empty behind it. */
static void add(struct shell_words *environment, struct buffer *word)
{
    shell_words_add(environment, word->data);
    *word = (struct buffer){0};
}

/* A variable that is too long would keep the command from being run. */
static void add_text(struct shell_words *environment, const char *name, const char *value)
{
    struct slice text = slice_of(value != NULL ? value : "");
    struct buffer word = {0};

    if (text.size > COMMAND_VARIABLE_MAX)
        text.size = COMMAND_VARIABLE_MAX;
    buffer_printf(&word, "%s=", name);
    text_safe(&word, text, false);
    add(environment, &word);
}

static void pass(struct shell_words *environment, const char *name)
{
    const char *value = getenv(name);
    struct buffer word = {0};

    if (value == NULL)
        return;
    buffer_printf(&word, "%s=%s", name, value);
    add(environment, &word);
}

static void add_summary(struct shell_words *environment, const struct message *message)
{
    struct buffer summary = {0};

    message_summary(message, &summary);
    add_text(environment, "DRIFTOP_SUMMARY", buffer_text(&summary));
    buffer_free(&summary);
}

static void add_message(struct shell_words *environment, const struct message *message)
{
    char attempt[16];

    snprintf(attempt, sizeof(attempt), "%u", message->attempt);
    add_text(environment, "DRIFTOP_DESTINATION", message->destination->name);
    add_text(environment, "DRIFTOP_EDGE", edge_name(message->edge));
    add_text(environment, "DRIFTOP_KIND", alert_kind_name(message->kind));
    add_text(environment, "DRIFTOP_TENANT", message->tenant);
    add_text(environment, "DRIFTOP_DIMENSION", message->dimension);
    add_text(environment, "DRIFTOP_SEVERITY",
             message->severity != SEVERITY_ABSENT ? severity_name(message->severity) : "");
    add_text(environment, "DRIFTOP_ID", message->id);
    add_text(environment, "DRIFTOP_KEY", message->key);
    add_text(environment, "DRIFTOP_ATTEMPT", attempt);
    add_text(environment, "DRIFTOP_TEST", message->is_test ? "1" : "");
    add_summary(environment, message);
}

static bool has(const struct shell_words *environment, const char *word, size_t name_size)
{
    for (size_t i = 0; i < environment->count; i++) {
        if (strncmp(environment->words[i], word, name_size) == 0)
            return true;
    }
    return false;
}

/* What an operator gives to the command. */
static void pass_own(struct shell_words *environment)
{
    for (char **variable = environ; variable != NULL && *variable != NULL; variable++) {
        const char *end = strchr(*variable, '=');
        if (end == NULL || strncmp(*variable, "DRIFTOP_", 8) != 0 ||
            has(environment, *variable, (size_t)(end - *variable) + 1))
            continue;
        struct buffer word = {0};
        buffer_string(&word, *variable);
        add(environment, &word);
    }
}

static void add_secret(struct shell_words *environment, const char *secret)
{
    struct buffer word = {0};

    buffer_printf(&word, "DRIFTOP_SECRET=%s", secret != NULL ? secret : "");
    add(environment, &word);
}

void command_environment(const struct message *message, const char *secret,
                         struct shell_words *environment)
{
    for (size_t i = 0; i < sizeof(passed) / sizeof(passed[0]); i++)
        pass(environment, passed[i]);
    add_message(environment, message);
    add_secret(environment, secret);
    pass_own(environment);
}
