/* Complain: what went wrong, told to a person on standard error. */
#ifndef HEADLESS_COMPLAIN_H
#define HEADLESS_COMPLAIN_H

/* Writes "driftop: …" on a line of its own, made safe for a terminal. */
void complain(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
