/* Stream groups: streams about which one request may ask: all of one server, those of one slot in a
 * cluster. */
#ifndef SOURCE_REDIS_STREAM_GROUPS_H
#define SOURCE_REDIS_STREAM_GROUPS_H

#include <stdbool.h>
#include <stddef.h>

struct stream;

struct stream_group {
    struct stream **all;
    size_t count;
    size_t capacity;
    bool sorted;

    /* The part that follow.c keeps. */
    bool busy;   /* its turn has come, or is waited for */
    size_t next; /* stream to be asked in this poll */
};

/* Zero-initialised is empty. */
struct stream_groups {
    struct stream_group **all;
    size_t count;
    size_t capacity;
    struct stream_group *
        *numbered; /* by the numbers that the client gives; NULL: it has no stream */
    size_t numbers;
};

/* Adds a stream to the group of a number, and returns that. */
struct stream_group *stream_groups_add(struct stream_groups *groups, unsigned number,
                                       struct stream *stream);

/* Brings the streams of a group into the order of their names. Those that were made one after the
 * other often have names that follow each other, and lie side by side in the memory of the server,
 * which then reads a question about all of them twice as fast as in the order of a scan. */
void stream_group_sort(struct stream_group *group);

/* Takes out the streams of which `goes` is true; groups stay, also where nothing is left in them.
 */
void stream_groups_remove(struct stream_groups *groups, bool (*goes)(const struct stream *stream));

void stream_groups_free(struct stream_groups *groups);

#endif
