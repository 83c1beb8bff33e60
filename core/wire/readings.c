#include "config.h"

#include "wire/readings.h"

#include <math.h>
#include <string.h>

enum member {
    MEMBER_OTHER,
    MEMBER_NAME,
    MEMBER_SEVERITY,
    MEMBER_VALUE,
    MEMBER_BASELINE,
    MEMBER_Z_SCORE,
    MEMBER_SAMPLES,
    MEMBER_METADATA
};

static enum member member_if(struct slice key, const char *name, enum member member)
{
    return memcmp(key.data, name, key.size) == 0 ? member : MEMBER_OTHER;
}

/* Names of both dialects; their lengths nearly tell them apart. */
static enum member member_of(struct slice key)
{
    switch (key.size) {
    case 4:
        return member_if(key, "name", MEMBER_NAME);
    case 5:
        return member_if(key, "value", MEMBER_VALUE);
    case 6:
        return member_if(key, "detail", MEMBER_METADATA);
    case 7:
        return member_if(key, "z_score", MEMBER_Z_SCORE);
    case 8:
        switch (key.data[0]) {
        case 's':
            return member_if(key, "severity", MEMBER_SEVERITY);
        case 'b':
            return member_if(key, "baseline", MEMBER_BASELINE);
        default:
            return member_if(key, "metadata", MEMBER_METADATA);
        }
    case 11:
        return member_if(key, "sample_size", MEMBER_SAMPLES);
    case 12:
        return member_if(key, "sample_count", MEMBER_SAMPLES);
    default:
        return MEMBER_OTHER;
    }
}

#define SHAPE_MEMBERS 8

/* What the dimension that was read before looked like: the next one nearly always has the same
 * keys, in the same order and with the same space around them, and often the same word. */
struct shape {
    struct {
        struct slice text; /* from the value before it to its own */
        enum member member;
    } keys[SHAPE_MEMBERS];
    size_t count;
    struct slice word; /* of severity: the last one known, as it lies in the text */
    enum severity severity;
};

/* One dimension on its way in. */
struct draft {
    struct reading *reading;
    struct report_flaws *flaws; /* of its report */
    bool has_value;
    bool word_stands; /* its word of severity lies in the text as it is */
};

struct slice reading_name_cut(struct slice name)
{
    size_t size = READING_NAME_MAX;

    if (name.size <= size)
        return name;
    /* Back to the first byte of a character; text that is no UTF-8 may have none near. */
    while (size > READING_NAME_MAX - 3 && ((unsigned char)name.data[size] & 0xC0) == 0x80)
        size--;
    return (struct slice){name.data, size};
}

/* Reads a string; anything else leaves `text` without data. */
static bool read_text(struct json_scan *scan, struct slice *text, struct report *report,
                      struct draft *draft)
{
    struct json_string string;

    *text = (struct slice){0};
    if (json_peek(scan) != JSON_STRING)
        return json_skip(scan, NULL);
    if (!json_read_string(scan, &string))
        return false;

    struct slice whole = json_view(&string, &report->text);
    *text = reading_name_cut(whole);
    draft->flaws->count[FLAW_OVERSIZED] += text->size < whole.size;
    return true;
}

static bool read_name(struct json_scan *scan, struct report *report, struct draft *draft)
{
    struct slice name;

    if (!read_text(scan, &name, report, draft))
        return false;
    draft->reading->name = name;
    return true;
}

/* Passes over the word of the dimension before. */
static bool read_last_word(struct json_scan *scan, struct slice word)
{
    if (word.size == 0 || (size_t)(scan->end - scan->at) < word.size + 2 || scan->at[0] != '"' ||
        memcmp(scan->at + 1, word.data, word.size) != 0 || scan->at[word.size + 1] != '"')
        return false;
    scan->at += word.size + 2;
    return true;
}

static bool read_severity(struct json_scan *scan, struct report *report, const struct shape *shape,
                          struct draft *draft)
{
    struct slice word = shape->word;

    json_skip_space(scan);
    const char *begin = scan->at;
    bool is_last = read_last_word(scan, word);
    if (!is_last && !read_text(scan, &word, report, draft))
        return false;
    draft->reading->severity_word = word;
    draft->word_stands = is_last || word.data == begin + 1;
    return true;
}

static bool read_value(struct json_scan *scan, double *value, bool *known)
{
    bool read = json_read_double(scan, value);

    *known = !isnan(*value);
    return read;
}

/* Keeps the text of a number instead of its value; one that is too long keeps its value. */
static bool read_kept(struct json_scan *scan, struct slice *text, double *value, bool *known)
{
    struct slice raw;
    struct json_scan again;

    if (!json_read_number_text(scan, &raw, known))
        return false;
    if (raw.size > NUMBER_TEXT_MAX) {
        json_begin(&again, raw);
        return read_value(&again, value, known);
    }
    if (*known)
        *text = raw;
    return true;
}

