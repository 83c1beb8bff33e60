/* Disk: stands between the spool and the system's calls (the linker wraps them), makes them fail,
 * and writes down what was written and synced in one directory. */
#ifndef SPOOL_DISK_H
#define SPOOL_DISK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What can fail. */
enum disk_call {
    DISK_OPEN = 1,
    DISK_CREATE = 2,
    DISK_READ = 4,
    DISK_WRITE = 8,
    DISK_TRUNCATE = 16,
    DISK_REMOVE = 32,
    DISK_SYNC = 64
};

/* Makes the calls of a set fail with an errno until further notice; 0: none. */
void disk_fail(unsigned calls, int reason);

/* How many calls of the spool there were. */
extern uint64_t disk_calls;

enum disk_change {
    DISK_MADE,    /* a directory entry */
    DISK_WRITTEN, /* `bytes` at `offset` */
    DISK_CUT,     /* to `offset` bytes */
    DISK_GONE,    /* a directory entry */
    DISK_RENAMED, /* to `other` */
    DISK_FILE_SYNCED,
    DISK_NAMES_SYNCED,
    DISK_PARENT_SYNCED,
    DISK_NOTE /* of the test: `note` and `number` */
};

#define DISK_NAME_SIZE 64

struct disk_entry {
    enum disk_change change;
    uint64_t file; /* a number of its own for each file, also when its name was used before */
    char name[DISK_NAME_SIZE];
    char other[DISK_NAME_SIZE];
    uint64_t offset;
    char *bytes;
    size_t size;
    int note;
    unsigned number;
};

struct disk_log {
    struct disk_entry *entries;
    size_t count;
    size_t capacity;
};

/* Begins to write down what happens in a directory; the log belongs to the caller, who frees it.
 * NULL: nothing is written down any more. */
void disk_watch(struct disk_log *log, const char *directory);
void disk_note(int kind, unsigned number);
void disk_free(struct disk_log *log);

/* Makes in `directory` what a power cut after the first `count` entries may leave of them, chosen
 * by `seed`: what was synced, and any part of the rest. Returns false when it is not even there. */
bool disk_rebuild(const struct disk_log *log, size_t count, uint64_t seed, const char *directory);

/* Removes a directory with the files and empty directories in it. */
void disk_remove(const char *directory);

#endif
