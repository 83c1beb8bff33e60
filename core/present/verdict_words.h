/* Verdict words: how a judged tenant or dimension is, as one says it: "degraded, no data for 5m".
 * The same on the screen, in a ticket and in a monitoring system. Names stand in the sentences as
 * they came: they are made safe with the rest of a sentence, before it is shown. */
#ifndef PRESENT_VERDICT_WORDS_H
#define PRESENT_VERDICT_WORDS_H

#include "base/buffer.h"
#include "base/timestamp.h"
#include "judge/verdict.h"

/* As of when, and in which zone, something is told. */
struct telling {
    int64_t now_ms;
    enum time_zone zone;
};

/* Returns what a tenant is called; the one without a name is "(empty)". */
struct slice tenant_title(const struct tenant *tenant);

/* Return the word for the row: that of the state, but "pending" where its rule does not call it bad
 * yet, "ok again" while it does not call it good yet. */
const char *tenant_word(const struct tenant_verdict *verdict);
const char *dimension_word(const struct dimension_verdict *verdict);

/* Returns true when it is ok, and a value has not come back to where it was before. */
bool tenant_is_not_back(const struct tenant_verdict *verdict);

/* Appends how the tenant is and since when: "degraded since 18:40 (20m)",
 * "degraded 1m, warn since 49m", "degraded, silent for 4m", "ok again for 1m, degraded since
 * 18:40", "ok, but not back". */
void tenant_describe(const struct tenant_verdict *verdict, struct telling telling,
                     struct buffer *out);

/* Appends what there is to say of a dimension beside its state and since when, or nothing:
 * "degraded, gone for 13m", "ok again, but not back: 0.690 against 0.920 before 19:22",
 * "ok <-> degraded x 59 since 18:55, bad 30 of 60", "now hit_rate_5". Several are parted by "; ".
 */
void dimension_describe(const struct tenant *tenant, const struct dimension_verdict *verdict,
                        struct telling telling, struct buffer *out);

/* Appends how a dimension goes to and fro, with words for its mildest and its worst severity. */
void flapping_describe(const struct flapping *flapping, const char *mildest, const char *worst,
                       struct telling telling, struct buffer *out);

/* Appends that it is ok again and not back, with its value now. */
void not_back_describe(const struct not_back *not_back, double value, struct telling telling,
                       struct buffer *out);

#endif
