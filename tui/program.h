/* Program: the commands and formats that driftop has. */
#ifndef TUI_PROGRAM_H
#define TUI_PROGRAM_H

#include "headless/command.h"

extern const struct program program;

#endif
