/* Recent room: the bytes that the rows of recent entries lie in, and how they are put together
 * again when there is no more room. Only recent.c calls it. */
#ifndef DRIFT_RECENT_ROOM_H
#define DRIFT_RECENT_ROOM_H

#include "drift/recent.h"

static inline struct recent_slot *recent_slot(const struct recent *recent, size_t index)
{
    return &recent->slots[(recent->first + index) & (recent->slot_capacity - 1U)];
}

#define RECENT_HEAD_ROOM sizeof(struct recent_entry)

/* Returns how many bytes stand in front of the row of a slot: what has no room in the slot. */
static inline size_t recent_head_size(const struct recent_slot *slot)
{
    if (slot->wide)
        return sizeof(struct recent_entry);
    return sizeof(int32_t) * ((size_t)slot->has_end + slot->has_start);
}

/* Returns the row of a slot; and how many bytes it takes with what stands in front of it. */
const unsigned char *recent_slot_row(const struct recent *recent, const struct recent_slot *slot);
size_t recent_slot_size(const struct recent *recent, const struct recent_slot *slot);

/* Writes a row, behind up to RECENT_HEAD_ROOM bytes that stand in front of it, and returns where
 * they are. */
uint32_t recent_room_put(struct recent *recent, const unsigned char *head, size_t head_size,
                         const struct recent_reading *readings, size_t count);

/* Takes the row of a slot away. */
void recent_room_drop(struct recent *recent, const struct recent_slot *slot);

/* Gives back what is not used, and makes brief what may be. */
void recent_room_fit(struct recent *recent);

#endif
