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

char *told_line(struct terminal *terminal, const char *full_name)
{
    int row;
    int column;
    char name[40];

    shown_name(full_name, name);
    return terminal_find(terminal, name, &row, &column) ? terminal_row(terminal, row) : NULL;
}

char *told_before(struct terminal *terminal, const char *full_name)
{
    char *line = told_line(terminal, full_name);
    char name[40];

    shown_name(full_name, name);
    if (line != NULL)
        *strstr(line, name) = '\0';
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
