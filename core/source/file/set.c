#include "config.h"

#include "source/file/set.h"

#include "base/memory.h"

#include <stdlib.h>

bool file_set_open(struct file_set *set, uv_loop_t *loop, const char *spec,
                   const struct source_options *options, const struct file_reader_events *events,
                   void *owner, char *name, size_t name_size, struct error *error)
{
    const char *const *words = options->file_count > 0 ? options->files : &spec;
    size_t count = options->file_count > 0 ? options->file_count : 1;

    *set = (struct file_set){.owner = owner};
    if (!file_list_make(&set->list, words, count, error)) {
        file_list_free(&set->list);
        return false;
    }
    file_list_show(&set->list, words, count, name, name_size);
    file_list_sort(&set->list);
    set->count = set->list.count;
    set->members = mem_zalloc(set->count, sizeof(*set->members));
    for (size_t i = 0; i < set->count; i++) {
        struct file_member *member = &set->members[i];
        member->set = set;
        member->path = set->list.paths[i];
        member->reader = file_reader_create(loop, member->path, options->follow,
                                            options->refresh_ms, events, member);
        file_reader_know(member->reader, options->severity_words);
    }
    return true;
}

uint64_t file_set_size(const struct file_set *set)
{
    uint64_t size = 0;

    for (size_t i = 0; i < set->count; i++)
        size += file_reader_size(set->members[i].reader);
    return size;
}

uint64_t file_set_position(const struct file_set *set)
{
    uint64_t position = 0;

    for (size_t i = 0; i < set->count; i++)
        position += file_reader_position(set->members[i].reader);
    return position;
}

bool file_set_was_read(const struct file_set *set)
{
    for (size_t i = 0; i < set->count; i++) {
        if (!set->members[i].was_read)
            return false;
    }
    return true;
}

bool file_set_has_ended(const struct file_set *set)
{
    for (size_t i = 0; i < set->count; i++) {
        if (!file_reader_has_ended(set->members[i].reader))
            return false;
    }
    return true;
}

bool file_set_can_begin_again(const struct file_set *set)
{
    for (size_t i = 0; i < set->count; i++) {
        if (!file_reader_can_begin_again(set->members[i].reader))
            return false;
    }
    return true;
}

void file_set_name_error(const struct file_set *set, const struct file_member *member,
                         struct error *error)
{
    if (set->count > 1)
        error_prefix(error, "%s", member->path);
}

static void on_reader_closed(void *context)
{
    struct file_member *member = context;
    struct file_set *set = member->set;

    if (--set->open > 0)
        return;
    free(set->members);
    file_list_free(&set->list);
    set->closed(set->owner);
}

void file_set_close(struct file_set *set, void (*closed)(void *owner))
{
    set->closed = closed;
    set->open = set->count;
    /* None closes before this returns: each has handles on the loop. */
    for (size_t i = 0; i < set->count; i++)
        file_reader_close(set->members[i].reader, on_reader_closed);
}
