/* Emit's answers: the stream ID of each report in the order of the input, one a line. */
#ifndef HEADLESS_EMIT_ACK_H
#define HEADLESS_EMIT_ACK_H

#include "base/buffer.h"
#include "base/error.h"
#include "base/stream_id.h"

#include <stdbool.h>
#include <stdint.h>

/* An answer that came before that to an earlier report. */
struct early_answer {
    uint64_t token;
    struct stream_id id; /* STREAM_ID_MIN: refused */
};

/* Tokens count the reports from 1 on. Memory grows only with answers that come early. */
struct emit_ack {
    bool wanted; /* else nothing is kept and nothing is printed */
    int descriptor;
    uint64_t next;              /* the report whose answer is printed next */
    uint64_t stop;              /* not 0: this report and those behind it get no answer */
    struct early_answer *early; /* by token */
    size_t first;
    size_t count;
    size_t capacity;
    struct buffer waiting; /* printed, and not written */
};

void emit_ack_begin(struct emit_ack *ack, bool wanted, int descriptor);

/* Answers for a report: its ID, or STREAM_ID_MIN when it was refused. */
void emit_ack_answer(struct emit_ack *ack, uint64_t token, struct stream_id id);

/* Says that nobody knows what became of a report: neither it nor any behind it is answered for. */
void emit_ack_stop(struct emit_ack *ack, uint64_t token);

/* Answers "spooled" for all reports up to `last` that have no answer. */
void emit_ack_finish(struct emit_ack *ack, uint64_t last);

/* Returns true when so much waits that there should be no more. */
bool emit_ack_is_full(const struct emit_ack *ack);

/* Writes as much as a descriptor that poll() called ready takes without waiting. Returns false when
 * it takes nothing any more; what waited is forgotten then. */
bool emit_ack_write(struct emit_ack *ack, struct error *error);

void emit_ack_end(struct emit_ack *ack);

#endif
