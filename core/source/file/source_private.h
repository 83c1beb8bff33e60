/* What the files of the file source share. */
#ifndef SOURCE_FILE_SOURCE_PRIVATE_H
#define SOURCE_FILE_SOURCE_PRIVATE_H

#include "source/file/arrivals.h"
#include "source/file/finder.h"
#include "source/file/name.h"
#include "source/file/recording.h"
#include "source/file/set.h"
#include "source/file/tenants.h"
#include "source/source.h"

/* How many lines something is true of, and which was the last. */
struct file_finding {
    uint64_t count;
    char where[FILE_LINE_SIZE];
};

/* What is told of the lines that were read. */
struct file_findings {
    struct file_finding unreadable;
    struct file_finding cut;          /* files that end too early */
    struct file_finding out_of_order; /* and put into their place */
    struct file_finding repeated;     /* the same report at the same time: read once */
    struct file_finding ahead;        /* of the clock */
    char reason[120];                 /* why the last unreadable one is */
    char cut_reason[100];
    char event[160]; /* what happened to a file */
};

struct file_source {
    struct source base; /* first: a struct source * is cast to this */
    struct file_set files;
    size_t reading; /* the file that is being read, until all were; one after the other */
    struct file_tenants tenants;
    struct fleet again; /* what a second reading has made so far */
    bool reading_again;
    bool caught_up; /* at least once, since the reading began */
    bool is_judged; /* at another moment than the end of a recording: --until, a standing clock */
    struct recording recording;
    struct arrivals_table arrivals;
    int64_t pauses_ms; /* when the evidence of pauses was looked at last */
    int64_t until_ms;  /* entries before this are judged */
    int64_t since_ms;  /* reports before this are not kept */
    int64_t span_ms;   /* the longest window that somebody looked at */
    size_t watched;
    struct file_finder finder; /* of originals */
    struct file_findings findings;
    uint64_t lines_told; /* when a change of the fleet was told last */
};

/* source_report.c: what the readers bring; part of their events. */
void file_source_on_report(void *context, struct report *report, uint64_t line);
void file_source_on_unreadable(void *context, const struct report *report, uint64_t line,
                               const char *reason);
void file_source_on_cut(void *context, uint64_t line, const char *reason);

/* source_note.c: writes the notes of the status. */
void file_source_note(struct file_source *file);

/* source.c: returns the fleet that is being filled. */
struct fleet *file_source_fleet(struct file_source *file);

/* source.c: returns whether a file is read in its turn; what one brings out of it is read again. */
bool file_source_in_turn(const struct file_source *file, const struct file_member *member);

#endif
