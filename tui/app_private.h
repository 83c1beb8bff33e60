/* App, inside: the state of the running program, shared by the files that make it up. */
#ifndef TUI_APP_PRIVATE_H
#define TUI_APP_PRIVATE_H

#include "background.h"
#include "dashboard.h"
#include "headless/doctor_setup.h"
#include "headless/options.h"
#include "headless/reload.h"
#include "input.h"
#include "stats.h"
#include "term.h"

#include <sys/stat.h>
#include <uv.h>

#define APP_FAILED 1
#define APP_SIGNALS 7

/* How the Redis is examined: in the background, over a client of its own. */
struct app_doctor {
    struct checkup checkup;    /* what came of it */
    struct doctor_setup setup; /* where `ready` */
    bool ready;
    struct doctor *doctor;    /* the one that is at work; NULL: none is */
    struct examination *seen; /* what is judged, one check a turn of the loop, as there may be many
                                 streams; NULL: nothing is */
    struct findings findings; /* so far */
    size_t check;             /* the next one */
    struct doctor_settings judged_by; /* those of when it began */
    uv_idle_t judging;
    uv_timer_t timer;   /* the next examination */
    bool due;           /* one is to be made as soon as that can be */
    bool began;         /* there was one, or it is waited for */
    struct slice *keys; /* of the streams that are examined */
    struct arena arena; /* of their bytes */
};

struct app {
    const struct options *options; /* those that hold */
    struct reload reload;
    uv_loop_t loop;
    uv_signal_t signals[APP_SIGNALS];
    uv_timer_t draw_timer;    /* the next frame */
    uv_timer_t silence_timer; /* nothing more of what was typed comes */
    uv_timer_t answer_timer;  /* the terminal does not answer */
    uv_idle_t judging;        /* while tenants wait to be judged: keys are served in between */
    uv_poll_t input_poll;
    uv_poll_t output_poll;
    struct tty *tty;
    struct term *term;
    struct theme theme;
    size_t theme_index;
    struct background background; /* of the terminal */
    bool painted;                 /* that of the theme is, in its place */
    bool plain;                   /* the theme is shown plain */
    struct input input;
    struct stats stats;
    struct frame stats_frame; /* the dashboard's with a row more; empty where none is asked for */
    struct fleet fleet;
    struct source *source;
    struct keymap keymap;
    struct dashboard dashboard;
    struct app_doctor examiner;
    struct buffer looked_for; /* in words, for when there are no tenants */
    struct buffer watched;    /* what the source was told last: each name with its NUL, and range */
    struct buffer attention_path; /* of what is said of tenants; empty: it is not kept */
    struct stat attention_seen;   /* how it was when it was read */
    int64_t attention_looked_ms;  /* by the steady clock */
    uv_timer_t alarm_timer;       /* the next run of --on-change */
    uv_process_t child;           /* that runs */
    bool runs;
    int64_t ran_ms; /* when it began last, and when the bell rang, by the steady clock; 0: never */
    int64_t rang_ms;
    reaction_set due;   /* what the next frame brings with it */
    bool changed;       /* there is data that no frame shows yet */
    int64_t changed_ms; /* when a frame last showed new data, by the steady clock */
    int64_t due_ms;     /* when draw_timer fires */
    bool leaving;       /* nothing is drawn any more */
    int died_of;        /* a signal to end by; 0: none */
    int status;
};

/* Returns the time by the source's clock and by ours. */
struct dashboard_clock app_clock(const struct app *app);

/* Ends the loop; the program exits with `status`. */
void app_leave(struct app *app, int status);

/* Draws and sends a frame now; with REACTION_WATCH the source is told what it shows. While the one
 * before is still on its way, nothing is drawn: the newest state is, once there is room. */
void app_draw(struct app *app, reaction_set reactions);

/* Asks for a frame that shows new data, soon. The callback of the source; `context` is the app. */
void app_changed(void *context);

/* Takes an event, and does what it asks for but for the drawing. `context` is the app. */
void app_event(void *context, const struct input_event *event);

/* Draws the screen into a file, as the state says, and says what came of it. */
void app_save(struct app *app);

/* Reads what was said of tenants; stores what is said, and takes what others said meanwhile. */
void app_open_attention(struct app *app);
void app_follow_attention(struct app *app);

/* Prepares for examinations of the Redis, where the source is one; begins one that can be made now
 * and is due; asks for one at once, whoever wants it; ends the one under way without waiting for
 * it, and, once nothing of it is on the loop, gives all back. */
void app_open_doctor(struct app *app);
void app_follow_doctor(struct app *app);
void app_examine(struct app *app);
void app_rejudge(struct app *app); /* what counts as a finding may be another */
void app_close_doctor(struct app *app);
void app_free_doctor(struct app *app);

/* Tells the transitions that wait: rings, and runs the command. */
void app_follow_transitions(struct app *app);

/* Loads the theme that the options name. */
bool app_load_theme(struct app *app, struct error *error);

/* Shows the theme, at first on what the terminal has, until it is known what that is. */
void app_show_theme(struct app *app);

/* Shows the theme that the state names, or the next one, or says why that would change nothing. */
void app_change_theme(struct app *app);

/* Shows the theme plain, or again as it is, where the operator chose so. */
void app_follow_plainness(struct app *app);

/* Returns the frame that the terminal shows: the dashboard's, and below it, where that is asked
 * for, what it costs. */
const struct frame *app_stats_frame(struct app *app);

/* Tells that on standard error, where it is asked for. */
void app_stats_tell(const struct app *app);

/* Returns the size of the terminal that the dashboard has. */
void app_size(const struct app *app, int *columns, int *rows);

/* Takes what the terminal answers. */
void app_take_answer(struct app *app, struct slice answer);

/* Reads the configuration again, and says what came of it. */
void app_reload(struct app *app);

/* The callback for typed bytes. */
void app_on_input(uv_poll_t *poll, int status, int events);

/* Catches the signals that end, stop, continue and resize. */
void app_catch_signals(struct app *app);

#endif
