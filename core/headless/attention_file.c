#include "config.h"

#include "headless/attention_file.h"

#include "base/memory.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

#define MIB (1024 * 1024)
#define SIZE_LIMIT (4 * MIB)
#define HEADING "driftop attention 1"
#define FIELDS 9
#define EVERYTHING "*" /* in place of a dimension */
#define LOCK_TRIES 50
#define LOCK_WAIT_NS (2 * 1000 * 1000)

static const char *const kinds[ATTENTION_KINDS] = {"acknowledged", "muted"};

bool attention_path(struct buffer *path)
{
    const char *state = getenv("XDG_STATE_HOME");
    const char *home = getenv("HOME");

    if (state != NULL && state[0] == '/')
        buffer_printf(path, "%s/driftop/attention", state);
    else if (home != NULL && home[0] == '/')
        buffer_printf(path, "%s/.local/state/driftop/attention", home);
    return path->size > 0;
}

/* --- one line --- */

/* Writes what could part fields or lines, or be taken for another thing, as %XX. */
static void append_text(struct buffer *out, const char *text)
{
    for (const char *c = text; *c != '\0'; c++) {
        unsigned char byte = (unsigned char)*c;
        if (byte <= ' ' || byte == '%' || byte == '*' || byte == 0x7f)
            buffer_printf(out, "%%%02X", byte);
        else
            buffer_char(out, *c);
    }
}

static void append_entry(struct buffer *out, const struct attention_entry *entry)
{
    buffer_printf(out, "%s\t%" PRId64 "\t%" PRId64 "\t%s\t%" PRId64 "\t", kinds[entry->kind],
                  entry->since_ms, entry->until_ms, state_name(entry->state), entry->worse_ms);
    append_text(out, entry->source);
    buffer_char(out, '\t');
    append_text(out, entry->tenant);
    buffer_char(out, '\t');
    if (entry->dimension != NULL)
        append_text(out, entry->dimension);
    else
        buffer_string(out, EVERYTHING);
    buffer_char(out, '\t');
    append_text(out, entry->why);
    buffer_char(out, '\n');
}

/* Reads a text in place; a byte that is 0 could not have been written. */
static bool read_text(char *text)
{
    char *out = text;

    for (const char *c = text; *c != '\0'; c++) {
        const char digits[] = {c[1], c[1] != '\0' ? c[2] : '\0', '\0'};
        char *end;
        if (*c != '%') {
            *out++ = *c;
            continue;
        }
        unsigned long byte = strtoul(digits, &end, 16);
        if (byte == 0 || strlen(digits) != 2 || *end != '\0')
            return false;
        *out++ = (char)byte;
        c += 2;
    }
    *out = '\0';
    return true;
}

static bool read_time(const char *text, int64_t *time_ms)
{
    char *end;

    errno = 0;
    *time_ms = strtoll(text, &end, 10);
    return errno == 0 && end != text && *end == '\0' && *time_ms >= 0;
}

static bool read_state(const char *text, enum state *state)
{
    for (int i = 0; i < STATE_COUNT; i++) {
        *state = (enum state)i;
        if (strcmp(text, state_name(*state)) == 0)
            return true;
    }
    return false;
}

static bool read_kind(const char *text, enum attention_kind *kind)
{
    for (int i = 0; i < ATTENTION_KINDS; i++) {
        *kind = (enum attention_kind)i;
        if (strcmp(text, kinds[i]) == 0)
            return true;
    }
    return false;
}

/* Parts a line, which it changes; false where it has more fields or fewer. */
static bool part(char *line, char *fields[static FIELDS])
{
    for (int i = 0; i < FIELDS; i++) {
        fields[i] = line;
        char *tab = strchr(line, '\t');
        if ((tab == NULL) != (i == FIELDS - 1))
            return false;
        if (tab == NULL)
            break;
        *tab = '\0';
        line = tab + 1;
    }
    return true;
}

