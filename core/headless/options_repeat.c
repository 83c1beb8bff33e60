#include "config.h"

#include "headless/options_repeat.h"

#include "base/shell_word.h"
#include "headless/option_table.h"

#include <string.h>

/* What a page says itself, or what is of no use to a command without a screen. */
static const char *const left_out[] = {"tenant", "window", "since", "until",   "utc",
                                       "theme",  "glyphs", "color", "refresh", "server-share"};

static bool is_left_out(const char *name)
{
    for (size_t i = 0; i < sizeof(left_out) / sizeof(left_out[0]); i++) {
        if (strcmp(left_out[i], name) == 0)
            return true;
    }
    return false;
}

static void append(const struct options *options, const struct option_spec *spec, size_t index,
                   struct buffer *out)
{
    struct buffer value = {0};

    buffer_printf(out, " --%s", spec->name);
    if (spec->argument == NULL)
        return;
    option_append_value(options, spec, index, &value);
    buffer_char(out, ' ');
    shell_word_append(out, (struct slice){buffer_text(&value), value.size});
    buffer_free(&value);
}

void options_repeat(const struct options *options, unsigned command, struct buffer *out)
{
    for (size_t i = 0; i < option_count; i++) {
        const struct option_spec *spec = &option_table[i];
        if (spec->name == NULL || (spec->commands & command) == 0 || is_left_out(spec->name) ||
            option_origin(options, spec) != ORIGIN_COMMAND_LINE)
            continue;
        for (size_t value = 0; value < option_value_count(options, spec); value++)
            append(options, spec, value, out);
    }
}
