/* Loop end: nothing that was under test stays on a loop. */
#ifndef SUPPORT_LOOP_END_H
#define SUPPORT_LOOP_END_H

#include <uv.h>

/* Runs the loop until nothing is left on it, and closes it. Where something stays it is printed as
 * uv_print_all_handles() does, and the test ends. */
void loop_end(uv_loop_t *loop);

#endif
