#include "config.h"

#include "headless/configuration_text.h"

#include "base/text.h"

#include <string.h>

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* Returns true when `text` has `mark` behind a blank: there a comment begins, or seems to. */
static bool has_comment(const char *text, char mark)
{
    for (const char *at = text; *at != '\0'; at++) {
        if (is_blank(at[0]) && at[1] == mark)
            return true;
    }
    return false;
}

bool configuration_is_plain(struct slice text)
{
    while (text.size > 0) {
        uint32_t character;
        size_t size = text_decode(text, &character);
        if (text_safe_character(character) != character || character == TEXT_REPLACEMENT)
            return false;
        text.data += size;
        text.size -= size;
    }
    return true;
}

static bool needs_quotes(const char *text, bool is_name)
{
    size_t size = strlen(text);

    return size == 0 || is_blank(text[0]) || is_blank(text[size - 1]) ||
           strchr("\"';#[", text[0]) != NULL || has_comment(text, ';') || has_comment(text, '#') ||
           (is_name && strpbrk(text, "=:") != NULL) || !configuration_is_plain(slice_of(text));
}

/* Appends a character within quotes. What inih would take for more than text is escaped. */
static void quote_character(struct slice bytes, uint32_t character, bool is_name,
                            struct buffer *out)
{
    bool separates = is_name && (character == '=' || character == ':');
    bool unsafe = text_safe_character(character) != character || character == TEXT_REPLACEMENT;

    if (character == '"' || character == '\\' || character == ';') {
        buffer_printf(out, "\\%c", (char)character);
    } else if (separates || unsafe) {
        for (size_t i = 0; i < bytes.size; i++)
            buffer_printf(out, "\\x%02x", (unsigned)(unsigned char)bytes.data[i]);
    } else {
        buffer_append(out, bytes.data, bytes.size);
    }
}

void configuration_quote(const char *text, bool is_name, struct buffer *out)
{
    struct slice rest = slice_of(text);

    if (!needs_quotes(text, is_name)) {
        buffer_string(out, text);
        return;
    }
    buffer_char(out, '"');
    while (rest.size > 0) {
        uint32_t character;
        size_t size = text_decode(rest, &character);
        quote_character((struct slice){rest.data, size}, character, is_name, out);
        rest.data += size;
        rest.size -= size;
    }
    buffer_char(out, '"');
}

static int hex_digit(char c)
{
    static const char digits[] = "0123456789abcdef";
    const char *found = c != '\0' ? strchr(digits, c >= 'A' && c <= 'F' ? c - 'A' + 'a' : c) : NULL;

    return found != NULL ? (int)(found - digits) : -1;
}

/* Takes what stands behind a backslash; NULL when that is nothing known. */
static const char *take_escape(const char *at, struct buffer *out)
{
    static const char known[] = "\"\\;tn";
    static const char meant[] = "\"\\;\t\n";
    const char *found = *at != '\0' ? strchr(known, *at) : NULL;

    if (found != NULL) {
        buffer_char(out, meant[found - known]);
        return at + 1;
    }
    int high = *at == 'x' ? hex_digit(at[1]) : -1;
    int low = high >= 0 ? hex_digit(at[2]) : -1;
    if (low < 0 || high + low == 0)
        return NULL;
    buffer_char(out, (char)(high * 16 + low));
    return at + 3;
}

static bool unquote(const char *written, struct buffer *out, struct error *error)
{
    const char *at = written + 1;

    while (*at != '\0' && *at != '"') {
        if (*at != '\\') {
            buffer_char(out, *at++);
            continue;
        }
        at = take_escape(at + 1, out);
        if (at == NULL)
            return error_set(error, ERROR_USAGE,
                             "%s: within quotes a \\ stands in front of \" \\ ; t n or xHH",
                             written);
    }
    if (*at == '\0')
        return error_set(error, ERROR_USAGE, "%s: the closing \" is missing", written);
    return at[1] == '\0' ||
           error_set(error, ERROR_USAGE, "%s: there is more behind the closing \"", written);
}

bool configuration_unquote(const char *written, struct buffer *out, struct error *error)
{
    if (written[0] == '"')
        return unquote(written, out, error);
    if (written[0] == '\'')
        return error_set(error, ERROR_USAGE, "%s: quotes are double, and most values need none",
                         written);
    if (has_comment(written, '#'))
        return error_set(error, ERROR_USAGE,
                         "%s: a comment has a line of its own; a # that is meant stands in quotes",
                         written);
    buffer_string(out, written);
    return true;
}
