/* Kind: which source a specification names. */
#ifndef SOURCE_KIND_H
#define SOURCE_KIND_H

#include "source/feed.h"
#include "source/source.h"

struct source_kind {
    const char *prefix;
    struct source *(*open_source)(uv_loop_t *loop, const char *spec,
                                  const struct source_options *options, struct fleet *fleet,
                                  struct error *error);
    struct feed *(*open_feed)(uv_loop_t *loop, const char *spec,
                              const struct source_options *options, struct error *error);
};

/* Returns the kind of source that `spec` names; NULL, and why, when there is none. */
const struct source_kind *source_kind_of(const char *spec, struct error *error);

#endif
