#include "config.h"

#include "support/dice.h"

size_t dice_below(struct dice *dice, size_t count)
{
    /* splitmix64 */
    dice->state += UINT64_C(0x9e3779b97f4a7c15);
    uint64_t mixed = dice->state;
    mixed = (mixed ^ (mixed >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    mixed = (mixed ^ (mixed >> 27)) * UINT64_C(0x94d049bb133111eb);
    return (size_t)((mixed ^ (mixed >> 31)) % count);
}

bool dice_once_in(struct dice *dice, size_t count)
{
    return dice_below(dice, count) == 0;
}
