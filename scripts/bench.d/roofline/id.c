#include "run.h"

#include <string.h>

// FNV-1a with a finisher: not for strangers' keys, good enough for ids that only have to differ.
uint64_t mix(const void *bytes, size_t length, uint64_t seed) {
    uint64_t hash = 0xcbf29ce484222325u ^ seed * 0x9e3779b97f4a7c15u;
    for (size_t i = 0; i < length; i++) hash = (hash ^ ((const uint8_t *)bytes)[i]) * 0x100000001b3u;
    hash ^= hash >> 33;
    hash *= 0xff51afd7ed558ccdu;
    return hash ^ hash >> 33;
}

void derive_id(uint8_t id[16], const uint8_t cause[16], const char *step) {
    uint64_t first = mix(cause, 16, mix(step, strlen(step), 1)), second = mix(cause, 16, mix(step, strlen(step), 2));
    uint8_t made[16];
    memcpy(made, cause, 6);
    memcpy(made + 6, &first, 2);
    memcpy(made + 8, &second, 8);
    made[6] = 0x80 | (made[6] & 0x0f);
    made[8] = 0x80 | (made[8] & 0x3f);
    memcpy(id, made, 16);
}

void print_id(char text[37], const uint8_t id[16]) {
    static const char digits[] = "0123456789ABCDEF";
    char *place = text;
    for (int i = 0; i < 16; i++) {
        if (i == 4 || i == 6 || i == 8 || i == 10) *place++ = '-';
        *place++ = digits[id[i] >> 4];
        *place++ = digits[id[i] & 15];
    }
    *place = 0;
}

static int digit(char character) {
    if (character >= '0' && character <= '9') return character - '0';
    character |= 0x20;
    return character >= 'a' && character <= 'f' ? character - 'a' + 10 : -1;
}

bool parse_id(uint8_t id[16], const char *text) {
    for (int i = 0; i < 16; i++) {
        if (*text == '-') text++;
        int high = digit(text[0]), low = high < 0 ? -1 : digit(text[1]);
        if (low < 0) return false;
        id[i] = (uint8_t)(high << 4 | low);
        text += 2;
    }
    return true;
}
