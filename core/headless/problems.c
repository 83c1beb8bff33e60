#include "config.h"

#include "headless/problems.h"

#include "base/memory.h"
#include "headless/complain.h"

#include <stdlib.h>

static size_t kept(const struct problems *problems)
{
    return problems->count < PROBLEMS_MAX ? problems->count : PROBLEMS_MAX;
}

bool problems_add(struct problems *problems, unsigned line, const struct error *error)
{
    size_t at = kept(problems);

    problems->count++;
    if (at == PROBLEMS_MAX) {
        if (problems->places[at - 1] <= line)
            return false;
        free(problems->lines[--at]);
    }
    for (; at > 0 && problems->places[at - 1] > line; at--) {
        problems->lines[at] = problems->lines[at - 1];
        problems->places[at] = problems->places[at - 1];
    }
    problems->lines[at] = mem_strdup(error->text);
    problems->places[at] = line;
    return false;
}

void problems_free(struct problems *problems)
{
    for (size_t i = 0; i < kept(problems); i++)
        free(problems->lines[i]);
    *problems = (struct problems){0};
}

bool problems_summary(const struct problems *problems, struct error *error)
{
    if (problems->count == 1)
        return error_set(error, ERROR_USAGE, "%s", problems->lines[0]);
    return error_set(error, ERROR_USAGE, "%s (and %zu more)", problems->lines[0],
                     problems->count - 1);
}

void problems_complain(const struct problems *problems)
{
    for (size_t i = 0; i < kept(problems); i++)
        complain("%s", problems->lines[i]);
    if (problems->count > PROBLEMS_MAX)
        complain("%zu more like these", problems->count - PROBLEMS_MAX);
}
