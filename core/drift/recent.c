#include "config.h"

#include "drift/recent.h"

#include "base/memory.h"
#include "drift/recent_room.h"

#include <stdlib.h>
#include <string.h>

#define SLOTS_START 2
#define TIME_BITS 40
#define FINGERPRINT_MASK UINT64_C(0xffffffffff)
#define WINDOW_UNKNOWN INT32_MIN

static size_t room(const struct recent *recent)
{
    return recent->room > 0 ? recent->room : RECENT_STATE;
}

bool recent_has_room(const struct recent *recent)
{
    return recent->count < room(recent);
}

uint64_t recent_fingerprint(uint64_t fingerprint)
{
    uint64_t kept = fingerprint & FINGERPRINT_MASK;

    return kept == 0 && fingerprint != 0 ? 1 : kept;
}

/* --- slots --- */

static uint64_t slot_time(const struct recent *recent, const struct recent_slot *slot)
{
    return (uint64_t)recent->begin_ms + (slot->time | (uint64_t)slot->time_high << 32) -
           (UINT64_C(1) << (TIME_BITS - 1));
}

static uint64_t slot_fingerprint(const struct recent_slot *slot)
{
    return slot->fingerprint | (uint64_t)slot->fingerprint_high << 32;
}

static void read_wide(const struct recent *recent, const struct recent_slot *slot,
                      struct recent_entry *entry)
{
    memcpy(entry, recent->bytes + slot->at, sizeof(*entry));
}

static int64_t window_time(int64_t time_ms, int32_t from)
{
    return from == WINDOW_UNKNOWN ? INT64_MIN
                                  : (int64_t)((uint64_t)time_ms + (uint64_t)(int64_t)from);
}

/* Returns the window of a slot that is not wide; that of one that could not be read is unknown. */
static struct recent_window slot_window(const struct recent *recent, const struct recent_slot *slot)
{
    struct recent_window window = recent->window;

    if (!slot->readable)
        return (struct recent_window){WINDOW_UNKNOWN, WINDOW_UNKNOWN};
    const unsigned char *head = recent->bytes + slot->at;
    if (slot->has_end)
        memcpy(&window.end, head, sizeof(window.end));
    if (slot->has_start)
        memcpy(&window.start, head + (slot->has_end ? sizeof(window.end) : 0),
               sizeof(window.start));
    return window;
}

/* The start is told from the end on, where there is one. */
static int64_t window_base(uint64_t time, int64_t end_ms)
{
    return end_ms != INT64_MIN ? end_ms : (int64_t)time;
}

static void read_window(const struct recent *recent, const struct recent_slot *slot,
                        struct recent_entry *entry)
{
    struct recent_window window = slot_window(recent, slot);

    entry->end_ms = window_time((int64_t)entry->id.ms, window.end);
    entry->start_ms = window_time(window_base(entry->id.ms, entry->end_ms), window.start);
}

static struct recent_entry slot_entry(const struct recent *recent, const struct recent_slot *slot)
{
    struct recent_entry entry = {
        .id = {slot_time(recent, slot), slot->sequence},
        .fingerprint = slot_fingerprint(slot),
        .readable = slot->readable,
    };

    if (slot->wide)
        read_wide(recent, slot, &entry);
    else
        read_window(recent, slot, &entry);
    entry.repeats = slot->repeats;
    return entry;
}

/* Writes a time of a window; returns false where that is too far from `base_ms`. */
static bool put_window_time(int32_t *to, int64_t base_ms, int64_t window_ms)
{
    int64_t from;

    *to = WINDOW_UNKNOWN;
    if (window_ms == INT64_MIN)
        return true;
    if (__builtin_sub_overflow(window_ms, base_ms, &from) || from <= INT32_MIN || from > INT32_MAX)
        return false;
    *to = (int32_t)from;
    return true;
}

static bool put_window(struct recent_window *window, const struct recent_entry *entry)
{
    bool fits = put_window_time(&window->end, (int64_t)entry->id.ms, entry->end_ms);

    fits = put_window_time(&window->start, window_base(entry->id.ms, entry->end_ms),
                           entry->start_ms) &&
           fits;
    bool known = window->end != WINDOW_UNKNOWN || window->start != WINDOW_UNKNOWN;
    return fits && (entry->readable || !known);
}

