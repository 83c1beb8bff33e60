/* Export: what people are told while it runs and at its end. */
#include "config.h"

#include "headless/export_private.h"

#include "headless/complain.h"
#include "headless/status.h"
#include "source/selection.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define COMPLAINTS_MAX 20 /* of one kind; the rest is counted */

/* Something to tell; it does not stay in the line of the progress. */
void export_tell(struct export *export, struct slice tenant, const char *text)
{
    progress_clear(&export->progress);
    if (tenant.data == NULL)
        complain("%s: %s", export->name, text);
    else if (tenant.size == 0)
        complain("(empty): %s", text);
    else
        complain("%.*s: %s", (int)tenant.size, tenant.data, text);
}

/* A time or a number that runs on makes no other note. */
static bool says_the_same(const char *a, const char *b)
{
    static const char digits[] = "0123456789";

    for (;;) {
        a += strspn(a, digits);
        b += strspn(b, digits);
        if (*a != *b || *a == '\0')
            return *a == *b;
        a++;
        b++;
    }
}

/* What comes and goes is told when it does. */
static bool is_told(const struct export *export, const struct source_note *note)
{
    if (strcmp(note->id, source_note_id(NOTE_PART_AWAY)) == 0)
        return true;
    for (size_t i = 0; i < export->told_count; i++) {
        if (strcmp(export->told[i].id, note->id) == 0)
            return says_the_same(export->told[i].text, note->text);
    }
    return false;
}

static void keep_told(struct export *export, const struct source_note *note)
{
    size_t place = 0;

    while (place < export->told_count && strcmp(export->told[place].id, note->id) != 0)
        place++;
    if (place == SOURCE_NOTES)
        return;
    export->told[place] = *note;
    if (place == export->told_count)
        export->told_count++;
}

void export_tell_notes(struct export *export)
{
    const struct source_status *status = &export->feed->status;

    for (size_t i = 0; i < status->note_count; i++) {
        if (is_told(export, &status->notes[i]))
            continue;
        export_tell(export, (struct slice){0}, status->notes[i].text);
        keep_told(export, &status->notes[i]);
    }
}

void export_tell_part(struct export *export)
{
    const struct source_status *status = &export->feed->status;
    const char *text = source_note(status, source_note_id(NOTE_PART_AWAY));

    if (status->phase == SOURCE_LIVE && (text != NULL) != export->told_part)
        export_tell(export, (struct slice){0}, text != NULL ? text : "is whole again");
    if (status->phase == SOURCE_LIVE)
        export->told_part = text != NULL;
}

void export_tell_unreadable(struct export *export, struct slice tenant, const char *where,
                            const char *reason)
{
    char text[480];

    if (export->unreadable++ >= COMPLAINTS_MAX)
        return;
    snprintf(text, sizeof(text), "%s cannot be read: %s", where, reason);
    if (tenant.size > 0) {
        export_tell(export, tenant, text);
        return;
    }
    progress_clear(&export->progress);
    complain("%s: %s", where, reason);
}

void export_tell_lost(struct export *export, struct slice tenant, const char *reason)
{
    if (export->lost++ < COMPLAINTS_MAX)
        export_tell(export, tenant, reason);
}

static void tell_elsewhere(struct export *export)
{
    const struct source_status *status = &export->feed->status;
    struct buffer text = {0};

    buffer_string(&text, "nothing was found: ");
    options_describe_streams(export->options, &text);
    export_tell(export, (struct slice){0}, buffer_text(&text));
    for (size_t i = 0; i < status->elsewhere_count; i++) {
        buffer_clear(&text);
        source_elsewhere_describe(&status->elsewhere[i], &text);
        export_tell(export, (struct slice){0}, buffer_text(&text));
    }
    buffer_free(&text);
}

void export_tell_missing(struct export *export)
{
    const char *part = source_note(&export->feed->status, source_note_id(NOTE_PART_AWAY));

    if (part != NULL) {
        export_tell_lost(export, (struct slice){0}, part);
        return;
    }
    for (size_t i = 0; i < export->options->tenants.count; i++) {
        const char *name = export->options->tenants.items[i];
        if (!selection_is_glob(name) && !fleet_knows(&export->feed->fleet, slice_of(name)))
            export_tell_lost(export, slice_of(name), "there is no such tenant");
    }
    if (export->feed->fleet.count == 0 && export->lost == 0)
        tell_elsewhere(export);
}

/* How much of the file, or of the time, is done. */
static double share_done(const struct export *export)
{
    const struct feed *feed = export->feed;
    int64_t end_ms = export->window.end_ms != INT64_MAX ? export->window.end_ms : feed_now(feed);

    if (export->options->follow)
        return -1;
    if (feed->size > 0)
        return (double)feed->position / (double)feed->size;
    if (end_ms <= export->window.start_ms)
        return -1;
    return (double)(export->newest_ms - export->window.start_ms) /
           (double)(end_ms - export->window.start_ms);
}

void export_tell_progress(struct export *export)
{
    if (export->begun && !export->ended)
        progress_show(&export->progress, export->records, share_done(export));
}

static void tell_count(uint64_t count, const char *what)
{
    if (count > COMPLAINTS_MAX)
        complain("… and %" PRIu64 " more %s", count - COMPLAINTS_MAX, what);
}

static void tell_flaws(const struct export *export)
{
    struct buffer text = {0};

    if (report_flaws_total(&export->flaws) == 0)
        return;
    report_flaws_describe(&export->flaws, &text);
    complain("%s: in the reports: %s", export->name, buffer_text(&text));
    buffer_free(&text);
}

static bool tell_error(const struct export *export)
{
    if (export->error.class == ERROR_NONE)
        return false;
    if (export->name[0] != '\0')
        complain("%s: %s", export->name, export->error.text);
    else
        complain("%s", export->error.text);
    return true;
}

/* Tells how it went, and returns the status to exit with. */
int export_conclude(struct export *export)
{
    progress_clear(&export->progress);
    tell_count(export->unreadable, "that cannot be read");
    tell_count(export->lost, "losses");
    tell_flaws(export);
    if (tell_error(export))
        return export->error.class == ERROR_USAGE ? STATUS_USAGE : STATUS_FAILED;
    if (export->signal != 0)
        return STATUS_SIGNAL + export->signal;
    return export->lost > 0 ? STATUS_FAILED : 0;
}
