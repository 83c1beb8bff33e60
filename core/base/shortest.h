/* Shortest: the fewest decimal digits that read back as the same double. */
#ifndef BASE_SHORTEST_H
#define BASE_SHORTEST_H

#define SHORTEST_SIZE 18 /* 17 digits and a NUL */

/* Writes the digits of a finite number that is not negative, without zeros at their end ("0" for
 * zero), and returns the decimal exponent of the first: 0.025 gives "25" and -2. Of the numbers
 * with that many digits it is the nearest; up to 15 digits are given even where fewer would do for
 * a number that was not written with fewer. */
int shortest_decimal(double number, char digits[static SHORTEST_SIZE]);

#endif
