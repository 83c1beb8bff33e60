/* Has: what a text says, or does not. */
#ifndef SUPPORT_HAS_H
#define SUPPORT_HAS_H

#include <check.h>
#include <string.h>

static inline void has(const char *text, const char *part)
{
    ck_assert_msg(strstr(text, part) != NULL, "\"%s\" is not in: %s", part, text);
}

static inline void has_not(const char *text, const char *part)
{
    ck_assert_msg(strstr(text, part) == NULL, "\"%s\" is in: %s", part, text);
}

#endif
