/* From a member of struct options back to text. */
#include "config.h"

#include "headless/option_table.h"

#include "base/duration.h"
#include "base/integer.h"

#include <inttypes.h>
#include <string.h>

static const void *member_of(const struct options *options, const struct option_spec *spec)
{
    return (const char *)options + spec->offset;
}

size_t option_value_count(const struct options *options, const struct option_spec *spec)
{
    if (option_origin(options, spec) == ORIGIN_NONE)
        return 0;
    return spec->type == OPTION_WORDS ? ((const struct words *)member_of(options, spec))->count : 1;
}

static void append_duration(int64_t duration_ms, struct buffer *out)
{
    char text[32];

    duration_format(duration_ms, text);
    buffer_string(out, text);
}

void option_append_value(const struct options *options, const struct option_spec *spec,
                         size_t index, struct buffer *out)
{
    const void *member = member_of(options, spec);

    switch (spec->type) {
    case OPTION_FLAG:
        buffer_string(out, *(const bool *)member ? "yes" : "no");
        break;
    case OPTION_WORDS:
        buffer_string(out, ((const struct words *)member)->items[index]);
        break;
    case OPTION_NUMBER:
    case OPTION_BYTES:
        integer_append(out, *(const uint64_t *)member);
        break;
    case OPTION_DURATION:
        append_duration(*(const int64_t *)member, out);
        break;
    case OPTION_MOMENT:
        buffer_printf(out, "%" PRId64, *(const int64_t *)member);
        break;
    default:
        buffer_string(out, *(const char *const *)member);
    }
}

static bool is_equal_at(const struct options *a, const struct options *b,
                        const struct option_spec *spec, size_t index)
{
    struct buffer text_a = {0};
    struct buffer text_b = {0};

    option_append_value(a, spec, index, &text_a);
    option_append_value(b, spec, index, &text_b);
    bool equal = strcmp(buffer_text(&text_a), buffer_text(&text_b)) == 0;
    buffer_free(&text_a);
    buffer_free(&text_b);
    return equal;
}

bool option_is_equal(const struct options *a, const struct options *b,
                     const struct option_spec *spec)
{
    size_t count = option_value_count(a, spec);
    bool equal = option_value_count(b, spec) == count;

    for (size_t i = 0; i < count && equal; i++)
        equal = is_equal_at(a, b, spec, i);
    return equal;
}
