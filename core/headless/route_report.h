/* Route report: how all destinations are, as it stands in Redis. */
#ifndef HEADLESS_ROUTE_REPORT_H
#define HEADLESS_ROUTE_REPORT_H

#include "headless/destinations.h"
#include "headless/errand.h"
#include "route/mutes.h"

#include <stdio.h>

/* A router that has said how it is, or has a shard. */
struct router_report {
    char *name;
    char *host; /* NULL: it did not say, as the next one */
    char *version;
    uint64_t pid;
    int64_t started_ms; /* 0: it did not say */
    int64_t beat_ms;
    uint64_t accepted; /* messages that it brought, and */
    uint64_t dead;     /* that would never be taken */
    int64_t accepted_ms;
    int64_t down_since_ms; /* 0: it does not find the destination away */
    char *down_why;
};

struct destination_report {
    const struct destination *destination;
    bool is_known; /* there has been a router for it */
    uint64_t accepted;
    uint64_t dead;           /* messages that it would never take */
    uint64_t lost;           /* entries that went before they were read */
    uint64_t repeated;       /* messages that it may have twice */
    uint64_t unreadable;     /* entries that were no reports */
    int64_t accepted_ms;     /* of the last one; 0: none yet */
    int64_t down_since_ms;   /* as the one that found it so first says; 0: it is not away */
    char *down_why;          /* NULL: it is not known */
    const char *down_router; /* who says that; NULL: one that is no more */
    uint64_t dead_letters;   /* that are kept */
    uint64_t open;           /* alerts that it was told of */
    uint64_t streams;        /* that are for it */
    uint64_t unread;         /* of which nothing was read yet */
    uint64_t lag;            /* entries that are not read yet, as far as is known */
    uint64_t lag_unknown;    /* streams of which it is not */
    uint64_t pending;        /* entries that were read, and are not settled */
    uint64_t held;           /* of these, by others than routers: nobody judges them */
    unsigned shards;         /* 0: not known */
    bool is_damaged;         /* what says their number: no router can begin */
    char **owners;           /* of each shard the router that has it; NULL: none has */
    struct router_report *routers;
    size_t router_count;
};

struct route_report {
    int64_t now_ms; /* by the clock of Redis */
    enum time_zone zone;
    char *source;
    struct destination_report *items;
    size_t count;
    struct mute_list mutes;
};

/* Asks for all of it. Returns false with the reason. To be freed in any case. */
bool route_report_read(struct route_report *report, struct errand *errand,
                       const struct options *options, const struct destination_list *list,
                       struct error *error);
void route_report_free(struct route_report *report);

/* Returns how many shards nobody has. */
unsigned route_report_orphans(const struct destination_report *report);

/* How it is printed. */
struct route_format {
    struct format format; /* first: a struct format * is cast to this */
    bool (*print)(FILE *out, const struct route_report *report);
    /* Prints that Redis could not be asked; NULL where the format has no word for that. */
    bool (*print_down)(FILE *out);
};

extern const struct route_format route_text_format;
extern const struct route_format route_json_format;
extern const struct route_format route_openmetrics_format;

#endif
