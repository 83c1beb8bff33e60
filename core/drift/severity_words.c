#include "config.h"

#include "drift/severity_words.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

static const struct {
    const char *word;
    enum severity severity;
} known_words[] = {
    {"ok", SEVERITY_OK},          {"warn", SEVERITY_WARN},         {"degraded", SEVERITY_DEGRADED},
    {"warning", SEVERITY_WARN},   {"critical", SEVERITY_DEGRADED}, {"error", SEVERITY_DEGRADED},
    {"fatal", SEVERITY_DEGRADED}, {"info", SEVERITY_OK},           {"healthy", SEVERITY_OK},
    {"normal", SEVERITY_OK},      {"pass", SEVERITY_OK},
};

/* Returns the operator's entry for a word without blanks around it, or NULL. */
static const struct severity_word *find_own(const struct severity_words *words, struct slice word)
{
    for (size_t i = 0; words != NULL && i < words->count; i++) {
        if (slice_is_nocase(word, words->list[i].word))
            return &words->list[i];
    }
    return NULL;
}

enum severity severity_words_find(const struct severity_words *words, struct slice word)
{
    word = slice_trim(word);
    const struct severity_word *own = find_own(words, word);
    if (own != NULL)
        return own->severity;
    for (size_t i = 0; i < sizeof(known_words) / sizeof(known_words[0]); i++) {
        if (slice_is_nocase(word, known_words[i].word))
            return known_words[i].severity;
    }
    return SEVERITY_ABSENT;
}

bool severity_words_add(struct severity_words *words, struct slice word, enum severity severity,
                        struct error *error)
{
    word = slice_trim(word);
    if (word.size == 0)
        return error_set(error, ERROR_USAGE, "a word of severity is missing");
    const struct severity_word *own = find_own(words, word);
    if (own != NULL && own->severity != severity)
        return error_set(error, ERROR_USAGE, "\"%.*s\" is both %s and %s", (int)word.size,
                         word.data, severity_name(own->severity), severity_name(severity));
    if (own != NULL)
        return true;
    if (words->count == words->capacity)
        words->list =
            mem_grow(words->list, &words->capacity, words->count + 1, sizeof(*words->list));
    words->list[words->count++] =
        (struct severity_word){mem_strndup(word.data, word.size), severity};
    return true;
}

void severity_words_free(struct severity_words *words)
{
    for (size_t i = 0; i < words->count; i++)
        free(words->list[i].word);
    free(words->list);
    *words = (struct severity_words){0};
}
