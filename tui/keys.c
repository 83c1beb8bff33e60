#include "config.h"

#include "keys.h"

#include "base/text.h"
#include "input.h"

/* In the order of the actions; the first key of each is the one in the key bar. */
static const struct binding bindings[] = {
    {INPUT_ENTER, ACTION_OPEN, NULL},
    {INPUT_RIGHT, ACTION_OPEN, NULL},
    {INPUT_ESCAPE, ACTION_BACK, NULL},
    {INPUT_BACKSPACE, ACTION_BACK, NULL},
    {INPUT_LEFT, ACTION_BACK, NULL},
    {']', ACTION_NEXT, NULL},
    {'n', ACTION_NEXT, NULL},
    {INPUT_TAB, ACTION_NEXT, NULL},
    {'[', ACTION_PREVIOUS, NULL},
    {'N', ACTION_PREVIOUS, NULL},
    {INPUT_BACKTAB, ACTION_PREVIOUS, NULL},
    {'/', ACTION_FILTER, NULL},
    {'t', ACTION_GO_TO, NULL},
    {'s', ACTION_SORT, NULL},
    {'R', ACTION_REVERSE, NULL},
    {'o', ACTION_SORT_NOW, NULL},
    {'1', ACTION_SET_WINDOW, "15m"},
    {'2', ACTION_SET_WINDOW, "1h"},
    {'3', ACTION_SET_WINDOW, "6h"},
    {'4', ACTION_SET_WINDOW, "24h"},
    {'5', ACTION_SET_WINDOW, "7d"},
    {'w', ACTION_NEXT_WINDOW, NULL},
    {'W', ACTION_TYPE_WINDOW, NULL},
    {':', ACTION_TYPE_WINDOW, NULL},
    {'p', ACTION_PAUSE, NULL},
    {' ', ACTION_PAUSE, NULL},
    {'r', ACTION_REFRESH, NULL},
    {'u', ACTION_ZONE, NULL},
    {INPUT_UP, ACTION_UP, NULL},
    {'k', ACTION_UP, NULL},
    {INPUT_CONTROL('P'), ACTION_UP, NULL},
    {INPUT_DOWN, ACTION_DOWN, NULL},
    {'j', ACTION_DOWN, NULL},
    {INPUT_CONTROL('N'), ACTION_DOWN, NULL},
    {INPUT_PAGE_UP, ACTION_PAGE_UP, NULL},
    {INPUT_CONTROL('B'), ACTION_PAGE_UP, NULL},
    {INPUT_PAGE_DOWN, ACTION_PAGE_DOWN, NULL},
    {INPUT_CONTROL('F'), ACTION_PAGE_DOWN, NULL},
    {INPUT_HOME, ACTION_FIRST, NULL},
    {'g', ACTION_FIRST, NULL},
    {INPUT_END, ACTION_LAST, NULL},
    {'G', ACTION_LAST, NULL},
    {'T', ACTION_THEME, NULL},
    {INPUT_CONTROL('L'), ACTION_REPAINT, NULL},
    {'?', ACTION_HELP, "help"},
    {INPUT_F1, ACTION_HELP, "help"},
    {'h', ACTION_HELP, "help"},
    {'q', ACTION_QUIT, NULL},
    {INPUT_F10, ACTION_QUIT, NULL},
    {INPUT_CONTROL('C'), ACTION_QUIT, NULL},
};

#define BINDING_COUNT (sizeof(bindings) / sizeof(bindings[0]))

/* Keys whose character, if they have one, cannot be shown. */
static const struct {
    uint32_t key;
    const char *name;
} names[] = {
    {INPUT_TAB, "Tab"},      {INPUT_ENTER, "Enter"},
    {INPUT_ESCAPE, "Esc"},   {INPUT_BACKSPACE, "Bksp"},
    {INPUT_UP, "Up"},        {INPUT_DOWN, "Down"},
    {INPUT_LEFT, "Left"},    {INPUT_RIGHT, "Right"},
    {INPUT_HOME, "Home"},    {INPUT_END, "End"},
    {INPUT_PAGE_UP, "PgUp"}, {INPUT_PAGE_DOWN, "PgDn"},
    {INPUT_DELETE, "Del"},   {INPUT_BACKTAB, "Shift-Tab"},
    {INPUT_F1, "F1"},        {INPUT_F10, "F10"},
    {' ', "Space"},          {INPUT_OTHER, "a special one"},
};

#define NAME_COUNT (sizeof(names) / sizeof(names[0]))

const struct binding *keys_table(size_t *count)
{
    *count = BINDING_COUNT;
    return bindings;
}

uint32_t keys_first(enum action action)
{
    for (size_t i = 0; i < BINDING_COUNT; i++) {
        if (bindings[i].action == action)
            return bindings[i].key;
    }
    return 0;
}

void keys_name(uint32_t key, char out[static KEY_NAME_SIZE])
{
    for (size_t i = 0; i < NAME_COUNT; i++) {
        if (names[i].key == key) {
            snprintf(out, KEY_NAME_SIZE, "%s", names[i].name);
            return;
        }
    }
    if (key < ' ')
        snprintf(out, KEY_NAME_SIZE, "Ctrl-%c", (char)('@' + key));
    else
        out[text_encode(key, out)] = '\0';
}

void keys_of(enum action action, char out[static KEYS_SIZE])
{
    size_t size = 0;

    out[0] = '\0';
    for (size_t i = 0; i < BINDING_COUNT; i++) {
        char name[KEY_NAME_SIZE];
        if (bindings[i].action != action)
            continue;
        keys_name(bindings[i].key, name);
        int written = snprintf(out + size, KEYS_SIZE - size, "%s%s", size > 0 ? " " : "", name);
        if (written < 0 || (size_t)written >= KEYS_SIZE - size)
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

static void print_action(FILE *out, enum action action)
{
    char keys[KEYS_SIZE];

    keys_of(action, keys);
    fputs(".It Sy \"", out);
    print_mdoc(out, keys);
    fputs("\"\n\\&", out);
    print_mdoc(out, action_info(action)->help);
    fputs(".\n", out);
}

void keys_manual(FILE *out)
{
    for (int group = 0; group < GROUP_COUNT; group++) {
        fprintf(out, ".Ss %s\n.Bl -tag -width Ds\n", action_group_name((enum action_group)group));
        for (int action = ACTION_NONE + 1; action < ACTION_COUNT; action++) {
            if (action_info((enum action)action)->group == (enum action_group)group)
                print_action(out, (enum action)action);
        }
        fputs(".El\n", out);
    }
}
