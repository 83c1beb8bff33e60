#include "config.h"

#include "source/redis/key_places.h"

#include "base/text.h"
#include "wire/key_template.h"

#include <stdio.h>
#include <stdlib.h>

#define SEPARATOR ':'

static struct slice content(const struct buffer *buffer)
{
    return (struct slice){buffer_text(buffer), buffer->size};
}

/* Returns what is in front of the last part of a key; nothing where it is one part. */
static struct slice prefix_of(struct slice key)
{
    size_t size = key.size;

    while (size > 0 && key.data[size - 1] != SEPARATOR)
        size--;
    return (struct slice){key.data, size > 0 ? size - 1 : 0};
}

struct key_place *key_places_of(struct key_places *places, struct slice key)
{
    struct slice prefix = prefix_of(key);

    for (size_t i = 0; i < places->count; i++) {
        if (slice_equals(content(&places->items[i].prefix), prefix))
            return &places->items[i];
    }
    if (places->count == KEY_PLACES_MAX)
        return NULL;
    struct key_place *place = &places->items[places->count++];
    *place = (struct key_place){.streams = 0};
    buffer_append(&place->prefix, prefix.data, prefix.size);
    return place;
}

/* Appends a word as one types it into a shell. */
static void quote(struct slice word, struct buffer *out)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                "_-.:/@%+,=";
    bool is_plain = word.size > 0;

    for (size_t i = 0; i < word.size; i++)
        is_plain = is_plain && memchr(plain, word.data[i], sizeof(plain) - 1) != NULL;
    if (is_plain) {
        buffer_append(out, word.data, word.size);
        return;
    }
    buffer_char(out, '\'');
    for (size_t i = 0; i < word.size; i++) {
        if (word.data[i] == '\'')
            buffer_string(out, "'\\'");
        buffer_char(out, word.data[i]);
    }
    buffer_char(out, '\'');
}

/* A key of one or two parts beside which there is no other is read by its name; all else are
 * tenants of a namespace. */
static bool is_single(const struct key_place *place)
{
    bool is_short = memchr(buffer_text(&place->prefix), SEPARATOR, place->prefix.size) == NULL;

    return place->streams == 1 && is_short;
}

static void name_option(const struct key_place *place, bool usual_template, struct buffer *out)
{
    struct buffer word = {0};

    if (!is_single(place) && place->prefix.size > 0 && usual_template) {
        buffer_string(out, "--ns ");
        quote(content(&place->prefix), out);
        return;
    }
    buffer_string(out, "--key ");
    if (is_single(place)) {
        key_template_escape(content(&place->key), &word);
    } else {
        key_template_escape(content(&place->prefix), &word);
        buffer_string(&word, place->prefix.size > 0 ? ":{tenant}" : "{tenant}");
    }
    quote(content(&word), out);
    buffer_free(&word);
}

static int compare_places(const void *a, const void *b)
{
    const struct key_place *const *first = a;
    const struct key_place *const *second = b;

    if ((*first)->streams != (*second)->streams)
        return (*first)->streams < (*second)->streams ? 1 : -1;
    return strcmp(buffer_text(&(*first)->key), buffer_text(&(*second)->key));
}

static void tell(const struct key_place *place, bool usual_template, struct source_status *status)
{
    struct buffer option = {0};

    if (status->elsewhere_count == SOURCE_ELSEWHERE) {
        status->elsewhere_more++;
        return;
    }
    struct source_elsewhere *told = &status->elsewhere[status->elsewhere_count++];
    *told = (struct source_elsewhere){.streams = place->streams};
    name_option(place, usual_template, &option);
    text_safe_copy(told->option, sizeof(told->option), content(&option));
    text_safe_copy(told->example, sizeof(told->example), content(&place->key));
    buffer_free(&option);
}

void key_places_tell(const struct key_places *places, bool usual_template,
                     struct source_status *status)
{
    const struct key_place *sorted[KEY_PLACES_MAX];
    size_t count = 0;

    for (size_t i = 0; i < places->count; i++) {
        if (places->items[i].streams > 0)
            sorted[count++] = &places->items[i];
    }
    qsort(sorted, count, sizeof(sorted[0]), compare_places);
    for (size_t i = 0; i < count; i++)
        tell(sorted[i], usual_template, status);
}

void key_places_free(struct key_places *places)
{
    for (size_t i = 0; i < places->count; i++) {
        buffer_free(&places->items[i].prefix);
        buffer_free(&places->items[i].key);
    }
    *places = (struct key_places){.count = 0};
}
