/* Stack: the screens that were opened one out of the other. It is the way back, and the answer to
 * where one is: what a place has selected is what the screen above it is about. */
#ifndef TUI_STACK_H
#define TUI_STACK_H

#include <stdbool.h>
#include <stddef.h>

#define STACK_LIMIT 8
#define NO_ROW ((size_t)-1)

struct screen;

/* A screen, and where one is in it. */
struct place {
    const struct screen *screen;
    size_t top; /* the first row shown */
    char
        *selected; /* by name, so that it stays when rows move; NULL: whoever is in the first row */
    char *about;   /* what the screen above it is about, where that is not what is selected */
};

/* What a screen has to show, and how much of it fits. */
struct extent {
    size_t rows;
    size_t count;
    size_t selected; /* the selected row; NO_ROW where rows are not selected */
    size_t shift;    /* so many rows came above the one that is shown first */
    int first_row;   /* of the screen, where they stand one below the other; 0: they do not */
};

struct stack {
    struct place places[STACK_LIMIT];
    size_t count; /* at least 1 once there is a root */
};

/* Begins with one screen, which is never left. */
void stack_init(struct stack *stack, const struct screen *root);
void stack_free(struct stack *stack);

struct place *stack_top(struct stack *stack);

/* Opens a screen; false when too many are open. Goes back by one; false at the root. Goes back to
 * the root. */
bool stack_push(struct stack *stack, const struct screen *screen);
bool stack_pop(struct stack *stack);
void stack_unwind(struct stack *stack);

/* Selects by name; NULL for whoever is in the first row. The name is copied. */
void place_select(struct place *place, const char *name);

/* Says what the screen above is about in place of what is selected. The name is copied. */
void place_about(struct place *place, const char *name);

/* Returns the place below, NULL below the root. */
struct place *stack_below(struct stack *stack, const struct place *place);

/* Returns what a place's screen is about: what the place below says, or has selected;
 * NULL for nothing. */
const char *stack_subject(const struct stack *stack, const struct place *place);

/* Scrolls so that the selected row is visible and no row is left empty. */
void place_settle(struct place *place, const struct extent *extent);

#endif
