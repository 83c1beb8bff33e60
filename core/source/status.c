#include "config.h"

#include "source/status.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

bool source_is_hopeless(const struct source_status *status)
{
    bool passing = status->error.class == ERROR_RETRY || status->error.class == ERROR_RESOLVE;

    return status->phase == SOURCE_STOPPED || (status->phase == SOURCE_AWAY && !passing);
}

/* Returns the place of a note, or note_count. */
static size_t place_of(const struct source_status *status, const char *id)
{
    size_t place = 0;

    while (place < status->note_count && strcmp(status->notes[place].id, id) != 0)
        place++;
    return place;
}

const char *source_note_id(enum source_note_kind kind)
{
#define NOTE_ID(name, id) [NOTE_##name] = id,
    static const char *const ids[] = {SOURCE_NOTE_LIST(NOTE_ID)};
#undef NOTE_ID

    return ids[kind];
}

/* There is room for one of each kind. */
void source_remark(struct source_status *status, enum source_note_kind kind, const char *format,
                   ...)
{
    const char *id = source_note_id(kind);
    size_t place = place_of(status, id);
    va_list args;

    if (place == status->note_count)
        status->note_count++;
    status->notes[place].id = id;
    va_start(args, format);
    vsnprintf(status->notes[place].text, sizeof(status->notes[place].text), format, args);
    va_end(args);
}

void source_unremark(struct source_status *status, enum source_note_kind kind)
{
    size_t place = place_of(status, source_note_id(kind));

    if (place == status->note_count)
        return;
    status->note_count--;
    memmove(&status->notes[place], &status->notes[place + 1],
            (status->note_count - place) * sizeof(status->notes[0]));
}

const char *source_note(const struct source_status *status, const char *id)
{
    size_t place = place_of(status, id);

    return place < status->note_count ? status->notes[place].text : NULL;
}

void source_notes_describe(const struct source_status *status, struct buffer *out)
{
    for (size_t i = 0; i < status->note_count; i++)
        buffer_printf(out, "%s%s", i > 0 ? "; " : "", status->notes[i].text);
}

void source_elsewhere_describe(const struct source_elsewhere *place, struct buffer *out)
{
    if (place->streams == 0)
        buffer_printf(out, "db%u holds %" PRIu64 " %s: %s", place->database, place->keys,
                      place->keys == 1 ? "key" : "keys", place->option);
    else if (place->streams == 1)
        buffer_printf(out, "%s holds reports: %s", place->example, place->option);
    else
        buffer_printf(out, "%" PRIu64 " streams hold reports, such as %s: %s", place->streams,
                      place->example, place->option);
}
