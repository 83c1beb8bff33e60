/* Checkup: what was found wrong with the Redis that the reports lie in, and how the examination
 * that is under way gets on: all that a page and the status line tell of it. */
#ifndef TUI_CHECKUP_H
#define TUI_CHECKUP_H

#include "base/error.h"
#include "doctor/finding.h"
#include "drift/fleet.h"

struct examination;

/* A line of the page: what was found, or a check that could not be made. */
struct checkup_row {
    const struct finding *finding; /* NULL: it was not made, and this is why: */
    const struct unchecked *unchecked;
    char *name;       /* spells what it is about one to one, so that it is found again */
    size_t repeated;  /* how many further ones are about the same */
    char *tenant;     /* whose stream it is about, as in the fleet; NULL: none's that is known */
    int64_t since_ms; /* when it was found first, and in every examination since */
};

/* Times are epoch milliseconds of our own clock, 0 for none. Zero-initialised nothing was examined
 * yet. */
struct checkup {
    const char *unable; /* a sentence why there will be no examination; NULL: there will */
    bool runs;          /* one is under way: */
    size_t done;        /* so many of so many streams were looked at; */
    size_t total;       /* 0: it is not known yet of how many */
    int64_t next_ms;    /* when the next one begins */
    int64_t failed_ms;  /* when the newest one could not be made, */
    struct error error; /* and why */
    int64_t made_ms;    /* when the one ended of which all below tells */
    size_t streams;
    size_t sampled; /* of which the entries were read */
    size_t nodes;
    struct findings findings;
    struct checkup_row *rows; /* the worst first; what could not be checked at the end */
    size_t count;
};

/* Takes over what was found, in place of what was found before. Streams are those of the fleet's
 * tenants. */
void checkup_take(struct checkup *checkup, struct findings *findings,
                  const struct examination *examination, const struct fleet *fleet);

/* Says that an examination could not be made. What was found before stays. */
void checkup_fail(struct checkup *checkup, const struct error *error, int64_t now_ms);

void checkup_free(struct checkup *checkup);

/* Returns the row of that name; `count` for none. */
size_t checkup_find(const struct checkup *checkup, const char *name);

/* Return the id of the check of a row, and what it finds, in words. */
const char *checkup_row_id(const struct checkup_row *row);
const char *checkup_row_title(const struct checkup_row *row);

/* Returns how many errors there are that were found first after a moment; INT64_MIN: all. */
size_t checkup_errors(const struct checkup *checkup, int64_t since_ms);

#endif
