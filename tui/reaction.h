/* Reaction: what a key asks of the program, as a set. */
#ifndef TUI_REACTION_H
#define TUI_REACTION_H

enum reaction {
    REACTION_DRAW = 1,     /* the screen reads otherwise now */
    REACTION_ARRANGE = 2,  /* rows take their places anew, however long they are held */
    REACTION_WATCH = 4,    /* other tenants, or another time, may be looked at */
    REACTION_REFRESH = 8,  /* the source is to be asked at once */
    REACTION_REPAINT = 16, /* all of the terminal is to be painted anew */
    REACTION_THEME = 32,   /* the next theme */
    REACTION_RELOAD = 64,  /* the configuration is to be read again */
    REACTION_SAVE = 128,   /* the screen is to be saved, as the state says */
    REACTION_COPY = 256,   /* what the screen on top says of itself is to be copied */
    REACTION_QUIT = 512,
    REACTION_EXAMINE = 1024 /* the Redis is to be examined anew */
};

typedef unsigned reaction_set;

#endif
