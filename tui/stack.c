#include "config.h"

#include "stack.h"

#include "base/memory.h"

#include <stdlib.h>

static void leave(struct place *place)
{
    free(place->selected);
    free(place->about);
}

void stack_init(struct stack *stack, const struct screen *root)
{
    *stack = (struct stack){.count = 1};
    stack->places[0].screen = root;
}

void stack_free(struct stack *stack)
{
    while (stack->count > 0)
        leave(&stack->places[--stack->count]);
}

struct place *stack_top(struct stack *stack)
{
    return &stack->places[stack->count - 1];
}

bool stack_push(struct stack *stack, const struct screen *screen)
{
    if (stack->count == STACK_LIMIT)
        return false;
    stack->places[stack->count++] = (struct place){.screen = screen};
    return true;
}

bool stack_pop(struct stack *stack)
{
    if (stack->count <= 1)
        return false;
    leave(&stack->places[--stack->count]);
    return true;
}

void stack_unwind(struct stack *stack)
{
    while (stack_pop(stack))
        ;
}

void place_select(struct place *place, const char *name)
{
    char *copy = name != NULL ? mem_strdup(name) : NULL;

    free(place->selected);
    place->selected = copy;
}

void place_about(struct place *place, const char *name)
{
    char *copy = mem_strdup(name);

    free(place->about);
    place->about = copy;
}

struct place *stack_below(struct stack *stack, const struct place *place)
{
    size_t depth = (size_t)(place - stack->places);

    return depth > 0 ? &stack->places[depth - 1] : NULL;
}

const char *stack_subject(const struct stack *stack, const struct place *place)
{
    size_t depth = (size_t)(place - stack->places);

    if (depth == 0)
        return NULL;
    const struct place *below = &stack->places[depth - 1];
    return below->about != NULL ? below->about : below->selected;
}

void place_settle(struct place *place, const struct extent *extent)
{
    size_t last = extent->count > extent->rows ? extent->count - extent->rows : 0;

    place->top += extent->shift;
    if (extent->selected != NO_ROW) {
        size_t rows = extent->rows > 0 ? extent->rows : 1;
        if (extent->selected < place->top)
            place->top = extent->selected;
        else if (extent->selected >= place->top + rows)
            place->top = extent->selected - rows + 1;
    }
    if (place->top > last)
        place->top = last;
}
