#include "config.h"

#include "drift/recent_row.h"

#include "drift/span.h"

#include <math.h>
#include <string.h>

#define MILLIONTHS 1e6
#define MILLIONTHS_MAX 2147483647.0
#define HUNDREDTHS 100.0
#define SPREAD_FROM_Z 0.1 /* of a smaller one too few digits are known */
#define HUNDREDTHS_UNKNOWN INT16_MIN
#define COMMON_MIN (sizeof(uint32_t) / sizeof(uint16_t)) /* counts as long as one for all */

/* How a number is written, in two bits of its reading's form: those of the value, the baseline, z
 * and the count, in this order. */
enum form {
    FORM_UNKNOWN,
    FORM_MILLIONTHS, /* in four bytes */
    FORM_WHOLE,      /* as it is */
    FORM_USUAL       /* of a baseline; of a value it says that the reading is brief; of z that it
                        is what value, baseline and the usual spread make it, but for the last bits,
                        which are told in two bytes */
};

enum count_form { COUNT_UNKNOWN, COUNT_USUAL, COUNT_SHORT, COUNT_LONG };

#define FORM_OF(form, number) ((form) >> 2 * (number)&3)
#define FORM_BRIEF (FORM_USUAL << 2 * VALUE)

enum { VALUE, BASELINE, Z, COUNT };

static const uint8_t number_sizes[] = {[FORM_MILLIONTHS] = 4, [FORM_WHOLE] = 8, [FORM_USUAL] = 0};
static const uint8_t z_sizes[] = {[FORM_MILLIONTHS] = 4, [FORM_WHOLE] = 8, [FORM_USUAL] = 2};
static const uint8_t count_sizes[] = {[COUNT_SHORT] = 2, [COUNT_LONG] = 4};

static size_t numbers_size(unsigned char form)
{
    if (FORM_OF(form, VALUE) == FORM_USUAL)
        return sizeof(int16_t);
    return (size_t)number_sizes[FORM_OF(form, VALUE)] + number_sizes[FORM_OF(form, BASELINE)] +
           z_sizes[FORM_OF(form, Z)] + count_sizes[FORM_OF(form, COUNT)];
}

static unsigned char form_of(const struct recent_row *row, size_t index)
{
    return row->forms[index * row->form_step];
}

/* --- z and its spread --- */

/* Returns the bits of z as those of a whole number, which are in the order of the numbers on either
 * side of 0. */
static int64_t bits_of(double z)
{
    int64_t bits;

    memcpy(&bits, &z, sizeof(bits));
    return bits;
}

static double expected_z(double value, double baseline, const struct recent_usual *usual)
{
    return (value - baseline) / usual->spread;
}

/* Finds how far the bits of z are from those that are expected. */
static bool find_rest(const struct recent_reading *reading, const struct recent_usual *usual,
                      int16_t *rest)
{
    double expected = expected_z(reading->value, reading->baseline, usual);
    int64_t bits;

    if (!isfinite(expected) || !isfinite(reading->z) || signbit(expected) != signbit(reading->z))
        return false;
    bits = bits_of(reading->z) - bits_of(expected);
    *rest = (int16_t)bits;
    return *rest == bits;
}

static double restore_z(double expected, int16_t rest)
{
    int64_t bits = bits_of(expected) + rest;
    double z;

    memcpy(&z, &bits, sizeof(z));
    return z;
}

double recent_spread(const struct recent_reading *reading)
{
    double spread = (reading->value - reading->baseline) / reading->z;

    return fabs(reading->z) >= SPREAD_FROM_Z && isfinite(spread) ? spread : 0;
}

/* --- packing --- */

static enum form write_number(unsigned char **to, double number)
{
    if (isnan(number))
        return FORM_UNKNOWN;
    double millionths = nearbyint(number * MILLIONTHS);
    int32_t packed = fabs(millionths) <= MILLIONTHS_MAX ? (int32_t)millionths : 0;
    bool is_short = recent_is_same(packed / MILLIONTHS, number);

    memcpy(*to, is_short ? (const void *)&packed : (const void *)&number,
           is_short ? sizeof(packed) : sizeof(number));
    *to += is_short ? sizeof(packed) : sizeof(number);
    return is_short ? FORM_MILLIONTHS : FORM_WHOLE;
}

