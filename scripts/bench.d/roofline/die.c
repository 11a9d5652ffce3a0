#include "run.h"

#include <stdarg.h>
#include <stdlib.h>

void die(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    fputs("scripts/bench: ", stderr);
    vfprintf(stderr, format, arguments);
    fputs("\n", stderr);
    va_end(arguments);
    exit(1);
}