/* Reads a line; the texts of the entry are those of the line. */
static bool read_entry(char *line, struct attention_entry *entry)
{
    char *fields[FIELDS];

    *entry = (struct attention_entry){0};
    if (!part(line, fields))
        return false;
    bool whole = strcmp(fields[7], EVERYTHING) == 0;
    entry->source = fields[5];
    entry->tenant = fields[6];
    entry->dimension = whole ? NULL : fields[7];
    entry->why = fields[8];
    return read_kind(fields[0], &entry->kind) && read_time(fields[1], &entry->since_ms) &&
           read_time(fields[2], &entry->until_ms) && read_state(fields[3], &entry->state) &&
           read_time(fields[4], &entry->worse_ms) && read_text(entry->source) &&
           read_text(entry->tenant) && (whole || read_text(entry->dimension)) &&
           read_text(entry->why);
}

/* --- the file --- */

/* Takes the lines of a file that can be read. Returns the number of the first that cannot, 0: all
 * can. */
static unsigned read_lines(FILE *file, struct attention_list *list)
{
    char *line = NULL;
    size_t room = 0;
    ssize_t size;
    unsigned damaged = 0;

    for (unsigned number = 1; (size = getline(&line, &room, file)) > 0; number++) {
        struct attention_entry entry;
        bool whole = line[size - 1] == '\n' && strlen(line) == (size_t)size;
        line[size - 1] = whole ? '\0' : line[size - 1];
        bool good = whole && (number == 1 ? strcmp(line, HEADING) == 0 : read_entry(line, &entry));
        if (good && number > 1)
            attention_list_add(list, &entry);
        else if (!good && damaged == 0)
            damaged = number;
    }
    free(line);
    return damaged;
}

/* Opens what can only be a file that somebody wrote: a pipe or a device would be waited for, or
 * never end. NULL with errno. */
static FILE *open_file(const char *path)
{
    int file = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    struct stat what;

    if (file < 0)
        return NULL;
    bool good = fstat(file, &what) == 0 && S_ISREG(what.st_mode) && what.st_size <= SIZE_LIMIT;
    FILE *opened = good ? fdopen(file, "r") : NULL;
    if (opened == NULL) {
        close(file);
        errno = EINVAL;
    }
    return opened;
}

/* Reads the file. Returns false when it is there and cannot be read, or not all of it: then
 * `*damaged` is the line. */
static bool read_file(const char *path, struct attention_list *list, unsigned *damaged,
                      struct error *error)
{
    FILE *file = open_file(path);

    *damaged = 0;
    if (file == NULL && (errno == ENOENT || errno == ENOTDIR))
        return true;
    if (file == NULL && errno == EINVAL)
        return error_set(error, ERROR_SYSTEM, "%s is no regular file of at most %d MiB", path,
                         SIZE_LIMIT / MIB);
    if (file == NULL)
        return error_system(error, errno, "%s", path);
    *damaged = read_lines(file, list);
    bool failed = ferror(file) != 0;
    fclose(file);
    if (failed)
        return error_set(error, ERROR_SYSTEM, "%s cannot be read", path);
    return *damaged == 0 ||
           error_set(error, ERROR_INPUT, "%s, line %u cannot be read", path, *damaged);
}

static void adopt(struct attention *attention, struct attention_list *list)
{
    attention_list_free(&attention->said);
    attention->said = *list;
    attention->revision++;
}

bool attention_load(const char *path, struct attention *attention, struct error *error)
{
    struct attention_list list = {0};
    unsigned damaged;
    bool read = read_file(path, &list, &damaged, error);

    attention_apply(&list, &attention->changes);
    adopt(attention, &list);
    return read;
}

bool attention_open(struct attention *attention, const char *source, struct error *error)
{
    struct buffer path = {0};

    attention->source = mem_strdup(source);
    bool read = !attention_path(&path) || attention_load(buffer_text(&path), attention, error);
    buffer_free(&path);
    return read;
}