/* Reads a number that is written as text, as programs do that print whatever they do not know. */
static bool read_text_number(struct json_scan *scan, struct report *report, struct draft *draft,
                             struct json_number *number, struct slice *text)
{
    struct json_string string;

    *number = (struct json_number){.value = NAN};
    *text = (struct slice){0};
    if (!json_read_string(scan, &string))
        return false;
    *text = slice_trim(json_view(&string, &report->text));
    bool known = json_number_of_text(*text, number);
    draft->flaws->count[FLAW_NUMBERS_AS_TEXT] += known;
    draft->flaws->count[FLAW_NUMBERS_NOT_FINITE] += !known;
    return true;
}

/* Returns whether JSON spells a number so, too. */
static bool is_json_number(struct slice text)
{
    struct json_scan scan;
    struct slice raw;
    bool finite;

    json_begin(&scan, text);
    return json_read_number_text(&scan, &raw, &finite) && json_finish(&scan);
}

static bool read_text_double(struct json_scan *scan, struct report *report, struct draft *draft,
                             enum number which, double *value)
{
    struct slice *texts = draft->reading->texts;
    struct json_number number;
    struct slice text;

    if (!read_text_number(scan, report, draft, &number, &text))
        return false;
    *value = number.value;
    if (texts != NULL && !isnan(number.value) && text.size <= NUMBER_TEXT_MAX &&
        is_json_number(text))
        texts[which] = text;
    return true;
}

/* Of two of one name the last counts. */
static bool read_double(struct json_scan *scan, struct report *report, struct draft *draft,
                        enum number which, double *value)
{
    struct slice *texts = draft->reading->texts;

    if (texts == NULL && json_read_plain(scan, value))
        return true;
    enum json_kind kind = json_peek(scan);
    bool known;
    *value = NAN;
    if (texts != NULL)
        texts[which] = (struct slice){0};
    if (kind == JSON_STRING)
        return read_text_double(scan, report, draft, which, value);
    if (kind != JSON_NUMBER) {
        draft->flaws->count[FLAW_NUMBERS_NOT_FINITE] += kind != JSON_NULL;
        return json_skip(scan, NULL);
    }
    bool read = texts != NULL ? read_kept(scan, &texts[which], value, &known)
                              : read_value(scan, value, &known);
    draft->flaws->count[FLAW_NUMBERS_NOT_FINITE] += !known;
    return read;
}

static bool read_samples(struct json_scan *scan, struct report *report, struct draft *draft)
{
    struct json_number number = {.value = NAN};
    struct slice text;
    bool read;

    if (json_read_plain_integer(scan, &draft->reading->sample_count))
        return true;
    enum json_kind kind = json_peek(scan);
    if (kind == JSON_STRING)
        read = read_text_number(scan, report, draft, &number, &text);
    else
        read = kind == JSON_NUMBER ? json_read_number(scan, &number) : json_skip(scan, NULL);
    draft->reading->sample_count = number.is_integer ? number.integer : SAMPLE_COUNT_UNKNOWN;
    bool number_is_there = isfinite(number.value);
    draft->flaws->count[FLAW_COUNTS_NOT_WHOLE] += number_is_there && !number.is_integer;
    draft->flaws->count[FLAW_NUMBERS_NOT_FINITE] +=
        kind != JSON_NULL && kind != JSON_STRING && !number_is_there;
    return read;
}

/* A null leaves what the other of the two names may have brought. */
static bool read_metadata(struct json_scan *scan, struct draft *draft)
{
    struct slice raw;

    if (json_read_null(scan))
        return true;
    enum json_kind kind = json_peek(scan);
    if (!json_skip(scan, &raw))
        return false;
    if (kind == JSON_NULL)
        return true;
    if (raw.size > READING_METADATA_MAX) {
        draft->flaws->count[FLAW_OVERSIZED]++;
        return true;
    }
    draft->reading->metadata = raw;
    return true;
}

static bool read_member(struct json_scan *scan, struct report *report, const struct shape *shape,
                        struct draft *draft, enum member member)
{
    switch (member) {
    case MEMBER_NAME:
        return read_name(scan, report, draft);
    case MEMBER_SEVERITY:
        return read_severity(scan, report, shape, draft);
    case MEMBER_VALUE:
        draft->has_value = true;
        return read_double(scan, report, draft, NUMBER_VALUE, &draft->reading->value);
    case MEMBER_BASELINE:
        return read_double(scan, report, draft, NUMBER_BASELINE, &draft->reading->baseline);
    case MEMBER_Z_SCORE:
        return read_double(scan, report, draft, NUMBER_Z, &draft->reading->z);
    case MEMBER_SAMPLES:
        return read_samples(scan, report, draft);
    case MEMBER_METADATA:
        return read_metadata(scan, draft);
    case MEMBER_OTHER:
        break;
    }
    return json_skip(scan, NULL);
}