static bool put_time(const struct recent *recent, struct recent_slot *slot, struct stream_id id)
{
    uint64_t from = id.ms - (uint64_t)recent->begin_ms + (UINT64_C(1) << (TIME_BITS - 1));

    slot->time = (uint32_t)from;
    slot->time_high = (uint8_t)(from >> 32);
    slot->sequence = id.seq & 0xff;
    return from >> TIME_BITS == 0 && slot->sequence == id.seq;
}

/* Returns what is kept of an entry, but for its row and what stands in front of that. */
static struct recent_slot make_slot(const struct recent *recent, const struct recent_entry *entry,
                                    struct recent_window *window)
{
    uint64_t fingerprint = recent_fingerprint(entry->fingerprint);
    struct recent_slot slot = {
        .fingerprint = (uint32_t)fingerprint,
        .fingerprint_high = (uint8_t)(fingerprint >> 32),
        .readable = entry->readable,
    };

    bool fits = put_time(recent, &slot, entry->id);
    fits = put_window(window, entry) && fits;
    slot.wide = !fits;
    return slot;
}

/* The window of the first report is called usual. */
static void compare_window(struct recent *recent, struct recent_slot *slot,
                           const struct recent_window *window)
{
    if (slot->wide || !slot->readable)
        return;
    if (!recent->has_window)
        recent->window = *window;
    recent->has_window = true;
    slot->has_end = window->end != recent->window.end;
    slot->has_start = window->start != recent->window.start;
}

/* Writes what stands in front of the row. */
static void write_head(unsigned char *head, const struct recent_slot *slot,
                       const struct recent_entry *entry, const struct recent_window *window)
{
    if (slot->wide)
        memcpy(head, entry, sizeof(*entry));
    if (slot->has_end)
        memcpy(head, &window->end, sizeof(window->end));
    if (slot->has_start)
        memcpy(head + (slot->has_end ? sizeof(window->end) : 0), &window->start,
               sizeof(window->start));
}

/* Writes an entry's row, and returns its slot. */
static struct recent_slot put(struct recent *recent, const struct recent_entry *entry,
                              const struct recent_reading *readings)
{
    struct recent_entry whole = *entry;
    struct recent_window window;
    unsigned char head[RECENT_HEAD_ROOM];

    if (recent->count == 0) {
        recent->begin_ms = (int64_t)entry->id.ms;
        recent->has_window = false;
    }
    struct recent_slot slot = make_slot(recent, entry, &window);
    compare_window(recent, &slot, &window);
    whole.fingerprint = recent_fingerprint(entry->fingerprint);
    write_head(head, &slot, &whole, &window);
    if (slot.wide || slot.readable)
        slot.at = recent_room_put(recent, head, recent_head_size(&slot), readings, entry->count) &
                  0xffffff;
    return slot;
}

/* The slots move to the beginning of a ring of twice the size. */
static void make_place(struct recent *recent)
{
    uint16_t capacity =
        recent->slot_capacity > 0 ? (uint16_t)(2 * recent->slot_capacity) : SLOTS_START;

    if (recent->count < recent->slot_capacity)
        return;
    struct recent_slot *slots = mem_resize(NULL, capacity, sizeof(*slots));
    for (size_t i = 0; i < recent->count; i++)
        slots[i] = *recent_slot(recent, i);
    free(recent->slots);
    recent->slots = slots;
    recent->slot_capacity = capacity;
    recent->first = 0;
}

static void drop_oldest(struct recent *recent)
{
    recent_room_drop(recent, recent_slot(recent, 0));
    recent->first = (recent->first + 1U) & (recent->slot_capacity - 1U);
    recent->count--;
    recent->whole = false;
    recent->complete = false;
}

/* --- repetitions --- */

static size_t count_of(const struct recent *recent, size_t index)
{
    return recent_row(recent, index).count;
}