bool attention_has_changed(const char *path, struct stat *seen)
{
    struct stat now = {0};

    if (stat(path, &now) != 0)
        now = (struct stat){0};
    bool same = now.st_ino == seen->st_ino && now.st_size == seen->st_size &&
                now.st_mtim.tv_sec == seen->st_mtim.tv_sec &&
                now.st_mtim.tv_nsec == seen->st_mtim.tv_nsec;
    *seen = now;
    return !same;
}

/* Makes the folders that the file is in. */
static bool make_folders(const char *path, struct error *error)
{
    char *folder = mem_strdup(path);
    bool made = true;

    for (char *slash = strchr(folder + 1, '/'); slash != NULL && made;
         slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        made = mkdir(folder, 0700) == 0 || errno == EEXIST ||
               error_system(error, errno, "cannot make %s", folder);
        *slash = '/';
    }
    free(folder);
    return made;
}

/* Returns a descriptor that holds the lock of the file, which nobody holds for long; -1 with the
 * reason. */
static int take_lock(const char *path, struct error *error)
{
    const struct timespec wait = {0, LOCK_WAIT_NS};
    struct buffer name = {0};

    buffer_printf(&name, "%s.lock", path);
    int lock = open(buffer_text(&name), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (lock < 0)
        error_system(error, errno, "%s", buffer_text(&name));
    buffer_free(&name);
    for (int i = 0; lock >= 0 && flock(lock, LOCK_EX | LOCK_NB) != 0; i++) {
        if (errno == EINTR || (errno == EWOULDBLOCK && i < LOCK_TRIES)) {
            nanosleep(&wait, NULL);
            continue;
        }
        error_set(error, ERROR_SYSTEM, "%s is held by another driftop", path);
        close(lock);
        return -1;
    }
    return lock;
}

static bool write_all(int file, const struct buffer *text)
{
    size_t at = 0;

    while (at < text->size) {
        ssize_t written = write(file, text->data + at, text->size - at);
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return false;
        at += (size_t)written;
    }
    return fsync(file) == 0;
}

/* Writes the file beside the one there is, and puts it in its place. */
static bool replace(const char *path, const struct buffer *text, struct error *error)
{
    struct buffer name = {0};

    buffer_printf(&name, "%s.XXXXXX", path);
    int file = mkostemp(name.data, O_CLOEXEC);
    bool written = file >= 0 && write_all(file, text);
    int failed = errno;
    if (file >= 0 && close(file) != 0 && written) {
        failed = errno;
        written = false;
    }
    if (written && rename(name.data, path) != 0) {
        failed = errno;
        written = false;
    }
    if (file >= 0 && !written)
        unlink(name.data);
    buffer_free(&name);
    return written || error_system(error, failed, "cannot write %s", path);
}

/* A damaged file may still be of use to somebody who can read it. */
static bool keep_damaged(const char *path, struct error *error)
{
    struct buffer name = {0};

    buffer_printf(&name, "%s.damaged", path);
    bool kept = rename(path, buffer_text(&name)) == 0 ||
                error_system(error, errno, "cannot keep %s", buffer_text(&name));
    buffer_free(&name);
    return kept;
}

static bool store_locked(const char *path, struct attention *attention, struct error *error)
{
    struct attention_list list = {0};
    struct buffer text = {0};
    unsigned damaged;

    bool stored = read_file(path, &list, &damaged, error) || damaged > 0;
    if (stored && damaged > 0)
        stored = keep_damaged(path, error);
    attention_apply(&list, &attention->changes);
    buffer_string(&text, HEADING "\n");
    for (size_t i = 0; i < list.count; i++)
        append_entry(&text, &list.entries[i]);
    stored = stored && replace(path, &text, error);
    buffer_free(&text);
    if (!stored) {
        attention_list_free(&list);
        return false;
    }
    attention_list_free(&attention->changes);
    adopt(attention, &list);
    return true;
}

bool attention_store(const char *path, struct attention *attention, struct error *error)
{
    if (!make_folders(path, error))
        return false;
    int lock = take_lock(path, error);
    if (lock < 0)
        return false;
    bool stored = store_locked(path, attention, error);
    close(lock);
    return stored;
}
