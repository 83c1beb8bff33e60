/* The file source: what is told of the lines that were read. */
#include "config.h"

#include "source/file/source_private.h"

#include <inttypes.h>

static void note_count(struct source_status *status, const struct file_finding *finding,
                       const char *id, const char *what)
{
    if (finding->count > 0)
        source_remark(status, id, "%" PRIu64 " %s, %s %s", finding->count, what,
                      finding->count == 1 ? "in" : "the last in", finding->where);
}

static void note_recording(struct source_status *status, int64_t end_ms)
{
    char text[32];

    if (end_ms == 0)
        return;
    timestamp_format(end_ms - 1, ZONE_UTC, text);
    text[sizeof("2026-11-25 19:44") - 1] = '\0';
    source_remark(status, "recording", "recording, ends %s UTC", text);
}

void file_source_note(struct file_source *file)
{
    struct source_status *status = &file->base.status;
    const struct file_findings *findings = &file->findings;

    status->note_count = 0;
    note_recording(status, file->base.recording_end_ms);
    if (findings->event[0] != '\0')
        source_remark(status, "file_changed", "%s", findings->event);
    if (findings->unreadable.count > 0)
        source_remark(status, "unreadable", "%" PRIu64 " unreadable, %s: %s",
                      findings->unreadable.count, findings->unreadable.where, findings->reason);
    note_count(status, &findings->out_of_order, "out_of_order",
               "far out of order and put into place");
    note_count(status, &findings->repeated, "repeated", "there twice and read once");
    note_count(status, &findings->ahead, "ahead", "ahead of the clock");
}
