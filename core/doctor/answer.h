/* Answer: what is known, or not. */
#ifndef DOCTOR_ANSWER_H
#define DOCTOR_ANSWER_H

enum answer { ANSWER_UNKNOWN, ANSWER_YES, ANSWER_NO };

#endif
