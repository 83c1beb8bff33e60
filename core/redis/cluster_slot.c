#include "config.h"

#include "redis/cluster_slot.h"

#include <stdint.h>
#include <string.h>

/* Four bits at a time: the polynomial x^16 + x^12 + x^5 + 1. */
static uint16_t crc16(struct slice text)
{
    static const uint16_t table[16] = {
        0x0000, 0x1021, 0x2042, 0x3063, 0x4084, 0x50A5, 0x60C6, 0x70E7,
        0x8108, 0x9129, 0xA14A, 0xB16B, 0xC18C, 0xD1AD, 0xE1CE, 0xF1EF,
    };
    uint16_t crc = 0;

    for (size_t i = 0; i < text.size; i++) {
        unsigned byte = (unsigned char)text.data[i];
        crc = (uint16_t)(crc << 4 ^ table[crc >> 12 ^ byte >> 4]);
        crc = (uint16_t)(crc << 4 ^ table[crc >> 12 ^ (byte & 0xF)]);
    }
    return crc;
}

struct slice cluster_tag(struct slice key)
{
    const char *open = key.size > 0 ? memchr(key.data, '{', key.size) : NULL;

    if (open == NULL)
        return key;
    const char *begin = open + 1;
    size_t rest = key.size - (size_t)(begin - key.data);
    const char *close = rest > 0 ? memchr(begin, '}', rest) : NULL;
    if (close == NULL || close == begin)
        return key;
    return (struct slice){begin, (size_t)(close - begin)};
}

unsigned cluster_slot(struct slice key)
{
    return crc16(cluster_tag(key)) % CLUSTER_SLOTS;
}
