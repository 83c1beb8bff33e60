/* Tenant: one stream of reports: its dimensions, its newest report, and as much history as somebody
 * looks at. */
#ifndef DRIFT_TENANT_H
#define DRIFT_TENANT_H

#include "base/duration.h"
#include "drift/change.h"
#include "drift/history.h"
#include "drift/interval.h"
#include "drift/name_table.h"
#include "drift/recent.h"
#include "drift/report.h"

#include <stdbool.h>

#define TENANT_NOTICES 8
#define TENANT_MAX_WORDS 200
#define TENANT_TROUBLE_MAX 159
#define TENANT_FEW_DIMENSIONS 16 /* which are found without a table */
#define TENANT_MAX_DIMENSIONS                                                                      \
    RECENT_READINGS_MAX /* what a hostile producer may cost; more are counted */

/* A column of the history, in order of first appearance; never removed while the tenant lives. */
struct dimension {
    char *name;                   /* raw bytes, NUL-terminated */
    struct stream_id last;        /* of the newest report that names it */
    struct sample newest;         /* what that report said, with the full count below */
    uint64_t sample_count;        /* or SAMPLE_COUNT_UNKNOWN */
    const char *severity_word;    /* as written; its own where word_capacity is not 0 */
    char *metadata;               /* JSON text or NULL */
    struct metadata_table *table; /* of what the reports in the history said; NULL: nothing */
    uint32_t name_size;
    uint32_t word_capacity; /* the memory of both is used again for the next report */
    uint32_t metadata_capacity;
    uint32_t bad_above; /* how often z was > 0 (bad_below: < 0) while severity was not ok: the */
    uint32_t bad_below; /* direction of badness is learned from these */
    uint16_t family;    /* the first column whose name is alike up to its last dot */
    enum word_kind word : 8;
};

/* What happened to the stream itself, as the source noticed it. */
enum notice_kind {
    NOTICE_TRIMMED, /* entries went before they were read */
    NOTICE_RESET,   /* the stream was deleted and made again, or came back empty */
    NOTICE_ID_SET,  /* XSETID moved the last ID ahead of the entries */
    NOTICE_SKEW,    /* the newest ID lies in the future of the server's clock */
    NOTICE_GONE     /* the key is gone, or is no stream any more */
};

struct notice {
    enum notice_kind kind;
    int64_t time_ms;
    char text[96];
};

/* Pause evidence: the entries of the stream around two moments, a day and two days before a silence
 * is judged: whoever pauses every night is not silent. Filled by the source, for those that
 * pause_is_asked() of judge/silence.h names. */
struct quiet {
    int64_t before_ms; /* of the newest entry up to the moment; INT64_MIN: there is none */
    int64_t after_ms;  /* of the oldest entry behind it; INT64_MAX: there is none */
};

struct pause_evidence {
    bool known;           /* it was looked for */
    struct quiet days[2]; /* a day before, and two days before */
};

struct tenant {
    char *name; /* raw bytes: make them safe before they are shown */
    size_t name_size;
    size_t qualifier_size; /* bytes in front that tell it from another of that name: "prod:" */
    char *key;             /* of its stream, raw bytes too; NULL where the source has no keys */
    size_t key_size;
    struct dimension *dimensions;
    size_t dimension_count;
    size_t dimension_capacity;
    struct name_table names; /* of the dimensions, where they are more than a few */
    char **words; /* of severity that are not known (raw bytes): see tenant_severity_word() */
    uint8_t word_count;

    struct history history;

    bool failed;                /* this tenant alone cannot be read: see tenant_trouble() */
    bool has_report;            /* false: the stream is empty, or not looked at yet */
    bool looked_at;             /* the source has asked at least once */
    bool known_moves;           /* `known_until_ms` moves on by itself, without tenant_changed() */
    struct stream_id newest_id; /* of the newest entry, readable or not, */
    struct stream_id oldest_id; /* and of the oldest that is kept; STREAM_ID_MIN: not known */
    int64_t window_length_ms;   /* of the newest report; 0 unknown */
    char *window_start;         /* of the newest report, as written; NULL unknown */
    char *window_end;
    uint32_t window_start_capacity;
    uint32_t window_end_capacity;
    struct recent recent; /* its newest entries: what a verdict is made from */
    struct pause_evidence pauses;

    int64_t known_until_ms; /* while the source is away, or asks for it now and then only: when it
                               last answered, by its clock. INT64_MAX: what came up to now is known.
                               Nobody is judged silent for a time of which nothing is known */
    int64_t ahead_ms;       /* how far the newest ID was ahead of the source's clock when it came;
                               0: it was not */
    int64_t gone_ms;        /* when the stream was found to be gone; 0: it was not */
    uint64_t entries;       /* length of the stream, by the server's word */
    uint64_t skipped;       /* entries in what was read that could not be read at all */
    struct report_flaws flaws;
    char *trouble; /* read it with tenant_trouble() */

