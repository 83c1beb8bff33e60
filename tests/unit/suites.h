/* Every unit suite: one line here, one file check_NAME.c with `Suite *suite_NAME(void)`. */
#ifndef UNIT_SUITES_H
#define UNIT_SUITES_H

#include <check.h>

/* clang-format off */
#define UNIT_SUITES(X) \
    X(action) \
    X(advice) \
    X(arrivals) \
    X(background) \
    X(axis) \
    X(backoff) \
    X(base) \
    X(breaker) \
    X(bucket) \
    X(calm) \
    X(chart) \
    X(cluster_map) \
    X(colour) \
    X(command) \
    X(config) \
    X(csv) \
    X(dashboard_open) \
    X(demo) \
    X(direction) \
    X(duration) \
    X(emit_parts) \
    X(entry) \
    X(episode) \
    X(event) \
    X(every_key) \
    X(export_away) \
    X(file_list) \
    X(file_parts) \
    X(filter) \
    X(fleet) \
    X(flapping) \
    X(flaw) \
    X(frame) \
    X(greeting) \
    X(grid) \
    X(history) \
    X(input) \
    X(json_number) \
    X(json_scan) \
    X(json_series) \
    X(json_write) \
    X(judgement) \
    X(key_space) \
    X(key_template) \
    X(keymap) \
    X(listing) \
    X(lists) \
    X(merge) \
    X(ndjson) \
    X(ndjson_check) \
    X(ndjson_format) \
    X(number_texts) \
    X(options) \
    X(parser) \
    X(past) \
    X(picture) \
    X(placement) \
    X(places) \
    X(present) \
    X(prompt) \
    X(range) \
    X(reading_limits) \
    X(readings) \
    X(readings_write) \
    X(record) \
    X(reply) \
    X(report) \
    X(request_queue) \
    X(rules) \
    X(scale) \
    X(sentinel_answer) \
    X(sentinel_trust) \
    X(series) \
    X(severity) \
    X(severity_words) \
    X(shortest) \
    X(silence) \
    X(snapshot) \
    X(snapshot_check) \
    X(snapshot_formats) \
    X(span) \
    X(spool) \
    X(spelling) \
    X(shell_word) \
    X(difference) \
    X(json_lines) \
    X(view_report) \
    X(clipboard) \
    X(stack) \
    X(storm) \
    X(state) \
    X(state_words) \
    X(stream_id) \
    X(tenant) \
    X(text) \
    X(theme) \
    X(theme_colours) \
    X(timestamp) \
    X(together) \
    X(trace) \
    X(trail) \
    X(truth) \
    X(url) \
    X(verdict) \
    X(verdict_words) \
    X(view_bars) \
    X(view_dimension) \
    X(view_fleet) \
    X(view_hostile) \
    X(view_sizes) \
    X(view_tenant) \
    X(vision) \
    X(window_keys)
/* clang-format on */

#define DECLARE_SUITE(name) Suite *suite_##name(void);
UNIT_SUITES(DECLARE_SUITE)
#undef DECLARE_SUITE

#endif
