/* File set: the files that are one source, each with a reader of its own. */
#ifndef SOURCE_FILE_SET_H
#define SOURCE_FILE_SET_H

#include "source/file/list.h"
#include "source/file/reader.h"
#include "source/source.h"

struct file_set;

/* What a reader's events are given as their context. */
struct file_member {
    struct file_set *set;
    const char *path;
    struct file_reader *reader;
    int64_t newest_ms;     /* of its reports so far, of a source */
    bool was_read;         /* to its end, at least once since it was begun */
    bool has_failed;       /* of a feed: nothing more can be read of it */
    struct report *report; /* of a feed: the next one, until the reader goes on; NULL: none */
};

/* Zero-initialised is empty. Members are in the order of their paths. */
struct file_set {
    struct file_list list;
    struct file_member *members;
    size_t count;
    size_t open; /* readers that are not closed yet */
    void (*closed)(void *owner);
    void *owner; /* whose set it is: the source or the feed */
};

/* Makes a reader for each file that `spec`, or else options->files, names, and writes how they are
 * shown. None is begun. Returns false, with the reason, when no file is named. */
bool file_set_open(struct file_set *set, uv_loop_t *loop, const char *spec,
                   const struct source_options *options, const struct file_reader_events *events,
                   void *owner, char *name, size_t name_size, struct error *error);

/* Return the bytes of all files, and how many of them are read. */
uint64_t file_set_size(const struct file_set *set);
uint64_t file_set_position(const struct file_set *set);

/* Return true when all were read to their ends; when nothing more will come; when all can be read
 * from their beginnings a second time. */
bool file_set_was_read(const struct file_set *set);
bool file_set_has_ended(const struct file_set *set);
bool file_set_can_begin_again(const struct file_set *set);

/* Tells in front of an error which of several files it is about. */
void file_set_name_error(const struct file_set *set, const struct file_member *member,
                         struct error *error);

/* Closes all; `closed` is called with the owner when nothing is left on the loop. */
void file_set_close(struct file_set *set, void (*closed)(void *owner));

#endif
