/* Told: what a screen says of a tenant, beside what a snapshot says of it. */
#ifndef SUPPORT_TOLD_H
#define SUPPORT_TOLD_H

#include "judge/state.h"
#include "support/terminal.h"

#include <cjson/cJSON.h>
#include <stdbool.h>

/* Returns a text of an object of the snapshot, and the state of a tenant of it; where there is none
 * the test ends. */
const char *told_text(const cJSON *object, const char *name);
enum state told_state(const cJSON *tenant);

/* Returns the line of a tenant on the screen, or what of it stands before its name; NULL: it is not
 * there. What a terminal would obey is shown otherwise. The caller frees it. */
char *told_line(struct terminal *terminal, const char *full_name);
char *told_before(struct terminal *terminal, const char *full_name);

/* A row says the state by its word, or what the rule says of the tenant: the severity of the level
 * that is open, also where the newest report is better; that it is ok again; that it is pending. */
bool told_says(const char *words, const cJSON *tenant);

#endif
