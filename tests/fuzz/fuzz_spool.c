/* A spool's directory as anybody may have left it. It is opened, read and stored to, and opened
 * again: what is stored arrives, nothing comes for ever, and what was told is not told again.
 *
 * The first byte: 1 there is a position, 2 a second segment, 4 the oldest are dropped, 8 the lock
 * is that of a spool whose position was written. Then the size of the position and its bytes; the
 * size of the first segment, two bytes, the lower first, and its bytes; the rest is the second one.
 */
#include "config.h"

#include "fuzz/target.h"

#include "sink/spool.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MAX_BYTES (1 << 20)
#define RECORDS_MAX (1 << 16)

enum { HAS_POSITION = 1, HAS_SECOND = 2, DROPS = 4, IS_MARKED = 8 };

static const char *const names[] = {"position", "00000000000000000001.spool",
                                    "00000000000000000002.spool", "lock"};

static const char newest[] = "the newest of all";

static void write_file(int directory, const char *name, struct slice bytes)
{
    int file = openat(directory, name, O_WRONLY | O_CREAT | O_TRUNC, 0600);

    must(file >= 0 && write(file, bytes.data, bytes.size) == (ssize_t)bytes.size,
         "a file can be written");
    close(file);
}

static struct slice take(struct slice *rest, size_t size)
{
    struct slice taken = {rest->data, size < rest->size ? size : rest->size};

    rest->data += taken.size;
    rest->size -= taken.size;
    return taken;
}

static size_t take_byte(struct slice *rest)
{
    struct slice byte = take(rest, 1);

    return byte.size > 0 ? (unsigned char)byte.data[0] : 0;
}

static void make_directory(int directory, size_t flags, struct slice rest)
{
    struct slice position = take(&rest, take_byte(&rest));
    size_t size = take_byte(&rest);

    size |= take_byte(&rest) << 8;
    struct slice first = take(&rest, size);
    if ((flags & HAS_POSITION) != 0)
        write_file(directory, names[0], position);
    write_file(directory, names[1], first);
    if ((flags & HAS_SECOND) != 0)
        write_file(directory, names[2], rest);
    if ((flags & IS_MARKED) != 0)
        write_file(directory, names[3], SLICE("position\n"));
}

static void on_flawed(void *context, const char *text)
{
    unsigned *count = context;

    must(text[0] != '\0', "a flaw has words");
    (*count)++;
}

static struct spool *open_spool(const char *path, size_t flags, unsigned *told)
{
    struct error error = {0};
    struct spool *spool = spool_open(
        &(struct spool_options){
            .directory = path,
            .max_bytes = MAX_BYTES,
            .full = (flags & DROPS) != 0 ? SPOOL_DROP_OLDEST : SPOOL_REFUSE,
            .flawed = on_flawed,
            .context = told,
        },
        &error);

    must(spool != NULL, "a spool can be opened");
    return spool;
}

/* Reads all, acknowledges the first `acknowledged`, and returns whether the newest was the last. */
static bool read_all(struct spool *spool, size_t acknowledged)
{
    struct buffer record = {0};
    struct spool_place place;
    struct error error;
    size_t count = 0;
    bool is_newest = false;

    while (spool_read(spool, &record, &place, &error)) {
        must(++count < RECORDS_MAX, "there is an end");
        is_newest = strcmp(record.data, newest) == 0;
        if (count <= acknowledged)
            spool_acknowledge(spool, place);
    }
    must(error.class == ERROR_NONE, "all can be read");
    must(spool_counts(spool).records <= count, "what is counted was there");
    buffer_free(&record);
    return is_newest;
}

static void use(const char *path, size_t flags)
{
    struct error error;
    unsigned told = 0;
    struct spool *spool = open_spool(path, flags, &told);

    read_all(spool, 1);
    must(spool_store(spool, slice_of(newest), NULL, &error) == SPOOL_STORED, "there is room");
    spool_close(spool);
    told = 0;
    spool = open_spool(path, flags, &told);
    must(read_all(spool, RECORDS_MAX), "the newest arrives, as the last");
    must(told == 0, "nothing is told twice");
    spool_close(spool);
    spool = open_spool(path, flags, &told);
    must(spool_at_end(spool) && told == 0, "nothing is left");
    spool_close(spool);
}

static void clean(const char *path)
{
    char command[128];

    snprintf(command, sizeof(command), "%s/%s", path, "lock");
    static const char *const made[] = {"position",
                                       "position.damaged",
                                       "lock",
                                       "00000000000000000001.spool",
                                       "00000000000000000001.spool.damaged",
                                       "00000000000000000002.spool",
                                       "00000000000000000002.spool.damaged"};
    for (size_t i = 0; i < sizeof(made) / sizeof(made[0]); i++) {
        snprintf(command, sizeof(command), "%s/%s", path, made[i]);
        unlink(command);
    }
    must(rmdir(path) == 0, "nothing else was made");
}

FUZZ_TARGET(spool)
{
    char in_memory[] = "/dev/shm/driftop-fuzz-XXXXXX";
    char on_disk[] = "/tmp/driftop-fuzz-XXXXXX";
    struct slice rest = {(const char *)data, size};
    size_t flags = take_byte(&rest);
    const char *path = mkdtemp(in_memory);

    if (path == NULL)
        path = mkdtemp(on_disk);
    must(path != NULL, "a directory can be made");
    int directory = open(path, O_RDONLY | O_DIRECTORY);
    make_directory(directory, flags, rest);
    close(directory);
    use(path, flags);
    clean(path);
    return 0;
}
