/* Whether the user that asks may do what looking needs, and no more. What is missing and what is
 * too much is one finding, as there is one user. */
#include "config.h"

#include "doctor/check.h"
#include "doctor/figure.h"

#include "base/text.h"
#include "redis/info_text.h"
#include "redis/url.h"

#include <string.h>

#define NAMED_MAX 8

/* Only servers of 7.2 and newer know it, so it is asked of nobody. */
static const struct right_question no_touch = {
    "+client|no-touch", RIGHT_READING, {"client", "no-touch"}, RIGHT_EVERYWHERE};

/* Rights, for a sentence and for ACL SETUSER. */
struct right_list {
    struct buffer names; /* "+xread, +scan and 3 more" */
    struct buffer words; /* " +xread +scan" */
    size_t count;
};

/* What a user may do, and may not. */
struct survey {
    const struct examination *examination;
    struct right_list missing;
    bool hinders; /* reading needs some of what is missing */
    struct right_list excess;
    size_t unread;       /* streams that it may not read */
    bool keys_are_other; /* nor could it read one, if there were any */
};

static void add_right(struct right_list *list, const struct right_question *question)
{
    if (list->count < NAMED_MAX)
        buffer_printf(&list->names, "%s%s", list->count > 0 ? ", " : "", question->right);
    buffer_printf(&list->words, " %s", question->right);
    list->count++;
}

static void append_names(struct buffer *out, const struct right_list *list)
{
    buffer_string(out, buffer_text(&list->names));
    if (list->count > NAMED_MAX)
        buffer_printf(out, " and %zu more", list->count - NAMED_MAX);
}

static void free_list(struct right_list *list)
{
    buffer_free(&list->names);
    buffer_free(&list->words);
}

static bool is_refused(const struct examination *examination, const struct right_question *question)
{
    return examined_refused(examination, question->words[0],
                            strchr(question->right, '|') != NULL ? question->words[1] : NULL);
}

/* Returns true for what the user of the commands that read is to have: what makes doctor see more
 * beside that is told where it is missed, as it is for few. */
static bool is_for_readers(const struct right_question *question, const struct redis_url *url)
{
    struct slice words[RIGHT_COMMAND_MAX] = {{0}};
    size_t count = 0;

    for (; count < RIGHT_COMMAND_MAX && question->words[count] != NULL; count++)
        words[count] = slice_of(question->words[count]);
    return right_is_needed(question, url) &&
           (question->use == RIGHT_READING || command_allowed(COMMANDS_READING, words, count));
}

static void add_missing(struct survey *survey, const struct right_question *question)
{
    add_right(&survey->missing, question);
    survey->hinders = survey->hinders || question->use == RIGHT_READING;
}

/* Returns true for what may be missing, too: it was not tried, as it needs what was refused. */
static bool is_untried(const struct examination *examination, const struct right_question *question,
                       enum whether answer)
{
    return question->use == RIGHT_DETAIL && answer == WHETHER_UNKNOWN &&
           examined_refused(examination, "acl", "dryrun");
}

static void look_at(struct survey *survey, size_t number)
{
    const struct examination *examination = survey->examination;
    const struct right_question *question = &right_questions[number];
    enum whether answer = examination->rights.answers[number];
    bool by_key = examination->rights.by_key[number];

    if (question->use == RIGHT_EXCESS) {
        if (answer == WHETHER_YES)
            add_right(&survey->excess, question);
    } else if (is_for_readers(question, examination->url)) {
        if (is_refused(examination, question) || (answer == WHETHER_NO && !by_key))
            add_missing(survey, question);
        else if (is_untried(examination, question, answer))
            buffer_printf(&survey->missing.words, " %s", question->right);
        if (by_key && examination->stream_count == 0)
            survey->keys_are_other = true;
    }
}

static bool ends_with(struct slice text, const char *end)
{
    size_t size = strlen(end);

    return text.size >= size && memcmp(text.data + text.size - size, end, size) == 0;
}

/* Returns true where a node is a cache that is asked not to count looks. */
static bool is_untouched(const struct examination *examination)
{
    for (size_t i = 0; i < examination->node_count; i++) {
        struct slice policy = info_value(examined_info(&examination->nodes[i]), "maxmemory_policy");
        if (ends_with(policy, "lru") || ends_with(policy, "lfu"))
            return true;
    }
    return false;
}

/* What XINFO STREAM answered, or ACL DRYRUN of it in its place. */
static bool is_denied(const struct examined_stream *stream)
{
    const char *why = stream->why;

    if (stream->answered || why == NULL)
        return false;
    return strstr(why, "no permissions to access") != NULL ||
           (reply_error_is(slice_of(why), "NOPERM") && !reply_refuses_command(slice_of(why)));
}

static void make_survey(struct survey *survey, const struct examination *examination)
{
    survey->examination = examination;
    for (size_t i = 0; i < right_question_count; i++)
        look_at(survey, i);
    if (is_untouched(examination) && is_refused(examination, &no_touch))
        add_missing(survey, &no_touch);
    for (size_t i = 0; i < examination->stream_count; i++)
        survey->unread += is_denied(&examination->streams[i]);
}

static void append_user(struct buffer *out, const struct examination *examination)
{
    buffer_string(out, "the user ");
    text_safe(out, examined_user(examination), false);
}

static void begin_cure(struct buffer *cure, const struct examination *examination)
{
    buffer_string(cure, "ACL SETUSER ");
    cure_word(cure, examined_user(examination));
}

static enum finding_severity severity_of(const struct survey *survey)
{
    bool reads_none = survey->unread > 0 && survey->unread == survey->examination->stream_count;

