/* The file source: what is told of the lines that were read. */
#include "config.h"

#include "source/file/source_private.h"

#include <inttypes.h>

static void note_count(struct source_status *status, const struct file_finding *finding,
                       enum source_note_kind kind, const char *what)
{
    if (finding->count > 0)
        source_remark(status, kind, "%" PRIu64 " %s, %s %s", finding->count, what,
                      finding->count == 1 ? "in" : "the last in", finding->where);
}

static void note_recording(struct source_status *status, int64_t end_ms)
{
    char text[32];

    if (end_ms == 0)
        return;
    timestamp_format(end_ms - 1, ZONE_UTC, text);
    text[sizeof("2026-11-25 19:44") - 1] = '\0';
    source_remark(status, NOTE_RECORDING, "recording, ends %s UTC", text);
}

static void note_cut(struct source_status *status, const struct file_findings *findings)
{
    if (findings->cut.count == 1)
        source_remark(status, NOTE_FILE_CUT, "%s, in %s", findings->cut_reason,
                      findings->cut.where);
    else if (findings->cut.count > 1)
        source_remark(status, NOTE_FILE_CUT, "%" PRIu64 " files end too early; %s, in %s",
                      findings->cut.count, findings->cut_reason, findings->cut.where);
}

void file_source_note(struct file_source *file)
{
    struct source_status *status = &file->base.status;
    const struct file_findings *findings = &file->findings;

    status->note_count = 0;
    note_recording(status, file->base.recording_end_ms);
    if (findings->event[0] != '\0')
        source_remark(status, NOTE_FILE_CHANGED, "%s", findings->event);
    note_cut(status, findings);
    if (findings->unreadable.count > 0)
        source_remark(status, NOTE_UNREADABLE, "%" PRIu64 " unreadable, %s: %s",
                      findings->unreadable.count, findings->unreadable.where, findings->reason);
    note_count(status, &findings->out_of_order, NOTE_OUT_OF_ORDER,
               "far out of order and put into place");
    note_count(status, &findings->repeated, NOTE_REPEATED, "there twice and read once");
    note_count(status, &findings->ahead, NOTE_AHEAD, "ahead of the clock");
}
