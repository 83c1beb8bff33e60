#include "config.h"

#include "action.h"

const struct action_info *action_info(enum action action)
{
    static const struct action_info infos[ACTION_COUNT] = {
#define ACTION_INFO(id, name, group, rank, hint, help)                                             \
    [ACTION_##id] = {name, GROUP_##group, rank, hint, help},
        ACTIONS(ACTION_INFO)
#undef ACTION_INFO
    };

    return &infos[action];
}

const char *action_group_name(enum action_group group)
{
    static const char *const names[GROUP_COUNT] = {
        [GROUP_LOOK] = "Tenants", [GROUP_TIME] = "Time",   [GROUP_BACK] = "Looking back",
        [GROUP_MOVE] = "Moving",  [GROUP_OTHER] = "Other",
    };

    return names[group];
}