    if (survey->hinders || reads_none)
        return FINDING_ERROR;
    return survey->unread > 0 ? FINDING_WARNING : FINDING_INFO;
}

static void tell_missing(const struct survey *survey, struct buffer *evidence)
{
    append_user(evidence, survey->examination);
    if (survey->unread > 0)
        buffer_printf(evidence, " may not read the keys of %s of %s streams",
                      FIGURE_COUNT(survey->unread),
                      FIGURE_COUNT(survey->examination->stream_count));
    else if (survey->keys_are_other)
        buffer_string(evidence, " may not read such keys");
    if (survey->missing.count == 0)
        return;
    buffer_printf(evidence,
                  "%s lacks what %s: ", survey->unread > 0 || survey->keys_are_other ? ", and" : "",
                  survey->hinders ? "reading needs" : "lets doctor see more");
    append_names(evidence, &survey->missing);
}

/* Nothing of it takes anything away. */
static void cure_missing(const struct survey *survey, struct buffer *cure)
{
    const struct examination *examination = survey->examination;

    begin_cure(cure, examination);
    if (examination->space != NULL && (survey->unread > 0 || survey->keys_are_other))
        acl_keys(acl_role_find("reader"), examination->space, cure);
    buffer_string(cure, buffer_text(&survey->missing.words));
}

static void note_servers(const struct examination *examination, struct buffer *note)
{
    if (examination->url->topology != REDIS_SERVER)
        buffer_string(note, "; every server needs it, replicas too");
    buffer_string(note, "; ACL SAVE or CONFIG REWRITE keeps it over a restart");
}

static void note_missing(const struct survey *survey, struct buffer *note)
{
    if (survey->unread > 0 && survey->unread < survey->examination->stream_count)
        buffer_string(note, "Where it is to see some tenants alone, name these by --tenant "
                            "instead. ");
    buffer_string(note, "It takes nothing away; what it adds holds for all keys of this user");
    note_servers(survey->examination, note);
    if (survey->excess.count == 0)
        return;
    buffer_string(note, ". Looking does not need what it may do beside that: ");
    append_names(note, &survey->excess);
}

/* COMMAND INFO says so, or else the version. */
static bool node_knows_no_touch(const struct examined_node *node)
{
    return node->has_command_info ? !node->lacks_no_touch : examined_version(node) >= 702;
}

/* Returns true for a cache that knows it: another server would refuse the whole line. */
static bool knows_no_touch(const struct examination *examination)
{
    for (size_t i = 0; i < examination->node_count; i++) {
        if (!node_knows_no_touch(&examination->nodes[i]))
            return false;
    }
    return is_untouched(examination);
}

/* What lets doctor see more is left where it was granted. */
static void cure_excess(const struct examination *examination, struct buffer *cure)
{
    const struct rights *rights = &examination->rights;

    begin_cure(cure, examination);
    buffer_string(cure, " nocommands");
    acl_rights(acl_role_find("reader"), examination->url, cure);
    for (size_t i = 0; i < right_question_count; i++) {
        const struct right_question *question = &right_questions[i];
        bool granted = rights->answers[i] == WHETHER_YES || rights->by_key[i];
        if (question->use == RIGHT_DETAIL && granted && !is_for_readers(question, examination->url))
            buffer_printf(cure, " %s", question->right);
    }
    if (knows_no_touch(examination))
        buffer_printf(cure, " %s", no_touch.right);
}

/* Whoever names no user is `default`, producers too: nothing can be taken from it. */
static void tell_excess(const struct survey *survey, struct finding *finding)
{
    const struct examination *examination = survey->examination;

    append_user(&finding->evidence, examination);
    buffer_string(&finding->evidence, " may do what looking does not need: ");
    append_names(&finding->evidence, &survey->excess);
    if (slice_is(examined_user(examination), "default")) {
        buffer_string(&finding->note,
                      "Make a user that only looks: driftop doctor --acl reader prints the line. "
                      "Take nothing from default while producers are that user");
        return;
    }
    cure_excess(examination, &finding->cure);
    buffer_string(&finding->note,
                  "It takes all other commands from this user, for all of its keys; keys, "
                  "passwords, channels and what stands in parentheses stay. Where it also writes "
                  "or administers, leave it and make one that only looks: driftop doctor --acl "
                  "reader");
    note_servers(examination, &finding->note);
}

static void tell(const struct check *check, const struct survey *survey, struct findings *findings)
{
    const struct examination *examination = survey->examination;

    if (survey->missing.count > 0 || survey->unread > 0 || survey->keys_are_other) {
        struct finding *finding =
            finding_add(findings, check, severity_of(survey), examination, NULL, SIZE_MAX);
        tell_missing(survey, &finding->evidence);
        cure_missing(survey, &finding->cure);
        note_missing(survey, &finding->note);
    } else if (survey->excess.count > 0) {
        tell_excess(survey,
                    finding_add(findings, check, FINDING_INFO, examination, NULL, SIZE_MAX));
    }
}

/* What is too much is not known without it; what is missing is, once it was tried. */
static void tell_unchecked(const struct check *check, const struct examination *examination,
                           struct findings *findings)
{
    if (examination->rights.dry_run == WHETHER_NO)
        finding_unchecked(findings, check,
                          examined_refused(examination, "acl", "dryrun") ? "+acl|dryrun"
                                                                         : "ACL DRYRUN (Redis 7)");
}

void check_rights(const struct check *check, const struct examination *examination,
                  const struct doctor_settings *settings, struct findings *findings)
{
    struct survey survey = {0};

    (void)settings;
    make_survey(&survey, examination);
    tell(check, &survey, findings);
    tell_unchecked(check, examination, findings);
    free_list(&survey.missing);
    free_list(&survey.excess);
}
