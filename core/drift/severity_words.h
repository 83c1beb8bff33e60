/* Severity words: what producers call a severity. Some are known; the operator's configuration adds
 * others, or says anew what a known one means. */
#ifndef DRIFT_SEVERITY_WORDS_H
#define DRIFT_SEVERITY_WORDS_H

#include "base/error.h"
#include "base/slice.h"
#include "drift/severity.h"

#include <stddef.h>

struct severity_word {
    char *word; /* without blanks around it */
    enum severity severity;
};

/* The operator's words. Zero-initialised there are none. */
struct severity_words {
    struct severity_word *list;
    size_t count;
    size_t capacity;
};

/* Adds a word, which is copied. Returns false with the reason when it is blank, or was added before
 * with another meaning. */
bool severity_words_add(struct severity_words *words, struct slice word, enum severity severity,
                        struct error *error);
void severity_words_free(struct severity_words *words);

/* Returns what a word means, without regard to the case of ASCII letters and to blanks around it:
 * to the operator (`words` may be NULL), else in general: ok, info, healthy, normal, pass; warn,
 * warning; degraded, critical, error, fatal. SEVERITY_ABSENT: nobody knows. */
enum severity severity_words_find(const struct severity_words *words, struct slice word);

#endif
