/* Export: the reports of a window, oldest first; with --follow it goes on. */
#ifndef HEADLESS_EXPORT_H
#define HEADLESS_EXPORT_H

#include "base/buffer.h"
#include "drift/report.h"
#include "headless/options.h"

/* How reports are written; the formats are described in the manual. */
struct export_format {
    struct format format; /* first: a struct format * is cast to this */
    /* Appends what stands in front of all reports; NULL: nothing. */
    void (*header)(struct buffer *out);
    /* Appends one report. */
    void (*record)(struct buffer *out, struct slice tenant, const struct report *report);
};

extern const struct export_format export_ndjson_format;
extern const struct export_format export_csv_format;

extern const struct command export_command;

#endif
