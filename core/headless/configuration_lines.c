#include "config.h"

#include "headless/configuration_lines.h"

#include "base/memory.h"
#include "headless/configuration_text.h"

#include <ini.h>
#include <stdio.h>
#include <string.h>

#define BOM "\xef\xbb\xbf"

/* inih asks for one line after the other and says nothing of those that it cannot use, nor in which
 * line it is; so the reader keeps the count, and looks at each line before inih does. */
struct reader {
    struct configuration_file *file;
    struct problems *problems;
    struct slice rest;
    unsigned line;
    bool pending; /* inih has a line that must become an entry */
    bool good;
};

static void refuse_line(struct reader *reader, const char *reason)
{
    struct error error;

    error_set(&error, ERROR_USAGE, "%s:%u: %s", reader->file->path, reader->line, reason);
    reader->good = problems_add(reader->problems, reader->line, &error);
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

static struct slice trim(struct slice text)
{
    while (text.size > 0 && is_blank(text.data[text.size - 1]))
        text.size--;
    while (text.size > 0 && is_blank(text.data[0])) {
        text.data++;
        text.size--;
    }
    return text;
}

static bool is_text(struct slice line)
{
    for (size_t i = 0; i < line.size; i++) {
        unsigned char c = (unsigned char)line.data[i];
        if ((c < ' ' && c != '\t') || c == 0x7F)
            return false;
    }
    return true;
}

static void add_head(struct configuration_file *file, struct slice name, unsigned line)
{
    file->heads =
        mem_grow(file->heads, &file->head_capacity, file->head_count + 1, sizeof(*file->heads));
    file->heads[file->head_count++] = (struct configuration_head){
        .name = name.data != NULL ? arena_copy(&file->arena, name.data, name.size) : NULL,
        .line = line};
}

/* "[NAME]", perhaps with a comment behind it. */
static void take_head(struct reader *reader, struct slice line)
{
    struct slice rest = {line.data + 1, line.size - 1};
    struct slice name = trim(slice_split(&rest, ']'));

    if (rest.data == NULL)
        refuse_line(reader, "the ] is missing");
    else if (trim(rest).size > 0 && strchr(";#", trim(rest).data[0]) == NULL)
        refuse_line(reader, "there is more behind the ]");
    else if (!configuration_is_plain(name))
        refuse_line(reader, "the name has a character that cannot be shown");
    else
        add_head(reader->file, name, reader->line);
}

static bool is_comment(struct slice line)
{
    return line.size > 0 && strchr(";#", line.data[0]) != NULL;
}

/* Says what is wrong with a line; NULL: nothing. A comment may be as long as it likes. */
static const char *mistake_of(struct slice line, int room)
{
    if (!is_text(line))
        return "there is a byte that is no text; a configuration is UTF-8";
    if (is_comment(line))
        return NULL;
    if (line.size > CONFIGURATION_LINE_MAX || (int)line.size + 3 > room)
        return "the line is too long: 197 bytes are the most";
    return NULL;
}

/* Looks at a line, and returns what of it inih shall see. */
static struct slice look_at(struct reader *reader, struct slice line, int room)
{
    const char *mistake = mistake_of(line, room);

    if (mistake != NULL)
        refuse_line(reader, mistake);
    if (mistake != NULL || is_comment(line))
        return (struct slice){"", 0};
    if (line.size > 0 && line.data[0] == '[') {
        take_head(reader, line);
        return (struct slice){"", 0};
    }
    reader->pending = line.size > 0;
    return line;
}

/* Tells when inih made nothing of the last line. */
static void settle(struct reader *reader)
{
    if (reader->pending)
        refuse_line(reader, "this is no [section], NAME = VALUE or # comment");
    reader->pending = false;
}

/* Reads like fgets(). A line never begins with a blank: to inih that would be more of the value
 * before. */
static char *next_line(char *out, int size, void *context)
{
    struct reader *reader = context;

    settle(reader);
    if (reader->rest.data == NULL)
        return NULL;
    struct slice line = slice_split(&reader->rest, '\n');
    reader->line++;
    if (reader->line == 1 && line.size >= 3 && memcmp(line.data, BOM, 3) == 0)
        line = (struct slice){line.data + 3, line.size - 3};
    line = look_at(reader, trim(line), size);
    snprintf(out, (size_t)size, "%.*s\n", (int)line.size, line.data);
    return out;
}

/* Returns what a written name or value stands for, or NULL. */
static const char *read_text(struct reader *reader, const char *written)
{
    struct buffer text = {0};
    struct error error;
    const char *copy = NULL;

    if (configuration_unquote(written, &text, &error))
        copy = arena_copy(&reader->file->arena, buffer_text(&text), text.size);
    else
        refuse_line(reader, error.text);
    buffer_free(&text);
    return copy;
}

static int take_entry(void *context, const char *section, const char *name, const char *value)
{
    struct reader *reader = context;
    struct configuration_file *file = reader->file;
    struct configuration_entry entry = {.head = file->head_count - 1, .line = reader->line};

    (void)section;
    reader->pending = false;
    entry.name = read_text(reader, name);
    entry.value = read_text(reader, value);
    if (entry.name == NULL || entry.value == NULL)
        return 1;
    file->entries =
        mem_grow(file->entries, &file->capacity, file->count + 1, sizeof(*file->entries));
    file->entries[file->count++] = entry;
    return 1;
}

bool configuration_lines_take(struct configuration_file *file, struct slice text,
                              struct problems *problems)
{
    struct reader reader = {.file = file, .problems = problems, .rest = text, .good = true};

    add_head(file, (struct slice){0}, 0);
    ini_parse_stream(next_line, &reader, take_entry, &reader);
    settle(&reader); /* inih may be built to stop at the first line that it cannot use */
    return reader.good;
}
