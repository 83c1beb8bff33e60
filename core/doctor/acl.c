/* The lines of ACL SETUSER, made of the list of commands (redis/command.h). */
#include "config.h"

#include "doctor/finding.h"
#include "doctor/rights.h"
#include "redis/url.h"

#include <ctype.h>
#include <string.h>

/* What route does to keys of its own and to no others. */
#define OWN_ALONE "+get +set +incrby +pexpire +del +hget +hgetall +hset +hdel +hincrby +xadd +xdel"

const struct acl_role acl_roles[] = {
    {.name = "reader",
     .user = "dash",
     .commands = COMMANDS_GREETING | COMMANDS_READING,
     .access = "%R~"},
    {.name = "sink",
     .user = "sink",
     .commands = COMMANDS_GREETING | COMMANDS_SINK,
     .access = "~",
     .without = "+xrevrange"},
    {.name = "route",
     .user = "route",
     .commands = COMMANDS_GREETING | COMMANDS_ROUTE | COMMANDS_TRACKING,
     .access = "~",
     .without = OWN_ALONE,
     .own = OWN_ALONE " +xlen +xrange +eval +evalsha"},
    {.name = "doctor",
     .user = "doctor",
     .commands = COMMANDS_GREETING | COMMANDS_READING | COMMANDS_DOCTOR,
     .access = "%R~",
     .leases = "%R~driftop:*"},
    {0},
};

const struct acl_role *acl_role_find(const char *name)
{
    for (const struct acl_role *role = acl_roles; role->name != NULL; role++) {
        if (strcmp(role->name, name) == 0)
            return role;
    }
    return NULL;
}

/* Returns true when a word is one of a text of words. */
static bool holds(const char *words, struct slice word)
{
    struct slice rest = slice_of(words);

    while (rest.data != NULL) {
        if (slice_equals(slice_split(&rest, ' '), word))
            return true;
    }
    return false;
}

/* Returns what is on the list and needs no right, or not there: AUTH and HELLO need none, what
 * caches and sentinels are asked is granted apart. */
static bool is_needless(const struct acl_role *role, struct slice right,
                        const struct redis_url *url)
{
    if (slice_is(right, "+readonly"))
        return !url->replicas || role->access[0] != '%';
    if (slice_is(right, "+cluster|info"))
        return url->topology != REDIS_CLUSTER;
    return holds("+auth +hello +client|no-touch +sentinel|masters", right);
}

void acl_rights(const struct acl_role *role, const struct redis_url *url, struct buffer *out)
{
    unsigned sets = role->commands;
    struct buffer all = {0};

    sets |= url->topology == REDIS_CLUSTER ? COMMANDS_CLUSTER : 0;
    sets |= url->topology == REDIS_SENTINEL ? COMMANDS_NAMED : 0;
    command_rights(sets, &all);
    struct slice rest = {buffer_text(&all), all.size};
    while (rest.data != NULL) {
        struct slice right = slice_split(&rest, ' ');
        if (is_needless(role, right, url) || (role->without != NULL && holds(role->without, right)))
            continue;
        buffer_char(out, ' ');
        buffer_append(out, right.data, right.size);
    }
    buffer_free(&all);
}

/* A pattern holds no blanks, and no NUL: in their places any byte does. */
static void make_pattern(const struct key_template *key_template, struct buffer *pattern)
{
    buffer_clear(pattern);
    key_template_pattern(key_template, pattern);
    for (size_t i = 0; i < pattern->size; i++) {
        if (pattern->data[i] == '\0' || isspace((unsigned char)pattern->data[i]))
            pattern->data[i] = '?';
    }
}

static void append_word(struct buffer *out, const struct buffer *word)
{
    buffer_char(out, ' ');
    cure_word(out, (struct slice){buffer_text(word), word->size});
}

void acl_keys(const struct acl_role *role, const struct key_space *space, struct buffer *out)
{
    struct buffer pattern = {0}, word = {0};

    for (size_t i = 0; i < space->count; i++) {
        make_pattern(space->templates[i], &pattern);
        buffer_clear(&word);
        buffer_string(&word, role->access);
        buffer_append(&word, pattern.data, pattern.size);
        append_word(out, &word);
    }
    if (role->leases != NULL)
        buffer_printf(out, " %s", role->leases);
    buffer_free(&pattern);
    buffer_free(&word);
}

/* Between parentheses a server splits words itself, at blanks and by quotes. */
static void append_split(struct buffer *out, struct slice word)
{
    bool plain =
        memchr(word.data, '"', word.size) == NULL && memchr(word.data, '\'', word.size) == NULL;

    if (plain) {
        buffer_append(out, word.data, word.size);
        return;
    }
    buffer_char(out, '"');
    for (size_t i = 0; i < word.size; i++) {
        if (word.data[i] == '"' || word.data[i] == '\\')
            buffer_char(out, '\\');
        buffer_char(out, word.data[i]);
    }
    buffer_char(out, '"');
}

/* Appends the pattern of the keys in which route keeps what it told of the streams of a template:
 * beside each, under its tag. Which one that is cannot be said of keys with a tag of their own. */
static void append_told(struct buffer *out, const struct buffer *pattern, bool tagged, bool split)
{
    struct buffer told = {0}, word = {0};

    buffer_printf(&told, "~{%s}:driftop:*", tagged ? "*" : buffer_text(pattern));
    if (split)
        append_split(&word, (struct slice){told.data, told.size});
    else
        buffer_append(&word, told.data, told.size);
    append_word(out, &word);
    buffer_free(&told);
    buffer_free(&word);
}

static void append_all_told(const struct key_space *space, bool split, struct buffer *out)
{
    struct buffer pattern = {0};
    bool any_tag = false;

    for (size_t i = 0; i < space->count; i++) {
        make_pattern(space->templates[i], &pattern);
        bool tagged = strpbrk(buffer_text(&pattern), "{}") != NULL;
        if (!tagged || !any_tag)
            append_told(out, &pattern, tagged, split);
        any_tag = any_tag || tagged;
    }
    buffer_free(&pattern);
}

void acl_line(const struct acl_role *role, const char *user, const struct key_space *space,
              const struct redis_url *url, struct buffer *out)
{
    bool routes = role->own != NULL;

    buffer_string(out, "ACL SETUSER ");
    cure_word(out, slice_of(user != NULL ? user : role->user));
    buffer_string(out, " on >" ACL_PASSWORD " resetkeys");
    acl_keys(role, space, out);
    if (routes)
        append_all_told(space, false, out);
    buffer_printf(out, " resetchannels%s nocommands%s", routes ? " &__redis__:invalidate" : "",
                  routes ? " clearselectors" : "");
    acl_rights(role, url, out);
    if (!routes)
        return;
    buffer_string(out, " (~driftop:*");
    append_all_told(space, true, out);
    buffer_printf(out, " %s)", role->own);
}
