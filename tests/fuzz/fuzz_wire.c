/* Feeds whatever comes to the decoders of the wire and of files, and checks what must hold for all
 * of it.
 *
 * The first byte says what the rest is: 'e' the fields of a stream entry (NAME=VALUE, separated by
 * 0x1E), 'l' a line of NDJSON, 'k' a key template, a newline, and a key, 'f' a file of NDJSON, 'z'
 * a compressed one. */
#include "config.h"

#include "fuzz/target.h"

#include "base/buffer.h"
#include "source/file/decoder.h"
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

/* What a file holds, counted. */
struct content {
    size_t reports;
    size_t unreadable;
    uint64_t lines;
    bool damaged;
};

static enum decoded count_found(enum decoded kind, const struct decoder_found *found,
                                struct content *content)
{
    content->reports += kind == DECODED_REPORT;
    content->unreadable += kind == DECODED_UNREADABLE;
    content->damaged |= kind == DECODED_DAMAGED;
    if (kind == DECODED_UNREADABLE)
        must(found->error.text[0] != '\0', "a failure has a reason");
    if (kind == DECODED_REPORT)
        must(stream_id_compare(found->report->id, STREAM_ID_MIN) != 0, "a report has a place");
    return kind;
}

static struct content decode(struct slice file, bool is_gzip, size_t piece_size)
{
    struct content content = {0};
    struct file_decoder decoder;
    struct decoder_found found;

    file_decoder_init(&decoder, is_gzip);
    while (file.size > 0 && !content.damaged) {
        size_t size = file.size < piece_size ? file.size : piece_size;
        file_decoder_feed(&decoder, (struct slice){file.data, size});
        file.data += size;
        file.size -= size;
        enum decoded kind;
        do
            kind = count_found(file_decoder_next(&decoder, &found), &found, &content);
        while (kind != DECODED_NOTHING && kind != DECODED_DAMAGED);
    }
    if (!content.damaged)
        count_found(file_decoder_last_line(&decoder, &found), &found, &content);
    while (count_found(file_decoder_drain(&decoder, &found), &found, &content) == DECODED_REPORT)
        continue;
    content.lines = decoder.lines.number;
    file_decoder_free(&decoder);
    return content;
}

/* However a file is cut into pieces, it holds the same; of a damaged one more or less is read. */
static void fuzz_file(struct slice file, bool is_gzip)
{
    struct content whole = decode(file, is_gzip, file.size);
    struct content pieces = decode(file, is_gzip, 7);

    must(whole.damaged == pieces.damaged, "damage is found in any way");
    if (whole.damaged)
        return;
    must(whole.lines == pieces.lines, "lines are the same in any way");
    must(whole.reports == pieces.reports, "reports are the same in any way");
    must(whole.unreadable == pieces.unreadable, "mistakes are the same in any way");
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
    case 'f':
    case 'z':
        fuzz_file(rest, data[0] == 'z');
        break;
    }
    return 0;
}