static enum form write_baseline(unsigned char **to, double baseline,
                                const struct recent_usual *usual)
{
    bool is_usual = !isnan(baseline) && recent_is_same(baseline, usual->baseline);

    return is_usual ? FORM_USUAL : write_number(to, baseline);
}

static enum form write_z(unsigned char **to, const struct recent_reading *reading,
                         const struct recent_usual *usual)
{
    int16_t rest;

    if (!find_rest(reading, usual, &rest))
        return write_number(to, reading->z);
    memcpy(*to, &rest, sizeof(rest));
    *to += sizeof(rest);
    return FORM_USUAL;
}

static enum count_form write_count(unsigned char **to, uint32_t count, uint32_t usual)
{
    uint16_t packed = (uint16_t)count;
    bool is_short = packed == count;

    if (count == SPAN_COUNT_UNKNOWN)
        return COUNT_UNKNOWN;
    if (count == usual)
        return COUNT_USUAL;
    memcpy(*to, is_short ? (const void *)&packed : (const void *)&count,
           is_short ? sizeof(packed) : sizeof(count));
    *to += is_short ? sizeof(packed) : sizeof(count);
    return is_short ? COUNT_SHORT : COUNT_LONG;
}

/* Returns the count of most readings where they take less room with it, or unknown. */
static uint32_t find_count(const struct recent_reading *readings, size_t count,
                           const struct recent_usual *usual)
{
    uint32_t common = SPAN_COUNT_UNKNOWN;
    size_t commons = 0;
    size_t usuals = 0;

    for (size_t i = 0; i < count; i++) {
        uint32_t own = readings[i].sample_count;
        if (readings[i].brief || own == SPAN_COUNT_UNKNOWN)
            continue;
        bool is_usual = own == usual[readings[i].dimension].sample_count;
        if (common == SPAN_COUNT_UNKNOWN && !is_usual)
            common = own;
        commons += own == common && !is_usual;
        usuals += own != common && is_usual;
    }
    return commons > usuals + COMMON_MIN ? common : SPAN_COUNT_UNKNOWN;
}

static uint32_t usual_count(uint32_t common, const struct recent_usual *usual)
{
    return common != SPAN_COUNT_UNKNOWN ? common : usual->sample_count;
}

static unsigned char write_brief(unsigned char **to, double z)
{
    int16_t hundredths = HUNDREDTHS_UNKNOWN;

    if (!isnan(z))
        hundredths =
            (int16_t)nearbyint(fmax(-RECENT_BRIEF_Z, fmin(z, RECENT_BRIEF_Z)) * HUNDREDTHS);
    memcpy(*to, &hundredths, sizeof(hundredths));
    *to += sizeof(hundredths);
    return FORM_BRIEF;
}

static unsigned char write_reading(unsigned char **to, const struct recent_reading *reading,
                                   const struct recent_usual *usual, uint32_t common)
{
    if (reading->brief)
        return write_brief(to, reading->z);
    unsigned form = write_number(to, reading->value) << 2 * VALUE;
    form |= write_baseline(to, reading->baseline, usual) << 2 * BASELINE;
    form |= write_z(to, reading, usual) << 2 * Z;
    form |= write_count(to, reading->sample_count, usual_count(common, usual)) << 2 * COUNT;
    return (unsigned char)form;
}

/* Which forms a row has. */
enum forms {
    FORMS_NONE, /* all of its readings are brief */
    FORMS_ONE,  /* they are all alike */
    FORMS_EACH
};

static size_t forms_size(enum forms forms, size_t count)
{
    return forms == FORMS_EACH ? count : forms == FORMS_ONE;
}

static enum forms find_forms(const unsigned char *forms, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        if (forms[i] != forms[0])
            return FORMS_EACH;
    }
    return count == 0 || forms[0] == FORM_BRIEF ? FORMS_NONE : FORMS_ONE;
}

static bool is_scattered(const struct recent_reading *readings, size_t count)
{
    return count > 0 && readings[count - 1].dimension != count - 1;
}

/* A row begins with sixteen times the number of its readings, and what it has: HEAD_SCATTERED where
 * its dimensions are not the first ones, HEAD_COUNT where most readings have one count, which
 * follows, and its forms. */
