/* Examination: what was seen of a Redis at one time, before anybody judges it. The examiner
 * (doctor.h) fills it in; checks (check.h) read it and nothing else. What could not be learned is
 * said to be unknown, each in its own way, and is never zero. */
#ifndef DOCTOR_EXAMINATION_H
#define DOCTOR_EXAMINATION_H

#include "base/buffer.h"
#include "base/error.h"
#include "doctor/content.h"
#include "doctor/groups.h"
#include "doctor/leases.h"
#include "doctor/rights.h"
#include "source/redis/stream_facts.h"

#define TTL_NONE (-1)
#define TTL_UNKNOWN (-2)

/* One name and value of CONFIG GET, as text; safe to show. */
struct setting {
    char *name;
    char *value;
};

/* One server. */
struct examined_node {
    char *name;           /* as it is shown: "127.0.0.1:7001" */
    bool answered;        /* INFO did; all below is empty or unknown where it did not */
    struct error error;   /* why it did not: away, loading, NOPERM …; or that it was lost later */
    struct buffer before; /* what INFO said first, and some seconds later; empty: it did not */
    struct buffer after;
    int64_t apart_ms;    /* between the two */
    bool skew_known;     /* its clock against ours: */
    int64_t skew_ms;     /* it is ahead by that, */
    int64_t skew_max_ms; /* give or take half a round trip */
    int64_t trip_us;     /* the median of some PINGs; -1: not asked */
    struct setting *settings;
    size_t setting_count;
    struct buffer cluster_info; /* what CLUSTER INFO said; empty: not asked, or refused */
    struct buffer latency;      /* names of LATENCY LATEST with their worst, in words; safe */
    struct buffer slow_log;     /* commands of SLOWLOG GET with their times, in words; safe */
    enum whether default_open;  /* WHETHER_YES: the user `default` is on and needs no password */
    bool has_command_info;      /* COMMAND INFO was answered: */
    bool lacks_autoclaim;       /* it does not know XAUTOCLAIM, */
    bool lacks_no_touch;        /* nor CLIENT NO-TOUCH */
};

/* One stream that holds, or should hold, the reports of a tenant. */
struct examined_stream {
    struct slice key;          /* raw bytes */
    struct slice tenant;       /* its name, likewise */
    size_t node;               /* that holds it */
    bool answered;             /* XINFO STREAM did */
    const char *why;           /* it did not; safe; NULL: it did, or was not asked */
    struct stream_facts facts; /* what it said */
    int64_t bytes;             /* MEMORY USAGE; -1: unknown */
    bool bytes_estimated;      /* of a part of its nodes */
    int64_t ttl_ms;            /* TTL_NONE, TTL_UNKNOWN */
    bool groups_known;         /* XINFO GROUPS was answered */
    struct examined_group *groups;
    size_t group_count;
    struct stream_content
        content; /* of its newest entries; nothing where they were not looked at */
};

struct examination {
    int64_t began_ms; /* by our own clock */
    int64_t ended_ms;
    const struct redis_url *url;   /* borrowed: how it was reached, */
    const struct key_space *space; /* and where streams were looked for */
    struct examined_node *nodes;
    size_t node_count;
    struct examined_stream *streams; /* by their keys, each once */
    size_t stream_count;
    struct examined_leases *leases; /* of groups that routers read for; of the arena */
    size_t leases_count;
    size_t sampled;       /* streams whose entries were read; stream_count: all */
    bool entries_read;    /* that was asked for at all */
    bool searched;        /* all streams were looked for to the end */
    struct error trouble; /* why not */
    struct rights rights; /* of the user that asked */
    command_set refused;  /* commands that were refused to it, by no right of its own */
    struct arena arena;   /* of keys and names */
    uint64_t server_us; /* what it cost the servers, by how long they say that each command takes */
};

/* Returns what INFO of a node said last: `after`, or `before` where there is none. */
struct slice examined_info(const struct examined_node *node);

/* Returns its version as 702 for 7.2.4, as far as Redis's own commands go, which is what others say
 * of themselves, too; 0: it does not say. */
unsigned examined_version(const struct examined_node *node);

bool examined_is_replica(const struct examined_node *node);

/* Returns the user that asks: that of the URL, or `default`; raw bytes. */
struct slice examined_user(const struct examination *examination);

/* Returns whether INFO of a node says that keys of the database have a TTL. */
enum whether examined_keys_expire(const struct examination *examination, size_t node);

/* Returns the time by a node's clock at the end; by ours where it is not known. */
int64_t examined_now(const struct examination *examination, size_t node);

/* Returns the stream of that key, or NULL. */
const struct examined_stream *examined_stream_of(const struct examination *examination,
                                                 struct slice key);

/* Returns the value of CONFIG GET, or NULL. */
const char *examined_setting(const struct examined_node *node, const char *name);

/* Returns whether a command was refused to this user. */
bool examined_refused(const struct examination *examination, const char *command,
                      const char *subcommand);

void examination_free(struct examination *examination);

#endif
