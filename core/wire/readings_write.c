#include "config.h"

#include "wire/readings.h"

#include "base/integer.h"
#include "wire/json_spell.h"

/* What stands in front of the values of a dimension and behind the last. A month of reports has
 * millions of them: each is appended in one piece, instead of a comma, a key and a colon. */
enum piece {
    PIECE_NAME,
    PIECE_SEVERITY,
    PIECE_VALUE,
    PIECE_BASELINE,
    PIECE_Z,
    PIECE_SAMPLES,
    PIECE_METADATA,
    PIECES
};

#define PIECE(literal)                                                                             \
    {                                                                                              \
        (literal), sizeof(literal) - 1                                                             \
    }

/* By the comma and the colon of a style. */
#define ALL_PIECES(comma, colon)                                                                   \
    {                                                                                              \
        [PIECE_NAME] = PIECE("{\"name\"" colon),                                                   \
        [PIECE_SEVERITY] = PIECE(comma "\"severity\"" colon),                                      \
        [PIECE_VALUE] = PIECE(comma "\"value\"" colon),                                            \
        [PIECE_BASELINE] = PIECE(comma "\"baseline\"" colon),                                      \
        [PIECE_Z] = PIECE(comma "\"z_score\"" colon),                                              \
        [PIECE_SAMPLES] = PIECE(comma "\"sample_count\"" colon),                                   \
        [PIECE_METADATA] = PIECE(comma "\"metadata\"" colon),                                      \
    }

static const struct slice compact_pieces[PIECES] = ALL_PIECES(",", ":");
static const struct slice python_pieces[PIECES] = ALL_PIECES(", ", ": ");

static void append(struct json_writer *json, struct slice text)
{
    buffer_append(json->out, text.data, text.size);
}

static void write_text(struct json_writer *json, struct slice piece, struct slice text)
{
    append(json, piece);
    if (text.data != NULL)
        json_append_string(json->out, json->style, text);
    else
        append(json, SLICE("null"));
}

static void write_number(struct json_writer *json, struct slice piece, double number,
                         struct slice text)
{
    append(json, piece);
    if (text.size > 0)
        append(json, text);
    else
        json_append_number(json->out, json->style, number);
}

static void write_samples(struct json_writer *json, struct slice piece, uint64_t count)
{
    append(json, piece);
    if (count != SAMPLE_COUNT_UNKNOWN)
        integer_append(json->out, count);
    else
        append(json, SLICE("null"));
}

/* The writer goes on as behind a key. */
static void write_metadata(struct json_writer *json, struct slice piece, struct slice metadata)
{
    append(json, piece);
    json->keyed = true;
    json_write_json(json, metadata);
}

static void write_reading(struct json_writer *json, const struct slice *pieces,
                          const struct reading *reading)
{
    write_text(json, pieces[PIECE_NAME], reading->name);
    write_text(json, pieces[PIECE_SEVERITY], reading_severity_word(reading));
    write_number(json, pieces[PIECE_VALUE], reading->value, reading_text(reading, NUMBER_VALUE));
    write_number(json, pieces[PIECE_BASELINE], reading->baseline,
                 reading_text(reading, NUMBER_BASELINE));
    write_number(json, pieces[PIECE_Z], reading->z, reading_text(reading, NUMBER_Z));
    write_samples(json, pieces[PIECE_SAMPLES], reading->sample_count);
    write_metadata(json, pieces[PIECE_METADATA], reading->metadata);
    buffer_char(json->out, '}');
}

void readings_write(struct json_writer *json, const struct report *report)
{
    const struct slice *pieces = json->style == &json_python ? python_pieces : compact_pieces;

    json_write_open(json, JSON_ARRAY);
    for (size_t i = 0; i < report->count; i++) {
        if (i > 0)
            append(json, json->style->comma);
        write_reading(json, pieces, &report->readings[i]);
    }
    json_write_close(json, JSON_ARRAY);
}
