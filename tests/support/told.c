#include "config.h"

#include "support/told.h"

#include "present/state_words.h"
#include "support/die.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *told_text(const cJSON *object, const char *name)
{
    const char *text = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(object, name));

    if (text == NULL)
        die("no text in '%s'", name);
    return text;
}

enum state told_state(const cJSON *tenant)
{
    const char *name = told_text(tenant, "state");

    for (int state = 0; state < STATE_COUNT; state++) {
        if (strcmp(name, state_name((enum state)state)) == 0)
            return (enum state)state;
    }
    die("an unknown state '%s'", name);
}

static void shown_name(const char *full_name, char name[static 40])
{
    snprintf(name, 40, "%.*s", (int)strcspn(full_name, "\033"), full_name);
}

/* Columns at which the names of the list begin: behind the word for the state. */
static const size_t name_columns[] = {10, 11};

#define NAME_HEAD 6 /* columns that a name keeps in the narrowest list that is cut */
#define ELLIPSIS "…"

static bool stands_at(const char *line, size_t at, const char *name)
{
    size_t head = strlen(name) < NAME_HEAD ? strlen(name) : NAME_HEAD;

    if (strlen(line) <= at || line[at - 1] != ' ' || strncmp(line + at, name, head) != 0)
        return false;
    return strncmp(line + at, name, strlen(name)) == 0 ||
           strncmp(line + at + head, ELLIPSIS, strlen(ELLIPSIS)) == 0;
}

/* Finds the row of the list; *at is where the name begins in its line. Other lines name tenants,
 * too. */
static char *find_line(struct terminal *terminal, const char *full_name, size_t *at)
{
    char name[40];

    shown_name(full_name, name);
    for (int row = 1; row < terminal_rows(terminal) - 2; row++) {
        char *line = terminal_row(terminal, row);
        for (size_t i = 0; i < sizeof(name_columns) / sizeof(name_columns[0]); i++) {
            *at = name_columns[i];
            if (stands_at(line, *at, name))
                return line;
        }
        free(line);
    }
    return NULL;
}

char *told_line(struct terminal *terminal, const char *full_name)
{
    size_t at;

    return find_line(terminal, full_name, &at);
}

char *told_before(struct terminal *terminal, const char *full_name)
{
    size_t at;
    char *line = find_line(terminal, full_name, &at);

    if (line != NULL)
        line[at] = '\0';
    return line;
}

bool told_says(const char *words, const cJSON *tenant)
{
    const cJSON *alert = cJSON_GetObjectItemCaseSensitive(tenant, "alert");
    const char *state = told_text(alert, "state");
    bool pending = strcmp(state, "pending") == 0;
    bool open = strcmp(state, "firing") == 0 || strcmp(state, "recovering") == 0;

    return strstr(words, state_word(told_state(tenant))) != NULL ||
           (pending && strstr(words, state) != NULL) ||
           (open && (strstr(words, told_text(alert, "severity")) != NULL ||
                     strstr(words, "ok again") != NULL));
}
