#include "config.h"

#include "sink/spool_position.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>
#include <zlib.h>

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

bool position_open(int directory, struct position *position, struct error *error)
{
    struct slot slots[2] = {{0}, {0}};

    *position = (struct position){
        .file = openat(directory, "position", O_RDWR | O_CREAT | O_CLOEXEC, 0600),
    };
    if (position->file < 0)
        return error_system(error, errno, "spool position");
    ssize_t got = pread(position->file, slots, sizeof(slots), 0);
    if (got < 0) {
        error_system(error, errno, "read the spool position");
        position_close(position);
        return false;
    }
    for (size_t i = 0; i < (size_t)got / sizeof(slots[0]); i++) {
        if (slots[i].checksum != slot_checksum(&slots[i]) || slots[i].turn < position->turn)
            continue;
        position->turn = slots[i].turn;
        position->place = (struct spool_place){slots[i].segment, slots[i].offset};
    }
    return true;
}

bool position_write(struct position *position, struct spool_place place, struct error *error)
{
    struct slot slot = {position->turn + 1, place.segment, place.offset, 0};

    slot.checksum = slot_checksum(&slot);
    off_t at = (off_t)((slot.turn & 1) * sizeof(slot));
    if (pwrite(position->file, &slot, sizeof(slot), at) != (ssize_t)sizeof(slot))
        return error_system(error, errno, "write the spool position");
    position->turn = slot.turn;
    position->place = place;
    return true;
}

void position_close(struct position *position)
{
    if (position->file >= 0)
        close(position->file);
    position->file = -1;
}
