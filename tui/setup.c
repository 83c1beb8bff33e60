#include "config.h"

#include "setup.h"

#include "base/text.h"
#include "headless/option_table.h"
#include "headless/source_word.h"

#include <string.h>

void setup_dashboard(const struct options *options, struct time_range window,
                     struct dashboard_setup *setup)
{
    enum glyph_set set = glyphs_choose(options->glyphs);
    int64_t length_ms = window.end_ms - window.start_ms;

    *setup = (struct dashboard_setup){
        .options = options,
        .glyphs = glyphs_get(set),
        .ascii = set == GLYPHS_ASCII || !text_locale_is_utf8(),
        .rules = &options->rules,
        .directions = &options->directions,
        .dimension = options->dimension,
        .range =
            options->until != NULL ? range_fixed(length_ms, window.end_ms) : range_live(length_ms),
        .refresh_ms = options->refresh_ms,
        .zone = options->utc ? ZONE_UTC : ZONE_LOCAL,
    };
    setup->range.compare_ms = options->compare_ms;
}

bool setup_theme(const struct options *options, struct theme *theme, struct error *error)
{
    char label[OPTION_LABEL_SIZE];

    if (options->theme == NULL) {
        theme_builtin(0, theme);
        return true;
    }
    return theme_load(options->theme, theme, error) ||
           error_prefix(error, "%s", option_label(options, option_find(SLICE("theme")), label));
}

const char *setup_unexaminable(const struct options *options)
{
    if (options->files.count == 0 && source_word_is_redis(options->source))
        return options->frozen_now_ms == 0
                   ? NULL
                   : "Nothing is examined while the clock stands: what is found is of now.";
    return strncmp(options->source, "demo:", strlen("demo:")) == 0
               ? "There is no Redis to examine: this is a simulation."
               : "There is no Redis to examine: the reports come from files.";
}
