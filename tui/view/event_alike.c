#include "config.h"

#include "view/event_alike.h"

#include "present/event_words.h"

#include <string.h>

static bool words_are_equal(const struct episode *a, const struct episode *b)
{
    const struct telling telling = {0};
    struct buffer words_of_a = {0};
    struct buffer words_of_b = {0};

    episode_words(&words_of_a, a, telling, true);
    episode_words(&words_of_b, b, telling, true);
    bool equal = strcmp(buffer_text(&words_of_a), buffer_text(&words_of_b)) == 0;
    buffer_free(&words_of_a);
    buffer_free(&words_of_b);
    return equal;
}

/* What words say depends on the time they are told at where it lasts; that is the same of both. */
bool episodes_are_alike(const struct episode *a, const struct episode *b)
{
    return a->time_ms == b->time_ms && a->verdict != NULL && a->number == b->number &&
           a->event.kind == b->event.kind && a->event.start_ms == b->event.start_ms &&
           a->event.end_ms == b->event.end_ms && a->event.ongoing == b->event.ongoing &&
           a->changes == b->changes && !event_is_whole(&a->event) && words_are_equal(a, b);
}

void append_alike(struct buffer *out, const struct chronicle *chronicle,
                  const struct episode *episode)
{
    const char *parting = "";

    for (size_t i = 0; i < chronicle->count; i++) {
        const struct episode *each = &chronicle->rows[i];
        if (!episodes_are_alike(each, episode))
            continue;
        buffer_printf(out, "%s%s", parting,
                      each->verdict->tenant->dimensions[each->event.dimension].name);
        parting = ", ";
    }
}
