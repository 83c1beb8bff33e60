#include "config.h"

#include "source/originals.h"

#include "base/memory.h"
#include "base/text.h"
#include "wire/entry.h"
#include "wire/ndjson.h"

#include <stdlib.h>

static struct slice tenant_of(const struct original *original)
{
    return (struct slice){buffer_text(&original->tenant), original->tenant.size};
}

static bool is_wished(const struct original *original, const struct original_wish *wish)
{
    return stream_id_compare(original->id, wish->id) == 0 &&
           slice_equals(tenant_of(original), wish->tenant);
}

static void release(struct original *original)
{
    buffer_free(&original->tenant);
    buffer_free(&original->where);
    buffer_free(&original->command);
    report_free(&original->report);
    arena_free(&original->text);
    free(original->fields);
    *original = (struct original){0};
}

static bool is_wanted(const struct original *original, const struct original_wish *wishes,
                      size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (is_wished(original, &wishes[i]))
            return true;
    }
    return false;
}

static void forget_unwanted(struct originals *originals, const struct original_wish *wishes,
                            size_t count)
{
    size_t kept = 0;

    for (size_t i = 0; i < originals->count; i++) {
        struct original *original = &originals->items[i];
        if (!is_wanted(original, wishes, count))
            release(original);
        else if (kept++ != i) {
            originals->items[kept - 1] = *original;
            *original = (struct original){0};
        }
    }
    originals->count = kept;
}

bool originals_want(struct originals *originals, const struct original_wish *wishes, size_t count)
{
    bool is_due = false;

    forget_unwanted(originals, wishes, count);
    for (size_t i = 0; i < count; i++) {
        if (originals->count == ORIGINALS_MAX ||
            originals_find(originals, wishes[i].tenant, wishes[i].id) != NULL)
            continue;
        struct original *original = &originals->items[originals->count++];
        *original = (struct original){.id = wishes[i].id, .number = ++originals->numbers};
        original->report.severity_words = originals->severity_words;
        buffer_append(&original->tenant, wishes[i].tenant.data, wishes[i].tenant.size);
        is_due = true;
    }
    return is_due;
}

void originals_ask_again(struct originals *originals)
{
    for (size_t i = 0; i < originals->count; i++) {
        if (originals->items[i].state != ORIGINAL_ASKED)
            originals->items[i].state = ORIGINAL_DUE;
    }
}

const struct original *originals_find(const struct originals *originals, struct slice tenant,
                                      struct stream_id id)
{
    const struct original_wish wish = {tenant, id};

    for (size_t i = 0; i < originals->count; i++) {
        if (is_wished(&originals->items[i], &wish))
            return &originals->items[i];
    }
    return NULL;
}

struct original *originals_numbered(struct originals *originals, uint64_t number)
{
    for (size_t i = 0; i < originals->count; i++) {
        if (originals->items[i].number == number)
            return &originals->items[i];
    }
    return NULL;
}

void original_begin(struct original *original)
{
    original->held = false;
    original->is_line = false;
    original->count = 0;
    original->all_fields = 0;
    original->bytes = 0;
    original->kept = 0;
    original->unreadable = (struct error){0};
    arena_reset(&original->text);
    entry_begin(&original->report, original->id);
}

static struct slice keep(struct original *original, struct slice bytes)
{
    size_t room = ORIGINAL_BYTES_MAX - original->kept;
    size_t size = bytes.size < room ? bytes.size : room;

    original->bytes += bytes.size;
    original->kept += size;
    return (struct slice){arena_copy(&original->text, bytes.data, size), size};
}

static void add_field(struct original *original, struct slice name, struct slice value)
{
    if (original->all_fields++ >= ORIGINAL_FIELDS_MAX) {
        original->bytes += name.size + value.size;
        return;
    }
    original->fields = mem_grow(original->fields, &original->capacity, original->count + 1,
                                sizeof(*original->fields));
    struct original_field *field = &original->fields[original->count++];
    field->name = keep(original, name);
    field->value = keep(original, value);
}

void original_take_field(struct original *original, struct slice name, struct slice value)
{
    add_field(original, name, value);
    entry_field(&original->report, name, value);
}

static void settle(struct original *original)
{
    original->state = ORIGINAL_HERE;
    original->held = true;
    original->reason[0] = '\0';
}

void original_end(struct original *original)
{
    if (!entry_end(&original->report, &original->unreadable))
        original->unreadable.class = ERROR_INPUT;
    settle(original);
}

/* What the line says of its place in time is not what it was wished by, where others stand there.
 */
void original_take_line(struct original *original, struct slice line)
{
    original_begin(original);
    original->is_line = true;
    add_field(original, (struct slice){0}, line);
    if (!ndjson_parse(line, &original->report, &original->unreadable))
        original->unreadable.class = ERROR_INPUT;
    original->report.id = original->id;
    settle(original);
}

void original_is_gone(struct original *original)
{
    original->state = ORIGINAL_GONE;
}

void original_is_refused(struct original *original, bool passes, struct slice reason)
{
    original->state = passes ? ORIGINAL_PUT_OFF : ORIGINAL_REFUSED;
    text_safe_copy(original->reason, sizeof(original->reason), reason);
}

void originals_free(struct originals *originals)
{
    for (size_t i = 0; i < originals->count; i++)
        release(&originals->items[i]);
    originals->count = 0;
}
