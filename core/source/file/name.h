/* File name: which specifications of a source are files of reports, and what the name tells. */
#ifndef SOURCE_FILE_NAME_H
#define SOURCE_FILE_NAME_H

#include "base/error.h"
#include "base/slice.h"

#include <stdbool.h>

/* Returns true for "-", "file:PATH", and every path that ends in .jsonl or .ndjson, also with .gz
 * behind that. */
bool file_name_is_source(const char *spec);

/* Returns the path; "-" is standard input. NULL, and why, where none stands. */
const char *file_name_path(const char *spec, struct error *error);

/* Returns true when the file is compressed. */
bool file_name_is_gzip(const char *path);

/* Returns the tenant of lines that do not name one: the file's name without directory and endings;
 * "default" for standard input. */
struct slice file_name_tenant(const char *path);

/* Writes the path as it may be shown; "standard input" for "-". */
void file_name_show(const char *path, char *out, size_t size);

#endif
