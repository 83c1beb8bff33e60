#include "config.h"

#include "headless/json_member.h"

#include "base/text.h"

void json_member_number(struct json_writer *json, const char *key, double number)
{
    json_write_key(json, key);
    json_write_number(json, number);
}

void json_member_count(struct json_writer *json, const char *key, uint64_t count)
{
    json_write_key(json, key);
    json_write_unsigned(json, count);
}

void json_member_text(struct json_writer *json, const char *key, struct slice text)
{
    json_write_key(json, key);
    json_write_string(json, text);
}

void json_member_flag(struct json_writer *json, const char *key, bool flag)
{
    json_write_key(json, key);
    json_write_raw(json, flag ? SLICE("true") : SLICE("false"));
}

void json_member_time(struct json_writer *json, const char *key, int64_t time_ms)
{
    json_write_key(json, key);
    if (time_ms != INT64_MIN)
        json_write_signed(json, time_ms);
    else
        json_write_null(json);
}

static bool is_utf8(struct slice text)
{
    while (text.size > 0) {
        uint32_t character;
        size_t size = text_decode(text, &character);
        if (character == TEXT_REPLACEMENT && size == 1)
            return false;
        text.data += size;
        text.size -= size;
    }
    return true;
}

void json_member_name(struct json_writer *json, const char *key, const char *hex_key,
                      struct slice name)
{
    struct buffer hex = {0};

    json_member_text(json, key, name);
    if (is_utf8(name))
        return;
    for (size_t i = 0; i < name.size; i++)
        buffer_printf(&hex, "%02x", (unsigned)(unsigned char)name.data[i]);
    json_member_text(json, hex_key, (struct slice){hex.data, hex.size});
    buffer_free(&hex);
}
