/* Character set: in which one text is read and written (LC_CTYPE), for the whole program. */
#ifndef BASE_CHARACTER_SET_H
#define BASE_CHARACTER_SET_H

#include <stdbool.h>

/* Takes the one that the environment names. Where that locale is not installed and its name says
 * UTF-8, UTF-8 it is all the same. Called once, at the start: numbers keep the C locale's point. */
void character_set_choose(void);

/* Makes it UTF-8, whatever the environment says. Returns false where the system has none. */
bool character_set_make_utf8(void);

#endif
