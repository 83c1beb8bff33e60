/* Chronicle: what happened to tenants, newest first. That of a fleet is kept from one look to the
 * next, and told anew only of those that were judged again. It is told from the newest entries of
 * each, which are always there, and from its history where that reaches further back. */
#ifndef JUDGE_CHRONICLE_H
#define JUDGE_CHRONICLE_H

#include "judge/episode.h"
#include "judge/judgement.h"

#define CHRONICLE_MAX 4096   /* episodes that are kept: the newest */
#define CHRONICLE_EVENTS 512 /* of one tenant that they are made of: the newest */
#define CHRONICLE_STEP 2000  /* tenants that are taken in with one look, beside those that changed \
                              */
#define CHRONICLE_PASTS 64   /* tenants whose history is gone on with */

struct chronicle_choice {
    int64_t until_ms; /* what begins from here on is left out; INT64_MAX: nothing is */
    bool back;        /* that is before the moment at which tenants were judged */
    bool each;        /* each change stands for itself */
};

/* Zero-initialised is empty and ready. */
struct chronicle {
    struct episode *rows;
    size_t count;
    size_t capacity;
    bool cut;            /* there were more than are kept: */
    struct episode last; /* up to this one, which is the oldest, all are here */
    uint64_t next;       /* tenants with lower numbers are taken in */
    bool complete;       /* all are */
    const struct judgement *judgement;
    uint64_t round; /* of it */
    struct chronicle_choice choice;
    struct event *events;               /* of the tenant at hand */
    struct past pasts[CHRONICLE_PASTS]; /* each of some tenant */
};

/* Brings it up to a judgement that was just renewed, and holds until that is renewed again. Of a
 * large fleet that is not taken in yet it goes on with a part. */
void chronicle_renew(struct chronicle *chronicle, const struct judgement *judgement,
                     const struct chronicle_choice *choice);

/* Tells of one tenant alone. */
void chronicle_renew_tenant(struct chronicle *chronicle, const struct tenant_verdict *verdict,
                            const struct chronicle_choice *choice);

/* Returns since when it tells all that happened to a tenant before a moment; INT64_MAX: of nothing.
 */
int64_t chronicle_known_since(const struct tenant *tenant, int64_t until_ms);

void chronicle_free(struct chronicle *chronicle);

#endif
