/* Stream: what is known of one stream of a Redis, which is one tenant, and what is to be asked
 * about it. Each asker keeps its own part in here. */
#ifndef SOURCE_REDIS_STREAM_H
#define SOURCE_REDIS_STREAM_H

#include "drift/tenant.h"
#include "source/redis/names.h"
#include "source/redis/stream_facts.h"
#include "source/redis/stream_window.h"
#include "source/redis/turns.h"

struct streams;

enum question {
    ASK_CHECK,   /* what happened to it besides new entries */
    ASK_LOOK,    /* its newest entry; what it is, where that is not known yet */
    ASK_AGAIN,   /* the same with the next poll, after a refusal that passes */
    ASK_RECENT,  /* the newest entries, of which its tenant is judged, */
    ASK_MORE,    /* and more of them, where they leave a question open */
    ASK_PAUSES,  /* whether it pauses as on other days, where it seems silent */
    ASK_FORWARD, /* what came behind the cursor */
    ASK_SEAM,    /* whether what was the newest entry before is still there */
    ASK_VERIFY,  /* whether its history is what is held of it */
    ASK_PAGES,   /* whether something of what is wanted is still to be read */
    QUESTIONS
};

/* What a stream has become that is not the one it was. */
enum stream_change {
    STREAM_SAME,
    STREAM_WENT_BACK,  /* to what it was a while ago */
    STREAM_MADE_AGAIN, /* it is another one, or there is none */
    STREAM_CAME_EMPTY  /* its server was away, and is back without it */
};

/* How far a history was compared with the stream: see verify.h. */
struct stream_verify {
    bool due; /* somebody has asked since it began */
    bool begun;
    bool differs;
    struct stream_id before; /* all from here on is as it is held */
    uint64_t forgotten;      /* of the tenant, when it began */
};

struct stream {
    struct streams *streams;
    size_t number; /* among them */
    struct stream_group *group;
    enum name_level level; /* of the tenant's name */
    struct tenant *tenant;
    struct stream_id cursor; /* of the newest entry seen: reading goes on behind it */
    uint64_t added;          /* entries ever added up to the cursor, by the server's count */
    bool added_known;
    bool broken;               /* cannot be read; tried again with every scan at the latest, */
    bool denied;               /* and no sooner where that is not permitted */
    bool gone;                 /* there was something to read, and the key is no more; */
    bool forgotten;            /* for so long that the stream is about to be freed */
    bool skewed;               /* its newest ID lies in the future */
    bool away;                 /* it was asked in vain: its node is away */
    bool resumed;              /* its node was away, and it was not checked since */
    unsigned in_vain;          /* how often all was asked anew without an answer */
    enum stream_change change; /* for who reads it once, who takes it back; */
    bool doubted;              /* and waits for a check */
    bool garbled;              /* what was read of it last may be wrong */
    bool unanswered;           /* the last poll was to ask for it, and it was not told yet */
    bool in_turn;              /* nobody sees it, and it is asked in its turn: see turns.h */
    int64_t known_ms;          /* up to when all of it is known, by our own clock; 0: never */
    struct stream_id moved_to; /* where XSETID was seen to move the last ID */
    unsigned due;              /* questions that wait to be sent, a bit each, */
    unsigned under_way;        /* and those that wait for their answers */

    struct turn turn;

    uint64_t scan;          /* number of the scan that found it last */
    unsigned forward_pages; /* full ones in a row */

    /* What the server said of it last: the oldest entry, the last ID, how many entries had been
     * added up to that, which is the greatest ID that was deleted, and how many went. */
    struct entry_mark first; /* its ID is STREAM_ID_MIN: not known, or there is none */
    struct stream_id last;
    uint64_t added_to_last;
    bool added_to_last_known;
    struct stream_id deleted;
    uint64_t lost; /* entries that it had once */

    bool recent_due;             /* the newest entries are to be read, whatever is held */
    struct stream_id recent_end; /* from where on they are being read, back */
    bool recent_void;            /* they have become others since */
    size_t recent_wanted;        /* entries of them, or before them, that are under way, */
    size_t recent_read;          /* and those that came */
    size_t more_wanted;
    bool full;         /* a moment that has passed is looked at: no reading is to be brief, */
    bool full_tried;   /* which was asked for once, */
    bool more_is_full; /* and what is under way makes them so, and nothing else */
    struct stream_id more_before; /* the next one must come just before this one */
    bool more_void;               /* it does not any more */

