#include "config.h"

#include "doctor/counter.h"

#include "redis/info_text.h"

static const struct {
    const char *name;
    const char *part; /* NULL: the value is the number */
} counters[] = {
#define COUNTER_LINE(name, info, part) {info, part},
    COUNTERS(COUNTER_LINE)
#undef COUNTER_LINE
};

uint64_t counter_read(struct slice info, enum counter counter)
{
    const char *name = counters[counter].name;
    const char *part = counters[counter].part;

    return part == NULL ? info_number(info, name) : info_part(info, name, part);
}

bool counters_began(struct slice info)
{
    for (int i = 0; i < COUNTER_COUNT; i++) {
        if (counter_read(info, (enum counter)i) > 0)
            return true;
    }
    return false;
}

uint64_t counter_rise(struct slice before, struct slice after, enum counter counter)
{
    const char *name = counters[counter].name;
    const char *part = counters[counter].part;

    return part == NULL ? info_rise(before, after, name)
                        : info_part_rise(before, after, name, part);
}
