/* Original: a simulated report as the entry of a stream that a producer would have written. */
#ifndef SOURCE_DEMO_ORIGINAL_H
#define SOURCE_DEMO_ORIGINAL_H

#include "source/originals.h"

/* Writes the report into an original, in the fields of StreamDriftSink. */
void demo_original(const struct report *report, struct original *original);

#endif
