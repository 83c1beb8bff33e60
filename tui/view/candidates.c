#include "config.h"

#include "view/candidates.h"

#include "base/text.h"
#include "prompts.h"

#define GAP 2
#define MORE_COLUMNS 2 /* for the ellipsis behind those that have room */

/* Returns the first of those that fit from `first` on that is left out. */
static size_t end_of_page(const struct completion *completion, size_t first, int room)
{
    size_t end = first;

    while (end < completion->count) {
        room -= text_width(slice_of(completion->words[end])) + GAP;
        if (room < MORE_COLUMNS && end > first)
            break;
        end++;
    }
    return end;
}

bool draw_candidates(const struct view *view, struct pen *pen)
{
    const struct prompt *prompt = &view->state->prompt;
    struct completion completion;
    size_t first = 0;

    prompts_complete(view->state, view->listing, &completion);
    if (completion.count < 2)
        return false;
    int room = pen->end - pen->at;
    size_t end = end_of_page(&completion, first, room);
    while (prompt->walking && prompt->choice >= end) {
        first = end;
        end = end_of_page(&completion, first, room);
    }
    for (size_t i = first; i < end; i++) {
        bool chosen = prompt->walking && i == prompt->choice;
        pen_gap(pen, GAP);
        pen_text(pen, chosen ? ROLE_SORTED : ROLE_MUTED, completion.words[i]);
    }
    if (end < completion.count) {
        pen_gap(pen, 1);
        pen_put(pen, ROLE_MUTED, view->frame->ellipsis);
    }
    return true;
}
