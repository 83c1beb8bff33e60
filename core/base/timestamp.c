#include "config.h"

#include "base/timestamp.h"

#include "base/duration.h"

#include <stdio.h>
#include <time.h>

static int64_t clock_ms(clockid_t clock)
{
    struct timespec now = {0};

    /* All of them exist on every Linux, so this cannot fail. */
    clock_gettime(clock, &now);
    return (int64_t)now.tv_sec * MS_PER_SECOND + now.tv_nsec / 1000000;
}

int64_t timestamp_now(void)
{
    return clock_ms(CLOCK_REALTIME);
}

int64_t timestamp_monotonic(void)
{
    return clock_ms(CLOCK_MONOTONIC);
}

int64_t timestamp_boot(void)
{
    return clock_ms(CLOCK_BOOTTIME);
}

/* Splits a time into whole seconds, rounded down also before the epoch, and 0 to 999 ms. */
static time_t split_seconds(int64_t time_ms, int *ms)
{
    int64_t seconds = time_ms / MS_PER_SECOND;

    *ms = (int)(time_ms % MS_PER_SECOND);
    if (*ms < 0) {
        *ms += (int)MS_PER_SECOND;
        seconds--;
    }
    return (time_t)seconds;
}

/* Every int64_t of milliseconds is a year that fits an int; should the system still refuse one, the
 * fields say the epoch. */
static struct tm broken_down(int64_t time_ms, enum time_zone zone)
{
    int ms;
    time_t seconds = split_seconds(time_ms, &ms);
    struct tm fields = {.tm_year = 70, .tm_mday = 1};
    struct tm result;

    if ((zone == ZONE_UTC ? gmtime_r(&seconds, &result) : localtime_r(&seconds, &result)) == NULL)
        return fields;
    return result;
}

/* strftime() writes the year 1 as "1". Returns the length. */
static size_t format_date(const struct tm *fields, char out[static 32])
{
    return (size_t)snprintf(out, 32, "%04d-%02d-%02d", fields->tm_year + 1900, fields->tm_mon + 1,
                            fields->tm_mday);
}

void timestamp_format(int64_t time_ms, enum time_zone zone, char out[static 32])
{
    struct tm fields = broken_down(time_ms, zone);
    size_t length = format_date(&fields, out);

    strftime(out + length, 32 - length, " %H:%M:%S", &fields);
}

void timestamp_format_clock(int64_t time_ms, enum time_zone zone, char out[static 16])
{
    struct tm fields = broken_down(time_ms, zone);

    strftime(out, 16, "%H:%M:%S", &fields);
}

void timestamp_format_minute(int64_t time_ms, enum time_zone zone, char out[static 16])
{
    struct tm fields = broken_down(time_ms, zone);

    strftime(out, 16, "%H:%M", &fields);
}

void timestamp_format_day(int64_t time_ms, enum time_zone zone, char out[static 16])
{
    static const char months[12][4] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    struct tm fields = broken_down(time_ms, zone);

    snprintf(out, 16, "%d %s", fields.tm_mday, months[fields.tm_mon]);
}

void timestamp_format_compact(int64_t time_ms, enum time_zone zone, char out[static 32])
{
    struct tm fields = broken_down(time_ms, zone);

    strftime(out, 32, "%Y%m%d-%H%M%S", &fields);
}

void timestamp_format_iso(int64_t time_ms, char out[static 32])
{
    struct tm fields = broken_down(time_ms, ZONE_UTC);
    size_t length = format_date(&fields, out);
    int ms;

    split_seconds(time_ms, &ms);
    length += strftime(out + length, 32 - length, "T%H:%M:%S", &fields);
    snprintf(out + length, 32 - length, ".%03dZ", ms);
}

int64_t timestamp_zone_offset(int64_t time_ms, enum time_zone zone)
{
    if (zone == ZONE_UTC)
        return 0;
    return broken_down(time_ms, zone).tm_gmtoff * MS_PER_SECOND;
}

const char *timestamp_zone_name(int64_t time_ms, enum time_zone zone)
{
    if (zone == ZONE_UTC)
        return "UTC";

    const char *name = broken_down(time_ms, zone).tm_zone;
    return name != NULL ? name : "";
}
