#include "config.h"

#include "support/view_fixture.h"

#include "support/environment.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

struct view_fixture fixture;

struct tenant *view_tenant(const char *name)
{
    struct tenant *tenant = fleet_tenant(&fixture.fleet, slice_of(name));

    tenant->looked_at = true;
    fixture_asked(tenant);
    history_reach(&tenant->history, HISTORY_LIVE, 0);
    return tenant;
}

void view_open(enum glyph_set glyphs, int columns, int rows)
{
    dashboard_free(&fixture.dashboard);
    dashboard_init(&fixture.dashboard, &(struct dashboard_setup){.fleet = &fixture.fleet,
                                                                 .looked_for = VIEW_LOOKED_FOR,
                                                                 .status = &fixture.status,
                                                                 .originals = &fixture.originals,
                                                                 .checkup = &fixture.checkup,
                                                                 .source = "redis://host:6379/0",
                                                                 .glyphs = glyphs_get(glyphs),
                                                                 .ascii = glyphs == GLYPHS_ASCII,
                                                                 .rules = &fixture.rules,
                                                                 .keymap = &fixture.keymap,
                                                                 .range = range_live(MS_PER_HOUR),
                                                                 .refresh_ms = 2000,
                                                                 .zone = ZONE_UTC});
    frame_resize(&fixture.dashboard.frame, columns, rows);
}

void view_resize(int columns, int rows)
{
    frame_resize(&fixture.dashboard.frame, columns, rows);
}

void view_wait(int64_t ms)
{
    fixture.clock.now_ms += ms;
    fixture.clock.own_ms += ms;
}

void view_fixture_setup(void)
{
    environment_utf8();
    fixture.fleet = (struct fleet){0};
    fixture.originals = (struct originals){0};
    fixture.checkup = (struct checkup){0};
    fixture.rules = RULE_BOOK_DEFAULT;
    keymap_init(&fixture.keymap);
    fixture.clock = (struct dashboard_clock){.now_ms = VIEW_NOW, .own_ms = VIEW_NOW};
    fixture.status = (struct source_status){
        .phase = SOURCE_LIVE, .answered_ms = VIEW_NOW, .discovered = true, .progress = 1};
    view_open(GLYPHS_BLOCK, 80, 24);
}

void view_fixture_teardown(void)
{
    dashboard_free(&fixture.dashboard);
    originals_free(&fixture.originals);
    checkup_free(&fixture.checkup);
    keymap_free(&fixture.keymap);
    fleet_free(&fixture.fleet);
    environment_restore();
}

void view_fill_fleet(void)
{
    struct tenant *acme = view_tenant("acme");

    fixture_fill(acme, 0, 20, "relevance=O-0.5 faithfulness=O0.25 judge=O");
    fixture_fill(acme, 20, 40, "relevance=O-0.5 faithfulness=W-2.5 judge=O");
    fixture_fill(acme, 40, 60, "relevance=N faithfulness=D-4.25 judge=O");
    fixture_fill(view_tenant("globex"), 0, 60, "relevance=O0.5");
    fixture_fill(view_tenant("quiet"), 0, 30, "relevance=O1");
    fixture_fill(view_tenant("unsure"), 0, 60, "ResponseQuality.groundedness=W-2.25");
    view_tenant("new");
}

void view_answer(const char *const *fields)
{
    size_t count;

    dashboard_draw(&fixture.dashboard, VIEW_CLOCK);
    const struct original_wish *wishes = dashboard_fetched(&fixture.dashboard, &count);
    originals_want(&fixture.originals, wishes, count);
    for (size_t i = 0; i < fixture.originals.count; i++) {
        struct original *original = &fixture.originals.items[i];
        if (original->state != ORIGINAL_DUE)
            continue;
        original_begin(original);
        for (const char *const *field = fields; *field != NULL; field += 2)
            original_take_field(original, slice_of(field[0]), slice_of(field[1]));
        original_end(original);
    }
    dashboard_draw(&fixture.dashboard, VIEW_CLOCK);
}

reaction_set view_event(const struct input_event *event)
{
    return dashboard_event(&fixture.dashboard, event, VIEW_CLOCK);
}

void view_press(uint32_t key)
{
    view_event(&(struct input_event){.kind = INPUT_KEY, .key = key});
}

void view_type(const char *keys)
{
    for (; *keys != '\0'; keys++)
        view_press((unsigned char)*keys);
}

void view_assert_row(int row, const char *expected)
{
    struct buffer text = {0};

    dashboard_draw(&fixture.dashboard, VIEW_CLOCK);
    frame_print(&fixture.dashboard.frame, &text);
    struct slice rest = {text.data, text.size};
    struct slice line = slice_split(&rest, '\n');
    for (int i = 0; i < row; i++)
        line = slice_split(&rest, '\n');
    char *shown = strndup(line.data, line.size);
    ck_assert_str_eq(shown, expected);
    free(shown);
    buffer_free(&text);
}

bool view_shows(const char *text)
{
    struct buffer screen = {0};

    dashboard_draw(&fixture.dashboard, VIEW_CLOCK);
    frame_print(&fixture.dashboard.frame, &screen);
    bool found = strstr(buffer_text(&screen), text) != NULL;
    buffer_free(&screen);
    return found;
}

enum role view_role_at(const char *text)
{
    const struct frame *frame = &fixture.dashboard.frame;
    size_t length = strlen(text);

    dashboard_draw(&fixture.dashboard, VIEW_CLOCK);
    for (int row = 0; row < frame->rows; row++) {
        for (int column = 0; column + (int)length <= frame->columns; column++) {
            size_t same = 0;
            while (same < length && frame_cell(frame, row, column + (int)same)->character ==
                                        (unsigned char)text[same])
                same++;
            if (same == length)
                return (enum role)frame_cell(frame, row, column)->role;
        }
    }
    ck_abort_msg("'%s' is not shown", text);
    return ROLE_TEXT;
}
