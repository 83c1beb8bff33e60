/* The size of a screen that is drawn without a terminal. */
#ifndef HEADLESS_PICTURE_SIZE_H
#define HEADLESS_PICTURE_SIZE_H

#include "base/error.h"

#define PICTURE_MOST_COLUMNS 1000
#define PICTURE_MOST_ROWS 1000

/* Reads "COLUMNSxROWS", each from 1 on. */
bool picture_size_parse(const char *text, int *columns, int *rows, struct error *error);

#endif
