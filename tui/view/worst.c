#include "config.h"

#include "view/worst.h"

#include "base/text.h"
#include "judge/newest.h"
#include "view/pen.h"
#include "view/words.h"

#include <stdio.h>

#define REMARK_COLUMNS 24
#define LEAST_NAME 6 /* columns that a remark leaves to a name */

static bool write_silence(const struct view *view, const struct tenant_verdict *verdict,
                          char out[static WHOLE_SIZE])
{
    char moment[SINCE_MOMENT_SIZE];

    since_moment(verdict->newest_ms, false, view_moment(view), view->state->choices.zone, moment);
    snprintf(out, WHOLE_SIZE, "none since %s", moment);
    return true;
}

bool write_whole(const struct view *view, const struct tenant_verdict *verdict,
                 char out[static WHOLE_SIZE])
{
    if (verdict->state == STATE_SILENT && verdict->newest_ms != INT64_MIN)
        return write_silence(view, verdict, out);
    if (verdict->dimension_count < 2 || verdict->by_state[STATE_NO_DATA] < verdict->dimension_count)
        return false;
    snprintf(out, WHOLE_SIZE, "all %zu dimensions", verdict->dimension_count);
    return true;
}

const struct dimension_verdict *worst_shown(const struct tenant_verdict *verdict)
{
    for (size_t i = 0; verdict->state == STATE_OK && i < verdict->dimension_count; i++) {
        if (dimension_rare(&verdict->dimensions[i])->not_back.is)
            return &verdict->dimensions[i];
    }
    return verdict_worst(verdict);
}

/* Writes what there is to a dimension beside its state. */
static void write_remark(const struct tenant_verdict *tenant,
                         const struct dimension_verdict *verdict, char out[static REMARK_COLUMNS])
{
    const char *own = dimension_unknown_word(tenant->tenant, verdict);

    out[0] = '\0';
    if (tenant->silent)
        snprintf(out, REMARK_COLUMNS, " silent");
    else if (verdict->state == STATE_STALE)
        snprintf(out, REMARK_COLUMNS, " gone");
    else if (verdict->held)
        snprintf(out, REMARK_COLUMNS, " no data");
    else if (own != NULL)
        snprintf(out, REMARK_COLUMNS, " \"%.20s\"", own);
    else if (dimension_rare(verdict)->not_back.is)
        snprintf(out, REMARK_COLUMNS, " not back");
}

static int smaller(int a, int b)
{
    return a < b ? a : b;
}

/* Silence has no part in the state of a dimension. */
static enum role role_of_remark(const struct tenant_verdict *tenant,
                                const struct dimension_verdict *verdict)
{
    if (tenant->silent)
        return role_of_state(STATE_SILENT);
    return dimension_rare(verdict)->not_back.is ? ROLE_WARN : role_of_state(verdict->state);
}

void write_worst(struct frame *frame, int row, int column, int width,
                 const struct tenant_verdict *tenant, const struct dimension_verdict *verdict,
                 enum role role)
{
    const char *name = tenant->tenant->dimensions[verdict->dimension].name;
    char remark[REMARK_COLUMNS];

    if (width <= 0)
        return;
    write_remark(tenant, verdict, remark);
    int most = width > LEAST_NAME ? width - LEAST_NAME : 0;
    int room = width - smaller(text_width(slice_of(remark)), most);
    int used = smaller(text_width(slice_of(name)), room);
    write_name(frame, row, column, room, name, role);
    if (remark[0] != '\0') /* the blank in front has no look of its own */
        frame_text(frame, row, column + used + 1, width - used - 1, slice_of(remark + 1),
                   role_of_remark(tenant, verdict));
}
