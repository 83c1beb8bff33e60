/* Look: one look at a source, for a snapshot: tenants are found, their windows loaded, and what
 * else is on a screen, and the source is closed. */
#ifndef HEADLESS_SNAPSHOT_LOOK_H
#define HEADLESS_SNAPSHOT_LOOK_H

#include "headless/options.h"
#include "headless/patience.h"
#include "source/source.h"

/* Begins with the options and a fleet to fill; all else is zero. */
struct look {
    const struct options *options;
    void (*screen)(struct look *look); /* see struct snapshot_format; NULL: no screen is drawn */
    uv_loop_t loop;
    struct patience patience;
    struct source *source;
    struct fleet *fleet;
    struct source_status status; /* of the source, as it was at the end */
    char *name;                  /* of the source; NULL: it could not be opened */
    int64_t generated_ms;
    int64_t until_ms; /* of a recording: entries from here on are not judged; else INT64_MAX */
    int64_t took_ms;  /* to read it */
    struct time_range window;
    struct originals originals; /* entries that a screen shows: the source's, once it is closed */
    bool watching;
    bool screened; /* what a screen shows was asked for, too */
    bool partly;   /* what is away beside others is not waited for any longer */
    bool ended;
    struct error error; /* class ERROR_NONE: it went well */
};

/* Fills the fleet. Returns false with the reason in look->error. To be freed in both cases. */
bool look_take(struct look *look);
void look_free(struct look *look);

#endif
