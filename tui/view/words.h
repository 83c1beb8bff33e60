/* Words: how views say ages and names. */
#ifndef VIEW_WORDS_H
#define VIEW_WORDS_H

#include "action.h"
#include "judge/event.h"
#include "present/state_words.h"
#include "view/view.h"

/* Writes how long it is since `since_ms`, coarsely enough to be calm: "<30s", "30s", "4m", "3h".
 * It goes on while it is `running`, and else is told as of the view's moment. */
void write_elapsed(struct view *view, int64_t since_ms, bool running, char out[static 8]);

/* Writes how long ago the newest report was; "-" where there is none, "?" when nobody could
 * look. */
void write_newest(struct view *view, const struct tenant_verdict *verdict, char out[static 8]);

/* Writes how long something lasts; "" where it does not. What may have begun earlier is ">3h", or
 * ">0s" where next to nothing is known. */
void write_since(struct view *view, struct since since, char out[static 12]);

/* Writes since when: the time of day, a date where that is longer ago than a day, "<18:40" where it
 * began before that, which is all that is known; "" where it is not. */
#define SINCE_CLOCK_SIZE 16
void write_since_clock(const struct view *view, struct since since,
                       char out[static SINCE_CLOCK_SIZE]);

/* Return since when a tenant, a dimension is what its row says; of one that is well, SINCE_NONE. */
struct since tenant_row_since(const struct tenant_verdict *verdict);
struct since dimension_row_since(const struct dimension_verdict *verdict);

/* Writes what was said of a tenant or a dimension (NULL: of all of it) as a sign at the end of the
 * column of names, and returns how many columns it takes; 0: nothing was said. */
struct column;
int write_attention_mark(const struct view *view, int row, const struct column *column,
                         const char *dimension, const struct tenant *tenant);

/* Writes how long an event lasted, or has lasted so far: "16m", "20m so far". */
void write_event_length(struct view *view, const struct event *event, char out[static 24]);

/* Returns in which role an event is told. */
enum role role_of_event(const struct event *event);

/* Writes a name into `width` columns. Of one that is too long and has parts ("Quality.relevance"),
 * so many of the last are kept as there is room for. */
void write_name(struct frame *frame, int row, int column, int width, const char *name,
                enum role role);

/* Says that what was written from a column on stands for a key, by its name. */
struct pen;
void pen_hit(const struct pen *pen, const struct view *view, const char *key, int column);

/* Writes what a key does that is bound to an action, quietly: "Esc shows the others."; nothing
 * where none is. */
void pen_key(struct pen *pen, const struct view *view, enum action action, const char *text);

#endif
