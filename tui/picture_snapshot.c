#include "config.h"

#include "picture_snapshot.h"

#include "base/text.h"
#include "dashboard_open.h"
#include "headless/attention_file.h"
#include "headless/picture_size.h"
#include "headless/snapshot_look.h"
#include "picture.h"
#include "picture_checkup.h"
#include "screen/screens.h"
#include "setup.h"
#include "term.h"

#include <stdlib.h>

/* A dashboard of what a look has seen, and all that it stands on. */
struct stage {
    const struct look *look;
    struct keymap keymap;
    struct dashboard dashboard;
    struct checkup checkup;
    struct dashboard_clock clock;
};

/* Opens the screen that the options name, and draws it. */
static void open_stage(struct stage *stage, const struct look *look,
                       const struct source_status *status, const char *looked_for,
                       const struct snapshot_doctor *doctor)
{
    const struct options *options = look->options;
    struct dashboard_setup setup;
    struct error error;
    int columns = 0;
    int rows = 0;

    *stage = (struct stage){.look = look};
    stage->clock = (struct dashboard_clock){
        .now_ms = look->generated_ms,
        .own_ms = status->answered_ms,
        .recorded = look->until_ms != INT64_MAX,
    };
    /* The keys and the size were checked when they were read. */
    keymap_init(&stage->keymap);
    keymap_bind_all(&stage->keymap, options->key_settings, options->key_setting_count, &error);
    picture_size_parse(options->size, &columns, &rows, &error);
    setup_dashboard(options, look->window, &setup);
    setup.fleet = look->fleet;
    setup.status = status;
    setup.originals = &look->originals;
    picture_checkup(&stage->checkup, look, doctor);
    setup.checkup = &stage->checkup;
    setup.source = look->name;
    setup.looked_for = looked_for;
    setup.keymap = &stage->keymap;
    dashboard_init(&stage->dashboard, &setup);
    attention_open(&stage->dashboard.state.attention, look->name, &error);
    frame_resize(&stage->dashboard.frame, columns, rows);
    dashboard_open(&stage->dashboard, screen_find(options->screen), stage->clock);
}

static void close_stage(struct stage *stage)
{
    dashboard_free(&stage->dashboard);
    checkup_free(&stage->checkup);
    keymap_free(&stage->keymap);
}

/* A screen that is drawn at once, so as to see what it is about. */
static void watch_screen(struct look *look)
{
    struct stage stage;
    size_t count;

    open_stage(&stage, look, &look->source->status, "", NULL);
    struct watched_range *ranges = dashboard_watched(&stage.dashboard, stage.clock, &count);
    source_watch(look->source, &(struct source_watch){ranges, count});
    free(ranges);
    const struct original_wish *wishes = dashboard_fetched(&stage.dashboard, &count);
    source_fetch(look->source, wishes, count);
    close_stage(&stage);
}

/* $NO_COLOR is about terminals: a picture of its own has colours. */
static enum depth depth_of(const struct options *options, bool for_terminal)
{
    const char *no_color = getenv("NO_COLOR");
    enum colour_mode mode = COLOUR_AUTO;

    colour_mode_parse(options->color, &mode);
    if (mode == COLOUR_AUTO && for_terminal && no_color != NULL && no_color[0] != '\0')
        return DEPTH_MONO;
    if (mode == COLOUR_NEVER)
        return DEPTH_MONO;
    return mode == COLOUR_16 ? DEPTH_16 : DEPTH_256;
}

/* Prints the screen that the options name. They were checked before the source was opened; a file
 * of a theme that went away since is an error now. */
static bool print(FILE *out, const struct snapshot_frame *frame,
                  const struct picture_format *format)
{
    const struct options *options = frame->look->options;
    struct picture_look look = {.depth = depth_of(options, format != &picture_svg)};
    struct theme theme;
    struct error error;
    struct stage stage;
    struct buffer title = {0};
    struct buffer bytes = {0};

    if (!setup_theme(options, &theme, &error))
        theme_builtin(0, &theme);
    look.theme = &theme;
    open_stage(&stage, frame->look, &frame->look->status, frame->looked_for, frame->doctor);
    dashboard_title(&stage.dashboard, stage.clock, &title);
    look.title = buffer_text(&title);
    format->write(&stage.dashboard.frame, &look, &bytes);
    bool printed = fwrite(buffer_text(&bytes), 1, bytes.size, out) == bytes.size;
    buffer_free(&bytes);
    buffer_free(&title);
    close_stage(&stage);
    return printed;
}

static bool print_ansi(FILE *out, const struct listing *tenants, const struct snapshot_frame *frame)
{
    (void)tenants;
    return print(out, frame, &picture_ansi);
}

static bool print_svg(FILE *out, const struct listing *tenants, const struct snapshot_frame *frame)
{
    (void)tenants;
    return print(out, frame, &picture_svg);
}

static bool has_theme(const struct options *options, struct error *error)
{
    struct theme theme;

    return setup_theme(options, &theme, error);
}

#define DRAWN(name_)                                                                               \
    .format = {.name = (name_), .set = FOR_SNAPSHOT, .draws = true, .check = has_theme},           \
    .worst_first = true, .screen = watch_screen

const struct snapshot_format snapshot_ansi_format = {DRAWN("ansi"), .print = print_ansi};
const struct snapshot_format snapshot_svg_format = {DRAWN("svg"), .print = print_svg};
