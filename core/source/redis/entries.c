#include "config.h"

#include "source/redis/entries.h"

#include "wire/entry.h"

void entries_begin(struct entries *entries, unsigned depth, const struct entry_events *events,
                   void *context)
{
    entries->events = events;
    entries->report.keeps_numbers = events->keeps_numbers;
    entries->context = context;
    entries->depth = depth;
    entries->wanted = false;
}

static void begin_entry(struct entries *entries, struct slice text)
{
    struct stream_id id;

    entries->wanted = stream_id_parse(text, &id) && entries->events->wanted(entries->context, id);
    if (entries->wanted)
        entry_begin(&entries->report, id);
}

static void end_entry(struct entries *entries)
{
    struct error error = {.class = ERROR_NONE};
    bool readable = entry_end(&entries->report, &error);

    entries->wanted = false;
    entries->events->read(entries->context, &entries->report, readable ? NULL : &error);
}

/* Names are kept until their values come: the read buffer may move in between. */
static void take_field(struct entries *entries, const struct reply_element *element)
{
    if (element->index % 2 == 0) {
        buffer_clear(&entries->name);
        buffer_append(&entries->name, element->text.data, element->text.size);
    } else {
        struct slice name = {buffer_text(&entries->name), entries->name.size};
        entry_field(&entries->report, name, element->text);
    }
    if (element->index + 1 == entries->fields)
        end_entry(entries);
}

void entries_element(struct entries *entries, const struct reply_element *element)
{
    if (element->depth == entries->depth) {
        entries->wanted = false;
    } else if (element->depth + 1 == entries->depth && element->index == 0 &&
               entries->depth == ENTRY_DEPTH_READ) {
        entries->events->stream(entries->context, element->text);
    } else if (element->depth == entries->depth + 1 && element->index == 0) {
        begin_entry(entries, element->text);
    } else if (element->depth == entries->depth + 1 && entries->wanted) {
        entries->fields = element->type == REPLY_ARRAY ? (size_t)element->integer : 0;
        if (entries->fields == 0)
            end_entry(entries);
    } else if (element->depth == entries->depth + 2 && entries->wanted) {
        take_field(entries, element);
    }
}

void entries_free(struct entries *entries)
{
    buffer_free(&entries->name);
    report_free(&entries->report);
}
