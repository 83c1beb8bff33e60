#include "config.h"

#include "judge/question.h"

bool question_is_open(const struct tenant *tenant)
{
    return tenant->recent.asked == RECENT_STATE && !tenant->recent.whole;
}
