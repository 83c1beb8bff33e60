#include "config.h"

#include "drift/recent_room.h"

#include "base/memory.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define ROWS_AHEAD 3 /* rows of the last one's size that have room when it was packed anew */
#define ROW_ROOM (sizeof(uint16_t) + RECENT_READINGS_MAX * 32)
#define NONE_BAD UINT16_MAX
#define NEAR 1e-9 /* of a spread, which the figures of a reading tell to so many digits */

const unsigned char *recent_slot_row(const struct recent *recent, const struct recent_slot *slot)
{
    return recent->bytes + slot->at + recent_head_size(slot);
}

size_t recent_slot_size(const struct recent *recent, const struct recent_slot *slot)
{
    if (!slot->readable && !slot->wide)
        return 0;
    return recent_head_size(slot) + recent_row_size(recent_slot_row(recent, slot));
}

/* --- what is usual --- */

/* What comes for the first time is called usual. */
static void learn_usual(struct recent *recent, const struct recent_reading *reading)
{
    if (reading->dimension < recent->usual_count)
        return;
    recent->usual =
        mem_resize(recent->usual, (size_t)reading->dimension + 1, sizeof(*recent->usual));
    while (recent->usual_count <= reading->dimension)
        recent->usual[recent->usual_count++] =
            (struct recent_usual){.baseline = NAN, .sample_count = SPAN_COUNT_UNKNOWN};
    recent->usual[reading->dimension] =
        (struct recent_usual){reading->baseline, reading->sample_count, recent_spread(reading)};
}

static bool is_near(double a, double b)
{
    return fabs(a - b) <= NEAR * fabs(b);
}

/* Returns the spread that both of two readings tell of; that of a greater z is known better. */
static double find_spread(const struct recent_reading *a, const struct recent_reading *b)
{
    double spread = recent_spread(fabs(a->z) >= fabs(b->z) ? a : b);
    double other = fabs(a->z) >= fabs(b->z) ? (b->value - b->baseline) / b->z
                                            : (a->value - a->baseline) / a->z;

    return is_near(other, spread) ? spread : 0;
}

/* Returns what has become usual where both of the newest two readings say so; `*changed` where that
 * is another than before. To be freed. */
static struct recent_usual *find_usual(const struct recent *recent, bool *changed)
{
    struct recent_usual *usual = mem_resize(NULL, recent->usual_count + 1U, sizeof(*usual));

    if (recent->usual_count > 0)
        memcpy(usual, recent->usual, recent->usual_count * sizeof(*usual));
    if (recent->count < 2)
        return usual;
    struct recent_row newest = recent_row(recent, recent->count - 1U);
    struct recent_row before = recent_row(recent, recent->count - 2U);
    for (size_t i = 0; i < newest.count && i < before.count; i++) {
        struct recent_reading a = recent_row_reading(&newest, i);
        struct recent_reading b = recent_row_reading(&before, i);
        struct recent_usual *now = &usual[a.dimension];
        if (a.dimension != b.dimension || a.brief || b.brief)
            continue;
        if (recent_is_same(a.baseline, b.baseline) && !recent_is_same(a.baseline, now->baseline)) {
            now->baseline = a.baseline;
            *changed = true;
        }
        if (a.sample_count == b.sample_count && a.sample_count != now->sample_count) {
            now->sample_count = a.sample_count;
            *changed = true;
        }
        double spread = find_spread(&a, &b);
        if (spread != 0 && !is_near(now->spread, spread)) {
            now->spread = spread;
            *changed = true;
        }
    }
    return usual;
}

/* --- what may be brief --- */

/* By dimension. */
struct brevity {
    uint16_t *first_bad; /* the number of the entry, or NONE_BAD */
    uint8_t *full;       /* readings with an ok value that are full, newer than where one is */
};

static struct brevity find_brevity(const struct recent *recent)
{
    struct brevity brevity = {
        .first_bad = mem_resize(NULL, recent->usual_count + 1U, sizeof(*brevity.first_bad)),
        .full = mem_zalloc(recent->usual_count + 1U, sizeof(*brevity.full)),
    };

    memset(brevity.first_bad, 0xff, recent->usual_count * sizeof(*brevity.first_bad));
    for (uint16_t i = 0; i < recent->count; i++) {
        struct recent_row row = recent_row(recent, i);
        for (size_t j = 0; j < row.count; j++) {
            uint16_t *first_bad = &brevity.first_bad[recent_row_dimension(&row, j)];
            if (*first_bad == NONE_BAD && recent_row_severity(&row, j) >= SEVERITY_WARN)
                *first_bad = i;
        }
    }
    return brevity;
}

/* Returns whether a reading in full becomes brief; those of newer entries were asked for before. */
static bool may_be_brief(const struct brevity *brevity, const struct recent_row *row, size_t index,
                         size_t entry)
{
    size_t dimension = recent_row_dimension(row, index);

    if (entry >= brevity->first_bad[dimension] || recent_row_is_brief(row, index) ||
        !recent_row_has_value(row, index))
        return false;
    if (brevity->full[dimension] == RECENT_FULL)
        return true;
    brevity->full[dimension] += recent_row_severity(row, index) == SEVERITY_OK;
    return false;
}

static void brevity_free(struct brevity *brevity)
{
    free(brevity->first_bad);
    free(brevity->full);
}

