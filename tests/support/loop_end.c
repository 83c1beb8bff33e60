#include "config.h"

#include "support/loop_end.h"

#include "support/die.h"
#include "support/wait.h"

#include <stdio.h>

_Noreturn static void tell_what_stays(uv_loop_t *loop)
{
    uv_print_all_handles(loop, stderr);
    die("something stays on the loop");
}

void loop_end(uv_loop_t *loop)
{
    struct deadline deadline = deadline_in(PATIENCE_MS);

    while (uv_run(loop, UV_RUN_NOWAIT) != 0) {
        if (!deadline_pause(&deadline))
            tell_what_stays(loop);
    }
    if (uv_loop_close(loop) != 0)
        tell_what_stays(loop);
}
