#include "config.h"

#include "view/json_lines.h"

#include "base/text.h"
#include "wire/json_scan.h"

#include <string.h>

#define STEP 2 /* columns that a level goes in */

struct layout {
    struct sheet *sheet;
    struct pen *pen;
    int indent;     /* of the line that is being written */
    unsigned depth; /* levels that are still unfolded */
};

static bool is_nest(enum json_kind kind)
{
    return kind == JSON_ARRAY || kind == JSON_OBJECT;
}

static void put(struct layout *layout, enum role role, struct slice text)
{
    sheet_flow(layout->sheet, layout->pen, layout->indent + STEP, role, text);
}

static void new_line(struct layout *layout)
{
    *layout->pen = sheet_line(layout->sheet);
    layout->pen->at += layout->indent;
}

/* Steps to the next element or member, whose key is in front of it then. */
static bool next(struct json_scan *scan, enum json_kind kind, struct json_string *key)
{
    return kind == JSON_OBJECT ? json_member(scan, key) : json_element(scan);
}

static size_t count_parts(struct slice text, enum json_kind kind)
{
    struct json_scan scan;
    struct json_string key;
    size_t count = 0;

    json_begin(&scan, text);
    if (!json_open(&scan, kind))
        return 0;
    while (next(&scan, kind, &key) && json_skip(&scan, NULL))
        count++;
    return count;
}

static void put_folded(struct layout *layout, struct slice text, enum json_kind kind)
{
    size_t count = count_parts(text, kind);
    const char *what = kind == JSON_OBJECT ? "member" : "element";
    struct buffer folded = {0};

    buffer_printf(&folded, "%c %zu %s%s %c", kind == JSON_OBJECT ? '{' : '[', count, what,
                  count == 1 ? "" : "s", kind == JSON_OBJECT ? '}' : ']');
    put(layout, ROLE_MUTED, (struct slice){folded.data, folded.size});
    buffer_free(&folded);
}

/* What fits on the rest of the line, with a comma behind it, is not laid out. */
static bool is_short(const struct layout *layout, struct slice text)
{
    int room = layout->pen->end - layout->pen->at - 1;

    return text.size <= (size_t)(room > 0 ? 4 * room : 0) &&
           memchr(text.data, '\n', text.size) == NULL && text_width(text) <= room;
}

static void put_value(struct layout *layout, struct json_scan *scan);

static void put_key(struct layout *layout, const struct json_string *key)
{
    put(layout, ROLE_MUTED, SLICE("\""));
    put(layout, ROLE_MUTED, key->raw);
    put(layout, ROLE_MUTED, SLICE("\": "));
}

static void put_parts(struct layout *layout, struct json_scan *scan, enum json_kind kind)
{
    struct json_string key;
    bool is_first = true;

    layout->depth--;
    layout->indent += STEP;
    while (next(scan, kind, &key)) {
        if (!is_first)
            put(layout, ROLE_MUTED, SLICE(","));
        is_first = false;
        if (sheet_is_over(layout->sheet))
            break;
        new_line(layout);
        if (kind == JSON_OBJECT)
            put_key(layout, &key);
        put_value(layout, scan);
    }
    layout->indent -= STEP;
    layout->depth++;
    new_line(layout);
}

/* The value was read before, so that reading it again goes well. */
static void put_nest(struct layout *layout, struct slice text, enum json_kind kind)
{
    struct json_scan scan;

    json_begin(&scan, text);
    if (!json_open(&scan, kind))
        return;
    put(layout, ROLE_MUTED, kind == JSON_OBJECT ? SLICE("{") : SLICE("["));
    put_parts(layout, &scan, kind);
    put(layout, ROLE_MUTED, kind == JSON_OBJECT ? SLICE("}") : SLICE("]"));
}

static void put_value(struct layout *layout, struct json_scan *scan)
{
    enum json_kind kind = json_peek(scan);
    struct slice text;

    if (!json_skip(scan, &text))
        return;
    if (is_nest(kind) && layout->depth == 0)
        put_folded(layout, text, kind);
    else if (is_nest(kind) && !is_short(layout, text))
        put_nest(layout, text, kind);
    else
        put(layout, ROLE_TEXT, text);
}

static bool is_json(struct slice text)
{
    struct json_scan scan;

    json_begin(&scan, text);
    return json_skip(&scan, NULL) && json_finish(&scan);
}

void json_lines(struct sheet *sheet, struct pen *pen, int indent, unsigned depth, struct slice text)
{
    struct layout layout = {sheet, pen, indent, depth};
    struct json_scan scan;

    if (!is_json(text)) {
        sheet_flow(sheet, pen, indent, ROLE_TEXT, text);
        return;
    }
    json_begin(&scan, text);
    put_value(&layout, &scan);
}

/* Strings may hold brackets. */
unsigned json_depth(struct slice text)
{
    unsigned depth = 0;
    unsigned deepest = 0;
    bool quoted = false;

    if (!is_json(text))
        return 0;
    for (size_t i = 0; i < text.size; i++) {
        char c = text.data[i];
        if (quoted && c == '\\')
            i++;
        else if (c == '"')
            quoted = !quoted;
        else if (!quoted && (c == '{' || c == '['))
            deepest = ++depth > deepest ? depth : deepest;
        else if (!quoted && (c == '}' || c == ']'))
            depth--;
    }
    return deepest;
}
