/* Notes: what a snapshot tells beside its tenants: of the source, of streams that are no tenants,
 * of the fleet as a whole. */
#ifndef HEADLESS_SNAPSHOT_NOTES_H
#define HEADLESS_SNAPSHOT_NOTES_H

#include "base/buffer.h"
#include "judge/judgement.h"
#include "present/verdict_words.h"
#include "source/status.h"

struct snapshot_doctor;

/* One of them. The same `id`, a literal, may be told of several streams. */
struct note {
    const char *id;
    struct buffer text; /* safe to show */
};

/* Zero-initialised is empty and ready. */
struct notes {
    struct note *list;
    size_t count;
    size_t capacity;
};

/* What notes are made from, beside the fleet. */
struct notes_about {
    const struct source_status *status;
    const struct snapshot_doctor *doctor; /* NULL: nothing of that is told */
    bool warnings; /* of doctor about streams are told, too, and not only errors */
    int64_t forget_ms;
    struct telling telling;
};

/* Adds what is to be told of the fleet, of the source and its server, and of where reports were
 * found when none was found where they were looked for; the most important first. */
void notes_collect(struct notes *notes, const struct judgement *judgement,
                   const struct notes_about *about);

/* Begins another note, of an id that is a literal; its text is to be appended. */
struct buffer *notes_add(struct notes *notes, const char *id);

/* Adds what doctor found, and whether nothing is known of that; what a note of the source says
 * already is left out. */
void notes_add_findings(struct notes *notes, const struct notes_about *about);
void notes_free(struct notes *notes);

#endif
