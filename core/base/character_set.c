#include "config.h"

#include "base/character_set.h"

#include "base/text.h"

#include <locale.h>
#include <stdlib.h>
#include <strings.h>

/* Returns the locale that the environment names, as setlocale() would. */
static const char *named_locale(void)
{
    static const char *const variables[] = {"LC_ALL", "LC_CTYPE", "LANG"};

    for (size_t i = 0; i < sizeof(variables) / sizeof(variables[0]); i++) {
        const char *name = getenv(variables[i]);
        if (name != NULL && *name != '\0')
            return name;
    }
    return "";
}

/* "de_DE.UTF-8@euro": the character set stands behind the point. A Mac names nothing but that. */
static bool says_utf8(const char *locale)
{
    if (strcasecmp(locale, "UTF-8") == 0)
        return true;
    while (*locale != '\0' && *locale != '.')
        locale++;
    return strncasecmp(locale, ".utf-8", 6) == 0 || strncasecmp(locale, ".utf8", 5) == 0;
}

void character_set_choose(void)
{
    if (setlocale(LC_CTYPE, "") == NULL && says_utf8(named_locale()))
        character_set_make_utf8();
}

bool character_set_make_utf8(void)
{
    return text_locale_is_utf8() || setlocale(LC_CTYPE, "C.UTF-8") != NULL;
}
