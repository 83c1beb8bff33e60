/* File list: the files of reports that words of the command line name: a file, a folder (what ends
 * in .jsonl, .ndjson or .gz in it) or a glob, each also behind "file:"; "-" is standard input. */
#ifndef SOURCE_FILE_LIST_H
#define SOURCE_FILE_LIST_H

#include "base/error.h"

#include <stddef.h>

#define FILE_LIST_MAX 1000 /* files: each that is followed takes a descriptor */

/* Zero-initialised is empty. */
struct file_list {
    char **paths; /* each file once, in the order of the words; in a folder and of a glob by name */
    size_t count;
    size_t capacity;
    size_t named; /* files, however often each */
};

/* Makes the list. A file that is not there is kept: it may come. Returns false, with the way out,
 * where a word names nothing: a folder without reports, a glob that matches no file. To be freed in
 * both cases. */
bool file_list_make(struct file_list *list, const char *const *words, size_t count,
                    struct error *error);
void file_list_free(struct file_list *list);

/* Brings the files into the order of their paths, which does not depend on that of the words. */
void file_list_sort(struct file_list *list);

/* Writes how the words are shown: made safe, with the number of files where that is not plain:
 * "logs (12 files)". */
void file_list_show(const struct file_list *list, const char *const *words, size_t count, char *out,
                    size_t size);

#endif
