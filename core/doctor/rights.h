/* Rights: what the user that asks may do, by ACL DRYRUN of its own name. What that tells is known
 * without a refusal, so the server's log of them stays empty. */
#ifndef DOCTOR_RIGHTS_H
#define DOCTOR_RIGHTS_H

#include "doctor/whether.h"
#include "redis/command.h"
#include "redis/reply.h"
#include "wire/key_space.h"

struct redis_url;

/* What one right is for. */
enum right_use {
    RIGHT_READING, /* a command that looks needs it */
    RIGHT_DETAIL,  /* doctor sees more with it */
    RIGHT_EXCESS   /* nobody who only looks should have it */
};

/* Where it is sent at all. */
enum right_place {
    RIGHT_EVERYWHERE,
    RIGHT_IN_CLUSTER,
    RIGHT_ON_REPLICAS, /* that are read from, of a cluster */
    RIGHT_BEHIND_SENTINELS,
    RIGHT_IN_DATABASE /* another one than 0 */
};

#define RIGHT_COMMAND_MAX 6

/* A question to ACL DRYRUN: may the user send these words? */
struct right_question {
    const char *right; /* as ACL SETUSER grants it: "+xinfo|stream" */
    enum right_use use;
    /* The command, up to NULL; "KEY" stands for a key of the space, "USER" for the user. */
    const char *words[RIGHT_COMMAND_MAX];
    enum right_place place;
};

extern const struct right_question right_questions[];
extern const size_t right_question_count;

#define RIGHTS_MAX 64

struct rights {
    enum whether dry_run;             /* whether ACL DRYRUN can be asked */
    enum whether answers[RIGHTS_MAX]; /* to right_questions */
    bool by_key[RIGHTS_MAX]; /* no, but to that key alone: the command itself is permitted */
};

/* Returns the number of words of question `number`, as ACL DRYRUN of a user takes them: they point
 * into the question, the user and `key`. */
#define RIGHT_WORDS_MAX 10
size_t right_words(size_t number, struct slice user, struct slice key,
                   struct slice words[RIGHT_WORDS_MAX]);

/* Returns true when what a question is about is sent to such a Redis. */
bool right_is_needed(const struct right_question *question, const struct redis_url *url);

/* Takes the answer to a question; what is no answer to it leaves it as it is. */
void right_take(struct rights *rights, size_t number, const struct reply *reply);

/* Returns whether the user may send a command, as far as is known; unknown, too, where it was the
 * key alone that it may not be sent for: another one may do. */
enum whether right_of(const struct rights *rights, const char *command, const char *subcommand);

/* Which users there are, and what each needs. */
struct acl_role {
    const char *name;    /* "reader" */
    const char *user;    /* how the manual calls it: "dash" */
    unsigned commands;   /* the sets of those that it sends, */
    const char *without; /* but for these rights, parted by blanks; NULL: all of them */
    const char *access;  /* what it does to streams, in front of a pattern: "%R~" */
    const char *leases;  /* keys of routers, which it reads; NULL: none */
    const char *own;     /* rights to keys of its own and no others; NULL: it has no such keys */
};

extern const struct acl_role acl_roles[]; /* ends with an empty one */

/* Returns the role of that name, or NULL. */
const struct acl_role *acl_role_find(const char *name);

/* What stands in a line for the password, and is to be replaced: behind the >, one word, in double
 * quotes (">two words") where it holds blanks, quotes or a backslash. */
#define ACL_PASSWORD "PASSWORD"

/* Appends the one line for redis-cli that makes a user with the least rights of a role, for keys of
 * a space and on a kind of Redis: "ACL SETUSER dash on >PASSWORD …". A user that is NULL is the
 * role's own. One that is there already keeps its passwords, and loses all keys and commands that
 * the role does not need. In a cluster and behind sentinels every server needs it, replicas too.
 *
 * It needs Redis 7. On 7.2, +client|no-touch is wanted too where maxmemory-policy ends in lru or
 * lfu. */
void acl_line(const struct acl_role *role, const char *user, const struct key_space *space,
              const struct redis_url *url, struct buffer *out);

/* Append parts of it: " +ping +info …" and " %R~rag:telemetry:*". */
void acl_rights(const struct acl_role *role, const struct redis_url *url, struct buffer *out);
void acl_keys(const struct acl_role *role, const struct key_space *space, struct buffer *out);

#endif