/* Returns true when two entries are the same report, come twice. */
static bool is_same(const struct recent *recent, size_t index, size_t other)
{
    uint64_t fingerprint = slot_fingerprint(recent_slot(recent, index));

    if (fingerprint == 0 || fingerprint != slot_fingerprint(recent_slot(recent, other)))
        return false;
    struct recent_entry a = slot_entry(recent, recent_slot(recent, index));
    struct recent_entry b = slot_entry(recent, recent_slot(recent, other));
    return a.start_ms == b.start_ms && a.end_ms == b.end_ms &&
           count_of(recent, index) == count_of(recent, other);
}

/* Finds the nearest report before the newest entry that it repeats. */
static void find_repeated(struct recent *recent)
{
    size_t newest = recent->count - 1U;

    for (size_t before = 1; before < recent->count; before++) {
        if (!is_same(recent, newest - before, newest))
            continue;
        recent_slot(recent, newest)->repeats = (uint8_t)before;
        return;
    }
}

/* Finds the nearest report behind the oldest entry that repeats it. */
static void find_repetition(struct recent *recent)
{
    for (size_t behind = 1; behind < recent->count; behind++) {
        if (!is_same(recent, behind, 0))
            continue;
        recent_slot(recent, behind)->repeats = (uint8_t)behind;
        return;
    }
}

/* --- what comes --- */

void recent_append(struct recent *recent, const struct recent_entry *entry,
                   const struct recent_reading *readings)
{
    while (recent->count >= room(recent))
        drop_oldest(recent);
    struct recent_slot slot = put(recent, entry, readings);
    make_place(recent);
    recent->count++;
    *recent_slot(recent, recent->count - 1U) = slot;
    find_repeated(recent);
    if (recent->asked > 0 && recent->count == RECENT_MAX)
        recent->asked = RECENT_MAX;
}

void recent_prepend(struct recent *recent, const struct recent_entry *entry,
                    const struct recent_reading *readings)
{
    if (!recent_has_room(recent))
        return;
    struct recent_slot slot = put(recent, entry, readings);
    make_place(recent);
    recent->first = (recent->first + recent->slot_capacity - 1U) & (recent->slot_capacity - 1U);
    recent->count++;
    *recent_slot(recent, 0) = slot;
    find_repetition(recent);
}

/* Puts an entry between others: those that are newer come once more. */
static void insert_at(struct recent *recent, size_t at, const struct recent_entry *entry,
                      const struct recent_reading *readings)
{
    size_t count = recent->count - at;
    struct recent_entry *newer = mem_zalloc(count, sizeof(*newer));
    struct recent_reading **kept = mem_zalloc(count, sizeof(*kept));

    for (size_t i = 0; i < count; i++) {
        struct recent_row row = recent_row(recent, at + i);
        newer[i] = recent_entry(recent, at + i);
        kept[i] = mem_zalloc(row.count, sizeof(**kept));
        recent_row_unpack(&row, kept[i]);
        recent_room_drop(recent, recent_slot(recent, at + i));
    }
    recent->count = (uint16_t)at;
    recent_append(recent, entry, readings);
    for (size_t i = 0; i < count; i++) {
        recent_append(recent, &newer[i], kept[i]);
        free(kept[i]);
    }
    free(newer);
    free(kept);
}

void recent_insert(struct recent *recent, const struct recent_entry *entry,
                   const struct recent_reading *readings)
{
    size_t at = recent->count;

    while (at > 0 && stream_id_compare(recent_id(recent, at - 1), entry->id) > 0)
        at--;
    if (at == recent->count)
        recent_append(recent, entry, readings);
    else if (at == 0)
        recent_prepend(recent, entry, readings);
    else
        insert_at(recent, at, entry, readings);
}

void recent_make_room(struct recent *recent)
{
    recent->room = RECENT_MAX;
}

void recent_asked(struct recent *recent, size_t count, bool whole, bool complete)
{
    if (count == RECENT_MAX)
        recent_make_room(recent);
    if (count > recent->asked)
        recent->asked = (uint16_t)count;
    recent->whole = whole;
    recent->complete = whole && complete;
    if (recent->brief)
        recent_room_fit(recent);
}

