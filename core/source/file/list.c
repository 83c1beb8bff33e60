#include "config.h"

#include "source/file/list.h"

#include "base/buffer.h"
#include "base/memory.h"
#include "base/text.h"
#include "source/file/name.h"
#include "source/selection.h"

#include <dirent.h>
#include <errno.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* The same file under two names would tell everything twice. */
static bool is_listed(const struct file_list *list, const struct stat *status)
{
    struct stat other;

    for (size_t i = 0; i < list->count; i++) {
        if (stat(list->paths[i], &other) == 0 && other.st_dev == status->st_dev &&
            other.st_ino == status->st_ino)
            return true;
    }
    return false;
}

static bool has_path(const struct file_list *list, const char *path)
{
    for (size_t i = 0; i < list->count; i++) {
        if (strcmp(list->paths[i], path) == 0)
            return true;
    }
    return false;
}

static bool add(struct file_list *list, const char *path, const struct stat *status,
                struct error *error)
{
    list->named++;
    if (has_path(list, path) || (status != NULL && is_listed(list, status)))
        return true;
    if (list->count == FILE_LIST_MAX)
        return error_set(error, ERROR_STOP,
                         "these are more than %d files: name a part of them, as in "
                         "'logs/2026-11-*.jsonl'",
                         FILE_LIST_MAX);
    list->paths = mem_grow(list->paths, &list->capacity, list->count + 1, sizeof(*list->paths));
    list->paths[list->count++] = mem_strdup(path);
    return true;
}

static int choose_reports(const struct dirent *entry)
{
    return entry->d_name[0] != '.' && file_name_is_report(entry->d_name);
}

static int compare_entries(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

/* Folders in a folder, and what is no file to read from, are passed over. */
static bool add_entry(struct file_list *list, const char *folder, const char *name,
                      struct error *error)
{
    size_t size = strlen(folder);
    struct buffer path = {0};
    struct stat status;

    buffer_printf(&path, "%s%s%s", folder, size > 0 && folder[size - 1] == '/' ? "" : "/", name);
    bool added = stat(path.data, &status) != 0 || S_ISDIR(status.st_mode) ||
                 add(list, path.data, &status, error);
    buffer_free(&path);
    return added;
}

static bool add_folder(struct file_list *list, const char *folder, struct error *error)
{
    struct dirent **entries;
    bool added = true;
    int count = scandir(folder, &entries, choose_reports, compare_entries);

    if (count < 0) {
        error_system(error, errno, "cannot read the folder %s", folder);
        error->class = ERROR_STOP;
        return false;
    }
    for (int i = 0; i < count; i++) {
        added = added && add_entry(list, folder, entries[i]->d_name, error);
        free(entries[i]);
    }
    free(entries);
    return added;
}

static bool add_named_folder(struct file_list *list, const char *folder, struct error *error)
{
    size_t before = list->named;

    if (!add_folder(list, folder, error))
        return false;
    return list->named > before ||
           error_set(error, ERROR_STOP,
                     "the folder %s holds no file that ends in .jsonl, .ndjson or .gz; files with "
                     "other names are named by a pattern in quotes, as in '%s/*.log'",
                     folder, folder);
}

static bool add_matches(struct file_list *list, const char *pattern, const glob_t *matches,
                        struct error *error)
{
    size_t before = list->named;
    struct stat status;

    for (size_t i = 0; i < matches->gl_pathc; i++) {
        const char *path = matches->gl_pathv[i];
        if (stat(path, &status) != 0)
            continue;
        if (S_ISDIR(status.st_mode) ? !add_folder(list, path, error)
                                    : !add(list, path, &status, error))
            return false;
    }
    return list->named > before ||
           error_set(error, ERROR_STOP, "no file of reports matches %s; see what is there with: ls",
                     pattern);
}

static bool add_glob(struct file_list *list, const char *pattern, struct error *error)
{
    glob_t matches;
    int failure = glob(pattern, 0, NULL, &matches);

    if (failure == GLOB_NOSPACE)
        mem_exhausted();
    if (failure != 0)
        return error_set(error, ERROR_STOP,
                         "no file matches %s; a pattern knows *, ? and [abc], and a folder is "
                         "named as it is",
                         pattern);
    bool added = add_matches(list, pattern, &matches, error);
    globfree(&matches);
    return added;
}

static bool add_word(struct file_list *list, const char *word, struct error *error)
{
    const char *path = file_name_path(word, error);
    struct stat status;

    if (path == NULL)
        return false;
    if (strcmp(path, "-") == 0)
        return add(list, path, NULL, error);
    if (stat(path, &status) == 0)
        return S_ISDIR(status.st_mode) ? add_named_folder(list, path, error)
                                       : add(list, path, &status, error);
    return selection_is_glob(path) ? add_glob(list, path, error) : add(list, path, NULL, error);
}

bool file_list_make(struct file_list *list, const char *const *words, size_t count,
                    struct error *error)
{
    *list = (struct file_list){0};
    for (size_t i = 0; i < count; i++) {
        if (!add_word(list, words[i], error))
            return false;
    }
    return true;
}

void file_list_free(struct file_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        free(list->paths[i]);
    free(list->paths);
    *list = (struct file_list){0};
}

static int compare_paths(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

void file_list_sort(struct file_list *list)
{
    if (list->count > 1)
        qsort(list->paths, list->count, sizeof(*list->paths), compare_paths);
}

void file_list_show(const struct file_list *list, const char *const *words, size_t count, char *out,
                    size_t size)
{
    const size_t number_size = sizeof(" (1000 files)");
    struct buffer shown = {0};
    bool is_plain =
        count == 1 && list->count == 1 && has_path(list, file_name_path(words[0], NULL));

    for (size_t i = 0; i < count; i++) {
        const char *path = file_name_path(words[i], NULL);
        buffer_printf(&shown, "%s%s", i > 0 ? ", " : "",
                      strcmp(path, "-") == 0 ? "standard input" : path);
    }
    text_safe_copy(out, is_plain ? size : size - number_size,
                   (struct slice){shown.data, shown.size});
    if (!is_plain)
        snprintf(out + strlen(out), number_size, " (%zu file%s)", list->count,
                 list->count == 1 ? "" : "s");
    buffer_free(&shown);
}
