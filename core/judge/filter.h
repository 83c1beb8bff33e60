/* Filter: who is to be seen, from words that an operator types. All of them must hold:
 *
 *   acme           the tenant's name contains it
 *   acme-*-eu      the whole name is like that: a glob, of * ? and [; or, with a bracket, contains
 *                  it as it is
 *   s:warn,silent  its state is one of these, or begins so; "bad" is warn or worse
 *   d:Judge*       it has a dimension whose name contains this, or is like that; with s: beside
 *                  it, in such a state
 *   !word          the word does not hold
 *
 * Letters are compared without regard to case. */
#ifndef JUDGE_FILTER_H
#define JUDGE_FILTER_H

#include "base/error.h"
#include "judge/verdict.h"

#define FILTER_SIZE 128 /* of the text, with its NUL */
#define FILTER_WORDS (FILTER_SIZE / 2)

enum filter_field { FILTER_NAME, FILTER_STATE, FILTER_DIMENSION };

struct filter_word {
    enum filter_field field;
    bool inverted;
    bool glob;
    unsigned states; /* 1 << STATE_…, of FILTER_STATE */
    size_t pattern;  /* where it begins in the filter's patterns, of the others */
};

/* Zero-initialised lets all pass. It may be copied. */
struct filter {
    char patterns[FILTER_SIZE]; /* each with its NUL */
    struct filter_word words[FILTER_WORDS];
    size_t count;
};

/* Reads a filter; words that are not finished ("d:") hold. Fails for a state that there is not, and
 * for a text that is too long. */
bool filter_parse(const char *text, struct filter *filter, struct error *error);

/* Returns true when a tenant passes. */
bool filter_passes(const struct filter *filter, const struct tenant_verdict *verdict);

/* Returns true when it is sure that nobody passes who did not pass before: more of a name was
 * typed, or the first word. */
bool filter_narrows(const struct filter *filter, const struct filter *before);

/* Returns true when something passes that happened to one dimension of a tenant, or to the tenant
 * itself (NULL), and made that of its state. */
bool filter_passes_one(const struct filter *filter, const char *tenant, const char *dimension,
                       enum state state);

#endif
