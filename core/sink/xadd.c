#include "config.h"

#include "sink/xadd.h"

#include <stdio.h>

static void add(struct xadd *xadd, struct slice word)
{
    xadd->words[xadd->count++] = word;
}

static void add_identity(struct xadd *xadd, const struct record *record)
{
    snprintf(xadd->producer, sizeof(xadd->producer), "driftop-%016" PRIx64, record->run);
    snprintf(xadd->sequence, sizeof(xadd->sequence), "%" PRIx64, record->sequence);
    add(xadd, SLICE("IDMP"));
    add(xadd, slice_of(xadd->producer));
    add(xadd, slice_of(xadd->sequence));
}

static void add_trim(struct xadd *xadd, const struct trim *trim, int64_t now_ms)
{
    if (trim->by == TRIM_BY_AGE)
        stream_id_format(stream_id_at(now_ms - trim->max_age_ms), xadd->threshold);
    else
        snprintf(xadd->threshold, sizeof(xadd->threshold), "%" PRIu64, trim->retention);
    add(xadd, trim->by == TRIM_BY_AGE ? SLICE("MINID") : SLICE("MAXLEN"));
    add(xadd, trim->exact ? SLICE("=") : SLICE("~"));
    add(xadd, slice_of(xadd->threshold));
}

void xadd_compose(struct xadd *xadd, const struct record *record, const struct trim *trim,
                  bool idempotent, int64_t now_ms)
{
    bool own_id = stream_id_compare(record->id, STREAM_ID_MIN) != 0;

    xadd->count = 0;
    add(xadd, SLICE("XADD"));
    add(xadd, record->parts[RECORD_KEY]);
    if (idempotent && !own_id)
        add_identity(xadd, record);
    add_trim(xadd, trim, now_ms);
    if (own_id)
        stream_id_format(record->id, xadd->id);
    add(xadd, own_id ? slice_of(xadd->id) : SLICE("*"));
    for (enum record_part part = RECORD_KEY + 1; part < RECORD_PARTS; part++) {
        add(xadd, record_field_name(part));
        add(xadd, record->parts[part]);
    }
}