/* Says what a word means. Returns false when nobody knows it. */
static bool look_up(const struct report *report, struct shape *shape, const struct draft *draft)
{
    struct reading *reading = draft->reading;

    if (reading->severity_word.size > 0 && reading->severity_word.data == shape->word.data) {
        reading->severity = shape->severity;
        return true;
    }
    reading->severity = severity_words_find(report->severity_words, reading->severity_word);
    if (reading->severity == SEVERITY_ABSENT)
        return false;
    if (draft->word_stands) {
        shape->word = reading->severity_word;
        shape->severity = reading->severity;
    }
    return true;
}

/* Says what the word means, to begin with: what is not known by its word is SEVERITY_ABSENT until
 * the lists are read, see wire/lists.h. */
static void settle_word(struct report *report, struct shape *shape, const struct draft *draft)
{
    struct reading *reading = draft->reading;

    if (look_up(report, shape, draft)) {
        reading->word = WORD_KNOWN;
    } else if (slice_trim(reading->severity_word).size == 0) {
        reading->severity_word = (struct slice){0};
        reading->word = WORD_MISSING;
        report->flaws.count[FLAW_MISSING_FIELDS]++;
    } else {
        reading->word = WORD_UNKNOWN;
        report->flaws.count[FLAW_UNKNOWN_SEVERITY]++;
    }
}

static struct slice *no_texts(struct report *report)
{
    struct slice *texts = arena_alloc(&report->text, NUMBER_COUNT * sizeof(*texts));

    for (size_t i = 0; i < NUMBER_COUNT; i++)
        texts[i] = (struct slice){0};
    return texts;
}

/* Steps to the member at `place`, as json_member() does. */
static bool next_member(struct json_scan *scan, struct report *report, struct shape *shape,
                        size_t place, enum member *member)
{
    const char *begin = scan->at;
    struct json_string key;

    if (place < shape->count && json_member_again(scan, shape->keys[place].text)) {
        *member = shape->keys[place].member;
        return true;
    }
    if (!json_member(scan, &key))
        return false;
    *member = member_of(json_view(&key, &report->text));
    if (place >= SHAPE_MEMBERS)
        return true;
    json_skip_space(scan);
    shape->keys[place].text = (struct slice){begin, (size_t)(scan->at - begin)};
    shape->keys[place].member = *member;
    shape->count = place + 1;
    return true;
}

static bool read_members(struct json_scan *scan, struct report *report, struct shape *shape,
                         struct draft *draft)
{
    enum member member;
    bool more = json_open(scan, JSON_OBJECT);

    for (size_t place = 0; more; place++)
        more = next_member(scan, report, shape, place, &member) &&
               read_member(scan, report, shape, draft, member);
    return scan->wrong == NULL;
}

/* What is wrong with one that cannot be used is not told beside that. */
static bool read_dimension(struct json_scan *scan, struct report *report, struct shape *shape)
{
    struct report_flaws before = report->flaws;
    struct draft draft = {.reading = report_add(report), .flaws = &report->flaws};

    if (report->keeps_numbers)
        draft.reading->texts = no_texts(report);
    if (!read_members(scan, report, shape, &draft) || draft.reading->name.size == 0) {
        report->count--;
        report->flaws = before;
        report->flaws.count[FLAW_UNREADABLE_DIMENSIONS]++;
        return scan->wrong == NULL;
    }
    settle_word(report, shape, &draft);
    report->flaws.count[FLAW_MISSING_FIELDS] += !draft.has_value;
    return true;
}

static bool read_element(struct json_scan *scan, struct report *report, struct shape *shape)
{
    if (json_peek(scan) != JSON_OBJECT) {
        report->flaws.count[FLAW_UNREADABLE_DIMENSIONS]++;
        return json_skip(scan, NULL);
    }
    if (report->count >= READINGS_MAX) {
        report->flaws.count[FLAW_OVERSIZED]++;
        return json_skip(scan, NULL);
    }
    return read_dimension(scan, report, shape);
}

bool readings_scan(struct json_scan *scan, struct report *report)
{
    struct shape shape = {.count = 0};

    if (!json_open(scan, JSON_ARRAY))
        return false;
    while (json_element(scan)) {
        if (!read_element(scan, report, &shape))
            return false;
    }
    return scan->wrong == NULL;
}

bool readings_parse(struct slice json, struct report *report, struct error *error)
{
    struct json_scan scan;

    json.data = arena_copy(&report->text, json.data, json.size);
    json_begin(&scan, json);
    readings_scan(&scan, report);
    return json_finish(&scan) || json_error(&scan, error);
}
