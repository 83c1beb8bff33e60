/* The examiner: what the user that asks may do, as ACL DRYRUN says, and what is sent then. */
#include "config.h"

#include "doctor/doctor_private.h"

/* The words of a command, of which there are one or two. */
struct named {
    struct slice words[2];
    size_t count;
};

static struct named name_of(const char *command, const char *subcommand)
{
    struct named named = {.words = {slice_of(command)}, .count = 1};

    if (subcommand != NULL)
        named.words[named.count++] = slice_of(subcommand);
    return named;
}

void doctor_refuse(struct doctor *doctor, const char *command, const char *subcommand)
{
    struct named named = name_of(command, subcommand);

    doctor->examination->refused |= command_bit(command_rule_of(named.words, named.count));
}

/* What a command needs that only reads is sent in any case. */
static bool is_reading(const char *command, const char *subcommand)
{
    struct named named = name_of(command, subcommand);

    return command_allowed(COMMANDS_READING | COMMANDS_GREETING | COMMANDS_CLUSTER, named.words,
                           named.count);
}

bool doctor_may_send(struct doctor *doctor, const char *command, const char *subcommand)
{
    struct examination *examination = doctor->examination;

    if (right_of(&examination->rights, command, subcommand) == WHETHER_NO)
        doctor_refuse(doctor, command, subcommand);
    if (examined_refused(examination, command, subcommand))
        return false;
    return right_of(&examination->rights, command, subcommand) == WHETHER_YES ||
           (doctor->options.depth & DOCTOR_PROBES) != 0 || is_reading(command, subcommand);
}

size_t count_rights(const struct doctor *doctor)
{
    (void)doctor;
    return right_question_count < RIGHTS_MAX ? right_question_count : RIGHTS_MAX;
}

void say_trial(const struct query *query, struct phrase *phrase)
{
    phrase_say(phrase, "ACL DRYRUN");
    phrase_add(phrase, examined_user(query->doctor->examination));
}

/* Writes a key of the space, whether there is such a stream or not. */
static void make_key(const struct doctor *doctor, struct buffer *key)
{
    const struct key_template *first = doctor->options.space->templates[0];

    if (doctor->options.key_count > 0)
        buffer_append(key, doctor->options.keys[0].data, doctor->options.keys[0].size);
    else if (key_template_is_literal(first))
        key_template_text(first, key);
    else if (!key_template_key(first, SLICE("driftop"), key))
        key_template_prefix(first, key);
}

bool ask_right(struct query *query, struct phrase *phrase)
{
    struct doctor *doctor = query->doctor;

    if (doctor->key.size == 0)
        make_key(doctor, &doctor->key);
    phrase->count =
        right_words(query->item.part, examined_user(doctor->examination),
                    (struct slice){buffer_text(&doctor->key), doctor->key.size}, phrase->items);
    return phrase->count > 0;
}

bool take_right(struct query *query, const struct reply *reply)
{
    struct doctor *doctor = query->doctor;
    struct rights *rights = &doctor->examination->rights;
    bool answers = reply->nodes[0].type != REPLY_ERROR;

    if (rights->dry_run == WHETHER_UNKNOWN || answers)
        rights->dry_run = answers ? WHETHER_YES : WHETHER_NO;
    right_take(rights, query->item.part, reply);
    return false;
}
