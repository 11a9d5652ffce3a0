#include "array.h"

#include <arpa/inet.h>
#include <endian.h>
#include <stdlib.h>
#include <string.h>

static char *grow(Array *array, size_t more) {
    if (array->length + more > array->capacity) {
        array->capacity = (array->length + more) * 2;
        array->bytes = realloc(array->bytes, array->capacity);
        if (!array->bytes) abort();
    }
    char *place = array->bytes + array->length;
    array->length += more;
    return place;
}

static void put(Array *array, const void *bytes, size_t length) {
    memcpy(grow(array, length), bytes, length);
}

static void put_int32(Array *array, uint32_t number) {
    uint32_t big = htonl(number);
    put(array, &big, sizeof big);
}

// One dimension, lower bound 1; the count and the null flag are known only at the end.
void array_begin(Array *array, uint32_t element_oid) {
    array->length = 0;
    array->count = 0;
    array->has_nulls = false;
    put_int32(array, 1);
    put_int32(array, 0);
    put_int32(array, element_oid);
    put_int32(array, 0);
    put_int32(array, 1);
}

void array_end(Array *array) {
    uint32_t flags = htonl(array->has_nulls), count = htonl((uint32_t)array->count);
    memcpy(array->bytes + 4, &flags, 4);
    memcpy(array->bytes + 12, &count, 4);
}

void array_null(Array *array) {
    array->count += 1;
    array->has_nulls = true;
    put_int32(array, UINT32_MAX);
}

void array_bytes(Array *array, const void *bytes, size_t length) {
    array->count += 1;
    put_int32(array, (uint32_t)length);
    put(array, bytes, length);
}

void array_bool(Array *array, bool value) {
    char byte = value;
    array_bytes(array, &byte, 1);
}

void array_int2(Array *array, int16_t value) {
    uint16_t big = htons((uint16_t)value);
    array_bytes(array, &big, sizeof big);
}

void array_int4(Array *array, int32_t value) {
    uint32_t big = htonl((uint32_t)value);
    array_bytes(array, &big, sizeof big);
}

void array_int8(Array *array, int64_t value) {
    uint64_t big = htobe64((uint64_t)value);
    array_bytes(array, &big, sizeof big);
}

void array_uuid(Array *array, const uint8_t id[16]) {
    array_bytes(array, id, 16);
}

void array_text(Array *array, const char *text) {
    array_bytes(array, text, strlen(text));
}

// jsonb's wire format is a version byte and the text.
void array_jsonb(Array *array, const char *json) {
    size_t length = strlen(json);
    array->count += 1;
    put_int32(array, (uint32_t)length + 1);
    *grow(array, 1) = 1;
    put(array, json, length);
}

void value_int8(Array *value, int64_t number) {
    uint64_t big = htobe64((uint64_t)number);
    value->length = 0;
    put(value, &big, sizeof big);
}

void value_text(Array *value, const char *text) {
    value->length = 0;
    put(value, text, strlen(text));
}
