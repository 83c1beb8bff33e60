/* Configuration file: its lines, taken apart. What they mean is not known here.
 *
 *   # a comment, as with ';', which also ends a line behind a blank
 *   name = value
 *   [section]
 *   name = value
 */
#ifndef HEADLESS_CONFIGURATION_FILE_H
#define HEADLESS_CONFIGURATION_FILE_H

#include "base/arena.h"
#include "headless/problems.h"

/* Bytes: what one file and one line may have. The latter is what inih takes in any build. */
#define CONFIGURATION_MAX ((size_t)64 << 10)
#define CONFIGURATION_LINE_MAX 197

struct configuration_head {
    const char *name;
    unsigned line;
};

struct configuration_entry {
    const char *name;
    const char *value;
    size_t head; /* the place of its section among the heads */
    unsigned line;
};

/* Zero-initialised is empty. All strings belong to it. */
struct configuration_file {
    struct arena arena;
    const char *path;
    struct configuration_head *heads; /* the first has no name: what stands before any */
    size_t head_count;
    size_t head_capacity;
    struct configuration_entry *entries; /* in the order of the file */
    size_t count;
    size_t capacity;
    bool is_open; /* others than its owner and group can read it, or others than its owner write */
    bool is_pipe; /* as of "--config <(sops -d FILE)" */
};

/* Reads a file. Returns false when there is none of that name, or something is wrong; then that was
 * added to `problems`. A file that is missing is none where `optional` says so. To be freed in any
 * case. */
bool configuration_file_read(struct configuration_file *file, const char *path, bool optional,
                             struct problems *problems);
void configuration_file_free(struct configuration_file *file);

/* Returns the heading under which an entry stands; NULL: none. */
const char *configuration_heading(const struct configuration_file *file,
                                  const struct configuration_entry *entry);

#endif
