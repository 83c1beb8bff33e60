#include "config.h"

#include "headless/snapshot_notes.h"

#include "base/memory.h"
#include "base/text.h"
#include "present/fleet_words.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* Streams that are told one by one; of more, only how many there are. */
#define STREAMS_MAX 20

struct buffer *notes_add(struct notes *notes, const char *id)
{
    notes->list = mem_grow(notes->list, &notes->capacity, notes->count + 1, sizeof(*notes->list));
    notes->list[notes->count] = (struct note){.id = id};
    return &notes->list[notes->count++].text;
}

/* Appends a name as a shell takes it for one word. */
static void append_word(struct buffer *out, struct slice name)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                "_-./:@%+,";
    bool quoted = name.size == 0;

    for (size_t i = 0; i < name.size; i++)
        quoted = quoted || memchr(plain, name.data[i], sizeof(plain) - 1) == NULL;
    if (quoted)
        buffer_char(out, '\'');
    text_safe(out, name, false);
    if (quoted)
        buffer_char(out, '\'');
}

static void add_stream(struct notes *notes, const struct tenant *tenant)
{
    struct buffer *text = notes_add(notes, "no_report");
    struct slice name = {tenant->name, tenant->name_size};

    text_safe(text, tenant->key != NULL ? (struct slice){tenant->key, tenant->key_size} : name,
              false);
    buffer_string(text, " holds no report and is not judged; to leave it out: --exclude ");
    append_word(text, name);
}

static void add_streams(struct notes *notes, const struct judgement *judgement)
{
    size_t count = 0;

    for (size_t i = 0; i < judgement->all.count && count < judgement->unreadable; i++) {
        const struct tenant_verdict *verdict = judgement->all.verdicts[i];
        if (verdict->unreadable && count++ < STREAMS_MAX)
            add_stream(notes, verdict->tenant);
    }
    if (count > STREAMS_MAX)
        buffer_printf(notes_add(notes, "no_report"), "%zu more streams hold no report",
                      count - STREAMS_MAX);
}

static void add_elsewhere(struct notes *notes, const struct source_status *status)
{
    for (size_t i = 0; i < status->elsewhere_count; i++)
        source_elsewhere_describe(&status->elsewhere[i], notes_add(notes, "elsewhere"));
    if (status->elsewhere_more > 0)
        buffer_printf(notes_add(notes, "elsewhere"), "%" PRIu64 " more such places",
                      status->elsewhere_more);
}

void notes_collect(struct notes *notes, const struct judgement *judgement,
                   const struct notes_about *about)
{
    const struct source_status *status = about->status;

    if (judgement->stopped)
        fleet_stopped_describe(judgement, about->telling, notes_add(notes, "stopped"));
    for (size_t i = 0; i < status->note_count; i++)
        buffer_string(notes_add(notes, status->notes[i].id), status->notes[i].text);
    if (about->doctor != NULL)
        notes_add_findings(notes, about);
    add_streams(notes, judgement);
    if (judgement->forgotten > 0)
        fleet_forgotten_describe(judgement, about->forget_ms, notes_add(notes, "forgotten"));
    add_elsewhere(notes, status);
}

void notes_free(struct notes *notes)
{
    for (size_t i = 0; i < notes->count; i++)
        buffer_free(&notes->list[i].text);
    free(notes->list);
    *notes = (struct notes){0};
}
