/* Feeds whatever comes to the decoder of files: however it is cut into pieces, a file holds the
 * same reports and the same mistakes in the same lines.
 *
 * The first byte says what the rest is: 'f' a file of NDJSON, 'z' a compressed one. */
#include "config.h"

#include "fuzz/target.h"

#include "base/buffer.h"
#include "source/file/decoder.h"
#include "wire/ndjson.h"

/* What a file holds, in words. */
struct content {
    struct buffer reports;
    struct buffer mistakes;
    uint64_t lines;
    bool damaged;
};

static enum decoded take_found(enum decoded kind, const struct decoder_found *found,
                               struct content *content)
{
    content->damaged |= kind == DECODED_DAMAGED;
    if (kind == DECODED_UNREADABLE || kind == DECODED_CUT) {
        must(found->error.text[0] != '\0', "a failure has a reason");
        buffer_printf(&content->mistakes, "%d: %s\n", (int)found->line, found->error.text);
    }
    if (kind == DECODED_REPORT) {
        must(stream_id_compare(found->report->id, STREAM_ID_MIN) != 0, "a report has a place");
        buffer_printf(&content->reports, "%d: ", (int)found->line);
        ndjson_format(&content->reports, found->report->tenant, found->report);
    }
    return kind;
}

static struct content decode(struct slice file, bool is_gzip, size_t piece_size)
{
    struct content content = {.damaged = false};
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
            kind = take_found(file_decoder_next(&decoder, &found), &found, &content);
        while (kind != DECODED_NOTHING && kind != DECODED_DAMAGED);
    }
    if (!content.damaged)
        take_found(file_decoder_last_line(&decoder, &found), &found, &content);
    while (take_found(file_decoder_drain(&decoder, &found), &found, &content) == DECODED_REPORT)
        continue;
    content.lines = decoder.lines.number;
    file_decoder_free(&decoder);
    return content;
}

static bool is_same(const struct buffer *a, const struct buffer *b)
{
    return slice_equals((struct slice){buffer_text(a), a->size},
                        (struct slice){buffer_text(b), b->size});
}

/* Of a damaged file more or less is read. */
static void compare(const struct content *whole, const struct content *pieces)
{
    must(whole->damaged == pieces->damaged, "damage is found in any way");
    if (whole->damaged)
        return;
    must(whole->lines == pieces->lines, "lines are the same in any way");
    must(is_same(&whole->reports, &pieces->reports), "reports are the same in any way");
    must(is_same(&whole->mistakes, &pieces->mistakes), "mistakes are the same in any way");
}

static void free_content(struct content *content)
{
    buffer_free(&content->reports);
    buffer_free(&content->mistakes);
}

FUZZ_TARGET(file)
{
    static const size_t piece_sizes[] = {1, 7, 64};

    if (size == 0 || (data[0] != 'f' && data[0] != 'z'))
        return 0;
    struct slice file = {(const char *)data + 1, size - 1};
    struct content whole = decode(file, data[0] == 'z', file.size);
    for (size_t i = 0; i < sizeof(piece_sizes) / sizeof(piece_sizes[0]); i++) {
        struct content pieces = decode(file, data[0] == 'z', piece_sizes[i]);
        compare(&whole, &pieces);
        free_content(&pieces);
    }
    free_content(&whole);
    return 0;
}
