#include "config.h"

#include "range.h"

#include "base/duration.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

#define SHORTEST MS_PER_SECOND
#define LONGEST (3660 * MS_PER_DAY)

/* Windows end this much after their moment: what the source sends is to be seen at once, also where
 * our idea of its clock is a little late. */
#define GRACE_MS MS_PER_SECOND

static const int64_t presets[] = {15 * MS_PER_MINUTE, MS_PER_HOUR, 6 * MS_PER_HOUR, MS_PER_DAY,
                                  7 * MS_PER_DAY};

#define PRESET_COUNT (sizeof(presets) / sizeof(presets[0]))

struct range range_live(int64_t length_ms)
{
    return (struct range){.length_ms = length_ms, .mode = RANGE_LIVE};
}

struct range range_fixed(int64_t length_ms, int64_t end_ms)
{
    return (struct range){.length_ms = length_ms, .mode = RANGE_FIXED, .end_ms = end_ms};
}

int64_t range_moment(const struct range *range, int64_t now_ms)
{
    return range->mode == RANGE_LIVE ? now_ms : range->end_ms;
}

int64_t range_end(const struct range *range, int64_t now_ms)
{
    return range->back ? range->back_ms : range_moment(range, now_ms);
}

struct time_range range_window(const struct range *range, int64_t now_ms)
{
    int64_t end_ms = range_end(range, now_ms) + GRACE_MS;

    return (struct time_range){end_ms - range->length_ms, end_ms};
}

struct time_range range_compared(const struct range *range, int64_t now_ms)
{
    struct time_range window = range_window(range, now_ms);

    return (struct time_range){window.start_ms - range->compare_ms,
                               window.end_ms - range->compare_ms};
}

void range_next_comparison(struct range *range)
{
    static const int64_t usual[] = {0, MS_PER_DAY, 7 * MS_PER_DAY, 0};
    size_t i = 0;

    while (i < 2 && usual[i] != range->compare_ms)
        i++;
    range->compare_ms = usual[i + 1];
}

bool range_parse_comparison(const char *text, int64_t *compare_ms, struct error *error)
{
    *compare_ms = 0;
    if (strcmp(text, "off") == 0)
        return true;
    if (!duration_parse(text, compare_ms, error))
        return error_set(error, ERROR_USAGE, "not a time before, as in 24h or 7d; or off: %s",
                         text);
    if (*compare_ms < SHORTEST || *compare_ms > LONGEST)
        return error_set(error, ERROR_USAGE, "a comparison is with 1s to 3660d before");
    return true;
}

void range_comparison(const struct range *range, int64_t time_ms, int64_t now_ms,
                      char out[static COMPARISON_SIZE])
{
    char length[32];
    int64_t ago_ms = now_ms - time_ms;

    duration_format(range->compare_ms, length);
    if (range->compare_ms == MS_PER_DAY && ago_ms < MS_PER_DAY)
        snprintf(out, COMPARISON_SIZE, "yesterday");
    else if (range->compare_ms == 7 * MS_PER_DAY && ago_ms < 7 * MS_PER_DAY)
        snprintf(out, COMPARISON_SIZE, "last week");
    else
        snprintf(out, COMPARISON_SIZE, "%s before", length);
}

bool range_set_length(struct range *range, int64_t length_ms)
{
    if (length_ms == range->length_ms)
        return false;
    range->before_ms = range->length_ms;
    range->length_ms = length_ms;
    return true;
}

void range_loaded(struct range *range)
{
    range->before_ms = 0;
}

bool range_return(struct range *range)
{
    if (range->before_ms == 0)
        return false;
    range->length_ms = range->before_ms;
    range->before_ms = 0;
    return true;
}

int64_t range_next_preset(int64_t length_ms)
{
    size_t i = 0;

    while (i < PRESET_COUNT && presets[i] <= length_ms)
        i++;
    return presets[i % PRESET_COUNT];
}

bool range_parse_length(const char *text, int64_t *length_ms, struct error *error)
{
    if (!duration_parse(text, length_ms, error))
        return false;
    if (*length_ms < SHORTEST || *length_ms > LONGEST)
        return error_set(error, ERROR_USAGE, "a window is 1s to 3660d long");
    return true;
}

