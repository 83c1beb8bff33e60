#include "config.h"

#include "headless/export.h"

#include "wire/ndjson.h"

const struct export_format export_ndjson_format = {
    .format = {"ndjson", FOR_EXPORT},
    .record = ndjson_format,
};
