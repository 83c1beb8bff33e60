#include "config.h"

#include "input_sequence.h"

#include "base/integer.h"

#include <string.h>

struct sequence {
    const char *text; /* behind the ESC */
    enum input_key key;
};

/* What xterm and its relatives, the Linux console, rxvt and the VT220 send. */
static const struct sequence sequences[] = {
    {"[A", INPUT_UP},       {"OA", INPUT_UP},         {"[B", INPUT_DOWN},    {"OB", INPUT_DOWN},
    {"[C", INPUT_RIGHT},    {"OC", INPUT_RIGHT},      {"[D", INPUT_LEFT},    {"OD", INPUT_LEFT},
    {"[H", INPUT_HOME},     {"OH", INPUT_HOME},       {"[1~", INPUT_HOME},   {"[7~", INPUT_HOME},
    {"[F", INPUT_END},      {"OF", INPUT_END},        {"[4~", INPUT_END},    {"[8~", INPUT_END},
    {"[5~", INPUT_PAGE_UP}, {"[6~", INPUT_PAGE_DOWN}, {"[3~", INPUT_DELETE}, {"[Z", INPUT_BACKTAB},
    {"OP", INPUT_F1},       {"[11~", INPUT_F1},       {"[[A", INPUT_F1},     {"[21~", INPUT_F10},
    {"OM", INPUT_ENTER},
};

#define SEQUENCE_COUNT (sizeof(sequences) / sizeof(sequences[0]))

/* Takes a number, and the separator behind it, off the front of a mouse report. */
static bool take_number(struct slice *rest, char separator, int *number)
{
    uint64_t value;

    if (!integer_parse(slice_split(rest, separator), INT16_MAX, &value))
        return false;
    *number = (int)value;
    return true;
}

/* Reads "[<BUTTON;COLUMN;ROW" and an M for pressed, an m for released. */
static bool read_mouse(struct slice text, struct input_event *event)
{
    int button;

    if (text.size < 3 || text.data[1] != '<' || (text.data[text.size - 1] | 0x20) != 'm')
        return false;
    struct slice rest = {text.data + 2, text.size - 3};
    *event = (struct input_event){.kind = INPUT_MOUSE, .pressed = text.data[text.size - 1] == 'M'};
    if (!take_number(&rest, ';', &button) || !take_number(&rest, ';', &event->column) ||
        !take_number(&rest, ';', &event->row) || rest.data != NULL)
        return false;
    event->button = (unsigned)button;
    event->column--;
    event->row--;
    return true;
}

/* Returns true for what a key sends, whether it is known or not: not for what a terminal answers or
 * reports. */
static bool is_of_a_key(struct slice text)
{
    if (text.data[0] == 'O' || text.data[1] == '[')
        return true;
    return strspn(text.data + 1, "0123456789;") == text.size - 2 &&
           memchr("~ABCDEFHPQSZu", text.data[text.size - 1], 13) != NULL;
}

/* Returns true for what a terminal says it is (DA1). */
static bool is_answer(struct slice text)
{
    return text.size > 2 && text.data[1] == '?' && text.data[text.size - 1] == 'c';
}

static bool find_key(struct slice text, struct input_event *event)
{
    for (size_t i = 0; i < SEQUENCE_COUNT; i++) {
        if (slice_is(text, sequences[i].text)) {
            *event = (struct input_event){.kind = INPUT_KEY, .key = sequences[i].key};
            return true;
        }
    }
    return false;
}

bool input_sequence(struct slice text, struct input_event *event)
{
    if (find_key(text, event) || read_mouse(text, event))
        return true;
    if (is_answer(text)) {
        *event = (struct input_event){.kind = INPUT_ANSWER, .text = text};
        return true;
    }
    *event = (struct input_event){.kind = INPUT_KEY, .key = INPUT_OTHER};
    return is_of_a_key(text);
}
