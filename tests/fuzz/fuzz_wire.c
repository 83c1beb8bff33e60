/* Feeds whatever comes to the decoders of the wire, and checks what must hold for all of it.
 *
 * The first byte says what the rest is: 'e' the fields of a stream entry (NAME=VALUE, separated by
 * 0x1E), 'l' a line of NDJSON, 'k' a key template, a newline, and a key. */
#include "config.h"

#include "fuzz/target.h"

#include "base/buffer.h"
#include "wire/entry.h"
#include "wire/key_template.h"
#include "wire/ndjson.h"

#include <stdlib.h>

/* Writes a report as a line and reads that into `next`. */
static void hand_on(const struct report *report, struct report *next, struct buffer *line)
{
    struct error error = {0};

    buffer_clear(line);
    ndjson_format(line, report->tenant, report);
    struct slice text = {line->data, line->size - 1};
    must(ndjson_parse(text, next, &error), "what is written can be read");
    must(next->count == report->count, "no dimension is lost on the way");
}

/* A report that was written once has only characters and lengths that survive for ever after. */
static void check_export(const struct report *report)
{
    struct report second = {0};
    struct report third = {0};
    struct buffer line = {0};
    struct buffer again = {0};

    hand_on(report, &second, &line);
    hand_on(&second, &third, &line);
    must(second.fingerprint == third.fingerprint, "a fingerprint survives export and emit");
    must(stream_id_compare(second.id, third.id) == 0, "an ID survives export and emit");
    ndjson_format(&again, third.tenant, &third);
    must(slice_equals((struct slice){line.data, line.size}, (struct slice){again.data, again.size}),
         "a line that is read and written stays the same");
    report_free(&second);
    report_free(&third);
    buffer_free(&line);
    buffer_free(&again);
}

static void fuzz_entry(struct slice fields)
{
    struct report report = {0};
    struct error error = {0};

    entry_begin(&report, (struct stream_id){1, 2});
    while (fields.data != NULL) {
        struct slice value = slice_split(&fields, '\x1e');
        struct slice name = slice_split(&value, '=');
        entry_field(&report, name, value);
    }
    if (entry_end(&report, &error))
        check_export(&report);
    else
        must(error.class == ERROR_INPUT && error.text[0] != '\0', "a failure has a reason");
    report_free(&report);
}

static void fuzz_line(struct slice line)
{
    struct report report = {0};
    struct error error = {0};

    if (ndjson_parse(line, &report, &error))
        check_export(&report);
    else
        must(error.class == ERROR_INPUT && error.text[0] != '\0', "a failure has a reason");
    report_free(&report);
}

static void check_key(const struct key_template *key_template, struct slice key)
{
    struct buffer tenant = {0};
    struct buffer back = {0};

    if (key_template_tenant(key_template, key, &tenant)) {
        must(key_template_key(key_template, (struct slice){tenant.data, tenant.size}, &back),
             "a tenant that was found has a key");
        must(slice_equals(key, (struct slice){back.data, back.size}), "it is the key it came from");
    }
    buffer_clear(&tenant);
    buffer_clear(&back);
    if (key_template_key(key_template, key, &back)) {
        must(key_template_tenant(key_template, (struct slice){back.data, back.size}, &tenant),
             "a key that was made has a tenant");
        must(slice_equals(key, (struct slice){tenant.data, tenant.size}),
             "it is the tenant it was made for");
    }
    buffer_free(&tenant);
    buffer_free(&back);
}

static void fuzz_key(struct slice text)
{
    struct slice first = slice_split(&text, '\n');
    struct buffer template_text = {0};
    struct key_values values = {.ns = "a:b"};
    struct error error = {0};

    buffer_append(&template_text, first.data, first.size);
    struct key_template *key_template = key_template_parse(template_text.data, &values, &error);
    if (key_template != NULL)
        check_key(key_template, text);
    else
        must(error.class == ERROR_USAGE, "a mistake is told as one");
    key_template_free(key_template);
    buffer_free(&template_text);
}

FUZZ_TARGET(wire)
{
    if (size == 0)
        return 0;

    struct slice rest = {(const char *)data + 1, size - 1};
    switch (data[0]) {
    case 'e':
        fuzz_entry(rest);
        break;
    case 'l':
        fuzz_line(rest);
        break;
    case 'k':
        fuzz_key(rest);
        break;
    }
    return 0;
}
