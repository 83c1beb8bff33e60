/* Times and lengths of time. What is understood can be written, and what is written means the same.
 *
 * The first byte says what the rest is: 'd' a length of time, 't' a time that an operator types,
 * 'w' one that a producer writes. */
#include "config.h"

#include "fuzz/target.h"

#include "base/duration.h"
#include "base/timestamp.h"

#include <stdlib.h>
#include <string.h>

#define NOW_MS INT64_C(1763821815000)

static void fuzz_duration(const char *text)
{
    struct error error = {0};
    char written[32];
    char rough[8];
    int64_t length;
    int64_t again;

    if (!duration_parse(text, &length, &error)) {
        must(error.class == ERROR_USAGE && error.text[0] != '\0', "a failure has a reason");
        return;
    }
    must(length >= 0, "no length is negative");
    duration_format(length, written);
    must(duration_parse(written, &again, NULL), "a length that is written can be read");
    must(again == length, "it is the same length");
    duration_format_short(length, rough);
    must(strlen(rough) <= 4, "a rough length has four columns");
}

/* ISO 8601 is written for every time that can be read, and is read back to the millisecond. */
static void check_written(int64_t time_ms)
{
    char written[32];
    int64_t again;
    bool has_offset;

    timestamp_format_iso(time_ms, written);
    must(timestamp_parse_iso(slice_of(written), &again, &has_offset), "a time can be read again");
    must(has_offset && again == time_ms, "it is the same time");
    must(timestamp_parse(written, NOW_MS, ZONE_UTC, &again, NULL), "an operator may type it");
    must(again == time_ms, "and means the same");
}

static void fuzz_typed(const char *text)
{
    struct error error = {0};
    int64_t time_ms;
    int64_t end_ms;
    bool good = timestamp_parse(text, NOW_MS, ZONE_UTC, &time_ms, &error);

    must(timestamp_parse_end(text, NOW_MS, ZONE_UTC, &end_ms, NULL) == good,
         "a beginning may be an end");
    if (good) {
        must(time_ms == end_ms, "nothing repeats in UTC");
        check_written(time_ms);
    } else {
        must(error.class == ERROR_USAGE && error.text[0] != '\0', "a failure has a reason");
    }
    if (timestamp_parse(text, NOW_MS, ZONE_LOCAL, &time_ms, NULL) &&
        timestamp_parse_end(text, NOW_MS, ZONE_LOCAL, &end_ms, NULL))
        must(time_ms <= end_ms, "an end is not in front of the beginning");
}

static void fuzz_written(struct slice text)
{
    int64_t time_ms;
    int64_t same;
    bool has_offset;
    bool is_iso = timestamp_parse_iso(text, &time_ms, &has_offset);

    if (is_iso)
        check_written(time_ms);
    if (timestamp_parse_written(text, &same, &has_offset)) {
        must(!is_iso || same == time_ms, "ISO 8601 means one time");
        check_written(same);
    } else {
        must(!is_iso, "what a part takes, the whole takes");
        must(!timestamp_parse_epoch(text, &same), "what a part takes, the whole takes");
    }
}

FUZZ_TARGET(time)
{
    if (size == 0)
        return 0;

    struct slice rest = {(const char *)data + 1, size - 1};
    char *text = fuzz_text(rest);
    if (data[0] == 'd')
        fuzz_duration(text);
    else if (data[0] == 't')
        fuzz_typed(text);
    else if (data[0] == 'w')
        fuzz_written(rest);
    free(text);
    return 0;
}
