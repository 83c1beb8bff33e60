/* Finding: what is wrong with a Redis for this job: what was seen, in figures, and the cure. */
#ifndef DOCTOR_FINDING_H
#define DOCTOR_FINDING_H

#include "base/buffer.h"
#include "base/slice.h"

#include <stdbool.h>
#include <stddef.h>

/* The worst is the greatest. */
enum finding_severity { FINDING_INFO, FINDING_WARNING, FINDING_ERROR };

/* "info", "warning", "error". */
const char *finding_severity_name(enum finding_severity severity);

struct check;

struct finding {
    const struct check *check;
    enum finding_severity severity;
    char *key; /* of the stream it is about, raw bytes; NULL: the server */
    size_t key_size;
    char *part;    /* what of it, where it has several of a kind: a group; or NULL. Safe */
    char *node;    /* where there are several; NULL: it is about all, or there is one. Safe */
    double weight; /* among those of one check and severity: the greater, the worse */
    struct buffer evidence; /* one sentence with figures, without a stop; safe to show */
    struct buffer cure; /* one line for redis-cli, as it is pasted; empty: there is none. ASCII */
    struct buffer note; /* what more there is to say; may be empty; safe */
};

/* What could not be looked at. */
struct unchecked {
    const struct check *check;
    char *needs; /* "+pttl", "ACL DRYRUN (Redis 7)"; safe */
};

/* Zero-initialised is empty and ready. It owns all texts, also keys. */
struct findings {
    struct finding *items;
    size_t count;
    size_t capacity;
    struct unchecked *unchecked;
    size_t unchecked_count;
    size_t unchecked_capacity;
};

struct examination;
struct examined_stream;

/* Adds one, of a stream (NULL: of the server), and returns it until the next is added: its texts
 * are to be appended. `node` is its number in the examination, SIZE_MAX: of no single one. */
struct finding *finding_add(struct findings *findings, const struct check *check,
                            enum finding_severity severity, const struct examination *examination,
                            const struct examined_stream *stream, size_t node);

/* Adds a copy of one. */
void finding_copy(struct findings *findings, const struct finding *finding);

/* Says which part of its key, or of the server, a finding is about, by its name in raw bytes. */
void finding_set_part(struct finding *finding, struct slice part);

/* Says that a check could not be made; each needs is told once for a check. */
void finding_unchecked(struct findings *findings, const struct check *check, const char *needs);

/* Puts the worst first: by severity, by the order of checks, by weight, by key. */
void findings_sort(struct findings *findings);

/* Returns how many there are of a severity. */
size_t findings_count(const struct findings *findings, enum finding_severity severity);

/* Orders by what they are about: check, key, part and node; returns 0 where that is the same. */
int finding_compare_subjects(const struct finding *a, const struct finding *b);
bool finding_is_same(const struct finding *a, const struct finding *b);

void findings_free(struct findings *findings);

/* Appends a word as redis-cli takes it for one, whatever bytes are in it: rag:drift:acme, "a
 * b\xff".
 */
void cure_word(struct buffer *out, struct slice word);

/* Appends a name as it is, or as a word of a cure where it cannot be shown so: no two names are
 * written alike. It is safe to show. */
void cure_name(struct buffer *out, struct slice name);

#endif
