#include "config.h"

#include "source/demo/original.h"

#include "wire/readings.h"

void demo_original(const struct report *report, struct original *original)
{
    struct buffer dimensions = {0};
    struct json_writer json = {.out = &dimensions, .style = &json_python};

    readings_write(&json, report);
    original_begin(original);
    original_take_field(original, SLICE("ws"), report->window_start);
    original_take_field(original, SLICE("we"), report->window_end);
    original_take_field(original, SLICE("degraded"), report->degraded);
    original_take_field(original, SLICE("warned"), report->warned);
    original_take_field(original, SLICE("dims"),
                        (struct slice){buffer_text(&dimensions), dimensions.size});
    original_end(original);
    buffer_free(&dimensions);
}
