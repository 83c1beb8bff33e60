#include "config.h"

#include "theme.h"

#include "base/buffer.h"
#include "builtin_themes.h"
#include "headless/configuration_path.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define SUFFIX ".theme"
#define THEME_FILE_LIMIT 65536 /* more is no theme */

/* Appends the folder of the user's own themes; false where there is no home. */
static bool user_folder(struct buffer *path)
{
    return configuration_home("themes", path);
}

static bool ends_with(const char *text, const char *suffix)
{
    size_t length = strlen(text);
    size_t suffix_length = strlen(suffix);

    return length > suffix_length && strcmp(text + length - suffix_length, suffix) == 0;
}

static bool read_file(const char *path, struct buffer *text, struct error *error)
{
    FILE *file = fopen(path, "re");

    if (file == NULL)
        return error_set(error, ERROR_USAGE, "%s: %s", path, strerror(errno));
    char *room = buffer_reserve(text, THEME_FILE_LIMIT);
    size_t size = fread(room, 1, THEME_FILE_LIMIT, file);
    bool failed = ferror(file) != 0;
    int reason = errno;
    bool whole = feof(file) != 0;
    fclose(file);
    if (failed)
        return error_set(error, ERROR_USAGE, "%s: %s", path, strerror(reason));
    if (!whole)
        return error_set(error, ERROR_USAGE, "%s: is too large for a theme", path);
    room[size] = '\0';
    text->size = size;
    return true;
}

static bool load_file(const char *path, struct theme *theme, struct error *error)
{
    struct buffer text = {0};

    bool loaded =
        read_file(path, &text, error) && theme_parse(buffer_text(&text), path, theme, error);
    buffer_free(&text);
    return loaded;
}

/* Tells a theme that is not there from one that cannot be read: only the first is looked for
 * elsewhere. */
static bool exists(const char *path)
{
    FILE *file = fopen(path, "re");

    if (file == NULL)
        return errno != ENOENT && errno != ENOTDIR;
    fclose(file);
    return true;
}

/* Appends the path of a theme that a folder holds. */
static bool find_in_folder(const char *folder, const char *name, struct buffer *path)
{
    buffer_clear(path);
    buffer_printf(path, "%s/%s" SUFFIX, folder, name);
    return exists(buffer_text(path));
}

static bool find_file(const char *name, const char *installed, struct buffer *path)
{
    struct buffer folder = {0};

    bool found = (user_folder(&folder) && find_in_folder(buffer_text(&folder), name, path)) ||
                 find_in_folder(installed, name, path);
    buffer_free(&folder);
    return found;
}

static bool load_builtin(const char *name, struct theme *theme, struct error *error)
{
    const struct builtin_theme *builtin = builtin_theme_find(name);

    if (builtin == NULL)
        return error_set(error, ERROR_USAGE, "there is no theme '%s'; --list-themes shows all",
                         name);
    return theme_parse(builtin->text, builtin->file, theme, error);
}

bool theme_load_from(const char *word, const char *installed, struct theme *theme,
                     struct error *error)
{
    struct buffer path = {0};
    bool loaded;

    if (strchr(word, '/') != NULL || ends_with(word, SUFFIX))
        loaded = load_file(word, theme, error);
    else if (find_file(word, installed, &path))
        loaded = load_file(buffer_text(&path), theme, error);
    else
        loaded = load_builtin(word, theme, error);
    buffer_free(&path);
    return loaded;
}

bool theme_load(const char *word, struct theme *theme, struct error *error)
{
    return theme_load_from(word, DRIFTOP_THEME_DIR, theme, error);
}

static void list_folder(const char *folder, FILE *out)
{
    DIR *directory = opendir(folder);

    if (directory == NULL)
        return;
    for (struct dirent *entry = readdir(directory); entry != NULL; entry = readdir(directory)) {
        if (ends_with(entry->d_name, SUFFIX))
            fprintf(out, "%-12.*s %s/%s\n", (int)(strlen(entry->d_name) - strlen(SUFFIX)),
                    entry->d_name, folder, entry->d_name);
    }
    closedir(directory);
}

void theme_list(FILE *out)
{
    struct buffer folder = {0};

    for (size_t i = 0; i < theme_builtin_count(); i++) {
        struct theme theme;
        theme_builtin(i, &theme);
        fprintf(out, "%-12s %s\n", theme.name, theme.description);
    }
    if (user_folder(&folder))
        list_folder(buffer_text(&folder), out);
    buffer_free(&folder);
}
