/* Lane: one stream on its way to one destination. How far it was read and judged, what was told of
 * it, and what is on the way.
 *
 * A lane goes: its shard is won → the fence is taken, and what was told is known → it is looked how
 * far the group is, which is created where there is none → entries that were delivered and not
 * acknowledged are recalled → the entries before them are read, and it catches up → it reads what
 * is new. A lane that has no window reads what was delivered once more, behind the entries that
 * come before it: so a window may be given back at any time.
 *
 * Whatever is asked has the lane's `turn` of then: an answer of a turn before is of no interest. */
#ifndef ROUTE_LANE_H
#define ROUTE_LANE_H

#include "drift/tenant.h"
#include "route/assess.h"
#include "route/fence.h"
#include "route/outlet.h"
#include "route/streams.h"
#include "route/window.h"

#define LANE_WAITING_MAX                                                                           \
    64 /* messages of one stream: then it reads no more until some are taken                       \
        */

struct route_reader;

enum lane_phase {
    LANE_RESTS, /* its shard is another router's, or nothing is there to be done */
    LANE_TAKES,
    LANE_LOOKS,
    LANE_GROUPS, /* the group is created */
    LANE_RECALLS,
    LANE_WINDOWS, /* the entries before the next one are read */
    LANE_CATCHES, /* up to what was delivered last */
    LANE_READS,
    LANE_GONE,  /* its stream is, and what is open is closed when that has lasted */
    LANE_YIELDS /* another router is to have its shard: what is under way ends, and is saved */
};

/* Where a lane stands in line. */
enum lane_queue { QUEUE_STEP, QUEUE_READ, QUEUE_SAVE, LANE_QUEUES };

struct lane_link {
    struct route_lane *next;
    bool queued;
};

/* What is to be saved when messages that are on the way have been taken. */
struct lane_sending {
    struct stream_id id;
    uint64_t last;             /* the sequence of the last of them */
    bool is_entry;             /* it is to be acknowledged; false: time made it */
    struct told_change *quiet; /* of what was told, without a message */
    size_t quiet_count;
};

struct lane_sendings {
    struct lane_sending *items;
    size_t count;
    size_t capacity;
};

struct stream_ids {
    struct stream_id *items;
    size_t count;
    size_t capacity;
};

/* What is to be saved with the next script. */
struct lane_save {
    struct told_change *changes;
    size_t change_count;
    size_t change_capacity;
    struct stream_ids acks;
    struct stream_id at;
};

struct route_lane {
    struct route_reader *reader;
    struct route_stream *stream;
    unsigned shard;
    unsigned turn;        /* of what is asked */
    unsigned term;        /* of what is saved: each time that it lost its shard there is another */
    unsigned uses;        /* what is under way, and its places in line: it lives as long as these */
    unsigned outstanding; /* answers to what its phase asked for */
    unsigned waiting;     /* messages that are not settled */
    enum lane_phase phase;
    struct lane_link links[LANE_QUEUES];

    bool reading : 1;    /* it is part of a read that is under way */
    bool saving : 1;     /* a script is under way */
    bool knows : 1;      /* what was told, and the cursor, are known under this epoch */
    bool away : 1;       /* its node was lost: it begins anew when that is back */
    bool remembers : 1;  /* what was told is of before it lost its shard, */
    bool restored : 1;   /* and Redis has lost its data since */
    bool resave : 1;     /* all that was told is to be saved once more */
    bool wide : 1;       /* its window is of RECENT_MAX entries */
    bool touched : 1;    /* something may have come */
    bool dropped : 1;    /* the courier found that it is not ours to send */
    bool timing : 1;     /* time is to be asked as soon as there is a window */
    bool evidence : 1;   /* pauses were asked for at this moment */
    bool listed : 1;     /* it stands among the streams with open alerts, */
    bool listing : 1;    /* or is being written there */
    bool refused : 1;    /* why it cannot be read was said, */
    bool unreadable : 1; /* and why an entry of it is no report */
    bool full : 1;       /* it does not read: too much waits */
    bool doubt : 1;      /* entries may have gone before they were read: they are to be counted */
    bool ended : 1; /* the stream is of no interest any more: freed when nothing is under way */

    struct told told;
    struct window *window;      /* NULL: it was given back, or never read */
    struct stream_id cursor;    /* all up to here is judged */
    struct stream_id delivered; /* all up to here was handed to this group */
    struct stream_id at;        /* the last entry that changed what was told, as it was saved */
    struct stream_id recalled;  /* what is judged up to here was read before, and not saved */
    struct stream_ids pending;  /* delivered, to be judged; in order */
    struct lane_sendings sending;
    struct lane_save save;
    struct stream_ids again; /* judged ones that came again: acknowledged with all that was told */
    size_t met;              /* entries of the page that is read */
    uint64_t lost;           /* pending entries that are not there any more, not told yet */
    uint64_t sequence;       /* of the message that was posted last */
    uint64_t epoch;          /* under which what was told was known last */
    uint64_t base_added;     /* entries ever added up to some moment; UINT64_MAX: not known, */
    uint64_t read_since;     /* and read behind it */
    int64_t due_ms;          /* when time may make something, by the clock of Redis */
    int64_t retry_at_ms;     /* monotonic: when its step is tried again; 0: it is not put off */
    int64_t save_at_ms;      /* monotonic: when saving is tried again; 0: it is not put off */
    int64_t gone_since_ms;   /* epoch; 0: it is there */
};

struct route_lane *route_lane_create(struct route_reader *reader, struct route_stream *stream);

/* Says that the stream is of no interest any more; it is freed when nothing of it is under way. */
void route_lane_end(struct route_lane *lane);

