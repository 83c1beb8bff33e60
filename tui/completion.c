#include "config.h"

#include "completion.h"

#include "base/slice.h"
#include "base/text.h"

#include <ctype.h>
#include <string.h>

static bool can_be_typed(struct slice word)
{
    while (word.size > 0) {
        uint32_t character;
        size_t length = text_decode(word, &character);
        if (text_safe_character(character) != character)
            return false;
        word = (struct slice){word.data + length, word.size - length};
    }
    return true;
}

void completion_add(struct completion *completion, const char *typed, const char *word)
{
    const char *begun = typed + completion->from;

    if (completion->count == COMPLETION_MAX || strncasecmp(word, begun, strlen(begun)) != 0 ||
        !can_be_typed(slice_of(word)))
        return;
    for (size_t i = 0; i < completion->count; i++) {
        if (strcmp(completion->words[i], word) == 0)
            return;
    }
    completion->words[completion->count++] = word;
}

/* Returns how many bytes two words have in common at their beginning. */
static size_t shared_by(const char *a, const char *b, size_t most)
{
    size_t shared = 0;

    while (shared < most && a[shared] != '\0' &&
           tolower((unsigned char)a[shared]) == tolower((unsigned char)b[shared]))
        shared++;
    return shared;
}

size_t completion_shared(const struct completion *completion)
{
    if (completion->count == 0)
        return 0;
    const char *first = completion->words[0];
    size_t shared = strlen(first);
    for (size_t i = 1; i < completion->count; i++)
        shared = shared_by(first, completion->words[i], shared);
    while (((unsigned char)first[shared] & 0xC0) == 0x80)
        shared--;
    return shared;
}