    struct stream_id seam; /* the newest entry before others came */
    bool seam_holds;       /* and it is still there; */
    bool torn;             /* it is not: all is to be read anew, if the stream is there at all */
    struct stream_verify verify;
    struct stream_window window;
};

struct slice stream_key(const struct stream *stream);

/* Says that a question is due. Asked once, however often it is said before it is sent; nothing is
 * asked a second time while it is under way. */
void stream_ask(struct stream *stream, enum question question);

/* Returns true while a question is due or under way; and while its newest entry is, now or again.
 */
bool stream_waits(const struct stream *stream, enum question question);
bool stream_waits_for_look(const struct stream *stream);

/* Returns true while it is under way. */
bool stream_is_asked(const struct stream *stream, enum question question);

/* Notes that a question was sent, and that its answer came. */
void stream_asked(struct stream *stream, enum question question);
void stream_answered(struct stream *stream, enum question question);

/* Returns true when somebody looks at its history, or sees it. */
bool stream_is_watched(const struct stream *stream);

/* Something that a view shows has changed. */
void stream_touch(struct stream *stream);

/* Adds an entry to the tenant, and with `keep` to its live history, or else to the span of its
 * history that is read up to `end_ms`; and moves the cursor. */
void stream_take(struct stream *stream, const struct report *report, const struct error *unreadable,
                 bool keep);
void stream_take_into(struct stream *stream, int64_t end_ms, const struct report *report,
                      const struct error *unreadable);

/* The stream was asked for once. */
void stream_met(struct stream *stream);

/* Takes what the server says of it. */
void stream_learn(struct stream *stream, const struct stream_facts *facts);

/* The newest entry is there: moves the cursor to it, over others that may lie before it. */
void stream_see(struct stream *stream, struct stream_id id);

/* The next entry may leave others out: what was added up to it is not known any more. */
void stream_jump(struct stream *stream, struct stream_id id);

/* The stream alone cannot be read, for the server's reason; and can be read again. */
void stream_break(struct stream *stream, struct slice reason);
void stream_mend(struct stream *stream);

/* An error reply: what passes is tried again with the next look, the rest breaks the stream. */
void stream_refuse(struct stream *stream, struct slice reason);

/* The same of a question by XINFO: where that is not permitted, a look tells the most of it. */
void stream_refuse_facts(struct stream *stream, struct slice reason);

/* Its node was lost, or a request about it was: of what comes, nothing is known; stream_resume()
 * begins anew when the node can be asked. */
void stream_lose(struct stream *stream);
void stream_resume(struct stream *stream);

/* A request about it was lost, or answered. What is lost again and again while its node is well
 * cannot be read: it alone breaks, for that reason. */
void stream_lose_request(struct stream *stream, const struct error *error);
void stream_answers(struct stream *stream);

/* From now on it is asked in its turn, or with every refresh. Until its turn comes nothing is known
 * since it was known last, though nothing was asked in vain. */
void stream_take_turns(struct stream *stream, bool in_turn);

/* All up to now is known of it; or nothing since it was known last. */
void stream_is_current(struct stream *stream);
void stream_fall_behind(struct stream *stream);

/* Its history is void, and is read anew where somebody looks at it. */
void stream_forget(struct stream *stream);

/* All that was read of it is void, and is read anew. */
void stream_read_anew(struct stream *stream);

/* Begins anew with a stream that is another one than before, or is gone. */
void stream_made_again(struct stream *stream);

void stream_vanish(struct stream *stream, const char *how);

/* Begins anew with what it was a while ago. */
void stream_went_back(struct stream *stream);

/* The newest entry is older than one that was seen before, or there is none any more: a check tells
 * what happened, or is guessed where none is permitted. */
void stream_is_older(struct stream *stream, bool empty);

/* Brings the stream up to date: without a gap, or, where nobody judges, with its newest entry. */
void stream_catch_up(struct stream *stream);

/* Which entries of a reply that reads on are new: those behind the cursor, up to the moment of
 * which it is judged. They are kept where history is. For struct entry_events; the context is the
 * stream. */
bool stream_wants_new(void *context, struct stream_id id);
void stream_take_new(void *context, const struct report *report, const struct error *unreadable);

void stream_free(struct stream *stream);

#endif
