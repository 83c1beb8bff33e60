#include "config.h"

#include "base/shell_split.h"

#include "base/buffer.h"
#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

/* A text that is read from its beginning. */
struct reader {
    struct slice rest;
    struct buffer word;
    struct error *error;
};

static char look(const struct reader *reader)
{
    return reader->rest.size > 0 ? reader->rest.data[0] : '\0';
}

static void skip(struct reader *reader)
{
    reader->rest = (struct slice){reader->rest.data + 1, reader->rest.size - 1};
}

static char take(struct reader *reader)
{
    char c = look(reader);

    skip(reader);
    return c;
}

static bool fail_open(const struct reader *reader, const char *quote)
{
    return error_set(reader->error, ERROR_USAGE, "a %s has no end", quote);
}

static bool read_single(struct reader *reader)
{
    skip(reader);
    while (reader->rest.size > 0 && look(reader) != '\'')
        buffer_char(&reader->word, take(reader));
    if (reader->rest.size == 0)
        return fail_open(reader, "'");
    skip(reader);
    return true;
}

static bool fail_expansion(const struct reader *reader, char c)
{
    return error_set(
        reader->error, ERROR_USAGE,
        "no shell reads the command, so that %c does nothing in it: quote it, or write "
        "sh -c '...'",
        c);
}

static bool is_in(const char *characters, char c)
{
    return c != '\0' && strchr(characters, c) != NULL;
}

static bool read_double(struct reader *reader)
{
    skip(reader);
    while (reader->rest.size > 0 && look(reader) != '"') {
        char c = take(reader);
        if (is_in("$`", c))
            return fail_expansion(reader, c);
        if (c == '\\' && is_in("\"\\$`", look(reader)))
            c = take(reader);
        buffer_char(&reader->word, c);
    }
    if (reader->rest.size == 0)
        return fail_open(reader, "\"");
    skip(reader);
    return true;
}

static int digit_of(char c)
{
    static const char digits[] = "0123456789abcdef";
    const char *place = c != '\0' ? strchr(digits, c) : NULL;

    return place != NULL ? (int)(place - digits) : -1;
}

/* \xHH, or a character as it is. */
static bool read_escape(struct reader *reader)
{
    char c = take(reader);

    if (c != 'x') {
        buffer_char(&reader->word, c);
        return is_in("'\\", c) ||
               error_set(reader->error, ERROR_USAGE, "\\%c is not known between $' and '", c);
    }
    if (reader->rest.size < 2 || digit_of(reader->rest.data[0]) < 0 ||
        digit_of(reader->rest.data[1]) < 0)
        return error_set(reader->error, ERROR_USAGE, "\\x needs two hexadecimal digits");
    int high = digit_of(take(reader));
    buffer_char(&reader->word, (char)(high * 16 + digit_of(take(reader))));
    return true;
}

static bool read_escaped(struct reader *reader)
{
    skip(reader);
    skip(reader);
    while (reader->rest.size > 0 && look(reader) != '\'') {
        if (look(reader) != '\\') {
            buffer_char(&reader->word, take(reader));
            continue;
        }
        skip(reader);
        if (reader->rest.size == 0)
            break;
        if (!read_escape(reader))
            return false;
    }
    if (reader->rest.size == 0)
        return fail_open(reader, "$'");
    skip(reader);
    return true;
}

static bool read_plain(struct reader *reader)
{
    char c = take(reader);

    if (is_in("|&;<>()$`*?", c) || (reader->word.size == 0 && is_in("~#", c)))
        return fail_expansion(reader, c);
    if (c == '\\' && reader->rest.size == 0)
        return error_set(reader->error, ERROR_USAGE, "nothing stands behind the last \\");
    buffer_char(&reader->word, c == '\\' ? take(reader) : c);
    return true;
}

static bool read_part(struct reader *reader)
{
    switch (look(reader)) {
    case '\'':
        return read_single(reader);
    case '"':
        return read_double(reader);
    case '$':
        if (reader->rest.size > 1 && reader->rest.data[1] == '\'')
            return read_escaped(reader);
        break;
    default:
        break;
    }
    return read_plain(reader);
}

static bool read_words(struct reader *reader, struct shell_words *words)
{
    static const char blanks[] = " \t\r\n";

    for (;;) {
        while (is_in(blanks, look(reader)))
            skip(reader);
        if (reader->rest.size == 0)
            return words->count > 0 || error_set(reader->error, ERROR_USAGE, "it names no program");
        while (reader->rest.size > 0 && !is_in(blanks, look(reader))) {
            if (!read_part(reader))
                return false;
        }
        shell_words_add(words, mem_strndup(buffer_text(&reader->word), reader->word.size));
        buffer_clear(&reader->word);
    }
}

bool shell_split(struct slice text, struct shell_words *words, struct error *error)
{
    struct reader reader = {.rest = text, .error = error};

    bool done = text.size == 0 || memchr(text.data, '\0', text.size) == NULL
                    ? read_words(&reader, words)
                    : error_set(error, ERROR_USAGE, "it holds a NUL byte");
    buffer_free(&reader.word);
    if (!done)
        shell_words_free(words);
    return done;
}

void shell_words_add(struct shell_words *words, char *word)
{
    words->words = mem_grow(words->words, &words->capacity, words->count + 2, sizeof(char *));
    words->words[words->count++] = word;
    words->words[words->count] = NULL;
}

void shell_words_free(struct shell_words *words)
{
    for (size_t i = 0; i < words->count; i++)
        free(words->words[i]);
    free(words->words);
    *words = (struct shell_words){0};
}
