/* Command: the one list of Redis commands that driftop sends. A client is opened with the sets that
 * it may use, and whatever is in none of them is refused here, before the network: the reading side
 * cannot write. What is never sent is not listed. */
#ifndef REDIS_COMMAND_H
#define REDIS_COMMAND_H

#include "base/buffer.h"
#include "redis/reply.h"

#include <stdbool.h>
#include <stdint.h>

/* Sets are joined with `|`. */
enum redis_commands {
    COMMANDS_GREETING = 1 << 0, /* what every connection says first */
    COMMANDS_READING = 1 << 1,  /* dashboard, snapshot, export */
    COMMANDS_SINK = 1 << 2,     /* emit */
    COMMANDS_CLUSTER = 1 << 3,  /* what all of them say to a cluster, beside that */
    COMMANDS_NAMED = 1 << 4,    /* what a connection says first where sentinels are about */
    COMMANDS_SENTINEL = 1 << 5, /* what sentinels are asked */
    COMMANDS_ROUTE = 1 << 6,    /* route, and the scripts that it sends */
    COMMANDS_TRACKING = 1 << 7, /* its connections that are told what changes */
    COMMANDS_DOCTOR = 1 << 8    /* what doctor asks beside COMMANDS_READING */
};

/* Returns true when one of the sets holds the command, or the command and subcommand (CLIENT
 * SETNAME, XINFO STREAM …). Case does not matter. */
bool command_allowed(unsigned sets, const struct slice *words, size_t count);

#define COMMAND_NAME_SIZE 40

/* A line of the list. */
struct command_rule;

/* Returns the line that a command is in, or NULL. */
const struct command_rule *command_rule_of(const struct slice *words, size_t count);

/* Writes how a command is called: "XINFO STREAM". */
void command_name(const struct command_rule *rule, char name[static COMMAND_NAME_SIZE]);

/* A set of commands, for those that a user may not send. */
typedef uint64_t command_set;

/* Returns the set of one; appends the names of all that are in a set, parted by ", ". */
command_set command_bit(const struct command_rule *rule);
void command_list(command_set set, struct buffer *out);

/* Returns true when a server may answer it with a reply of this type; with an error it always may.
 */
bool command_takes(const struct command_rule *rule, enum reply_type type);

/* Returns the key that an allowed command is about, the first one of several; NULL data: it is
 * about none. A script has one at least. */
struct slice command_key(const struct slice *words, size_t count);

/* Appends a command in the Redis protocol. */
void command_format(const struct slice *words, size_t count, struct buffer *out);

/* Appends what ACL SETUSER has to grant for the sets: "+auth +client|setname …". */
void command_rights(unsigned sets, struct buffer *out);

#endif
