#include "config.h"

#include "support/environment.h"

#include "base/memory.h"
#include "support/die.h"

#include <locale.h>
#include <stdbool.h>
#include <stdlib.h>
#include <time.h>

static struct {
    bool zone_changed;
    char *zone; /* NULL: TZ was not set */
    char *locale;
} before;

static void set_zone(const char *rule)
{
    if ((rule != NULL ? setenv("TZ", rule, 1) : unsetenv("TZ")) != 0)
        die_errno("set TZ");
    tzset();
}

static void set_locale(const char *name)
{
    if (before.locale == NULL)
        before.locale = mem_strdup(setlocale(LC_CTYPE, NULL));
    if (setlocale(LC_CTYPE, name) == NULL)
        die("there is no locale %s", name);
}

void environment_time_zone(const char *rule)
{
    if (!before.zone_changed) {
        const char *zone = getenv("TZ");
        before.zone = zone != NULL ? mem_strdup(zone) : NULL;
        before.zone_changed = true;
    }
    set_zone(rule);
}

void environment_utf8(void)
{
    set_locale("C.UTF-8");
}

void environment_c_locale(void)
{
    set_locale("C");
}

void environment_restore(void)
{
    if (before.zone_changed) {
        set_zone(before.zone);
        free(before.zone);
        before.zone = NULL;
        before.zone_changed = false;
    }
    if (before.locale != NULL) {
        set_locale(before.locale);
        free(before.locale);
        before.locale = NULL;
    }
}
