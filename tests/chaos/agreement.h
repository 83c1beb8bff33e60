/* Agreement: whether all that driftop says and writes is what the servers hold. */
#ifndef CHAOS_AGREEMENT_H
#define CHAOS_AGREEMENT_H

#include "chaos/stage.h"

/* Ends the test, naming the difference, unless `snapshot` says the same through the proxy as
 * directly, and the dashboard comes to show it, export to have written the entry `id`, and emit to
 * have delivered what it was given, in order. */
void agreement_check(struct stage *stage, const char *id);

#endif
