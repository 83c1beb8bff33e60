/* What the files of the examiner share.
 *
 * It is a row of passes (doctor_plan.c), one after the other. A pass asks one question about each
 * node, stream or group, at most DOCTOR_PIPELINE at a time, and takes the answers into the
 * examination. What a user may not send is not sent; whatever is not answered stays unknown. */
#ifndef DOCTOR_DOCTOR_PRIVATE_H
#define DOCTOR_DOCTOR_PRIVATE_H

#include "doctor/doctor.h"
#include "redis/client.h"
#include "source/redis/key_scan.h"

#define DOCTOR_PIPELINE 100
#define DOCTOR_PIPELINE_BYTES 4194304 /* of replies that are due, where that is known */
#define DOCTOR_WORDS_MAX 48
#define DOCTOR_PINGS 20
#define DOCTOR_COMMANDS 32   /* more than it sends different ones */
#define DOCTOR_APART_MS 2000 /* between two looks at what may rise */
#define DOCTOR_REST_MS 25    /* after DOCTOR_PIPELINE questions, where it is paced */
#define DOCTOR_TURN_MS 1     /* and whatever else is on the loop is served in between */

/* What a question is about. */
struct item {
    size_t part; /* its number, where it is about no node, stream or group */
    size_t node;
    size_t stream;
    size_t group;
};

/* A question under way. What stands behind `item` is its pass's own: it is there again when the
 * same is asked once more. */
struct query {
    struct doctor *doctor;
    const struct pass *pass;
    struct item item;
    int64_t sent_ms; /* by our clock */
    int64_t sent_us; /* monotonic */
    size_t turn;     /* so many answers were taken already */
    struct stream_id after;
    uint64_t wanted; /* entries that were asked for */
    bool trial;      /* whether it may be asked for was asked first */
    uint64_t weight; /* bytes that the reply may have; 0: few */
};

/* The words of a query; they may point into `texts`. */
struct phrase {
    struct slice items[DOCTOR_WORDS_MAX];
    size_t count;
    char texts[3][STREAM_ID_SIZE];
};

enum pass_over { OVER_PARTS, OVER_NODES, OVER_STREAMS, OVER_GROUPS };

struct pass {
    const char *command; /* which it sends; */
    const char *subcommand;
    enum pass_over over;
    unsigned depth; /* is made where that was asked for; 0: always */
    bool granted;   /* who may ask ACL DRYRUN may send it, by the lines of doctor/rights.h */
    bool every;     /* over all streams, not only those that are known to be some */
    size_t (*parts)(const struct doctor *doctor); /* how many there are, OVER_PARTS */
    void (*prepare)(struct doctor *doctor);       /* may be NULL */

    /* Says what to ask; false: nothing of this item. */
    bool (*ask)(struct query *query, struct phrase *phrase);

    /* Takes an answer, also an error; true: asks on about the same item. */
    bool (*take)(struct query *query, const struct reply *reply);

    /* It was not answered; may be NULL. */
    void (*miss)(const struct query *query, const struct error *error);

    /* In place of all that: does something else, and calls doctor_next() when it is done. */
    void (*perform)(struct doctor *doctor);
};

/* How often a command was sent. */
struct calls {
    const struct command_rule *rule; /* NULL: none */
    uint32_t count;
};

/* What is kept of a node until the end. */
struct visit {
    size_t number;            /* by which the client knows it */
    int64_t before_us;        /* when INFO came; monotonic */
    enum whether keys_expire; /* some may */
    int64_t trips[DOCTOR_PINGS];
    struct calls calls[DOCTOR_COMMANDS];
};

struct search_node {
    struct doctor *doctor;
    struct key_scan keys;
    bool ended;
};

struct found_stream {
    struct slice key; /* both are of the examination's arena */
    struct slice tenant;
};

/* What a search found. */
struct found {
    struct found_stream *items;
    size_t count;
    size_t capacity;
    struct found_stream *spare; /* as many, where they are merged */
    size_t width;               /* stretches as long as that are in order */
    size_t at;                  /* what is done in this round begins here */
};

struct search {
    struct lookups lookups;
    struct requests requests;
    struct search_node *nodes;
    size_t count;
    struct found found;
    size_t taken; /* of the keys that were given */
    bool running;
    bool settling;        /* all was searched */
    bool moved;           /* a key was found where it should not be any more, */
    bool again;           /* so all was searched once more */
    struct buffer tenant; /* scratch */
    struct buffer name;   /* likewise */
};

struct doctor {
    struct doctor_options options;
    struct doctor_events events;
    void *context;
    struct client *client;
    uv_timer_t timer;
    struct examination *examination;
    struct visit *visits; /* one a node of the examination */
    struct search search;
    bool *chosen;        /* streams whose entries are read; NULL: all */
    struct buffer key;   /* one of the space, for questions about rights */
    struct buffer lease; /* scratch */

    size_t pass;      /* the number of the one that is made */
    struct item next; /* that it asks about */
    bool asking;      /* there is a next one */
    size_t sent;      /* questions since the last rest */
    bool permitted;   /* its command was answered, and not refused */
    size_t done;      /* items of it */
    size_t under_way;
    uint64_t weight;    /* of what is */
    bool doubtful;      /* a key was refused: others are asked for by ACL DRYRUN first */
    uint64_t counted;   /* entries behind groups */
    size_t passes_done; /* over the streams, */
    size_t told;        /* and what was told of that */

    size_t answers;
    struct error loss; /* of the first question that was not answered */
    bool begun;
    bool closing;
    bool failed;
    struct error failure;
    unsigned open; /* what holds it: the timer, the client */
    void (*closed)(void *context);
    void *closed_context;
};

