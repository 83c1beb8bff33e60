/* Notes: what a snapshot tells beside its tenants: of the source, of streams that are no tenants,
 * of the fleet as a whole. */
#ifndef HEADLESS_SNAPSHOT_NOTES_H
#define HEADLESS_SNAPSHOT_NOTES_H

#include "base/buffer.h"
#include "judge/judgement.h"
#include "present/verdict_words.h"
#include "source/status.h"

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

/* Adds what is to be told of the fleet, of the source, and of where reports were found when none
 * was found where they were looked for; the most important first. */
void notes_collect(struct notes *notes, const struct judgement *judgement,
                   const struct source_status *status, int64_t forget_ms, struct telling telling);
void notes_free(struct notes *notes);

#endif
