/* Encode: from a report to the fields of a stream entry, byte for byte as StreamDriftSink writes
 * them with Python's json.dumps(): separators ", " and ": ", floats in their shortest form,
 * everything that is not ASCII as \uXXXX. */
#ifndef SINK_ENCODE_H
#define SINK_ENCODE_H

#include "base/buffer.h"
#include "drift/report.h"

/* Appends the dimensions as the JSON array of the field `dims`. Unknown numbers are null, also
 * those that Python would write as NaN: no reader has to know them. */
void encode_dimensions(struct buffer *out, const struct report *report);

/* Appends a number as Python's repr() of a float: "0.5", "1.0", "1e-05", "1.5e+16"; null for NaN
 * and infinities. */
void encode_number(struct buffer *out, double number);

/* Appends a string with its quotes. Bytes that are no UTF-8 become U+FFFD. */
void encode_string(struct buffer *out, struct slice text);

#endif
