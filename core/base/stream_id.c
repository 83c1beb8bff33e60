#include "config.h"

#include "base/stream_id.h"

#include "base/integer.h"

#include <string.h>

bool stream_id_parse(struct slice text, struct stream_id *id)
{
    struct stream_id result = {0, 0};
    struct slice ms = slice_split(&text, '-');

    if (!integer_parse(ms, UINT64_MAX, &result.ms) ||
        (text.data != NULL && !integer_parse(text, UINT64_MAX, &result.seq)))
        return false;
    *id = result;
    return true;
}

/* Writes a number in front of `end` and returns where it begins. */
static char *write_backwards(char *end, uint64_t number)
{
    do
        *--end = (char)('0' + number % 10);
    while ((number /= 10) > 0);
    return end;
}

/* Without printf(): a poll of many streams names thousands, and an export every entry. */
void stream_id_format(struct stream_id id, char out[static STREAM_ID_SIZE])
{
    char text[STREAM_ID_SIZE];
    char *end = text + sizeof(text);
    char *begin = write_backwards(end, id.seq);

    *--begin = '-';
    begin = write_backwards(begin, id.ms);
    memcpy(out, begin, (size_t)(end - begin));
    out[end - begin] = '\0';
}

int stream_id_compare(struct stream_id a, struct stream_id b)
{
    if (a.ms != b.ms)
        return a.ms < b.ms ? -1 : 1;
    if (a.seq != b.seq)
        return a.seq < b.seq ? -1 : 1;
    return 0;
}

struct stream_id stream_id_next(struct stream_id id)
{
    if (id.seq < UINT64_MAX)
        return (struct stream_id){id.ms, id.seq + 1};
    if (id.ms < UINT64_MAX)
        return (struct stream_id){id.ms + 1, 0};
    return id;
}

struct stream_id stream_id_previous(struct stream_id id)
{
    if (id.seq > 0)
        return (struct stream_id){id.ms, id.seq - 1};
    if (id.ms > 0)
        return (struct stream_id){id.ms - 1, UINT64_MAX};
    return id;
}

int64_t stream_id_time(struct stream_id id)
{
    return id.ms < INT64_MAX ? (int64_t)id.ms : INT64_MAX;
}

struct stream_id stream_id_at(int64_t time_ms)
{
    return (struct stream_id){time_ms > 0 ? (uint64_t)time_ms : 0, 0};
}

bool stream_id_bounds(struct time_range window, struct stream_id *first, struct stream_id *last)
{
    /* No ID lies before the epoch. */
    if (window.end_ms <= window.start_ms || window.end_ms <= 0)
        return false;
    *first = stream_id_at(window.start_ms);
    *last = stream_id_previous(stream_id_at(window.end_ms));
    return true;
}