    struct notice
        *notices;        /* a ring of TENANT_NOTICES, the newest at notice_count - 1; NULL: none */
    size_t notice_count; /* of all times */

    uint64_t forgotten;   /* how often its history was cleared or replaced */
    struct change change; /* the last one, for whoever looks at its fleet again */
    uint64_t number;      /* in its fleet, by order of discovery; never given again */
};

struct tenant *tenant_create(struct slice name);

/* Returns the name, which is raw bytes and may be empty. */
struct slice tenant_name(const struct tenant *tenant);

/* Sets the severity's word: one that most producers use takes no memory. */
void dimension_set_word(struct dimension *dimension, struct slice word);

/* Says that something of the tenant is another than it was. The functions below say so themselves;
 * whoever writes into the struct has to. */
void tenant_changed(struct tenant *tenant);

void tenant_free(struct tenant *tenant);

enum tenant_added { TENANT_KNOWN, TENANT_NEWER, TENANT_OLDER };

/* Adds a report to the recent entries, where it is newer than all, and to the live span of the
 * history, newer than all or older than all that it holds; what lies between is known already. With
 * `keep` false (nobody looks at the history) only the recent entries are kept, and nothing of what
 * is older than the newest. Flaws and duplicates are counted for what is added. Returns
 * TENANT_NEWER for what is newer than every entry seen so far, TENANT_OLDER for all else that was
 * added. */
enum tenant_added tenant_add(struct tenant *tenant, const struct report *report, bool keep);

/* The same for an entry that could not be read: counted, its reason kept. */
enum tenant_added tenant_add_unreadable(struct tenant *tenant, struct stream_id id,
                                        const char *reason, bool keep);

/* Add an entry that is older than all recent ones, and next to them, to those: the first look,
 * newest first. One that is there is restored where it is brief (drift/recent.h), what else is not
 * older is left alone. Neither is counted or kept as history. */
void tenant_add_recent(struct tenant *tenant, const struct report *report);
void tenant_add_recent_unreadable(struct tenant *tenant, struct stream_id id);

/* Add to the span of the history that is read up to `end_ms`: see drift/history.h. */
enum tenant_added tenant_add_to(struct tenant *tenant, int64_t end_ms, const struct report *report);
enum tenant_added tenant_add_unreadable_to(struct tenant *tenant, int64_t end_ms,
                                           struct stream_id id, const char *reason);

/* How a report is placed among all that came, in whatever order. */
struct tenant_place {
    bool keep;     /* in the history */
    bool judge;    /* among the recent entries */
    bool repeated; /* the same report stands there at the same time: it was left out */
    bool between;  /* newer ones are in the history, and older ones */
};

/* Adds a report to the live span of the history and to the recent entries wherever its place is. An
 * ID that another report has becomes the next free one of its millisecond. Says in `place` what
 * became of it; what is put between others is seen after history_settle(). */
void tenant_place(struct tenant *tenant, struct report *report, struct tenant_place *place);

/* Forgets the history and all counts of it, before a window is read anew or to save memory. The
 * newest report stays, and so does what was learned of the dimensions. */
void tenant_clear_history(struct tenant *tenant);

/* Forgets also the newest report, after a stream was deleted. Dimensions keep their columns, and
 * notices stay. */
void tenant_reset(struct tenant *tenant);

/* Returns the newest reason why something could not be read, "" for none; and keeps another, up to
 * TENANT_TROUBLE_MAX bytes of it, or "": returns whether it is another. */
const char *tenant_trouble(const struct tenant *tenant);
bool tenant_set_trouble(struct tenant *tenant, const char *reason);

/* Records what happened to the stream. The same kind within a minute replaces the one before. */
void tenant_note(struct tenant *tenant, enum notice_kind kind, int64_t time_ms, const char *format,
                 ...) __attribute__((format(printf, 4, 5)));

/* Returns the word of severity of a sample (raw bytes): the producer's own where nobody knows what
 * it means, else severity_name(). */
const char *tenant_severity_word(const struct tenant *tenant, enum severity severity, uint8_t word);

/* Returns the dimension's column, or dimension_count. */
size_t tenant_find_dimension(const struct tenant *tenant, struct slice name);

/* Returns the usual time between two arrivals, 0 unknown: interval_usual() of the recent ones. */
int64_t tenant_interval(const struct tenant *tenant);

/* Returns the moment of a judgement by the stream's own clock: the same, or later where its newest
 * ID lay in the source's future when it came and the judgement is made after that. */
int64_t tenant_clock(const struct tenant *tenant, int64_t moment_ms);

/* The same of the moment at which silence is judged: no later than what is known. */
int64_t tenant_known_clock(const struct tenant *tenant, int64_t moment_ms);

#endif
