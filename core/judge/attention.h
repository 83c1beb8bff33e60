/* Attention: what an operator said of tenants and dimensions that are bad: that it is known, or
 * that nobody is to be called for it; why, and until when. Neither changes what is judged. An
 * acknowledgement holds for what was known: of what gets worse it holds no longer, and that is
 * kept. */
#ifndef JUDGE_ATTENTION_H
#define JUDGE_ATTENTION_H

#include "judge/judgement.h"
#include "judge/ranking.h"

enum attention_kind { ATTENTION_ACKNOWLEDGED, ATTENTION_MUTED, ATTENTION_KINDS };

/* Texts are raw bytes. Times are epoch milliseconds of our own clock. */
struct attention_entry {
    enum attention_kind kind;
    char *source;
    char *tenant;
    char *dimension; /* NULL: all of the tenant */
    char *why;
    int64_t since_ms;
    int64_t until_ms;
    enum state state; /* that it was in */
    int64_t worse_ms; /* when it was found to be worse: acknowledged no more; 0: it is not */
    bool removed;     /* of a change: it was taken back */
};

struct attention_list {
    struct attention_entry *entries;
    size_t count;
    size_t capacity;
};

/* Zero-initialised is empty and ready. */
struct attention {
    struct attention_list said;    /* of any source */
    struct attention_list changes; /* since they were stored */
    char *source;                  /* that is looked at */
    uint64_t revision;             /* grows when something is another */
};

/* Says it of a source, in place of what was said of the same before; takes it back, false where
 * nothing was said. All is copied. */
void attention_put(struct attention *attention, const struct attention_entry *entry);
bool attention_take_back(struct attention *attention, const struct attention_entry *entry);

/* Returns what was said of a tenant of the source that is looked at, or of a dimension of it (NULL:
 * of all of it); also what holds no longer because it got worse. NULL: nothing, or nobody knows. */
const struct attention_entry *attention_find(const struct attention *attention,
                                             enum attention_kind kind, const char *tenant,
                                             const char *dimension);

/* Returns what holds of that, or NULL. */
const struct attention_entry *attention_holds(const struct attention *attention,
                                              enum attention_kind kind, const char *tenant,
                                              const char *dimension);

/* Returns how many things of the source hold. */
size_t attention_count(const struct attention *attention, enum attention_kind kind);

/* Follows a judgement that was just renewed: ends what is over at `now_ms`, finds what got worse,
 * and notes in the verdicts whose tenant is muted. Returns what got worse now, or NULL. */
const struct attention_entry *attention_follow(struct attention *attention,
                                               struct judgement *judgement, int64_t now_ms);

/* Puts muted dimensions behind the others. */
void attention_rank(const struct attention *attention, const struct tenant *tenant,
                    struct ranking *ranking);

/* Replaces what is in a list by what another one holds of the same, and adds the rest; with
 * `removed` it is taken out. */
void attention_apply(struct attention_list *list, const struct attention_list *changes);

/* Adds a copy; frees all. */
void attention_list_add(struct attention_list *list, const struct attention_entry *entry);
void attention_list_free(struct attention_list *list);

void attention_free(struct attention *attention);

#endif
