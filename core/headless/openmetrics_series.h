/* Time series of a metric as OpenMetrics text, a sample each. */
#ifndef HEADLESS_OPENMETRICS_SERIES_H
#define HEADLESS_OPENMETRICS_SERIES_H

#include "base/buffer.h"
#include "judge/verdict.h"

/* One time series: whose it is, and for a state which of them. */
struct series {
    struct buffer *out;
    const char *name;
    const struct tenant *tenant;
    const struct dimension *dimension; /* NULL: of the tenant */
    const char *label;                 /* that tells which of several it is; NULL: there is one */
};

/* Appends the inside of a label's value. Characters that a terminal should not get, and bytes that
 * are no UTF-8, are spelled \uXXXX, \UXXXXXXXX and \xXX, and a backslash is doubled, so that
 * different names stay different; the format then doubles every backslash once more. */
void series_label_text(struct buffer *out, struct slice text);

/* Write the sample; NaN, a moment that is not known, and what began before all that is known are
 * left out. */
void series_number(const struct series *series, double number);
void series_count(const struct series *series, uint64_t count);
void series_milliseconds(const struct series *series, int64_t ms);
void series_since(const struct series *series, struct since since);

/* The same of one of several, which the label tells apart; a name is raw bytes. */
void series_count_of(const struct series *series, const char *which, uint64_t count);
void series_count_named(const struct series *series, struct slice name, uint64_t count);
void series_state(const struct series *series, const char *state, bool holds);

/* Writes a sample of each state that an alert may be in. */
void series_alert(const struct series *series, const struct alert *alert);

#endif
