#include "config.h"

#include "keys.h"

#include "base/text.h"
#include "input.h"

#include <ctype.h>

/* In the order of the actions; the first key of each is the one in the key bar. */
static const struct binding bindings[] = {
    {INPUT_ENTER, ACTION_OPEN, NULL, false},
    {INPUT_ESCAPE, ACTION_BACK, NULL, false},
    {INPUT_BACKSPACE, ACTION_BACK, NULL, false},
    {']', ACTION_NEXT, NULL, false},
    {'n', ACTION_NEXT, NULL, false},
    {INPUT_TAB, ACTION_NEXT, NULL, false},
    {'[', ACTION_PREVIOUS, NULL, false},
    {'N', ACTION_PREVIOUS, NULL, false},
    {INPUT_BACKTAB, ACTION_PREVIOUS, NULL, false},
    {'/', ACTION_FILTER, NULL, false},
    {'t', ACTION_GO_TO, NULL, false},
    {'i', ACTION_TOGETHER, NULL, false},
    {'s', ACTION_SORT, NULL, false},
    {'R', ACTION_REVERSE, NULL, false},
    {'o', ACTION_SORT_NOW, NULL, false},
    {'m', ACTION_MAP, NULL, false},
    {'D', ACTION_TENANT_MAP, "tenant_map", false},
    {'d', ACTION_DIMENSION, NULL, false},
    {'a', ACTION_ACKNOWLEDGE, NULL, false},
    {'z', ACTION_MUTE, NULL, false},
    {'e', ACTION_EVENTS, "events", false},
    {'f', ACTION_ONLY_DEGRADED, NULL, false},
    {' ', ACTION_MARK, NULL, false},
    {'M', ACTION_ONLY_MARKED, NULL, false},
    {'v', ACTION_RAW, NULL, false},
    {'-', ACTION_FOLD, NULL, false},
    {'+', ACTION_UNFOLD, NULL, false},
    {'=', ACTION_DIFFERENCES, NULL, false},
    {'y', ACTION_COPY, NULL, false},
    {'1', ACTION_SET_WINDOW, "15m", false},
    {'2', ACTION_SET_WINDOW, "1h", false},
    {'3', ACTION_SET_WINDOW, "6h", false},
    {'4', ACTION_SET_WINDOW, "24h", false},
    {'5', ACTION_SET_WINDOW, "7d", false},
    {'w', ACTION_NEXT_WINDOW, NULL, false},
    {'W', ACTION_TYPE_WINDOW, NULL, false},
    {'p', ACTION_PAUSE, NULL, false},
    {',', ACTION_CURSOR_BACK, NULL, false},
    {INPUT_LEFT, ACTION_CURSOR_BACK, NULL, false},
    {'.', ACTION_CURSOR_ON, NULL, false},
    {INPUT_RIGHT, ACTION_CURSOR_ON, NULL, false},
    {'{', ACTION_PREVIOUS_CHANGE, NULL, false},
    {'}', ACTION_NEXT_CHANGE, NULL, false},
    {'<', ACTION_EARLIER, NULL, false},
    {'>', ACTION_LATER, NULL, false},
    {'+', ACTION_ZOOM_IN, NULL, false},
    {'-', ACTION_ZOOM_OUT, NULL, false},
    {'@', ACTION_GO_TO_TIME, NULL, false},
    {'L', ACTION_LIVE, NULL, false},
    {'r', ACTION_REFRESH, NULL, false},
    {'u', ACTION_ZONE, NULL, false},
    {INPUT_UP, ACTION_UP, NULL, false},
    {'k', ACTION_UP, NULL, false},
    {INPUT_CONTROL('P'), ACTION_UP, NULL, false},
    {INPUT_DOWN, ACTION_DOWN, NULL, false},
    {'j', ACTION_DOWN, NULL, false},
    {INPUT_CONTROL('N'), ACTION_DOWN, NULL, false},
    {INPUT_PAGE_UP, ACTION_PAGE_UP, NULL, false},
    {INPUT_CONTROL('B'), ACTION_PAGE_UP, NULL, false},
    {INPUT_PAGE_DOWN, ACTION_PAGE_DOWN, NULL, false},
    {INPUT_CONTROL('F'), ACTION_PAGE_DOWN, NULL, false},
    {INPUT_HOME, ACTION_FIRST, NULL, false},
    {'g', ACTION_FIRST, NULL, false},
    {INPUT_END, ACTION_LAST, NULL, false},
    {'G', ACTION_LAST, NULL, false},
    {'c', ACTION_COMPARE, NULL, false},
    {'C', ACTION_TYPE_COMPARE, NULL, false},
    {'x', ACTION_DOCTOR, "doctor", false},
    {':', ACTION_COMMAND, NULL, false},
    {'S', ACTION_SAVE, NULL, false},
    {'T', ACTION_THEME, NULL, false},
    {INPUT_CONTROL('L'), ACTION_REPAINT, NULL, false},
    {'?', ACTION_HELP, "help", false},
    {INPUT_F1, ACTION_HELP, "help", false},
    {'h', ACTION_HELP, "help", false},
    {'q', ACTION_QUIT, NULL, false},
    {INPUT_F10, ACTION_QUIT, NULL, false},
    {INPUT_CONTROL('C'), ACTION_QUIT, NULL, false},
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

/* Reads "Ctrl-L"; only what a terminal sends as such, and what has no other name, is one. */
static bool parse_control(struct slice name, uint32_t *key)
{
    static const char prefix[] = "ctrl-";
    size_t length = sizeof(prefix) - 1;

    if (name.size != length + 1 || !slice_is_nocase((struct slice){name.data, length}, prefix))
        return false;
    *key = INPUT_CONTROL(name.data[length]);
    return isalpha((unsigned char)name.data[length]) && *key != INPUT_TAB && *key != INPUT_ENTER;
}

bool keys_parse(struct slice name, uint32_t *key)
{
    for (size_t i = 0; i < NAME_COUNT; i++) {
        *key = names[i].key;
        if (slice_is_nocase(name, names[i].name))
            return *key != INPUT_OTHER;
    }
    if (parse_control(name, key))
        return true;
    return name.size > 0 && text_decode(name, key) == name.size && *key > ' ' &&
           *key != TEXT_REPLACEMENT && text_safe_character(*key) == *key;
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
    const char *separator = "";

    fputs(".It Sy \"", out);
    for (size_t i = 0; i < BINDING_COUNT; i++) {
        char name[KEY_NAME_SIZE];
        if (bindings[i].action != action)
            continue;
        keys_name(bindings[i].key, name);
        fputs(separator, out);
        print_mdoc(out, name);
        separator = " ";
    }
    fputs("\"\n.Ic ", out);
    print_mdoc(out, action_info(action)->name);
    fputs(" :\n\\&", out);
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
