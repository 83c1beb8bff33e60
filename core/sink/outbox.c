#include "config.h"

#include "sink/outbox.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

static void free_parcel(struct outbox *outbox, struct parcel *parcel)
{
    outbox->bytes -= parcel->bytes.size;
    buffer_free(&parcel->bytes);
    free(parcel);
}

/* Moves the parcels to the front where the room behind them is used up. */
static void make_room(struct outbox *outbox)
{
    if (outbox->first + outbox->count < outbox->capacity)
        return;
    if (outbox->first > outbox->capacity / 2) {
        memmove(outbox->parcels, outbox->parcels + outbox->first,
                outbox->count * sizeof(*outbox->parcels));
        outbox->first = 0;
        return;
    }
    outbox->parcels = mem_grow(outbox->parcels, &outbox->capacity,
                               outbox->first + outbox->count + 1, sizeof(*outbox->parcels));
}

struct parcel *outbox_add(struct outbox *outbox, const struct record *record)
{
    struct parcel *parcel = mem_zalloc(1, sizeof(*parcel));
    struct error error;

    make_room(outbox);
    outbox->parcels[outbox->first + outbox->count++] = parcel;
    record_write(record, &parcel->bytes);
    record_read((struct slice){parcel->bytes.data, parcel->bytes.size}, &parcel->record, &error);
    outbox->bytes += parcel->bytes.size;
    return parcel;
}

struct parcel *outbox_at(const struct outbox *outbox, size_t place)
{
    return outbox->parcels[outbox->first + place];
}

struct parcel *outbox_due(struct outbox *outbox)
{
    while (outbox->due < outbox->count && outbox_at(outbox, outbox->due)->state != PARCEL_DUE)
        outbox->due++;
    return outbox->due < outbox->count ? outbox_at(outbox, outbox->due) : NULL;
}

void outbox_return(struct outbox *outbox, struct parcel *parcel)
{
    parcel->state = PARCEL_DUE;
    outbox->due = 0;
}

void outbox_shift(struct outbox *outbox)
{
    free_parcel(outbox, outbox_at(outbox, 0));
    outbox->first++;
    outbox->count--;
    if (outbox->due > 0)
        outbox->due--;
    if (outbox->count == 0)
        outbox->first = 0;
}

void outbox_free(struct outbox *outbox)
{
    while (outbox->count > 0)
        outbox_shift(outbox);
    free(outbox->parcels);
    *outbox = (struct outbox){0};
}