enum { HEAD_SCATTERED = 1, HEAD_COUNT = 2, HEAD_FORMS = 4, HEAD_READINGS = 16 };

static void write_head(unsigned char *bytes, size_t count, enum forms forms, unsigned has)
{
    uint16_t head = (uint16_t)(HEAD_READINGS * count + HEAD_FORMS * forms + has);

    memcpy(bytes, &head, sizeof(head));
}

/* Returns how many bytes the head, the count and the dimensions take. */
static size_t write_dimensions(unsigned char *bytes, const struct recent_reading *readings,
                               size_t count, uint32_t common)
{
    bool scattered = is_scattered(readings, count);
    size_t size = sizeof(uint16_t);

    if (common != SPAN_COUNT_UNKNOWN) {
        memcpy(bytes + size, &common, sizeof(common));
        size += sizeof(common);
    }
    for (size_t i = 0; i < count && scattered; i++) {
        bytes[size++] = (unsigned char)(readings[i].dimension & 0xff);
        bytes[size++] = (unsigned char)(readings[i].dimension >> 8);
    }
    return size;
}

static size_t severities_size(size_t count)
{
    return (count + 3) / 4;
}

size_t recent_row_room(size_t count)
{
    return sizeof(uint16_t) + sizeof(uint32_t) + severities_size(count) +
           count * (2 + 1 + 3 * 8 + 4);
}

size_t recent_row_pack(unsigned char *bytes, const struct recent_reading *readings, size_t count,
                       const struct recent_usual *usual)
{
    uint32_t common = find_count(readings, count, usual);
    unsigned char *severities = bytes + write_dimensions(bytes, readings, count, common);
    unsigned char *forms = severities + severities_size(count);
    unsigned char *numbers = forms + count;
    unsigned char *to = numbers;

    memset(severities, 0, severities_size(count));
    for (size_t i = 0; i < count; i++) {
        severities[i / 4] |= (unsigned char)((readings[i].severity - SEVERITY_OK) << i % 4 * 2);
        forms[i] = write_reading(&to, &readings[i], &usual[readings[i].dimension], common);
    }
    enum forms kept = find_forms(forms, count);
    write_head(bytes, count, kept,
               (is_scattered(readings, count) ? HEAD_SCATTERED : 0U) |
                   (common != SPAN_COUNT_UNKNOWN ? HEAD_COUNT : 0U));
    unsigned char *end = forms + forms_size(kept, count);
    memmove(end, numbers, (size_t)(to - numbers));
    return (size_t)(end - bytes) + (size_t)(to - numbers);
}

/* --- unpacking --- */

struct recent_row recent_row_open(const unsigned char *bytes, const struct recent_usual *usual)
{
    static const unsigned char brief = FORM_BRIEF;
    uint16_t head;

    memcpy(&head, bytes, sizeof(head));
    bytes += sizeof(head);
    struct recent_row row = {.count = head / HEAD_READINGS, .usual = usual};
    enum forms forms = head / HEAD_FORMS % 4;
    row.sample_count = SPAN_COUNT_UNKNOWN;
    if ((head & HEAD_COUNT) != 0) {
        memcpy(&row.sample_count, bytes, sizeof(row.sample_count));
        bytes += sizeof(row.sample_count);
    }
    if ((head & HEAD_SCATTERED) != 0) {
        row.dimensions = bytes;
        bytes += 2 * row.count;
    }
    row.severities = bytes;
    row.numbers = bytes + severities_size(row.count);
    row.forms = forms != FORMS_NONE ? row.numbers : &brief;
    row.form_step = forms == FORMS_EACH;
    row.numbers += forms_size(forms, row.count);
    return row;
}

static const unsigned char *numbers_of(const struct recent_row *row, size_t index)
{
    const unsigned char *from = row->numbers;

    if (row->form_step == 0)
        return from + index * numbers_size(row->forms[0]);
    for (size_t i = 0; i < index; i++)
        from += numbers_size(form_of(row, i));
    return from;
}

size_t recent_row_size(const unsigned char *bytes)
{
    struct recent_row row = recent_row_open(bytes, NULL);

    return (size_t)(numbers_of(&row, row.count) - bytes);
}

bool recent_row_is_brief(const struct recent_row *row, size_t index)
{
    return FORM_OF(form_of(row, index), VALUE) == FORM_USUAL;
}

