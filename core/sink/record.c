#include "config.h"

#include "sink/record.h"

#include "wire/entry.h"

#include <string.h>

#define FORMAT 1

/* What stands in front of the parts, in this machine's byte order: a spool does not travel. */
struct header {
    uint64_t run;
    uint64_t sequence;
    uint64_t token;
    uint64_t id_ms;
    uint64_t id_seq;
    uint32_t format;
    uint32_t sent_before;
    uint64_t sizes[RECORD_PARTS];
};

struct slice record_field_name(enum record_part part)
{
    static const struct slice names[RECORD_PARTS] = {
        [RECORD_KEY] = {"", 0},          [RECORD_WINDOW_START] = {"ws", 2},
        [RECORD_WINDOW_END] = {"we", 2}, [RECORD_DEGRADED] = {"degraded", 8},
        [RECORD_WARNED] = {"warned", 6}, [RECORD_DIMENSIONS] = {"dims", 4},
    };

    return names[part];
}

size_t record_size(const struct record *record)
{
    size_t size = 0;

    for (enum record_part part = RECORD_KEY + 1; part < RECORD_PARTS; part++)
        size += record_field_name(part).size + record->parts[part].size;
    return size;
}

void record_write(const struct record *record, struct buffer *out)
{
    struct header header = {
        .run = record->run,
        .sequence = record->sequence,
        .token = record->token,
        .id_ms = record->id.ms,
        .id_seq = record->id.seq,
        .format = FORMAT,
        .sent_before = record->sent_before,
    };

    for (size_t i = 0; i < RECORD_PARTS; i++)
        header.sizes[i] = record->parts[i].size;
    buffer_append(out, &header, sizeof(header));
    for (size_t i = 0; i < RECORD_PARTS; i++)
        buffer_append(out, record->parts[i].data, record->parts[i].size);
}

bool record_read(struct slice bytes, struct record *record, struct error *error)
{
    struct header header = {0};
    size_t at = sizeof(header);

    if (bytes.size >= sizeof(header))
        memcpy(&header, bytes.data, sizeof(header));
    *record = (struct record){
        .run = header.run,
        .sequence = header.sequence,
        .token = header.token,
        .id = {header.id_ms, header.id_seq},
        .sent_before = header.sent_before != 0,
    };
    bool fits = header.format == FORMAT;
    for (size_t i = 0; fits && i < RECORD_PARTS; i++) {
        fits = header.sizes[i] <= bytes.size - at;
        if (!fits)
            break;
        record->parts[i] = (struct slice){bytes.data + at, (size_t)header.sizes[i]};
        at += record->parts[i].size;
    }
    return (fits && at == bytes.size) ||
           error_set(error, ERROR_INPUT, "a record of another version of driftop");
}

bool record_report(const struct record *record, struct report *report, struct error *error)
{
    entry_begin(report, record->id);
    for (enum record_part part = RECORD_KEY + 1; part < RECORD_PARTS; part++)
        entry_field(report, record_field_name(part), record->parts[part]);
    return entry_end(report, error);
}
