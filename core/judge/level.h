/* Level: the machine of a rule K/N/M over readings: it opens when K of the last N since it closed
 * are bad, and closes after M good ones in a row. It begins closed, at the oldest reading. */
#ifndef JUDGE_LEVEL_H
#define JUDGE_LEVEL_H

#include "judge/account.h"
#include "judge/rule.h"

/* Readings as a rule looks at them, oldest first. */
struct level_readings {
    const struct sequence *sequence;
    size_t count;
    uint16_t reports[RECENT_MAX];   /* each is of this report, */
    uint8_t severities[RECENT_MAX]; /* and is bad at a level as it has that severity, or a worse */
};

/* The known readings of a dimension. Those of one window are one, the newest of them, where
 * `by_window` says so: see alert_by_window(). */
void level_readings_make(struct level_readings *readings, const struct account *account,
                         bool by_window);

/* The reports that name a dimension: bad, as warn, are those without a value. */
void level_readings_no_data(struct level_readings *readings, const struct account *account);

/* The machine behind the newest reading. */
struct level {
    bool open;
    size_t opened; /* the reading that opened it, if it is open */
    size_t since;  /* the first bad one of the N that made it open */
    size_t first;  /* the first reading since it closed last */
};

struct level level_run(const struct level_readings *readings, enum severity severity,
                       const struct rule *rule);

/* Returns how many of the last N readings from `first` on are bad, and in `*of` how many there are.
 */
uint32_t level_bad(const struct level_readings *readings, size_t first, enum severity severity,
                   const struct rule *rule, uint32_t *of);

/* Returns true when the newest M readings are good: this, and nothing less, closes a level. */
bool level_is_good(const struct level_readings *readings, enum severity severity,
                   const struct rule *rule);

/* Returns whether a reading is bad at a level. */
static inline bool level_is_bad_at(const struct level_readings *readings, size_t index,
                                   enum severity severity)
{
    return readings->severities[index] >= severity;
}

/* Returns the entry that a reading is of. */
static inline struct stream_id level_id(const struct level_readings *readings, size_t index)
{
    return readings->sequence->reports[readings->reports[index]].id;
}

#endif
