/* Report row: where one entry stands among those of the open tenant that are loaded. */
#ifndef VIEW_REPORT_ROW_H
#define VIEW_REPORT_ROW_H

#include "view/view.h"

struct report_row {
    bool is_loaded; /* its time is: so it is known whether there is such an entry, */
    bool is_there;  /* and there is */
    bool has_older; /* entries beside it, readable or not */
    bool has_newer;
    struct stream_id older;
    struct stream_id newer;
    size_t number; /* among the entries of the window, from 1; 0: it is not in it */
    size_t count;  /* of these */
};

/* Finds an entry of view->tenant, which may be NULL. */
struct report_row report_row_find(const struct view *view, struct stream_id id);

/* Returns the newest entry of the window, else the newest that is known; STREAM_ID_MIN: there is
 * none. */
struct stream_id report_row_newest(const struct view *view);

#endif
