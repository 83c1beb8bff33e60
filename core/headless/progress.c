#include "config.h"

#include "headless/progress.h"

#include "base/integer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define ERASE_LINE "\r\033[K"

/* What does not understand the escape sequence gets no progress. */
static bool is_capable_terminal(void)
{
    const char *term = getenv("TERM");

    return isatty(STDERR_FILENO) && term != NULL && strcmp(term, "dumb") != 0;
}

void progress_begin(struct progress *progress, bool quiet, bool prints)
{
    progress->enabled = !quiet && is_capable_terminal() && !(prints && isatty(STDOUT_FILENO));
    progress->shown = false;
}

void progress_show(struct progress *progress, uint64_t reports, double share)
{
    char number[INTEGER_GROUPED_SIZE];

    if (!progress->enabled)
        return;
    integer_group(reports, number);
    fprintf(stderr, ERASE_LINE "%s reports", number);
    if (share >= 0 && share <= 1)
        fprintf(stderr, ", %.0f %%", share * 100);
    fflush(stderr);
    progress->shown = true;
}

void progress_show_streams(struct progress *progress, uint64_t done, uint64_t total)
{
    char number[INTEGER_GROUPED_SIZE];
    char of[INTEGER_GROUPED_SIZE];
    char words[2 * INTEGER_GROUPED_SIZE + 32];

    integer_group(done, number);
    integer_group(total, of);
    if (total > 0)
        snprintf(words, sizeof(words), "%s of %s streams looked at", number, of);
    else
        snprintf(words, sizeof(words), "%s %s found", number, done == 1 ? "stream" : "streams");
    progress_show_words(progress, words);
}

void progress_show_words(struct progress *progress, const char *words)
{
    if (!progress->enabled)
        return;
    fprintf(stderr, ERASE_LINE "%s", words);
    fflush(stderr);
    progress->shown = true;
}

void progress_clear(struct progress *progress)
{
    if (!progress->shown)
        return;
    fputs(ERASE_LINE, stderr);
    fflush(stderr);
    progress->shown = false;
}
