#include "config.h"

#include "source/file/name.h"

#include "base/text.h"
#include "source/selection.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#define PREFIX "file:"
#define STANDARD_INPUT "-"
#define DEFAULT_TENANT "default"

static const char *const endings[] = {".jsonl", ".ndjson"};

/* Takes `ending` off the end of a name; returns false when it is not there, or is all of it. */
static bool take_ending(struct slice *name, const char *ending)
{
    size_t size = strlen(ending);

    if (name->size <= size || memcmp(name->data + name->size - size, ending, size) != 0)
        return false;
    name->size -= size;
    return true;
}

static bool take_any_ending(struct slice *name)
{
    take_ending(name, ".gz");
    for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++) {
        if (take_ending(name, endings[i]))
            return true;
    }
    return false;
}

bool file_name_is_source(const char *spec)
{
    struct slice name = slice_of(spec);

    return strcmp(spec, STANDARD_INPUT) == 0 || strncmp(spec, PREFIX, strlen(PREFIX)) == 0 ||
           take_any_ending(&name);
}

bool file_source_looks_like(const char *word)
{
    struct stat status;

    if (*word == '\0' || strstr(word, "://") != NULL)
        return false;
    return *word == '/' || *word == '.' || stat(word, &status) == 0 || selection_is_glob(word);
}

bool file_name_is_report(const char *name)
{
    struct slice rest = slice_of(name);

    return file_name_is_gzip(name) || take_any_ending(&rest);
}

const char *file_name_path(const char *spec, struct error *error)
{
    const char *path = strncmp(spec, PREFIX, strlen(PREFIX)) == 0 ? spec + strlen(PREFIX) : spec;

    if (*path != '\0')
        return path;
    error_set(error, ERROR_USAGE, "behind \"" PREFIX "\" the path of a file must stand");
    return NULL;
}

bool file_name_is_gzip(const char *path)
{
    struct slice name = slice_of(path);

    return take_ending(&name, ".gz");
}

struct slice file_name_tenant(const char *path)
{
    const char *slash = strrchr(path, '/');
    struct slice name = slice_of(slash != NULL ? slash + 1 : path);

    take_any_ending(&name);
    if (name.size == 0 || slice_is(name, STANDARD_INPUT))
        return SLICE(DEFAULT_TENANT);
    return name;
}

void file_name_show(const char *path, char *out, size_t size)
{
    bool is_file = strcmp(path, STANDARD_INPUT) != 0;

    text_safe_copy(out, size, is_file ? slice_of(path) : SLICE("standard input"));
}

void file_name_line(const char *path, uint64_t line, char out[static FILE_LINE_SIZE])
{
    size_t size = strlen(path);
    size_t from = size > FILE_LINE_PATH ? size - FILE_LINE_PATH : 0;

    /* A cut within a character would leave a half of it. */
    while (((unsigned char)path[from] & 0xC0) == 0x80)
        from++;
    file_name_show(path + from, out, FILE_LINE_PATH + 1);
    size = strlen(out);
    snprintf(out + size, FILE_LINE_SIZE - size, ":%" PRIu64, line);
}
