/* Export: the reports of a window as NDJSON or CSV, oldest first; with --follow it goes on. */
#ifndef HEADLESS_EXPORT_H
#define HEADLESS_EXPORT_H

#include "base/buffer.h"
#include "drift/report.h"
#include "headless/options.h"

/* Writes to the descriptor, which stays open, and returns the exit status. Whatever else there is
 * to tell goes to standard error. */
int export_run(const struct options *options, int descriptor);

/* Append a report as CSV, one row a dimension, and the header of these rows. */
void export_csv(struct buffer *out, struct slice tenant, const struct report *report);
void export_csv_header(struct buffer *out);

#endif
