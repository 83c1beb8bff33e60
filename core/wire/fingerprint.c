#include "config.h"

#include "wire/fingerprint.h"

#include "base/word.h"
#include "wire/json_scan.h"

#include <math.h>
#include <string.h>

/* An odd number with about as many ones as zeros spreads every bit over the product. */
#define MULTIPLIER UINT64_C(0x9E3779B97F4A7C15)

static uint64_t mix(uint64_t hash, uint64_t word)
{
    hash = (hash ^ word) * MULTIPLIER;
    return hash ^ hash >> 32;
}

static uint64_t mix_text(uint64_t hash, struct slice text)
{
    size_t rest = text.size % sizeof(uint64_t);
    uint64_t word = 0;

    hash = mix(hash, text.size);
    for (size_t at = 0; at + sizeof(word) <= text.size; at += sizeof(word))
        hash = mix(hash, word_load(text.data + at));
    if (rest == 0)
        return hash;
    if (text.size > rest) /* the last eight bytes, without those that were taken */
        return mix(hash, word_load(text.data + text.size - sizeof(word)) >> 8 * (8 - rest));
    memcpy(&word, text.data, rest);
    return mix(hash, le64toh(word));
}

/* Unknown is the same whichever of the many NaN stands for it. */
static uint64_t mix_number(uint64_t hash, double number)
{
    uint64_t bits = UINT64_MAX;

    if (!isnan(number))
        memcpy(&bits, &number, sizeof(bits));
    return mix(hash, bits);
}

static uint64_t mix_json(uint64_t hash, struct json_scan *scan, struct arena *arena);

static uint64_t mix_object(uint64_t hash, struct json_scan *scan, struct arena *arena)
{
    struct json_string key;
    bool more = json_open(scan, JSON_OBJECT) && json_member(scan, &key);

    while (more) {
        hash = mix_json(mix_text(hash, json_view(&key, arena)), scan, arena);
        more = json_member(scan, &key);
    }
    return hash;
}

static uint64_t mix_array(uint64_t hash, struct json_scan *scan, struct arena *arena)
{
    bool more = json_open(scan, JSON_ARRAY) && json_element(scan);

    while (more) {
        hash = mix_json(hash, scan, arena);
        more = json_element(scan);
    }
    return hash;
}

/* Numbers stay as they were written, and NaN and the like become null. */
static uint64_t mix_plain(uint64_t hash, struct json_scan *scan, bool is_number)
{
    struct slice text = {0};
    bool finite = true;

    if (is_number)
        json_read_number_text(scan, &text, &finite);
    else
        json_skip(scan, &text);
    return mix_text(hash, finite ? text : SLICE("null"));
}

/* JSON says the same however it is spelled. */
static uint64_t mix_json(uint64_t hash, struct json_scan *scan, struct arena *arena)
{
    enum json_kind kind = json_peek(scan);
    struct json_string string;

    switch (kind) {
    case JSON_OBJECT:
        return mix(mix_object(mix(hash, kind), scan, arena), JSON_NOTHING);
    case JSON_ARRAY:
        return mix(mix_array(mix(hash, kind), scan, arena), JSON_NOTHING);
    case JSON_STRING:
        return json_read_string(scan, &string)
                   ? mix_text(mix(hash, kind), json_view(&string, arena))
                   : hash;
    default:
        return mix_plain(hash, scan, kind == JSON_NUMBER);
    }
}

static uint64_t mix_metadata(uint64_t hash, struct slice metadata, struct arena *arena)
{
    struct json_scan scan;

    if (metadata.size == 0)
        return hash;
    json_begin(&scan, metadata);
    return mix_json(hash, &scan, arena);
}

/* Values, or their texts where the report keeps these. */
static uint64_t mix_numbers(uint64_t hash, const struct reading *reading)
{
    hash = mix_number(hash, reading->value);
    hash = mix_number(hash, reading->baseline);
    hash = mix_number(hash, reading->z);
    for (int i = 0; reading->texts != NULL && i < NUMBER_COUNT; i++)
        hash = mix_text(hash, reading->texts[i]);
    return hash;
}

static uint64_t mix_reading(uint64_t hash, const struct reading *reading, struct arena *arena)
{
    hash = mix_text(hash, reading->name);
    hash = mix(hash, reading->severity);
    if (reading->word == WORD_UNKNOWN)
        hash = mix_text(hash, reading->severity_word);
    hash = mix_numbers(hash, reading);
    hash = mix(hash, reading->sample_count);
    return mix_metadata(hash, reading->metadata, arena);
}

uint64_t report_fingerprint(struct report *report)
{
    if (report->window_start.size == 0 && report->window_end.size == 0 && !report->keeps_numbers)
        return 0;

    uint64_t hash = mix_text(0, report->window_start);
    hash = mix_text(hash, report->window_end);
    for (size_t i = 0; i < report->count; i++)
        hash = mix_reading(hash, &report->readings[i], &report->text);

    return hash != 0 ? hash : 1;
}
