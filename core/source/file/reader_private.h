/* What the files of the reader share. */
#ifndef SOURCE_FILE_READER_PRIVATE_H
#define SOURCE_FILE_READER_PRIVATE_H

#include "source/file/decoder.h"
#include "source/file/growth.h"
#include "source/file/input.h"
#include "source/file/reader.h"

enum reader_state {
    READER_IDLE,     /* not begun, or stopped */
    READER_WAITING,  /* for the next piece of the file */
    READER_WORKING,  /* there are lines at hand */
    READER_DRAINING, /* at the end of the file, what was held back is handed out */
    READER_AT_END,   /* the file may grow */
    READER_ENDED
};

struct file_reader {
    char *path;
    const struct file_reader_events *events;
    void *context;
    struct file_input input;
    struct file_decoder decoder;
    struct file_growth growth;
    uv_idle_t work; /* runs while there is something to do */
    enum reader_state state;
    bool follow;
    bool paused;
    bool finishing;       /* nothing more is read */
    bool begin_again;     /* from the loop, when no piece is under way */
    bool changed;         /* the file is not the one that was begun with */
    bool at_end;          /* of the file; a pipe that brings nothing for now is not */
    bool told_away;       /* that what replaced the file cannot be opened */
    bool told_empty;      /* that the file was cut off to nothing */
    struct error failure; /* why no more can be read, told when what was read is handed out */
    unsigned quiet;       /* looks since something came */
    uint64_t arrivals;    /* reports that had come by the last look */
    bool closing;
    unsigned handles;
    void (*closed)(void *context);
};

/* reader.c: asks for the next piece of the file; works on what is at hand, in this state. */
void reader_next_piece(struct file_reader *reader);
void reader_start_work(struct file_reader *reader, enum reader_state state);

/* Opens the file at its beginning; what is under way is forgotten. */
bool reader_open(struct file_reader *reader, struct error *error);

bool reader_is_standard_input(const struct file_reader *reader);

/* Returns true when the file may become longer than it is now. */
bool reader_may_grow(const struct file_reader *reader);

/* reader_look.c: goes back to the beginning of the file, which was cut off, and tells so. */
void reader_start_over(struct file_reader *reader);

/* Goes on with the file that replaced the one that was read to its end: behind the place that was
 * reached, or at its beginning. */
void reader_go_on(struct file_reader *reader);
void reader_go_over(struct file_reader *reader);

/* Looks what became of the file, from time to time; an event of the growth. */
void reader_on_look(void *context);

#endif