void range_toggle_pause(struct range *range, int64_t now_ms)
{
    range->mode = range->mode == RANGE_LIVE ? RANGE_PAUSED : RANGE_LIVE;
    range->end_ms = now_ms;
}

void range_go_live(struct range *range)
{
    range->mode = RANGE_LIVE;
    range->back = false;
    range->cursor_ms = 0;
}

/* Makes it end at a moment. Returns false when it does so already. */
static bool end_at(struct range *range, int64_t end_ms, int64_t now_ms)
{
    int64_t before_ms = range_end(range, now_ms);

    if (end_ms < range->length_ms)
        end_ms = range->length_ms;
    range->back = end_ms < range_moment(range, now_ms);
    range->back_ms = end_ms;
    return range_end(range, now_ms) != before_ms;
}

bool range_pan(struct range *range, int64_t by_ms, int64_t now_ms)
{
    return end_at(range, range_end(range, now_ms) + by_ms, now_ms);
}

static int64_t within_limits(double length_ms)
{
    if (length_ms < (double)SHORTEST)
        return SHORTEST;
    return length_ms > (double)LONGEST ? LONGEST : (int64_t)length_ms;
}

bool range_zoom(struct range *range, double factor, int64_t about_ms, int64_t now_ms)
{
    int64_t before_ms = range->length_ms;
    int64_t behind_ms = range_end(range, now_ms) - about_ms;

    if (!range_set_length(range, within_limits((double)before_ms * factor)))
        return false;
    double scale = (double)range->length_ms / (double)before_ms;
    end_at(range, about_ms + (int64_t)((double)behind_ms * scale), now_ms);
    return true;
}

void range_point_at(struct range *range, int64_t time_ms)
{
    range->cursor_ms = time_ms;
    range->exact = false;
}

void range_look_at(struct range *range, int64_t time_ms, int64_t now_ms)
{
    struct time_range window = range_window(range, now_ms);

    range->cursor_ms = time_ms;
    range->exact = true;
    if (time_ms < window.start_ms || time_ms >= window.end_ms)
        end_at(range, time_ms + range->length_ms / 2, now_ms);
}

static bool is_same_day(int64_t a_ms, int64_t b_ms, enum time_zone zone)
{
    char a[16];
    char b[16];

    timestamp_format_day(a_ms, zone, a);
    timestamp_format_day(b_ms, zone, b);
    return strcmp(a, b) == 0;
}

/* How long ago it ends goes on with the clock, by the minute. Of another day that one is told. */
static void write_back(const struct range *range, int64_t now_ms, enum time_zone zone,
                       char out[static RANGE_TITLE_SIZE])
{
    int64_t start_ms = range->back_ms - range->length_ms;
    char day[16] = "";
    char start[16];
    char end[16];
    char ago[8];

    timestamp_format_minute(start_ms, zone, start);
    timestamp_format_minute(range->back_ms, zone, end);
    if (range->length_ms < MS_PER_MINUTE) {
        timestamp_format_clock(start_ms, zone, start);
        timestamp_format_clock(range->back_ms, zone, end);
    }
    if (!is_same_day(start_ms, now_ms, zone))
        timestamp_format_day(start_ms, zone, day);
    duration_format_short(now_ms - now_ms % MS_PER_MINUTE - range->back_ms, ago);
    snprintf(out, RANGE_TITLE_SIZE, "%s%s%s-%s, %s ago", day, day[0] != '\0' ? " " : "", start, end,
             ago);
}

void range_title(const struct range *range, int64_t now_ms, enum time_zone zone,
                 char out[static RANGE_TITLE_SIZE])
{
    char length[32];
    char clock[16];

    duration_format(range->length_ms, length);
    timestamp_format_clock(range->end_ms, zone, clock);
    if (range->back)
        write_back(range, now_ms, zone, out);
    else if (range->mode == RANGE_LIVE)
        snprintf(out, RANGE_TITLE_SIZE, "last %s", length);
    else
        snprintf(out, RANGE_TITLE_SIZE, "%s until %s", length, clock);
}
