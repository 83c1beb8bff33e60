#include "config.h"

#include "prompt.h"

#include "base/text.h"
#include "input.h"

#include <stdio.h>
#include <string.h>

void prompt_open(struct prompt *prompt, enum prompt_kind kind, const char *text)
{
    *prompt = (struct prompt){.kind = kind};
    snprintf(prompt->text, sizeof(prompt->text), "%s", text);
    prompt->size = strlen(prompt->text);
}

void prompt_close(struct prompt *prompt)
{
    *prompt = (struct prompt){0};
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

static void append(struct prompt *prompt, uint32_t character)
{
    char encoded[4];
    size_t length = text_encode(character, encoded);

    if (prompt->size + length >= sizeof(prompt->text))
        return;
    memcpy(prompt->text + prompt->size, encoded, length);
    shorten(prompt, prompt->size + length);
}

bool prompt_edit(struct prompt *prompt, uint32_t key)
{
    if (key == INPUT_BACKSPACE)
        shorten(prompt, without_character(prompt));
    else if (key == INPUT_CONTROL('W'))
        shorten(prompt, without_word(prompt));
    else if (key == INPUT_CONTROL('U'))
        shorten(prompt, 0);
    else if (key >= ' ' && key < INPUT_UP && text_safe_character(key) == key)
        append(prompt, key);
    else
        return false;
    prompt->choice = 0;
    prompt->error[0] = '\0';
    return true;
}
