/* Finder user: a finder on a client as a router has it, and what it told. */
#ifndef LIVE_FINDER_USER_H
#define LIVE_FINDER_USER_H

#include "live/client_user.h"
#include "route/finder.h"
#include "support/string_list.h"

struct finder_user {
    struct client_user user;
    struct key_space space;
    struct selection selection;   /* to be set before it is opened */
    const char *const *templates; /* likewise; NULL: the usual one */
    size_t template_count;
    struct finder *finder;
    struct string_list there; /* "KEY=TENANT" of what was found and is not gone, in any order */
    int found;
    int gone;
    int touched;
    int looks;
    int completes;
    char last[128]; /* the key that was touched last */
    bool closed;
    void (*when_told)(struct finder_user *finder); /* whatever it is; NULL: nothing */
};

/* Opens it; waits until all is found that is there. */
void finder_user_open(struct finder_user *finder, const char *url);
void finder_user_wait(struct finder_user *finder);

/* Lets the loop go on until something happened. */
void finder_user_turn(struct finder_user *finder);

/* Returns true when a key is there, as the finder told, under that name. */
bool finder_user_has(const struct finder_user *finder, const char *key, const char *tenant);

/* Closes finder and client, unless the former was closed, and frees what was noted. */
void finder_user_close(struct finder_user *finder);

/* Closes the finder alone. */
void finder_user_end(struct finder_user *finder);

#endif