/* The shard is ours, with an epoch of the reader's; is not any more, or may not be. */
void route_lane_begin(struct route_lane *lane, bool restored);
void route_lane_drop(struct route_lane *lane);

/* Another router has had the shard since: what is remembered of it is of no use. */
void route_lane_outdate(struct route_lane *lane);

/* Another router is to have its shard; is not, after all. */
void route_lane_yield(struct route_lane *lane);
void route_lane_stay(struct route_lane *lane);

/* Its node was lost; it can be asked again. */
void route_lane_lose(struct route_lane *lane);
void route_lane_resume(struct route_lane *lane);

/* Returns what its fence is asked with. */
struct fence_target route_lane_fence(const struct route_lane *lane);

/* Asks for what its phase needs next. */
void route_lane_step(struct route_lane *lane);

/* Goes on with a phase at the reader's next turn; after a while; from the beginning. */
void route_lane_go_on(struct route_lane *lane, enum lane_phase phase);
void route_lane_put_off(struct route_lane *lane, int64_t wait_ms);
void route_lane_restart(struct route_lane *lane);

/* Its stream appeared, or is gone; something may have come to it. */
void route_lane_found(struct route_lane *lane);
void route_lane_gone(struct route_lane *lane, int64_t since_ms);
void route_lane_touch(struct route_lane *lane);

/* lane_ask.c: what is asked about the stream. */
typedef void lane_took_fn(struct route_lane *lane, unsigned mark, const struct reply *reply);
typedef void lane_entry_fn(struct route_lane *lane, const struct report *report,
                           const struct error *unreadable);

struct lane_question {
    const struct slice *words; /* copied */
    size_t count;
    lane_entry_fn *entry; /* takes the entries of an answer to XRANGE or XREVRANGE; may be NULL */
    lane_took_fn *took;   /* the answer, also an error; NULL: there is none. Not told of a turn that
                             is over; with an `entry` the answer holds node 0 alone */
    unsigned mark;        /* handed on */
};

void route_lane_ask(struct route_lane *lane, const struct lane_question *question);

/* Looks after an answer that is none, or an error. Returns false where it is neither. */
bool route_lane_is_refused(struct route_lane *lane, const struct reply *reply);
void route_lane_refuse(struct route_lane *lane, struct slice reason);

/* A use of the lane that ends later. */
void route_lane_use(struct route_lane *lane);
void route_lane_release(struct route_lane *lane);

/* lane_look.c: how far the group is; creates it; lane_recall.c: what is pending of it. */
void route_lane_look(struct route_lane *lane);
void route_lane_group(struct route_lane *lane);
void route_lane_recall(struct route_lane *lane);

/* lane_window.c: reads what the window lacks, and catches up. */
void route_lane_fill(struct route_lane *lane);
void route_lane_catch_up(struct route_lane *lane);
void route_lane_forget_window(struct route_lane *lane);

/* lane_judge.c: takes an entry that was delivered just now. */
void route_lane_take(struct route_lane *lane, const struct report *report,
                     const struct error *unreadable);
/* Adds the next entry to the window and judges it; returns false where that needs a window of more
 * entries, which is to be read first. The other only adds it. */
bool route_lane_judge(struct route_lane *lane, const struct report *report,
                      const struct error *unreadable);
void route_lane_pass(struct route_lane *lane, const struct report *report,
                     const struct error *unreadable);
/* Posts messages of an entry, or of time, and notes when the entry is to be acknowledged. */
void route_lane_post(struct route_lane *lane, struct message_list *messages, struct stream_id id,
                     bool is_entry);
struct assessment route_lane_assessment(struct route_lane *lane);

/* lane_save.c: forgets what waits for messages, and what is to be saved. A message was taken; an
 * entry needs none; both with what was told of it. */
void route_lane_clear_sending(struct route_lane *lane);
void route_lane_change(struct route_lane *lane, struct told_change *changes, size_t count,
                       struct stream_id at);
void route_lane_settled(struct route_lane *lane, struct message *message, bool is_refused);
void route_lane_acknowledge(struct route_lane *lane, struct stream_id id);
void route_lane_acknowledge_again(struct route_lane *lane, struct stream_id id);
void route_lane_flush(struct route_lane *lane);
void route_lane_clear_save(struct route_lane *lane);

/* Nothing can be saved now: why, or NULL where the connection was lost. It is tried again soon. */
void route_lane_refuse_save(struct route_lane *lane, const struct error *error);

/* reader_state.c: returns true when it waits for nothing: all that was read is judged, taken and
 * saved; when all but what waits for the destination is; when nothing needs its window now. */
bool route_lane_is_idle(const struct route_lane *lane);
bool route_lane_is_saved(const struct route_lane *lane);
bool route_lane_is_quiet(const struct route_lane *lane);

/* lane_open.c: the list of streams with open alerts has it before anything is open, and until
 * nothing is. */
void route_lane_list(struct route_lane *lane);
bool route_lane_is_listed(struct route_lane *lane);
void route_lane_saved(struct route_lane *lane);

/* Its stream is gone, and what was told is known: what is open is closed at some moment, when that
 * is over (true). */
void route_lane_watch_gone(struct route_lane *lane);
int64_t route_lane_gone_end(const struct route_lane *lane);
bool route_lane_close_gone(struct route_lane *lane, int64_t now_ms);

/* lane_time.c: looks whether time has made something. */
void route_lane_time(struct route_lane *lane);

/* lane_lost.c: learns how many entries there were, or counts those that went before they were
 * read. */
void route_lane_count_lost(struct route_lane *lane);

void stream_ids_add(struct stream_ids *ids, struct stream_id id);
void stream_ids_clear(struct stream_ids *ids);
/* Takes the first `count` out. */
void stream_ids_take(struct stream_ids *ids, size_t count);

#endif
