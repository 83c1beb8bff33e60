/* Originals: entries as they lie in their streams, for somebody who looks at one.
 *
 * Of history, numbers are kept. What else an entry holds is asked for when somebody opens it, once,
 * and is held as long as he looks; nothing of it is polled. A source sees here what is due, and
 * writes what came of it. */
#ifndef SOURCE_ORIGINALS_H
#define SOURCE_ORIGINALS_H

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"
#include "drift/report.h"

/* The one that is looked at, and the one before it. */
#define ORIGINALS_MAX 2

/* What is kept of one entry; what is beyond is counted, and the command shows it. */
#define ORIGINAL_BYTES_MAX ((size_t)1024 * 1024)
#define ORIGINAL_FIELDS_MAX 1024

struct original_wish {
    struct slice tenant;
    struct stream_id id;
};

enum original_state {
    ORIGINAL_DUE,     /* to be asked for as soon as the source can be asked */
    ORIGINAL_ASKED,   /* under way */
    ORIGINAL_PUT_OFF, /* refused for a reason that passes: asked again with the next poll */
    ORIGINAL_HERE,
    ORIGINAL_GONE,   /* the source does not hold it, or not any more */
    ORIGINAL_REFUSED /* `reason` says why it cannot be had */
};

struct original_field {
    struct slice name; /* raw bytes, as the value; empty: of a line of a file, which has no names */
    struct slice value;
};

struct original {
    struct buffer tenant;
    struct stream_id id;
    uint64_t number; /* by which an answer finds it; never given again */
    enum original_state state;
    uint64_t passed; /* while it is looked for: others of its millisecond */
    bool held;       /* what follows is what came of it; it stays also when it is gone since */

    struct original_field *fields;
    size_t count;
    size_t capacity;
    size_t all_fields;       /* with those that were not kept, */
    size_t bytes;            /* and all bytes of names and values */
    size_t kept;             /* of these */
    bool is_line;            /* it is a line of a file, not the fields of a stream entry */
    struct report report;    /* what is read of it */
    struct error unreadable; /* why it is no report; ERROR_NONE: it is one */
    struct arena text;

    char reason[160];      /* of ORIGINAL_PUT_OFF and ORIGINAL_REFUSED */
    struct buffer where;   /* what it is in, where that is not its stream: "FILE:12"; safe */
    struct buffer command; /* that shows it without driftop; safe; empty: there is none */
};

/* Zero-initialised is empty and ready. */
struct originals {
    struct original items[ORIGINALS_MAX];
    size_t count;
    uint64_t numbers;                            /* given so far */
    const struct severity_words *severity_words; /* that they are read with; NULL: none */
};

/* Says what is looked at, at most ORIGINALS_MAX, in place of what was said before. What is held of
 * it stays. Returns true when something is due that was not before. */
bool originals_want(struct originals *originals, const struct original_wish *wishes, size_t count);

/* Makes all due again; what is held is shown until the answer comes. */
void originals_ask_again(struct originals *originals);

/* Returns the original that is wanted, NULL: it is not; and the one of a number, for the answer to
 * a question, NULL: nobody looks at it any more. */
const struct original *originals_find(const struct originals *originals, struct slice tenant,
                                      struct stream_id id);
struct original *originals_numbered(struct originals *originals, uint64_t number);

/* Take an entry: it begins, field after field comes, and it ends; or a whole line of a
 * file. What was held of it before is released. */
void original_begin(struct original *original);
void original_take_field(struct original *original, struct slice name, struct slice value);
void original_end(struct original *original);
void original_take_line(struct original *original, struct slice line);

/* It is not there; it cannot be had, for good or for now. */
void original_is_gone(struct original *original);
void original_is_refused(struct original *original, bool passes, struct slice reason);

void originals_free(struct originals *originals);

#endif
