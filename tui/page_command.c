#include "config.h"

#include "page_command.h"

#include "base/duration.h"
#include "base/shell_word.h"
#include "drift/tenant.h"
#include "headless/options_repeat.h"
#include "screen/screen.h"
#include "source/selection.h"

#include <string.h>

static const struct {
    const char *title;
    const char *begin;
    unsigned command; /* of enum command_set */
} commands[PAGE_COMMANDS] = {
    [COMMAND_PICTURE] = {"this page", "driftop snapshot", FOR_SNAPSHOT},
    [COMMAND_JSON] = {"its verdicts as JSON", "driftop snapshot -f json", FOR_SNAPSHOT},
    [COMMAND_REPORTS] = {"its reports, one a line", "driftop export", FOR_EXPORT},
};

const char *page_command_title(enum page_command command)
{
    return commands[command].title;
}

static void append_word(struct buffer *out, const char *option, struct slice word)
{
    buffer_string(out, option);
    shell_word_append(out, word);
}

/* No other tenant is meant where the name could be a pattern. */
static void append_tenant(struct buffer *out, struct slice name)
{
    static const char special[] = {'*', '?', '[', '\\'};
    bool is_glob = selection_is_glob(name.data);
    struct buffer literal = {0};

    for (size_t i = 0; i < name.size; i++) {
        if (is_glob && memchr(special, name.data[i], sizeof(special)) != NULL)
            buffer_char(&literal, '\\');
        buffer_char(&literal, name.data[i]);
    }
    append_word(out, " -t ", (struct slice){buffer_text(&literal), literal.size});
    buffer_free(&literal);
}

static bool is_of_fleet(const struct page_about *about)
{
    return about->depth == 0 || about->tenant == NULL;
}

/* A page that was opened from a tenant's is about that; of the fleet the marked are, when only they
 * are listed. */
static void append_tenants(const struct page_about *about, struct buffer *out)
{
    const struct choices *choices = &about->state->choices;
    bool of_fleet = is_of_fleet(about);

    if (!of_fleet)
        append_tenant(out, tenant_name(about->tenant));
    for (size_t i = 0; of_fleet && choices->only_marked && i < choices->marks.count; i++)
        append_tenant(out, slice_of(choices->marks.names[i]));
}

/* A page that was opened from a dimension's is about that. */
static void append_dimension(const struct page_about *about, struct buffer *out)
{
    const struct stack *stack = &about->state->stack;

    for (size_t i = 0; i <= about->depth; i++) {
        const struct place *place = &stack->places[i];
        const char *name = stack_subject(stack, place);
        if (strcmp(place->screen->name, "dimension") == 0 && name != NULL)
            append_word(out, " --dimension ", slice_of(name));
    }
}

static void append_time(const struct page_about *about, struct buffer *out)
{
    const struct range *range = &about->state->range;
    char text[32];

    duration_format(range->length_ms, text);
    buffer_printf(out, " -w %s", text);
    if (range->mode == RANGE_LIVE && !range->back)
        return;
    timestamp_format_iso(range_end(range, about->now_ms), text);
    buffer_printf(out, " --until %s", text);
}

static void append_source(const struct page_about *about, struct buffer *out)
{
    const struct options *options = about->options;

    if (options == NULL || options->files.count == 0)
        append_word(out, " ", slice_of(about->source));
    for (size_t i = 0; options != NULL && i < options->files.count; i++)
        append_word(out, " ", slice_of(options->files.items[i]));
}

const char *page_command_lacks(const struct page_about *about)
{
    const struct choices *choices = &about->state->choices;
    bool filtered = choices->filter[0] != '\0' || choices->turned.end_ms != 0;

    return filtered && is_of_fleet(about) ? "The filter is not in them: it is the screen's alone."
                                          : NULL;
}

void page_command_write(const struct page_about *about, enum page_command command,
                        struct buffer *out)
{
    const struct place *place = &about->state->stack.places[about->depth];

    buffer_string(out, commands[command].begin);
    if (command == COMMAND_PICTURE)
        buffer_printf(out, " -f ansi --screen %s --size %dx%d%s", place->screen->name,
                      about->columns, about->rows,
                      about->state->choices.zone == ZONE_UTC ? " --utc" : "");
    append_tenants(about, out);
    if (command == COMMAND_PICTURE)
        append_dimension(about, out);
    append_time(about, out);
    if (about->options != NULL)
        options_repeat(about->options, commands[command].command, out);
    append_source(about, out);
}
