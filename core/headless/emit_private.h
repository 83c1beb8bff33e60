/* What the files of emit share. */
#ifndef HEADLESS_EMIT_PRIVATE_H
#define HEADLESS_EMIT_PRIVATE_H

#include "drift/report.h"
#include "headless/emit_ack.h"
#include "headless/emit_input.h"
#include "headless/emit_places.h"
#include "headless/emit_rejects.h"
#include "headless/emit_troubles.h"
#include "headless/options.h"
#include "headless/progress.h"
#include "headless/reload.h"
#include "sink/sink.h"
#include "source/file/list.h"
#include "wire/ndjson_check.h"

struct emit {
    const struct options *options; /* those that hold now */
    struct reload reload;
    bool has_terminal;    /* at the start */
    bool has_environment; /* the key of a stream holds it */
    /* Of reports that name none; NULL: the one that their file is named after. */
    const char *tenant;
    struct file_list files;
    struct sink *sink;
    struct emit_input input;
    struct emit_places places;
    struct emit_ack ack;
    struct emit_rejects rejects;
    struct progress progress;
    struct emit_troubles troubles; /* of lines that cannot be written */
    struct emit_troubles notes;    /* of lines of which a part cannot */
    struct ndjson_check check;     /* of the line in hand */
    struct report report;          /* likewise */
    struct slice line;
    bool in_hand;   /* it has to be handed in; there was no room for it */
    uint64_t token; /* of the last line that is no blank, counted from 1 on */
    uint64_t bad_lines;
    uint64_t left_over; /* lines that were read and never handed in */
    bool failed;        /* a file could not be read, an answer or a reject not be written */
    int signals;        /* a descriptor that tells of SIGINT and SIGTERM */
    unsigned interrupts;
    bool input_ended;
    bool closing;
    enum breaker_state breaker; /* as told last */
    struct error away_reason;   /* likewise */
    struct error disk;          /* likewise */
    bool concerned;             /* likewise */
    int64_t away_since_ms;
};

/* emit.c: how the options want streams kept short. */
struct trim emit_trim(const struct options *options);

/* emit_run.c: reads the input to its end, or until somebody puts an end to it, and writes what was
 * read. Returns the status to exit with. */
int emit_run(struct emit *emit);

/* emit_lines.c: takes lines and hands reports in, as long as there is room. */
void emit_take_lines(struct emit *emit);

/* Gives up the lines that were read and not handed in. */
void emit_leave_lines(struct emit *emit);

/* emit_tell.c: what people are told. */
void emit_tell_outcome(void *context, const struct sink_outcome *outcome);
void emit_tell_status(void *context, const struct sink_status *status);
void emit_tell_flaw(void *context, const char *text);
void emit_tell_bad_line(struct emit *emit, const char *reason);
void emit_tell_left_out(struct emit *emit);
void emit_tell_failure(struct emit *emit, const struct error *error);

/* Tells that --timeout is over, and what was waited for. */
void emit_tell_patience(struct emit *emit);
void emit_tell_hopeless(struct emit *emit);

/* Tells at the end why reports are not written, where that was not told before. */
void emit_tell_away(struct emit *emit);
void emit_tell_progress(struct emit *emit);
void emit_reject(struct emit *emit, struct slice line, bool whole);

/* Tells how it went; returns the status to exit with. */
int emit_conclude(struct emit *emit);

#endif