/* --- putting together --- */

/* The rows, being put together anew. */
struct packing {
    const struct recent *recent;
    unsigned char *bytes;
    uint32_t used;
    uint32_t capacity;
    struct recent_usual *usual;
    bool all;                        /* rows are written in another way */
    struct brevity *brevity;         /* NULL: nothing becomes brief */
    struct recent_reading *readings; /* of one row, */
    bool *brief;                     /* and which of them become so */
};

static unsigned char *make_room(struct packing *packing, size_t size)
{
    if (packing->capacity - packing->used < size) {
        packing->capacity = packing->used + (uint32_t)size;
        packing->bytes = mem_resize(packing->bytes, packing->capacity, 1);
    }
    return packing->bytes + packing->used;
}

static void took(struct packing *packing, struct recent_slot *slot, size_t size)
{
    slot->at = packing->used & 0xffffff;
    packing->used += (uint32_t)size;
}

static void copy_row(struct packing *packing, struct recent_slot *slot)
{
    size_t size = recent_slot_size(packing->recent, slot);

    memcpy(make_room(packing, size), packing->recent->bytes + slot->at, size);
    took(packing, slot, size);
}

static void write_row(struct packing *packing, struct recent_slot *slot, size_t count)
{
    size_t head = recent_head_size(slot);
    unsigned char *bytes = make_room(packing, head + recent_row_room(count));

    memcpy(bytes, packing->recent->bytes + slot->at, head);
    took(packing, slot,
         head + recent_row_pack(bytes + head, packing->readings, count, packing->usual));
}

/* Says of the readings of a row which become brief; returns whether any does. */
static bool shorten(struct packing *packing, const struct recent_row *row, size_t entry)
{
    bool any = false;

    for (size_t i = 0; i < row->count && packing->brevity != NULL; i++) {
        packing->brief[i] = may_be_brief(packing->brevity, row, i, entry);
        any = any || packing->brief[i];
    }
    return any;
}

static void unpack(struct packing *packing, const struct recent_row *row)
{
    recent_row_unpack(row, packing->readings);
    for (size_t i = 0; i < row->count && packing->brevity != NULL; i++)
        packing->readings[i].brief = packing->readings[i].brief || packing->brief[i];
}

static void pack_rows(struct packing *packing)
{
    for (size_t i = packing->recent->count; i-- > 0;) {
        struct recent_slot *slot = recent_slot(packing->recent, i);
        if (!slot->readable && !slot->wide)
            continue;
        struct recent_row row = recent_row(packing->recent, i);
        if (!shorten(packing, &row, i) && !packing->all) {
            copy_row(packing, slot);
            continue;
        }
        unpack(packing, &row);
        write_row(packing, slot, row.count);
    }
}

static void take_over(struct recent *recent, struct packing *packing, size_t ahead)
{
    recent->capacity = packing->used + (uint32_t)ahead;
    free(recent->bytes);
    free(recent->usual);
    recent->bytes = mem_resize(packing->bytes, recent->capacity > 0 ? recent->capacity : 1, 1);
    recent->usual = packing->usual;
    recent->used = packing->used;
    recent->waste = 0;
}

/* Puts the rows together, with room for so many bytes behind them. */
static void pack(struct recent *recent, size_t ahead)
{
    bool brief = recent->brief && recent->asked > 0 && recent->count > RECENT_FULL;
    struct brevity brevity = brief ? find_brevity(recent) : (struct brevity){0};
    struct packing packing = {
        .recent = recent,
        .capacity = recent->used - recent->waste,
        .brevity = brief ? &brevity : NULL,
        .readings = mem_resize(NULL, recent->usual_count + 1U, sizeof(struct recent_reading)),
        .brief = mem_zalloc(recent->usual_count + 1U, sizeof(bool)),
    };

    packing.bytes = mem_alloc(packing.capacity + ahead);
    packing.usual = find_usual(recent, &packing.all);
    pack_rows(&packing);
    take_over(recent, &packing, ahead);
    free(packing.readings);
    free(packing.brief);
    if (brief)
        brevity_free(&brevity);
}

/* Until all were asked for, many more are to come. */
static size_t bytes_ahead(const struct recent *recent, size_t size)
{
    size_t live = recent->used - recent->waste;

    return recent->brief && recent->asked > 0 ? size + ROWS_AHEAD * size : size + live / 2;
}

uint32_t recent_room_put(struct recent *recent, const unsigned char *head, size_t head_size,
                         const struct recent_reading *readings, size_t count)
{
    unsigned char row[ROW_ROOM];

    for (size_t i = 0; i < count; i++)
        learn_usual(recent, &readings[i]);
    size_t size = recent_row_pack(row, readings, count, recent->usual);
    while (recent->capacity - recent->used < head_size + size) {
        pack(recent, bytes_ahead(recent, head_size + size));
        size = recent_row_pack(row, readings, count, recent->usual);
    }
    uint32_t at = recent->used;
    memcpy(recent->bytes + at, head, head_size);
    memcpy(recent->bytes + at + head_size, row, size);
    recent->used += (uint32_t)(head_size + size);
    return at;
}

void recent_room_drop(struct recent *recent, const struct recent_slot *slot)
{
    recent->waste += (uint32_t)recent_slot_size(recent, slot);
}

void recent_room_fit(struct recent *recent)
{
    pack(recent, 0);
}
