/* Destination draft: what somebody wrote of one destination: a section [destination NAME] of the
 * configuration, or one --to. */
#ifndef HEADLESS_DESTINATION_DRAFT_H
#define HEADLESS_DESTINATION_DRAFT_H

#include "base/arena.h"
#include "base/buffer.h"
#include "headless/words.h"
#include "route/destination.h"

/* So many within that time; 0: off. */
struct destination_limit {
    unsigned count;
    int64_t within_ms;
};

/* Begin with its name and zero. Strings are those of whoever wrote it, but for what had to be taken
 * apart: that is in the arena. */
struct destination_draft {
    const char *name;
    unsigned line; /* of the configuration; 0: it is of the command line */
    struct arena strings;
    bool is_wrong; /* something of it was, and was told */

    bool has_kind;
    enum destination_kind kind;
    const char *target;
    const char *target_file;
    const char *target_variable;
    const char *secret_file;
    const char *secret_variable;
    const char *token_file;
    const char *token_variable;
    const char *cacert;
    struct words tenants;
    struct words dimensions;
    struct words labels;
    enum severity severity; /* SEVERITY_ABSENT: it does not say */
    bool has_warn;          /* of `rules` */
    bool has_degraded;
    struct rules rules;
    bool has_repeat;
    int64_t repeat_ms;
    bool has_flap;
    struct destination_limit flap;
    bool has_digest;
    struct destination_limit digest;
};

/* Returns true when that key of a section may stand in it more than once. */
bool destination_draft_repeats(const char *key);

/* Takes one key of a section. Returns false with what is wrong. */
bool destination_draft_take(struct destination_draft *draft, const char *key, const char *value,
                            struct error *error);

/* Reads "NAME=KIND:TARGET", as a draft to be freed in any case. */
bool destination_draft_parse(struct destination_draft *draft, const char *words,
                             struct error *error);

/* Returns true when nothing is missing, and nothing is there that its kind has no use for. */
bool destination_draft_check(const struct destination_draft *draft, struct error *error);

/* Returns true when a target holds a password: "https://user:password@host". */
bool destination_target_has_password(const char *target);

/* Appends a target without what may be a secret: passwords, queries, and long parts of the paths of
 * URLs. Returns true when there was something of the kind. */
bool destination_target_show(const char *target, struct buffer *shown);

void destination_draft_free(struct destination_draft *draft);

#endif
