/* JSON member: a key and its value. */
#ifndef HEADLESS_JSON_MEMBER_H
#define HEADLESS_JSON_MEMBER_H

#include "wire/json_write.h"

#include <stdbool.h>
#include <stdint.h>

/* Keys hold nothing that must be escaped. Text without data is null, and so is a number that is not
 * finite. */
void json_member_number(struct json_writer *json, const char *key, double number);
void json_member_count(struct json_writer *json, const char *key, uint64_t count);
void json_member_text(struct json_writer *json, const char *key, struct slice text);
void json_member_flag(struct json_writer *json, const char *key, bool flag);

/* A moment in epoch milliseconds; INT64_MIN, that there is none, is null. */
void json_member_time(struct json_writer *json, const char *key, int64_t time_ms);

/* A name of any bytes. JSON has no word for what is no UTF-8, so of such a name the bytes follow in
 * hexadecimal under `hex_key`: different names stay different. */
void json_member_name(struct json_writer *json, const char *key, const char *hex_key,
                      struct slice name);

#endif
