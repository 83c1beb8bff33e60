/* Recent room: the bytes that the rows of recent entries lie in, and how they are put together
 * again when there is no more room. Only recent.c calls it. */
#ifndef DRIFT_RECENT_ROOM_H
#define DRIFT_RECENT_ROOM_H

#include "drift/recent.h"

static inline struct recent_slot *recent_slot(const struct recent *recent, size_t index)
{
    return &recent->slots[(recent->first + index) & (recent->slot_capacity - 1U)];
}

/* Returns the row of a slot, behind what has no room in the slot; and how many bytes both take. */
const unsigned char *recent_slot_row(const struct recent *recent, const struct recent_slot *slot);
size_t recent_slot_size(const struct recent *recent, const struct recent_slot *slot);

/* Writes a row, behind the whole entry where that is `wide` (else NULL), and returns where they
 * are.
 */
uint32_t recent_room_put(struct recent *recent, const struct recent_entry *wide,
                         const struct recent_reading *readings, size_t count);

/* Takes the row of a slot away. */
void recent_room_drop(struct recent *recent, const struct recent_slot *slot);

/* Gives back what is not used, and makes brief what may be. */
void recent_room_fit(struct recent *recent);

#endif
