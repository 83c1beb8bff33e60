#include "config.h"

#include "sink/spool_segment.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>
#include <zlib.h>

#define MARK "DrSp"
#define MARK_SIZE 4
#define HEADER_SIZE 12 /* the mark, the length and the checksum */
#define LENGTH_MAX (64u << 20)
#define SEARCH_SIZE 65536

static void segment_name(uint64_t number, char out[static 32])
{
    snprintf(out, 32, "%020" PRIu64 ".spool", number);
}

int segment_open(int directory, uint64_t number, int flags, struct error *error)
{
    char name[32];

    segment_name(number, name);
    int file = openat(directory, name, flags | O_CLOEXEC, 0600);
    if (file < 0)
        error_system(error, errno, "spool segment %s", name);
    return file;
}

bool segment_remove(int directory, uint64_t number, struct error *error)
{
    char name[32];

    segment_name(number, name);
    if (unlinkat(directory, name, 0) != 0 && errno != ENOENT)
        return error_system(error, errno, "remove spool segment %s", name);
    return true;
}

uint64_t segment_record_size(size_t size)
{
    return HEADER_SIZE + (uint64_t)size;
}

static void put_number(unsigned char out[static 4], uint32_t number)
{
    for (int i = 0; i < 4; i++)
        out[i] = (unsigned char)(number >> (8 * i));
}

static uint32_t get_number(const unsigned char in[static 4])
{
    uint32_t number = 0;

    for (int i = 3; i >= 0; i--)
        number = number << 8 | in[i];
    return number;
}

/* The length is part of what is checked, so that a damaged one cannot lead astray. */
static uint32_t checksum(const unsigned char length[static 4], const char *data, size_t size)
{
    uLong sum = crc32(0, length, 4);

    return (uint32_t)crc32(sum, (const unsigned char *)data, (uInt)size);
}

bool segment_write(int file, uint64_t offset, struct slice record, struct error *error)
{
    unsigned char header[HEADER_SIZE] = MARK;
    struct iovec parts[] = {{header, HEADER_SIZE}, {NULL, record.size}};

    if (record.size == 0 || record.size > LENGTH_MAX)
        return error_set(error, ERROR_INPUT, "a spool record of %zu bytes", record.size);
    memcpy(&parts[1].iov_base, &record.data, sizeof(record.data)); /* pwritev() only reads it */
    put_number(header + MARK_SIZE, (uint32_t)record.size);
    put_number(header + MARK_SIZE + 4, checksum(header + MARK_SIZE, record.data, record.size));

    ssize_t written;
    do
        written = pwritev(file, parts, 2, (off_t)offset);
    while (written < 0 && errno == EINTR);
    if (written == (ssize_t)segment_record_size(record.size))
        return true;

    int reason = written < 0 ? errno : ENOSPC;
    if (ftruncate(file, (off_t)offset) != 0)
        reason = errno;
    return error_system(error, reason, "write to the spool");
}

/* Reads exactly `size` bytes. Returns how many there were before the file's end, or -1. */
static ssize_t read_at(int file, uint64_t offset, void *out, size_t size)
{
    size_t done = 0;

    while (done < size) {
        ssize_t got = pread(file, (char *)out + done, size - done, (off_t)(offset + done));
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return -1;
        if (got == 0)
            break;
        done += (size_t)got;
    }
    return (ssize_t)done;
}

/* Reads the record that begins at `offset`, if a whole one does. */
static enum segment_found read_record(int file, uint64_t offset, struct buffer *record,
                                      struct record_place *place, struct error *error)
{
    unsigned char header[HEADER_SIZE];
    ssize_t got = read_at(file, offset, header, HEADER_SIZE);

    if (got == HEADER_SIZE && memcmp(header, MARK, MARK_SIZE) == 0) {
        uint32_t length = get_number(header + MARK_SIZE);
        if (length == 0 || length > LENGTH_MAX)
            return SEGMENT_END;
        buffer_clear(record);
        got = read_at(file, offset + HEADER_SIZE, buffer_reserve(record, length), length);
        if (got == (ssize_t)length && checksum(header + MARK_SIZE, record->data, length) ==
                                          get_number(header + MARK_SIZE + 4)) {
            record->size = length;
            record->data[length] = '\0';
            *place = (struct record_place){offset, offset + segment_record_size(length)};
            return SEGMENT_RECORD;
        }
    }
    if (got < 0) {
        error_system(error, errno, "read the spool");
        return SEGMENT_FAILED;
    }
    return SEGMENT_END;
}

/* Finds the next mark at or behind `*offset`. */
static enum segment_found find_mark(int file, uint64_t *offset, struct error *error)
{
    char bytes[SEARCH_SIZE];

    for (;;) {
        ssize_t got = read_at(file, *offset, bytes, sizeof(bytes));
        if (got < 0) {
            error_system(error, errno, "read the spool");
            return SEGMENT_FAILED;
        }
        if (got < MARK_SIZE)
            return SEGMENT_END;
        const char *mark = memmem(bytes, (size_t)got, MARK, MARK_SIZE);
        if (mark != NULL) {
            *offset += (uint64_t)(mark - bytes);
            return SEGMENT_RECORD;
        }
        *offset += (uint64_t)got - MARK_SIZE + 1;
    }
}

enum segment_found segment_find(int file, uint64_t offset, struct buffer *record,
                                struct record_place *place, struct error *error)
{
    struct buffer scratch = {0};
    struct buffer *out = record != NULL ? record : &scratch;
    enum segment_found found = read_record(file, offset, out, place, error);

    while (found == SEGMENT_END) {
        found = find_mark(file, &offset, error);
        if (found != SEGMENT_RECORD)
            break;
        found = read_record(file, offset, out, place, error);
        offset++;
    }
    buffer_free(&scratch);
    return found;
}
