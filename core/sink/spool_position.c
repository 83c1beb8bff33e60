#include "config.h"

#include "sink/spool_position.h"

#include "sink/spool_segment.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>
#include <zlib.h>

#define SLOTS 2
#define TURN_MAX (UINT64_MAX / 2)

/* In this machine's byte order: a spool does not travel. */
struct slot {
    uint64_t turn;
    uint64_t segment;
    uint64_t offset;
    uint64_t checksum;
};

static uint64_t slot_checksum(const struct slot *slot)
{
    return crc32(1, (const unsigned char *)slot, offsetof(struct slot, checksum));
}

static bool is_whole(const struct slot *slot, size_t number)
{
    return slot->checksum == slot_checksum(slot) && slot->turn <= TURN_MAX &&
           (slot->turn & 1) == number && slot->segment <= SEGMENT_NUMBER_MAX;
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
    struct slot slots[SLOTS] = {{0}, {0}};

    *position = (struct position){
        .file = segment_open_file(directory, POSITION_NAME, O_RDWR),
        .synced = true,
    };
    if (position->file < 0)
        return errno == ENOENT                                        ? POSITION_MISSING
               : errno == EISDIR || errno == ELOOP || errno == EINVAL ? POSITION_DAMAGED
                                                                      : POSITION_FAILED;
    ssize_t got = pread(position->file, slots, sizeof(slots), 0);
    if (got < 0)
        return POSITION_FAILED;
    for (size_t i = 0; got > 0 && i < (size_t)got / sizeof(slots[0]); i++) {
        if (is_whole(&slots[i], i))
            take_slot(position, &slots[i]);
    }
    if (position->whole > 0)
        return POSITION_FOUND;
    return got == 0 ? POSITION_EMPTY : POSITION_DAMAGED;
}

static bool write_slot(struct position *position, uint64_t turn, uint64_t segment, uint64_t offset)
{
    struct slot slot = {turn, segment, offset, 0};
    ssize_t written;

    slot.checksum = slot_checksum(&slot);
    do
        written = pwrite(position->file, &slot, sizeof(slot), (off_t)((turn & 1) * sizeof(slot)));
    while (written < 0 && errno == EINTR);
    if (written != (ssize_t)sizeof(slot)) {
        errno = written < 0 ? errno : ENOSPC;
        return false;
    }
    position->turn = turn;
    position->segment = segment;
    position->offset = offset;
    position->synced = false;
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
    return position_sync(position);
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
    if (!position->synced && fdatasync(position->file) != 0)
        return false;
    position->synced = true;
    return true;
}

void position_close(struct position *position)
{
    if (position->file >= 0)
        close(position->file);
    position->file = -1;
}
