#include "config.h"

#include "judge/python.h"

#include "support/child.h"

#include <check.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

bool python_find(void)
{
    static const char *const candidates[] = {"python3", "/usr/bin/python3"};

    for (size_t i = 0; i < sizeof(candidates) / sizeof(candidates[0]); i++) {
        if (setenv("PYTHON", candidates[i], 1) == 0 &&
            system("\"$PYTHON\" -c 'import sys; sys.exit(sys.version_info < (3, 11))' "
                   "2>/dev/null") == 0)
            return true;
    }
    return false;
}

void python_succeeds(const char *socket_path, const char *script, const char *format, ...)
{
    struct child child = {0};
    char words[512];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(words, sizeof(words), format, arguments);
    va_end(arguments);
    int status = child_run(&child, "REDIS_SOCKET=%s \"$PYTHON\" -B \"$TESTS_DIR/judge/%s\" %s",
                           socket_path ? socket_path : "", script, words);
    ck_assert_msg(status == 0, "%s%s", child_out(&child), child_err(&child));
    child_free(&child);
}
