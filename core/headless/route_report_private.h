/* What the parts that read a route report share. */
#ifndef HEADLESS_ROUTE_REPORT_PRIVATE_H
#define HEADLESS_ROUTE_REPORT_PRIVATE_H

#include "headless/route_report.h"

struct reader {
    struct route_report *report;
    struct errand *errand;
    const struct options *options;
};

/* Hands in a question about one key. */
void reader_ask(struct reader *reader, const char *command, const struct buffer *key,
                errand_fn *answer, void *context);

/* Finds all streams, and what the groups of the destinations have read of them. */
bool reader_read_streams(struct reader *reader, struct error *error);

#endif
