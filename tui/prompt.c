#include "config.h"

#include "prompt.h"

#include "base/text.h"
#include "input.h"
#include "keys.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void prompt_open(struct prompt *prompt, const struct prompt_rules *rules, const char *text)
{
    *prompt = (struct prompt){.rules = rules};
    prompt_set(prompt, text);
}

void prompt_close(struct prompt *prompt)
{
    *prompt = (struct prompt){0};
}

void prompt_set(struct prompt *prompt, const char *text)
{
    snprintf(prompt->text, sizeof(prompt->text), "%s", text);
    prompt->size = strlen(prompt->text);
}

static void shorten(struct prompt *prompt, size_t size)
{
    prompt->size = size;
    prompt->text[size] = '\0';
}

/* Returns the size of the text without its last character. */
static size_t without_character(const struct prompt *prompt)
{
    size_t size = prompt->size;

    while (size > 0 && ((unsigned char)prompt->text[--size] & 0xC0) == 0x80)
        ;
    return size;
}

/* Returns the size of the text without its last word and the blanks behind that. */
static size_t without_word(const struct prompt *prompt)
{
    size_t size = prompt->size;

    while (size > 0 && prompt->text[size - 1] == ' ')
        size--;
    while (size > 0 && prompt->text[size - 1] != ' ')
        size--;
    return size;
}

void prompt_tell(struct prompt *prompt, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(prompt->error, sizeof(prompt->error), format, arguments);
    va_end(arguments);
}

/* Returns false when there is no room. */
static bool append(struct prompt *prompt, uint32_t character)
{
    char encoded[4];
    size_t length = text_encode(character, encoded);

    if (prompt->size + length >= sizeof(prompt->text))
        return false;
    memcpy(prompt->text + prompt->size, encoded, length);
    shorten(prompt, prompt->size + length);
    return true;
}

/* What a key does to the text, if it is one that removes something. */
static bool shortened(const struct prompt *prompt, uint32_t key, size_t *size)
{
    switch (key) {
    case INPUT_BACKSPACE:
        *size = without_character(prompt);
        return true;
    case INPUT_CONTROL('W'):
        *size = without_word(prompt);
        return true;
    case INPUT_CONTROL('U'):
        *size = 0;
        return true;
    default:
        return false;
    }
}

/* The text is what was typed, and no longer one of those that were walked through. */
static void begin_anew(struct prompt *prompt)
{
    prompt->choice = 0;
    prompt->walking = false;
    prompt->back = 0;
}

static bool is_text(uint32_t key)
{
    return key >= ' ' && key < INPUT_UP && text_safe_character(key) == key;
}

bool prompt_edit(struct prompt *prompt, uint32_t key)
{
    size_t before = prompt->size;
    size_t size = before;
    char name[KEY_NAME_SIZE];

    prompt->error[0] = '\0';
    if (shortened(prompt, key, &size)) {
        shorten(prompt, size);
        if (size == before)
            prompt_tell(prompt, "nothing is typed yet");
    } else if (!is_text(key)) {
        keys_name(key, name);
        prompt_tell(prompt, "no such key here: %s", name);
    } else if (!append(prompt, key)) {
        prompt_tell(prompt, "there is no more room");
    }
    if (prompt->size == before)
        return false;
    begin_anew(prompt);
    return true;
}

static bool is_blank(uint32_t character)
{
    return character == ' ' || character == '\t' || character == '\r' || character == '\n';
}

void prompt_paste(struct prompt *prompt, struct slice text)
{
    bool room = true;

    while (text.size > 0 && is_blank((unsigned char)text.data[0]))
        text = (struct slice){text.data + 1, text.size - 1};
    while (text.size > 0 && is_blank((unsigned char)text.data[text.size - 1]))
        text.size--;
    prompt->error[0] = '\0';
    while (text.size > 0 && room) {
        uint32_t character;
        size_t length = text_decode(text, &character);
        room = append(prompt, is_blank(character) ? ' ' : text_safe_character(character));
        text = (struct slice){text.data + length, text.size - length};
    }
    if (!room)
        prompt_tell(prompt, "only the beginning of what was pasted has room");
    begin_anew(prompt);
}
