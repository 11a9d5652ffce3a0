// PostgreSQL's binary parameters: arrays for unnest, and single values.
#ifndef TIERLINE_BENCH_ARRAY_H
#define TIERLINE_BENCH_ARRAY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { OID_BOOL = 16, OID_BYTEA = 17, OID_INT8 = 20, OID_INT2 = 21, OID_INT4 = 23, OID_TEXT = 25 };
enum { OID_TIMESTAMPTZ = 1184, OID_UUID = 2950, OID_JSONB = 3802 };

// A growing buffer that keeps its memory from batch to batch. An array's header is written by `array_begin` and its
// element count by `array_end`; a single value is just its bytes.
typedef struct {
    char *bytes;
    size_t length, capacity;
    int32_t count;
    bool has_nulls;
} Array;

void array_begin(Array *array, uint32_t element_oid);
void array_end(Array *array);

void array_null(Array *array);
void array_bool(Array *array, bool value);
void array_int2(Array *array, int16_t value);
void array_int4(Array *array, int32_t value);
void array_int8(Array *array, int64_t value);
void array_uuid(Array *array, const uint8_t id[16]);
void array_bytes(Array *array, const void *bytes, size_t length);
void array_text(Array *array, const char *text);
void array_jsonb(Array *array, const char *json);

void value_int8(Array *value, int64_t number);
void value_text(Array *value, const char *text);

#endif