void recent_keep_brief(struct recent *recent, bool brief)
{
    recent->brief = brief;
}

size_t recent_brief_end(const struct recent *recent)
{
    for (size_t i = recent->count; i > 0; i--) {
        struct recent_row row = recent_row(recent, i - 1);
        for (size_t j = 0; j < row.count; j++) {
            if (recent_row_is_brief(&row, j))
                return i;
        }
    }
    return 0;
}

void recent_restore(struct recent *recent, size_t index, const struct recent_reading *readings,
                    size_t count)
{
    struct recent_slot *slot = recent_slot(recent, index);
    unsigned char head[RECENT_HEAD_ROOM];

    if (!slot->readable || count_of(recent, index) != count)
        return;
    memcpy(head, recent->bytes + slot->at, recent_head_size(slot));
    uint32_t at = recent_room_put(recent, head, recent_head_size(slot), readings, count);
    recent_room_drop(recent, slot);
    slot->at = at & 0xffffff;
}

void recent_trim(struct recent *recent, struct stream_id first)
{
    while (recent->count > 0 && stream_id_compare(recent_id(recent, 0), first) < 0)
        drop_oldest(recent);
    if (recent->count == 0 || stream_id_compare(recent_id(recent, 0), first) == 0)
        recent->whole = recent->asked > 0;
}

void recent_clear(struct recent *recent)
{
    free(recent->slots);
    free(recent->bytes);
    free(recent->usual);
    *recent = (struct recent){0};
}

/* --- what is there --- */

struct recent_entry recent_entry(const struct recent *recent, size_t index)
{
    struct recent_entry entry = slot_entry(recent, recent_slot(recent, index));

    entry.count = (uint16_t)count_of(recent, index);
    return entry;
}

struct stream_id recent_id(const struct recent *recent, size_t index)
{
    const struct recent_slot *slot = recent_slot(recent, index);

    if (slot->wide)
        return slot_entry(recent, slot).id;
    return (struct stream_id){slot_time(recent, slot), slot->sequence};
}

bool recent_is_readable(const struct recent *recent, size_t index)
{
    return recent_slot(recent, index)->readable;
}

size_t recent_repeats(const struct recent *recent, size_t index)
{
    return recent_slot(recent, index)->repeats;
}

bool recent_has_fingerprint(const struct recent *recent, size_t index, uint64_t fingerprint)
{
    return slot_fingerprint(recent_slot(recent, index)) == recent_fingerprint(fingerprint);
}

int64_t recent_start(const struct recent *recent, size_t index)
{
    return slot_entry(recent, recent_slot(recent, index)).start_ms;
}

struct recent_row recent_row(const struct recent *recent, size_t index)
{
    const struct recent_slot *slot = recent_slot(recent, index);

    if (!slot->readable)
        return (struct recent_row){0};
    return recent_row_open(recent_slot_row(recent, slot), recent->usual);
}

struct stream_id recent_newest_id(const struct recent *recent)
{
    return recent_id(recent, recent->count - 1U);
}

struct stream_id recent_oldest_id(const struct recent *recent)
{
    return recent_id(recent, 0);
}

size_t recent_newest_report(const struct recent *recent)
{
    for (size_t i = recent->count; i-- > 0;) {
        if (recent_is_readable(recent, i))
            return i;
    }
    return RECENT_NO_ENTRY;
}

/* Entries are in order. */
size_t recent_find(const struct recent *recent, struct stream_id id)
{
    size_t first = 0;
    size_t end = recent->count;

    while (first < end) {
        size_t middle = first + (end - first) / 2;
        if (stream_id_compare(recent_id(recent, middle), id) < 0)
            first = middle + 1;
        else
            end = middle;
    }
    bool found = first < recent->count && stream_id_compare(recent_id(recent, first), id) == 0;
    return found ? first : RECENT_NO_ENTRY;
}

size_t recent_memory(const struct recent *recent)
{
    return recent->slot_capacity * sizeof(*recent->slots) + recent->capacity +
           recent->usual_count * sizeof(*recent->usual);
}
