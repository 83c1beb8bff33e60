/* Content: what the newest entries of one stream say about who writes it. */
#ifndef DOCTOR_CONTENT_H
#define DOCTOR_CONTENT_H

#include "base/stream_id.h"
#include "drift/tenant.h"
#include "redis/reply.h"

#include <stdbool.h>
#include <stdint.h>

#define CONTENT_ENTRIES 20 /* that are read of a stream */
#define CONTENT_OVERSIZE 65536
#define CONTENT_METADATA_MAX 4096
#define CONTENT_WHY_SIZE 96

struct severity_words;

/* The first entry of a kind, newest first, and how many there are. */
struct content_count {
    uint32_t count;
    struct stream_id id;
};

/* Zero-initialised: nothing was read. */
struct stream_content {
    uint32_t entries;                 /* that were read */
    uint32_t comma, bar;              /* of each dialect of a stream */
    struct content_count undecodable; /* no report, and why the first is none; safe */
    char why[CONTENT_WHY_SIZE];
    struct content_count duplicates;    /* the same window and dimensions as another of them */
    bool stands_still;                  /* most of these stand three times or more: the window
                                           moves on rarely, or not at all */
    struct content_count not_finite;    /* NaN and Infinity */
    struct content_count not_whole;     /* sample counts that are no whole numbers */
    struct content_count contradictory; /* lists that the dimensions contradict */
    struct content_count oversize;      /* longer than CONTENT_OVERSIZE bytes, and the longest */
    uint64_t longest;
    struct content_count big_metadata; /* longer than CONTENT_METADATA_MAX bytes */
    bool silent_known;
    bool silent;       /* as judge/silence.h says, of these entries */
    int64_t newest_ms; /* of the newest entry */
    int64_t after_ms;  /* after how long without one it is silent */
    bool pause_asked;  /* it is, unless it pauses every night, of which the entries around the
                          same time on days before tell, as pause_is_asked() says */
    int64_t pause_at_ms[2];
    struct pause_evidence pauses; /* what is there: filled by whoever looks */
};

/* Reads the reply of XREVRANGE key + - COUNT wanted, CONTENT_ENTRIES at most. `now_ms` is the time
 * by the server's clock. Returns false where the reply is something else. */
bool stream_content_read(const struct reply *reply, uint64_t wanted,
                         const struct severity_words *words, int64_t now_ms,
                         struct stream_content *content);

/* Settles whether it is silent, once all is known that was asked. */
void stream_content_settle(struct stream_content *content);

#endif
