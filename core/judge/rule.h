/* Rule: how many bad readings make an alert, and how many good ones end it: it opens when K of the
 * last N readings are bad, and closes after M good ones in a row. There is one for readings that
 * are warn or worse, and one for those that are degraded. */
#ifndef JUDGE_RULE_H
#define JUDGE_RULE_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define RULE_READINGS_MAX 64
#define FORGET_AFTER_MS (7 * INT64_C(86400000))

struct rule {
    uint32_t k;
    uint32_t n; /* at most RULE_READINGS_MAX; k <= n */
    uint32_t m;
};

struct rules {
    struct rule warn;
    struct rule degraded;
};

/* Noise at warn is not told, a degradation with its first report. */
#define RULES_DEFAULT ((struct rules){.warn = {2, 3, 2}, .degraded = {1, 1, 2}})

/* Rules for some tenants and dimensions. A name is meant letter by letter, or
 * by a glob of the shell; where there are none, all are. */
struct rule_section {
    const char *name;
    const char *const *tenants;
    size_t tenant_count;
    const char *const *dimensions;
    size_t dimension_count;
    bool has_warn; /* of `rules` */
    bool has_degraded;
    struct rules rules;
    int64_t silent_ms; /* a tenant is silent after this; 0: as usual */
};

/* All rules. Whoever makes it owns what it points to. */
struct rule_book {
    struct rules standard;
    const struct rule_section *sections; /* of those that match, the first that says something */
    size_t count;
    int64_t forget_ms; /* silent for longer than this is of no interest */
    bool by_alert;     /* a rule was asked for: the exit status follows the alerts */
};

#define RULE_BOOK_DEFAULT                                                                          \
    ((struct rule_book){.standard = RULES_DEFAULT, .forget_ms = FORGET_AFTER_MS})

/* Reads "K/N/M" for both, "warn:K/N/M" or "degraded:K/N/M" for one. Returns false, and says why,
 * for anything else; `rules` then is what it was. */
bool rules_parse(struct rules *rules, const char *text, struct error *error);

/* Returns the rules of a tenant's dimension. */
struct rules rule_book_find(const struct rule_book *book, const char *tenant,
                            const char *dimension);

/* Returns after how long a tenant is silent by the book; 0: as usual. */
int64_t rule_book_silent_after(const struct rule_book *book, const char *tenant);

#endif
