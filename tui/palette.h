/* Palette: what the numbers of colours mean, for pictures that no terminal shows. */
#ifndef TUI_PALETTE_H
#define TUI_PALETTE_H

#include <stdint.h>

/* Returns the colour of that number, 0 to 255, as 0xRRGGBB: the first 16 are those of xterm, which
 * users of a terminal may have changed; the rest are the same in all of them. */
uint32_t palette_rgb(int number);

#endif
