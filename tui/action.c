#include "config.h"

#include "action.h"

#include "base/text.h"
#include "input.h"

#include <string.h>

#define FLEET SCREEN_FLEET_BIT
#define TENANT SCREEN_TENANT_BIT
#define BOTH (FLEET | TENANT)

/* In the order of the key bar and of the help page. */
static const struct action_info actions[] = {
    {ACTION_OPEN,
     GROUP_LOOK,
     FLEET,
     2,
     "open",
     "open the selected tenant",
     {INPUT_ENTER, INPUT_RIGHT}},
    {ACTION_BACK,
     GROUP_LOOK,
     BOTH,
     2,
     "back",
     "back: close, clear filter, stop loading",
     {INPUT_ESCAPE, INPUT_BACKSPACE, INPUT_LEFT}},
    {ACTION_NEXT_TENANT,
     GROUP_LOOK,
     TENANT,
     4,
     "next",
     "show the next tenant",
     {']', 'n', INPUT_TAB}},
    {ACTION_PREVIOUS_TENANT,
     GROUP_LOOK,
     TENANT,
     5,
     "previous",
     "show the previous tenant",
     {'[', 'N', INPUT_BACKTAB}},
    {ACTION_FILTER, GROUP_LOOK, FLEET, 3, "filter", "show only names that contain a text", {'/'}},
    {ACTION_JUMP, GROUP_LOOK, BOTH, 9, "go to", "open a tenant by a part of its name", {'t'}},
    {ACTION_SORT, GROUP_LOOK, FLEET, 4, "sort", "sort by state, name, age, |z|", {'s'}},
    {ACTION_REVERSE, GROUP_LOOK, FLEET, 0, "reverse", "sort the other way round", {'R'}},
    {ACTION_WINDOW,
     GROUP_TIME,
     BOTH,
     0,
     "window",
     "look at the last 15m, 1h, 6h, 24h, 7d",
     {'1', '2', '3', '4', '5'}},
    {ACTION_NEXT_WINDOW, GROUP_TIME, BOTH, 6, "window", "look at the next longer window", {'w'}},
    {ACTION_TYPE_WINDOW,
     GROUP_TIME,
     BOTH,
     0,
     "any window",
     "type a window: 90m, 3h, 2d",
     {'W', ':'}},
    {ACTION_PAUSE, GROUP_TIME, BOTH, 7, "pause", "freeze the view, or return to live", {'p', ' '}},
    {ACTION_REFRESH, GROUP_TIME, BOTH, 10, "refresh", "ask the source at once", {'r'}},
    {ACTION_ZONE, GROUP_TIME, BOTH, 8, "UTC/local", "tell times in UTC or in local time", {'u'}},
    {ACTION_UP, GROUP_MOVE, BOTH, 0, "up", "one row up", {INPUT_UP, 'k', INPUT_CONTROL('P')}},
    {ACTION_DOWN,
     GROUP_MOVE,
     BOTH,
     0,
     "down",
     "one row down",
     {INPUT_DOWN, 'j', INPUT_CONTROL('N')}},
    {ACTION_PAGE_UP,
     GROUP_MOVE,
     BOTH,
     0,
     "page up",
     "one page up",
     {INPUT_PAGE_UP, INPUT_CONTROL('B')}},
    {ACTION_PAGE_DOWN,
     GROUP_MOVE,
     BOTH,
     0,
     "page down",
     "one page down",
     {INPUT_PAGE_DOWN, INPUT_CONTROL('F')}},
    {ACTION_FIRST,
     GROUP_MOVE,
     BOTH,
     0,
     "first",
     "to the first row, and stay there",
     {INPUT_HOME, 'g'}},
    {ACTION_LAST, GROUP_MOVE, BOTH, 0, "last", "to the last row", {INPUT_END, 'G'}},
    {ACTION_THEME, GROUP_OTHER, BOTH, 0, "theme", "try the next theme", {'T'}},
    {ACTION_REPAINT,
     GROUP_OTHER,
     BOTH,
     0,
     "repaint",
     "paint the whole screen anew",
     {INPUT_CONTROL('L')}},
    {ACTION_HELP, GROUP_OTHER, BOTH, 1, "help", "show this page", {'?', INPUT_F1, 'h'}},
    {ACTION_QUIT,
     GROUP_OTHER,
     BOTH,
     1,
     "quit",
     "leave driftop",
     {'q', INPUT_F10, INPUT_CONTROL('C')}},
};

