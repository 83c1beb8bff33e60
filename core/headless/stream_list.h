/* Stream list: all streams that the options ask for, for a command that asks and ends. */
#ifndef HEADLESS_STREAM_LIST_H
#define HEADLESS_STREAM_LIST_H

#include "headless/errand.h"

struct listed_stream {
    char *key;
    size_t size;
    char *tenant; /* qualified where there are several templates */
};

/* Zero-initialised is empty. Each key is in it once, in order. */
struct stream_list {
    struct listed_stream *items;
    size_t count;
    size_t capacity;
};

/* Looks for them on all nodes that can be asked. Keys of another type may be among them. Returns
 * false with the reason. To be freed in any case. */
bool stream_list_find(struct stream_list *list, struct errand *errand,
                      const struct options *options, struct error *error);
void stream_list_free(struct stream_list *list);

#endif
