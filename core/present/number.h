/* Number: figures as a person reads them in a table, the same on the screen and in a ticket. */
#ifndef PRESENT_NUMBER_H
#define PRESENT_NUMBER_H

#include <stdint.h>

#define NUMBER_SIZE 16

/* Writes a value in at most 7 columns, with as many decimals as are worth reading: "0.710",
 * "12.35", "1.2e-5", "48123"; NaN is "-". */
void number_value(double value, char out[static NUMBER_SIZE]);

/* Writes a signed figure in at most 6 columns: "+0.3", "-4.2", "+12.0", "+1.2k"; NaN is "-". */
void number_signed(double value, char out[static NUMBER_SIZE]);

/* Writes a signed difference with the decimals of number_value(): "-0.130". */
void number_change(double value, char out[static NUMBER_SIZE]);

/* Writes how far a value is from its baseline, in at most 6 columns: in percent of the baseline,
 * "-21%"; where that says nothing, as a difference, "+0.086". Where one of them is unknown, "-". */
void number_relative(double value, double baseline, char out[static NUMBER_SIZE]);

/* Writes a count in at most 5 columns: "312", "15.0k", "1.2M"; UINT64_MAX is "-". */
void number_count(uint64_t count, char out[static NUMBER_SIZE]);

/* Writes bytes with their unit, with a decimal below 100 of one: "512 B", "1.5 GiB", "100 MiB";
 * what has no room in the decimal is cut off. */
void number_bytes(uint64_t bytes, char out[static NUMBER_SIZE]);

#endif