/* doctor_plan.c: all passes. */
extern const struct pass doctor_passes[];
extern const size_t doctor_pass_count;

/* doctor_pass.c: begins the next pass, or ends. */
void doctor_next(struct doctor *doctor);

/* Tells how far it is, where that is news. */
void doctor_progress(struct doctor *doctor, size_t done, size_t total);

void phrase_add(struct phrase *phrase, struct slice word);
void phrase_say(struct phrase *phrase, const char *text); /* parted by blanks */

/* doctor.c: it is over, with what was seen; with nothing. */
void doctor_end(struct doctor *doctor);
void doctor_fail(struct doctor *doctor, const struct error *error);

/* doctor_nodes.c: returns the number in the examination of a node of the client, which is added
 * where it is not there yet; says that one was lost. */
size_t doctor_node(struct doctor *doctor, size_t number);

void doctor_lose_node(struct doctor *doctor, size_t number, const struct error *error);

/* Sees to it that each that did not tell of itself has a reason that says something. */
void doctor_explain_nodes(struct doctor *doctor);

bool ask_info(struct query *query, struct phrase *phrase);
bool take_info_before(struct query *query, const struct reply *reply);
bool take_info_after(struct query *query, const struct reply *reply);
void miss_info(const struct query *query, const struct error *error);
bool ask_ping(struct query *query, struct phrase *phrase);
bool take_ping(struct query *query, const struct reply *reply);

/* doctor_rises.c */
bool ask_info_again(struct query *query, struct phrase *phrase);
void perform_pause(struct doctor *doctor);

/* doctor_details.c */
bool ask_settings(struct query *query, struct phrase *phrase);
bool take_settings(struct query *query, const struct reply *reply);
bool ask_cluster(struct query *query, struct phrase *phrase);
bool take_cluster(struct query *query, const struct reply *reply);
bool ask_default_user(struct query *query, struct phrase *phrase);
bool take_default_user(struct query *query, const struct reply *reply);
bool ask_latency(struct query *query, struct phrase *phrase);
bool take_latency(struct query *query, const struct reply *reply);
bool ask_slow_log(struct query *query, struct phrase *phrase);
bool take_slow_log(struct query *query, const struct reply *reply);
bool ask_commands(struct query *query, struct phrase *phrase);
bool take_commands(struct query *query, const struct reply *reply);

/* doctor_rights.c */
/* Returns whether a command is sent: not what was refused, or ACL DRYRUN says no to; what may be
 * refused only where that was asked for. */
bool doctor_may_send(struct doctor *doctor, const char *command, const char *subcommand);

/* Remembers that a command is refused to this user. */
void doctor_refuse(struct doctor *doctor, const char *command, const char *subcommand);

void say_trial(const struct query *query, struct phrase *phrase); /* "ACL DRYRUN USER" */
size_t count_rights(const struct doctor *doctor);
bool ask_right(struct query *query, struct phrase *phrase);
bool take_right(struct query *query, const struct reply *reply);

/* doctor_cost.c: a question was sent, or a step of a search; adds up what all cost the servers. */
void cost_note(const struct query *query, const struct slice *words, size_t count);
void cost_note_scan(struct doctor *doctor, size_t node);
uint64_t cost_sum(const struct doctor *doctor);

/* doctor_search.c: finds the streams; it is over, whether that was done or not; what is under way
 * is given up; what it holds is freed. */
void perform_search(struct doctor *doctor);
void search_conclude(struct doctor *doctor);
void search_cancel(struct search *search);
void search_free(struct search *search);

/* doctor_found.c: adds what was found; makes streams of a part of it, once that is all. Returns
 * false when nothing is left to be done. */
void found_add(struct doctor *doctor, struct slice key, struct slice tenant);
bool found_settle(struct doctor *doctor);
void found_free(struct found *found);

/* doctor_streams.c: how long an entry is, in the middle; 0: unknown. */
uint64_t stream_entry_bytes(const struct examined_stream *stream);

bool ask_stream(struct query *query, struct phrase *phrase);
bool take_stream(struct query *query, const struct reply *reply);
void miss_stream(const struct query *query, const struct error *error);

/* What was looked for by its full name, and is not there, is none. */
void drop_missing(struct doctor *doctor);
bool ask_memory(struct query *query, struct phrase *phrase);
bool take_memory(struct query *query, const struct reply *reply);
bool ask_ttl(struct query *query, struct phrase *phrase);
bool take_ttl(struct query *query, const struct reply *reply);
void choose_entries(struct doctor *doctor);
bool ask_entries(struct query *query, struct phrase *phrase);
bool take_entries(struct query *query, const struct reply *reply);

/* doctor_pauses.c: the entries around the same time on days before, of who may be silent. */
bool ask_pause_before(struct query *query, struct phrase *phrase);
bool take_pause_before(struct query *query, const struct reply *reply);
bool ask_pause_after(struct query *query, struct phrase *phrase);
bool take_pause_after(struct query *query, const struct reply *reply);
void miss_pause(const struct query *query, const struct error *error);

/* doctor_groups.c */
bool ask_groups(struct query *query, struct phrase *phrase);
bool take_groups(struct query *query, const struct reply *reply);
bool ask_consumers(struct query *query, struct phrase *phrase);
bool take_consumers(struct query *query, const struct reply *reply);
bool ask_pending(struct query *query, struct phrase *phrase);
bool take_pending(struct query *query, const struct reply *reply);
size_t count_leases(const struct doctor *doctor);
void find_leases(struct doctor *doctor);
bool ask_lease(struct query *query, struct phrase *phrase);
bool take_lease(struct query *query, const struct reply *reply);
bool ask_behind(struct query *query, struct phrase *phrase);
bool take_behind(struct query *query, const struct reply *reply);

#endif
