#include "config.h"

#include "fuzz/target.h"

#include "base/memory.h"

#include <stdio.h>
#include <stdlib.h>

void must(bool holds, const char *what)
{
    if (holds)
        return;
    fprintf(stderr, "broken promise: %s\n", what);
    abort();
}

char *fuzz_text(struct slice data)
{
    return mem_strndup(data.size > 0 ? data.data : "", data.size);
}
