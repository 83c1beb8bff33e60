#include "config.h"

#include "base/timestamp.h"

#include "base/duration.h"
#include "base/integer.h"

#include <string.h>

/* The years that four digits can write. */
#define EARLIEST_MS (-INT64_C(62135596800000)) /* 0001-01-01T00:00:00.000Z */
#define LATEST_MS INT64_C(253402300799999)     /* 9999-12-31T23:59:59.999Z */

/* Fewer digits would be epoch seconds, or a year. */
#define EPOCH_MS_DIGITS 12

struct date {
    int year, month, day;
};

/* A moment as it is written: a time since midnight that local midnight 1970-01-01 began, and what
 * is known about the zone it counts in. */
struct written_time {
    int64_t local_ms;
    bool has_offset;
    int64_t offset_ms;
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool take_char(struct slice *rest, char c)
{
    if (rest->size == 0 || rest->data[0] != c)
        return false;
    rest->data++;
    rest->size--;
    return true;
}

/* Takes exactly `count` digits that make a number from `low` to `high`. */
static bool take_number(struct slice *rest, size_t count, int low, int high, int *number)
{
    if (rest->size < count)
        return false;

    int result = 0;
    for (size_t i = 0; i < count; i++) {
        if (!is_digit(rest->data[i]))
            return false;
        result = result * 10 + (rest->data[i] - '0');
    }
    rest->data += count;
    rest->size -= count;
    *number = result;
    return result >= low && result <= high;
}

static int days_in_month(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

    return month == 2 && leap ? 29 : days[month - 1];
}

static bool take_date(struct slice *rest, struct date *date)
{
    return take_number(rest, 4, 1, 9999, &date->year) && take_char(rest, '-') &&
           take_number(rest, 2, 1, 12, &date->month) && take_char(rest, '-') &&
           take_number(rest, 2, 1, days_in_month(date->year, date->month), &date->day);
}

/* Returns the midnight that begins a date, as if the date were in UTC. The year is taken to begin
 * in March, so that the leap day is its last day and the months before it follow one pattern: 153
 * days for every five of them. */
static int64_t date_ms(struct date date)
{
    int year = date.month > 2 ? date.year : date.year - 1;
    int months_since_march = (date.month + 9) % 12;
    int day_of_year = (153 * months_since_march + 2) / 5 + date.day - 1;
    int64_t days_since_year_0 = INT64_C(365) * year + year / 4 - year / 100 + year / 400;
    const int64_t epoch = 719468; /* 1970-01-01 counted from March of the year 0 */

    return (days_since_year_0 + day_of_year - epoch) * MS_PER_DAY;
}

/* Takes an optional fraction of a second, cut to milliseconds. */
static bool take_fraction(struct slice *rest, int64_t *ms)
{
    *ms = 0;
    if (!take_char(rest, '.') && !take_char(rest, ','))
        return true;
    if (rest->size == 0 || !is_digit(rest->data[0]))
        return false;
    for (int64_t scale = 100; rest->size > 0 && is_digit(rest->data[0]); scale /= 10) {
        *ms += (rest->data[0] - '0') * scale;
        rest->data++;
        rest->size--;
    }
    return true;
}

/* Takes "HH:MM", "HH:MM:SS" or "HH:MM:SS.fraction". A leap second counts as the next one. */
static bool take_clock(struct slice *rest, int64_t *ms)
{
    int hour, minute;
    int second = 0;
    int64_t fraction = 0;

    if (!take_number(rest, 2, 0, 23, &hour) || !take_char(rest, ':') ||
        !take_number(rest, 2, 0, 59, &minute))
        return false;
    if (take_char(rest, ':') &&
        (!take_number(rest, 2, 0, 60, &second) || !take_fraction(rest, &fraction)))
        return false;
    *ms = hour * MS_PER_HOUR + minute * MS_PER_MINUTE + second * MS_PER_SECOND + fraction;
    return true;
}

/* Takes "Z", "+HH:MM", "+HHMM", "+HH" or nothing. */
static bool take_offset(struct slice *rest, struct written_time *time)
{
    time->offset_ms = 0;
    time->has_offset = true;
    if (take_char(rest, 'Z') || take_char(rest, 'z'))
        return true;

    bool west = take_char(rest, '-');
    if (!west && !take_char(rest, '+')) {
        time->has_offset = false;
        return true;
    }
    int hours;
    int minutes = 0;
    if (!take_number(rest, 2, 0, 23, &hours))
        return false;
    bool has_minutes = take_char(rest, ':') || rest->size > 0;
    if (has_minutes && !take_number(rest, 2, 0, 59, &minutes))
        return false;
    time->offset_ms = (hours * MS_PER_HOUR + minutes * MS_PER_MINUTE) * (west ? -1 : 1);
    return true;
}

static bool take_date_and_clock(struct slice text, struct written_time *time)
{
    struct date date;
    int64_t clock_ms;

    if (!take_date(&text, &date) ||
        (!take_char(&text, 'T') && !take_char(&text, 't') && !take_char(&text, ' ')) ||
        !take_clock(&text, &clock_ms) || !take_offset(&text, time))
        return false;
    time->local_ms = date_ms(date) + clock_ms;
    return text.size == 0;
}

/* Gives a moment out that four digits can write the year of. */
static bool give_in_years(int64_t moment_ms, int64_t *out_ms)
{
    if (moment_ms < EARLIEST_MS || moment_ms > LATEST_MS)
        return false;
    *out_ms = moment_ms;
    return true;
}

bool timestamp_parse_iso(struct slice text, int64_t *out_ms, bool *has_offset)
{
    struct written_time time;

    if (!take_date_and_clock(text, &time))
        return false;
    *has_offset = time.has_offset;
    return give_in_years(time.local_ms - time.offset_ms, out_ms);
}

static bool parse_date(struct slice text, int64_t *out_ms)
{
    struct date date;

    if (!take_date(&text, &date) || text.size > 0)
        return false;
    *out_ms = date_ms(date);
    return true;
}

bool timestamp_parse_written(struct slice text, int64_t *out_ms, bool *has_offset)
{
    *has_offset = false;
    if (timestamp_parse_iso(text, out_ms, has_offset) || parse_date(text, out_ms))
        return true;
    *has_offset = true;
    return timestamp_parse_epoch(text, out_ms);
}

/* Returns the moment between two, at which the clocks of `zone` leave the offset that they have at
 * the first. */
static int64_t moment_of_change(int64_t before_ms, int64_t after_ms, enum time_zone zone)
{
    int64_t offset_ms = timestamp_zone_offset(before_ms, zone);

    while (after_ms - before_ms > 1) {
        int64_t middle_ms = before_ms + (after_ms - before_ms) / 2;
        if (timestamp_zone_offset(middle_ms, zone) == offset_ms)
            before_ms = middle_ms;
        else
            after_ms = middle_ms;
    }
    return after_ms;
}

/* Returns the moment when the clocks of `zone` showed `local_ms`. Where they showed it twice,
 * `last` chooses the second time, else it is the first. What they left out is the moment of the
 * change: 01:30 is 02:00 where the clock went from 01:00 to 02:00. */
static int64_t moment_of(int64_t local_ms, enum time_zone zone, bool last)
{
    int64_t before = local_ms - timestamp_zone_offset(local_ms - MS_PER_DAY, zone);
    int64_t after = local_ms - timestamp_zone_offset(local_ms + MS_PER_DAY, zone);
    bool before_holds = before + timestamp_zone_offset(before, zone) == local_ms;
    bool after_holds = after + timestamp_zone_offset(after, zone) == local_ms;

    if (!before_holds && !after_holds && after < before)
        return moment_of_change(after, before, zone);
    return after_holds && (last || !before_holds) ? after : before;
}

/* Returns the last moment up to `now_ms` when the clocks of `zone` showed this time of day. */
static int64_t last_time_at(int64_t clock_ms, int64_t now_ms, enum time_zone zone)
{
    int64_t local_now = now_ms + timestamp_zone_offset(now_ms, zone);
    int64_t midnight = local_now - (local_now % MS_PER_DAY + MS_PER_DAY) % MS_PER_DAY;
    int64_t today = moment_of(midnight + clock_ms, zone, true);

    if (today > now_ms)
        today = moment_of(midnight + clock_ms, zone, false);
    return today <= now_ms ? today : moment_of(midnight - MS_PER_DAY + clock_ms, zone, true);
}

static bool parse_epoch_ms(struct slice text, int64_t *out_ms)
{
    uint64_t number;

    if (text.size < EPOCH_MS_DIGITS || !integer_parse(text, LATEST_MS, &number))
        return false;
    *out_ms = (int64_t)number;
    return true;
}

static bool parse_absolute(struct slice text, int64_t now_ms, enum time_zone zone, bool last,
                           int64_t *out_ms)
{
    struct written_time time;
    if (take_date_and_clock(text, &time)) {
        *out_ms =
            time.has_offset ? time.local_ms - time.offset_ms : moment_of(time.local_ms, zone, last);
        return true;
    }

    struct slice rest = text;
    struct date date;
    if (take_date(&rest, &date) && rest.size == 0) {
        *out_ms = moment_of(date_ms(date), zone, last);
        return true;
    }

    rest = text;
    int64_t clock_ms;
    if (take_clock(&rest, &clock_ms) && rest.size == 0) {
        *out_ms = last_time_at(clock_ms, now_ms, zone);
        return true;
    }
    return parse_epoch_ms(text, out_ms);
}

/* Reads what stands behind "now": nothing, "-24h", "+5m". */
static bool parse_relative(const char *shift, int64_t now_ms, int64_t *out_ms, struct error *error)
{
    int64_t distance_ms = 0;

    if (*shift != '\0' && !duration_parse(shift + 1, &distance_ms, error))
        return false;
    if (*shift == '-')
        distance_ms = -distance_ms;
    if (__builtin_add_overflow(now_ms, distance_ms, out_ms))
        *out_ms = INT64_MAX;
    return true;
}

static bool parse(const char *text, int64_t now_ms, enum time_zone zone, bool last, int64_t *out_ms,
                  struct error *error)
{
    int64_t moment_ms;

    if (strncmp(text, "now", 3) == 0 && (text[3] == '\0' || text[3] == '-' || text[3] == '+')) {
        if (!parse_relative(text + 3, now_ms, &moment_ms, error))
            return false;
    } else if (!parse_absolute(slice_of(text), now_ms, zone, last, &moment_ms)) {
        return error_set(error, ERROR_USAGE,
                         "\"%s\" is no time: write 2026-11-22T14:30:15Z, 2026-11-22, 14:30, "
                         "now-24h or epoch milliseconds",
                         text);
    }
    return give_in_years(moment_ms, out_ms) ||
           error_set(error, ERROR_USAGE, "\"%s\" is outside the years 1 to 9999", text);
}

bool timestamp_parse(const char *text, int64_t now_ms, enum time_zone zone, int64_t *out_ms,
                     struct error *error)
{
    return parse(text, now_ms, zone, false, out_ms, error);
}

bool timestamp_parse_end(const char *text, int64_t now_ms, enum time_zone zone, int64_t *out_ms,
                         struct error *error)
{
    return parse(text, now_ms, zone, true, out_ms, error);
}
