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
    READER_AWAY,     /* it was there; it is opened again when it can be */
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
    bool begin_again; /* from the loop, when no piece is under way */
    bool leaving;     /* the file was replaced: its rest is read, then the other one */
    bool changed;     /* the file is not the one that was begun with */
    bool at_end;      /* of the file; a pipe that brings nothing for now is not */
    unsigned quiet;   /* looks since something came */
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

/* reader_look.c: goes on with what stands under the name of the file now, and says why. */
void reader_go_over(struct file_reader *reader, const char *why);

/* Looks what became of the file, from time to time; an event of the growth. */
void reader_on_look(void *context);

#endif
