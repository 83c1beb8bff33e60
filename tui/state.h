/* State: all that the operator chose, and so all that keys change. It knows nothing of terminals,
 * sources or views. */
#ifndef TUI_STATE_H
#define TUI_STATE_H

#include "axis.h"
#include "choices.h"
#include "judge/attention.h"
#include "judge/ranking.h"
#include "keymap.h"
#include "places.h"
#include "prompt.h"
#include "range.h"
#include "recall.h"
#include "source/originals.h"
#include "stack.h"

#define NOTICE_SIZE 320

struct checkup;
struct event_rows;

/* What is to be said of whom, while that is typed. Zero-initialised asks for nothing. */
struct attention_request {
    enum attention_kind kind;
    char *tenant;
    char *dimension; /* NULL: all of the tenant */
    enum state state;
};

struct ui_state {
    struct stack stack;
    struct range range;
    struct choices choices;
    struct attention attention;
    struct attention_request request;
    struct prompt prompt;
    struct recall recall;        /* what was typed behind a colon */
    int64_t findings_seen_ms;    /* findings that were first made up to then were looked at */
    const struct keymap *keymap; /* which key does what; borrowed */
    char notice[NOTICE_SIZE];    /* an answer to the last key; "" for none */
    char save_as[PROMPT_SIZE];   /* what REACTION_SAVE is to write, as it was typed */
    char theme[PROMPT_SIZE];     /* what REACTION_THEME is to show, likewise; "": the next */
};

/* What the operator sees while pressing a key: what keys refer to. */
struct sight {
    const struct listing *listing;
    const struct together *together;    /* tenants that turned bad at about the same time */
    const struct places *tenants;       /* where the rows of the listing stand */
    const struct ranking *ranking;      /* dimensions of the tenant that the screen is about, */
    const struct tenant *tenant;        /* which is NULL where there is none */
    const struct places *dimensions;    /* where the rows of the ranking stand */
    struct extent extents[STACK_LIMIT]; /* of each place of the stack */
    struct stream_id report;            /* that the screen on top looks at; STREAM_ID_MIN: none */
    struct stream_id older, newer;      /* the entries beside it; likewise */
    const struct originals *originals;  /* entries as they lie in their streams; NULL: none */
    const struct checkup *checkup;      /* what was found wrong with the Redis */
    const struct event_rows *events;    /* what the events screen lists */
    struct axis axis;                   /* of the screen on top; zero where it has none */
    int64_t now_ms;
    int64_t own_ms; /* by our own clock */
    bool loading;   /* what is looked at is still being read */
};

/* Returns the report that is looked at as it lies in its stream; NULL: nobody asked for it. */
const struct original *sight_original(const struct sight *sight);

/* Begins with one screen. */
void state_init(struct ui_state *state, const struct screen *root, const struct keymap *keymap,
                struct range range, enum time_zone zone);
void state_free(struct ui_state *state);

/* Says something in answer to a key, until the next one. */
void state_tell(struct ui_state *state, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Fits the state to what there is to see. To be called before it is drawn. */
void state_settle(struct ui_state *state, const struct sight *sight);

#endif
