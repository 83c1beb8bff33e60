/* Target: what the fuzz targets have in common.
 *
 * A target is one file fuzz_NAME.c with FUZZ_TARGET(NAME), a line in targets.h and in
 * tests/local.mk, and a corpus of files in corpus/NAME whose names say what they hold. replay.c
 * runs all of them over their corpora; built by itself, as `make fuzz` does, a target is what
 * libFuzzer takes. */
#ifndef FUZZ_TARGET_H
#define FUZZ_TARGET_H

#include "base/slice.h"
#include "fuzz/targets.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef int fuzz_target_fn(const uint8_t *data, size_t size);

#ifdef FUZZ_ALONE
fuzz_target_fn LLVMFuzzerTestOneInput;
#define FUZZ_TARGET(name) int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
#else
#define FUZZ_TARGET(name) int fuzz_##name(const uint8_t *data, size_t size)
#define DECLARE_TARGET(name) fuzz_target_fn fuzz_##name;
FUZZ_TARGETS(DECLARE_TARGET)
#undef DECLARE_TARGET
#endif

/* Ends the program, and says what ought to hold. */
void must(bool holds, const char *what);

/* Returns a copy that ends with a NUL; what stands behind the first NUL of the data is not seen.
 * The caller frees it. */
char *fuzz_text(struct slice data);

#endif
