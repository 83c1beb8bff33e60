/* Whether: yes, no, or not known. */
#ifndef DOCTOR_WHETHER_H
#define DOCTOR_WHETHER_H

enum whether { WHETHER_UNKNOWN, WHETHER_YES, WHETHER_NO };

#endif
