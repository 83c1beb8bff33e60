#include "config.h"

#include "headless/status.h"

#include "headless/complain.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

int status_of_output(void)
{
    if (fclose(stdout) == 0)
        return STATUS_DONE;
    complain("standard output: %s", strerror(errno));
    return STATUS_FAILED;
}
