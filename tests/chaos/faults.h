/* Faults: what befalls the servers and the ways to them. One line each. */
#ifndef CHAOS_FAULTS_H
#define CHAOS_FAULTS_H

#include "chaos/stage.h"

struct fault {
    const char *name;
    void (*begin)(struct stage *stage);
    void (*end)(struct stage *stage); /* all is well then; NULL: it is over at once */
    bool silent;                      /* meanwhile the server that is read answers nobody */
};

extern const struct fault faults[];
extern const size_t fault_count;

#endif
