/* File name: which specifications of a source are files of reports, and what the name tells. */
#ifndef SOURCE_FILE_NAME_H
#define SOURCE_FILE_NAME_H

#include "base/error.h"
#include "base/slice.h"

#include <stdbool.h>
#include <stdint.h>

#define FILE_LINE_PATH 80 /* bytes of a path: the last of it */
#define FILE_LINE_SIZE (FILE_LINE_PATH + 24)

/* Returns true for "-", "file:PATH", and every path that ends in .jsonl or .ndjson, also with .gz
 * behind that. */
bool file_name_is_source(const char *spec);

/* Returns true for a word that can only be meant as a file, a folder or a glob: there is one of
 * that name, or it is written like a path. */
bool file_source_looks_like(const char *word);

/* Returns true for a name that ends like a file of reports: .jsonl, .ndjson or .gz. */
bool file_name_is_report(const char *name);

/* Returns the path; "-" is standard input. NULL, and why, where none stands. */
const char *file_name_path(const char *spec, struct error *error);

/* Returns true when the file is compressed. */
bool file_name_is_gzip(const char *path);

/* Returns the tenant of lines that do not name one: the file's name without directory and endings;
 * "default" for standard input. */
struct slice file_name_tenant(const char *path);

/* Writes the path as it may be shown; "standard input" for "-". */
void file_name_show(const char *path, char *out, size_t size);

/* Writes a place in a file as it may be shown: "logs/a.jsonl:12". */
void file_name_line(const char *path, uint64_t line, char out[static FILE_LINE_SIZE]);

#endif
