#include "config.h"

#include "doctor/groups.h"

bool groups_read(const struct reply *reply, struct arena *arena, struct examined_group **groups,
                 size_t *count)
{
    (void)reply;
    (void)arena;
    (void)groups;
    (void)count;
    return false;
}

bool consumers_read(const struct reply *reply, struct arena *arena, struct examined_group *group)
{
    (void)reply;
    (void)arena;
    (void)group;
    return false;
}

size_t pending_words(const struct examined_group *group, int64_t old_ms,
                     struct slice words[PENDING_WORDS_MAX], char text[static 32])
{
    (void)group;
    (void)old_ms;
    (void)words;
    (void)text;
    return 0;
}

bool pending_read(const struct reply *reply, struct arena *arena, int64_t old_ms,
                  struct examined_group *group)
{
    (void)reply;
    (void)arena;
    (void)old_ms;
    (void)group;
    return false;
}
