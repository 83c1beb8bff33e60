#include "config.h"

#include "doctor/rights.h"

#include <stdlib.h>

const struct right_question right_questions[] = {{0}};
const size_t right_question_count = 0;

size_t right_words(size_t number, struct slice user, struct slice key,
                   struct slice words[RIGHT_WORDS_MAX])
{
    (void)number;
    (void)user;
    (void)key;
    (void)words;
    return 0;
}

void right_take(struct rights *rights, size_t number, const struct reply *reply)
{
    (void)rights;
    (void)number;
    (void)reply;
}

enum answer right_of(const struct rights *rights, const char *command, const char *subcommand)
{
    (void)rights;
    (void)command;
    (void)subcommand;
    return ANSWER_UNKNOWN;
}

void rights_free(struct rights *rights)
{
    free(rights->user);
    rights->user = NULL;
}
