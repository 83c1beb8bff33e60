#include "config.h"

#include "route/secrets.h"

#include "base/memory.h"
#include "redis/secret.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HIDDEN "***"

/* Where one of them may stand. */
struct place {
    const char *what; /* the setting: "secret" */
    const char *file;
    const char *variable;
};

static char *of_variable(const struct place *place, struct error *error)
{
    const char *value = getenv(place->variable);

    if (value != NULL && value[0] != '\0')
        return mem_strdup(value);
    error_set(error, ERROR_USAGE, "%s-env %s: %s in the environment", place->what, place->variable,
              value == NULL ? "is not set" : "is empty");
    return NULL;
}

/* What goes into a header or a URL must not be able to begin another line. */
static bool is_text(const char *text)
{
    while (*text != '\0' && iscntrl((unsigned char)*text) == 0)
        text++;
    return *text == '\0';
}

static bool check_text(const struct place *place, const char *text, struct error *error)
{
    if (is_text(text))
        return true;
    return error_set(error, ERROR_USAGE, "%s-%s %s: holds control characters", place->what,
                     place->file != NULL ? "file" : "env",
                     place->file != NULL ? place->file : place->variable);
}

/* Reads one of them, if there is to be one. */
static bool read_one(const struct place *place, char **text, struct error *error)
{
    char what[16];

    if (place->file == NULL && place->variable == NULL)
        return true;
    snprintf(what, sizeof(what), "%s-file", place->what);
    *text =
        place->file != NULL ? secret_of_file(what, place->file, error) : of_variable(place, error);
    return *text != NULL && check_text(place, *text, error);
}

static bool check_need(const struct secrets *secrets, const struct destination *destination,
                       struct error *error)
{
    const struct destination_traits *traits = &destination_traits[destination->kind];

    return secrets->secret != NULL || !traits->needs_secret ||
           error_set(error, ERROR_USAGE, "%s needs a secret-file or a secret-env: %s", traits->name,
                     traits->target);
}

static void hide(struct secrets *secrets, const char *text)
{
    if (text != NULL)
        secrets_hide(secrets, text, strlen(text));
}

bool secrets_read(struct secrets *secrets, const struct destination *destination,
                  struct error *error)
{
    const struct place target = {"target", destination->target_file, destination->target_variable};
    const struct place secret = {"secret", destination->secret_file, destination->secret_variable};
    const struct place token = {"token", destination->token_file, destination->token_variable};

    if (!read_one(&target, &secrets->target, error) ||
        !read_one(&secret, &secrets->secret, error) || !read_one(&token, &secrets->token, error) ||
        !check_need(secrets, destination, error)) {
        secrets_free(secrets);
        return false;
    }
    hide(secrets, secrets->target);
    hide(secrets, secrets->secret);
    hide(secrets, secrets->token);
    return true;
}

void secrets_hide(struct secrets *secrets, const char *text, size_t size)
{
    size_t at = secrets->hidden_count;

    if (size == 0)
        return;
    secrets->hidden =
        mem_grow(secrets->hidden, &secrets->hidden_capacity, at + 1, sizeof(secrets->hidden[0]));
    while (at > 0 && strlen(secrets->hidden[at - 1]) < size) {
        secrets->hidden[at] = secrets->hidden[at - 1];
        at--;
    }
    secrets->hidden[at] = mem_strndup(text, size);
    secrets->hidden_count++;
}

/* Returns the length of the secret that a text begins with, 0 for none. */
static size_t begins(const struct secrets *secrets, const char *text, size_t size)
{
    for (size_t i = 0; i < secrets->hidden_count; i++) {
        size_t length = strlen(secrets->hidden[i]);
        if (length <= size && memcmp(text, secrets->hidden[i], length) == 0)
            return length;
    }
    return 0;
}

void secrets_scrub(const struct secrets *secrets, struct slice text, struct buffer *out)
{
    for (size_t at = 0; at < text.size;) {
        size_t length = begins(secrets, text.data + at, text.size - at);
        if (length > 0)
            buffer_string(out, HIDDEN);
        else
            buffer_char(out, text.data[at]);
        at += length > 0 ? length : 1;
    }
}

void secrets_free(struct secrets *secrets)
{
    for (size_t i = 0; i < secrets->hidden_count; i++)
        secret_free(secrets->hidden[i]);
    free(secrets->hidden);
    secret_free(secrets->target);
    secret_free(secrets->secret);
    secret_free(secrets->token);
    *secrets = (struct secrets){0};
}
