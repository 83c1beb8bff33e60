/* What a terminal sends. However it is cut into pieces, it is the same keys, pastes, clicks and
 * answers; nothing that is pasted is a key, and after some patience nothing is left. */
#include "config.h"

#include "fuzz/target.h"

#include "base/buffer.h"
#include "input.h"

#define PATIENCE_MAX 8 /* settlings until nothing is expected any more */

struct told {
    struct buffer text; /* every event, as a line */
};

static void check_event(const struct input_event *event)
{
    if (event->kind == INPUT_KEY)
        must(event->key <= INPUT_OTHER && (event->key < 0xD800 || event->key > 0xDFFF),
             "a key is a character or one of the special ones");
    if (event->kind == INPUT_PASTE)
        must(event->text.size <= INPUT_PASTE_LIMIT, "a paste has its limit");
    if (event->kind == INPUT_MOUSE)
        must(event->column >= -1 && event->row >= -1, "a click is somewhere");
    if (event->kind == INPUT_ANSWER)
        must(event->text.size > 1 && event->text.size < 32, "an answer is short");
    must(event->kind != INPUT_RESIZE, "bytes are no resize");
}

static void note(void *context, const struct input_event *event)
{
    struct told *told = context;

    check_event(event);
    buffer_printf(&told->text, "%d %x %u %d %d %d ", (int)event->kind, (unsigned)event->key,
                  event->button, event->pressed, event->column, event->row);
    buffer_append(&told->text, event->text.data, event->text.size);
    buffer_char(&told->text, '\n');
}

/* Waits for more as long as it asks for, as a terminal does that has no more. */
static void settle(struct input *input, struct told *told)
{
    int patience = 0;

    while (input_patience_ms(input) > 0 && patience++ < PATIENCE_MAX)
        input_settle(input, note, told);
    must(patience < PATIENCE_MAX, "patience has an end");
    must(input->pasting || input->stalled || input->size == 0 || input->pending[0] != INPUT_ESCAPE,
         "no sequence is left");
}

static struct told read_in_pieces(struct slice bytes, size_t piece)
{
    struct input input = {0};
    struct told told = {0};

    while (bytes.size > 0) {
        size_t size = piece < bytes.size ? piece : bytes.size;
        input_feed(&input, bytes.data, size, note, &told);
        bytes.data += size;
        bytes.size -= size;
    }
    settle(&input, &told);
    return told;
}

FUZZ_TARGET(input)
{
    static const size_t pieces[] = {1, 3};
    struct slice bytes = {(const char *)data, size};
    struct told whole = read_in_pieces(bytes, size);

    for (size_t i = 0; i < sizeof(pieces) / sizeof(pieces[0]); i++) {
        struct told cut = read_in_pieces(bytes, pieces[i]);
        must(slice_equals((struct slice){whole.text.data, whole.text.size},
                          (struct slice){cut.text.data, cut.text.size}),
             "it is the same in any pieces");
        buffer_free(&cut.text);
    }
    buffer_free(&whole.text);
    return 0;
}
