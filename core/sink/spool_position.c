#include "config.h"

#include "sink/spool_position.h"

#include "sink/spool_segment.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>
#include <zlib.h>

#define SLOTS 2
#define TURN_MAX (UINT64_MAX / 2)
#define TALLIES 16384
#define PLACE_MAX (SEGMENT_NUMBER_MAX / 2) /* there is always room for a greater one */

/* In this machine's byte order: a spool does not travel. */
struct slot {
    uint64_t turn;
    uint64_t segment;
    uint64_t offset;
    uint64_t checksum;
};

struct tail {
    uint64_t next;
    uint64_t checksum;
};

struct content {
    struct slot slots[SLOTS];
    struct tail tail;
};

struct entry {
    uint64_t number;
    struct tally tally;
    uint64_t checksum;
};

static uint64_t tail_checksum(const struct tail *tail)
{
    return crc32(1, (const unsigned char *)tail, offsetof(struct tail, checksum));
}

static uint64_t slot_checksum(const struct slot *slot)
{
    return crc32(1, (const unsigned char *)slot, offsetof(struct slot, checksum));
}

static uint64_t entry_checksum(const struct entry *entry)
{
    return crc32(1, (const unsigned char *)entry, offsetof(struct entry, checksum));
}

static size_t entry_offset(uint64_t number)
{
    return sizeof(struct content) + (size_t)(number % TALLIES) * sizeof(struct entry);
}

static bool is_whole(const struct slot *slot, size_t number)
{
    return slot->checksum == slot_checksum(slot) && slot->turn <= TURN_MAX &&
           (slot->turn & 1) == number && slot->segment <= PLACE_MAX;
}

static void take_slot(struct position *position, const struct slot *slot)
{
    position->whole++;
    if (slot->turn < position->turn)
        return;
    position->turn = slot->turn;
    position->segment = slot->segment;
    position->offset = slot->offset;
}

enum position_found position_open(int directory, struct position *position)
{
    struct content content = {0};

    *position = (struct position){
        .file = segment_open_file(directory, POSITION_NAME, O_RDWR),
        .synced = true,
        .rest_synced = true,
    };
    if (position->file < 0)
        return errno == ENOENT                                        ? POSITION_MISSING
               : errno == EISDIR || errno == ELOOP || errno == EINVAL ? POSITION_DAMAGED
                                                                      : POSITION_FAILED;
    ssize_t got = pread(position->file, &content, sizeof(content), 0);
    if (got < 0)
        return POSITION_FAILED;
    for (size_t i = 0; got > 0 && i < SLOTS && i < (size_t)got / sizeof(struct slot); i++) {
        if (is_whole(&content.slots[i], i))
            take_slot(position, &content.slots[i]);
    }
    if (got == (ssize_t)sizeof(content) && content.tail.next <= PLACE_MAX &&
        content.tail.checksum == tail_checksum(&content.tail))
        position->next = content.tail.next;
    if (position->whole > 0)
        return POSITION_FOUND;
    return got == 0 ? POSITION_EMPTY : POSITION_DAMAGED;
}

/* What is left over from a short write is tried again, so that the reason is the true one. */
static bool write_at(struct position *position, const void *bytes, size_t size, size_t offset)
{
    size_t done = 0;

    while (done < size) {
        ssize_t written =
            pwrite(position->file, (const char *)bytes + done, size - done, (off_t)(offset + done));
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0) {
            errno = written < 0 ? errno : ENOSPC;
            return false;
        }
        done += (size_t)written;
    }
    return true;
}

static bool write_slot(struct position *position, uint64_t turn, uint64_t segment, uint64_t offset)
{
    struct slot slot = {turn, segment, offset, 0};

    slot.checksum = slot_checksum(&slot);
    if (!write_at(position, &slot, sizeof(slot), (turn & 1) * sizeof(slot)))
        return false;
    position->turn = turn;
    position->segment = segment;
    position->offset = offset;
    position->synced = false;
    return true;
}

bool position_write_next(struct position *position, uint64_t next)
{
    struct tail tail = {next, 0};

    tail.checksum = tail_checksum(&tail);
    if (position->file < 0 ||
        !write_at(position, &tail, sizeof(tail), offsetof(struct content, tail)))
        return false;
    position->next = next;
    position->rest_synced = false;
    return true;
}

bool position_reserve(int directory, struct position *position)
{
    if (position->file < 0)
        position->file = segment_open_file(directory, POSITION_NAME, O_RDWR | O_CREAT);
    if (position->file < 0)
        return false;
    while (position->whole < SLOTS) {
        if (!write_slot(position, position->turn + 1, position->segment, position->offset))
            return false;
        position->whole++;
    }
    return position_write_next(position, position->next) && position_sync(position);
}

bool position_write(struct position *position, uint64_t segment, uint64_t offset)
{
    if (position->file < 0) {
        errno = ENOENT;
        return false;
    }
    return write_slot(position, position->turn + (position->synced ? 1 : 2), segment, offset);
}

bool position_sync(struct position *position)
{
    if ((!position->synced || !position->rest_synced) && fdatasync(position->file) != 0)
        return false;
    position->synced = position->rest_synced = true;
    return true;
}

bool position_read_tally(const struct position *position, uint64_t number, struct tally *tally)
{
    struct entry entry;

    if (position->file < 0 || pread(position->file, &entry, sizeof(entry),
                                    (off_t)entry_offset(number)) != (ssize_t)sizeof(entry))
        return false;
    if (entry.number != number || entry.checksum != entry_checksum(&entry))
        return false;
    *tally = entry.tally;
    return true;
}

bool position_write_tally(struct position *position, uint64_t number, const struct tally *tally)
{
    struct entry entry = {number, *tally, 0};

    entry.checksum = entry_checksum(&entry);
    if (position->file < 0 || !write_at(position, &entry, sizeof(entry), entry_offset(number)))
        return false;
    position->rest_synced = false;
    return true;
}

void position_close(struct position *position)
{
    if (position->file >= 0)
        close(position->file);
    position->file = -1;
}
