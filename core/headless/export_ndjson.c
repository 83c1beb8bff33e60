#include "config.h"

#include "headless/export.h"

#include "wire/ndjson.h"

const struct export_format export_ndjson_format = {
    .format = {.name = "ndjson", .set = FOR_EXPORT},
    .record = ndjson_format,
};