bool recent_row_has_value(const struct recent_row *row, size_t index)
{
    return FORM_OF(form_of(row, index), VALUE) != FORM_UNKNOWN;
}

static double read_number(const unsigned char **from, unsigned form)
{
    double number = NAN;
    int32_t millionths;

    if (form == FORM_MILLIONTHS) {
        memcpy(&millionths, *from, sizeof(millionths));
        number = millionths / MILLIONTHS;
    } else if (form == FORM_WHOLE) {
        memcpy(&number, *from, sizeof(number));
    }
    *from += number_sizes[form];
    return number;
}

static double read_z(const unsigned char **from, unsigned form,
                     const struct recent_reading *reading, const struct recent_usual *usual)
{
    int16_t rest;

    if (form != FORM_USUAL)
        return read_number(from, form);
    memcpy(&rest, *from, sizeof(rest));
    *from += sizeof(rest);
    return restore_z(expected_z(reading->value, reading->baseline, usual), rest);
}

static uint32_t read_count(const unsigned char *from, unsigned form, uint32_t usual)
{
    uint32_t count = form == COUNT_USUAL ? usual : SPAN_COUNT_UNKNOWN;
    uint16_t packed;

    if (form == COUNT_LONG)
        memcpy(&count, from, sizeof(count));
    if (form != COUNT_SHORT)
        return count;
    memcpy(&packed, from, sizeof(packed));
    return packed;
}

static void read_brief(const unsigned char *from, struct recent_reading *reading)
{
    int16_t hundredths;

    memcpy(&hundredths, from, sizeof(hundredths));
    reading->brief = true;
    reading->value = NAN;
    reading->baseline = NAN;
    reading->z = hundredths == HUNDREDTHS_UNKNOWN ? NAN : hundredths / HUNDREDTHS;
    reading->sample_count = SPAN_COUNT_UNKNOWN;
}

static void read_reading(const struct recent_row *row, size_t index, const unsigned char *from,
                         struct recent_reading *reading)
{
    unsigned char form = form_of(row, index);

    reading->dimension = (uint16_t)recent_row_dimension(row, index);
    reading->severity = (uint8_t)recent_row_severity(row, index);
    if (recent_row_is_brief(row, index)) {
        read_brief(from, reading);
        return;
    }
    const struct recent_usual *usual = &row->usual[reading->dimension];
    reading->brief = false;
    reading->value = read_number(&from, FORM_OF(form, VALUE));
    reading->baseline = FORM_OF(form, BASELINE) == FORM_USUAL
                            ? usual->baseline
                            : read_number(&from, FORM_OF(form, BASELINE));
    reading->z = read_z(&from, FORM_OF(form, Z), reading, usual);
    reading->sample_count =
        read_count(from, FORM_OF(form, COUNT), usual_count(row->sample_count, usual));
}

struct recent_reading recent_row_reading(const struct recent_row *row, size_t index)
{
    struct recent_reading reading;

    read_reading(row, index, numbers_of(row, index), &reading);
    return reading;
}

void recent_row_unpack(const struct recent_row *row, struct recent_reading *readings)
{
    const unsigned char *from = row->numbers;

    for (size_t i = 0; i < row->count; i++) {
        read_reading(row, i, from, &readings[i]);
        from += numbers_size(form_of(row, i));
    }
}

struct recent_reading recent_row_find(const struct recent_row *row, size_t dimension)
{
    size_t i = row->dimensions == NULL ? dimension : 0;

    while (i < row->count && recent_row_dimension(row, i) != dimension)
        i++;
    return i < row->count ? recent_row_reading(row, i) : RECENT_READING_NONE;
}

struct sample recent_sample(const struct recent_reading *reading)
{
    return (struct sample){.value = reading->value,
                           .baseline = reading->baseline,
                           .z = reading->z,
                           .count = reading->sample_count,
                           .severity = (enum severity)reading->severity};
}

void recent_row_samples(const struct recent_row *row, struct sample *samples)
{
    const unsigned char *from = row->numbers;

    for (size_t i = 0; i < row->count; i++) {
        struct recent_reading reading;
        read_reading(row, i, from, &reading);
        from += numbers_size(form_of(row, i));
        samples[reading.dimension] = recent_sample(&reading);
    }
}
