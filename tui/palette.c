#include "config.h"

#include "palette.h"

#define FIRST_OF_CUBE 16
#define FIRST_GREY 232

/* The defaults of XTerm-col.ad. */
static const uint32_t basic[FIRST_OF_CUBE] = {
    0x000000, 0xcd0000, 0x00cd00, 0xcdcd00, 0x0000ee, 0xcd00cd, 0x00cdcd, 0xe5e5e5,
    0x7f7f7f, 0xff0000, 0x00ff00, 0xffff00, 0x5c5cff, 0xff00ff, 0x00ffff, 0xffffff,
};

/* Six levels of each of red, green and blue: 256colres.pl of xterm. */
static uint32_t level(int step)
{
    return step == 0 ? 0 : (uint32_t)(55 + 40 * step);
}

uint32_t palette_rgb(int number)
{
    if (number < FIRST_OF_CUBE)
        return basic[number];
    if (number >= FIRST_GREY)
        return (uint32_t)(8 + 10 * (number - FIRST_GREY)) * 0x010101;
    int place = number - FIRST_OF_CUBE;
    return level(place / 36) << 16 | level(place / 6 % 6) << 8 | level(place % 6);
}