#define ACTION_COUNT (sizeof(actions) / sizeof(actions[0]))

const struct action_info *action_table(size_t *count)
{
    *count = ACTION_COUNT;
    return actions;
}

static bool has_key(const struct action_info *info, uint32_t key)
{
    for (size_t i = 0; i < ACTION_KEYS && info->keys[i] != 0; i++) {
        if (info->keys[i] == key)
            return true;
    }
    return false;
}

enum action action_of_key(uint32_t key, unsigned screen)
{
    for (size_t i = 0; i < ACTION_COUNT; i++) {
        if ((actions[i].screens & screen) != 0 && has_key(&actions[i], key))
            return actions[i].action;
    }
    return ACTION_NONE;
}

const char *action_group_name(enum action_group group)
{
    static const char *const names[GROUP_COUNT] = {
        [GROUP_LOOK] = "Tenants",
        [GROUP_TIME] = "Time",
        [GROUP_MOVE] = "Moving",
        [GROUP_OTHER] = "Other",
    };

    return names[group];
}

static const char *special_name(uint32_t key)
{
    switch (key) {
    case INPUT_TAB:
        return "Tab";
    case INPUT_ENTER:
        return "Enter";
    case INPUT_ESCAPE:
        return "Esc";
    case INPUT_BACKSPACE:
        return "Bksp";
    case INPUT_UP:
        return "Up";
    case INPUT_DOWN:
        return "Down";
    case INPUT_LEFT:
        return "Left";
    case INPUT_RIGHT:
        return "Right";
    case INPUT_HOME:
        return "Home";
    case INPUT_END:
        return "End";
    case INPUT_PAGE_UP:
        return "PgUp";
    case INPUT_PAGE_DOWN:
        return "PgDn";
    case INPUT_DELETE:
        return "Del";
    case INPUT_BACKTAB:
        return "Shift-Tab";
    case INPUT_F1:
        return "F1";
    case INPUT_F10:
        return "F10";
    case ' ':
        return "Space";
    default:
        return NULL;
    }
}

void action_key_name(uint32_t key, char out[static 16])
{
    const char *special = special_name(key);

    if (special != NULL) {
        snprintf(out, 16, "%s", special);
    } else if (key < ' ') {
        snprintf(out, 16, "Ctrl-%c", (char)('@' + key));
    } else {
        out[text_encode(key, out)] = '\0';
    }
}

void action_keys(const struct action_info *info, char out[static 48])
{
    size_t size = 0;

    out[0] = '\0';
    for (size_t i = 0; i < ACTION_KEYS && info->keys[i] != 0; i++) {
        char name[16];
        action_key_name(info->keys[i], name);
        int written = snprintf(out + size, 48 - size, "%s%s", i > 0 ? " " : "", name);
        if (written < 0 || (size_t)written >= 48 - size)
            return;
        size += (size_t)written;
    }
}

/* Words of mdoc that are macros, and a leading '.', must not be taken for commands. */
static void print_mdoc(FILE *out, const char *text)
{
    for (const char *c = text; *c != '\0'; c++) {
        if (*c == '\\')
            fputs("\\e", out);
        else if (*c == '-')
            fputs("\\-", out);
        else
            fputc(*c, out);
    }
}

void action_manual(FILE *out)
{
    for (int group = 0; group < GROUP_COUNT; group++) {
        fprintf(out, ".Ss %s\n.Bl -tag -width Ds\n", action_group_name((enum action_group)group));
        for (size_t i = 0; i < ACTION_COUNT; i++) {
            if (actions[i].group != (enum action_group)group)
                continue;
            char keys[48];
            action_keys(&actions[i], keys);
            fputs(".It Sy \"", out);
            print_mdoc(out, keys);
            fputs("\"\n\\&", out);
            print_mdoc(out, actions[i].help);
            fputs(".\n", out);
        }
        fputs(".El\n", out);
    }
}
