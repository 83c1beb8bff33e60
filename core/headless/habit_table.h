/* The table of habits; see habits.h. */
#ifndef HEADLESS_HABIT_TABLE_H
#define HEADLESS_HABIT_TABLE_H

#include <stdbool.h>
#include <stddef.h>

/* What of an address a value is. */
enum habit_part {
    PART_NONE,
    PART_HOST,
    PART_PORT,
    PART_DB,
    PART_USER, /* of redis-cli a whole URL, of others a name */
    PART_PASSWORD,
    PART_SOCKET,
    PART_TLS, /* has no value */
    PART_SOURCE,
    PART_COUNT
};

struct habit {
    const char *typed; /* "--once", "-p", or the first word */
    bool takes_value;
    enum habit_part part; /* that the value is */
    const char *command;  /* to put in front where none is named; NULL: none */
    const char *instead;  /* the words to put in its place, parted by blanks; NULL: none. The value
                             stands behind them */
    bool is_time;         /* a bare number is one of seconds */
};

/* Returns the habit that is typed so, or NULL. */
const struct habit *habit_find(const char *typed, size_t size);

#endif
