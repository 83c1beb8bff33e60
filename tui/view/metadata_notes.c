#include "config.h"

#include "view/metadata_notes.h"

#include "base/text.h"
#include "present/metadata_words.h"

#include <stdio.h>
#include <string.h>

static void write_words(const struct view *view, size_t dimension,
                        const struct metadata_change *change, struct buffer *out)
{
    char glyph[4];
    char arrow[8];
    int size = (int)text_encode(view->glyphs->arrow, glyph);

    snprintf(arrow, sizeof(arrow), " %.*s ", size, glyph);
    metadata_change_words(out, view->tenant, dimension, change, arrow);
}

/* Returns how many bytes of a name its family takes, up to its last dot. */
static size_t family_size(const char *name)
{
    const char *dot = strrchr(name, '.');

    return dot != NULL ? (size_t)(dot - name) : 0;
}

/* A name of the family of the one before it begins with its dot. */
static void add_name(const struct view *view, struct metadata_note *note, size_t dimension)
{
    const char *before = view->tenant->dimensions[note->dimension].name;
    const char *name = view->tenant->dimensions[dimension].name;
    size_t family = family_size(name);
    bool alike = note->dimensions > 0 && family > 0 && family == family_size(before) &&
                 strncmp(name, before, family) == 0;

    if (note->dimensions++ > 0)
        buffer_string(&note->names, ", ");
    buffer_string(&note->names, alike ? name + family : name);
    note->dimension = dimension;
}

static struct metadata_note *find_note(struct metadata_notes *notes, struct stream_id now,
                                       const struct buffer *words)
{
    for (size_t i = 0; i < notes->count; i++) {
        struct metadata_note *note = &notes->all[i];
        if (stream_id_compare(note->change.now, now) == 0 && note->words.size == words->size &&
            memcmp(note->words.data, words->data, words->size) == 0)
            return note;
    }
    return NULL;
}

static void release(struct metadata_note *note)
{
    buffer_free(&note->words);
    buffer_free(&note->names);
}

/* Puts a note in its place, and takes its words; the oldest one goes where there is no room. */
static struct metadata_note *insert(struct metadata_notes *notes,
                                    const struct metadata_change *change, struct buffer *words)
{
    size_t at = notes->count;

    while (at > 0 && stream_id_compare(notes->all[at - 1].change.now, change->now) < 0)
        at--;
    if (notes->count == METADATA_NOTES_MAX) {
        notes->left_out += at < notes->count ? notes->all[notes->count - 1].dimensions : 1;
        if (at == notes->count)
            return NULL;
        release(&notes->all[--notes->count]);
    }
    memmove(&notes->all[at + 1], &notes->all[at], (notes->count++ - at) * sizeof(notes->all[0]));
    notes->all[at] = (struct metadata_note){.change = *change, .words = *words};
    *words = (struct buffer){0};
    return &notes->all[at];
}

static void add_change(struct metadata_notes *notes, const struct view *view, size_t dimension,
                       const struct metadata_change *change)
{
    struct buffer words = {0};

    write_words(view, dimension, change, &words);
    struct metadata_note *note = find_note(notes, change->now, &words);
    if (note == NULL)
        note = insert(notes, change, &words);
    if (note != NULL)
        add_name(view, note, dimension);
    buffer_free(&words);
}

static void add_dimension(struct metadata_notes *notes, const struct view *view, size_t dimension,
                          struct time_range range)
{
    struct metadata_change changes[METADATA_NOTES_MAX];
    size_t total;
    size_t count =
        metadata_changes(view->tenant, dimension, range, changes, METADATA_NOTES_MAX, &total);

    for (size_t i = 0; i < count; i++)
        add_change(notes, view, dimension, &changes[i]);
    notes->left_out += total - count;
}

void metadata_notes_make(struct metadata_notes *notes, const struct view *view, size_t dimension,
                         struct time_range range)
{
    *notes = (struct metadata_notes){0};
    for (size_t i = 0; i < view->tenant->dimension_count; i++) {
        if (dimension == DIMENSION_NONE || dimension == i)
            add_dimension(notes, view, i, range);
    }
}

void metadata_notes_free(struct metadata_notes *notes)
{
    for (size_t i = 0; i < notes->count; i++)
        release(&notes->all[i]);
    notes->count = 0;
}
