#include "config.h"

#include "route/courier_stand_in.h"

#include "base/memory.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
    enum edge opens;
    enum edge closes;
} edges[KIND_COUNT] = {
    [KIND_THRESHOLD] = {EDGE_FIRING, EDGE_RESOLVED},
    [KIND_NO_DATA] = {EDGE_NO_DATA, EDGE_BACK},
    [KIND_STALE] = {EDGE_STALE, EDGE_BACK},
    [KIND_SILENT] = {EDGE_SILENT, EDGE_BACK},
    [KIND_LOST] = {EDGE_LOST, EDGE_LOST},
    [KIND_DIGEST] = {EDGE_DIGEST, EDGE_DIGEST},
};

enum edge stand_in_edge(const struct message *last, enum severity before)
{
    if (last->edge == EDGE_FLAPPING || edge_closes(last->edge))
        return last->edge;
    if (last->after == SEVERITY_ABSENT)
        return edges[last->kind].closes;
    if (before == SEVERITY_ABSENT)
        return edges[last->kind].opens;
    return last->after > before ? EDGE_WORSE : EDGE_EASED;
}

static char *copy_text(const char *text)
{
    return text != NULL ? mem_strdup(text) : NULL;
}

struct stand_in *stand_in_net(const struct message *last, enum severity before, int64_t now_ms)
{
    struct stand_in *net = mem_zalloc(1, sizeof(*net));
    struct message *message = mem_alloc(sizeof(*message));

    *message = *last;
    message->edge = stand_in_edge(last, before);
    message->before = before;
    message->tenant = copy_text(last->tenant);
    message->stream = last->stream != NULL ? mem_strndup(last->stream, last->stream_size) : NULL;
    message->dimension = copy_text(last->dimension);
    message->until_ms = now_ms;
    message->lost = 0;
    message->attempt = 0;
    message->changes = NULL;
    message->change_count = 0;
    message->covered = NULL;
    message->covered_count = 0;
    net->message = message;
    net->owner = last->owner;
    return net;
}

struct stand_in *stand_in_digest(const struct destination *destination, int64_t now_ms)
{
    struct stand_in *digest = mem_zalloc(1, sizeof(*digest));

    digest->message = message_create(destination, EDGE_DIGEST, KIND_DIGEST);
    digest->message->at_ms = now_ms;
    digest->is_of_many = true;
    return digest;
}

/* --- what it stands for --- */

struct stand_in_part {
    struct message *message;
    bool is_open;
    size_t place;
};

void stand_in_cover(struct stand_in *stand_in, struct parcel *parcel, bool is_open)
{
    struct message *message = stand_in->message;

    stand_in->parts = mem_grow(stand_in->parts, &stand_in->part_capacity, stand_in->part_count + 1,
                               sizeof(*stand_in->parts));
    stand_in->parts[stand_in->part_count] =
        (struct stand_in_part){parcel->message, is_open, stand_in->part_count};
    stand_in->part_count++;
    stand_in->parcels++;
    parcel->by = stand_in;
    if (parcel->message->attempt > message->attempt)
        message->attempt = parcel->message->attempt;
    message->lost += parcel->message->lost;
}

static double distance(const struct message *message)
{
    return isnan(message->z_score) ? -1 : fabs(message->z_score);
}

static int compare_parts(const void *left, const void *right)
{
    const struct stand_in_part *a = left;
    const struct stand_in_part *b = right;

    if (a->is_open != b->is_open)
        return a->is_open ? -1 : 1;
    if (a->message->severity != b->message->severity)
        return a->message->severity > b->message->severity ? -1 : 1;
    if (distance(a->message) != distance(b->message))
        return distance(a->message) > distance(b->message) ? -1 : 1;
    return a->place < b->place ? -1 : 1;
}

static void count_part(struct message *digest, const struct stand_in_part *part)
{
    const struct message *message = part->message;

    digest->counts.edges[message->edge]++;
    digest->counts.total++;
    if (part->is_open && message->severity > digest->severity)
        digest->severity = message->severity;
    if (digest->since_ms == 0 || message->at_ms < digest->since_ms)
        digest->since_ms = message->at_ms;
    if (stream_id_compare(message->at_id, digest->at_id) > 0)
        digest->at_id = message->at_id;
}

/* A digest that failed and is made again with more behind it has the same id. */
static void name_digest(struct stand_in *stand_in)
{
    struct stream_id first = stand_in->parts[0].message->at_id;

    for (size_t i = 0; i < stand_in->part_count; i++)
        count_part(stand_in->message, &stand_in->parts[i]);
    message_identify(stand_in->message, first);
}

void stand_in_finish(struct stand_in *stand_in)
{
    struct message *message = stand_in->message;

    if (stand_in->is_of_many)
        name_digest(stand_in);
    qsort(stand_in->parts, stand_in->part_count, sizeof(*stand_in->parts), compare_parts);
    message->covered = mem_zalloc(stand_in->part_count, sizeof(*message->covered));
    message->covered_count = stand_in->part_count;
    for (size_t i = 0; i < stand_in->part_count; i++)
        message->covered[i] = stand_in->parts[i].message;
    free(stand_in->parts);
    stand_in->parts = NULL;
}

/* --- what becomes of it --- */

void stand_in_answer(struct stand_in *stand_in, const struct outcome *outcome)
{
    stand_in->outcome = *outcome;
    if (outcome->answer == NULL)
        return;
    snprintf(stand_in->answer, sizeof(stand_in->answer), "%s", outcome->answer);
    stand_in->outcome.answer = stand_in->answer;
}

static void visit(struct stand_in *stand_in, const struct owners *owners,
                  void (*each)(const struct stand_in *stand_in, struct parcel *parcel))
{
    const struct message *message = stand_in->message;

    for (size_t i = 0; i < message->covered_count; i++) {
        const struct owner *owner = owners_find(owners, message->covered[i]->owner);
        for (size_t k = 0; owner != NULL && k < owner->count; k++) {
            if (owner_parcel(owner, k)->by == stand_in)
                each(stand_in, owner_parcel(owner, k));
        }
    }
}

static void mark_taken(const struct stand_in *stand_in, struct parcel *parcel)
{
    (void)stand_in;
    parcel->taken = true;
}

static void release_parcel(const struct stand_in *stand_in, struct parcel *parcel)
{
    parcel->by = NULL;
    parcel->message->attempt = stand_in->message->attempt;
}

void stand_in_take(struct stand_in *stand_in, const struct owners *owners)
{
    visit(stand_in, owners, mark_taken);
    stand_in->is_taken = true;
    stand_in->parcels++; /* our own hold */
}

void stand_in_release(struct stand_in *stand_in)
{
    if (--stand_in->parcels == 0 && stand_in->is_taken)
        stand_in_free(stand_in);
}

void stand_in_keep(struct stand_in *stand_in, struct message *message)
{
    stand_in->kept = mem_grow(stand_in->kept, &stand_in->kept_capacity, stand_in->kept_count + 1,
                              sizeof(struct message *));
    stand_in->kept[stand_in->kept_count++] = message;
    stand_in_release(stand_in);
}

void stand_in_dissolve(struct stand_in *stand_in, const struct owners *owners)
{
    visit(stand_in, owners, release_parcel);
    stand_in_free(stand_in);
}

void stand_in_free(struct stand_in *stand_in)
{
    free(stand_in->message->covered);
    stand_in->message->covered = NULL;
    stand_in->message->covered_count = 0;
    message_free(stand_in->message);
    for (size_t i = 0; i < stand_in->kept_count; i++)
        message_free(stand_in->kept[i]);
    free(stand_in->kept);
    free(stand_in->parts);
    free(stand_in);
}
